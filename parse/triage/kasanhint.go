package triage

import (
	"fmt"
	"strings"
)

// kasanHintRules read the pointer behind a fault in the shadow of KASAN.
var kasanHintRules = []rule{
	{
		id: "kasan-null-range", rank: rankState + 9, confidence: Certain, classes: deathsAnd("kasan"),
		says:       "KASAN says that the pointer is a member of a NULL structure",
		suppresses: []string{"null-member", "wild-pointer", "user-pointer", "stale-mapping"},
		fire: kasanRange("null-ptr-deref", "It is a member of a NULL structure.",
			"Take the range as the offset of the member: find the structure with pahole, then who leaves the pointer NULL."),
	},
	{
		id: "kasan-user-range", rank: rankState + 9, confidence: Certain, classes: deathsAnd("kasan"),
		says:       "KASAN says that the pointer is an address of user space",
		suppresses: []string{"wild-pointer", "user-pointer", "stale-mapping"},
		fire: kasanRange("probably user-memory-access", "A user address, or a small number, was used as a pointer.",
			"If it is a user's pointer, copy the data with copy_from_user(); if not, the pointer was overwritten with a number."),
	},
	{
		id: "kasan-wild-range", rank: rankState + 7, confidence: Certain, classes: deathsAnd("kasan"),
		says:       "KASAN says that the pointer is no address of the kernel",
		suppresses: []string{"wild-pointer", "stale-mapping"},
		fire: kasanRange("maybe wild-memory-access", "That is no address of the kernel: the pointer is garbage, often read out of a freed or overwritten object.",
			"Find the object it was read from, and look for its poison or text in the registers."),
	},
	{
		id: "kasan-shadow", rank: rankState + 9, confidence: Likely, classes: faults,
		says:       "the access to KASAN's own shadow memory faulted: which pointer that was",
		suppresses: []string{"wild-pointer", "user-pointer", "stale-mapping", "integer-pointer", "tagged-pointer"},
		fire:       kasanShadow,
	},
}

// kasanRange: KASAN tells the pointer behind the shadow address that faulted.
//
//	KASAN: null-ptr-deref in range [0x0000000000000008-0x000000000000000f]
func kasanRange(kind, text, next string) func(x *exam, f *draft) bool {
	return func(x *exam, f *draft) bool {
		mark := "KASAN: " + kind + " in range ["
		n, l := x.line(mark)
		if n == 0 {
			return false
		}
		_, span, _ := strings.Cut(l, mark)
		span, _, _ = strings.Cut(span, "]")
		f.Text = fmt.Sprintf("%s: KASAN says the real access was to %s; the fault address in the header is only its shadow. %s", x.where(), span, text)
		f.Next = next
		f.Evidence = []int{n, x.pcLine(), x.headLine()}
		f.claim(says(mark, n), x.whereRan())
		return true
	}
}

// kasanShadow: the access to KASAN's shadow faulted and no line tells of what
// (before 5.6): the shadow of the first page is a NULL pointer.
func kasanShadow(x *exam, f *draft) bool {
	v, line := x.c.Dump.Fault.Address, x.c.Dump.Fault.Line
	if !x.c.Dump.Fault.HasAddress {
		v, line = x.ops.effective, x.ops.line
	}
	_, real, ok := strings.Cut(x.means(v), "KASAN shadow of ")
	if !ok || v == 0 || x.find("KASAN: ") > 0 {
		return false
	}
	kind := "no address of the kernel"
	if len(real) <= len("0xfff") {
		kind = "a member of a NULL structure"
	}
	f.Text = fmt.Sprintf("%s: the access that faulted is KASAN's own check; it was about to allow one at %s, which is %s.", x.where(), real, kind)
	f.Next = "Take that address as the offset of the member: find the structure with pahole, then who leaves the pointer NULL. CONFIG_KASAN_INLINE prints this itself since 5.6."
	f.Evidence = []int{line, x.headLine(), x.pcLine()}
	return true
}
