package record

import (
	"crypto/sha256"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
)

// The line index is a magic record and then blocks, each of which stands for a
// stretch of the record, one behind the other. All numbers are little endian.
//
//	 0  4  size of the block
//	 4  4  flags: 1 when the stretch was in the record before it was indexed
//	 8  8  where the stretch begins in the record
//	16  8  where it ends
//	24  8  number of the first line that begins in it, from 1
//	32  8  where that line begins; the stretch's end when none does
//	40  8  when the stretch's first byte came, unix nanoseconds; 0 when not known
//	48  4  the boot, from 1; 0 when not known
//	52  4  number of notes
//	56 32  SHA-256 of the stretch's bytes
//	88 32  own hash of the block before; of the first one the hash of the magic
//	120    notes, 12 bytes each: an offset of the record (8), a severity (1), a boot (3)
//	    32 own hash: SHA-256 of all of the block in front of it
//
// A block that was changed, and one that was put in the place of another, is
// told by the hashes of the chain.
const (
	linesEnd   = ".lines"
	linesMagic = "oopscope-lines-1"
	linesKin   = "oopscope-lines-" // of all versions
	blockHead  = 120
	noteSize   = 12
	hashSize   = sha256.Size

	blockBytes = 64 << 10 // of the record in a block, at most
	blockNotes = 4096     // in a block, at most
	blockMost  = blockHead + noteSize*blockNotes + hashSize

	made = 1 // the flag of what was indexed later
)

// A Note is what a line of the record is of interest for, besides its text.
type Note struct {
	At       int64 // offset of the line's first byte
	Severity uint8 // of a line that announces something
	Boot     int   // which begins here, 0 for none
}

// block is one block of the index. Its stretch is [from, to).
type block struct {
	from, to int64
	line, at int64
	came     int64
	boot     uint32
	made     bool
	bytes    [hashSize]byte
	before   [hashSize]byte
	own      [hashSize]byte
	notes    []Note
}

// append writes the block behind dst, and settles its own hash.
func (b *block) append(dst []byte) []byte {
	start, flags := len(dst), uint32(0)
	if b.made {
		flags = made
	}
	put32 := func(v uint32) { dst = binary.LittleEndian.AppendUint32(dst, v) }
	put64 := func(v int64) { dst = binary.LittleEndian.AppendUint64(dst, uint64(v)) }
	put32(uint32(blockHead + noteSize*len(b.notes) + hashSize))
	put32(flags)
	for _, v := range []int64{b.from, b.to, b.line, b.at, b.came} {
		put64(v)
	}
	put32(b.boot)
	put32(uint32(len(b.notes)))
	dst = append(append(dst, b.bytes[:]...), b.before[:]...)
	for _, n := range b.notes {
		put64(n.At)
		put32(uint32(n.Severity) | uint32(n.Boot)<<8)
	}
	b.own = sha256.Sum256(dst[start:])
	return append(dst, b.own[:]...)
}

// errTorn is a block that ends before it is whole, as a kill or a power cut
// leaves it.
var errTorn = errors.New("its last block is not whole")

// chain reads the blocks of an index in their order. Every one that it returns
// is whole, and follows the one before.
type chain struct {
	in   io.Reader
	at   int64 // in the index, behind the last block that is whole
	last block
	buf  []byte
}

// begin reads the magic.
func (c *chain) begin() error {
	var magic [len(linesMagic)]byte
	switch _, err := io.ReadFull(c.in, magic[:]); {
	case err != nil || string(magic[:len(linesKin)]) != linesKin:
		return errors.New("it is not a line index of oopscope")
	case string(magic[:]) != linesMagic:
		return errNewer
	}
	c.at = int64(len(magic))
	c.last = block{line: 1, own: sha256.Sum256(magic[:])}
	return nil
}

var errNewer = errors.New("it is of another version of oopscope, which is to read it")

// next reads the next block; io.EOF is the end of the index.
func (c *chain) next() (*block, error) {
	var head [4]byte
	if n, err := io.ReadFull(c.in, head[:]); n == 0 && err == io.EOF {
		return nil, io.EOF
	} else if err != nil {
		return nil, errTorn
	}
	size := int(binary.LittleEndian.Uint32(head[:]))
	if size < blockHead+hashSize || size > blockMost || (size-blockHead-hashSize)%noteSize != 0 {
		return nil, errors.New("a block of it has an impossible size")
	}
	c.buf = append(c.buf[:0], head[:]...)
	c.buf = append(c.buf, make([]byte, size-len(head))...)
	if _, err := io.ReadFull(c.in, c.buf[len(head):]); err != nil {
		return nil, errTorn
	}
	var b block
	if err := b.read(c.buf); err != nil {
		return nil, err
	}
	if b.before != c.last.own || b.from != c.last.to {
		return nil, errors.New("a block of it does not follow the one before")
	}
	c.at += int64(size)
	c.last = b
	return &b, nil
}

// read is the inverse of append.
func (b *block) read(p []byte) error {
	rest := p[:len(p)-hashSize]
	b.own = sha256.Sum256(rest)
	if b.own != [hashSize]byte(p[len(rest):]) {
		return errors.New("a block of it was changed")
	}
	get := func(at int) int64 { return int64(binary.LittleEndian.Uint64(p[at:])) }
	b.made = binary.LittleEndian.Uint32(p[4:])&made != 0
	b.from, b.to, b.line, b.at, b.came = get(8), get(16), get(24), get(32), get(40)
	b.boot = binary.LittleEndian.Uint32(p[48:])
	b.bytes, b.before = [hashSize]byte(p[56:]), [hashSize]byte(p[88:])
	if n := int(binary.LittleEndian.Uint32(p[52:])); n != (len(rest)-blockHead)/noteSize {
		return fmt.Errorf("a block of it has room for other than its %d notes", n)
	}
	if b.from < 0 || b.to <= b.from || b.to-b.from > blockBytes || b.at < b.from || b.at > b.to || b.line < 1 {
		return errors.New("a block of it makes no sense")
	}
	for rest = rest[blockHead:]; len(rest) > 0; rest = rest[noteSize:] {
		v := binary.LittleEndian.Uint32(rest[8:])
		b.notes = append(b.notes, Note{At: int64(binary.LittleEndian.Uint64(rest)), Severity: uint8(v), Boot: int(v >> 8)})
	}
	return nil
}
