package arch

import (
	"golang.org/x/arch/x86/x86asm"
)

var amd64Calls = &convention{
	args: []string{"RDI", "RSI", "RDX", "RCX", "R08", "R09"}, result: "RAX",
	saved: []string{"RBX", "RBP", "RSP", "R12", "R13", "R14", "R15"},
	stack: []string{"RSP", "RBP"},
}

var i386Calls = &convention{ // -mregparm=3
	args: []string{"EAX", "EDX", "ECX"}, result: "EAX",
	saved: []string{"EBX", "EBP", "ESP", "ESI", "EDI"},
	stack: []string{"ESP", "EBP"},
}

// x86Effect tells what an instruction of the Code line does.
func x86Effect(d *Dump, i int) effect {
	in := &d.Code[i]
	code := x86Bytes(in.Bytes)
	text, n := x86Known(code)
	switch {
	case d.callsTracer(i):
		return effect{does: nothing}
	case text == "ud2" || text == "ud1":
		return effect{does: jumps}
	case n > 0:
		return effect{does: nothing}
	}
	mode := d.Bits
	if mode == 0 {
		mode = 64
	}
	inst, err := x86Decode(code, mode)
	if err != nil || inst.Op == 0 {
		return effect{}
	}
	x := x86Reading{d: d, inst: inst, mode: mode, at: d.distance[i]}
	return x.effect()
}

// x86Bytes reads "488b4708".
func x86Bytes(s string) []byte {
	out := make([]byte, 0, 16)
	for ; len(s) >= 2; s = s[2:] {
		v, _ := hexPrefix(s[:2])
		out = append(out, byte(v))
	}
	return out
}

// x86Reading is the work on one instruction.
type x86Reading struct {
	d    *Dump
	inst x86asm.Inst
	mode int
	at   int // bytes from the one that trapped
}

// whole names the general register that a register is part of, and how many
// bits of it the name covers; "" for others.
func (x *x86Reading) whole(r x86asm.Reg) (string, int) {
	wide := x86asm.RAX
	if x.mode == 32 {
		wide = x86asm.EAX
	}
	switch {
	case r >= x86asm.AL && r <= x86asm.BL:
		return x86Register(wide + r - x86asm.AL), 8
	case r >= x86asm.AH && r <= x86asm.BH:
		return x86Register(wide + r - x86asm.AH), 8
	case r >= x86asm.SPB && r <= x86asm.R15B:
		return x86Register(x86asm.RSP + r - x86asm.SPB), 8
	case r >= x86asm.AX && r <= x86asm.R15W:
		return x86Register(wide + r - x86asm.AX), 16
	case r >= x86asm.EAX && r <= x86asm.R15L:
		return x86Register(wide + r - x86asm.EAX), 32
	case r >= x86asm.RAX && r <= x86asm.R15:
		return x86Register(r), 64
	}
	return "", 0
}

// reg returns the general register of an argument.
func (x *x86Reading) reg(i int) (string, int) {
	if r, ok := x.inst.Args[i].(x86asm.Reg); ok {
		return x.whole(r)
	}
	return "", 0
}

func (x *x86Reading) source(i int) string {
	name, _ := x.reg(i)
	return name
}

// mem translates a memory argument. A segment's base that is not printed
// leaves an address that cannot be computed: its base is the segment.
func (x *x86Reading) mem(i int) (memoryAccess, bool) {
	m, ok := x.inst.Args[i].(x86asm.Mem)
	if !ok {
		return memoryAccess{}, false
	}
	a, ok := x86Mem(x.d, x.inst, m, x.mode)
	switch {
	case ok && m.Base == x86asm.RIP:
		a.offset = int64(x.d.PC.Address) + int64(x.at) + int64(x.inst.Len) + m.Disp
	case !ok && m.Base == x86asm.RIP:
		a = memoryAccess{base: "rip", offset: m.Disp}
	case !ok:
		a = memoryAccess{base: x86Segment(x.inst), offset: m.Disp}
	}
	return a, true
}

func x86Segment(inst x86asm.Inst) string {
	for _, p := range inst.Prefix {
		if p&^(x86asm.PrefixImplicit|x86asm.PrefixIgnored) == x86asm.PrefixFS {
			return "fs"
		}
	}
	return "gs"
}

