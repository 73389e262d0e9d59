package arch

import "strings"

// armClaims weighs a line by its first byte, so that other lines cost little.
func armClaims(t string) int {
	if t == "" {
		return 0
	}
	switch t[0] {
	case ' ':
		if from := strings.Index(t, " from "); from > 1 && strings.Contains(t[from:], "+0x") && t[1] != ' ' {
			return 5
		}
	case '[':
		return armClaimsBracket(t)
	case '8':
		return When(t == "8<--- cut here ---", 5)
	case 'U':
		return armClaimsFault(t)
	case 'I':
		if strings.HasPrefix(t, "Internal error: ") {
			t = strings.TrimRight(t, " ")
			return 1 + When(strings.HasSuffix(t, " ARM") || strings.HasSuffix(t, " THUMB2"), 4)
		}
	case 'p':
		return When(strings.HasPrefix(t, "pc : [<") && strings.Contains(t, "    psr: "), 5)
	case 's':
		return When(strings.HasPrefix(t, "sp : ") && strings.Contains(t, "  fp : "), 5)
	case 'r':
		return When(len(t) > 14 && t[3] == ':' && strings.HasPrefix(t[13:], "  r"), 5)
	case 'F':
		return When(strings.HasPrefix(t, "Flags: ") && strings.Contains(t, "  ISA "), 5) +
			When(strings.HasPrefix(t, "Function entered at [<"), 3)
	case 'C':
		return When(strings.HasPrefix(t, "Control: ") && strings.Contains(t, "Table: "), 5)
	case 'R':
		return When(strings.HasPrefix(t, "Register r") && strings.Contains(t, " information:"), 5)
	case 'E':
		return When(strings.HasPrefix(t, "Exception stack(0x") && len(t) == 41, 5)
	case 'P':
		return When(strings.HasPrefix(t, "PC is at "), 1)
	}
	return 0
}

// armClaimsBracket weighs "[<c0101a0c>] (f) from [<c01ad388>] (g+0x1/0x2)" and
// "[000001c1] *pgd=00000000".
func armClaimsBracket(t string) int {
	if strings.HasPrefix(t, "[<") {
		return When(strings.Contains(t, ") from [<"), 5)
	}
	return When(len(t) > 15 && t[9] == ']' && strings.HasPrefix(t[9:], "] *pgd="), 5)
}

// armClaimsFault weighs the line that opens a fault. arm64 prints the address
// with 16 digits, mips puts the CPU in front.
func armClaimsFault(t string) int {
	if strings.HasPrefix(t, "Unhandled prefetch abort: ") {
		return 5
	}
	if strings.HasPrefix(t, "Unhandled fault: ") {
		i := strings.Index(t, ") at 0x")
		return When(i > 0 && len(t)-i-7 == 8 && strings.HasPrefix(t[i-5:], "0x"), 5)
	}
	const at = " at virtual address "
	i := strings.Index(t, at)
	if i < 0 || !strings.HasPrefix(t, "Unable to handle kernel ") {
		return 0
	}
	_, n := HexPrefix(t[i+len(at):])
	return When(n == 8, 2)
}
