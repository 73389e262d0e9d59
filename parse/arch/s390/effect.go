package s390

import (
	"strconv"
	"strings"

	"oopscope/parse/arch"
	"oopscope/parse/arch/flow"
)

var calls = &flow.Convention{
	Args: []string{"r2", "r3", "r4", "r5", "r6"}, Result: "r2",
	Saved: []string{"r6", "r7", "r8", "r9", "r10", "r11", "r12", "r13", "r15"},
	Stack: []string{"r15"},
	PC:    "pc",
}

// effect tells what an instruction does, by the kernel's own disassembly:
// the first operand is what most of them write.
func effect(d *arch.Dump, i int) flow.Effect {
	name, rest, _ := strings.Cut(d.Code[i].Text, " ")
	ops := operands(rest)
	dst := gpr(ops[0])
	switch {
	case name == "" || name == "illegal" || name == "svc" || name == "mc":
		return flow.Effect{}
	case name == "brcl" || name == "jgnop" || name == "nop" || name == "nopr" || name == "bcr":
		return flow.Effect{Does: flow.Nothing}
	case name == "brasl" || name == "bras" || name == "basr":
		e := flow.Effect{Does: flow.Calls}
		if name == "basr" {
			e.From[0] = gpr(ops[1])
		}
		return e
	case name == "j" || name == "jg" || name == "br" || name == "lpswe":
		return flow.Effect{Does: flow.Jumps, From: [3]string{dst}}
	case name[0] == 'j' || name[0] == 'b' || strings.HasPrefix(name, "cr") || strings.HasPrefix(name, "cgr") && len(name) > 3 || compares(name):
		if strings.HasPrefix(name, "brct") {
			return flow.Effect{Does: flow.Branches, Lost: []string{dst}}
		}
		return flow.Effect{Does: flow.Branches}
	}
	return does(name, dst, ops)
}

// compares are compare-and-branch with a constant, "cgije", "clgijh".
func compares(name string) bool {
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
	switch {
	case firstMem: // mvi, xc, mvc: storage to storage, or a constant to storage
		return flow.Touch("", first, 0)
	case name == "lgr" || name == "lr" && dst != "":
		return flow.Move(dst, gpr(ops[1]))
	case name == "lghi" || name == "lhi" || name == "lgfi":
		v, err := strconv.ParseInt(ops[1], 10, 64)
		if err != nil {
			return flow.Made(dst)
		}
		return flow.Constant(dst, v)
	case name == "aghi" || name == "ahi" || name == "agfi":
		v, err := strconv.ParseInt(ops[1], 10, 64)
		if err != nil {
			return flow.Made(dst, dst)
		}
		return flow.Sum(dst, dst, v)
	case name == "larl":
		return flow.Effect{Does: flow.Sets, Dst: dst, Mem: arch.Access{Base: "pc"}}
	case (name == "la" || name == "lay") && mem:
		return flow.Effect{Does: flow.Sets, Dst: dst, Mem: m}
	case name == "lmg" || name == "stmg":
		return many(name, ops, m)
	case strings.HasPrefix(name, "st") && mem:
		return flow.Store(dst, m, 0)
	case name[0] == 'c' && !strings.HasPrefix(name, "cs"): // comparisons
		e := flow.Effect{Does: flow.Nothing, Data: dst}
		if mem {
			e.Mem, e.Touches = m, true
		}
		return e
	case name[0] == 't' || name == "ipm" || name == "ltr" || name == "ex":
		return flow.Effect{Does: flow.Nothing}
	case name[0] == 'l' && mem:
		return flow.Touch(dst, m, 0)
	case dst == "":
		return flow.Effect{}
	case mem:
		e := flow.Made(dst, dst)
		e.Mem, e.Touches = m, true
		return e
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
