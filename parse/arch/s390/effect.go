package s390

import (
	"strconv"
	"strings"

	"oopscope/parse/arch"
	"oopscope/parse/arch/flow"
)

var calls = &flow.Convention{
	Args: []string{"r2", "r3", "r4", "r5", "r6"}, Result: "r2",
	Saved:   []string{"r6", "r7", "r8", "r9", "r10", "r11", "r12", "r13", "r15"},
	Stack:   []string{"r15"},
	PC:      "pc",
	Numbers: []string{"r0", "r1", "r2", "r3", "r4", "r5", "r6", "r7", "r8", "r9", "r10", "r11", "r12", "r13", "r14", "r15"},
	Thunk:   thunk,
}

// thunk reads the register out of "__s390_indirect_jump_r1" (expolines,
// arch/s390/lib/expoline.S), and "__s390_indirect_jump_r1use_r9" of GCC.
func thunk(function string) string {
	name, ok := strings.CutPrefix(function, "__s390_indirect_jump_")
	if !ok {
		return ""
	}
	name, _, _ = strings.Cut(name, "use")
	return name
}

// effect tells what an instruction does, by the kernel's own disassembly:
// the first operand is what most of them write.
func effect(d *arch.Dump, i int) flow.Effect {
	name, rest, _ := strings.Cut(d.Code[i].Text, " ")
	ops := operands(rest)
	dst := gpr(ops[0])
	switch name {
	case "", "illegal", "svc", "mc":
		return flow.Effect{}
	case "brcl", "jgnop", "nop", "nopr", "bcr":
		return flow.Effect{Does: flow.Nothing}
	case "brasl", "bras":
		return flow.Effect{Does: flow.Calls}
	case "basr":
		return flow.Effect{Does: flow.Calls, From: [3]string{gpr(ops[1])}}
	case "j", "jg", "br", "lpswe":
		return flow.Effect{Does: flow.Jumps, From: [3]string{dst}}
	}
	switch {
	case strings.HasPrefix(name, "brct"):
		return flow.Effect{Does: flow.Branches, Lost: []string{dst}}
	case name[0] == 'j' || name[0] == 'b' || compares(name):
		return flow.Effect{Does: flow.Branches}
	}
	return does(name, dst, ops)
}

// compares are compare-and-branch, "crj", "cgrje", and those with a constant,
// "cgije", "clgijh".
func compares(name string) bool {
	if strings.HasPrefix(name, "cr") || strings.HasPrefix(name, "cgr") && len(name) > 3 {
		return true
	}
	for _, p := range [...]string{"cgij", "cij", "clgij", "clij", "clgrj", "clrj"} {
		if strings.HasPrefix(name, p) {
			return true
		}
	}
	return false
}

func does(name, dst string, ops [3]string) flow.Effect {
	last := ops[1]
	if ops[2] != "" {
		last = ops[2]
	}
	m, mem := memory(last)
	first, firstMem := memory(ops[0])
	if firstMem { // mvi, xc, mvc: storage to storage, or a constant to storage
		return flow.Touch("", first, 0)
	}
	switch name {
	case "lgr", "lr":
		if dst == "" {
			return flow.Effect{}
		}
		return flow.Move(dst, gpr(ops[1]))
	case "lghi", "lhi", "lgfi":
		return withConstant(dst, "", ops[1])
	case "aghi", "ahi", "agfi":
		return withConstant(dst, dst, ops[1])
	case "larl":
		return flow.Effect{Does: flow.Sets, Dst: dst, Mem: arch.Access{Base: "pc"}}
	case "lmg", "stmg":
		return many(name, ops, m)
	case "ipm", "ltr", "ex":
		return flow.Effect{Does: flow.Nothing}
	}
	if mem {
		return withMemory(name, dst, m)
	}
	return withRegisters(name, dst, ops)
}

// withConstant is a constant, or its sum with a register.
func withConstant(dst, base, constant string) flow.Effect {
	v, err := strconv.ParseInt(constant, 10, 64)
	if err != nil {
		return flow.Made(dst, base)
	}
	return flow.Sum(dst, base, v)
}

// comparison tells instructions that set the condition code only.
func comparison(name string) bool { return name[0] == 'c' && !strings.HasPrefix(name, "cs") }

// withMemory are the instructions whose last operand lies in memory.
func withMemory(name, dst string, m arch.Access) flow.Effect {
	switch {
	case name == "la" || name == "lay":
		return flow.Effect{Does: flow.Sets, Dst: dst, Mem: m}
	case strings.HasPrefix(name, "st"):
		return flow.Store(dst, m, 0)
	case comparison(name):
		return flow.Effect{Does: flow.Nothing, Data: dst, Mem: m, Touches: true}
	case name[0] == 't':
		return flow.Effect{Does: flow.Nothing}
	case name[0] == 'l':
		return flow.Touch(dst, m, 0)
	case dst == "":
		return flow.Effect{}
	}
	e := flow.Made(dst, dst)
	e.Mem, e.Touches = m, true
	return e
}

// withRegisters are the instructions that do not touch memory.
func withRegisters(name, dst string, ops [3]string) flow.Effect {
	switch {
	case comparison(name):
		return flow.Effect{Does: flow.Nothing, Data: dst}
	case name[0] == 't':
		return flow.Effect{Does: flow.Nothing}
	case dst == "":
		return flow.Effect{}
	}
	return flow.Made(dst, arch.Pick(name[0] == 'l', "", dst), gpr(ops[1]), gpr(ops[2]))
}

// many are the moves of several registers.
func many(name string, ops [3]string, m arch.Access) flow.Effect {
	from, err1 := strconv.Atoi(strings.TrimPrefix(ops[0], "%r"))
	to, err2 := strconv.Atoi(strings.TrimPrefix(ops[1], "%r"))
	if err1 != nil || err2 != nil || from < 0 || from > 15 || to < 0 || to > 15 {
		return flow.Effect{}
	}
	e := flow.Touch("", m, 8*((to-from)&15+1))
	if name == "stmg" {
		return e
	}
	e.Does = flow.Loads
	for n, off := from, int64(0); ; n, off = (n+1)&15, off+8 {
		e.More = append(e.More, flow.Loaded{Name: "r" + strconv.Itoa(n), Offset: off})
		if n == to {
			return e
		}
	}
}

// operands splits at the commas outside of brackets.
func operands(s string) (ops [3]string) {
	depth, n, start := 0, 0, 0
	for i := 0; i <= len(s); i++ {
		switch {
		case i == len(s) || s[i] == ',' && depth == 0:
			if n < len(ops) {
				ops[n] = strings.TrimSpace(s[start:i])
			}
			n, start = n+1, i+1
		case s[i] == '(':
			depth++
		case s[i] == ')':
			depth--
		}
	}
	return ops
}

// gpr is the dump's name of "%r11", "" for anything else.
func gpr(op string) string {
	if len(op) >= 3 && len(op) <= 4 && strings.HasPrefix(op, "%r") {
		return op[1:]
	}
	return ""
}

// memory reads "832(%r2,%r11)"; in an index and a base, r0 is none.
func memory(op string) (arch.Access, bool) {
	before, inside, ok := strings.Cut(op, "(")
	if !ok {
		return arch.Access{}, false
	}
	v, ok := arch.Decimal(before)
	m := arch.Access{Offset: int64(v)}
	for _, r := range strings.Split(strings.TrimSuffix(inside, ")"), ",") {
		switch name := gpr(r); {
		case name == "" || name == "r0": // a length, or none
		case m.Base == "":
			m.Base = name
		default:
			m.Base, m.Index = name, m.Base
		}
	}
	return m, ok
}
