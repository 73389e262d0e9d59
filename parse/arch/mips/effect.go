package mips

import (
	"strings"

	"oopscope/parse/arch"
	"oopscope/parse/arch/flow"
)

func convention(bits int) *flow.Convention {
	if bits == 64 {
		return calls64
	}
	return calls32
}

var saved = []string{"s0", "s1", "s2", "s3", "s4", "s5", "s6", "s7", "sp", "fp", "gp"}

var calls32 = &flow.Convention{
	Args: []string{"a0", "a1", "a2", "a3"}, Result: "v0",
	Saved: saved, Stack: []string{"sp", "fp"}, Slot: true,
	PC: "pc", Numbers: numbers(32),
}

var calls64 = &flow.Convention{
	Args: []string{"a0", "a1", "a2", "a3", "a4", "a5", "a6", "a7"}, Result: "v0",
	Saved: saved, Stack: []string{"sp", "fp"}, Slot: true,
	PC: "pc", Numbers: numbers(64),
}

func numbers(bits int) (names []string) {
	for n := range 32 {
		names = append(names, name(n, bits))
	}
	return names
}

// effect tells what an instruction of the Code line does.
func effect(d *arch.Dump, i int) flow.Effect {
	w, ok := d.Code[i].Word32()
	if !ok {
		return flow.Effect{}
	}
	if traces(d, i) {
		return flow.Effect{Does: flow.Nothing}
	}
	name := func(n uint32) string {
		if n&31 == 0 {
			return ""
		}
		return name(int(n&31), d.Bits)
	}
	e := does(w, name)
	return e.OrNothing()
}

func does(w uint32, name func(uint32) string) flow.Effect {
	rs, rt, rd, imm := name(w>>21), name(w>>16), name(w>>11), int64(int16(w))
	switch op := w >> 26; op {
	case 0:
		return specialDoes(w, rs, rt, rd)
	case 1, 2, 3:
		return jumpDoes(w)
	case 0x08, 0x09, 0x18, 0x19:
		return flow.Sum(rt, rs, imm)
	case 0x0c:
		return flow.Cut(rt, rs, 0, uint64(uint16(w)))
	case 0x0a, 0x0b, 0x0d, 0x0e:
		if op == 0x0d && rs == "" {
			return flow.Constant(rt, int64(uint16(w)))
		}
		return flow.Made(rt, rs)
	case 0x0f:
		return flow.Constant(rt, imm<<16)
	case 0x10:
		if w>>21&31 <= 1 {
			return flow.Made(rt)
		}
		return flow.Effect{Does: flow.Nothing}
	case 0x1c:
		return flow.Made(rd, rs, rt)
	case 0x1f:
		return fieldDoes(w, rs, rt, rd)
	default:
		if branch[op] != "" {
			return jumpDoes(w)
		}
		if memory[op] != "" {
			return memoryDoes(op, rt, arch.Access{Base: rs, Offset: imm})
		}
	}
	return flow.Effect{}
}

// jumpDoes are jumps and branches, of which "zero equals zero" always goes.
func jumpDoes(w uint32) flow.Effect {
	rel := int64(int16(w))*4 + 4
	switch op, how := w>>26, w>>16&31; {
	case op == 1 && (how>>3&3 == 1 || how == 0x1f): // traps on a condition, synci
		return flow.Effect{Does: flow.Nothing}
	case op == 1 && how>>4 == 1:
		return flow.Going(flow.Calls, rel)
	case op == 2:
		return flow.Effect{Does: flow.Jumps}
	case op == 3:
		return flow.Effect{Does: flow.Calls}
	case op == 4 && w>>16&0x3ff == 0:
		return flow.Going(flow.Jumps, rel)
	}
	return flow.Going(flow.Branches, rel)
}

func specialDoes(w uint32, rs, rt, rd string) flow.Effect {
	switch w & 63 {
	case 0x08:
		return flow.Effect{Does: flow.Jumps, From: [3]string{rs}}
	case 0x09:
		return flow.Effect{Does: flow.Calls, From: [3]string{rs}}
	case 0x0a, 0x0b: // on a condition
		e := flow.Made(rd, rs, rd)
		e.Maybe = true
		return e
	case 0x0c, 0x0d:
		return flow.Effect{Does: flow.Jumps}
	case 0x0f, 0x11, 0x13:
		return flow.Effect{Does: flow.Nothing}
	case 0x10, 0x12:
		return flow.Made(rd)
	case 0x20, 0x21, 0x2c, 0x2d:
		return sumDoes(rs, rt, rd)
	case 0x25: // or with zero is a move
		if rs == "" || rt == "" {
			return sumDoes(rs, rt, rd)
		}
	case 0x23, 0x2f:
		if rs == "" {
			return flow.Made(rd, rt)
		}
		return flow.Effect{Does: flow.Sets, Dst: rd, Mem: arch.Access{Base: rs, Index: rt, Down: true}}
	}
	if by, keeps, ok := shifted(w); ok {
		return flow.Cut(rd, rt, by, keeps)
	}
	return operationDoes(w&63, rs, rt, rd)
}

