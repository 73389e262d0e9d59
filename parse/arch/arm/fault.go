package arm

import (
	"cmp"
	"fmt"
	"strings"

	"oopscope/parse/arch"
)

// readFault reads the line of a page fault (arch/arm/mm/fault.c); "when
// read" is printed since 6.2:
//
//	Unable to handle kernel paging request at virtual address feadbeec when read
func readFault(d *arch.Dump, s *state, l arch.Line) {
	if d.Fault.Line != 0 {
		return
	}
	const at = " at virtual address "
	head, tail, ok := strings.Cut(l.Text, at)
	if !ok {
		return
	}
	d.Fault.Line = l.N
	v, n := arch.HexPrefix(tail)
	if n > 0 {
		d.Fault.Address, d.Fault.HasAddress = v, true
	}
	if _, access, ok := strings.Cut(tail, " when "); ok {
		d.Fault.Access = accessWord(access)
	}
	s.prefetch = strings.HasSuffix(head, "execution of memory")
}

// accessWord accepts the words that the contract knows.
func accessWord(s string) string {
	switch s = strings.TrimSpace(s); s {
	case "read", "write", "execute":
		return s
	}
	return ""
}

// readAbort reads the line of any other abort; its code comes with it, the
// die line that follows has an empty text:
//
//	Unhandled fault: page domain fault (0x01b) at 0x000001c1
//	Unhandled prefetch abort: page domain fault (0x01b) at 0x00000000
func readAbort(d *arch.Dump, s *state, l arch.Line) {
	if d.Fault.Line != 0 {
		return
	}
	d.Fault.Line = l.N
	_, t, _ := strings.Cut(l.Text, ": ")
	if name, rest, ok := strings.Cut(t, " (0x"); ok {
		s.heading = name
		code, n := arch.HexPrefix(rest)
		if s.fsr, s.hasFSR = code, n > 0; s.hasFSR {
			d.ToldCode(code, l.N)
		}
	}
	if v, ok := arch.HexAfter(t, ") at 0x"); ok {
		d.Fault.Address, d.Fault.HasAddress = v, true
	}
	s.prefetch = strings.HasPrefix(l.Text, "Unhandled prefetch")
}

// Bits of the fault status register, as the kernel passes it on.
const (
	fsrWrite    = 1 << 11
	fsrLPAE     = 1 << 9
	fsrFS4      = 1 << 10
	fsrExternal = 1 << 12
	fsrCache    = 1 << 13
	fsrPrefetch = 1 << 31 // FSR_LNX_PF: set by the kernel for instruction faults
)

// decodeFault fills in access and detail from the fault status register:
// the code of the die line, or that of the abort line.
func decodeFault(d *arch.Dump, s *state) {
	fsr := s.fsr
	switch {
	case s.hasFSR:
	case d.HasCode && d.Die == "Oops":
		fsr = d.DieCode
	default:
		return
	}
	if d.Fault.Access == "" {
		d.Fault.Access = access(fsr, s.prefetch)
	}
	if d.Fault.Detail == "" {
		d.Fault.Detail = faultName(fsr, s.heading)
	}
	line := d.DieLine
	if s.hasFSR {
		line = d.Fault.Line
	}
	d.Note("FSR", fsrText(fsr), line)
}

func access(fsr uint64, prefetch bool) string {
	switch {
	case prefetch || fsr&fsrPrefetch != 0:
		return "execute"
	case fsr&fsrWrite != 0:
		return "write"
	}
	return "read"
}

// faultName names a fault status. The kernel's own word for it wins: its
// table depends on the CPU.
func faultName(fsr uint64, printed string) string {
	if printed != "" {
		return printed
	}
	if fsr&fsrLPAE != 0 {
		return faultLPAE(fsr & 0x3f)
	}
	index := fsr & 0xf
	if fsr&fsrFS4 != 0 {
		index |= 0x10
	}
	if name, ok := faults[index]; ok {
		return name
	}
	return fmt.Sprintf("fault status %d", index)
}

// fsrText writes out a fault status register.
func fsrText(fsr uint64) string {
	parts := []string{faultName(fsr, "")}
	if fsr&fsrLPAE == 0 {
		parts = append(parts, fmt.Sprintf("domain %d", fsr>>4&0xf))
	} else {
		parts = append(parts, "long descriptors (LPAE)")
	}
	switch {
	case fsr&fsrPrefetch != 0:
		parts = append(parts, "instruction fetch")
	case fsr&fsrWrite != 0:
		parts = append(parts, "write")
	default:
		parts = append(parts, "read")
	}
	if fsr&fsrExternal != 0 {
		parts = append(parts, "external abort type 1")
	}
	if fsr&fsrCache != 0 {
		parts = append(parts, "cache maintenance")
	}
	return fmt.Sprintf("%#x: %s", fsr, strings.Join(parts, ", "))
}

// faults are the short-descriptor fault statuses of ARMv7, arch/arm/mm/fsr-2level.c.
var faults = map[uint64]string{
	0: "vector exception", 1: "alignment exception", 2: "debug event", 3: "section access flag fault",
	4: "I-cache maintenance fault", 5: "section translation fault", 6: "page access flag fault",
	7: "page translation fault", 8: "external abort on non-linefetch", 9: "section domain fault",
	10: "external abort on non-linefetch", 11: "page domain fault", 12: "external abort on translation",
	13: "section permission fault", 14: "external abort on translation", 15: "page permission fault",
	20: "lock abort", 22: "imprecise external abort", 24: "dcache parity error",
	25: "parity error on memory access", 28: "parity error on translation table walk", 30: "parity error on translation table walk",
}

// faultLPAE names a long-descriptor fault status, arch/arm/mm/fsr-3level.c.
func faultLPAE(status uint64) string {
	level := status & 3
	switch {
	case status >= 5 && status <= 7:
		return fmt.Sprintf("level %d translation fault", level)
	case status >= 9 && status <= 11:
		return fmt.Sprintf("level %d access flag fault", level)
	case status >= 13 && status <= 15:
		return fmt.Sprintf("level %d permission fault", level)
	case status >= 20 && status <= 23:
		return "synchronous abort (translation table walk)"
	case status >= 28 && status <= 31:
		return "synchronous parity error (translation table walk)"
	}
	return cmp.Or(faultsLPAE[status], fmt.Sprintf("fault status %d", status))
}

// faultsLPAE are the long-descriptor fault statuses without a level.
var faultsLPAE = map[uint64]string{
	4: "reserved translation fault", 8: "reserved access flag fault", 12: "reserved permission fault",
	16: "synchronous external abort", 17: "asynchronous external abort",
	24: "synchronous parity error", 25: "asynchronous parity error", 33: "alignment fault", 34: "debug event",
	52: "implementation fault (lockdown abort)", 58: "implementation fault (coprocessor abort)",
}
