package symbol

import (
	"bytes"
	"encoding/binary"
)

// cursor takes numbers out of bytes and never reads past them: beyond the end
// everything is zero and bad stays set.
type cursor struct {
	data  []byte
	pos   int
	order binary.ByteOrder
	bad   bool
}

func (c *cursor) fail() { c.bad, c.pos = true, len(c.data) }

// done tells whether there is nothing more to read.
func (c *cursor) done() bool { return c.bad || c.pos >= len(c.data) }

func (c *cursor) bytes(n int) []byte {
	if n < 0 || n > len(c.data)-c.pos {
		c.fail()
		return nil
	}
	b := c.data[c.pos : c.pos+n]
	c.pos += n
	return b
}

func (c *cursor) skip(n uint64) {
	if n > uint64(len(c.data)-c.pos) {
		c.fail()
		return
	}
	c.pos += int(n)
}

func (c *cursor) u8() uint8 {
	if c.pos >= len(c.data) {
		c.fail()
		return 0
	}
	c.pos++
	return c.data[c.pos-1]
}

// uint reads an unsigned number of 1, 2, 3, 4 or 8 bytes.
func (c *cursor) uint(size int) uint64 {
	b := c.bytes(size)
	if b == nil {
		return 0
	}
	return number(b, c.order)
}

// number decodes 1, 2, 3, 4 or 8 bytes; any other width is zero.
func number(b []byte, order binary.ByteOrder) uint64 {
	switch len(b) {
	case 1:
		return uint64(b[0])
	case 2:
		return uint64(order.Uint16(b))
	case 3: // DW_FORM_strx3, DW_FORM_addrx3
		if order == binary.ByteOrder(binary.BigEndian) {
			return uint64(b[0])<<16 | uint64(b[1])<<8 | uint64(b[2])
		}
		return uint64(b[2])<<16 | uint64(b[1])<<8 | uint64(b[0])
	case 4:
		return uint64(order.Uint32(b))
	case 8:
		return order.Uint64(b)
	}
	return 0
}

func (c *cursor) uleb() uint64 {
	var v uint64
	for shift := uint(0); ; shift += 7 {
		if c.pos >= len(c.data) {
			c.fail()
			return 0
		}
		b := c.data[c.pos]
		c.pos++
		if shift < 64 {
			v |= uint64(b&0x7f) << shift
		}
		if b < 0x80 {
			return v
		}
	}
}

func (c *cursor) sleb() int64 {
	from := c.pos
	v := int64(c.uleb())
	if bits := 7 * (c.pos - from); !c.bad && bits < 64 && c.data[c.pos-1]&0x40 != 0 {
		v |= -1 << bits
	}
	return v
}

// text reads a string that a zero byte ends, fit to be shown.
func (c *cursor) text() string {
	from := c.pos
	c.skipText()
	if c.bad {
		return ""
	}
	return printed(string(c.data[from : c.pos-1]))
}

func (c *cursor) skipText() {
	i := bytes.IndexByte(c.data[c.pos:], 0)
	if i < 0 {
		c.fail()
		return
	}
	c.pos += i + 1
}
