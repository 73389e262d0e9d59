package arm64

import (
	"fmt"
	"strings"

	"oopscope/parse/arch"
)

func (s *state) setESR(v uint64, line int) {
	if !s.hasESR {
		s.esr, s.hasESR, s.line = v, true, line
	}
}

// readAbort reads the block that follows the fault line since 4.18:
//
//	ESR = 0x0000000096000006
//	EC = 0x25: DABT (current EL), IL = 32 bits
//	FSC = 0x06: level 2 translation fault
//	CM = 0, WnR = 0
//
// Everything in it but the access size repeats the ESR.
func readAbort(d *arch.Dump, s *state, l arch.Line) bool {
	if !strings.HasPrefix(l.Text, "  ") {
		return false
	}
	t := strings.TrimLeft(l.Text, " ")
	switch {
	case strings.HasPrefix(t, "ESR = 0x"):
		if v, ok := arch.HexAfter(t, "ESR = 0x"); ok {
			s.setESR(v, l.N)
			d.ToldCode(v, l.N)
		}
	case strings.HasPrefix(t, "FSC = 0x"):
		if _, detail, ok := strings.Cut(t, ": "); ok && d.Fault.Detail == "" {
			d.Fault.Detail = strings.TrimSpace(detail)
		}
	case strings.HasPrefix(t, "Access size = "):
		d.Note("access size", t[len("Access size = "):], l.N)
	case strings.HasPrefix(t, "EC = "), strings.HasPrefix(t, "Exception class = "), strings.HasPrefix(t, "SET = "),
		strings.HasPrefix(t, "EA = "), strings.HasPrefix(t, "ISV = "), strings.HasPrefix(t, "CM = "),
		strings.HasPrefix(t, "SSE = "), strings.HasPrefix(t, "SF = "), strings.HasPrefix(t, "GCS = "):
	default:
		return false
	}
	return true
}

// finish decodes the exception syndrome, the processor state and the code.
func finish(d *arch.Dump) {
	s := scratch(d)
	if !s.hasESR && d.HasCode && d.DieCode != 0 {
		s.setESR(d.DieCode, d.DieLine)
	}
	if s.hasESR {
		decodeESR(d, s)
	}
	if pstate, ok := d.Register("pstate"); ok {
		d.Status = pstateFlags(pstate)
		if _, masks := d.Register("pmr_save"); pstate>>7&1 == 1 || !masks { // else the interrupt controller's priority mask decides
			d.Interrupts(pstate>>7&1 == 0, "pstate")
		}
		d.UserMode = pstate&0xf == 0
		d.Means("pstate", strings.TrimSpace(arch.BitNames(pstate, pstateBits)+" "+d.Status[len(d.Status)-1].Name))
	}
	if d.PCLine == 0 && d.Fault.HasAddress && len(d.Chain) > 0 {
		d.Chain[0].Exact = true // without its line the PC is still what the trace begins with
	}
	for i := 1; i < len(d.Chain); i++ {
		if entry(d.Chain[i-1].Function) {
			d.Chain[i].Exact = true
		}
	}
	placeOfError(d)
	decodeCode(d)
}

// placeOfError takes the place where an SError struck from the panic's trace where
// the registers are missing: the frame behind the entry of the exception.
func placeOfError(d *arch.Dump) {
	for i := 1; i < len(d.Chain) && d.PC.Function == ""; i++ {
		if by := d.Chain[i-1].Function; by == "el1h_64_error" || by == "el1_error" {
			d.PC, d.PCLine = d.Chain[i].Symbol, d.Chain[i].Line
		}
	}
}

// entry tells whether a function is the entry code of an exception taken
// in the kernel: the frame below it is what was interrupted.
func entry(name string) bool {
	switch name {
	case "el1_sync", "el1_irq", "el1_da", "el1_ia", "el1_undef", "el1_dbg", "el1_error",
		"el1h_64_sync", "el1h_64_irq", "el1h_64_fiq", "el1h_64_error", "el1t_64_sync":
		return true
	}
	return false
}

// Exception classes with an address: bits 31:26 of the ESR.
const (
	ecSystem  = 0x18 // MSR, MRS and system instructions
	ecIABTLow = 0x20
	ecIABTCur = 0x21
	ecDABTLow = 0x24
	ecDABTCur = 0x25
	ecBRK     = 0x3c
)

