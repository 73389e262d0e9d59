package arm

import (
	"strings"

	"oopscope/parse/arch"
)

// claims weighs a line by its first byte, so that other lines cost little.
func claims(t string) int {
	if t == "" {
		return 0
	}
	switch t[0] {
	case ' ':
		return claimsFrame(t)
	case '[', '(':
		return claimsBracket(t)
	case '-', 'H':
		return claimsXen(t)
	case '8':
		return arch.When(t == "8<--- cut here ---", 5)
	case 'U':
		return claimsFault(t)
	case 'I':
		if strings.HasPrefix(t, "Internal error: ") {
			t = strings.TrimRight(t, " ")
			return 1 + arch.When(strings.HasSuffix(t, " ARM") || strings.HasSuffix(t, " THUMB2"), 4)
		}
	case 'p', 's', 'r', 'C', 'R':
		return claimsRow(t)
	case 'F':
		return arch.When(arch.Row(t, "Flags: ", "  ISA "), 5) + arch.When(strings.HasPrefix(t, "Function entered at [<"), 3)
	case 'E':
		return arch.When(strings.HasPrefix(t, "Exception stack(0x") && len(t) == 41, 5)
	case 'P':
		return arch.When(strings.HasPrefix(t, "PC is at "), 1)
	}
	return 0
}

// claimsFrame weighs " foo from bar+0x10/0x20".
func claimsFrame(t string) int {
	from := strings.Index(t, " from ")
	return arch.When(from > 1 && strings.Contains(t[from:], "+0x") && t[1] != ' ', 5)
}

// claimsRow weighs the rows of registers.
func claimsRow(t string) int {
	switch t[0] {
	case 'p':
		return arch.When(arch.Row(t, "pc : [<", "    psr: "), 5)
	case 's':
		return arch.When(arch.Row(t, "sp : ", "  fp : "), 5)
	case 'C':
		return arch.When(arch.Row(t, "Control: ", "Table: "), 5)
	case 'R':
		return arch.When(arch.Row(t, "Register r", " information:"), 5)
	}
	return arch.When(len(t) > 14 && t[3] == ':' && strings.HasPrefix(t[13:], "  r"), 5)
}

// claimsBracket weighs "[<c0101a0c>] (f) from [<c01ad388>] (g+0x1/0x2)" and
// "[000001c1] *pgd=00000000".
func claimsBracket(t string) int {
	if t[0] == '(' {
		return arch.When(strings.Contains(t, ") from [<") && strings.Contains(t, "+0x"), 5)
	}
	if strings.HasPrefix(t, "[<") {
		return arch.When(strings.Contains(t, ") from [<"), 5)
	}
	if strings.HasPrefix(t, "[] (") {
		return arch.When(strings.Contains(t, ") from [] ("), 5)
	}
	// arm64 up to 4.16 prints the same and a level more
	return arch.When(len(t) > 15 && t[9] == ']' && strings.HasPrefix(t[9:], "] *pgd=") && !strings.Contains(t, "*pud="), 5)
}

// claimsFault weighs the line that opens a fault. arm64 prints the address
// with 16 digits, mips puts the CPU in front.
func claimsFault(t string) int {
	if strings.HasPrefix(t, "Unhandled prefetch abort: ") {
		return 5
	}
	if strings.HasPrefix(t, "Unhandled fault: ") {
		i := strings.Index(t, ") at 0x")
		return arch.When(i > 0 && len(t)-i-7 == 8 && strings.HasPrefix(t[i-5:], "0x"), 5)
	}
	return arch.When(arch.FaultDigits(t) == 8, 2)
}
