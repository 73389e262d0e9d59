package symbol

import (
	"maps"
)

// commonFrame is what the entries of many functions share (a CIE).
type commonFrame struct {
	codeAlign uint64
	dataAlign int64
	returns   int
	encoding  uint8 // of addresses
	sized     bool  // entries have data of their own in front of their program
	program   []byte
}

// shared reads the part that an entry shares with others, nil when it is not
// understood.
func (t *frameTable) shared(off int64) *commonFrame {
	known, ok := t.common[off]
	if !ok && len(t.common) < maxCommonFrames {
		if h, ok := t.head(off); ok && h.common < 0 && h.c.data != nil {
			known = t.readShared(&h.c)
		}
		t.common[off] = known
	}
	return known
}

func (t *frameTable) readShared(c *cursor) *commonFrame {
	f := &commonFrame{}
	version := c.u8()
	augmentation := c.text()
	if version == 4 {
		if size := int(c.u8()); size != t.addrSize || c.u8() != 0 { // of addresses, of segments
			return nil
		}
	}
	f.codeAlign, f.dataAlign = c.uleb(), c.sleb()
	if version == 1 {
		f.returns = int(c.u8())
	} else {
		f.returns = int(c.uleb() & 0xffff)
	}
	if version != 1 && version != 3 && version != 4 || !f.augmented(c, augmentation, t.addrSize) || c.bad {
		return nil
	}
	f.program = append([]byte{}, c.data[c.pos:]...)
	return f
}

// augmented reads what GCC says about entries in .eh_frame.
func (f *commonFrame) augmented(c *cursor, letters string, addrSize int) bool {
	if letters == "" {
		return true
	}
	if letters[0] != 'z' {
		return false
	}
	f.sized = true
	c = &cursor{data: c.bytes(int(min(c.uleb(), 1<<16))), order: c.order}
	for _, l := range letters[1:] {
		switch l {
		case 'R':
			f.encoding = c.u8()
		case 'L':
			c.u8()
		case 'P':
			c.pointer(c.u8(), addrSize, 0)
		case 'S', 'B': // of a signal handler; with signed return addresses (arm64)
		default:
			return true // what follows is not understood, but has its size
		}
	}
	return !c.bad
}

// Encodings of addresses in .eh_frame (Linux Standard Base, "DWARF Extensions").
const (
	encodedAbsolute = 0x00
	encodedULEB     = 0x01
	encodedU2       = 0x02
	encodedU4       = 0x03
	encodedU8       = 0x04
	encodedSigned   = 0x08
	encodedFromHere = 0x10
)

// pointer reads an address; begins is the address of the first byte of the cursor's data.
func (c *cursor) pointer(encoding uint8, addrSize int, begins uint64) (v uint64) {
	here := begins + uint64(c.pos)
	signed, size := encoding&encodedSigned != 0, 0
	switch encoding & 7 {
	case encodedAbsolute:
		size = addrSize
	case encodedULEB:
		if signed {
			v = uint64(c.sleb())
		} else {
			v = c.uleb()
		}
	case encodedU2, encodedU4, encodedU8:
		size = 1 << (encoding&7 - 1)
	default:
		c.fail()
	}
	if size > 0 {
		v = c.uint(size)
		if signed && size < 8 {
			v = uint64(int64(v<<(64-8*size)) >> (64 - 8*size))
		}
	}
	switch encoding & 0xf0 {
	case 0:
	case encodedFromHere:
		v += here
	default:
		c.fail()
	}
	if addrSize == 4 {
		v &= 0xffffffff
	}
	return v
}

func copyOf(f CallFrame) CallFrame {
	f.Rules = maps.Clone(f.Rules)
	return f
}
