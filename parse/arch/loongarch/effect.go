package loongarch

import (
	"oopscope/parse/arch"
	"oopscope/parse/arch/flow"
)

var calls = &flow.Convention{
	Args: []string{"a0", "a1", "a2", "a3", "a4", "a5", "a6", "a7"}, Result: "a0",
	Saved:   []string{"s0", "s1", "s2", "s3", "s4", "s5", "s6", "s7", "s8", "s9", "sp", "tp", "u0"},
	Stack:   []string{"sp", "s9"},
	Own:     "u0", // arch/loongarch/include/asm/percpu.h
	PC:      "pc",
	Numbers: abi[:],
}

// abi are the registers' names in the dump.
var abi = [32]string{
	"", "ra", "tp", "sp", "a0", "a1", "a2", "a3", "a4", "a5", "a6", "a7",
	"t0", "t1", "t2", "t3", "t4", "t5", "t6", "t7", "t8", "u0", "s9",
	"s0", "s1", "s2", "s3", "s4", "s5", "s6", "s7", "s8",
}

func lr(n uint32) string { return abi[n&31] }

// effect tells what an instruction of the Code line does.
func effect(d *arch.Dump, i int) flow.Effect {
	w, ok := d.Code[i].Word32()
	if !ok || d.Code[i].Text == "" {
		return flow.Effect{}
	}
	e := does(d, w, d.Distance[i])
	return e.OrNothing()
}

func does(d *arch.Dump, w uint32, at int) flow.Effect {
	rd, rj, rk := lr(w), lr(w>>5), lr(w>>10)
	if e, ok := cuts(w, rd, rj); ok {
		return e
	}
	switch op := w >> 22; {
	case w>>26 >= 0x10:
		return branch(w, rj, rd)
	case op >= 0x08 && op <= 0x0f:
		return withConstant(w, rd, rj)
	case w>>25 == 0x0a: // lu12i.w
		return flow.Constant(rd, arch.SignExtend(w>>5&0xfffff, 20)<<12)
	case w>>25 == 0x0b: // lu32i.d
		return flow.Effect{Does: flow.Halves, Dst: rd, Bits: uint64(arch.SignExtend(w>>5&0xfffff, 20)) << 32, Mask: 0xffffffff << 32}
	case w>>25 >= 0x0c && w>>25 <= 0x0f:
		return fromPC(d, w, at)
	case op >= 0xa0 && op <= 0xaf:
		return direct(op, rd, arch.Access{Base: rj, Offset: arch.SignExtend(w>>10&0xfff, 12)})
	case w>>24 >= 0x20 && w>>24 <= 0x27: // ll, sc, ldptr, stptr
		return wide(w, rd, arch.Access{Base: rj, Offset: arch.SignExtend(w>>10&0x3fff, 14) * 4})
	case w>>24 == 0x38:
		return indexed(w, rd, arch.Access{Base: rj, Index: rk})
	case op <= 3:
		return withRegisters(w, rd, rj, rk)
	}
	return flow.Effect{}
}

// cuts are the instructions that take bits out of a register: bstrpick, shifts by a constant
// and andi.
func cuts(w uint32, rd, rj string) (flow.Effect, bool) {
	low, high := int(w>>10&63), int(w>>16&63)
	switch {
	case w>>22 == 3: // bstrpick.d
		return flow.Cut(rd, rj, low, flow.Low(high-low+1)), high >= low
	case w>>21 == 3 && w>>15&1 == 1: // bstrpick.w
		low, high = low&31, high&31
		return flow.Cut(rd, rj, low, flow.Low(high-low+1)), high >= low
	case w>>16 == 0x41: // slli.d
		return flow.Cut(rd, rj, -low, flow.Low(64)), true
	case w>>16 == 0x45 || w>>16 == 0x49: // srli.d, srai.d
		return flow.Cut(rd, rj, low, flow.Low(64-low)), true
	case w>>15 == 0x81: // slli.w
		return flow.Cut(rd, rj, -(low & 31), flow.Low(32)), true
	case w>>15 == 0x89 || w>>15 == 0x91: // srli.w, srai.w
		return flow.Cut(rd, rj, low&31, flow.Low(32-(low&31))), true
	case w>>22 == 0x0d && w>>10&0xfff != 0:
		return flow.Cut(rd, rj, 0, uint64(w>>10&0xfff)), true
	}
	return flow.Effect{}, false
}

