package arch

import (
	"strings"

	"oopscope/parse/ascii"
)

// x86State is what the readers of x86_64 and i386 keep between lines.
type x86State struct {
	trace    bool // "Call Trace:" was seen
	done     bool // the trace is over: what follows repeats the first registers
	stack    bool // within the "Stack:" rows of 4.9 and before
	errCode  uint64
	hasError bool
}

func x86Scratch(d *Dump) *x86State {
	s, ok := d.Scratch.(*x86State)
	if !ok {
		s = &x86State{}
		d.Scratch = s
	}
	return s
}

// x86Claims weighs the lines that both word widths print; digits is the width
// of an address.
func x86Claims(t string, digits int) int {
	switch {
	case strings.HasPrefix(t, "BUG: "):
		for _, head := range x86FaultHeads {
			if strings.HasPrefix(t, head) {
				_, n := HexPrefix(strings.TrimLeft(t[len(head):], " "))
				return 1 + When(n == digits, 4)
			}
		}
	case strings.HasPrefix(t, "#PF: "), strings.HasPrefix(t, "#PF error: "):
		return 2
	case strings.HasPrefix(t, "general protection fault"), strings.HasPrefix(t, "invalid opcode: "),
		strings.HasPrefix(t, "Oops: Oops: "), strings.HasPrefix(t, "Oops: general protection"):
		return 2
	}
	return 0
}

// x86FaultHeads open a page fault, arch/x86/mm/fault.c; the first two since 5.1.
var x86FaultHeads = []string{
	"BUG: kernel NULL pointer dereference, address: ",
	"BUG: unable to handle page fault for address: ",
	"BUG: unable to handle kernel NULL pointer dereference at ",
	"BUG: unable to handle kernel paging request at ",
}

// x86ReadHeader takes the lines from the fault to the registers. It knows both
// word widths.
func x86ReadHeader(d *Dump, s *x86State, l Line) bool {
	t := l.Text
	switch {
	case strings.HasPrefix(t, "BUG: "):
		return x86ReadFault(d, l)
	case strings.HasPrefix(t, "#PF"):
		return x86ReadErrorCode(d, s, l)
	case strings.HasPrefix(t, "PGD "), strings.HasPrefix(t, "*pde = "), strings.HasPrefix(t, "*pdpt = "):
		d.Note("page table walk", strings.TrimSpace(t), l.N)
	case strings.HasPrefix(t, "kernel tried to execute NX-protected page"), strings.HasPrefix(t, "unable to execute userspace code"):
		d.Note("exec protection", t, l.N)
	case strings.HasPrefix(t, "Call Trace:"), strings.HasPrefix(t, "Call trace:"):
		s.trace, s.stack = true, false
	case strings.HasPrefix(t, "Stack:"):
		s.stack = true
		if len(t) > len("Stack:") {
			x86StackRow(d, l, t[len("Stack:"):])
		}
	case strings.HasPrefix(t, "Modules linked in:"), strings.HasPrefix(t, "---[ end trace"):
		s.done = s.done || s.trace
	case strings.HasPrefix(t, "Code: "):
		s.stack = false
		if d.Repeat && d.PCLine == 0 {
			return true // a panic's trace, of code that did nothing wrong
		}
		return ReadCode(d, l, "Code:")
	case strings.Contains(t, " [#"):
		return x86ReadDie(d, l)
	default:
		return s.stack && x86StackRow(d, l, t)
	}
	return true
}

// x86ReadFault reads the address of a page fault. Kernels before 4.15 print a
// NULL as "(null)".
func x86ReadFault(d *Dump, l Line) bool {
	for _, head := range x86FaultHeads {
		if !strings.HasPrefix(l.Text, head) {
			continue
		}
		t := strings.TrimLeft(l.Text[len(head):], " ")
		v, n := HexPrefix(strings.TrimPrefix(t, "0x"))
		if n > 0 || strings.HasPrefix(t, "(null)") {
			d.FaultAt(v, l.N)
		}
		return true
	}
	return false
}

// x86ReadErrorCode reads what 5.1 and later write out of the error code:
//
//	#PF: supervisor write access in kernel mode
//	#PF: error_code(0x0002) - not-present page
//	#PF error: [PROT] [WRITE]                     (5.0 only)
func x86ReadErrorCode(d *Dump, s *x86State, l Line) bool {
	t := l.Text
	switch {
	case strings.HasPrefix(t, "#PF: error_code("):
		if s.hasError {
			return true
		}
		s.errCode, s.hasError = HexAfter(t, "(0x")
		if _, detail, ok := strings.Cut(t, ") - "); ok && d.Fault.Detail == "" {
			d.Fault.Detail = strings.TrimSpace(detail)
		}
	case d.Fault.Access != "":
	case strings.Contains(t, " write access "), strings.Contains(t, "[WRITE]"):
		d.Fault.Access = "write"
	case strings.Contains(t, " instruction fetch "), strings.Contains(t, "[INSTR]"):
		d.Fault.Access = "execute"
	case strings.Contains(t, " read access "), strings.Contains(t, "#PF error: ["):
		d.Fault.Access = "read"
	}
	return true
}

