package arm

import (
	"math/bits"
	"strings"

	"oopscope/parse/arch"
	"oopscope/parse/arch/flow"
)

// thumbEffect tells what a Thumb-2 instruction does. Those under an IT have a
// condition.
func thumbEffect(d *arch.Dump, i int) flow.Effect {
	in := &d.Code[i]
	v, digits := arch.HexPrefix(in.Bytes)
	if in.Text == "" {
		return flow.Effect{}
	}
	var e flow.Effect
	switch digits {
	case 4:
		e = thumbNarrow(d, uint32(v), d.Distance[i])
	case 8:
		e = thumbWide(d, uint32(v), d.Distance[i])
		if w := uint32(v); w&0xfff08020 == 0xf3c00000 { // ubfx
			e = flow.Cut(rn(w>>8), rn(w>>16), int(w>>12&7<<2|w>>6&3), flow.Low(int(w&31)+1))
		}
	}
	if thumbUnderIT(d, i) {
		e.Maybe = true
		if e.Does == flow.Jumps {
			e.Does = flow.Branches
		}
	}
	return e
}

// thumbUnderIT tells whether an IT instruction before reaches this one: "itte"
// covers three.
func thumbUnderIT(d *arch.Dump, i int) bool {
	for back := 1; back <= 4 && back <= i; back++ {
		name, _, _ := strings.Cut(d.Code[i-back].Text, " ")
		if strings.HasPrefix(name, "it") && len(name) <= 5 && strings.Trim(name[1:], "te") == "" {
			return len(name)-1 >= back
		}
	}
	return false
}

func thumbNarrow(d *arch.Dump, w uint32, at int) flow.Effect {
	_, m, touches := thumb16(d, w, at)
	low, src := rn(w&7), rn(w>>3&7)
	switch {
	case w>>13 == 0:
		return thumbNarrowSum(w)
	case w>>13 == 1:
		dst, imm := rn(w>>8&7), int64(w&0xff)
		return [4]flow.Effect{flow.Constant(dst, imm), {Does: flow.Nothing}, flow.Sum(dst, dst, imm), flow.Sum(dst, dst, -imm)}[w>>11&3]
	case w>>10 == 0x10:
		return thumbNarrowOperation(w>>6&15, low, src)
	case w>>10 == 0x11:
		return thumbNarrowHigh(w)
	case w>>11 == 9:
		return fromPC(d, flow.Touch(rn(w>>8&7), m, 4), uint64(int64(at)+4), 3)
	case w>>12 >= 5 && w>>12 <= 9:
		return thumbNarrowAccess(w, m)
	case w>>12 == 10:
		return fromPC(d, flow.Sum(rn(w>>8&7), arch.Pick(w>>11&1 == 1, "sp", "pc"), int64(w&0xff*4)), uint64(int64(at)+4), 3)
	case w>>12 == 11:
		return thumbNarrowMisc(w, m, touches)
	case w>>12 == 12:
		return thumbNarrowBlock(w)
	case w>>12 == 13:
		return thumbNarrowBranch(w)
	case w>>11 == 0x1c:
		return flow.Going(flow.Jumps, arch.SignExtend(w&0x7ff, 11)*2+4)
	}
	return flow.Effect{}
}

// thumbNarrowBranch is a branch on a condition; in the place of two conditions
// are udf and svc.
func thumbNarrowBranch(w uint32) flow.Effect {
	switch w >> 8 & 15 {
	case 14:
		return flow.Effect{Does: flow.Jumps}
	case 15:
		return flow.Effect{}
	}
	return flow.Going(flow.Branches, arch.SignExtend(w&0xff, 8)*2+4)
}

// thumbNarrowOperation is an operation of a register with another one.
func thumbNarrowOperation(op uint32, dst, src string) flow.Effect {
	switch op {
	case 8, 10, 11: // tst, cmp, cmn
		return flow.Effect{Does: flow.Nothing}
	case 9, 15:
		return flow.Made(dst, src)
	}
	return flow.Made(dst, dst, src)
}

