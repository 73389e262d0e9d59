package x86

import (
	"slices"
	"strings"

	"golang.org/x/arch/x86/x86asm"

	"oopscope/parse/arch"
	"oopscope/parse/arch/flow"
)

var amd64Calls = &flow.Convention{
	Args: []string{"RDI", "RSI", "RDX", "RCX", "R08", "R09"}, Result: "RAX",
	Saved: []string{"RBX", "RBP", "RSP", "R12", "R13", "R14", "R15"},
	Stack: []string{"RSP", "RBP"},
	PC:    "rip", PerCPU: []string{"gs", "fs"},
	Numbers: []string{"RAX", "RDX", "RCX", "RBX", "RSI", "RDI", "RBP", "RSP", "R08", "R09", "R10", "R11", "R12", "R13", "R14", "R15"},
	Thunk:   thunk,
}

var i386Calls = &flow.Convention{ // -mregparm=3
	Args: []string{"EAX", "EDX", "ECX"}, Result: "EAX",
	Saved: []string{"EBX", "EBP", "ESP", "ESI", "EDI"},
	Stack: []string{"ESP", "EBP"},
	PC:    "rip", PerCPU: []string{"gs", "fs"},
	Numbers: []string{"EAX", "ECX", "EDX", "EBX", "ESP", "EBP", "ESI", "EDI"},
	Thunk:   thunk,
}

// thunk reads the register out of "__x86_indirect_thunk_rax" (retpolines,
// arch/x86/lib/retpoline.S); "__x86_indirect_call_thunk_r8" since 6.2.
func thunk(function string) string {
	name, ok := strings.CutPrefix(function, "__x86_indirect_")
	if i := strings.LastIndexByte(name, '_'); ok && i >= 0 && strings.Contains(name, "thunk") {
		name = strings.ToUpper(name[i+1:])
		if len(name) == 2 && name[0] == 'R' && name[1] <= '9' { // R8
			name = "R0" + name[1:]
		}
		return name
	}
	return ""
}

// effect tells what an instruction of the Code line does.
func effect(d *arch.Dump, i int) flow.Effect {
	in := &d.Code[i]
	code := bytes(in.Bytes)
	text, n := known(code)
	switch {
	case traces(d, i):
		return flow.Effect{Does: flow.Nothing}
	case text == "ud2" || text == "ud1":
		return flow.Effect{Does: flow.Jumps}
	case n > 0:
		return flow.Effect{Does: flow.Nothing}
	}
	mode := d.Bits
	if mode == 0 {
		mode = 64
	}
	inst, err := decode(code, mode)
	if err != nil || inst.Op == 0 {
		return flow.Effect{}
	}
	x := reading{d: d, inst: inst, mode: mode, at: d.Distance[i]}
	return x.effect()
}

// bytes reads "488b4708".
func bytes(s string) []byte {
	out := make([]byte, 0, 16)
	for ; len(s) >= 2; s = s[2:] {
		v, _ := arch.HexPrefix(s[:2])
		out = append(out, byte(v))
	}
	return out
}

// reading is the work on one instruction.
type reading struct {
	d    *arch.Dump
	inst x86asm.Inst
	mode int
	at   int // bytes from the one that trapped
}

// whole names the general register that a register is part of, and how many
// bits of it the name covers; "" for others.
func (x *reading) whole(r x86asm.Reg) (string, int) {
	wide := x86asm.RAX
	if x.mode == 32 {
		wide = x86asm.EAX
	}
	switch {
	case r >= x86asm.AL && r <= x86asm.BL:
		return register(wide + r - x86asm.AL), 8
	case r >= x86asm.AH && r <= x86asm.BH:
		return register(wide + r - x86asm.AH), 8
	case r >= x86asm.SPB && r <= x86asm.R15B:
		return register(x86asm.RSP + r - x86asm.SPB), 8
	case r >= x86asm.AX && r <= x86asm.R15W:
		return register(wide + r - x86asm.AX), 16
	case r >= x86asm.EAX && r <= x86asm.R15L:
		return register(wide + r - x86asm.EAX), 32
	case r >= x86asm.RAX && r <= x86asm.R15:
		return register(r), 64
	}
	return "", 0
}

// reg returns the general register of an argument.
func (x *reading) reg(i int) (string, int) {
	if r, ok := x.inst.Args[i].(x86asm.Reg); ok {
		return x.whole(r)
	}
	return "", 0
}

func (x *reading) source(i int) string {
	name, _ := x.reg(i)
	return name
}