// decodeESR writes out the exception syndrome register.
func decodeESR(d *arch.Dump, s *state) {
	ec, iss := s.esr>>26&0x3f, s.esr&0x1ffffff
	parts := []string{class(ec)}
	switch ec {
	case ecIABTLow, ecIABTCur:
		abort(d, iss, "execute")
		parts = append(parts, status(iss&0x3f))
	case ecDABTLow, ecDABTCur:
		access := "read"
		if iss>>6&1 == 1 && iss>>8&1 == 0 {
			access = "write"
		}
		abort(d, iss, access)
		parts = append(parts, access, status(iss&0x3f))
		parts = append(parts, syndrome(iss)...)
	case ecSystem:
		d.Withheld = systemRegister(iss)
		parts = append(parts, d.Withheld)
	case ecBRK:
		parts = append(parts, breakText(iss&0xffff))
	}
	d.Note("ESR", fmt.Sprintf("%#x: %s", s.esr, strings.Join(parts, ", ")), s.line)
}

// abort completes the fault from the syndrome.
func abort(d *arch.Dump, iss uint64, access string) {
	if d.Fault.Access == "" {
		d.Fault.Access = access
	}
	if d.Fault.Detail == "" {
		d.Fault.Detail = status(iss & 0x3f)
	}
}

// syndrome writes out what else a data abort's syndrome tells.
func syndrome(iss uint64) []string {
	var parts []string
	if iss>>24&1 == 1 {
		register := "w"
		if iss>>15&1 == 1 {
			register = "x"
		}
		parts = append(parts, fmt.Sprintf("%d bytes by %s%d", 1<<(iss>>22&3), register, iss>>16&0x1f))
	}
	for _, f := range []struct {
		bit  uint
		name string
	}{{10, "FAR not valid"}, {9, "external"}, {8, "cache maintenance"}, {7, "in a page table walk"}} {
		if iss>>f.bit&1 == 1 {
			parts = append(parts, f.name)
		}
	}
	return parts
}

// systemRegister names the system register whose access was trapped: the syndrome holds the
// fields of the instruction in an order of their own.
func systemRegister(iss uint64) string {
	op0, op1, op2, crn, crm := iss>>20&3, iss>>14&7, iss>>17&7, iss>>10&15, iss>>1&15
	if name, ok := systems[uint32(op0&1<<14|op1<<11|crn<<7|crm<<3|op2)]; ok && op0 >= 2 {
		return name
	}
	return fmt.Sprintf("s%d_%d_c%d_c%d_%d", op0, op1, crn, crm, op2)
}

// breakText names what the immediate of a BRK asks for, asm/brk-imm.h.
func breakText(imm uint64) string {
	switch {
	case imm == 0x800:
		return "BUG() or WARN()"
	case imm == 0x4, imm == 0x5, imm == 0x6, imm == 0x7:
		return "probe"
	case imm == 0x100:
		return "fault"
	case imm == 0x400, imm == 0x401:
		return "KGDB"
	case imm >= 0x900 && imm <= 0x9ff:
		return "KASAN software tags"
	case imm >= 0x5500 && imm <= 0x55ff:
		return "UBSAN trap"
	case imm >= 0x8000 && imm <= 0x83ff:
		return "CFI failure"
	}
	return fmt.Sprintf("immediate %#x", imm)
}

// classes are the exception classes, arch/arm64/kernel/traps.c.
var classes = map[uint64]string{
	0x00: "unknown or undefined instruction", 0x01: "WFI/WFE", 0x03: "CP15 MCR/MRC", 0x07: "ASIMD or SVE access", 0x09: "pointer authentication",
	0x0d: "branch target identification", 0x0e: "PSTATE.IL", 0x11: "SVC (AArch32)", 0x15: "SVC (AArch64)", 0x16: "HVC (AArch64)",
	0x17: "SMC (AArch64)", 0x18: "MSR/MRS (AArch64)", 0x19: "SVE", 0x1c: "pointer authentication failure (FPAC)", 0x1d: "SME",
	0x20: "instruction abort (lower EL)", 0x21: "instruction abort (current EL)", 0x22: "PC alignment",
	0x24: "data abort (lower EL)", 0x25: "data abort (current EL)", 0x26: "SP alignment", 0x27: "memory copy or set",
	0x28: "floating point (AArch32)", 0x2c: "floating point (AArch64)", 0x2d: "guarded control stack", 0x2f: "SError",
	0x30: "breakpoint (lower EL)", 0x31: "breakpoint (current EL)", 0x32: "single step (lower EL)", 0x33: "single step (current EL)",
	0x34: "watchpoint (lower EL)", 0x35: "watchpoint (current EL)", 0x38: "BKPT (AArch32)", 0x3c: "BRK",
}

