package packed

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
)

var errXZ = errors.New("damaged .xz file")

// An xzReader reads the container around LZMA2 data, as xz-file-format.txt 1.2
// describes it, streams one after the other. The package xz would do, were it not that it makes
// a dictionary as large as any block asks for, up to 4 GB; here it is taken of
// the memory first. The index at the end only repeats what was read.
type xzReader struct {
	in     *bufio.Reader
	memory Memory
	read   int64 // bytes of the current block

	started bool
	check   byte
	block   io.Reader
	sum     hash.Hash // nil where blocks have none
	dict    int64     // bytes taken for the block's dictionary
	err     error
}

func newXZ(in io.Reader, memory Memory) *xzReader {
	return &xzReader{in: bufio.NewReader(in), memory: memory}
}

// Close returns what the dictionary took.
func (x *xzReader) Close() error {
	x.memory.Give(x.dict)
	x.dict = 0
	return nil
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

// ReadByte implements io.ByteReader.
func (c counted) ReadByte() (byte, error) {
	c.x.read++
	return c.x.in.ReadByte()
}

// begin reads the stream's header, once, and a block's; io.EOF behind the last.
func (x *xzReader) begin() error {
	if !x.started {
		x.started = true
		var header [12]byte // magic, flags, checksum
		if _, err := io.ReadFull(x.in, header[:]); err != nil {
			return io.ErrUnexpectedEOF
		}
		if !bytes.HasPrefix(header[:], magics[XZ]) {
			return errXZ
		}
		x.check = header[7]
	}
	size, err := x.in.ReadByte()
	switch {
	case err != nil:
		return io.ErrUnexpectedEOF
	case size == 0:
		return x.endStream()
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
	x.Close()
	window := dict + lzmaExtra(dict)
	if err := x.memory.Take(window); err != nil {
		return err
	}
	x.dict, x.read, x.sum = window, 0, newSum(x.check)
	x.block = newLZMA2(counted{x}, dict)
	return nil
}

// endStream passes over the index behind the last block, the stream's footer and
// the padding behind that. The error is nil when another stream follows: files
// that were put together, or packed by several threads, have some.
func (x *xzReader) endStream() error {
	x.read = 1
	records, err := binary.ReadUvarint(counted{x})
	for range 2 * records {
		if err != nil {
			return errXZ
		}
		_, err = binary.ReadUvarint(counted{x})
	}
	const sum, footer = 4, 12
	if _, err = io.CopyN(io.Discard, x.in, -x.read&3+sum+footer); err != nil {
		return io.ErrUnexpectedEOF
	}
	for {
		c, err := x.in.ReadByte()
		if err != nil {
			return io.EOF
		}
		if c != 0 {
			x.started = false
			return x.in.UnreadByte()
		}
	}
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
