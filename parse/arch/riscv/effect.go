package riscv

import (
	"encoding/binary"
	"strings"

	"oopscope/parse/arch"
	"oopscope/parse/arch/flow"
)

var calls = &flow.Convention{
	Args: []string{"a0", "a1", "a2", "a3", "a4", "a5", "a6", "a7"}, Result: "a0",
	Saved:   []string{"s0", "s1", "s2", "s3", "s4", "s5", "s6", "s7", "s8", "s9", "s10", "s11", "sp", "gp", "tp"},
	Stack:   []string{"sp", "s0"},
	PC:      "pc",
	Numbers: abi[:],
}

// rv names a register; x0 is none.
func rv(n uint32) string {
	if n&31 == 0 {
		return ""
	}
	return abi[n&31]
}

// effect tells what an instruction of the Code line does.
func effect(d *arch.Dump, i int) flow.Effect {
	in := &d.Code[i]
	code := in.Code(binary.LittleEndian)
	var e flow.Effect
	switch {
	case in.Text == "":
		return e
	case traces(d, i):
		return flow.Effect{Does: flow.Nothing}
	case in.Text == "unimp" || in.Text == "c.unimp":
		return flow.Effect{Does: flow.Jumps}
	case len(code) == 2:
		e = short(d, uint32(binary.LittleEndian.Uint16(code)))
	case len(code) == 4:
		e = long(d, binary.LittleEndian.Uint32(code), d.Distance[i])
	}
	return e.OrNothing()
}

func long(d *arch.Dump, w uint32, at int) flow.Effect {
	rd, rs1, rs2, f3 := rv(w>>7), rv(w>>15), rv(w>>20), w>>12&7
	imm := arch.SignExtend(w>>20, 12)
	switch w & 0x7f {
	case 0x37:
		return flow.Constant(rd, int64(int32(w&0xfffff000)))
	case 0x17:
		if !d.PC.HasAddress {
			return flow.Effect{Does: flow.Sets, Dst: rd, Mem: arch.Access{Base: "pc"}}
		}
		return flow.Constant(rd, int64(d.PC.Address)+int64(at)+int64(int32(w&0xfffff000)))
	case 0x03, 0x07, 0x23, 0x27, 0x2f:
		return longMemory(w)
	case 0x6f:
		rel := arch.SignExtend(w>>31<<20|w>>12&0xff<<12|w>>20&1<<11|w>>21&0x3ff<<1, 21)
		return flow.Going(call(rd), rel)
	case 0x67:
		return flow.Effect{Does: call(rd), From: [3]string{rs1}}
	case 0x63:
		return flow.Going(flow.Branches, arch.SignExtend(w>>31<<12|w>>7&1<<11|w>>25&0x3f<<5|w>>8&15<<1, 13))
	case 0x13, 0x1b:
		if f3 == 0 {
			return flow.Sum(rd, rs1, imm)
		}
		return withConstant(w, rd, rs1, imm)
	case 0x33:
		return longOperation(w, rd, rs1, rs2)
	case 0x3b:
		return flow.Made(rd, rs1, rs2)
	case 0x0f:
		return flow.Effect{Does: flow.Nothing}
	case 0x73:
		if f3 == 0 {
			return flow.Effect{Does: flow.Jumps}
		}
		return flow.Made(rd)
	}
	return flow.Effect{}
}

// withConstant are shifts and andi; those of words keep 32 bits.
func withConstant(w uint32, rd, rs1 string, imm int64) flow.Effect {
	by, size := int(w>>20&63), 64
	if w&0x7f == 0x1b {
		by, size = by&31, 32
	}
	switch w >> 12 & 7 {
	case 1:
		return flow.Cut(rd, rs1, -by, flow.Low(size))
	case 5:
		return flow.Cut(rd, rs1, by, flow.Low(size-by))
	case 7:
		if imm > 0 {
			return flow.Cut(rd, rs1, 0, uint64(imm))
		}
	}
	return flow.Made(rd, rs1)
}

// longOperation are the operations with registers, of which add and sub are sums.
func longOperation(w uint32, rd, rs1, rs2 string) flow.Effect {
	if w>>12&7 == 0 && w>>25&^0x20 == 0 {
		return flow.Effect{Does: flow.Sets, Dst: rd, Mem: arch.Access{Base: rs1, Index: rs2, Down: w>>30&1 == 1}}
	}
	return flow.Made(rd, rs1, rs2)
}

// longMemory are loads, stores and atomics; those of floating point move no
// general register.
func longMemory(w uint32) flow.Effect {
	rd, rs1, rs2, size := rv(w>>7), rv(w>>15), rv(w>>20), 1<<(w>>12&3)
	load := arch.Access{Base: rs1, Offset: arch.SignExtend(w>>20, 12)}
	store := arch.Access{Base: rs1, Offset: arch.SignExtend(w>>25<<5|w>>7&31, 12)}
	switch w & 0x7f {
	case 0x03:
		return flow.Touch(rd, load, size)
	case 0x07:
		return flow.Touch("", load, size)
	case 0x23:
		return flow.Store(rs2, store, size)
	case 0x27:
		return flow.Store("", store, size)
	}
	at := arch.Access{Base: rs1}
	if w>>27 == 3 { // sc: the register tells whether it worked
		e := flow.Store(rs2, at, size)
		if rd != "" {
			e.Lost = []string{rd}
		}
		return e
	}
	e := flow.Touch(rd, at, size) // lr, and what memory held before an operation on it
	e.Data = rs2
	return e
}

