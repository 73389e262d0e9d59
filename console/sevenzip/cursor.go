package sevenzip

import (
	"encoding/binary"
	"math/bits"
)

// A cursor reads a header. Behind what it cannot read it gives zeros, and bad stays.
type cursor struct {
	rest []byte
	bad  bool
}

func (c *cursor) take(n uint64) []byte {
	if n > uint64(len(c.rest)) {
		c.bad, c.rest = true, nil
		return nil
	}
	b := c.rest[:n]
	c.rest = c.rest[n:]
	return b
}

func (c *cursor) byte() byte {
	if b := c.take(1); b != nil {
		return b[0]
	}
	return 0
}

// number reads a number: as many ones as its first byte begins with, as many bytes
// follow, the lowest first, and what is left of the first byte are the highest bits.
func (c *cursor) number() (n uint64) {
	first := c.byte()
	more := bits.LeadingZeros8(^first)
	for i, b := range c.take(uint64(more)) {
		n |= uint64(b) << (8 * i)
	}
	if more < 7 {
		n |= uint64(first&(0x7f>>more)) << (8 * more)
	}
	return n
}

// count reads how many things follow, each of which takes up some of the header.
func (c *cursor) count() int {
	n := c.number()
	if n > uint64(len(c.rest)) {
		c.bad, c.rest = true, nil
		return 0
	}
	return int(n)
}

// flags reads one bit for each of n things, the first the highest.
func (c *cursor) flags(n int) []bool {
	set := make([]bool, n)
	b := c.take(uint64(n+7) / 8)
	for i := range set {
		set[i] = b != nil && b[i/8]&(0x80>>(i%8)) != 0
	}
	return set
}

// some reads for which of n things there is something: a byte that says for all, or
// else the flags.
func (c *cursor) some(n int) []bool {
	if c.byte() == 0 {
		return c.flags(n)
	}
	all := make([]bool, n)
	for i := range all {
		all[i] = true
	}
	return all
}

func (c *cursor) u32() uint32 {
	if b := c.take(4); b != nil {
		return binary.LittleEndian.Uint32(b)
	}
	return 0
}

func (c *cursor) u64() uint64 {
	if b := c.take(8); b != nil {
		return binary.LittleEndian.Uint64(b)
	}
	return 0
}

// sums reads the checksums of n things, of which some have one.
func (c *cursor) sums(n int) []checksum {
	all := make([]checksum, n)
	for i, has := range c.some(n) {
		if has {
			all[i] = checksum{c.u32(), true}
		}
	}
	return all
}

// A checksum is a CRC-32, where there is one.
type checksum struct {
	sum   uint32
	known bool
}
