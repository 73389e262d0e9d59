package triage

import (
	"fmt"
	"strings"
)

// poisonRules are about pointers made of the patterns that the kernel fills
// dead memory with (include/linux/poison.h).
var poisonRules = []rule{
	{
		id: "freed-object", rank: rankCause - 4, confidence: Certain, classes: faults,
		suppresses: []string{"user-pointer", "text-pointer", "bit-flip", "unmapped-pointer"},
		fire: func(x *exam, f *Finding) bool {
			return x.poisoned(f, "0x6b", "it was read from a slab object that had been freed already (use after free)",
				"Find who frees this object while it is in use. Boot with slub_debug=FZPU (slab_debug= on newer kernels) or a KASAN kernel: the report then names who allocated and who freed it.")
		},
	},
	{
		id: "uninitialised-object", rank: rankCause - 5, confidence: Certain, classes: faults,
		suppresses: []string{"user-pointer", "text-pointer", "bit-flip", "unmapped-pointer"},
		fire: func(x *exam, f *Finding) bool {
			return x.poisoned(f, "slab poison 0x5a", "it was read from slab memory that was allocated but never written",
				"Find the allocation and set this member before the object is used; kzalloc() instead of kmalloc() hides nothing and makes it NULL.")
		},
	},
	{
		id: "list-poison", rank: rankCause - 3, confidence: Certain, classes: faults,
		suppresses: []string{"null-member", "user-pointer", "bit-flip", "unmapped-pointer", "integer-pointer"},
		fire:       listPoison,
	},
}

// poisoned: the pointer, or else the PC, is made of the pattern.
func (x *exam) poisoned(f *Finding, pattern, meaning, next string) bool {
	v, what, line, ok := x.pointer()
	m := x.means(v)
	if !ok || !strings.Contains(m, pattern) {
		pc := x.c.Dump.PC
		if pc.Function != "" || !strings.Contains(x.means(pc.Address), pattern) {
			return false
		}
		v, what, line, m = pc.Address, "the PC", x.c.Dump.PCLine, x.means(pc.Address)
	}
	if strings.Contains(m, " +0x") || strings.Contains(m, " -0x") {
		m = "poison plus a member's offset: " + m
	}
	f.Text = fmt.Sprintf("%s used a poisoned pointer: %s is %s (%s). This suggests that %s.", x.where(), what, hex(v), m, meaning)
	f.Next = next
	f.Evidence = []int{line, x.headLine(), x.pcLine(), x.ops.line}
	return true
}

// listPoison: list_del() leaves LIST_POISON1 and 2 in the entry it took out.
// On 32 bit they look like members of a NULL structure, so there the base
// register must hold them exactly.
func listPoison(x *exam, f *Finding) bool {
	v, what, line, ok := x.pointer()
	m := x.means(v)
	if !ok || !strings.Contains(m, "LIST_POISON") {
		return false
	}
	if v < nullPage {
		if !x.explains() || x.ops.baseValue != v {
			return false
		}
		f.Confidence = Possible // a NULL structure's member may lie there too
		if v == 0x122 && x.walksList() || v == 0x100 && x.walksList() {
			f.Confidence = Likely
		}
	}
	f.Text = fmt.Sprintf("%s followed a list entry that had been deleted: %s is %s, %s. This suggests a second list_del(), or a walk that went on after the entry it stood on was removed.", x.where(), what, hex(v), m)
	f.Next = "Check that every path removes the entry once and under the lock that the walkers hold; use list_del_init() where it may happen twice, list_for_each_entry_safe() where the loop deletes."
	f.Evidence = []int{line, x.headLine(), x.pcLine(), x.ops.line}
	return true
}

// walksList tells a list function at the place of death.
func (x *exam) walksList() bool {
	return len(x.chain) > 0 && (strings.Contains(x.chain[0].Function, "list_") || strings.Contains(x.chain[0].Function, "queue"))
}
