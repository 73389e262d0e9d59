package record

import (
	"bufio"
	"crypto/sha256"
	"encoding/binary"
	"errors"
	"io"
	"os"
)

// Earlier versions wrote two files beside a record. RECORD.lines had blocks alone:
//
//	 0  4  size of the block
//	 4  4  flags: 1 when the stretch was in the record before it was indexed
//	 8 40  from, to, line, at, and when the first byte came
//	48  8  boot, number of notes
//	56 64  SHA-256 of the stretch's bytes, own hash of the block before
//	120    notes, 12 bytes each
//	    32 own hash: SHA-256 of all of the block in front of it
//
// and RECORD.idx, behind a magic of its own, entries of an offset and a time in
// unix nanoseconds, eight bytes each. Both are read, and put into one index of this version
// when the record goes on.
const (
	olderMagic = "oopscope-lines-1"
	olderHead  = 120
	olderNote  = 12
	olderMost  = olderHead + olderNote*4096 + hashSize

	idxMagic = "oopscope-idx-1\r\n"
	idxEnd   = ".idx"
	idxEntry = 16
)

// olderChain reads the blocks of an earlier version.
type olderChain struct {
	in   io.Reader
	at   int64
	last block
	buf  []byte
}

func newOlderChain(f *os.File) (*olderChain, error) {
	c := &olderChain{in: bufio.NewReaderSize(f, 256<<10), at: int64(len(olderMagic))}
	var magic [len(olderMagic)]byte
	if _, err := io.ReadFull(c.in, magic[:]); err != nil || string(magic[:]) != olderMagic {
		return nil, errAlien
	}
	c.last = block{line: 1, own: sha256.Sum256(magic[:])}
	return c, nil
}

// nextBlock implements blocks.
func (c *olderChain) nextBlock() (*block, error) {
	var head [4]byte
	if n, err := io.ReadFull(c.in, head[:]); n == 0 && err == io.EOF {
		return nil, io.EOF
	} else if err != nil {
		return nil, errTorn
	}
	size := int(binary.LittleEndian.Uint32(head[:]))
	if size < olderHead+hashSize || size > olderMost {
		return nil, errBroken
	}
	c.buf = append(c.buf[:0], head[:]...)
	var err error
	if c.buf, err = appendRead(c.buf, c.in, size-len(head)); err != nil {
		return nil, errTorn
	}
	b, before, err := readOlder(c.buf)
	if err != nil {
		return nil, err
	}
	if before != c.last.own || b.from != c.last.to {
		return nil, errors.New("a block of it does not follow the one before")
	}
	c.at += int64(size)
	c.last = b
	return &c.last, nil
}

// place implements blocks.
func (c *olderChain) place() int64 { return c.at }

// readOlder reads one block, and the own hash of the one before it.
func readOlder(p []byte) (b block, before [hashSize]byte, err error) {
	rest := p[:len(p)-hashSize]
	b.own = sha256.Sum256(rest)
	if b.own != [hashSize]byte(p[len(rest):]) {
		return b, before, errBroken
	}
	get := func(at int) int64 { return int64(binary.LittleEndian.Uint64(p[at:])) }
	b.made = binary.LittleEndian.Uint32(p[4:])&made != 0
	b.from, b.to, b.line, b.at = get(8), get(16), get(24), get(32)
	b.bytes, before = [hashSize]byte(p[56:]), [hashSize]byte(p[88:])
	if b.from < 0 || b.to <= b.from || b.to-b.from > blockBytes || b.at < b.from || b.at > b.to || b.line < 1 {
		return b, before, errors.New("a block of it makes no sense")
	}
	return b, before, nil
}

// idxTimes returns the times in an .idx, from its beginning.
func idxTimes(f *os.File) (*Times, error) {
	in := bufio.NewReaderSize(f, 64<<10)
	var magic [len(idxMagic)]byte
	if _, err := io.ReadFull(in, magic[:]); err != nil || string(magic[:]) != idxMagic {
		return nil, errors.New("it is not a time index of oopscope")
	}
	return &Times{more: func(dst []stamp) []stamp { return idxStamps(dst, in) }}, nil
}

// idxStamps appends the next entries of an .idx; a torn one at its end is none.
func idxStamps(dst []stamp, in io.Reader) []stamp {
	var e [idxEntry]byte
	for range 256 {
		if _, err := io.ReadFull(in, e[:]); err != nil {
			break
		}
		dst = append(dst, stampOf(int64(binary.LittleEndian.Uint64(e[:])), int64(binary.LittleEndian.Uint64(e[8:]))))
	}
	return dst
}
