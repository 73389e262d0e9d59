package arch

import "encoding/binary"

var riscvCalls = &convention{
	args: []string{"a0", "a1", "a2", "a3", "a4", "a5", "a6", "a7"}, result: "a0",
	saved: []string{"s0", "s1", "s2", "s3", "s4", "s5", "s6", "s7", "s8", "s9", "s10", "s11", "sp", "gp", "tp"},
	stack: []string{"sp", "s0"},
}

// rv names a register; x0 is none.
func rv(n uint32) string {
	if n&31 == 0 {
		return ""
	}
	return riscvABI[n&31]
}

// riscvEffect tells what an instruction of the Code line does.
func riscvEffect(d *Dump, i int) effect {
	in := &d.Code[i]
	code := in.code(binary.LittleEndian)
	var e effect
	switch {
	case in.Text == "":
		return e
	case d.callsTracer(i):
		return effect{does: nothing}
	case len(code) == 2:
		e = riscvShort(d, uint32(binary.LittleEndian.Uint16(code)))
	case len(code) == 4:
		e = riscvLong(d, binary.LittleEndian.Uint32(code), d.distance[i])
	}
	if e.dst == "" && (e.does == sets || e.does == computes) {
		return effect{does: nothing}
	}
	return e
}

func riscvLong(d *Dump, w uint32, at int) effect {
	rd, rs1, rs2, f3 := rv(w>>7), rv(w>>15), rv(w>>20), w>>12&7
	imm := signExtend(w>>20, 12)
	size := 1 << (f3 & 3)
	switch w & 0x7f {
	case 0x37:
		return constant(rd, int64(int32(w&0xfffff000)))
	case 0x17:
		if !d.PC.HasAddress {
			return effect{does: sets, dst: rd, mem: memoryAccess{base: "pc"}}
		}
		return constant(rd, int64(d.PC.Address)+int64(at)+int64(int32(w&0xfffff000)))
	case 0x6f:
		rel := signExtend(w>>31<<20|w>>12&0xff<<12|w>>20&1<<11|w>>21&0x3ff<<1, 21)
		return going(riscvCall(rd), rel)
	case 0x67:
		return effect{does: riscvCall(rd), from: [3]string{rs1}}
	case 0x63:
		return going(branches, signExtend(w>>31<<12|w>>7&1<<11|w>>25&0x3f<<5|w>>8&15<<1, 13))
	case 0x03:
		return access(rd, memoryAccess{base: rs1, offset: imm}, size)
	case 0x07:
		return access("", memoryAccess{base: rs1, offset: imm}, size)
	case 0x23, 0x27:
		m := memoryAccess{base: rs1, offset: signExtend(w>>25<<5|w>>7&31, 12)}
		return store(pick(w&0x7f == 0x23, rs2, ""), m, size)
	case 0x13, 0x1b:
		if f3 == 0 {
			return sum(rd, rs1, imm)
		}
		return made(rd, rs1)
	case 0x33:
		if f3 == 0 && w>>25&^0x20 == 0 {
			return effect{does: sets, dst: rd, mem: memoryAccess{base: rs1, index: rs2, down: w>>30&1 == 1}}
		}
		return made(rd, rs1, rs2)
	case 0x3b:
		return made(rd, rs1, rs2)
	case 0x2f:
		e := access(rd, memoryAccess{base: rs1}, size)
		e.data = rs2
		return e
	case 0x0f:
		return effect{does: nothing}
	case 0x73:
		if f3 == 0 {
			return effect{does: jumps}
		}
		return made(rd)
	}
	return effect{}
}

func riscvCall(rd string) does {
	if rd == "" {
		return jumps
	}
	return calls
}

