// Package x86 is what x86 prints: x86_64 and i386.
package x86

import (
	"strings"

	"oopscope/parse/arch"
	"oopscope/parse/ascii"
)

// kin are drivers that kernels for x86 of either width have, and no others.
var kin = []string{
	"kvm_intel", "kvm_amd", "aesni_intel", "crc32c_intel", "crc32_pclmul", "coretemp", "k10temp", "intel_rapl", "intel_rapl_msr", "intel_rapl_common",
	"intel_powerclamp", "intel_cstate", "x86_pkg_temp_thermal", "edac_mce_amd", "iTCO_wdt", "sp5100_tco", "vboxdrv", "vmw_balloon", "i915",
}

// state is what the readers of x86_64 and i386 keep between lines.
type state struct {
	trace    bool // "Call Trace:" was seen
	done     bool // the trace is over: what follows repeats the first registers
	stack    bool // within the "Stack:" rows of 4.9 and before
	inner    int  // the line of a PC that is not where the kernel died
	errCode  uint64
	hasError bool
}

func scratch(d *arch.Dump) *state { return arch.ScratchOf(d, state{}) }

// claims weighs the lines that both word widths print; digits is the width
// of an address.
func claims(t string, digits int) int {
	switch {
	case strings.HasPrefix(t, "BUG: "):
		for _, head := range faultHeads {
			if strings.HasPrefix(t, head) {
				_, n := arch.HexPrefix(strings.TrimLeft(t[len(head):], " "))
				return 1 + arch.When(n == digits, 4)
			}
		}
	case strings.HasPrefix(t, "#PF: "), strings.HasPrefix(t, "#PF error: "):
		return 2
	case strings.HasPrefix(t, "general protection fault"), strings.HasPrefix(t, "invalid opcode: "),
		strings.HasPrefix(t, "Oops: Oops: "), strings.HasPrefix(t, "Oops: general protection"):
		return 2
	case strings.HasPrefix(t, "!!!! X64 Exception Type - "): // EDK2
		return arch.When(digits == 16, 5)
	case strings.HasPrefix(t, "!!!! IA32 Exception Type - "):
		return arch.When(digits == 8, 5)
	}
	return 0
}

// faultHeads open a page fault, arch/x86/mm/fault.c; the first two since 5.1.
var faultHeads = []string{
	"BUG: kernel NULL pointer dereference, address: ",
	"BUG: unable to handle page fault for address: ",
	"BUG: unable to handle kernel NULL pointer dereference at ",
	"BUG: unable to handle kernel paging request at ",
}

// readHeader takes the lines from the fault to the registers. It knows both
// word widths.
func readHeader(d *arch.Dump, s *state, l arch.Line) bool {
	t := l.Text
	switch {
	case strings.HasPrefix(t, "BUG: "):
		return readFault(d, l)
	case strings.HasPrefix(t, "#PF"):
		return readErrorCode(d, s, l)
	case strings.HasPrefix(t, "PGD "), strings.HasPrefix(t, "*pde = "), strings.HasPrefix(t, "*pdpt = "):
		d.Note(arch.PageTableWalk, strings.TrimSpace(t), l.N)
	case strings.HasPrefix(t, "kernel tried to execute NX-protected page"), strings.HasPrefix(t, "unable to execute userspace code"):
		d.Note("exec protection", t, l.N)
	case strings.HasPrefix(t, "Call Trace:"), strings.HasPrefix(t, "Call trace:"):
		s.trace, s.stack = true, false
	case strings.HasPrefix(t, "Stack:"):
		s.stack = true
		if len(t) > len("Stack:") {
			stackRow(d, l, t[len("Stack:"):])
		}
	case strings.HasPrefix(t, "Modules linked in:"), strings.HasPrefix(t, "---[ end trace"):
		s.done = s.done || s.trace
	case strings.HasPrefix(t, "Code: "):
		s.stack = false
		return s.ofOthers(d, l) || arch.ReadCode(d, l, "Code:")
	case strings.Contains(t, " [#"):
		return readDie(d, l)
	case strings.HasPrefix(t, "general protection fault, "), strings.HasPrefix(t, "Oops: general protection fault, "):
		return readShortDie(d, l)
	default:
		return s.stack && stackRow(d, l, t)
	}
	return true
}

