package s390

import (
	"cmp"
	"strconv"
	"strings"

	"oopscope/parse/arch"
	"oopscope/parse/arch/flow"
)

var calls = &flow.Convention{
	Args: []string{"r2", "r3", "r4", "r5", "r6"}, Result: "r2",
	Saved: []string{"r6", "r7", "r8", "r9", "r10", "r11", "r12", "r13", "r15"},
	Stack: []string{"r15"}, KeepsStack: true,
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
	e := effectOf(d, i)
	if in := &d.Code[i]; in.Trap && in.Effective != nil && e.Touches {
		at, _ := accessed(d, in.Text) // of two, the one that it could not access
		if e.Second != nil && *e.Second == at {
			first := e.Mem
			e.Second = &first
		}
		e.Mem = at
	}
	return e
}

func effectOf(d *arch.Dump, i int) flow.Effect {
	name, rest, _ := strings.Cut(d.Code[i].Text, " ")
	ops := operands(rest)
	dst := gpr(ops[0])
	switch name {
	case "", "illegal", "svc", "mc":
		return flow.Effect{}
	case "jgnop", "nop", "nopr":
		return flow.Effect{Does: flow.Nothing}
	case "bcr", "brc", "brcl":
		return onMask(&d.Code[i], ops)
	case "brasl", "bras":
		return going(flow.Calls, &d.Code[i], ops)
	case "basr":
		return flow.Effect{Does: flow.Calls, From: [3]string{gpr(ops[1])}}
	case "j", "jg":
		return going(flow.Jumps, &d.Code[i], ops)
	case "br", "lpswe":
		return flow.Effect{Does: flow.Jumps, From: [3]string{dst}}
	}
	switch {
	case strings.HasPrefix(name, "brct"):
		e := going(flow.Branches, &d.Code[i], ops)
		e.Lost = []string{dst}
		return e
	case name[0] == 'j' || name[0] == 'b' || compares(name):
		return going(flow.Branches, &d.Code[i], ops)
	}
	e, own := ownData(name, dst, ops[1])
	if !own {
		e = does(name, dst, ops)
	}
	if e.Touches && e.Size == 0 {
		e.Size = sizes[name]
	}
	return e
}

// onMask is a branch on a mask of conditions: none of them is a nop, and all of them
// always go, as "bcr 15,%r14" does, the return.
func onMask(in *arch.Insn, ops [5]string) flow.Effect {
	kind := flow.Branches
	switch ops[0] {
	case "0":
		return flow.Effect{Does: flow.Nothing}
	case "15":
		kind = flow.Jumps
	}
	if to := gpr(ops[1]); to != "" {
		return flow.Effect{Does: kind, From: [3]string{to}}
	}
	return going(kind, in, ops)
}

// going is a branch to the address that its last operand is: "000003ff7fd03016"
// as the kernel prints it, "0x1234" as the decoder does.
func going(kind flow.Kind, in *arch.Insn, ops [5]string) flow.Effect {
	if to, ok := target(ops); ok && in.Address != 0 {
		return flow.Going(kind, int64(to-in.Address))
	}
	return flow.Effect{Does: kind}
}

// target reads the last operand as an address.
func target(ops [5]string) (uint64, bool) {
	last := ""
	for _, op := range ops {
		if op != "" {
			last = op
		}
	}
	last = strings.TrimPrefix(last, "0x")
	v, n := arch.HexPrefix(last)
	return v, n > 0 && n == len(last)
}

