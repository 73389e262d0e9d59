package proof

import (
	"bytes"
	"encoding/binary"
	"encoding/hex"
	"slices"
	"strings"

	"oopscope/parse/arch"
	"oopscope/parse/symbol"
)

// enough is how many bytes must be the same before they prove anything, beside
// those that the kernel writes to.
const enough = 8

// Code compares the code that a board printed around the PC with the image's around
// an address.
func Code(im *symbol.Image, d *arch.Dump, at uint64) Finding {
	p := printed(im, d)
	start, end := im.Stretch(at)
	first := at + uint64(int64(p.first))
	lo, hi := max(first, start), min(first+uint64(len(p.bytes)), end)
	if len(p.bytes) == 0 || first > at || hi <= lo {
		return Silent
	}
	ours := im.Bytes(lo, int(hi-lo))
	c := comparison{ours: ours, theirs: p.bytes[lo-first:][:len(ours)], loose: im.Loose(lo, len(ours))}
	for i := range c.loose {
		c.loose[i] = c.loose[i] || !p.known[lo-first:][i]
	}
	c.moved(im)
	c.units(im, lo, at)
	return c.finding(at - lo)
}

// bounds are those of the function around an address.
func bounds(im *symbol.Image, at uint64) (start, end uint64) {
	_, offset, size, ok := im.Symbol(at)
	const unsized = 4096
	switch {
	case !ok:
		return at, at
	case size == 0:
		size = offset + unsized
	}
	return at - offset, at - offset + size
}

// excerpt is code as it was printed: its first byte's distance from the PC.
type excerpt struct {
	bytes []byte
	known []bool
	first int
}

func printed(im *symbol.Image, d *arch.Dump) (p excerpt) {
	if len(d.Words) == 0 { // s390 prints a disassembly
		return disassembled(d)
	}
	_, _, order := im.Machine()
	code, trap, _ := arch.WordBytes(d.Words, order)
	if trap < 0 {
		return p
	}
	for _, w := range d.Words {
		for range len(w.Hex) / 2 {
			p.known = append(p.known, !w.Unreadable)
		}
	}
	if len(p.known) != len(code) {
		return excerpt{}
	}
	p.bytes, p.first = code, -trap
	return p
}

func disassembled(d *arch.Dump) (p excerpt) {
	for i := range d.Code {
		raw, err := hex.DecodeString(strings.ReplaceAll(d.Code[i].Bytes, " ", ""))
		if err != nil || len(d.Distance) != len(d.Code) || i > 0 && d.Distance[i] != p.first+len(p.bytes) {
			return p
		}
		if i == 0 {
			p.first = d.Distance[0]
		}
		p.bytes = append(p.bytes, raw...)
	}
	p.known = slices.Repeat([]bool{true}, len(p.bytes))
	return p
}

// comparison is that of two pieces of code of one length.
type comparison struct {
	ours, theirs []byte
	loose        []bool

	same    int   // bytes
	differs []int // where instructions begin that differ without a reason
}

// moved marks the addresses in the code of a kernel that was moved as a whole
// (KASLR), where code is of bytes: an address stands in 32 bits then, anywhere, and
// all of them are moved by whole megabytes.
func (c *comparison) moved(im *symbol.Image) {
	_, bits, order := im.Machine()
	if a := reader(im); a == nil || a.Word != 1 || im.Relocatable() {
		return
	}
	for i := 0; i+4 <= len(c.ours); i++ {
		if !movedBy(order, c.ours[i:], c.theirs[i:]) {
			continue
		}
		at := uint64(order.Uint32(c.ours[i:]))
		if bits == 64 {
			at = uint64(int64(int32(at)))
		}
		if _, _, _, ours := im.Symbol(at); ours {
			for k := range 4 {
				c.loose[i+k] = true
			}
		}
	}
}

// movedBy tells whether two words of 32 bits are whole megabytes apart.
func movedBy(order binary.ByteOrder, a, b []byte) bool {
	const megabyte = 1 << 20
	moved := order.Uint32(b) - order.Uint32(a)
	return moved != 0 && moved%megabyte == 0
}

// movedAlike tells whether an instruction differs in one such word only: what is
// counted from the instruction, and does not move with it, is moved the other way.
func (c *comparison) movedAlike(im *symbol.Image, from, to int) bool {
	_, _, order := im.Machine()
	for i := from; i+4 <= to; i++ {
		if movedBy(order, c.ours[i:], c.theirs[i:]) && bytes.Equal(c.ours[from:i], c.theirs[from:i]) && bytes.Equal(c.ours[i+4:to], c.theirs[i+4:to]) {
			return true
		}
	}
	return false
}

// units compares instruction by instruction; byte by byte where nobody reads them.
func (c *comparison) units(im *symbol.Image, lo, at uint64) {
	a := reader(im)
	start, _ := bounds(im, at)
	thumb := im.Thumb(start)
	ours := read(im, c.ours, lo, at, thumb)
	theirs := map[uint64]string{}
	for _, in := range read(im, c.theirs, lo, at, thumb) {
		theirs[in.Address] = in.Text
	}
	done := 0
	for i := range ours {
		in := &ours[i]
		from := int(in.Address - lo)
		if in.Address < lo || from < done || from+in.Length() > len(c.ours) {
			continue
		}
		done = from + in.Length()
		text, decoded := theirs[in.Address]
		pliant := a.MayBeRewritten(in.Text) || decoded && a.MayBeRewritten(text)
		c.unit(from, done, pliant || a.PerCPU != "" && strings.Contains(in.Text, a.PerCPU) && c.movedAlike(im, from, done))
	}
	if len(ours) == 0 {
		for i := 0; i+2 <= len(c.ours); i += 2 {
			c.unit(i, i+2, false)
		}
	}
}

// unit compares one instruction. Where it is pliant a difference says nothing.
func (c *comparison) unit(from, to int, pliant bool) {
	same := 0
	for i := from; i < to; i++ {
		switch {
		case c.loose[i]:
		case c.ours[i] == c.theirs[i]:
			same++
		case !pliant:
			c.differs = append(c.differs, from)
			return
		default:
			return
		}
	}
	c.same += same
}

// finding weighs the comparison; trap is where the PC is.
func (c *comparison) finding(trap uint64) Finding {
	switch n := len(c.differs); {
	case n == 0 && c.same >= enough:
		return Agrees
	case n == 0, bytes.Equal(c.theirs, make([]byte, len(c.theirs))):
		return Silent
	case n > 1, slices.Contains(c.differs, int(trap)), c.same < enough:
		return Differs
	}
	return Silent
}
