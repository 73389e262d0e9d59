package triage

import (
	"fmt"
	"slices"
	"strings"

	"oopscope/parse/arch"
)

// kasanHintRules read the pointer behind a fault in the shadow of KASAN.
var kasanHintRules = []rule{
	{
		id: "kasan-null-range", rank: rankState + 9, confidence: Certain, classes: deathsAnd("kasan"),
		says:       "KASAN says that the pointer is a member of a NULL structure",
		suppresses: []string{"null-member", "wild-pointer", "user-pointer", "stale-mapping"},
		fire: kasanRange("null-ptr-deref", "That is in the first page, where the members of a NULL structure would lie.",
			"Take the range as the offset of the member: find the structure with pahole, then who leaves the pointer NULL."),
	},
	{
		id: "kasan-user-range", rank: rankState + 9, confidence: Certain, classes: deathsAnd("kasan"),
		says:       "KASAN says that the pointer is an address of user space",
		suppresses: []string{"wild-pointer", "user-pointer", "stale-mapping"},
		fire: kasanRange("probably user-memory-access", "That is where the addresses of user space are: one of them, or a number, was used as a pointer.",
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
		x.tellMember(f)
		if o := x.c.Operand; o != nil && o.Pointer != "" && o.Kind == arch.Null {
			f.Next = "Find who leaves " + o.Pointer + " NULL: never set, set too late, or cleared by a teardown running at the same time."
		}
		f.Evidence = []int{n, x.pcLine(), x.headLine()}
		f.claim(says(mark, n), x.whereRan())
		if strings.HasPrefix(kind, "maybe") && !x.readShadow() { // said of any address that is none
			f.Confidence = Likely
		}
		return true
	}
}

// readShadow tells that a register holds the offset of KASAN's shadow memory, as the check
// before an access needs it.
func (x *exam) readShadow() bool {
	return x.arch != nil && slices.ContainsFunc(x.c.Dump.Registers, func(r arch.Register) bool { return slices.Contains(x.arch.KASANShadow, r.Value) })
}

// kasanShadow: the access to KASAN's shadow faulted and no line tells of what
// (before 5.6): the shadow of the first page is a NULL pointer.
func kasanShadow(x *exam, f *draft) bool {
	v, line := x.c.Dump.Fault.Address, x.c.Dump.Fault.Line
	if d := &x.c.Dump; d.Fault.Access == "execute" || d.PC.HasAddress && d.PC.Address == d.Fault.Address {
		return false // the CPU went there: nobody read a shadow
	}
	if !x.c.Dump.Fault.HasAddress {
		v, line = x.ops.effective, x.ops.line
	}
	m := x.means(v)
	real, ok := m.About, m.Kind == arch.Shadow
	if !ok && x.c.Class == "gpf" {
		real, line, ok = x.shadowPair()
		v = 1
	}
	if !ok && inlineCheck(x, f) {
		return true
	}
	if !ok || v == 0 || x.find("KASAN: ") > 0 {
		return false
	}
	kind := "no address of the kernel"
	if real < nullPage {
		kind = "a member of a NULL structure"
	}
	f.Text = fmt.Sprintf("%s: the access that faulted is KASAN's own check; it was about to allow one at %s, which is %s.", x.where(), hex(real), kind)
	f.Next = "Take that address as the offset of the member: find the structure with pahole, then who leaves the pointer NULL. CONFIG_KASAN_INLINE prints this itself since 5.6."
	f.Evidence = []int{line, x.headLine(), x.pcLine()}
	return true
}

// shadowPair finds the pointer whose shadow KASAN was about to read where the code
// was not printed: a register that holds another one's eighth, beside the one with
// the shadow's offset.
func (x *exam) shadowPair() (real uint64, line int, ok bool) {
	d := &x.c.Dump
	if x.ops.computed || !x.readShadow() {
		return 0, 0, false
	}
	for i := range d.Registers {
		v := d.Registers[i].Value
		if v < 8 || v >= nullPage { // the index of a kernel pointer's shadow is no fault
			continue
		}
		for j := range d.Registers {
			if j != i && d.Registers[j].Value == v>>3 {
				return v, d.Registers[i].Line, true
			}
		}
	}
	return 0, 0, false
}

// inlineCheck: before 5.6 no address is printed. The check that a kernel with KASAN
// makes before each access reads the shadow, and the shadow of a NULL pointer or of
// an address of user space is no address: so such a kernel dies of them.
func inlineCheck(x *exam, f *draft) bool {
	n := x.headLine()
	if !strings.HasSuffix(x.lineText(n), " KASAN") && !strings.Contains(x.lineText(n), " KASAN ") {
		return false
	}
	if x.c.Class != "gpf" || x.c.Dump.Fault.HasAddress || x.ops.computed || !x.inNamed() || strings.HasPrefix(word(x.c.Dump.PC.Function), thunk) {
		return false
	}
	f.Text = fmt.Sprintf("%s most likely used a NULL pointer: in a kernel with KASAN the check before an access through one, or through an address of user space, ends in a general protection fault.", x.where())
	f.claim(says("KASAN", n), x.whereRan())
	f.Next = "Look for a small number in the registers: it is the offset of the member that was used, and pahole names the structure. Any other value that is no kernel address ends so as well."
	f.Evidence = []int{n, x.pcLine()}
	x.tellCaller(f)
	return true
}
