package triage

import (
	"fmt"
	"strings"

	"oopscope/parse/arch"
)

// firmwareRules are about code that is not the kernel's and runs with its rights.
var firmwareRules = []rule{
	{
		id: "firmware-ran", rank: rankState + 8, confidence: Likely, classes: []string{"bad-access", "user-access", "null-deref", "gpf", "bus-error", "alignment"},
		says:       "the code that faulted is the firmware's, which the kernel had called",
		suppresses: []string{"user-pointer", "wild-pointer", "integer-pointer", "nothing-mapped", "stale-mapping", "null-member", "text-pointer"},
		fire:       firmwareRan,
	},
}

// firmwareRan: arm64, arm, riscv, loongarch and x86 map what EFI's runtime services need low
// and call them there; everything else that runs with the kernel's rights lies in its half.
// A jump to nowhere would fault on the fetch.
func firmwareRan(x *exam, f *draft) bool {
	d := &x.c.Dump
	pc, lr := &d.PC, &d.LR
	if d.UserMode || !x.lowCode(pc) || d.Fault.Access == "execute" || d.OddPC || d.OtherISA || !d.Fault.HasAddress || d.Fault.Address == pc.Address {
		return false
	}
	if called := x.efiFrame(); called != nil {
		f.claim(ranFrame(called))
	} else if !x.lowCode(lr) || lr.Address>>24 != pc.Address>>24 {
		return false
	}
	f.Text = fmt.Sprintf("The code that faulted, at %s, is neither the kernel's nor a module's, and lies in the half of the addresses that is user space's. This suggests firmware that the kernel called (EFI's runtime services: time, variables, restart), which used the address %s.", hex(pc.Address), hex(d.Fault.Address))
	f.Next = "Update the firmware, or boot with efi=noruntime. If the address is one of the firmware's own pages, its memory map says something else of that page (read-only, not executable, not there) than what its code does."
	f.Evidence = []int{x.pcLine(), x.headLine()}
	return true
}

// lowCode tells an address of code that lies in user space's half and in no function.
func (x *exam) lowCode(s *arch.Symbol) bool {
	return s.HasAddress && s.Function == "" && s.Address >= nullPage && x.inUserRange(s.Address)
}

// efiFrame is a function of the chain that calls EFI's services.
func (x *exam) efiFrame() *arch.Frame {
	for i := range x.chain {
		f := &x.chain[i]
		if w := word(f.Function); f.Reliable && f.Module == "" && (strings.HasPrefix(w, "efi_rt_asm") || strings.HasPrefix(w, "efi_call") || strings.HasPrefix(w, "virt_efi_")) {
			return f
		}
	}
	return nil
}