// x86ReadDie reads the die line; since 6.10 another "Oops: " stands before it:
//
//	Oops: 0002 [#1] PREEMPT SMP NOPTI
//	Oops: Oops: 0002 [#1] SMP NOPTI
//	general protection fault, probably for non-canonical address 0x6b6b6b6b6b6b6b6b: 0000 [#1] SMP
func x86ReadDie(d *Dump, l Line) bool {
	before, n, _, ok := DieNumber(l.Text)
	if !ok {
		return false
	}
	colon := strings.LastIndex(before, ": ")
	if colon < 0 {
		return false
	}
	code, digits := HexPrefix(before[colon+2:])
	if digits != 4 || colon+2+digits != len(before) {
		return false
	}
	what := before[:colon]
	what = strings.TrimPrefix(what, "Oops: ")
	if d.DieLine != 0 {
		return true
	}
	d.Died(what, n, l.N)
	d.DieCode, d.HasCode = code, true
	for _, at := range []string{"non-canonical address 0x", "maybe for address 0x"} {
		if v, ok := HexAfter(what, at); ok {
			d.FaultAt(v, l.N)
			if d.Fault.Detail = "general protection"; at[0] == 'n' {
				d.Fault.Detail = "non-canonical address"
			}
		}
	}
	return true
}

// x86Place reads the program counter of a register block, what stands behind
// "RIP: 0010:" or "EIP: ". The first one is where the kernel died. Within the
// trace it is what an interrupt or exception interrupted: a frame of the
// kernel, or where user space was left.
func x86Place(d *Dump, s *x86State, text string, l Line, user bool) {
	addr, rest, bracketed := TakeBracketed(strings.TrimLeft(text, " "))
	if bracketed {
		if again, r, ok := TakeBracketed(rest); ok {
			addr, rest = again, r
		}
	}
	sym, _, ok := ParseSymbol(rest)
	if !ok && !bracketed {
		return
	}
	if bracketed && !sym.HasAddress {
		sym.Address, sym.HasAddress = addr, true
	}
	switch {
	case d.PCLine == 0 && !s.trace:
		d.PC, d.PCLine, d.UserMode = sym, l.N, user
		return
	}
	d.Repeat = true // no registers of the place of death from here on
	switch {
	case s.done || user || !s.trace || sym.Function == "" || SamePlace(sym, d.PC):
	default:
		d.AddFrame(Frame{Symbol: sym, Reliable: true, Exact: true, Line: l.N})
	}
}

// x86StackRow reads the words of a stack dump, which up to 4.9 stand without
// addresses, from the stack pointer up: " ffff88003fc03e78 0000000000000000 <EOI> …".
func x86StackRow(d *Dump, l Line, t string) bool {
	size := uint64(8)
	if d.Bits == 32 {
		size = 4
	}
	read := false
	for _, w := range strings.Fields(t) {
		if len(w) != int(size)*2 || !ascii.AllHexDigits(w) {
			if strings.HasPrefix(w, "<") && strings.HasSuffix(w, ">") {
				continue
			}
			return read
		}
		d.AddStackWord(d.SP+uint64(len(d.Stack))*size, w, l.N)
		read = true
	}
	return read
}

// x86Contexts are from arch/x86/kernel/{entry,irq,traps} of 3.x to 6.x.
var x86Contexts = Contexts{
	Entries: map[string]string{
		"asm_common_interrupt": IRQ, "common_interrupt": IRQ, "ret_from_intr": IRQ,
		"apic_timer_interrupt": IRQ, "reschedule_interrupt": IRQ, "call_function_interrupt": IRQ,
		"call_function_single_interrupt": IRQ, "irq_work_interrupt": IRQ, "error_interrupt": IRQ, "thermal_interrupt": IRQ, "reboot_interrupt": IRQ,
		"xen_hvm_callback_vector": IRQ, "hyperv_callback_vector": IRQ, "xen_do_hypervisor_callback": IRQ,
		"asm_exc_nmi": NMI, "end_repeat_nmi": NMI, "nmi": NMI, "asm_exc_double_fault": NMI,
	},
	EntryPrefixes: []string{"asm_sysvec_"},
	Handlers: map[string]string{
		"__common_interrupt": IRQ, "__sysvec_apic_timer_interrupt": IRQ, "sysvec_apic_timer_interrupt": IRQ, "smp_apic_timer_interrupt": IRQ,
	},
}
