package typed

import (
	"encoding/binary"
	"math/bits"
	"strings"

	"oopscope/parse/arch/flow"
)

// most bounds how far the code is read behind a load, in instructions.
const most = 10

// window are the bits of the memory that the instruction read which a register
// holds: width of them from lo on, counted from the least significant one, at
// pos in the register.
type window struct{ lo, width, pos int }

// cut shifts and masks; ok is false when nothing is left, or pieces.
func (w *window) cut(right int, keeps uint64) bool {
	w.pos -= right
	if w.pos < 0 {
		w.lo, w.width, w.pos = w.lo-w.pos, w.width+w.pos, 0
	}
	if keeps != 0 {
		from := bits.TrailingZeros64(keeps)
		to := from + bits.Len64(keeps>>from)
		if keeps>>from != flow.Low(to-from) {
			return false
		}
		lo, hi := max(w.pos, from), min(w.pos+w.width, to)
		w.lo, w.width, w.pos = w.lo+lo-w.pos, hi-lo, lo
	}
	return w.width > 0
}

// field returns the bit-field that the code takes out of what the instruction
// loads, among several; -1 when that cannot be told.
func (c *code) field(ps []part) int {
	e := &c.effects[c.at]
	w := window{width: 8 * e.Size}
	if e.Keeps != 0 && e.Touches && w.cut(0, e.Keeps) {
		return c.among(ps, w, e.Size)
	}
	if e.Does != flow.Loads && !c.loadsPart(e) {
		return -1
	}
	if n, back := c.rewritten(ps); back {
		return n
	}
	reg, found := e.Dst, -1
	for i := c.at + 1; reg != "" && i < min(c.at+1+most, len(c.insns)); i++ {
		next := &c.effects[i]
		if to, ok := next.Copies(reg); ok {
			reg = to
			continue
		}
		if !next.TakesBits(reg) {
			if c.writes(i, reg) || next.Does == flow.Jumps {
				break
			}
			continue
		}
		if !w.cut(next.Right, next.Keeps) {
			break
		}
		if n := c.among(ps, w, e.Size); n >= 0 {
			found = n
		}
		reg = next.Dst // none of a test
	}
	return found
}

// loadsPart tells a load of a part of a register that keeps its others (x86's bytes and words).
func (c *code) loadsPart(e *flow.Effect) bool {
	return e.Does == flow.Computes && e.Touches && e.Data == "" && e.Size < 4 && e.Dst != "" && strings.HasPrefix(c.insns[c.at].Text, "mov")
}

// rewritten returns the bit-field that the code clears in what it loaded before it stores that
// back: of those bits the others are kept, and none is taken out. back is false for code that
// stores nothing back.
func (c *code) rewritten(ps []part) (field int, back bool) {
	e := &c.effects[c.at]
	k := keeping{reg: e.Dst, kept: flow.Low(8 * e.Size)}
	for i := c.at + 1; k.reg != "" && i < min(c.at+1+most, len(c.insns)); i++ {
		next := &c.effects[i]
		if next.Data == k.reg && next.Touches && next.Mem == e.Mem && k.up == 0 {
			return c.among(ps, k.cleared(e.Size), e.Size), true
		}
		if !k.follow(next) && (c.writes(i, k.reg) || next.Does == flow.Jumps || next.Does == flow.Calls) {
			break
		}
	}
	return -1, false
}

// keeping is a register that was loaded, and which of its bits are still what was loaded.
type keeping struct {
	reg  string
	kept uint64 // as they lie in memory
	up   int    // how far they were shifted to the left
}

// masked leaves those bits that a mask of the register leaves.
func (k *keeping) masked(keeps uint64) {
	if k.up < 0 {
		k.kept &= keeps << -k.up
		return
	}
	k.kept &= keeps >> k.up
}

// follow tells whether an instruction makes the value of what it was.
func (k *keeping) follow(next *flow.Effect) bool {
	if to, copied := next.Copies(k.reg); copied {
		k.reg = to
		return true
	}
	if next.Dst == "" || next.From[0] != k.reg && next.From[1] != k.reg {
		return false
	}
	switch {
	case next.TakesBits(k.reg):
		k.up -= next.Right
		k.masked(flow.Low(64))
		if next.Keeps != 0 {
			k.masked(next.Keeps)
		}
	case next.Does != flow.Computes:
		return false
	case next.Dst == k.reg:
		k.masked(^next.Mask)
	}
	k.reg = next.Dst
	return true
}

// cleared are the bits that are not kept, none where they lie in pieces.
func (k *keeping) cleared(size int) window {
	clears := flow.Low(8*size) &^ k.kept
	w := window{lo: bits.TrailingZeros64(clears), width: bits.OnesCount64(clears)}
	if clears>>w.lo != flow.Low(w.width) {
		return window{}
	}
	return w
}

// among returns the bit-field that is a window exactly.
func (c *code) among(ps []part, w window, size int) int {
	start := int64(w.lo)
	if _, _, order := c.im.Machine(); order == binary.ByteOrder(binary.BigEndian) {
		start = int64(8*size - w.lo - w.width)
	}
	for i, p := range ps {
		if p.bits && p.start == p.base.off*8+start && p.width == int64(w.width) {
			return i
		}
	}
	return -1
}
