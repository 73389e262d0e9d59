package arch

var loongarchCalls = &convention{
	args: []string{"a0", "a1", "a2", "a3", "a4", "a5", "a6", "a7"}, result: "a0",
	saved: []string{"s0", "s1", "s2", "s3", "s4", "s5", "s6", "s7", "s8", "s9", "sp", "tp", "u0"},
	stack: []string{"sp", "s9"},
}

// loongarchABI are the registers' names in the dump.
var loongarchABI = [32]string{
	"", "ra", "tp", "sp", "a0", "a1", "a2", "a3", "a4", "a5", "a6", "a7",
	"t0", "t1", "t2", "t3", "t4", "t5", "t6", "t7", "t8", "u0", "s9",
	"s0", "s1", "s2", "s3", "s4", "s5", "s6", "s7", "s8",
}

func lr(n uint32) string { return loongarchABI[n&31] }

// loongarchEffect tells what an instruction of the Code line does.
func loongarchEffect(d *Dump, i int) effect {
	w, ok := d.Code[i].word()
	if !ok || d.Code[i].Text == "" {
		return effect{}
	}
	e := loongarchDoes(d, w, d.distance[i])
	if e.dst == "" && (e.does == sets || e.does == computes || e.does == halves) {
		return effect{does: nothing}
	}
	return e
}

func loongarchDoes(d *Dump, w uint32, at int) effect {
	rd, rj, rk := lr(w), lr(w>>5), lr(w>>10)
	imm12 := signExtend(w>>10&0xfff, 12)
	switch op := w >> 22; {
	case w>>26 >= 0x10:
		return loongarchBranch(w, rj, rd)
	case op == 0x0a || op == 0x0b:
		return sum(rd, rj, imm12)
	case op == 0x0e && rj == "":
		return constant(rd, int64(w>>10&0xfff))
	case op >= 0x08 && op <= 0x0f:
		return made(rd, rj)
	case w>>25 == 0x0a: // lu12i.w
		return constant(rd, signExtend(w>>5&0xfffff, 20)<<12)
	case w>>25 == 0x0b: // lu32i.d
		return effect{does: halves, dst: rd, bits: uint64(signExtend(w>>5&0xfffff, 20)) << 32, mask: 0xffffffff << 32}
	case w>>25 >= 0x0c && w>>25 <= 0x0f:
		return loongarchFromPC(d, w, at)
	case op >= 0xa0 && op <= 0xaa:
		m := memoryAccess{base: rj, offset: imm12}
		size := 1 << (op & 3)
		if op >= 0xa4 && op <= 0xa7 {
			return store(rd, m, size)
		}
		return access(rd, m, size)
	case op >= 0xac && op <= 0xaf:
		return access("", memoryAccess{base: rj, offset: imm12}, 8)
	case w>>24 >= 0x20 && w>>24 <= 0x27: // ll, sc, ldptr, stptr
		return loongarchWide(w, rd, memoryAccess{base: rj, offset: signExtend(w>>10&0x3fff, 14) * 4})
	case w>>15 == 0x2a && rk == "":
		return move(rd, rj)
	case w>>15 == 0x21:
		return effect{does: sets, dst: rd, mem: memoryAccess{base: rj, index: rk}}
	case w>>24 == 0x38:
		return loongarchIndexed(w, rd, memoryAccess{base: rj, index: rk})
	case w>>15 == 0x54: // break
		return effect{does: jumps}
	case w>>22 <= 3:
		return made(rd, rj, rk)
	}
	return effect{}
}

// loongarchFromPC are pcaddi, pcalau12i, pcaddu12i and pcaddu18i.
func loongarchFromPC(d *Dump, w uint32, at int) effect {
	if !d.PC.HasAddress {
		return effect{does: sets, dst: lr(w), mem: memoryAccess{base: "pc"}}
	}
	here, imm := int64(d.PC.Address)+int64(at), signExtend(w>>5&0xfffff, 20)
	switch w >> 25 {
	case 0x0c:
		return constant(lr(w), here+imm<<2)
	case 0x0d:
		return constant(lr(w), (here+imm<<12)&^0xfff)
	case 0x0e:
		return constant(lr(w), here+imm<<12)
	}
	return constant(lr(w), here+imm<<18)
}

func loongarchBranch(w uint32, rj, rd string) effect {
	switch w >> 26 {
	case 0x10, 0x11, 0x12:
		return going(branches, signExtend(w&31<<16|w>>10&0xffff, 21)*4)
	case 0x13:
		if rd == "" {
			return effect{does: jumps, from: [3]string{rj}}
		}
		return effect{does: calls, from: [3]string{rj}}
	case 0x14:
		return going(jumps, signExtend(w&0x3ff<<16|w>>10&0xffff, 26)*4)
	case 0x15:
		return going(calls, signExtend(w&0x3ff<<16|w>>10&0xffff, 26)*4)
	}
	if w>>26 > 0x1b {
		return effect{}
	}
	return going(branches, signExtend(w>>10&0xffff, 16)*4)
}

func loongarchWide(w uint32, rd string, m memoryAccess) effect {
	size := 4 << (w >> 25 & 1)
	switch w >> 24 & 7 {
	case 1, 3:
		e := store(rd, m, size)
		if rd != "" {
			e.lost = []string{rd} // sc tells whether it worked
		}
		return e
	case 5, 7:
		return store(rd, m, size)
	}
	return access(rd, m, size)
}

// loongarchIndexed are the accesses with two registers, and the atomics.
func loongarchIndexed(w uint32, rd string, m memoryAccess) effect {
	size := 1 << (w >> 18 & 3)
	switch n := w >> 18 & 0xf; {
	case w>>16 == 0x3872: // barriers
		return effect{does: nothing}
	case w>>20&15 >= 4:
		e := access(rd, memoryAccess{base: m.base}, 8)
		e.data = m.index
		return e
	case w>>20&3 == 3, n == 11: // floating point, preload
		return access("", m, 8)
	case n >= 4 && n < 8:
		return store(rd, m, size)
	}
	return access(rd, m, size)
}
