package symbol

import (
	"debug/elf"
	"encoding/binary"
	"strings"
)

// exidxTables are what kernels of 32-bit ARM unwind by (CONFIG_ARM_UNWIND): for each function
// a short program that pops what its beginning pushed. It holds behind that beginning. See
// "Exception Handling ABI for the Arm Architecture" and arch/arm/kernel/unwind.c.
type exidxTables struct {
	im  *Image
	all []exidxTable
}

type exidxTable struct {
	s       *section
	address uint64 // what its distances are relative to, each from its own place
}

const (
	exidxType      = 0x70000001 // SHT_ARM_EXIDX
	exidxBytes     = 8
	exidxCannot    = 1 // there is no way
	exidxInline    = 1 << 31
	exidxFinish    = 0xb0
	exidxProgram   = 64 // bytes of the longest that is read
	armSP, armLR   = 13, 14
	armPC          = 15
	armRegisterLen = 4
)

func (im *Image) openExidx() *exidxTables {
	t := &exidxTables{im: im}
	if im.f.Machine != elf.EM_ARM {
		return nil
	}
	for i, s := range im.f.Sections {
		if s.Type != exidxType && !strings.HasPrefix(s.Name, ".ARM.exidx") && s.Name != ".ARM.unwind_idx" || s.Type == elf.SHT_REL || s.Type == elf.SHT_NOBITS {
			continue
		}
		if piece := im.section(s); piece != nil {
			x := exidxTable{piece, s.Addr}
			if im.Relocatable() {
				piece.relocs, x.address = im.relocsFor(i, im.relocationValues()), 0
			}
			t.all = append(t.all, x)
		}
	}
	if len(t.all) == 0 {
		return nil
	}
	return t
}

// rules finds the function around an address and runs its program.
func (t *exidxTables) rules(at uint64) (out CallFrame, ok bool) {
	var begins uint64
	var word uint32
	var where uint64 // of the word
	for _, x := range t.all {
		buf, err := x.s.window(0, x.s.length()/exidxBytes*exidxBytes)
		if err != nil {
			continue
		}
		for off := 0; off < len(buf); off += exidxBytes {
			here := x.address + uint64(off)
			lo := prel31(here, t.im.f.ByteOrder.Uint32(buf[off:])) &^ 1
			if lo <= at && lo >= begins && t.im.sectionIndex(lo) == t.im.sectionIndex(at) {
				begins, word, where, ok = lo, t.im.f.ByteOrder.Uint32(buf[off+4:]), here+4, true
			}
		}
	}
	if !ok || word == exidxCannot || at > begins && t.beginning(begins, at) {
		return out, false
	}
	ops, ok := t.program(word, where)
	if !ok {
		return out, false
	}
	p := exidxRun{slots: map[int]int64{}}
	return p.run(ops, at == begins)
}

// beginning tells whether a place is one where a function still makes room on the stack, of
// which the program knows nothing: something that does so stands there, or behind it.
func (t *exidxTables) beginning(lo, at uint64) bool {
	const longest = 32 // bytes of the beginning
	_, _, size, _ := t.im.Symbol(lo)
	end := lo + min(size, longest)
	if at >= end || t.im.Thumb(lo) {
		return false
	}
	for code := t.im.Bytes(at&^3, int(end-at&^3)); len(code) >= 4; code = code[4:] {
		switch w := t.im.f.ByteOrder.Uint32(code); {
		case w&0xffff0000 == 0xe92d0000, w&0xffff0fff == 0xe52d0004, w&0xfffff000 == 0xe24dd000: // push, sub sp
			return true
		}
	}
	return false
}

// prel31 is what a place is that is written down as its distance, in 31 bits.
func prel31(here uint64, word uint32) uint64 {
	return uint64(uint32(here) + uint32(int32(word<<1)>>1))
}

