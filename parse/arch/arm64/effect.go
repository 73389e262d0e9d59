package arm64

import (
	"strings"

	"oopscope/parse/arch"
	"oopscope/parse/arch/flow"
)

var calls = &flow.Convention{
	Args: []string{"x0", "x1", "x2", "x3", "x4", "x5", "x6", "x7"}, Result: "x0",
	Saved: []string{"x19", "x20", "x21", "x22", "x23", "x24", "x25", "x26", "x27", "x28", "x29", "sp"},
	Stack: []string{"sp", "x29"},
	PC:    "pc", Trapped: 32,
	Numbers: func() (names []string) {
		for n := range uint32(32) {
			names = append(names, baseRegister(n))
		}
		return names
	}(),
}

// effect tells what an instruction of the Code line does.
func effect(d *arch.Dump, i int) flow.Effect {
	w, ok := d.Code[i].Word32()
	if !ok || d.Code[i].Text == "" {
		return flow.Effect{}
	}
	if traces(d, i) {
		return flow.Effect{Does: flow.Nothing}
	}
	switch w >> 25 & 15 {
	case 8, 9:
		return immediates(d, w, d.Distance[i])
	case 10, 11:
		return control(w)
	case 4, 6, 12, 14:
		return memory(d, w, d.Distance[i])
	case 5, 13:
		return registers(w)
	}
	return flow.Effect{} // floating point may write a general register
}

// xr names a register whose number 31 is the zero register: "".
func xr(n uint32) string {
	if n&31 == 31 {
		return ""
	}
	return baseRegister(n & 31)
}

// immediates are data processing with a constant.
func immediates(d *arch.Dump, w uint32, at int) flow.Effect {
	rd, src, wide := xr(w), xr(w>>5), w>>31 == 1
	switch w >> 23 & 7 {
	case 0, 1:
		return address(d, w, at).OrNothing()
	case 2:
		off := int64(w>>10&0xfff) << (w >> 22 & 1 * 12)
		if w>>30&1 == 1 {
			off = -off
		}
		if w>>29&1 == 0 {
			rd = baseRegister(w & 31)
		}
		if !wide {
			return flow.Made(rd, baseRegister(w>>5&31)).OrNothing()
		}
		return flow.Sum(rd, baseRegister(w>>5&31), off).OrNothing()
	case 4:
		return logicalConstant(w, rd, src)
	case 5:
		by := uint(w >> 21 & 3 * 16)
		v := uint64(w>>5&0xffff) << by
		switch w >> 29 & 3 {
		case 0:
			if v = ^v; !wide {
				v &= 0xffffffff
			}
			return flow.Constant(rd, int64(v)).OrNothing()
		case 2:
			return flow.Constant(rd, int64(v)).OrNothing()
		case 3:
			return flow.Effect{Does: flow.Halves, Dst: rd, Bits: v, Mask: 0xffff << by}.OrNothing()
		}
	case 6:
		return bitField(w, rd, src).OrNothing()
	case 7:
		return flow.Made(rd, src, xr(w>>16)).OrNothing()
	}
	return flow.Effect{}
}

// logicalConstant are and, orr, eor and ands with a constant; the last is tst
// where nothing is written.
func logicalConstant(w uint32, rd, src string) flow.Effect {
	mask, size := bitmask(w), 32<<(w>>31)
	switch w >> 29 & 3 {
	case 0:
		return flow.Cut(baseRegister(w&31), src, 0, mask&flow.Low(size))
	case 3:
		if rd == "" {
			return flow.Tests(src, mask&flow.Low(size))
		}
		return flow.Cut(rd, src, 0, mask&flow.Low(size))
	}
	return flow.Made(baseRegister(w&31), src)
}

// bitmask is the constant of a logical instruction: ones, rotated, repeated.
func bitmask(w uint32) uint64 {
	n, immr, imms := w>>22&1, w>>16&63, w>>10&63
	size := uint(64)
	for bit := uint(32); n == 0 && bit >= 2; bit /= 2 {
		size = bit
		if imms&uint32(bit) == 0 {
			break
		}
	}
	ones := uint(imms)&(size-1) + 1
	by := uint(immr) & (size - 1)
	v := flow.Low(int(ones))
	v = (v>>by | v<<(size-by)) & flow.Low(int(size))
	for ; size < 64; size *= 2 {
		v |= v << size
	}
	return v
}