// ofOthers tells code that is not that of the place of death: a panic's trace has that of
// a place that did nothing wrong, and what an exception interrupted has its own right
// below its PC.
func (s *state) ofOthers(d *arch.Dump, l arch.Line) bool {
	return d.Repeat && d.PCLine == 0 || s.inner > 0 && l.N <= s.inner+2
}

// readFault reads the address of a page fault. Kernels before 4.15 print a
// NULL as "(null)".
func readFault(d *arch.Dump, l arch.Line) bool {
	for _, head := range faultHeads {
		if !strings.HasPrefix(l.Text, head) {
			continue
		}
		t := strings.TrimLeft(l.Text[len(head):], " ")
		v, n := arch.HexPrefix(strings.TrimPrefix(t, "0x"))
		if n > 0 || strings.HasPrefix(t, "(null)") {
			d.FaultAt(v, l.N)
		}
		return true
	}
	return false
}

// readErrorCode reads what 5.1 and later write out of the error code:
//
//	#PF: supervisor write access in kernel mode
//	#PF: error_code(0x0002) - not-present page
//	#PF error: [PROT] [WRITE]                     (5.0 only)
func readErrorCode(d *arch.Dump, s *state, l arch.Line) bool {
	t := l.Text
	switch {
	case strings.HasPrefix(t, "#PF: error_code("):
		if s.hasError {
			return true
		}
		if s.errCode, s.hasError = arch.HexAfter(t, "(0x"); s.hasError {
			d.ToldCode(s.errCode, l.N)
		}
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

// readDie reads the die line; since 6.10 another "Oops: " stands before it:
//
//	Oops: 0002 [#1] PREEMPT SMP NOPTI
//	Oops: Oops: 0002 [#1] SMP NOPTI
//	general protection fault, probably for non-canonical address 0x6b6b6b6b6b6b6b6b: 0000 [#1] SMP
//	Oops: general protection fault, kernel NULL pointer dereference 0x8: 0000 [#1] SMP NOPTI
func readDie(d *arch.Dump, l arch.Line) bool {
	before, n, _, ok := arch.DieNumber(l.Text)
	if !ok {
		return false
	}
	colon := strings.LastIndex(before, ": ")
	if colon < 0 {
		return false
	}
	code, digits := arch.HexPrefix(before[colon+2:])
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
	readNoAddress(d, what, l.N)
	return true
}

// readShortDie reads the die line of a protection fault whose end was left out, as messages
// of commits do; what stands behind the address says nothing of it.
//
//	general protection fault, probably for non-canonical address 0xdead000000000108
func readShortDie(d *arch.Dump, l arch.Line) bool {
	what := strings.TrimPrefix(l.Text, "Oops: ")
	if d.DieLine != 0 {
		return true
	}
	d.Died(what, 0, l.N)
	readNoAddress(d, what, l.N)
	return true
}

// readNoAddress takes the address that the CPU refused out of the die line.
func readNoAddress(d *arch.Dump, what string, line int) {
	for _, at := range [...]struct{ words, detail string }{
		{"non-canonical address 0x", "non-canonical address"}, {"maybe for address 0x", "general protection"},
		{"LASS violation for address 0x", "address of user space, refused by LASS"}, {"kernel NULL pointer dereference 0x", "NULL pointer, refused by LASS"},
	} {
		if v, ok := arch.HexAfter(what, at.words); ok {
			d.FaultAt(v, line)
			d.Fault.Detail = at.detail
		}
	}
}

// unlinked takes apart what software for web pages made of an address that stands twice:
// a link.
//
//	[ [<ffffffff8143a229>](<ffffffff8143a229>]) pump_read+0x263/0x280
func unlinked(text string) string {
	addr, rest, linked := strings.Cut(text, "](<")
	_, name, closed := strings.Cut(rest, ">]) ")
	if inside, ok := strings.CutPrefix(addr, "[ [<"); ok && linked && closed {
		return "[<" + inside + "] " + name
	}
	return text
}

// place reads the program counter of a register block, what stands behind
// "RIP: 0010:" or "EIP: ". The first one is where the kernel died. Within the
// trace it is what an interrupt or exception interrupted: a frame of the
// kernel, or where user space was left.
func place(d *arch.Dump, s *state, text string, l arch.Line, user bool) {
	addr, rest, bracketed := arch.TakeBracketed(unlinked(strings.TrimLeft(text, " ")))
	if bracketed {
		if again, r, ok := arch.TakeBracketed(rest); ok {
			addr, rest = again, r
		}
	}
	sym, _, ok := arch.ParseSymbol(rest)
	if !ok && !bracketed {
		if sym, ok = nameAlone(rest); !ok {
			return
		}
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
	s.inner = l.N
	switch {
	case s.done || user || !s.trace || sym.Function == "" || arch.SamePlace(sym, d.PC):
	default:
		d.AddFrame(arch.Frame{Symbol: sym, Reliable: true, Exact: true, Line: l.N})
	}
}

// nameAlone reads a place of which no more is left than "kfree", as messages of commits have it;
// "(null)" is address 0.
func nameAlone(text string) (sym arch.Symbol, ok bool) {
	text = strings.TrimSpace(text)
	if text == "(null)" {
		return arch.Symbol{HasAddress: true}, true
	}
	name, _, _ := strings.Cut(text, " ")
	sym, behind, ok := arch.ParseName(text)
	return sym, ok && behind == "" && strings.IndexFunc(name, isLetterOfNoNumber) >= 0
}

// isLetterOfNoNumber tells a letter that is in no hexadecimal number.
func isLetterOfNoNumber(c rune) bool { return c == '_' || c > 'f' && c <= 'z' }

// stackRow reads the words of a stack dump, which up to 4.9 stand without
// addresses, from the stack pointer up: " ffff88003fc03e78 0000000000000000 <EOI> …".
func stackRow(d *arch.Dump, l arch.Line, t string) bool {
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

// contexts are from arch/x86/kernel/{entry,irq,traps} of 3.x to 6.x.
var contexts = arch.Contexts{
	Entries: map[string]string{
		"asm_common_interrupt": arch.IRQ, "common_interrupt": arch.IRQ, "ret_from_intr": arch.IRQ,
		"apic_timer_interrupt": arch.IRQ, "reschedule_interrupt": arch.IRQ, "call_function_interrupt": arch.IRQ,
		"call_function_single_interrupt": arch.IRQ, "irq_work_interrupt": arch.IRQ, "error_interrupt": arch.IRQ, "thermal_interrupt": arch.IRQ, "reboot_interrupt": arch.IRQ,
		"xen_hvm_callback_vector": arch.IRQ, "hyperv_callback_vector": arch.IRQ, "xen_do_hypervisor_callback": arch.IRQ,
		"asm_exc_nmi": arch.NMI, "end_repeat_nmi": arch.NMI, "nmi": arch.NMI, "asm_exc_double_fault": arch.NMI,
	},
	EntryPrefixes: []string{"asm_sysvec_"},
	Handlers: map[string]string{
		"__common_interrupt": arch.IRQ, "__sysvec_apic_timer_interrupt": arch.IRQ, "sysvec_apic_timer_interrupt": arch.IRQ, "smp_apic_timer_interrupt": arch.IRQ,
	},
}

// lines are how the lines of a report begin that no other architecture prints,
// or few.
var lines = arch.Lines{
	Status:    []string{"EFLAGS:"},
	Registers: []string{"RIP: ", "RIP  ", "RSP: ", "EIP: ", "EIP is at", "ORIG_RAX", "CS: ", "DS: ", "FS: ", "DR", "CR", "PKRU: "},
	Fault:     []string{"*pde", "*pdpt", "PGD ", "IDT: ", "IP: ", "#PF"},
	Details:   []string{"exception RIP"},
	FaultRow:  "CR2",
	Summary:   true, // arch/x86/kernel/dumpstack.c: oops_end(), "Executive summary in case the oops scrolled away"
	// arch/x86/mm/fault.c: show_fault_oops(), kernel/dumpstack.c: __die_body(), kernel/process_64.c and process_32.c: __show_regs();
	// a die has the modules behind the trace, a WARN in front
	Printed: []string{
		"BUG: ", "#PF: supervisor", "#PF: error_code", "PGD ", "CPU: ", "Hardware name: ", "RIP: ", "Code: ", "RSP: ", "RAX: ", "RDX: ", "RBP: ", "R10: ", "R13: ",
		"EIP: ", "EAX: ", "ESI: ", "FS: ", "DS: ", "CS: ", "CR0: ", "DR0: ", "DR3: ", "PKRU: ", "Call Trace:", arch.PrintedFrames, "---[ end trace",
	},
}