func class(ec uint64) string {
	if name, ok := classes[ec]; ok {
		return name
	}
	return fmt.Sprintf("exception class %#x", ec)
}

// status names a fault status code, fault_info[] of arch/arm64/mm/fault.c.
func status(fsc uint64) string {
	level := fsc & 3
	switch {
	case fsc == 0:
		return "ttbr address size fault"
	case fsc < 4:
		return fmt.Sprintf("level %d address size fault", level)
	case fsc < 8:
		return fmt.Sprintf("level %d translation fault", level)
	case fsc < 12:
		return fmt.Sprintf("level %d access flag fault", level)
	case fsc < 16:
		return fmt.Sprintf("level %d permission fault", level)
	case fsc >= 0x14 && fsc <= 0x17:
		return fmt.Sprintf("level %d synchronous external abort (translation table walk)", level)
	case fsc >= 0x1c && fsc <= 0x1f:
		return fmt.Sprintf("level %d synchronous parity error (translation table walk)", level)
	}
	if name, ok := statuses[fsc]; ok {
		return name
	}
	return fmt.Sprintf("fault status %#x", fsc)
}

var statuses = map[uint64]string{
	0x10: "synchronous external abort", 0x11: "synchronous tag check fault", 0x18: "synchronous parity or ECC error",
	0x13: "level -1 synchronous external abort (translation table walk)", 0x1b: "level -1 synchronous parity error (translation table walk)",
	0x21: "alignment fault", 0x29: "level -1 address size fault", 0x2b: "level -1 translation fault", 0x30: "TLB conflict abort",
	0x31: "unsupported atomic hardware update fault", 0x34: "implementation fault (lockdown abort)",
	0x35: "implementation fault (unsupported exclusive)", 0x3d: "section domain fault", 0x3e: "page domain fault",
}

var pstateBits = []arch.Bit{
	{N: 31, Name: "N", Set: "negative"}, {N: 30, Name: "Z", Set: "zero"}, {N: 29, Name: "C", Set: "carry"}, {N: 28, Name: "V", Set: "overflow"},
	{N: 25, Name: "TCO", Set: "tag checks off"}, {N: 24, Name: "DIT", Set: "data independent timing"}, {N: 23, Name: "UAO", Set: "user access override"},
	{N: 22, Name: "PAN", Set: "user memory not accessible"}, {N: 21, Name: "SS", Set: "single step"}, {N: 20, Name: "IL", Set: "illegal execution state"},
	{N: 12, Name: "SSBS", Set: "speculative store bypass"}, {N: 9, Name: "D", Set: "debug exceptions masked"}, {N: 8, Name: "A", Set: "SErrors masked"},
	{N: 7, Name: "I", Set: "IRQs off", Clear: "IRQs on"}, {N: 6, Name: "F", Set: "FIQs off"}, {N: 4, Name: "nRW", Set: "AArch32"},
}

// pstateFlags decodes the saved processor state.
func pstateFlags(v uint64) []arch.Flag {
	flags := arch.BitFlags(v, pstateBits)
	if v>>4&1 == 1 {
		return flags
	}
	stack := "t"
	if v&1 == 1 {
		stack = "h"
	}
	el := v >> 2 & 3
	meaning := [4]string{"user mode", "kernel", "kernel (hypervisor mode)", "firmware"}[el]
	return append(flags, arch.Flag{Name: fmt.Sprintf("EL%d%s", el, stack), Meaning: meaning})
}

// disagree tells an ESR and a line of the block behind it that repeats another
// one (arch/arm64/mm/fault.c: mem_abort_decode(), data_abort_decode()).
func disagree(a, b string) bool {
	esr, ok := arch.HexAfter(a, "ESR = 0x")
	if !ok {
		if esr, ok = arch.HexAfter(b, "ESR = 0x"); !ok {
			return false
		}
		b = a
	}
	const faultStatus, syndrome = 0x3f, 0x1ffffff // ESR_ELx_FSC, ESR_ELx_ISS_MASK
	for _, part := range [...]struct {
		label string
		value uint64
	}{
		{"  EC = 0x", esr >> 26 & 0x3f}, {"  FSC = 0x", esr & faultStatus}, {", ISS = 0x", esr & syndrome}, {", WnR = ", esr >> 6 & 1},
	} {
		if v, ok := arch.HexAfter(b, part.label); ok {
			return v != part.value
		}
	}
	return false
}