// thumbNarrowAccess are the loads and stores of one register: with two
// registers for the address (5), an offset, or on the stack (9).
func thumbNarrowAccess(w uint32, m arch.Access) flow.Effect {
	reg, load := rn(w&7), w>>11&1 == 1
	size := [16]int{0, 0, 0, 0, 0, 0, 4, 1, 2, 4}[w>>12]
	switch w >> 12 {
	case 5:
		op := w >> 9 & 7
		size, load = [8]int{4, 2, 1, 1, 4, 2, 1, 2}[op], op >= 3
	case 9:
		reg = rn(w >> 8 & 7)
	}
	if load {
		return flow.Touch(reg, m, size)
	}
	return flow.Store(reg, m, size)
}

// thumbNarrowBlock is ldm and stm; a base that is loaded too is not moved.
func thumbNarrowBlock(w uint32) flow.Effect {
	n := 4 * bits.OnesCount32(w&0xff)
	base := arch.Access{Base: rn(w >> 8 & 7)}
	if w>>11&1 == 0 {
		return flow.Store("", base, n).Moved(int64(n))
	}
	if w>>(w>>8&7)&1 == 1 {
		return blockLoad(base, w&0xff, n)
	}
	return blockLoad(base, w&0xff, n).Moved(int64(n))
}

func thumbNarrowSum(w uint32) flow.Effect {
	dst, src := rn(w&7), rn(w>>3&7)
	switch {
	case w>>6 == 0:
		return flow.Move(dst, src)
	case w>>11 == 0:
		return flow.Cut(dst, src, -int(w>>6&31), flow.Low(32))
	case w>>11 == 1 && w>>6&31 != 0:
		return flow.Cut(dst, src, int(w>>6&31), flow.Low(32-int(w>>6&31)))
	case w>>11 != 3:
		return flow.Made(dst, src)
	case w>>10&1 == 1:
		return flow.Sum(dst, src, pickInt(w>>9&1 == 1, -1, 1)*int64(w>>6&7))
	}
	return flow.Effect{Does: flow.Sets, Dst: dst, Mem: arch.Access{Base: src, Index: rn(w >> 6 & 7), Down: w>>9&1 == 1}}
}

func thumbNarrowHigh(w uint32) flow.Effect {
	dst, src := rn(w&7|w>>4&8), rn(w>>3&15)
	switch op := w >> 8 & 3; {
	case op == 3:
		e := flow.Effect{Does: flow.Jumps, From: [3]string{src}}
		if w>>7&1 == 1 {
			e.Does = flow.Calls
		}
		return e
	case op == 1:
		return flow.Effect{Does: flow.Nothing}
	case dst == "pc":
		return flow.Effect{Does: flow.Jumps}
	case op == 2:
		return flow.Move(dst, src)
	}
	return flow.Effect{Does: flow.Sets, Dst: dst, Mem: arch.Access{Base: dst, Index: src}}
}

func thumbNarrowMisc(w uint32, m arch.Access, touches bool) flow.Effect {
	switch {
	case w>>8 == 0xb0:
		return flow.Sum("sp", "sp", pickInt(w>>7&1 == 1, -1, 1)*int64(w&0x7f*4))
	case w&0xf500 == 0xb100:
		return flow.Going(flow.Branches, int64(w>>9&1<<6|w>>3&31<<1)+4)
	case touches && w>>11&1 == 0: // push
		return flow.Store("", m, int(-m.Offset)).Moved(m.Offset)
	case touches:
		list := w&0xff | w>>8&1<<15
		n := 4 * bits.OnesCount32(list)
		return blockLoad(m, list, n).Moved(int64(n))
	case w>>8 == 0xb2, w>>8 == 0xba:
		return flow.Made(rn(w&7), rn(w>>3&7))
	case w>>8 == 0xbf, w&0xffe8 == 0xb660:
		return flow.Effect{Does: flow.Nothing}
	}
	return flow.Effect{}
}