// riscvShort are the compressed instructions.
func riscvShort(d *Dump, c uint32) effect {
	high, low := rv(c>>7&7+8), rv(c>>2&7+8)
	word := memoryAccess{base: high, offset: int64(c>>10&7<<3 | c>>6&1<<2 | c>>5&1<<6)}
	double := memoryAccess{base: high, offset: int64(c>>10&7<<3 | c>>5&3<<6)}
	wide := d.Bits != 32
	switch c&3<<3 | c>>13 {
	case 0:
		return sum(low, "sp", int64(c>>11&3<<4|c>>7&15<<6|c>>6&1<<2|c>>5&1<<3))
	case 1, 2, 3, 5, 6, 7:
		return riscvShortMemory(c>>13, low, word, double, wide)
	}
	if c&3 == 1 {
		return riscvShortSum(c, wide)
	}
	return riscvShortStack(c, wide)
}

// riscvShortSum is the second quadrant: arithmetic and branches.
func riscvShortSum(c uint32, wide bool) effect {
	rd, high, low := rv(c>>7), rv(c>>7&7+8), rv(c>>2&7+8)
	imm := signExtend(c>>12&1<<5|c>>2&31, 6)
	jump := signExtend(c>>12&1<<11|c>>11&1<<4|c>>9&3<<8|c>>8&1<<10|c>>7&1<<6|c>>6&1<<7|c>>3&7<<1|c>>2&1<<5, 12)
	switch c >> 13 {
	case 0:
		return sum(rd, rd, imm)
	case 1:
		if !wide {
			return going(calls, jump)
		}
		return sum(rd, rd, imm) // addiw
	case 2:
		return constant(rd, imm)
	case 3:
		if rd == "sp" {
			return sum("sp", "sp", signExtend(c>>12&1<<9|c>>6&1<<4|c>>5&1<<6|c>>3&3<<7|c>>2&1<<5, 10))
		}
		return constant(rd, imm<<12)
	case 4:
		if c>>10&3 == 3 {
			return made(high, high, low)
		}
		return made(high, high)
	case 5:
		return going(jumps, jump)
	}
	return going(branches, signExtend(c>>12&1<<8|c>>10&3<<3|c>>5&3<<6|c>>3&3<<1|c>>2&1<<5, 9))
}

// riscvShortMemory is a compressed load (kinds 1 to 3) or store (5 to 7): of a
// float of 8 bytes, of 4 bytes, and of 8 bytes or, where registers are not so
// wide, a float of 4.
func riscvShortMemory(kind uint32, reg string, word, double memoryAccess, wide bool) effect {
	m, size := double, 8
	if kind&3 == 2 || kind&3 == 3 && !wide {
		m, size = word, 4
	}
	if kind&3 == 1 || kind&3 == 3 && !wide {
		reg = "" // of the floating point unit
	}
	if kind > 4 {
		return store(reg, m, size)
	}
	return access(reg, m, size)
}

// riscvShortStack is the third quadrant: the stack, moves, jumps to registers.
func riscvShortStack(c uint32, wide bool) effect {
	rd, rs2 := rv(c>>7), rv(c>>2)
	word := memoryAccess{base: "sp", offset: int64(c>>12&1<<5 | c>>4&7<<2 | c>>2&3<<6)}
	double := memoryAccess{base: "sp", offset: int64(c>>12&1<<5 | c>>5&3<<3 | c>>2&7<<6)}
	storeWord := memoryAccess{base: "sp", offset: int64(c>>9&15<<2 | c>>7&3<<6)}
	storeDouble := memoryAccess{base: "sp", offset: int64(c>>10&7<<3 | c>>7&7<<6)}
	switch c >> 13 {
	case 0:
		return made(rd, rd)
	case 1, 2, 3:
		return riscvShortMemory(c>>13, rd, word, double, wide)
	case 5, 6, 7:
		return riscvShortMemory(c>>13, rs2, storeWord, storeDouble, wide)
	}
	switch link := c>>12&1 == 1; {
	case rs2 == "" && rd == "":
		return effect{does: jumps} // ebreak
	case rs2 == "" && link:
		return effect{does: calls, from: [3]string{rd}}
	case rs2 == "":
		return effect{does: jumps, from: [3]string{rd}}
	case link:
		return effect{does: sets, dst: rd, mem: memoryAccess{base: rd, index: rs2}}
	}
	return move(rd, rs2)
}
