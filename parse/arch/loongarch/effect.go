package loongarch

import "oopscope/parse/arch"

var calls = &arch.Convention{
	Args: []string{"a0", "a1", "a2", "a3", "a4", "a5", "a6", "a7"}, Result: "a0",
	Saved: []string{"s0", "s1", "s2", "s3", "s4", "s5", "s6", "s7", "s8", "s9", "sp", "tp", "u0"},
	Stack: []string{"sp", "s9"},
	PC:    "pc",
}

// abi are the registers' names in the dump.
var abi = [32]string{
	"", "ra", "tp", "sp", "a0", "a1", "a2", "a3", "a4", "a5", "a6", "a7",
	"t0", "t1", "t2", "t3", "t4", "t5", "t6", "t7", "t8", "u0", "s9",
	"s0", "s1", "s2", "s3", "s4", "s5", "s6", "s7", "s8",
}

func lr(n uint32) string { return abi[n&31] }

// effect tells what an instruction of the Code line does.
func effect(d *arch.Dump, i int) arch.Effect {
	w, ok := d.Code[i].Word32()
	if !ok || d.Code[i].Text == "" {
		return arch.Effect{}
	}
	e := does(d, w, d.Distance[i])
	if e.Dst == "" && (e.Does == arch.Sets || e.Does == arch.Computes || e.Does == arch.Halves) {
		return arch.Effect{Does: arch.Nothing}
	}
	return e
}

func does(d *arch.Dump, w uint32, at int) arch.Effect {
	rd, rj, rk := lr(w), lr(w>>5), lr(w>>10)
	imm12 := arch.SignExtend(w>>10&0xfff, 12)
	switch op := w >> 22; {
	case w>>26 >= 0x10:
		return branch(w, rj, rd)
	case op == 0x0a || op == 0x0b:
		return arch.Sum(rd, rj, imm12)
	case op == 0x0e && rj == "":
		return arch.Constant(rd, int64(w>>10&0xfff))
	case op >= 0x08 && op <= 0x0f:
		return arch.Made(rd, rj)
	case w>>25 == 0x0a: // lu12i.w
		return arch.Constant(rd, arch.SignExtend(w>>5&0xfffff, 20)<<12)
	case w>>25 == 0x0b: // lu32i.d
		return arch.Effect{Does: arch.Halves, Dst: rd, Bits: uint64(arch.SignExtend(w>>5&0xfffff, 20)) << 32, Mask: 0xffffffff << 32}
	case w>>25 >= 0x0c && w>>25 <= 0x0f:
		return fromPC(d, w, at)
	case op >= 0xa0 && op <= 0xaa:
		m := arch.Access{Base: rj, Offset: imm12}
		size := 1 << (op & 3)
		if op >= 0xa4 && op <= 0xa7 {
			return arch.Store(rd, m, size)
		}
		return arch.Touch(rd, m, size)
	case op >= 0xac && op <= 0xaf:
		return arch.Touch("", arch.Access{Base: rj, Offset: imm12}, 8)
	case w>>24 >= 0x20 && w>>24 <= 0x27: // ll, sc, ldptr, stptr
		return wide(w, rd, arch.Access{Base: rj, Offset: arch.SignExtend(w>>10&0x3fff, 14) * 4})
	case w>>15 == 0x2a && rk == "":
		return arch.Move(rd, rj)
	case w>>15 == 0x21:
		return arch.Effect{Does: arch.Sets, Dst: rd, Mem: arch.Access{Base: rj, Index: rk}}
	case w>>24 == 0x38:
		return indexed(w, rd, arch.Access{Base: rj, Index: rk})
	case w>>15 == 0x54: // break
		return arch.Effect{Does: arch.JumpsAway}
	case w>>22 <= 3:
		return arch.Made(rd, rj, rk)
	}
	return arch.Effect{}
}

// fromPC are pcaddi, pcalau12i, pcaddu12i and pcaddu18i.
func fromPC(d *arch.Dump, w uint32, at int) arch.Effect {
	if !d.PC.HasAddress {
		return arch.Effect{Does: arch.Sets, Dst: lr(w), Mem: arch.Access{Base: "pc"}}
	}
	here, imm := int64(d.PC.Address)+int64(at), arch.SignExtend(w>>5&0xfffff, 20)
	switch w >> 25 {
	case 0x0c:
		return arch.Constant(lr(w), here+imm<<2)
	case 0x0d:
		return arch.Constant(lr(w), (here+imm<<12)&^0xfff)
	case 0x0e:
		return arch.Constant(lr(w), here+imm<<12)
	}
	return arch.Constant(lr(w), here+imm<<18)
}

func branch(w uint32, rj, rd string) arch.Effect {
	switch w >> 26 {
	case 0x10, 0x11, 0x12:
		return arch.Going(arch.BranchesOff, arch.SignExtend(w&31<<16|w>>10&0xffff, 21)*4)
	case 0x13:
		if rd == "" {
			return arch.Effect{Does: arch.JumpsAway, From: [3]string{rj}}
		}
		return arch.Effect{Does: arch.Calls, From: [3]string{rj}}
	case 0x14:
		return arch.Going(arch.JumpsAway, arch.SignExtend(w&0x3ff<<16|w>>10&0xffff, 26)*4)
	case 0x15:
		return arch.Going(arch.Calls, arch.SignExtend(w&0x3ff<<16|w>>10&0xffff, 26)*4)
	}
	if w>>26 > 0x1b {
		return arch.Effect{}
	}
	return arch.Going(arch.BranchesOff, arch.SignExtend(w>>10&0xffff, 16)*4)
}

func wide(w uint32, rd string, m arch.Access) arch.Effect {
	size := 4 << (w >> 25 & 1)
	switch w >> 24 & 7 {
	case 1, 3:
		e := arch.Store(rd, m, size)
		if rd != "" {
			e.Lost = []string{rd} // sc tells whether it worked
		}
		return e
	case 5, 7:
		return arch.Store(rd, m, size)
	}
	return arch.Touch(rd, m, size)
}

// indexed are the accesses with two registers, and the atomics.
func indexed(w uint32, rd string, m arch.Access) arch.Effect {
	size := 1 << (w >> 18 & 3)
	switch n := w >> 18 & 0xf; {
	case w>>16 == 0x3872: // barriers
		return arch.Effect{Does: arch.Nothing}
	case w>>20&15 >= 4:
		e := arch.Touch(rd, arch.Access{Base: m.Base}, 8)
		e.Data = m.Index
		return e
	case w>>20&3 == 3, n == 11: // floating point, preload
		return arch.Touch("", m, 8)
	case n >= 4 && n < 8:
		return arch.Store(rd, m, size)
	}
	return arch.Touch(rd, m, size)
}
