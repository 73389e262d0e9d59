package triage

import (
	"fmt"
	"strconv"

	"oopscope/parse/regex"
)

// What __setup_irq() says, kernel/irq/manage.c (up to 3.5 without the names, which is not read).
//
//	genirq: Flags mismatch irq 24. 00200080 (horn) vs. 00200000 (bell)
var flagsMismatch = regex.Of(`\bFlags mismatch irq (\d+)\. ([0-9a-f]{8}) \((.*)\) vs\. ([0-9a-f]{8}) \((.*)\)`)

// Flags of request_irq(), include/linux/interrupt.h.
const (
	irqTrigger = 0xf
	irqShared  = 0x80
	irqOneshot = 0x2000
)

// irqNotShared: an interrupt line has users already, and the next one does not go with them.
func irqNotShared(x *exam, f *draft) bool {
	n, l := x.line("Flags mismatch irq ")
	m := flagsMismatch.Get().FindStringSubmatch(l)
	if m == nil {
		return false
	}
	wants, err1 := strconv.ParseUint(m[2], 16, 32)
	has, err2 := strconv.ParseUint(m[4], 16, 32)
	if err1 != nil || err2 != nil {
		return false
	}
	asks, owner := fmt.Sprintf("%q", clip(m[3], 40)), fmt.Sprintf("%q", clip(m[5], 40))
	why := ""
	switch {
	case wants&has&irqShared == 0 && (wants|has)&irqShared == 0:
		why = "neither of them shares it (IRQF_SHARED)"
	case wants&has&irqShared == 0 && wants&irqShared == 0:
		why = asks + " does not share it (IRQF_SHARED)"
	case wants&has&irqShared == 0:
		why = owner + " does not share it (IRQF_SHARED)"
	case (wants^has)&irqTrigger != 0:
		why = fmt.Sprintf("they want another trigger (IRQF_TRIGGER_*: 0x%x and 0x%x)", wants&irqTrigger, has&irqTrigger)
	case (wants^has)&irqOneshot != 0:
		why = "only one of them wants it off until its thread is done (IRQF_ONESHOT)"
	default:
		why = "their flags do not go together"
	}
	f.Text = fmt.Sprintf("Interrupt line %s was refused to %s, because %s has it and %s.", m[1], asks, owner, why)
	if asks == owner {
		f.Text += " Both have one name: this suggests that the same driver asked twice, or did not free the line when it was taken off."
	}
	f.claim(reported(n))
	f.Next = "Look at request_irq() of both: each user of a shared line needs IRQF_SHARED, a dev_id of its own and the same trigger; a line that should not be shared stands twice in the device tree or was never given back (free_irq())."
	f.Evidence = []int{n}
	return true
}