// bitField are ubfm, sbfm and bfm: shifts by a constant, ubfx, extensions.
func bitField(w uint32, rd, src string) flow.Effect {
	immr, imms, size := int(w>>16&63), int(w>>10&63), 32<<(w>>31)
	switch {
	case w>>29&3 == 1:
		e := flow.Made(rd, src, rd)
		if at := (size - immr) % size; imms < immr { // bfi
			e.Mask = flow.Low(imms+1) << at
		}
		return e
	case imms >= immr:
		return flow.Cut(rd, src, immr, flow.Low(imms-immr+1))
	}
	left := size - immr
	return flow.Cut(rd, src, -left, flow.Low(imms+1)<<left)
}

// address are adr and adrp.
func address(d *arch.Dump, w uint32, at int) flow.Effect {
	off := arch.SignExtend(w>>5&0x7ffff<<2|w>>29&3, 21)
	if !d.PC.HasAddress {
		return flow.Effect{Does: flow.Sets, Dst: xr(w), Mem: arch.Access{Base: "pc"}}
	}
	here := d.PC.Address + uint64(int64(at))
	if w>>31 == 1 {
		return flow.Constant(xr(w), int64(here&^0xfff)+off<<12)
	}
	return flow.Constant(xr(w), int64(here)+off)
}

// registers are data processing with registers.
func registers(w uint32) flow.Effect {
	rd, base, src, wide := xr(w), xr(w>>5), xr(w>>16), w>>31 == 1
	by, plain := uint(w>>10&63), w>>22&3 == 0
	switch {
	case w&0x1f000000 == 0x0a000000:
		return logical(w, rd, base, src).OrNothing()
	case w&0x1f200000 == 0x0b000000 && plain && wide && base != "" && src != "":
		return flow.Effect{Does: flow.Sets, Dst: rd, Mem: arch.Access{Base: base, Index: src, Shift: by, Down: w>>30&1 == 1}}.OrNothing()
	case w&0x1f000000 == 0x0b000000:
		if w>>21&1 == 1 {
			base = baseRegister(w >> 5 & 31)
			if w>>29&1 == 0 {
				rd = baseRegister(w & 31)
			}
		}
		e := flow.Made(rd, base, src)
		if w>>30&1 == 0 && wide {
			e.Plus = base
			if w>>21&1 == 1 { // an index of 32 bits, made wider
				e.Product[0], e.Times = src, 1<<(w>>10&7)
			}
		}
		return e.OrNothing()
	case w&0x1fe00000 == 0x1a400000:
		return flow.Effect{Does: flow.Nothing} // ccmp
	case w&0x1f000000 == 0x1b000000:
		e := flow.Made(rd, base, src, xr(w>>10))
		if w>>15&1 == 0 && wide { // madd, smaddl, umaddl
			e.Plus, e.Product = xr(w>>10), [2]string{base, src}
		}
		return e.OrNothing()
	case w&0x5fe00000 == 0x5ac00000: // one source
		return flow.Made(rd, base).OrNothing()
	}
	return flow.Made(rd, base, src).OrNothing()
}

// logical are and, orr, eor; orr with zero, not shifted, is a move.
func logical(w uint32, rd, base, src string) flow.Effect {
	const fixed, orr = 0xffe0fc00, 0xaa000000 // 64 bits, no shift, not inverted
	switch {
	case w&fixed != orr || base != "":
		return flow.Made(rd, base, src)
	case src == "":
		return flow.Constant(rd, 0)
	}
	return flow.Move(rd, src)
}

// control are branches, traps and the system registers.
func control(w uint32) flow.Effect {
	switch {
	case w&0x7c000000 == 0x14000000:
		rel := arch.SignExtend(w&0x3ffffff, 26) * 4
		if w>>31 == 1 {
			return flow.Going(flow.Calls, rel)
		}
		return flow.Going(flow.Jumps, rel)
	case w&0xff000000 == 0x54000000, w&0x7e000000 == 0x34000000:
		return flow.Going(flow.Branches, arch.SignExtend(w>>5&0x7ffff, 19)*4)
	case w&0x7e000000 == 0x36000000:
		e := flow.Going(flow.Branches, arch.SignExtend(w>>5&0x3fff, 14)*4)
		e.From[0], e.Keeps = xr(w), 1<<(w>>31<<5|w>>19&31) // tbz, tbnz
		return e
	case w>>25 == 0x6b:
		e := flow.Effect{Does: flow.Jumps, From: [3]string{xr(w >> 5)}}
		switch w >> 21 & 7 {
		case 1:
			e.Does = flow.Calls
		case 2:
			e.From[0] = ""
		}
		return e
	case w&^31 == 0xd538d080, w&^31 == 0xd53cd040: // mrs of tpidr_el1, and tpidr_el2 with VHE (asm/percpu.h)
		return flow.Own(xr(w)).OrNothing()
	case w&0xfff00000 == 0xd5300000:
		return flow.Made(xr(w)).OrNothing()
	case w>>22 == 0xd5<<2: // msr, barriers, hints; of the cache maintenance only the address matters
		if m, ok := accessed(w); ok {
			return flow.Touch("", m, 64)
		}
		return flow.Effect{Does: flow.Nothing}
	}
	return flow.Effect{Does: flow.Jumps} // brk, svc …
}