func thumbWide(d *arch.Dump, w uint32, at int) flow.Effect {
	_, m, touches := thumb32(d, w, at)
	switch {
	case w>>25 == 0x74 && w>>22&1 == 0:
		n := 4 * bits.OnesCount32(w&0xffff)
		by := int64(0)
		if w>>21&1 == 1 {
			by = pickInt(w>>23&3 == 2, -int64(n), int64(n))
		}
		if w>>20&1 == 0 {
			return flow.Store("", m, n).Moved(by)
		}
		return blockLoad(m, w&0xffff, n).Moved(by)
	case w>>25 == 0x74:
		return thumbWideDual(w, m)
	case w>>25 == 0x75:
		return thumbWideShifted(w)
	case w>>27 == 0x1e && w>>15&1 == 1:
		return thumbWideControl(w)
	case w>>27 == 0x1e:
		return thumbWideImmediate(d, w, at)
	case w>>26 == 0x3b && w>>24&3 < 3:
		return coprocessor(w)
	case w>>25 == 0x7c:
		return thumbWideSingle(d, w, m, touches, at)
	case w>>24 == 0xfa:
		return flow.Made(rn(w>>8), rn(w), arch.Pick(w>>16&15 == 15, "", rn(w>>16)))
	case w>>24 == 0xfb:
		return thumbWideProduct(w)
	}
	return flow.Effect{}
}

// thumbWideProduct are multiplications: of 32 bits, with a sum where a register is given (mla), and
// of more.
func thumbWideProduct(w uint32) flow.Effect {
	e := flow.Made(rn(w>>8), rn(w), rn(w>>16))
	switch {
	case w>>23&1 == 1 && w>>4&15 == 0:
		e.Lost = []string{rn(w >> 12)}
	case w>>20&15 == 0 && w>>4&15 == 0:
		e.Product = [2]string{rn(w >> 16), rn(w)}
		if w>>12&15 != 15 {
			e.Plus = rn(w >> 12)
		}
	}
	return e
}

func thumbWideDual(w uint32, m arch.Access) flow.Effect {
	load, rt, rt2 := w>>20&1 == 1, rn(w>>12), rn(w>>8)
	switch pre, back := w>>24&1 == 1, w>>21&1 == 1; {
	case pre || back:
		e := flow.Store(rt, m, 8)
		if load {
			e = flow.Touch(rt, m, 8)
			e.More = []flow.Loaded{{Name: rt2, Offset: 4}}
		}
		if back {
			e.Back = pickInt(w>>23&1 == 1, 1, -1) * int64(w&0xff*4)
		}
		return e
	case w>>23&1 == 1 && w>>5&7 == 0 && load:
		return flow.Effect{Does: flow.Jumps} // tbb, tbh
	case load:
		return flow.Touch(rt, m, 4)
	case w>>23&1 == 0:
		e := flow.Store(rt, m, 4)
		e.Lost = []string{rt2}
		return e
	}
	e := flow.Store(rt, m, 1)
	e.Lost = []string{rn(w)}
	return e
}

func thumbWideShifted(w uint32) flow.Effect {
	op, rd, base, src := w>>21&15, w>>8&15, w>>16&15, rn(w)
	plain := w>>4&3 == 0
	by := uint(w>>12&7<<2 | w>>6&3)
	switch {
	case rd == 15 && w>>20&1 == 1:
		return flow.Effect{Does: flow.Nothing}
	case op == 2 && base == 15 && plain && by == 0:
		return flow.Move(rn(rd), src)
	case (op == 2 || op == 3) && base == 15:
		return flow.Made(rn(rd), src)
	case (op == 8 || op == 13) && plain:
		return flow.Effect{Does: flow.Sets, Dst: rn(rd), Mem: arch.Access{Base: rn(base), Index: src, Shift: by, Down: op == 13}}
	}
	return flow.Made(rn(rd), src, rn(base))
}

