package arch

import (
	"strings"

	"oopscope/parse/ascii"
)

func arm64Claims(t string) int {
	if len(t) < 6 {
		return 0
	}
	switch t[0] {
	case ' ':
		return arm64ClaimsIndented(t)
	case '[':
		return arm64ClaimsBracket(t)
	case 'x':
		return When(len(t) > 20 && t[3] == ':' && t[1] <= '2' && ascii.AllHexDigits(t[5:21]), 5)
	case 'p':
		return When(strings.HasPrefix(t, "pstate: ") || strings.HasPrefix(t, "pmr_save: ") || strings.HasPrefix(t, "pc : [<") && strings.Contains(t, "] pstate: "), 5) +
			When(strings.HasPrefix(t, "pc : ") && t[5] != '[', 3)
	case 'l':
		return When(strings.HasPrefix(t, "lr : "), 3)
	case 's':
		return When(strings.HasPrefix(t, "sp : ") && len(t) == 21 || strings.HasPrefix(t, "swapper pgtable: "), 3)
	case 'u':
		return When(strings.HasPrefix(t, "user pgtable: "), 5)
	case 'M':
		return When(t == "Mem abort info:", 5)
	case 'D':
		return When(t == "Data abort info:", 5)
	case 'I':
		return arm64ClaimsDie(t)
	case 'U':
		return arm64ClaimsFault(t)
	case 'C':
		return When(strings.HasPrefix(t, "Call trace:"), 2) + When(strings.HasPrefix(t, "CPU features: 0x"), 2)
	case 'S':
		return When(strings.HasPrefix(t, "SError Interrupt on CPU"), 5)
	case 'E':
		return When(strings.HasPrefix(t, "Exception stack(0x") && len(t) > 50, 5)
	case 'P':
		return When(strings.HasPrefix(t, "PHYS_OFFSET: 0x"), 3) + When(strings.HasPrefix(t, "PC is at "), 1)
	}
	return 0
}

// arm64Entries are frames that no other architecture has.
var arm64Entries = []string{"el0t_64_", "el1h_64_", "el0_svc", "el1_irq", "el1_sync", "el1_da", "do_el0_svc", "el1_interrupt", "el0_sync", "el1_abort"}

func arm64ClaimsIndented(t string) int {
	if strings.HasPrefix(t, "  ") {
		return When(strings.HasPrefix(t, "  ESR = 0x") || strings.HasPrefix(t, "  EC = 0x") || strings.HasPrefix(t, "  FSC = 0x") ||
			strings.HasPrefix(t, "  CM = ") || strings.HasPrefix(t, "  ISV = ") || strings.HasPrefix(t, "  SET = ") ||
			strings.HasPrefix(t, "  EA = ") || strings.HasPrefix(t, "  Exception class = "), 5)
	}
	if t[1] != 'e' && t[1] != 'd' {
		return 0
	}
	for _, e := range arm64Entries {
		if strings.HasPrefix(t[1:], e) {
			return 5
		}
	}
	return 0
}

// arm64ClaimsBracket weighs a frame of 4.12 and before by where the kernel
// lies: not in the last 4 GiB, as with x86-64 and riscv.
//
//	[<ffff200008091db8>] show_stack+0x20/0x30
func arm64ClaimsBracket(t string) int {
	if len(t) < 22 || t[1] != '<' || t[18:20] != ">]" {
		return 0
	}
	return When(strings.HasPrefix(t, "[<ffff") && t[6:8] != "ff" || strings.HasPrefix(t, "[<ffffff80") || strings.HasPrefix(t, "[<ffffffc0"), 2)
}

// arm64ClaimsDie weighs the die line: the code is an ESR, of eight digits up
// to 6.0 and sixteen since; arm's ends with " ARM".
func arm64ClaimsDie(t string) int {
	if !strings.HasPrefix(t, "Internal error: ") {
		return 0
	}
	before, _, after, ok := DieNumber(t)
	if !ok || strings.Contains(after, "ARM") || strings.Contains(after, "THUMB") {
		return When(ok, 1)
	}
	i := strings.LastIndexByte(before, ' ')
	digits := len(before) - i - 1
	return 2 + When(digits == 16 || digits == 8, 3)
}

func arm64ClaimsFault(t string) int {
	const at = " at virtual address "
	i := strings.Index(t, at)
	if i < 0 || !strings.HasPrefix(t, "Unable to handle kernel ") {
		return 0
	}
	_, n := HexPrefix(t[i+len(at):])
	return When(n == 16, 3)
}
