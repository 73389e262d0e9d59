package record

import (
	"bufio"
	"crypto/sha256"
	"encoding/binary"
	"errors"
	"hash"
	"io"
	"os"
)

// A block stands for a stretch of the record, [from, to), each behind the one before.
// In an item it is
//
//	 0  4  flags: 1 when the stretch was in the record before it was indexed
//	 4  8  where the stretch begins in the record
//	12  8  where it ends
//	20  8  number of the first line that begins in it, from 1, as line ends are counted
//	28  8  where that line begins; the stretch's end when none does
//	36 32  SHA-256 of the stretch's bytes
//	68 32  own hash: SHA-256 of the own hash of the block before (of the magic, when it is the
//	       first), of all items since, and of what stands in front in this one
//
// An item that was changed, taken out or put in the place of another is told by the hashes
// of the chain.
type block struct {
	from, to int64
	line, at int64
	made     bool
	bytes    [hashSize]byte
	own      [hashSize]byte
}

const (
	hashSize   = sha256.Size
	blockHead  = 68
	blockBytes = 64 << 10 // of the record in a block, at most

	made = 1 // the flag of what was indexed later
)

// append writes the block behind dst, but for its own hash.
func (b *block) append(dst []byte) []byte {
	flags := uint32(0)
	if b.made {
		flags = made
	}
	dst = binary.LittleEndian.AppendUint32(dst, flags)
	for _, v := range []int64{b.from, b.to, b.line, b.at} {
		dst = binary.LittleEndian.AppendUint64(dst, uint64(v))
	}
	return append(dst, b.bytes[:]...)
}

// read is the inverse of append, with the own hash behind it.
func (b *block) read(p []byte) error {
	if len(p) != blockHead+hashSize {
		return errBroken
	}
	get := func(at int) int64 { return int64(binary.LittleEndian.Uint64(p[at:])) }
	b.made = binary.LittleEndian.Uint32(p)&made != 0
	b.from, b.to, b.line, b.at = get(4), get(12), get(20), get(28)
	b.bytes, b.own = [hashSize]byte(p[36:]), [hashSize]byte(p[blockHead:])
	if b.from < 0 || b.to <= b.from || b.to-b.from > blockBytes || b.at < b.from || b.at > b.to || b.line < 1 {
		return errors.New("a block of it makes no sense")
	}
	return nil
}

// chain reads an index item by item, and holds each block to the hashes.
type chain struct {
	items
	last  block
	since int64 // in the index: behind the last block
	sum   hash.Hash
}

// newChain reads the magic of an index.
func newChain(f *os.File) (*chain, error) {
	in := bufio.NewReaderSize(f, 256<<10)
	if err := readMagic(in); err != nil {
		return nil, err
	}
	c := &chain{items: items{in: in, at: int64(len(linesMagic))}, sum: sha256.New()}
	c.since = c.at
	c.follow(&block{line: 1, own: sha256.Sum256([]byte(linesMagic))})
	return c, nil
}

// follow has the next block follow one.
func (c *chain) follow(b *block) {
	c.last, c.since = *b, c.at
	c.sum.Reset()
	c.sum.Write(b.own[:])
}

// next returns the next item. A block that it returns is the last one.
func (c *chain) next() (kind byte, holds []byte, err error) {
	kind, holds, err = c.items.next()
	if err != nil {
		return 0, nil, err
	}
	if kind != blockItem {
		c.sum.Write(c.all)
		return kind, holds, nil
	}
	var b block
	if err := b.read(holds); err != nil {
		return 0, nil, err
	}
	c.sum.Write(c.all[:itemHead+blockHead])
	switch {
	case [hashSize]byte(c.sum.Sum(nil)) != b.own:
		return 0, nil, errBroken
	case b.from != c.last.to:
		return 0, nil, errors.New("a block of it does not follow the one before")
	}
	c.follow(&b)
	return kind, holds, nil
}

// blocks reads the blocks of an index of this version or of an earlier one.
type blocks interface {
	// nextBlock returns the next block; io.EOF is the end.
	nextBlock() (*block, error)
	// place is how far the index was read, in bytes.
	place() int64
}

// nextBlock implements blocks.
func (c *chain) nextBlock() (*block, error) {
	for {
		switch kind, _, err := c.next(); {
		case err != nil:
			return nil, err
		case kind == blockItem:
			return &c.last, nil
		}
	}
}

// place implements blocks.
func (c *chain) place() int64 { return c.at }

// openBlocks begins to read the blocks of an index.
func openBlocks(f *os.File) (blocks, error) {
	c, err := newChain(f)
	if err != errOlder {
		return c, err
	}
	if _, err := f.Seek(0, io.SeekStart); err != nil {
		return nil, err
	}
	return newOlderChain(f)
}