// mem translates a memory argument. A segment's base that is not printed
// leaves an address that cannot be computed: its base is the segment.
func (x *reading) mem(i int) (arch.Access, bool) {
	m, ok := x.inst.Args[i].(x86asm.Mem)
	if !ok {
		return arch.Access{}, false
	}
	a, ok := mem(x.d, x.inst, m, x.mode)
	switch {
	case ok && m.Base == x86asm.RIP:
		a.Offset = int64(x.d.PC.Address) + int64(x.at) + int64(x.inst.Len) + m.Disp
	case !ok && m.Base == x86asm.RIP:
		a = arch.Access{Base: "rip", Offset: m.Disp}
	case !ok:
		a = arch.Access{Base: segment(x.inst), Offset: m.Disp}
	}
	return a, true
}

func segment(inst x86asm.Inst) string {
	for _, p := range inst.Prefix {
		if p&^(x86asm.PrefixImplicit|x86asm.PrefixIgnored) == x86asm.PrefixFS {
			return "fs"
		}
	}
	return "gs"
}

// effect reads the instruction: its memory, then what it does to registers.
func (x *reading) effect() flow.Effect {
	e := x.registers()
	if x.inst.Op == x86asm.TEST || x.inst.Op == x86asm.BT {
		e = x.tests(x.source(0))
	}
	for i := range x.inst.Args {
		if m, ok := x.mem(i); ok && x.inst.Op != x86asm.LEA && x.inst.Op != x86asm.NOP {
			x.accesses(&e, m, i)
		}
	}
	e.Repeats = x.repeats()
	return e
}

// accesses adds the memory of an argument.
func (x *reading) accesses(e *flow.Effect, m arch.Access, i int) {
	_, two := x.mem(0) // of movs and cmps both are memory
	switch {
	case two && i == 1 && x.d.Fault.Access == "read":
		first := e.Mem
		e.Mem, e.Second = m, &first
	case two && i == 1:
		e.Second = &m
	case !e.Touches:
		e.Mem, e.Touches, e.Size = m, true, x.span()
		if e.Does == flow.Sets { // an operation with memory is no sum
			e.Does = flow.Computes
		}
		if i == 0 && e.Dst == "" {
			e.Data = x.source(1)
		}
		e.Element = farBit(x.inst)
	}
}

// span is how many bytes the instruction accesses: what saves or loads the state of the
// floating point unit goes through an area of its own, and may fault anywhere in it.
func (x *reading) span() int {
	const legacy, extended, table = 512, 16 << 10, 10 // Intel's manual, vol. 1, 13.4: AMX alone has 8 KiB
	switch x.inst.Op {
	case x86asm.FXSAVE, x86asm.FXSAVE64, x86asm.FXRSTOR, x86asm.FXRSTOR64:
		return legacy
	case x86asm.XSAVE, x86asm.XSAVE64, x86asm.XSAVEC, x86asm.XSAVEC64, x86asm.XSAVEOPT, x86asm.XSAVEOPT64, x86asm.XSAVES, x86asm.XSAVES64,
		x86asm.XRSTOR, x86asm.XRSTOR64, x86asm.XRSTORS, x86asm.XRSTORS64:
		return extended
	case x86asm.LGDT, x86asm.LIDT, x86asm.SGDT, x86asm.SIDT:
		return table
	}
	return x.inst.MemBytes
}

// repeats tells a string instruction that goes on for as long as the count says.
func (x *reading) repeats() bool {
	return stringRegisters(x.inst.Op, "A", "C", "S", "D") != nil && slices.ContainsFunc(x.inst.Prefix[:], func(p x86asm.Prefix) bool {
		p &^= x86asm.PrefixImplicit | x86asm.PrefixIgnored
		return p == x86asm.PrefixREP || p == x86asm.PrefixREPN
	})
}

// farBit tells an operation on a bit of memory whose number is in a register: it accesses the
// word which that bit is in, however far behind the operand.
func farBit(inst x86asm.Inst) bool {
	_, mem := inst.Args[0].(x86asm.Mem)
	_, reg := inst.Args[1].(x86asm.Reg)
	switch inst.Op {
	case x86asm.BT, x86asm.BTS, x86asm.BTR, x86asm.BTC:
		return mem && reg
	}
	return false
}

