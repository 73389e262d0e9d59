package arch

func mipsConvention(bits int) *convention {
	if bits == 64 {
		return mips64Calls
	}
	return mips32Calls
}

var mipsSaved = []string{"s0", "s1", "s2", "s3", "s4", "s5", "s6", "s7", "sp", "fp", "gp"}

var mips32Calls = &convention{
	args: []string{"a0", "a1", "a2", "a3"}, result: "v0",
	saved: mipsSaved, stack: []string{"sp", "fp"}, slot: true,
}

var mips64Calls = &convention{
	args: []string{"a0", "a1", "a2", "a3", "a4", "a5", "a6", "a7"}, result: "v0",
	saved: mipsSaved, stack: []string{"sp", "fp"}, slot: true,
}

// mipsEffect tells what an instruction of the Code line does.
func mipsEffect(d *Dump, i int) effect {
	w, ok := d.Code[i].word()
	if !ok {
		return effect{}
	}
	if d.callsTracer(i) {
		return effect{does: nothing}
	}
	name := func(n uint32) string {
		if n&31 == 0 {
			return ""
		}
		return mipsName(int(n&31), d.Bits)
	}
	e := mipsDoes(w, name)
	if e.dst == "" && (e.does == sets || e.does == computes) {
		return effect{does: nothing}
	}
	return e
}

func mipsDoes(w uint32, name func(uint32) string) effect {
	rs, rt, rd, imm := name(w>>21), name(w>>16), name(w>>11), int64(int16(w))
	rel := imm*4 + 4
	switch op := w >> 26; {
	case op == 0:
		return mipsSpecialDoes(w, rs, rt, rd)
	case op == 1 && w>>20&1 == 1:
		return going(calls, rel)
	case op == 1:
		return going(branches, rel)
	case op == 2:
		return effect{does: jumps}
	case op == 3:
		return effect{does: calls}
	case op == 4 && w>>16&0x3ff == 0:
		return going(jumps, rel)
	case mipsBranch[op] != "":
		return going(branches, rel)
	case op == 0x08 || op == 0x09 || op == 0x18 || op == 0x19:
		return sum(rt, rs, imm)
	case op == 0x0d && rs == "":
		return constant(rt, int64(uint16(w)))
	case op >= 0x0a && op <= 0x0e:
		return made(rt, rs)
	case op == 0x0f:
		return constant(rt, imm<<16)
	case op == 0x10:
		if w>>21&31 <= 1 {
			return made(rt)
		}
		return effect{does: nothing}
	case op == 0x1c:
		return made(rd, rs, rt)
	case op == 0x1f:
		return mipsFieldDoes(w, rs, rt, rd)
	case mipsMemory[op] != "":
		return mipsMemoryDoes(op, rt, memoryAccess{base: rs, offset: imm})
	}
	return effect{}
}

func mipsSpecialDoes(w uint32, rs, rt, rd string) effect {
	switch f := w & 63; {
	case mipsShift[f] != "":
		return made(rd, rt)
	case mipsShiftBy[f] != "":
		return made(rd, rt, rs)
	case f == 0x0a || f == 0x0b:
		e := made(rd, rs, rd)
		e.maybe = true
		return e
	case f == 0x21 || f == 0x2d || f == 0x20 || f == 0x2c || f == 0x25 && (rs == "" || rt == ""):
		if rs == "" {
			return move(rd, rt)
		}
		return effect{does: sets, dst: rd, mem: memoryAccess{base: rs, index: rt}}
	case f == 0x23 || f == 0x2f:
		if rs == "" {
			return made(rd, rt)
		}
		return effect{does: sets, dst: rd, mem: memoryAccess{base: rs, index: rt, down: true}}
	case mipsSpecial[f] != "":
		return made(rd, rs, rt)
	case f == 8:
		return effect{does: jumps, from: [3]string{rs}}
	case f == 9:
		return effect{does: calls, from: [3]string{rs}}
	case f == 0x10 || f == 0x12:
		return made(rd)
	case f == 0x0c || f == 0x0d:
		return effect{does: jumps}
	case f == 0x0f || f == 0x11 || f == 0x13 || mipsTrap[f] != "" || mipsTwo[f] != "":
		return effect{does: nothing}
	}
	return effect{}
}

func mipsFieldDoes(w uint32, rs, rt, rd string) effect {
	switch w & 63 {
	case 0x00, 0x01, 0x02, 0x03:
		return made(rt, rs)
	case 0x04, 0x05, 0x06, 0x07:
		return made(rt, rs, rt)
	case 0x20, 0x24:
		return made(rd, rt)
	case 0x3b:
		return made(rt)
	}
	return effect{}
}

func mipsMemoryDoes(op uint32, rt string, m memoryAccess) effect {
	size := [4]int{1, 2, 4, 4}[op&3]
	switch op {
	case 0x1a, 0x1b, 0x22, 0x26: // parts of a word: lwl, lwr …
		e := access(rt, m, 8)
		e.maybe = true
		return e
	case 0x2f, 0x33:
		return access("", m, 64)
	case 0x31, 0x35, 0x39, 0x3d:
		return access("", m, 8)
	case 0x34, 0x37, 0x3c, 0x3f:
		size = 8
	}
	switch {
	case op == 0x38 || op == 0x3c: // sc: the register tells whether it worked
		e := store(rt, m, size)
		if rt != "" {
			e.lost = []string{rt}
		}
		return e
	case op >= 0x28 && op <= 0x2e || op == 0x3f:
		return store(rt, m, size)
	}
	return access(rt, m, size)
}