// effect reads the instruction: its memory, then what it does to registers.
func (x *x86Reading) effect() effect {
	e := x.registers()
	for i := range x.inst.Args {
		m, ok := x.mem(i)
		if !ok || x.inst.Op == x86asm.LEA || x.inst.Op == x86asm.NOP {
			continue
		}
		if !e.touches || i == 1 && x.d.Fault.Access == "read" { // movs has two
			e.mem, e.touches, e.size = m, true, x.inst.MemBytes
			if e.does == sets { // an operation with memory is no sum
				e.does = computes
			}
			if i == 0 && e.dst == "" {
				e.data = x.source(1)
			}
		}
	}
	return e
}

func (x *x86Reading) registers() effect {
	dst, bits := x.reg(0)
	src := x.source(1)
	stack := pick(x.mode == 64, "RSP", "ESP")
	step := int64(x.mode / 8)
	switch x.inst.Op {
	case x86asm.CMP, x86asm.TEST, x86asm.BT, x86asm.NOP, x86asm.CLI, x86asm.STI, x86asm.CLD, x86asm.STD, x86asm.CLC, x86asm.STC,
		x86asm.LFENCE, x86asm.MFENCE, x86asm.SFENCE, x86asm.PAUSE, x86asm.PREFETCHNTA, x86asm.PREFETCHT0, x86asm.PREFETCHT1,
		x86asm.PREFETCHT2, x86asm.PREFETCHW, x86asm.WBINVD, x86asm.INVLPG, x86asm.SWAPGS, x86asm.HLT:
		return effect{does: nothing}
	case x86asm.PUSH:
		e := store(dst, memoryAccess{base: stack, offset: -step}, int(step))
		if m, ok := x.mem(0); ok { // the operand is what matters
			e.mem, e.lost = m, []string{stack}
			return e
		}
		return e.moved(-step)
	case x86asm.PUSHF, x86asm.PUSHFD, x86asm.PUSHFQ:
		return store("", memoryAccess{base: stack, offset: -step}, int(step)).moved(-step)
	case x86asm.POP:
		e := access(dst, memoryAccess{base: stack}, int(step))
		return e.moved(step)
	case x86asm.POPF, x86asm.POPFD, x86asm.POPFQ:
		return access("", memoryAccess{base: stack}, int(step)).moved(step)
	case x86asm.CALL:
		return x.going(calls, dst)
	case x86asm.JMP:
		return x.going(jumps, dst)
	case x86asm.RET:
		return access("", memoryAccess{base: stack}, int(step)).as(jumps)
	case x86asm.LRET, x86asm.IRET, x86asm.IRETD, x86asm.IRETQ, x86asm.SYSRET, x86asm.INT, x86asm.SYSEXIT:
		return effect{does: jumps}
	case x86asm.LEAVE:
		return effect{does: computes, lost: []string{stack, pick(x.mode == 64, "RBP", "EBP")}}
	case x86asm.MOV, x86asm.LEA, x86asm.MOVZX, x86asm.MOVSX, x86asm.MOVSXD:
		return x.moves(dst, bits, src)
	}
	if rel, ok := x.inst.Args[0].(x86asm.Rel); ok { // the conditional jumps
		return going(branches, int64(x.inst.Len)+int64(rel))
	}
	if e, ok := x.implicit(); ok {
		return e
	}
	return x.arithmetic(dst, bits, src)
}

// as gives an access another kind.
func (e effect) as(d does) effect {
	e.does = d
	return e
}

func (x *x86Reading) going(kind does, through string) effect {
	e := effect{does: kind, from: [3]string{through}}
	if rel, ok := x.inst.Args[0].(x86asm.Rel); ok {
		e.rel, e.hasRel = int64(x.inst.Len)+int64(rel), true
	}
	return e
}

// moves are loads, copies, constants and lea. A 32-bit result clears the upper
// half; a narrower one keeps the rest of the register.
func (x *x86Reading) moves(dst string, bits int, src string) effect {
	m, mem := x.mem(1)
	imm, isImm := x.inst.Args[1].(x86asm.Imm)
	switch {
	case dst == "":
		return effect{does: nothing, data: src}
	case bits < 32:
		return made(dst, dst, src)
	case x.inst.Op == x86asm.LEA && bits == x.mode:
		return effect{does: sets, dst: dst, mem: m}
	case x.inst.Op == x86asm.LEA:
		return made(dst, m.base, m.index)
	case mem:
		return access(dst, m, x.inst.MemBytes)
	case isImm && bits == 32:
		return constant(dst, int64(uint32(imm)))
	case isImm:
		return constant(dst, int64(imm))
	case x.inst.Op == x86asm.MOV && bits == x.mode && src != "":
		return move(dst, src)
	}
	return made(dst, src)
}

