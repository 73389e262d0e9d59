package x86

import (
	"golang.org/x/arch/x86/x86asm"

	"oopscope/parse/arch"
	"oopscope/parse/arch/flow"
)

// implicit are instructions with registers of their own.
func (x *reading) implicit() (flow.Effect, bool) {
	a, c, dx, s, di := "RAX", "RCX", "RDX", "RSI", "RDI"
	if x.mode == 32 {
		a, c, dx, s, di = "EAX", "ECX", "EDX", "ESI", "EDI"
	}
	lost := func(names ...string) (flow.Effect, bool) { return flow.Effect{Does: flow.Computes, Lost: names}, true }
	switch x.inst.Op {
	case x86asm.XCHG, x86asm.XADD:
		first, second := x.source(0), x.source(1)
		e := flow.Effect{Does: flow.Computes, Lost: []string{first, second}}
		return e, true
	case x86asm.CMPXCHG:
		return lost(a, x.source(0))
	case x86asm.CMPXCHG8B, x86asm.CMPXCHG16B:
		return lost(a, dx)
	case x86asm.MUL, x86asm.DIV, x86asm.IDIV:
		e, _ := lost(a, dx)
		e.From[0] = x.source(0)
		return e, true
	case x86asm.IMUL:
		if x.inst.Args[1] == nil {
			return lost(a, dx)
		}
		return flow.Effect{}, false
	case x86asm.CWD, x86asm.CDQ, x86asm.CQO:
		return lost(dx)
	case x86asm.CBW, x86asm.CWDE, x86asm.CDQE:
		return flow.Made(a, a), true
	case x86asm.SYSCALL, x86asm.SYSENTER:
		return flow.Effect{}, true
	case x86asm.WRMSR:
		return flow.Effect{Does: flow.Nothing}, true
	case x86asm.RDTSC, x86asm.RDMSR, x86asm.RDPMC:
		return lost(a, dx)
	case x86asm.RDTSCP:
		return lost(a, dx, c)
	case x86asm.CPUID:
		b := arch.Pick(x.mode == 64, "RBX", "EBX")
		return lost(a, b, c, dx)
	}
	names := stringRegisters(x.inst.Op, a, c, s, di)
	return flow.Effect{Does: flow.Computes, Lost: names}, names != nil
}

// stringRegisters are what the string instructions move: where they read and
// write, how often they still will.
func stringRegisters(op x86asm.Op, a, c, s, di string) []string {
	switch op {
	case x86asm.MOVSB, x86asm.MOVSW, x86asm.MOVSD, x86asm.MOVSQ, x86asm.CMPSB, x86asm.CMPSW, x86asm.CMPSD, x86asm.CMPSQ:
		return []string{s, di, c}
	case x86asm.STOSB, x86asm.STOSW, x86asm.STOSD, x86asm.STOSQ, x86asm.SCASB, x86asm.SCASW, x86asm.SCASD, x86asm.SCASQ:
		return []string{di, c}
	case x86asm.LODSB, x86asm.LODSW, x86asm.LODSD, x86asm.LODSQ:
		return []string{a, s, c}
	}
	return nil
}
