package arm

import (
	"strings"

	"oopscope/parse/arch"
)

// readXen reads the rows of the hypervisor (xen/arch/arm/traps.c, show_registers_32()):
//
//	PC:     0024f2b8 vgic_vcpu_inject_irq+0x40/0x1c8
//	CPSR:   600e01da MODE:Hypervisor
//	     R8: 00000000 R9: 00000000 R10:00000000 R11:43fd7e2c R12:00000000
//	HYP: SP: 43fd7df4 LR: 00252d0c
//	    HDFAR: 00000008
func readXen(d *arch.Dump, l arch.Line) bool {
	t := strings.TrimLeft(l.Text, " ")
	label, rest, ok := strings.Cut(t, ":")
	if !ok {
		return false
	}
	switch label {
	case "PC":
		return arch.XenPlace(&d.PC, &d.PCLine, rest, l.N)
	case "CPSR":
		v, digits := arch.HexPrefix(strings.TrimLeft(rest, " "))
		if digits != 8 {
			return false
		}
		d.SetRegister("psr", v, digits, l.N)
	case "HDFAR":
		v, digits := arch.HexPrefix(strings.TrimLeft(rest, " "))
		if digits != 8 {
			return false
		}
		d.FaultAt(v, l.N)
	case "HYP":
		if !arch.ReadRow(d, arch.Line{N: l.N, Text: strings.ToLower(rest)}, names) {
			return false
		}
		d.SP, _ = d.Register("sp")
		if lr, ok := d.Register("lr"); ok && d.LRLine == 0 {
			d.LR, d.LRLine = arch.Symbol{Address: lr, HasAddress: true}, l.N
		}
	case "R0", "R4", "R8":
		t = strings.NewReplacer("R11:", "fp: ", "R12:", "ip: ").Replace(t)
		return arch.ReadRow(d, arch.Line{N: l.N, Text: strings.ToLower(t)}, names)
	default:
		return false
	}
	return true
}

// claimsXen weighs the lines of the hypervisor.
func claimsXen(t string) int {
	return arch.When(arch.XenOn(t, "arm32") || strings.HasPrefix(t, "HYP: SP: ") && strings.Contains(t, " LR: "), 5)
}