// shifted are the shifts by a constant: how far to the right, and which bits are left.
func shifted(w uint32) (right int, keeps uint64, ok bool) {
	by := int(w >> 6 & 31)
	switch w & 63 {
	case 0x00: // sll
		return -by, flow.Low(32) &^ flow.Low(by), true
	case 0x02: // srl
		return by, flow.Low(32 - by), true
	case 0x38, 0x3c: // dsll, dsll32
		by += int(w >> 2 & 1 << 5)
		return -by, ^flow.Low(by), true
	case 0x3a, 0x3e: // dsrl, dsrl32
		by += int(w >> 2 & 1 << 5)
		return by, flow.Low(64 - by), true
	}
	return 0, 0, false
}

func sumDoes(rs, rt, rd string) flow.Effect {
	if rs == "" {
		return flow.Move(rd, rt)
	}
	return flow.Effect{Does: flow.Sets, Dst: rd, Mem: arch.Access{Base: rs, Index: rt}}
}

// operationDoes are the operations of the SPECIAL opcode that no sum can write.
func operationDoes(f uint32, rs, rt, rd string) flow.Effect {
	switch {
	case shift[f] != "":
		return flow.Made(rd, rt)
	case shiftBy[f] != "":
		return flow.Made(rd, rt, rs)
	case special[f] != "":
		return flow.Made(rd, rs, rt)
	case trap[f] != "" || two[f] != "":
		return flow.Effect{Does: flow.Nothing}
	}
	return flow.Effect{}
}

func fieldDoes(w uint32, rs, rt, rd string) flow.Effect {
	switch w & 63 {
	case 0x00, 0x01, 0x02, 0x03: // ext, dextm, dextu, dext: the first bit and how many
		first, size := int(w>>6&31), int(w>>11&31)+1
		switch w & 63 {
		case 0x01:
			size += 32
		case 0x02:
			first += 32
		}
		return flow.Cut(rt, rs, first, flow.Low(size))
	case 0x04, 0x05, 0x06, 0x07:
		return flow.Made(rt, rs, rt)
	case 0x20, 0x24:
		return flow.Made(rd, rt)
	case 0x3b:
		return flow.Made(rt)
	}
	return flow.Effect{}
}

func memoryDoes(op uint32, rt string, m arch.Access) flow.Effect {
	size := [4]int{1, 2, 4, 4}[op&3]
	switch op {
	case 0x30, 0x38: // ll, sc
		size = 4
	case 0x1a, 0x1b, 0x2c, 0x2d, 0x34, 0x37, 0x3c, 0x3f: // ldl, ldr, sdl, sdr, lld, ld, scd, sd
		size = 8
	}
	switch op {
	case 0x1a, 0x1b, 0x22, 0x26: // parts of a word: lwl, lwr …
		e := flow.Touch(rt, m, size)
		e.Maybe = true
		return e
	case 0x2f, 0x33:
		return flow.Touch("", m, 64)
	case 0x31, 0x39:
		return flow.Touch("", m, 4)
	case 0x35, 0x3d:
		return flow.Touch("", m, 8)
	}
	switch {
	case op == 0x38 || op == 0x3c: // sc: the register tells whether it worked
		e := flow.Store(rt, m, size)
		if rt != "" {
			e.Lost = []string{rt}
		}
		return e
	case op >= 0x28 && op <= 0x2e || op == 0x3f:
		return flow.Store(rt, m, size)
	}
	return flow.Touch(rt, m, size)
}

// traces tells whether an instruction is the call of the function tracer,
// which keeps every register: _mcount is called also in modules that are not
// traced.
func traces(d *arch.Dump, i int) bool {
	name, to, _ := strings.Cut(d.Code[i].Text, " ")
	if name == "jalr" && i+1 < len(d.Code) && to == "v1" && d.Code[i+1].Text == "addiu sp,sp,-8" {
		return true
	}
	return (name == "jal" || name == "jalr") && flow.Behind(d, i, "move at,ra", "move t4,zero")
}
