package triage

import (
	"fmt"

	"oopscope/parse/arch"
)

// bitmapRules are about the bits of a bitmap that is none.
var bitmapRules = []rule{
	{
		id: "misaligned-bitmap", rank: rankCause - 4, confidence: Likely, classes: []string{"null-deref", "bad-access", "user-access"},
		says:       "set_bit() or one of its kin was given an address that no bitmap can have",
		suppresses: []string{"null-member", "integer-pointer", "user-pointer", "wild-pointer"},
		fire:       misalignedBitmap,
	},
}

// bitFunctions work on one bit of a bitmap, arch/arm/lib/bitops.h.
var bitFunctions = []string{"set_bit", "clear_bit", "change_bit", "test_and_set_bit", "test_and_clear_bit", "test_and_change_bit"}

// misalignedBitmap: these functions of arm check that the bitmap's address is a word's,
// and make the access to its lowest bits where it is not.
func misalignedBitmap(x *exam, f *draft) bool {
	at := &x.c.Dump.Fault
	if x.arch == nil || x.arch.Bitmap == "" || len(x.chain) == 0 || !rooted(x.chain[0].Function, bitFunctions) {
		return false
	}
	r := register(&x.c.Dump, x.arch.Bitmap)
	if r == nil || !at.HasAddress || at.Address == 0 || r.Value&3 != at.Address {
		return false
	}
	what := hex(r.Value)
	if m := arch.Describe(&x.c.Dump, x.arch, r.Value); m != "" {
		what += " (" + m + ")"
	}
	f.Text = fmt.Sprintf("%s was given the address %s for a bitmap, which is not aligned to a word: it stops there on purpose. This suggests that the pointer was read from an object that was freed, overwritten or never set up.", x.where(), what)
	f.Next = "Find the structure that the bitmap's address is read from, and who frees or fills it; boot with slub_debug=FZPU or KASAN."
	f.Evidence = []int{r.Line, x.headLine(), x.pcLine()}
	f.claim(held(r.Value, r.Line), x.whereRan())
	x.tellCaller(f)
	return true
}