// program returns the operations of a function: in the table itself, or where that points to.
// Of the ways that compilers know (personality routines) kernels use the three of the ABI.
func (t *exidxTables) program(word uint32, where uint64) (ops []byte, ok bool) {
	rest := []byte(nil)
	if word&exidxInline == 0 {
		rest = t.im.Bytes(prel31(where, word), exidxProgram)
		if len(rest) < 4 {
			return nil, false
		}
		word, rest = t.im.f.ByteOrder.Uint32(rest), rest[4:]
	}
	b := binary.BigEndian.AppendUint32(nil, word)
	switch b[0] {
	case 0x80:
		return b[1:], true
	case 0x81, 0x82:
		ops = b[2:]
		for n := int(b[1]); n > 0 && len(rest) >= 4; n, rest = n-1, rest[4:] {
			ops = binary.BigEndian.AppendUint32(ops, t.im.f.ByteOrder.Uint32(rest))
		}
		return ops, true
	}
	return nil, false
}

// exidxRun is one run of a program: how far the stack pointer is from a register, and where
// from there registers were saved.
type exidxRun struct {
	base  int // register
	moved int64
	slots map[int]int64
}

func (p *exidxRun) run(ops []byte, entry bool) (out CallFrame, ok bool) {
	out = CallFrame{Return: armLR, Rules: map[int]Rule{}}
	if p.base = armSP; entry { // nothing is pushed as yet
		ops = nil
	}
	for len(ops) > 0 && ops[0] != exidxFinish {
		n := p.do(ops)
		if n == 0 || n > len(ops) {
			return out, false
		}
		ops = ops[n:]
	}
	out.CFA = Rule{How: SumOf, Register: p.base, Offset: p.moved}
	for register, at := range p.slots {
		out.Rules[register] = Rule{How: SavedAt, Offset: at - p.moved}
	}
	if r, ok := out.Rules[armPC]; ok { // popped into the PC, where nothing pops the link register
		delete(out.Rules, armPC)
		if _, both := out.Rules[armLR]; !both {
			out.Rules[armLR] = r
		}
	}
	return out, true
}

// do runs one operation and returns its length, 0 for one that is not understood.
func (p *exidxRun) do(ops []byte) int {
	op := ops[0]
	second := byte(0)
	if len(ops) > 1 {
		second = ops[1]
	}
	switch op >> 4 {
	case 0, 1, 2, 3:
		p.moved += int64(op&0x3f)*4 + 4
	case 4, 5, 6, 7:
		p.moved -= int64(op&0x3f)*4 + 4
	case 8: // a mask of r4 to r15; without one it is refused
		return 2 * p.pop(uint16(op&0xf)<<12|uint16(second)<<4)
	case 9:
		return p.from(int(op & 0xf))
	case 0xa: // r4 to r4+n, and lr
		mask := uint16(1<<(op&7+1)-1) << 4
		if op&8 != 0 {
			mask |= 1 << armLR
		}
		return p.pop(mask)
	default:
		return p.longer(op, second, ops)
	}
	return 1
}

// from counts from another register, where nothing was done with the stack pointer.
func (p *exidxRun) from(register int) int {
	if register == armSP || register == armPC || p.moved != 0 || len(p.slots) > 0 {
		return 0
	}
	p.base = register
	return 1
}

// longer runs the operations of more than one byte.
func (p *exidxRun) longer(op, second byte, ops []byte) int {
	switch {
	case op == 0xb1 && second < 0x10:
		return 2 * p.pop(uint16(second))
	case op == 0xb2:
		c := cursor{data: ops[1:]}
		p.moved += 0x204 + int64(c.uleb()&0xffffff)<<2
		return 1 + c.pos
	}
	return 0
}

// pop takes registers from the stack, in the order of their numbers; 0 says that one of
// them is the stack pointer itself, or that there are none.
func (p *exidxRun) pop(mask uint16) int {
	if mask&(1<<armSP) != 0 || mask == 0 {
		return 0
	}
	for n := range 16 {
		if mask>>n&1 != 0 {
			p.slots[n] = p.moved
			p.moved += armRegisterLen
		}
	}
	return 1
}
