package powerpc

import (
	"fmt"
	"strings"

	"oopscope/parse/arch"
)

// frames reads the call trace: stack pointer and return address in
// bare brackets, the original in brackets where the function graph tracer took
// the return address over, and a mark on what was only a guess.
//
//	[c000000003f2f1b0] [c00000000022ccd0] __hrtimer_run_queues+0x1c0/0x3a0
//	[c000000003f2f120] [c000000003f2f170] 0xc000000003f2f170 (unreliable)
//	[c00000000491f850] [c000000000073b04] return_to_handler+0x0/0x70 (vfs_write+0xfc/0x4c0)
func frames(d *arch.Dump, l arch.Line) bool {
	s := strings.Trim(l.Text, " ")
	if strings.HasPrefix(s, "---") {
		return interrupt(d, s, l.N)
	}
	sp, s, ok := bracket(s)
	if !ok {
		return false
	}
	pc, s, ok := bracket(s)
	if !ok && of(d).xmon {
		pc, s, ok = xmonFrame(s)
	}
	if !ok {
		return false
	}
	sym, rest, ok := arch.ParseSymbol(s)
	if !ok {
		return false
	}
	f := arch.Frame{Symbol: sym, Reliable: true, Stack: sp, Line: l.N}
	f.Address, f.HasAddress = pc, true
	rest = strings.TrimLeft(rest, " ")
	if before, guess := strings.CutSuffix(rest, "(unreliable)"); guess {
		rest, f.Reliable = before, false
	}
	if strings.HasPrefix(rest, "(") {
		if original, _, ok := arch.ParseSymbol(rest[1:]); ok {
			f.Symbol = original
		}
	}
	of(d).inner = false
	d.AddFrame(f)
	return true
}

// interrupt reads the line where the trace goes on in the code that an
// exception interrupted. Since 5.11 that code's registers follow, up to a line
// without "at"; 6.17 prints one dash more; up to 3.14 the word was Exception.
//
//	--- interrupt: 900 at mmap_region+0x74/0x890
//	--- interrupt: 3000 at 0x101f4ca4
//	--- Exception: 901 at .arch_local_irq_restore+0x74/0x90
//	--- interrupt: 900
func interrupt(d *arch.Dump, s string, line int) bool {
	s = strings.TrimLeft(s, "-")
	kind, rest, ok := strings.Cut(s, ": ")
	if !ok || kind != " interrupt" && kind != " Exception" {
		return false
	}
	st := of(d)
	trap, n := arch.HexPrefix(rest)
	if n == 0 {
		return false
	}
	place, ok := strings.CutPrefix(rest[n:], " at ")
	if !ok {
		st.inner = false
		return true
	}
	st.inner = true
	trap &^= 0xf
	if context := context(trap); context != "" {
		d.Cut(context)
	}
	sym, _, ok := arch.ParseSymbol(place)
	if !ok || trap == 0 { // 6.2 and later end a kernel thread with "--- interrupt: 0 at 0x0"
		return true
	}
	if fromUser(trap, sym) {
		d.Note("entered from user space", fmt.Sprintf("%s at 0x%x", trapName(trap), sym.Address), line)
		return true
	}
	d.AddFrame(arch.Frame{Symbol: sym, Reliable: true, Exact: true, Line: line})
	return true
}

// fromUser tells an entry from user space: a system call, or any other
// exception at a place that is neither a symbol nor a kernel address. A jump
// through NULL stays in the kernel's trace.
func fromUser(trap uint64, sym arch.Symbol) bool {
	if sym.Function != "" {
		return false
	}
	return trap == 0xc00 || trap == 0x3000 || sym.Address >= 0x10000 && sym.Address>>60 != 0xc &&
		sym.Address>>60 != 0xd && (sym.Address>>32 != 0 || sym.Address < 0xb0000000)
}

// context is the context of what ran since the vector was taken.
func context(trap uint64) string {
	switch trap {
	case 0x500, 0x900, 0x980, 0xa00, 0xe80, 0xea0:
		return arch.IRQ
	case 0x100, 0x200, 0xe60, 0xf00:
		return arch.NMI
	}
	return ""
}

func trapName(trap uint64) string {
	if name := traps[trap&^0xf]; name != "" {
		return name
	}
	return fmt.Sprintf("exception 0x%x", trap)
}

// traps are the vectors of asm/interrupt.h.
var traps = map[uint64]string{
	0x100: "system reset", 0x200: "machine check", 0x300: "data storage", 0x380: "data segment",
	0x400: "instruction storage", 0x480: "instruction segment", 0x500: "external interrupt",
	0x600: "alignment", 0x700: "program check (BUG, WARN, illegal or privileged instruction)",
	0x800: "floating point unavailable", 0x900: "decrementer (timer)", 0x980: "hypervisor decrementer",
	0xa00: "doorbell", 0xc00: "system call", 0xd00: "trace (single step)", 0xe00: "hypervisor data storage",
	0xe20: "hypervisor instruction storage", 0xe40: "emulation assist (illegal instruction)",
	0xe60: "hypervisor maintenance", 0xe80: "hypervisor doorbell", 0xea0: "hypervisor virtualisation",
	0xf00: "performance monitor", 0xf20: "vector unavailable", 0xf40: "VSX unavailable",
	0xf60: "facility unavailable", 0xf80: "hypervisor facility unavailable",
	0x1000: "software emulation", 0x1100: "instruction TLB miss", 0x1200: "data TLB miss",
	0x1300: "instruction TLB error", 0x1400: "data TLB error", 0x1500: "denormalisation",
	0x1700: "vector assist", 0x1c00: "data breakpoint", 0x3000: "system call (scv)",
}