func call(rd string) flow.Kind {
	if rd == "" {
		return flow.Jumps
	}
	return flow.Calls
}

// short are the compressed instructions.
func short(d *arch.Dump, c uint32) flow.Effect {
	high, low := rv(c>>7&7+8), rv(c>>2&7+8)
	word := arch.Access{Base: high, Offset: int64(c>>10&7<<3 | c>>6&1<<2 | c>>5&1<<6)}
	double := arch.Access{Base: high, Offset: int64(c>>10&7<<3 | c>>5&3<<6)}
	wide := d.Bits != 32
	switch c&3<<3 | c>>13 {
	case 0:
		return flow.Sum(low, "sp", int64(c>>11&3<<4|c>>7&15<<6|c>>6&1<<2|c>>5&1<<3))
	case 1, 2, 3, 5, 6, 7:
		return shortMemory(c>>13, low, word, double, wide)
	}
	if c&3 == 1 {
		return shortSum(c, wide)
	}
	return shortStack(c, wide)
}

// shortSum is the second quadrant: arithmetic and branches.
func shortSum(c uint32, wide bool) flow.Effect {
	rd, high, low := rv(c>>7), rv(c>>7&7+8), rv(c>>2&7+8)
	imm := arch.SignExtend(c>>12&1<<5|c>>2&31, 6)
	jump := arch.SignExtend(c>>12&1<<11|c>>11&1<<4|c>>9&3<<8|c>>8&1<<10|c>>7&1<<6|c>>6&1<<7|c>>3&7<<1|c>>2&1<<5, 12)
	switch c >> 13 {
	case 0:
		return flow.Sum(rd, rd, imm)
	case 1:
		if !wide {
			return flow.Going(flow.Calls, jump)
		}
		return flow.Sum(rd, rd, imm) // addiw
	case 2:
		return flow.Constant(rd, imm)
	case 3:
		if rd == "sp" {
			return flow.Sum("sp", "sp", arch.SignExtend(c>>12&1<<9|c>>6&1<<4|c>>5&1<<6|c>>3&3<<7|c>>2&1<<5, 10))
		}
		return flow.Constant(rd, imm<<12)
	case 4:
		switch by := int(c>>12&1<<5 | c>>2&31); c >> 10 & 3 {
		case 3:
			return flow.Made(high, high, low)
		case 2:
			if imm > 0 {
				return flow.Cut(high, high, 0, uint64(imm))
			}
		default:
			return flow.Cut(high, high, by, flow.Low(64-by))
		}
		return flow.Made(high, high)
	case 5:
		return flow.Going(flow.Jumps, jump)
	}
	return flow.Going(flow.Branches, arch.SignExtend(c>>12&1<<8|c>>10&3<<3|c>>5&3<<6|c>>3&3<<1|c>>2&1<<5, 9))
}

// shortMemory is a compressed load (kinds 1 to 3) or store (5 to 7): of a
// float of 8 bytes, of 4 bytes, and of 8 bytes or, where registers are not so
// wide, a float of 4.
func shortMemory(kind uint32, reg string, word, double arch.Access, wide bool) flow.Effect {
	m, size := double, 8
	if kind&3 == 2 || kind&3 == 3 && !wide {
		m, size = word, 4
	}
	if kind&3 == 1 || kind&3 == 3 && !wide {
		reg = "" // of the floating point unit
	}
	if kind > 4 {
		return flow.Store(reg, m, size)
	}
	return flow.Touch(reg, m, size)
}

// shortStack is the third quadrant: the stack, moves, jumps to registers.
func shortStack(c uint32, wide bool) flow.Effect {
	rd, rs2 := rv(c>>7), rv(c>>2)
	word := arch.Access{Base: "sp", Offset: int64(c>>12&1<<5 | c>>4&7<<2 | c>>2&3<<6)}
	double := arch.Access{Base: "sp", Offset: int64(c>>12&1<<5 | c>>5&3<<3 | c>>2&7<<6)}
	storeWord := arch.Access{Base: "sp", Offset: int64(c>>9&15<<2 | c>>7&3<<6)}
	storeDouble := arch.Access{Base: "sp", Offset: int64(c>>10&7<<3 | c>>7&7<<6)}
	switch c >> 13 {
	case 0:
		return flow.Cut(rd, rd, -int(c>>12&1<<5|c>>2&31), flow.Low(64))
	case 1, 2, 3:
		return shortMemory(c>>13, rd, word, double, wide)
	case 5, 6, 7:
		return shortMemory(c>>13, rs2, storeWord, storeDouble, wide)
	}
	switch link := c>>12&1 == 1; {
	case rs2 == "" && rd == "":
		return flow.Effect{Does: flow.Jumps} // ebreak
	case rs2 == "" && link:
		return flow.Effect{Does: flow.Calls, From: [3]string{rd}}
	case rs2 == "":
		return flow.Effect{Does: flow.Jumps, From: [3]string{rd}}
	case link:
		return flow.Effect{Does: flow.Sets, Dst: rd, Mem: arch.Access{Base: rd, Index: rs2}}
	}
	return flow.Move(rd, rs2)
}

// traces tells whether an instruction is the call of the function tracer,
// which keeps every register: t0 is its return address.
func traces(d *arch.Dump, i int) bool { return strings.HasPrefix(d.Code[i].Text, "jalr t0") }