// withConstant are the operations with a constant of 12 bits.
func withConstant(w uint32, rd, rj string) flow.Effect {
	switch op := w >> 22; {
	case op == 0x0a || op == 0x0b:
		return flow.Sum(rd, rj, arch.SignExtend(w>>10&0xfff, 12))
	case op == 0x0e && rj == "":
		return flow.Constant(rd, int64(w>>10&0xfff))
	}
	return flow.Made(rd, rj)
}

// withRegisters are the operations with registers only.
func withRegisters(w uint32, rd, rj, rk string) flow.Effect {
	switch op := w >> 15; {
	case op == 0x2a && rk == "":
		return flow.Move(rd, rj)
	case op == 0x21:
		return flow.Effect{Does: flow.Sets, Dst: rd, Mem: arch.Access{Base: rj, Index: rk}}
	case op == 0x54: // break
		return flow.Effect{Does: flow.Jumps}
	case op == 0, op >= 0x80: // of one register: what stands where the other would is no register
		return flow.Made(rd, rj)
	}
	return flow.Made(rd, rj, rk)
}

// direct are the loads and stores with an offset, preload and floating point.
func direct(op uint32, rd string, m arch.Access) flow.Effect {
	size := 1 << (op & 3)
	switch {
	case op == 0xab:
		return flow.Effect{}
	case op > 0xab:
		return flow.Touch("", m, 8)
	case op >= 0xa4 && op <= 0xa7:
		return flow.Store(rd, m, size)
	}
	return flow.Touch(rd, m, size)
}

// fromPC are pcaddi, pcalau12i, pcaddu12i and pcaddu18i.
func fromPC(d *arch.Dump, w uint32, at int) flow.Effect {
	if !d.PC.HasAddress {
		return flow.Effect{Does: flow.Sets, Dst: lr(w), Mem: arch.Access{Base: "pc"}}
	}
	here, imm := int64(d.PC.Address)+int64(at), arch.SignExtend(w>>5&0xfffff, 20)
	switch w >> 25 {
	case 0x0c:
		return flow.Constant(lr(w), here+imm<<2)
	case 0x0d:
		return flow.Constant(lr(w), (here+imm<<12)&^0xfff)
	case 0x0e:
		return flow.Constant(lr(w), here+imm<<12)
	}
	return flow.Constant(lr(w), here+imm<<18)
}

func branch(w uint32, rj, rd string) flow.Effect {
	switch w >> 26 {
	case 0x10, 0x11, 0x12:
		return flow.Going(flow.Branches, arch.SignExtend(w&31<<16|w>>10&0xffff, 21)*4)
	case 0x13:
		if rd == "" {
			return flow.Effect{Does: flow.Jumps, From: [3]string{rj}}
		}
		return flow.Effect{Does: flow.Calls, From: [3]string{rj}}
	case 0x14:
		return flow.Going(flow.Jumps, arch.SignExtend(w&0x3ff<<16|w>>10&0xffff, 26)*4)
	case 0x15:
		return flow.Going(flow.Calls, arch.SignExtend(w&0x3ff<<16|w>>10&0xffff, 26)*4)
	}
	if w>>26 > 0x1b {
		return flow.Effect{}
	}
	return flow.Going(flow.Branches, arch.SignExtend(w>>10&0xffff, 16)*4)
}

func wide(w uint32, rd string, m arch.Access) flow.Effect {
	size := 4 << (w >> 25 & 1)
	switch w >> 24 & 7 {
	case 1, 3:
		e := flow.Store(rd, m, size)
		if rd != "" {
			e.Lost = []string{rd} // sc tells whether it worked
		}
		return e
	case 5, 7:
		return flow.Store(rd, m, size)
	}
	return flow.Touch(rd, m, size)
}

// indexed are the accesses with two registers, and the atomics.
func indexed(w uint32, rd string, m arch.Access) flow.Effect {
	size := 1 << (w >> 18 & 3)
	switch n := w >> 18 & 0xf; {
	case w>>16 == 0x3872: // barriers
		return flow.Effect{Does: flow.Nothing}
	case w>>20&15 >= 4:
		e := flow.Touch(rd, arch.Access{Base: m.Base}, 8)
		e.Data = m.Index
		return e
	case w>>20&3 == 3, n == 11: // floating point, preload
		return flow.Touch("", m, 8)
	case n >= 4 && n < 8:
		return flow.Store(rd, m, size)
	}
	return flow.Touch(rd, m, size)
}
