package powerpc

import (
	"strings"

	"oopscope/parse/arch"
)

// xmon reads what the kernel's own debugger prints where it takes over from the oops
// (arch/powerpc/xmon/xmon.c: excprint()). Its address of a symbol ends with a colon.
//
//	cpu 0x4: Vector: 300 (Data Access) at [c000000000737aa0]
//	    pc: c0000000004f2940: .__alloc_bootmem_node+0x28/0x7c
//	    lr: c0000000000a47a0: .sparse_init+0xa8/0x138
//	    sp: c000000000737d20
//	   msr: 8000000000001032
//	   dar: 2430
//	 dsisr: 40000000
//	  current = 0xc000000000538410
//	  paca    = 0xc000000000539780   softe: 0        irq_happened: 0x01
//	    pid   = 0, comm = swapper
func xmon(d *arch.Dump, st *state, s string, line int) bool {
	if strings.HasPrefix(s, "cpu 0x") {
		trap, ok := arch.HexAfter(s, ": Vector: ")
		if ok && !st.hit {
			st.trap, st.hit, st.xmon = trap, true, true
		}
		if ok && d.Debugger == 0 {
			d.Debugger = line
		}
		return ok
	}
	if !st.xmon {
		return false
	}
	name, rest, ok := strings.Cut(s, ": ")
	if !ok {
		return strings.HasPrefix(s, "current = ") || strings.HasPrefix(s, "pid   = ")
	}
	v, digits := arch.HexPrefix(rest)
	if digits == 0 {
		return false
	}
	rest = rest[digits:]
	switch name {
	case "pc":
		d.SetRegister("NIP", v, digits, line)
		xmonPlace(&d.PC, &d.PCLine, v, rest, line)
	case "lr":
		d.SetRegister("LR", v, digits, line)
		xmonPlace(&d.LR, &d.LRLine, v, rest, line)
	case "sp":
		d.SetRegister("r1", v, digits, line)
	case "msr", "dar", "dsisr":
		d.SetRegister(strings.ToUpper(name), v, digits, line)
	default:
		return false
	}
	return true
}

// xmonPlace takes the symbol behind an address, once.
func xmonPlace(to *arch.Symbol, at *int, v uint64, rest string, line int) {
	sym, _, ok := arch.ParseSymbol(strings.TrimPrefix(rest, ": "))
	if !ok || to.Function != "" {
		return
	}
	sym.Address, sym.HasAddress = v, true
	*to, *at = sym, line
}

// xmonFrame reads a frame of its trace, whose address has no brackets.
//
//	[c00000009a9b7810] c00000000007b578 .queue_work+0xf8/0x1b0
func xmonFrame(s string) (uint64, string, bool) {
	v, n := arch.HexPrefix(s)
	if n != 8 && n != 16 || n >= len(s) || s[n] != ' ' {
		return 0, s, false
	}
	return v, s[n+1:], true
}

// xmonHeads are how its lines begin that only powerpc prints.
var xmonHeads = []string{"cpu 0x", "current ", "enter ", "pc: ", "lr: ", "paca ", "pid ", "[", "0", "1", "2", "3", "4", "5", "6", "7", "8", "9", "a", "b", "c", "d", "e", "f"}

// xmonRows are how the rows without an address begin.
var xmonRows = []string{"cpu 0x", "current = 0xc", "paca    = 0x", "pid   = "}

// xmonTraced tells a frame of its trace.
func xmonTraced(s string) bool {
	_, rest, ok := bracket(s)
	if !ok {
		return false
	}
	_, rest, ok = xmonFrame(rest)
	return ok && strings.Contains(rest, "+0x")
}

// xmonLine tells a line of its own.
func xmonLine(s string) bool {
	if strings.HasPrefix(s, "cpu 0x") {
		return strings.Contains(s, ": Vector: ")
	}
	if len(s) > 8 && (strings.HasPrefix(s, "pc: ") || strings.HasPrefix(s, "lr: ")) {
		_, n := arch.HexPrefix(s[4:])
		return (n == 8 || n == 16) && strings.HasPrefix(s[4+n:], ": ")
	}
	if xmonTraced(s) {
		return true
	}
	if cpu, n := arch.HexPrefix(s); n > 0 && n < 4 && cpu < 0x1000 && strings.HasPrefix(s[n:], ":mon> ") {
		return true
	}
	return s == "enter ? for help" || arch.Begins(s, xmonRows[1:])
}
