package symbols

import (
	"bufio"
	"bytes"
	"crypto/sha256"
	"encoding/binary"
	"errors"
	"hash"
	"hash/crc32"
	"hash/crc64"
	"io"
	"slices"

	"github.com/ulikunitz/xz/lzma"

	"oopscope/parse/symbol"
)

const xzMagic = "\xfd7zXZ\x00"

var errXZ = errors.New("damaged .xz file")

// An xzReader reads the container around LZMA2 data, as xz-file-format.txt 1.2
// describes it, one stream. The package xz would do, were it not that it makes
// a dictionary as large as any block asks for, up to 4 GB; here it is taken of
// the share first. The index at the end only repeats what was read.
type xzReader struct {
	in    *bufio.Reader
	share *symbol.Share
	read  int64 // bytes of the current block

	started bool
	check   byte
	block   io.Reader
	sum     hash.Hash // nil where blocks have none
	dict    int64     // bytes taken for the block's dictionary
	err     error
}

func newXZ(in io.Reader, share *symbol.Share) *xzReader {
	return &xzReader{in: bufio.NewReader(in), share: share}
}

// close returns what the dictionary took.
func (x *xzReader) close() {
	x.share.Give(x.dict)
	x.dict = 0
}

// Read implements io.Reader.
func (x *xzReader) Read(p []byte) (n int, err error) {
	for n == 0 && x.err == nil {
		if x.block == nil {
			x.err = x.begin()
			continue
		}
		n, err = x.block.Read(p)
		if x.sum != nil {
			x.sum.Write(p[:n])
		}
		if err == io.EOF {
			err = x.end()
		}
		x.err = err
	}
	return n, x.err
}

// counted counts what a block's data takes; its padding depends on it.
type counted struct{ x *xzReader }

func (c counted) Read(p []byte) (int, error) {
	n, err := c.x.in.Read(p)
	c.x.read += int64(n)
	return n, err
}

// begin reads the stream's header, once, and a block's; io.EOF behind the last.
func (x *xzReader) begin() error {
	if !x.started {
		x.started = true
		var header [12]byte // magic, flags, checksum
		if _, err := io.ReadFull(x.in, header[:]); err != nil {
			return io.ErrUnexpectedEOF
		}
		x.check = header[7]
	}
	size, err := x.in.ReadByte()
	switch {
	case err != nil:
		return io.ErrUnexpectedEOF
	case size == 0: // the index
		return io.EOF
	}
	header := make([]byte, (int(size)+1)*4)
	header[0] = size
	if _, err := io.ReadFull(x.in, header[1:]); err != nil {
		return io.ErrUnexpectedEOF
	}
	dict, err := dictionary(header)
	if err != nil {
		return err
	}
	x.close()
	if err := x.share.Take(dict); err != nil {
		return err
	}
	x.dict, x.read, x.sum = dict, 0, newSum(x.check)
	x.block, err = lzma.Reader2Config{DictCap: int(max(dict, lzma.MinDictCap))}.NewReader2(counted{x})
	return err
}

// dictionary takes the size of the dictionary out of a block's header.
func dictionary(header []byte) (int64, error) {
	body := header[:len(header)-4]
	if crc32.ChecksumIEEE(body) != binary.LittleEndian.Uint32(header[len(body):]) {
		return 0, errXZ
	}
	flags, rest := body[1], body[2:]
	const filters, packedSize, size = 0x03, 0x40, 0x80
	for _, present := range []byte{packedSize, size} {
		if flags&present == 0 {
			continue
		}
		_, n := binary.Uvarint(rest)
		if n <= 0 {
			return 0, errXZ
		}
		rest = rest[n:]
	}
	if flags&filters != 0 || !bytes.HasPrefix(rest, []byte{0x21, 1}) || len(rest) < 3 {
		return 0, errors.New("packed by xz with a filter beside LZMA2: unpack it with xz -d")
	}
	return lzma.DecodeDictCap(rest[2])
}

// end reads what follows a block's data: padding and checksum.
func (x *xzReader) end() error {
	x.block = nil
	padding := -x.read & 3
	tail := make([]byte, padding+sumSize(x.check))
	if _, err := io.ReadFull(x.in, tail); err != nil {
		return io.ErrUnexpectedEOF
	}
	if x.sum == nil {
		return nil
	}
	sum := x.sum.Sum(nil)
	if len(sum) <= 8 { // the CRCs are stored little endian
		slices.Reverse(sum)
	}
	if !bytes.Equal(sum, tail[padding:]) {
		return errors.New("damaged .xz file: its checksum is another")
	}
	return nil
}

// sumSize is the size of the checksum behind every block.
func sumSize(check byte) int64 {
	if check &= 0xf; check == 0 {
		return 0
	}
	return 4 << ((check - 1) / 3)
}

// newSum returns the checksum that blocks have, nil for none and for those
// that nobody uses.
func newSum(check byte) hash.Hash {
	switch check & 0xf {
	case 1:
		return crc32.NewIEEE()
	case 4:
		return crc64.New(crc64.MakeTable(crc64.ECMA))
	case 10:
		return sha256.New()
	}
	return nil
}