func thumbWideControl(w uint32) flow.Effect {
	switch {
	case w>>14&1 == 1:
		return flow.Effect{Does: flow.Calls}
	case w>>12&1 == 1:
		s := w >> 26 & 1
		i1, i2 := ^(w>>13^s)&1, ^(w>>11^s)&1
		return flow.Going(flow.Jumps, arch.SignExtend(s<<24|i1<<23|i2<<22|w>>16&0x3ff<<12|w&0x7ff<<1, 25)+4)
	case w>>22&15 < 14:
		return flow.Going(flow.Branches, arch.SignExtend(w>>26&1<<20|w>>11&1<<19|w>>13&1<<18|w>>16&0x3f<<12|w&0x7ff<<1, 21)+4)
	case w&0xffe0d000 == 0xf3e08000:
		return flow.Made(rn(w >> 8))
	case w&0xfff0f000 == 0xf7f0a000:
		return flow.Effect{Does: flow.Jumps}
	}
	return flow.Effect{Does: flow.Nothing}
}

func thumbWideImmediate(d *arch.Dump, w uint32, at int) flow.Effect {
	imm := w>>26&1<<11 | w>>12&7<<8 | w&0xff
	rd, base := rn(w>>8), rn(w>>16)
	if w>>25&1 == 1 {
		return thumbPlainImmediate(d, w, imm, at)
	}
	op, v := w>>21&15, int64(thumbExpand(imm))
	switch {
	case w>>8&15 == 15 && w>>20&1 == 1:
		return flow.Effect{Does: flow.Nothing}
	case op == 2 && base == "pc":
		return flow.Constant(rd, v)
	case op == 3 && base == "pc":
		return flow.Constant(rd, int64(^uint32(v)))
	case op == 8:
		return flow.Sum(rd, base, v)
	case op == 13:
		return flow.Sum(rd, base, -v)
	}
	return flow.Made(rd, base)
}

// thumbPlainImmediate is an operation with a number that stands as it is.
func thumbPlainImmediate(d *arch.Dump, w, imm uint32, at int) flow.Effect {
	rd, base := rn(w>>8), rn(w>>16)
	switch w >> 20 & 31 {
	case 0:
		return fromPC(d, flow.Sum(rd, base, int64(imm)), uint64(int64(at)+4), 3)
	case 10:
		return fromPC(d, flow.Sum(rd, base, -int64(imm)), uint64(int64(at)+4), 3)
	case 4:
		return flow.Constant(rd, int64(w>>16&15<<12|imm))
	case 12:
		return flow.Effect{Does: flow.Halves, Dst: rd, Bits: uint64(w>>16&15<<12|imm) << 16, Mask: 0xffff0000}
	case 22:
		e := flow.Made(rd, arch.Pick(base == "pc", "", base), rd)
		if msb, lsb := int(w&31), int(w>>12&7<<2|w>>6&3); msb >= lsb { // bfi, bfc
			e.Mask = flow.Low(msb-lsb+1) << lsb
		}
		return e
	}
	return flow.Made(rd, base)
}

func thumbWideSingle(d *arch.Dump, w uint32, m arch.Access, touches bool, at int) flow.Effect {
	if !touches {
		return flow.Effect{Does: flow.Nothing} // preloads
	}
	rt, size := rn(w>>12), [4]int{1, 2, 4, 0}[w>>21&3]
	e := flow.Store(rt, m, size)
	if w>>20&1 == 1 {
		e = fromPC(d, flow.Touch(rt, m, size), uint64(int64(at)+4), 3)
	}
	if m.Base != "pc" && w>>23&1 == 0 && w>>11&1 == 1 && w>>8&1 == 1 {
		e.Back = pickInt(w>>9&1 == 1, 1, -1) * int64(w&0xff)
	}
	if rt == "pc" {
		e.Does, e.Dst = flow.Jumps, ""
	}
	return e
}