// arithmetic is everything that writes its first operand.
func (x *x86Reading) arithmetic(dst string, bits int, src string) effect {
	imm, isImm := x.inst.Args[1].(x86asm.Imm)
	full := bits == x.mode
	switch op := x.inst.Op; {
	case dst == "":
		return effect{does: nothing}
	case (op == x86asm.XOR || op == x86asm.SUB) && src == dst && bits >= 32 && x.inst.Args[0] == x.inst.Args[1]:
		return constant(dst, 0)
	case op == x86asm.ADD && full && isImm:
		return sum(dst, dst, int64(imm))
	case op == x86asm.SUB && full && isImm:
		return sum(dst, dst, -int64(imm))
	case op == x86asm.ADD && full && src != "":
		return effect{does: sets, dst: dst, mem: memoryAccess{base: dst, index: src}}
	case op == x86asm.INC && full:
		return sum(dst, dst, 1)
	case op == x86asm.DEC && full:
		return sum(dst, dst, -1)
	case op >= x86asm.CMOVA && op <= x86asm.CMOVS:
		e := made(dst, src, dst)
		e.maybe = true
		return e
	case op == x86asm.BSF, op == x86asm.BSR, op == x86asm.POPCNT, op == x86asm.TZCNT, op == x86asm.LZCNT:
		return made(dst, src)
	}
	return made(dst, dst, src)
}

// implicit are instructions with registers of their own.
func (x *x86Reading) implicit() (effect, bool) {
	a, c, dx, s, di := "RAX", "RCX", "RDX", "RSI", "RDI"
	if x.mode == 32 {
		a, c, dx, s, di = "EAX", "ECX", "EDX", "ESI", "EDI"
	}
	lost := func(names ...string) (effect, bool) { return effect{does: computes, lost: names}, true }
	switch x.inst.Op {
	case x86asm.XCHG, x86asm.XADD:
		first, second := x.source(0), x.source(1)
		e := effect{does: computes, lost: []string{first, second}}
		return e, true
	case x86asm.CMPXCHG:
		return lost(a, x.source(0))
	case x86asm.CMPXCHG8B, x86asm.CMPXCHG16B:
		return lost(a, dx)
	case x86asm.MUL, x86asm.DIV, x86asm.IDIV:
		e, _ := lost(a, dx)
		e.from[0] = x.source(0)
		return e, true
	case x86asm.IMUL:
		if x.inst.Args[1] == nil {
			return lost(a, dx)
		}
		return effect{}, false
	case x86asm.CWD, x86asm.CDQ, x86asm.CQO:
		return lost(dx)
	case x86asm.CBW, x86asm.CWDE, x86asm.CDQE:
		return made(a, a), true
	case x86asm.RDTSC, x86asm.RDMSR, x86asm.RDPMC:
		return lost(a, dx)
	case x86asm.RDTSCP:
		return lost(a, dx, c)
	case x86asm.CPUID:
		b := pick(x.mode == 64, "RBX", "EBX")
		return lost(a, b, c, dx)
	case x86asm.WRMSR:
		return effect{does: nothing}, true
	case x86asm.MOVSB, x86asm.MOVSW, x86asm.MOVSD, x86asm.MOVSQ, x86asm.CMPSB, x86asm.CMPSW, x86asm.CMPSD, x86asm.CMPSQ:
		return lost(s, di, c)
	case x86asm.STOSB, x86asm.STOSW, x86asm.STOSD, x86asm.STOSQ, x86asm.SCASB, x86asm.SCASW, x86asm.SCASD, x86asm.SCASQ:
		return lost(di, c)
	case x86asm.LODSB, x86asm.LODSW, x86asm.LODSD, x86asm.LODSQ:
		return lost(a, s, c)
	case x86asm.SYSCALL, x86asm.SYSENTER:
		return effect{}, true
	}
	return effect{}, false
}
