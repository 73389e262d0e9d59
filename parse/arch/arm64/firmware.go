package arm64

import (
	"strings"

	"oopscope/parse/arch"
)

// Firmware of the same CPUs prints the same registers in forms of its own.

// levels are the registers of TF-A (bl31/aarch64/crash_reporting.S).
var levels = []string{
	"x30", "scr_el3", "sctlr_el3", "cptr_el3", "tcr_el3", "daif", "mair_el3", "spsr_el3", "elr_el3", "ttbr0_el3", "esr_el3", "far_el3",
	"spsr_el1", "elr_el1", "esr_el1", "far_el1", "sctlr_el1", "sp_el0", "sp_el1", "mpidr_el1", "isr_el1", "elr",
}

// readFirmware reads the lines of U-Boot (arch/arm/lib/interrupts_64.c), of TF-A
// and of OP-TEE (core/arch/arm/kernel/abort.c) that the kernel has not:
//
//	"Synchronous Abort" handler, esr 0x96000010, far 0x1234
//	elr: 00000000000a1b2c lr : 00000000000a1b3c (reloc)
//	elr: 000000007ff7ab2c lr : 000000007ff7ab3c
//	elr_el3        = 0x00000000bf0065d8
//	 esr 0x96000005  ttbr0 0x20000fee000   ttbr1 0x00000000   cidr 0x0
//	PANIC at PC : 0x0000000004023a3c
func readFirmware(d *arch.Dump, s *state, l arch.Line) bool {
	t := strings.TrimLeft(l.Text, " ")
	switch {
	case strings.HasPrefix(t, "\"") && strings.Contains(t, " handler, esr 0x"):
		s.readESR(l, ", esr 0x")
		if far, ok := arch.HexAfter(t, ", far 0x"); ok {
			d.FaultAt(far, l.N)
		}
	case strings.HasPrefix(t, "esr 0x"):
		s.readESR(l, "esr 0x")
	case strings.HasPrefix(t, "PANIC at PC : 0x"), strings.HasPrefix(t, "ELR:  "):
		_, at, _ := strings.Cut(t, ": ")
		if pc, n := arch.HexPrefix(strings.TrimPrefix(strings.TrimLeft(at, " "), "0x")); n > 0 {
			d.PlaceAt(pc, l.N)
		}
	case strings.HasPrefix(t, "elr: "):
		pc, _ := arch.HexAfter(t, "elr: ")
		if strings.HasSuffix(t, "(reloc)") {
			d.LinkedAt(pc, l.N)
		} else {
			d.PlaceAt(pc, l.N)
		}
	default:
		return readXen(d, s, arch.Line{N: l.N, Text: t}) || levelRow(d, s, arch.Line{N: l.N, Text: t})
	}
	return true
}

// readXen reads the rows of the hypervisor (xen/arch/arm/traps.c, show_registers() and
// arm64/traps.c), which are in capitals:
//
//	PC:     00000a000020cc24 map_range+0x34/0x12c
//	CPSR:   0000000080000249 MODE:64-bit EL2h (Hypervisor, handler)
//	     X3: 0000000000000000  X4: 0000000000000010  X5: 00000a0000310f68
//	  ESR_EL2: 0000000096000006
//	  FAR_EL2: 0000000000000010
func readXen(d *arch.Dump, s *state, l arch.Line) bool {
	label, rest, ok := strings.Cut(l.Text, ":")
	if !ok {
		return false
	}
	v, digits := arch.HexPrefix(strings.TrimLeft(rest, " "))
	switch {
	case label == "PC":
		return arch.XenPlace(&d.PC, &d.PCLine, rest, l.N)
	case label == "LR":
		return arch.XenPlace(&d.LR, &d.LRLine, rest, l.N)
	case digits != 16:
		return false
	case label == "CPSR":
		d.SetRegister("pstate", v, digits, l.N)
	case label == "SP":
		d.SetRegister("sp", v, digits, l.N)
		d.SP = v
	case label == "ESR_EL2":
		s.setESR(v, l.N)
	case label == "FAR_EL2":
		d.FaultAt(v, l.N)
	case strings.HasPrefix(label, "X"):
		return arch.ReadRow(d, arch.Line{N: l.N, Text: strings.ToLower(strings.Replace(l.Text, "FP:", "X29:", 1))}, names)
	default:
		return false
	}
	return true
}

// levelRow reads a row of registers of the exception levels.
func levelRow(d *arch.Dump, s *state, l arch.Line) bool {
	if !strings.HasPrefix(l.Text, "x") && !strings.Contains(l.Text, "_el") && !strings.HasPrefix(l.Text, "daif ") {
		return false
	}
	if !arch.ReadRow(d, l, firmwareNames) {
		return false
	}
	if v, ok := d.Register("esr_el3"); ok {
		s.setESR(v, l.N)
	}
	if v, ok := d.Register("far_el3"); ok && !d.Fault.HasAddress {
		d.FaultAt(v, l.N)
	}
	for _, name := range [...]string{"elr_el3", "elr"} {
		if v, ok := d.Register(name); ok {
			d.PlaceAt(v, l.N)
		}
	}
	return true
}

var firmwareNames = append(append([]string{}, names...), levels...)

// claimsFirmware weighs the lines that only firmware of these CPUs prints.
func claimsFirmware(t string) int {
	t = strings.TrimLeft(t, " ")
	return arch.When(arch.XenOn(t, "arm64") || strings.HasPrefix(t, "CPSR:") && strings.Contains(t, "MODE:64-bit EL2"), 5) +
		arch.When(strings.HasPrefix(t, "\"Synchronous Abort\" handler, esr 0x") || strings.HasPrefix(t, "\"Error\" handler, esr 0x") ||
			strings.HasPrefix(t, "elr_el3 ") || strings.HasPrefix(t, "esr_el3 ") || strings.HasPrefix(t, "x0  00000000") ||
			strings.HasPrefix(t, "esr 0x") && strings.Contains(t, " ttbr0 0x"), 5) +
		arch.When(strings.HasPrefix(t, "Unhandled Exception in EL3"), 5) +
		arch.When(strings.HasPrefix(t, "PANIC at PC : 0x") && len(t) == len("PANIC at PC : 0x")+16, 3)
}
