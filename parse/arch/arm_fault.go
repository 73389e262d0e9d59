package arch

import (
	"fmt"
	"strings"
)

// armReadFault reads the line of a page fault (arch/arm/mm/fault.c); "when
// read" is printed since 6.2:
//
//	Unable to handle kernel paging request at virtual address feadbeec when read
func armReadFault(d *Dump, s *armState, l Line) {
	if d.Fault.Line != 0 {
		return
	}
	const at = " at virtual address "
	head, tail, ok := strings.Cut(l.Text, at)
	if !ok {
		return
	}
	d.Fault.Line = l.N
	v, n := HexPrefix(tail)
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

// armReadAbort reads the line of any other abort; its code comes with it, the
// die line that follows has an empty text:
//
//	Unhandled fault: page domain fault (0x01b) at 0x000001c1
//	Unhandled prefetch abort: page domain fault (0x01b) at 0x00000000
func armReadAbort(d *Dump, s *armState, l Line) {
	if d.Fault.Line != 0 {
		return
	}
	d.Fault.Line = l.N
	_, t, _ := strings.Cut(l.Text, ": ")
	if name, rest, ok := strings.Cut(t, " (0x"); ok {
		s.heading = name
		code, n := HexPrefix(rest)
		s.fsr, s.hasFSR = code, n > 0
	}
	if v, ok := HexAfter(t, ") at 0x"); ok {
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

// armDecodeFault fills in access and detail from the fault status register:
// the code of the die line, or that of the abort line.
func armDecodeFault(d *Dump, s *armState) {
	fsr := s.fsr
	switch {
	case s.hasFSR:
	case d.HasCode && d.Die == "Oops":
		fsr = d.DieCode
	default:
		return
	}
	if d.Fault.Access == "" {
		d.Fault.Access = armAccess(fsr, s.prefetch)
	}
	if d.Fault.Detail == "" {
		d.Fault.Detail = armFaultName(fsr, s.heading)
	}
	line := d.DieLine
	if s.hasFSR {
		line = d.Fault.Line
	}
	d.Note("FSR", armFSR(fsr), line)
}

func armAccess(fsr uint64, prefetch bool) string {
	switch {
	case prefetch || fsr&fsrPrefetch != 0:
		return "execute"
	case fsr&fsrWrite != 0:
		return "write"
	}
	return "read"
}

// armFaultName names a fault status. The kernel's own word for it wins: its
// table depends on the CPU.
func armFaultName(fsr uint64, printed string) string {
	if printed != "" {
		return printed
	}
	if fsr&fsrLPAE != 0 {
		return armFaultLPAE(fsr & 0x3f)
	}
	index := fsr & 0xf
	if fsr&fsrFS4 != 0 {
		index |= 0x10
	}
	if name, ok := armFaults[index]; ok {
		return name
	}
	return fmt.Sprintf("fault status %d", index)
}

// armFSR writes out a fault status register.
func armFSR(fsr uint64) string {
	parts := []string{armFaultName(fsr, "")}
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

// armFaults are the short-descriptor fault statuses of ARMv7, arch/arm/mm/fsr-2level.c.
var armFaults = map[uint64]string{
	0: "vector exception", 1: "alignment exception", 2: "debug event", 3: "section access flag fault",
	4: "I-cache maintenance fault", 5: "section translation fault", 6: "page access flag fault",
	7: "page translation fault", 8: "external abort on non-linefetch", 9: "section domain fault",
	10: "external abort on non-linefetch", 11: "page domain fault", 12: "external abort on translation",
	13: "section permission fault", 14: "external abort on translation", 15: "page permission fault",
	20: "lock abort", 22: "imprecise external abort", 24: "dcache parity error",
	25: "parity error on memory access", 28: "parity error on translation table walk", 30: "parity error on translation table walk",
}

// armFaultLPAE names a long-descriptor fault status, arch/arm/mm/fsr-3level.c.
func armFaultLPAE(status uint64) string {
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
	switch status {
	case 4:
		return "reserved translation fault"
	case 8:
		return "reserved access flag fault"
	case 12:
		return "reserved permission fault"
	case 16:
		return "synchronous external abort"
	case 17:
		return "asynchronous external abort"
	case 24:
		return "synchronous parity error"
	case 25:
		return "asynchronous parity error"
	case 33:
		return "alignment fault"
	case 34:
		return "debug event"
	case 52:
		return "implementation fault (lockdown abort)"
	case 58:
		return "implementation fault (coprocessor abort)"
	}
	return fmt.Sprintf("fault status %d", status)
}
