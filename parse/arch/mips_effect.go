package arch

import "strings"

func mipsConvention(bits int) *Convention {
	if bits == 64 {
		return mips64Calls
	}
	return mips32Calls
}

var mipsSaved = []string{"s0", "s1", "s2", "s3", "s4", "s5", "s6", "s7", "sp", "fp", "gp"}

var mips32Calls = &Convention{
	Args: []string{"a0", "a1", "a2", "a3"}, Result: "v0",
	Saved: mipsSaved, Stack: []string{"sp", "fp"}, Slot: true,
	PC: "pc",
}

var mips64Calls = &Convention{
	Args: []string{"a0", "a1", "a2", "a3", "a4", "a5", "a6", "a7"}, Result: "v0",
	Saved: mipsSaved, Stack: []string{"sp", "fp"}, Slot: true,
	PC: "pc",
}

// mipsEffect tells what an instruction of the Code line does.
func mipsEffect(d *Dump, i int) Effect {
	w, ok := d.Code[i].Word32()
	if !ok {
		return Effect{}
	}
	if mipsTraces(d, i) {
		return Effect{Does: Nothing}
	}
	name := func(n uint32) string {
		if n&31 == 0 {
			return ""
		}
		return mipsName(int(n&31), d.Bits)
	}
	e := mipsDoes(w, name)
	if e.Dst == "" && (e.Does == Sets || e.Does == Computes) {
		return Effect{Does: Nothing}
	}
	return e
}

func mipsDoes(w uint32, name func(uint32) string) Effect {
	rs, rt, rd, imm := name(w>>21), name(w>>16), name(w>>11), int64(int16(w))
	rel := imm*4 + 4
	switch op := w >> 26; {
	case op == 0:
		return mipsSpecialDoes(w, rs, rt, rd)
	case op == 1 && w>>20&1 == 1:
		return Going(Calls, rel)
	case op == 1:
		return Going(BranchesOff, rel)
	case op == 2:
		return Effect{Does: JumpsAway}
	case op == 3:
		return Effect{Does: Calls}
	case op == 4 && w>>16&0x3ff == 0:
		return Going(JumpsAway, rel)
	case mipsBranch[op] != "":
		return Going(BranchesOff, rel)
	case op == 0x08 || op == 0x09 || op == 0x18 || op == 0x19:
		return Sum(rt, rs, imm)
	case op == 0x0d && rs == "":
		return Constant(rt, int64(uint16(w)))
	case op >= 0x0a && op <= 0x0e:
		return Made(rt, rs)
	case op == 0x0f:
		return Constant(rt, imm<<16)
	case op == 0x10:
		if w>>21&31 <= 1 {
			return Made(rt)
		}
		return Effect{Does: Nothing}
	case op == 0x1c:
		return Made(rd, rs, rt)
	case op == 0x1f:
		return mipsFieldDoes(w, rs, rt, rd)
	case mipsMemory[op] != "":
		return mipsMemoryDoes(op, rt, Access{Base: rs, Offset: imm})
	}
	return Effect{}
}

func mipsSpecialDoes(w uint32, rs, rt, rd string) Effect {
	switch f := w & 63; {
	case mipsShift[f] != "":
		return Made(rd, rt)
	case mipsShiftBy[f] != "":
		return Made(rd, rt, rs)
	case f == 0x0a || f == 0x0b:
		e := Made(rd, rs, rd)
		e.Maybe = true
		return e
	case f == 0x21 || f == 0x2d || f == 0x20 || f == 0x2c || f == 0x25 && (rs == "" || rt == ""):
		if rs == "" {
			return Move(rd, rt)
		}
		return Effect{Does: Sets, Dst: rd, Mem: Access{Base: rs, Index: rt}}
	case f == 0x23 || f == 0x2f:
		if rs == "" {
			return Made(rd, rt)
		}
		return Effect{Does: Sets, Dst: rd, Mem: Access{Base: rs, Index: rt, Down: true}}
	case mipsSpecial[f] != "":
		return Made(rd, rs, rt)
	case f == 8:
		return Effect{Does: JumpsAway, From: [3]string{rs}}
	case f == 9:
		return Effect{Does: Calls, From: [3]string{rs}}
	case f == 0x10 || f == 0x12:
		return Made(rd)
	case f == 0x0c || f == 0x0d:
		return Effect{Does: JumpsAway}
	case f == 0x0f || f == 0x11 || f == 0x13 || mipsTrap[f] != "" || mipsTwo[f] != "":
		return Effect{Does: Nothing}
	}
	return Effect{}
}

func mipsFieldDoes(w uint32, rs, rt, rd string) Effect {
	switch w & 63 {
	case 0x00, 0x01, 0x02, 0x03:
		return Made(rt, rs)
	case 0x04, 0x05, 0x06, 0x07:
		return Made(rt, rs, rt)
	case 0x20, 0x24:
		return Made(rd, rt)
	case 0x3b:
		return Made(rt)
	}
	return Effect{}
}

func mipsMemoryDoes(op uint32, rt string, m Access) Effect {
	size := [4]int{1, 2, 4, 4}[op&3]
	switch op {
	case 0x1a, 0x1b, 0x22, 0x26: // parts of a word: lwl, lwr …
		e := Touch(rt, m, 8)
		e.Maybe = true
		return e
	case 0x2f, 0x33:
		return Touch("", m, 64)
	case 0x31, 0x35, 0x39, 0x3d:
		return Touch("", m, 8)
	case 0x34, 0x37, 0x3c, 0x3f:
		size = 8
	}
	switch {
	case op == 0x38 || op == 0x3c: // sc: the register tells whether it worked
		e := Store(rt, m, size)
		if rt != "" {
			e.Lost = []string{rt}
		}
		return e
	case op >= 0x28 && op <= 0x2e || op == 0x3f:
		return Store(rt, m, size)
	}
	return Touch(rt, m, size)
}

// mipsTraces tells whether an instruction is the call of the function tracer,
// which keeps every register: _mcount is called also in modules that are not
// traced.
func mipsTraces(d *Dump, i int) bool {
	name, to, _ := strings.Cut(d.Code[i].Text, " ")
	if name == "jalr" && i+1 < len(d.Code) && to == "v1" && d.Code[i+1].Text == "addiu sp,sp,-8" {
		return true
	}
	return (name == "jal" || name == "jalr") && Behind(d, i, "move at,ra", "move t4,zero")
}