func (x *reading) registers() flow.Effect {
	dst, bits := x.reg(0)
	src := x.source(1)
	stack := arch.Pick(x.mode == 64, "RSP", "ESP")
	step := int64(x.mode / 8)
	switch x.inst.Op {
	case x86asm.CMP, x86asm.TEST, x86asm.BT, x86asm.NOP, x86asm.CLI, x86asm.STI, x86asm.CLD, x86asm.STD, x86asm.CLC, x86asm.STC,
		x86asm.LFENCE, x86asm.MFENCE, x86asm.SFENCE, x86asm.PAUSE, x86asm.PREFETCHNTA, x86asm.PREFETCHT0, x86asm.PREFETCHT1,
		x86asm.PREFETCHT2, x86asm.PREFETCHW, x86asm.WBINVD, x86asm.INVLPG, x86asm.SWAPGS, x86asm.HLT:
		return flow.Effect{Does: flow.Nothing}
	case x86asm.PUSH:
		e := flow.Store(dst, arch.Access{Base: stack, Offset: -step}, int(step))
		if m, ok := x.mem(0); ok { // the operand is what matters
			e.Mem, e.Lost = m, []string{stack}
			return e
		}
		return e.Moved(-step)
	case x86asm.PUSHF, x86asm.PUSHFD, x86asm.PUSHFQ:
		return flow.Store("", arch.Access{Base: stack, Offset: -step}, int(step)).Moved(-step)
	case x86asm.POP:
		e := flow.Touch(dst, arch.Access{Base: stack}, int(step))
		return e.Moved(step)
	case x86asm.POPF, x86asm.POPFD, x86asm.POPFQ:
		return flow.Touch("", arch.Access{Base: stack}, int(step)).Moved(step)
	case x86asm.CALL:
		return x.going(flow.Calls, dst)
	case x86asm.JMP:
		return x.going(flow.Jumps, dst)
	case x86asm.RET:
		return flow.Touch("", arch.Access{Base: stack}, int(step)).As(flow.Jumps)
	case x86asm.LRET, x86asm.IRET, x86asm.IRETD, x86asm.IRETQ, x86asm.SYSRET, x86asm.INT, x86asm.SYSEXIT:
		return flow.Effect{Does: flow.Jumps}
	case x86asm.LEAVE:
		return flow.Effect{Does: flow.Computes, Lost: []string{stack, arch.Pick(x.mode == 64, "RBP", "EBP")}}
	case x86asm.MOV, x86asm.LEA, x86asm.MOVZX, x86asm.MOVSX, x86asm.MOVSXD:
		return x.moves(dst, bits, src)
	}
	if rel, ok := x.inst.Args[0].(x86asm.Rel); ok { // the conditional jumps
		return flow.Going(flow.Branches, int64(x.inst.Len)+int64(rel))
	}
	if e, ok := x.implicit(); ok {
		return e
	}
	return x.arithmetic(dst, bits, src)
}

func (x *reading) going(kind flow.Kind, through string) flow.Effect {
	e := flow.Effect{Does: kind, From: [3]string{through}}
	if rel, ok := x.inst.Args[0].(x86asm.Rel); ok {
		e.Rel, e.HasRel = int64(x.inst.Len)+int64(rel), true
	}
	return e
}

// moves are loads, copies, constants and lea. A 32-bit result clears the upper
// half; a narrower one keeps the rest of the register.
func (x *reading) moves(dst string, bits int, src string) flow.Effect {
	m, mem := x.mem(1)
	imm, isImm := x.inst.Args[1].(x86asm.Imm)
	switch {
	case dst == "":
		return flow.Effect{Does: flow.Nothing, Data: src}
	case bits < 32:
		return flow.Made(dst, dst, src)
	case x.inst.Op == x86asm.LEA && bits == x.mode:
		return flow.Effect{Does: flow.Sets, Dst: dst, Mem: m}
	case x.inst.Op == x86asm.LEA:
		return flow.Made(dst, m.Base, m.Index)
	case mem:
		return flow.Touch(dst, m, x.inst.MemBytes)
	case isImm && bits == 32:
		return flow.Constant(dst, int64(uint32(imm)))
	case isImm:
		return flow.Constant(dst, int64(imm))
	case x.inst.Op == x86asm.MOV && bits == x.mode && src != "":
		return flow.Move(dst, src)
	}
	return x.extends(dst, bits, src)
}

// extends are the copies of a part of a register.
func (x *reading) extends(dst string, bits int, src string) flow.Effect {
	if _, wide := x.reg(1); wide > 0 && x.inst.Op != x86asm.MOVSX && x.inst.Op != x86asm.MOVSXD {
		return flow.Cut(dst, src, 0, flow.Low(min(wide, bits)))
	}
	return flow.Made(dst, src)
}

// traces tells whether an instruction is the call of the function tracer,
// which keeps every register: the function's first one, but for endbr.
func traces(d *arch.Dump, i int) bool {
	first := func(i int) bool { return d.PC.HasOffset && d.Distance[i] == -int(d.PC.Offset) }
	return strings.HasPrefix(d.Code[i].Text, "call ") && (first(i) || flow.Behind(d, i, "endbr64") && first(i-1))
}