// memory are loads and stores.
func memory(d *arch.Dump, w uint32, at int) flow.Effect {
	if w&0x3b000000 == 0x18000000 { // literal
		if w>>26&1 == 1 || w>>30 == 3 || !d.PC.HasAddress {
			return flow.Effect{}
		}
		off := int64(d.PC.Address) + int64(at) + arch.SignExtend(w>>5&0x7ffff, 19)*4
		return flow.Touch(xr(w), arch.Access{Offset: off}, 8)
	}
	m, ok := accessed(w)
	if !ok && m.Index == "" {
		return flow.Effect{}
	}
	rt, size := xr(w), 1<<scale(w)
	vector := w>>26&1 == 1
	switch {
	case w&0xbe000000 == 0x0c000000: // vector structures
		e := flow.Touch("", m, 16)
		if w>>23&1 == 1 {
			e.Lost = []string{m.Base}
		}
		return e
	case w&0x3a000000 == 0x28000000:
		return pair(w, m)
	case w&0x3f000000 == 0x08000000:
		return exclusive(w, m)
	case vector:
		return moves(flow.Touch("", m, size), w)
	case w&0x3b200c00 == 0x38200000: // atomics
		e := flow.Touch(rt, m, size)
		e.Data = xr(w >> 16)
		return e
	case w>>22&3 == 0:
		return moves(flow.Store(rt, m, size), w)
	case w>>30 == 3 && w>>22&3 == 2: // prefetch
		return flow.Effect{Does: flow.Nothing}
	}
	e := moves(flow.Touch(rt, m, size), w)
	if !ok { // a 32-bit index, which no sum can write
		e := flow.Made(rt, m.Base)
		e.Mem, e.Element, e.Size = arch.Access{Base: m.Base}, true, size
		return e
	}
	return e
}

// moves adds what pre- and post-index do to the base.
func moves(e flow.Effect, w uint32) flow.Effect {
	if w&0x3b200000 == 0x38000000 && w>>10&1 == 1 {
		return e.Moved(arch.SignExtend(w>>12&0x1ff, 9))
	}
	return e
}

func pair(w uint32, m arch.Access) flow.Effect {
	size := 4 << (w >> 31)
	if w>>26&1 == 1 {
		size = 4 << (w >> 30)
	}
	e := flow.Store(xr(w), m, 2*size)
	switch {
	case w>>26&1 == 1:
		e.Data = ""
	case w>>22&1 == 1:
		e = flow.Touch(xr(w), m, 2*size)
		if rt2 := xr(w >> 10); rt2 != "" {
			e.Does, e.More = flow.Loads, []flow.Loaded{{Name: rt2, Offset: int64(size)}}
		}
	}
	if w>>23&3 == 1 || w>>23&3 == 3 {
		return e.Moved(arch.SignExtend(w>>15&0x7f, 7) * int64(size))
	}
	return e
}

// exclusive are exclusives, ordered accesses, compare-and-swap.
func exclusive(w uint32, m arch.Access) flow.Effect {
	size := 1 << (w >> 30)
	switch {
	case w&0x3fa07c00 == 0x08a07c00: // cas
		e := flow.Touch(xr(w>>16), m, size)
		e.Data = xr(w)
		return e
	case w>>22&1 == 1:
		e := flow.Touch(xr(w), m, size)
		if w>>21&1 == 1 {
			if rt2 := xr(w >> 10); rt2 != "" {
				e.More = []flow.Loaded{{Name: rt2, Offset: int64(size)}}
			}
		}
		return e
	}
	e := flow.Store(xr(w), m, size)
	if rs := xr(w >> 16); rs != "" && w>>23&1 == 0 {
		e.Lost = []string{rs}
	}
	return e
}

// traces tells whether an instruction is the call of the function tracer
// (-fpatchable-function-entry), which keeps every register.
func traces(d *arch.Dump, i int) bool {
	return strings.HasPrefix(d.Code[i].Text, "bl ") && flow.Behind(d, i, "mov x9, x30")
}
