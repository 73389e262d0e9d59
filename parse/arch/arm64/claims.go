package arm64

import (
	"strings"

	"oopscope/parse/arch"
	"oopscope/parse/ascii"
)

func claims(t string) int {
	if len(t) < 6 {
		return 0
	}
	if weight := claimsFirmware(t); weight > 0 {
		return weight
	}
	switch t[0] {
	case ' ':
		return claimsIndented(t)
	case '[':
		return claimsBracket(t)
	case 'x', 'p', 'l', 's':
		return claimsRow(t)
	case 'u':
		return arch.When(strings.HasPrefix(t, "user pgtable: "), 5)
	case 'M':
		return arch.When(t == "Mem abort info:", 5)
	case 'D':
		return arch.When(t == "Data abort info:", 5)
	case 'I':
		return claimsDie(t)
	case 'U':
		return arch.When(arch.FaultDigits(t) == 16, 3)
	case 'C':
		return arch.When(strings.HasPrefix(t, "Call trace:"), 2) + arch.When(strings.HasPrefix(t, "CPU features: 0x"), 2)
	case 'S':
		return arch.When(strings.HasPrefix(t, "SError Interrupt on CPU"), 5)
	case 'E':
		return arch.When(strings.HasPrefix(t, "Exception stack(0x") && len(t) > 50, 5)
	case 'P':
		return arch.When(strings.HasPrefix(t, "PHYS_OFFSET: 0x"), 3) + arch.When(strings.HasPrefix(t, "PC is at "), 1)
	}
	return 0
}

// claimsRow weighs the rows of registers and what stands between them.
func claimsRow(t string) int {
	switch t[0] {
	case 'x':
		return arch.When(len(t) > 20 && t[3] == ':' && t[1] <= '2' && ascii.AllHexDigits(t[5:21]), 5)
	case 'p':
		return arch.When(strings.HasPrefix(t, "pstate: ") || strings.HasPrefix(t, "pmr_save: ") || arch.Row(t, "pc : [<", "] pstate: "), 5) +
			arch.When(strings.HasPrefix(t, "pc : ") && t[5] != '[', 3) + arch.When(strings.HasPrefix(t, "pgd = ffff") && len(t) >= 22, 5)
	case 'l':
		return arch.When(strings.HasPrefix(t, "lr : "), 3)
	}
	return arch.When(strings.HasPrefix(t, "sp : ") && len(t) == 21 || strings.HasPrefix(t, "swapper pgtable: "), 3)
}

// entries are frames that no other architecture has.
var entries = []string{"el0t_64_", "el1h_64_", "el0_svc", "el1_irq", "el1_sync", "el1_da", "do_el0_svc", "el1_interrupt", "el0_sync", "el1_abort"}

func claimsIndented(t string) int {
	if strings.HasPrefix(t, "  ") {
		return arch.When(strings.HasPrefix(t, "  ESR = 0x") || strings.HasPrefix(t, "  EC = 0x") || strings.HasPrefix(t, "  FSC = 0x") ||
			strings.HasPrefix(t, "  CM = ") || strings.HasPrefix(t, "  ISV = ") || strings.HasPrefix(t, "  SET = ") ||
			strings.HasPrefix(t, "  EA = ") || strings.HasPrefix(t, "  Exception class = "), 5)
	}
	if t[1] != 'e' && t[1] != 'd' {
		return 0
	}
	for _, e := range entries {
		if strings.HasPrefix(t[1:], e) {
			return 5
		}
	}
	return 0
}

// claimsBracket weighs a frame of 4.12 and before by where the kernel
// lies: not in the last 4 GiB, as with x86-64 and riscv.
//
//	[<ffff200008091db8>] show_stack+0x20/0x30
func claimsBracket(t string) int {
	if strings.Contains(t, "] *pgd=") { // show_pte() of 4.16 and before: %016llx for each level
		return arch.When(arch.Row(t, "[", ", *pud="), 5)
	}
	if len(t) < 22 || t[1] != '<' || t[18:20] != ">]" {
		return 0
	}
	return arch.When(strings.HasPrefix(t, "[<ffff") && t[6:8] != "ff" || strings.HasPrefix(t, "[<ffffff80") || strings.HasPrefix(t, "[<ffffffc0"), 2)
}

// claimsDie weighs the die line: the code is an ESR, of eight digits up
// to 6.0 and sixteen since; arm's ends with " ARM".
func claimsDie(t string) int {
	if !strings.HasPrefix(t, "Internal error: ") {
		return 0
	}
	before, _, after, ok := arch.DieNumber(t)
	if !ok || strings.Contains(after, "ARM") || strings.Contains(after, "THUMB") {
		return arch.When(ok, 1)
	}
	i := strings.LastIndexByte(before, ' ')
	digits := len(before) - i - 1
	return 2 + arch.When(digits == 16 || digits == 8, 3)
}