// sizes are the bytes that loads and stores move; others are not known.
var sizes = map[string]int{
	"l": 4, "ly": 4, "lg": 8, "lgf": 4, "llgf": 4, "lh": 2, "lhy": 2, "lgh": 2, "llh": 2, "llgh": 2, "lb": 1, "lgb": 1, "llc": 1, "llgc": 1, "ic": 1, "icy": 1,
	"lt": 4, "ltg": 8, "ltgf": 4, "st": 4, "sty": 4, "stg": 8, "sth": 2, "sthy": 2, "stc": 1, "stcy": 1, "mvi": 1, "mviy": 1, "mvhhi": 2, "mvhi": 4, "mvghi": 8,
	"asi": 4, "agsi": 8, "alsi": 4, "algsi": 8, "a": 4, "ay": 4, "ag": 8, "agf": 4, "s": 4, "sy": 4, "sg": 8, "n": 4, "ng": 8, "o": 4, "og": 8, "x": 4, "xg": 8,
	"c": 4, "cy": 4, "cg": 8, "cgf": 4, "cl": 4, "cly": 4, "clg": 8, "clgf": 4, "cli": 1, "cliy": 1, "chsi": 4, "cghsi": 8, "chhsi": 2, "clfhsi": 4, "clghsi": 8, "clhhsi": 2,
	"tm": 1, "tmy": 1, "oi": 1, "ni": 1, "xi": 1, "oiy": 1, "niy": 1, "cs": 4, "csy": 4, "csg": 8, "laa": 4, "laag": 8, "lao": 4, "laog": 8, "lan": 4, "lang": 8,
	"lrvg": 8, "lrv": 4, "strv": 4, "strvg": 8, "ts": 1,
}

