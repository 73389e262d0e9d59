package arch

import "strings"

// XenPlace reads the program counter or the link register as the hypervisor prints it
// on arm (xen/arch/arm/traps.c, show_registers()): the address, and the symbol where
// there is one.
//
//	PC:     00000a000020cc24 map_range+0x34/0x12c
//	LR:     00000a000020d0f8
func XenPlace(sym *Symbol, line *int, text string, n int) bool {
	text = strings.TrimLeft(text, " ")
	v, digits := HexPrefix(text)
	if digits != 8 && digits != 16 || *line != 0 {
		return false
	}
	if got, _, ok := ParseSymbol(strings.TrimLeft(text[digits:], " ")); ok {
		*sym = got
	}
	sym.Address, sym.HasAddress, *line = v, true, n
	return true
}

// XenOn tells the line that heads a dump of the hypervisor for a machine:
//
//	----[ Xen-4.18.0  arm64  debug=y  Not tainted ]----
func XenOn(text, machine string) bool {
	_, rest, ok := strings.Cut(text, "[ Xen-")
	if !ok {
		return false
	}
	_, rest, _ = strings.Cut(rest, " ")
	return strings.HasPrefix(strings.TrimLeft(rest, " "), machine+" ")
}
