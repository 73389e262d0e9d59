package record

import (
	"encoding/binary"
	"errors"
	"hash/crc32"
	"io"
)

// The line index is a magic and then items, one behind the other. All numbers are little
// endian.
//
//	0  4  size of the item
//	4  1  its kind
//	5     what it holds
//	   4  CRC-32C of all of it in front
//
// An item of a kind that is not known is passed over.
const (
	linesEnd   = ".lines"
	linesMagic = "oopscope-lines-2"
	linesKin   = "oopscope-lines-" // of all versions
	itemHead   = 5
	itemCheck  = 4
	itemMost   = 16 << 20

	timesItem = 'T' // when bytes came: see appendStamps
	knownItem = 'K' // what was found in the lines: see Known
	skipsItem = 'H' // what of the record is in no line: see Skips
	blockItem = 'B' // proves a stretch of the record: see block
)

var castagnoli = crc32.MakeTable(crc32.Castagnoli)

// appendItem puts an item behind others.
func appendItem(dst []byte, kind byte, holds []byte) []byte {
	at := len(dst)
	dst = binary.LittleEndian.AppendUint32(dst, uint32(itemHead+len(holds)+itemCheck))
	dst = append(append(dst, kind), holds...)
	return binary.LittleEndian.AppendUint32(dst, crc32.Checksum(dst[at:], castagnoli))
}

var (
	// errTorn is an item that ends before it is whole, as a kill or a power cut leaves it.
	errTorn   = errors.New("its last item is not whole")
	errBroken = errors.New("an item of it was changed")
	errNewer  = errors.New("it is of another version of oopscope, which is to read it")
	errOlder  = errors.New("it is of an earlier version of oopscope")
	errAlien  = errors.New("it is not a line index of oopscope")
)

// readMagic reads the beginning of an index.
func readMagic(in io.Reader) error {
	var magic [len(linesMagic)]byte
	switch _, err := io.ReadFull(in, magic[:]); {
	case err != nil || string(magic[:len(linesKin)]) != linesKin:
		return errAlien
	case string(magic[:]) == olderMagic:
		return errOlder
	case string(magic[:]) != linesMagic:
		return errNewer
	}
	return nil
}

// items reads the items of an index in their order.
type items struct {
	in  io.Reader
	at  int64 // in the index, behind the last item that is whole
	all []byte
}

// next returns the next item; io.EOF is the end of the index. What it holds is valid
// until the next call, and so is all of the item.
func (x *items) next() (kind byte, holds []byte, err error) {
	var head [4]byte
	if n, err := io.ReadFull(x.in, head[:]); n == 0 && err == io.EOF {
		return 0, nil, io.EOF
	} else if err != nil {
		return 0, nil, errTorn
	}
	size := int(binary.LittleEndian.Uint32(head[:]))
	if size < itemHead+itemCheck || size > itemMost {
		return 0, nil, errBroken
	}
	x.all = append(x.all[:0], head[:]...)
	if x.all, err = appendRead(x.all, x.in, size-len(head)); err != nil {
		return 0, nil, errTorn
	}
	body := x.all[:size-itemCheck]
	if crc32.Checksum(body, castagnoli) != binary.LittleEndian.Uint32(x.all[size-itemCheck:]) {
		return 0, nil, errBroken
	}
	x.at += int64(size)
	return body[4], body[itemHead:], nil
}

// appendRead appends so many bytes, and takes no more memory for them than there are.
func appendRead(dst []byte, in io.Reader, size int) ([]byte, error) {
	for size > 0 {
		n := min(size, 64<<10)
		at := len(dst)
		dst = append(dst, make([]byte, n)...)
		if _, err := io.ReadFull(in, dst[at:]); err != nil {
			return dst, err
		}
		size -= n
	}
	return dst, nil
}