// sum are the operations on whole registers that only add.
func sum(name, dst string, ops [5]string) (flow.Effect, bool) {
	second, third := gpr(ops[1]), gpr(ops[2])
	switch name {
	case "agr", "algr":
		return flow.Effect{Does: flow.Sets, Dst: dst, Mem: arch.Access{Base: dst, Index: second}}, second != ""
	case "sgr", "slgr":
		return flow.Effect{Does: flow.Sets, Dst: dst, Mem: arch.Access{Base: dst, Index: second, Down: true}}, second != ""
	case "agrk", "algrk":
		return flow.Effect{Does: flow.Sets, Dst: dst, Mem: arch.Access{Base: second, Index: third}}, third != ""
	case "aghik":
		return withConstant(dst, second, ops[2]), second != ""
	case "agfr", "algfr":
		e := flow.Made(dst, dst, second)
		e.Plus = dst
		return e, true
	}
	return flow.Effect{}, false
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

func does(name, dst string, ops [5]string) flow.Effect {
	m, mem := memory(cmp.Or(ops[2], ops[1]))
	if at, fixed := arch.Decimal(ops[1]); fixed && !mem && sizes[name] > 0 && ops[2] == "" && dst != "" {
		m, mem = arch.Access{Offset: int64(at)}, true // without registers: in the lowcore, or of NULL
	}
	first, firstMem := memory(ops[0])
	if firstMem { // mvi, xc, mvc: storage to storage, or a constant to storage
		return toStorage(name, first, ops)
	}
	if e, ok := cuts(name, dst, ops); ok {
		return e
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
		if to, ok := target(ops); ok {
			return flow.Constant(dst, int64(to))
		}
		return flow.Effect{Does: flow.Sets, Dst: dst, Mem: arch.Access{Base: "pc"}}
	case "lgrl", "lrl", "lgfrl", "llgfrl", "lghrl", "lhrl", "llghrl", "strl", "stgrl", "sthrl":
		return relative(name, dst, ops)
	case "lmg", "stmg":
		return many(name, ops, m)
	case "ltr":
		return tested(dst, gpr(ops[1]))
	case "srst": // looks for a character from where its second register points to, which moves only when it is to go on
		return flow.Effect{Does: flow.Computes, Dst: dst, Mem: arch.Access{Base: gpr(ops[1])}, Touches: true, Size: 1, From: [3]string{dst}}
	case "ipm":
		return flow.Made(dst, dst)
	case "ex":
		return flow.Effect{Does: flow.Nothing}
	}
	if mem {
		return withMemory(name, dst, m)
	}
	return withRegisters(name, dst, ops)
}

// tested is a register that was loaded from another one, or itself, and tested.
func tested(dst, src string) flow.Effect {
	if dst == src {
		return flow.Effect{Does: flow.Nothing}
	}
	return flow.Move(dst, src)
}

// ownData are the instructions that read percpu_offset of struct lowcore, which lies there since
// Linux 4.15 (arch/s390/include/asm/lowcore.h), where no register is added.
func ownData(name, dst, op string) (e flow.Effect, ok bool) {
	const offset = "952"
	if op = strings.TrimSuffix(op, "(%r0)"); op != offset || dst == "" {
		return e, false
	}
	switch name {
	case "lg":
		return flow.Own(dst), true
	case "ag", "alg":
		return flow.OwnOf(dst), true
	}
	return e, false
}

// relative are the loads and stores that count from the instruction.
func relative(name, dst string, ops [5]string) flow.Effect {
	to, ok := target(ops)
	m := arch.Access{Offset: int64(to)}
	if !ok {
		m.Base = "pc"
	}
	size := 4
	switch {
	case name == "lgrl" || name == "stgrl":
		size = 8
	case strings.Contains(name, "h"):
		size = 2
	}
	if name[0] == 's' {
		return flow.Store(dst, m, size)
	}
	return flow.Touch(dst, m, size)
}

// toStorage are the instructions whose first operand lies in memory; tm tests it.
func toStorage(name string, m arch.Access, ops [5]string) flow.Effect {
	e := flow.Touch("", m, 0)
	if second, ok := memory(ops[1]); ok {
		e.Second, e.Size = &second, span(ops[0])
	}
	if v, ok := arch.Decimal(ops[1]); ok && (name == "tm" || name == "tmy") {
		e.Keeps = v
	}
	return e
}

// halves are the instructions that work with 16 bits of a register, by where
// those begin.
var halves = map[string]int{"ll": 0, "lh": 16, "hl": 32, "hh": 48}

// cuts are shifts by a constant, extensions and tests of bits.
func cuts(name, dst string, ops [5]string) (flow.Effect, bool) {
	second := gpr(ops[1])
	by, shifts := arch.Decimal(ops[2])
	first, constant := arch.Decimal(ops[1])
	switch name {
	case "srlg", "srag":
		return flow.Cut(dst, second, int(by&63), flow.Low(64-int(by&63))), shifts && second != ""
	case "sllg":
		return flow.Cut(dst, second, -int(by&63), flow.Low(64)), shifts && second != ""
	case "srl":
		return flow.Cut(dst, dst, int(first&31), flow.Low(32-int(first&31))), constant
	case "sll":
		return flow.Cut(dst, dst, -int(first&31), flow.Low(32)), constant
	case "llgcr", "llcr":
		return flow.Cut(dst, second, 0, 0xff), second != ""
	case "llghr", "llhr":
		return flow.Cut(dst, second, 0, 0xffff), second != ""
	case "llgfr":
		return flow.Cut(dst, second, 0, 0xffffffff), second != ""
	case "risbg", "risbgn", "risbgz", "risbgnz":
		return risbg(name, dst, second, ops)
	case "nilf":
		return flow.Cut(dst, dst, 0, first), constant
	}
	if at, ok := halves[strings.TrimPrefix(name, "tm")]; ok && constant && strings.HasPrefix(name, "tm") {
		return flow.Tests(dst, first<<at), true
	}
	return flow.Effect{}, false
}

// risbg rotates left and takes bits, counted from the most significant one; the
// others are zero then where 128 is added to the last one's number, and stay where it is not.
func risbg(name, dst, src string, ops [5]string) (flow.Effect, bool) {
	from, ok1 := arch.Decimal(ops[2])
	to, ok2 := arch.Decimal(ops[3])
	left, _ := arch.Decimal(ops[4])
	stay := to < 128 && !strings.HasSuffix(name, "z")
	from, to, left = from&63, to&63, left&63
	if !ok1 || !ok2 || src == "" || from > to {
		return flow.Effect{}, false
	}
	if stay {
		e := flow.Made(dst, src, dst)
		e.Mask = flow.Low(int(to-from)+1) << (63 - to)
		return e, true
	}
	return flow.Rotated(dst, src, 64, int(left), flow.Low(int(to-from)+1)<<(63-to)), true
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
func withRegisters(name, dst string, ops [5]string) flow.Effect {
	if e, ok := sum(name, dst, ops); ok {
		return e
	}
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
func many(name string, ops [5]string, m arch.Access) flow.Effect {
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
