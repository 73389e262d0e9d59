package triage

import (
	"fmt"
	"slices"
	"strings"
)

// sanitizerRules read the checkers of values, races and leaks.
var sanitizerRules = []rule{
	{
		id: "uninitialised-value", rank: rankCause, confidence: Certain, classes: []string{"kmsan"},
		says: "a value was used that nobody had written",
		fire: uninitialised,
	},
	{
		id: "data-race", rank: rankCause, confidence: Certain, classes: []string{"kcsan"},
		says: "two CPUs used the same memory at once, one of them writing",
		fire: dataRace,
	},
	{
		id: "undefined-shift", rank: rankProof, confidence: Certain, classes: []string{"ubsan"},
		says:       "a shift by more bits than the type has, or by a negative number",
		suppresses: []string{"undefined-behaviour"},
		fire:       undefinedShift,
	},
	{
		id: "array-index", rank: rankProof, confidence: Certain, classes: []string{"ubsan"},
		says:       "an index beyond the array's end",
		suppresses: []string{"undefined-behaviour"},
		fire:       arrayIndex,
	},
	{
		id: "undefined-behaviour", rank: rankProof - 5, confidence: Certain, classes: []string{"ubsan"},
		says: "what the C language leaves undefined was done",
		fire: undefinedBehaviour,
	},
	{
		id: "memory-leak", rank: rankProof, confidence: Likely, classes: []string{"memory-leak"},
		says: "memory that nobody points to any more was not freed",
		fire: memoryLeak,
	},
}

func uninitialised(x *exam, f *draft) bool {
	f.Text = fmt.Sprintf("%s used a value that was never written.", subject(x))
	if strings.Contains(x.c.Header, "kernel-infoleak") {
		f.Text = fmt.Sprintf("%s gives memory to user space that was never written: it leaks what was there before.", subject(x))
	}
	f.Next = "Find the path that skips the initialisation: a read shorter than expected, an error that is ignored, padding in a structure (memset it first)."
	verb := "created"
	if n := x.freedForKMSAN(); n > 0 {
		f.Text, verb = fmt.Sprintf("%s used memory after it was freed.", subject(x)), "freed"
		f.Next = "Find out who still uses the object, and have it hold a reference or stop before the object is freed."
		f.Evidence = append(f.Evidence, n)
	}
	if s := x.stack("created"); s != nil {
		if o := owner(s.Frames); o != nil {
			f.also(fmt.Sprintf(" The memory was %s in %s.", verb, at(o)), inStack("created", o))
		}
	}
	f.Evidence = append([]int{x.headLine(), x.pcLine()}, f.Evidence...)
	f.claim(reported(x.headLine()), x.subjectRan())
	return true
}

// freedForKMSAN is the line that tells that what KMSAN calls the creation of the value was
// that its memory was freed: since then it holds nothing, mm/kmsan/hooks.c and report.c.
func (x *exam) freedForKMSAN() int {
	if strings.Contains(x.c.Header, "use-after-free") {
		return x.headLine()
	}
	s := x.stack("created")
	if s == nil {
		return 0
	}
	for i := range s.Frames {
		f := &s.Frames[i]
		if w := word(f.Function); f.Module == "" && slices.Contains(freeing, w) {
			return f.Line
		} else if f.Module != "" || !strings.HasPrefix(w, "kmsan_") {
			return 0
		}
	}
	return 0
}

// freeing are the functions that tell KMSAN of a free, and those into which compilers fold them.
var freeing = []string{"kmsan_slab_free", "kmsan_free_page", "slab_free_hook", "slab_free_freelist_hook", "slab_free", "kfree", "kvfree", "kfree_sensitive", "kmem_cache_free", "kmem_cache_free_bulk", "free_pages_prepare", "free_unref_page", "free_pages_ok"}

func dataRace(x *exam, f *draft) bool {
	_, what, _ := strings.Cut(x.c.Header, " in ")
	f.Text = fmt.Sprintf("The same variable is used from two places at once without a rule: %s.", clip(what, 120))
	if x.find("race at unknown origin") > 0 {
		f.Text = fmt.Sprintf("While %s used a variable, something else changed it; the kernel did not see what.", clip(what, 120))
	}
	v, n := x.fact("value changed")
	if n > 0 {
		f.Text += " The value changed meanwhile: " + clip(strings.TrimPrefix(v, "value changed: "), 60) + "."
	}
	f.Next = "Decide which lock protects it. If the race is harmless on purpose, say so with READ_ONCE()/WRITE_ONCE() or data_race()."
	f.Evidence = []int{x.headLine(), n, x.pcLine()}
	f.claim(x.heads("data-race"))
	return true
}

func undefinedShift(x *exam, f *draft) bool {
	v, n := x.fact("detail")
	if !strings.Contains(x.c.Header+v, "shift") {
		return false
	}
	f.Text = detailed(subject(x)+" shifted by an amount that its type does not allow", v)
	f.Next = "Find where the amount comes from: often a register, a descriptor or a file system's field that is 0 or garbage. Check its range when it is read."
	return x.ranInto(f, n, x.pcLine())
}

func arrayIndex(x *exam, f *draft) bool {
	v, n := x.fact("detail")
	if v != "" && !strings.Contains(v, "is out of range") {
		return false // of another complaint
	}
	if h := strings.ReplaceAll(x.c.Header, "-", " "); !strings.Contains(h, "index out of bounds") && !strings.Contains(v, "is out of range for type") { // a shift may be out of bounds, too
		return false
	}
	f.Text = detailed(subject(x)+" used an array index that is out of range", v)
	f.Next = "Check the index where it comes in. An array declared with one element at a structure's end ([1]) is a false alarm: make it a flexible array."
	return x.ranInto(f, n, x.pcLine())
}

func undefinedBehaviour(x *exam, f *draft) bool {
	v, n := x.fact("detail")
	_, what, _ := strings.Cut(x.c.Header, "UBSAN: ")
	f.Text = fmt.Sprintf("%s does what the C standard leaves undefined: %s.", subject(x), clip(what, 120))
	if v != "" {
		f.Text = strings.TrimSuffix(f.Text, ".") + " (" + v + ")."
	}
	f.Next = "Read that line with the values printed; check the range of what comes from hardware or user space."
	return x.ranInto(f, n, x.pcLine())
}

func memoryLeak(x *exam, f *draft) bool {
	f.Text = "An object is allocated to which no pointer is left."
	if c := x.culprit(); c != "" {
		f.Text = fmt.Sprintf("%s allocated an object to which no pointer is left.", c)
	}
	f.Next = "Look at the error paths after this allocation and at who should free the object. It is no crash; kmemleak may be wrong once, so scan again (echo scan > /sys/kernel/debug/kmemleak)."
	return x.ranInto(f, x.find("unreferenced object"), x.culpritLine())
}

// detailed is a sentence with what the report says of it, which may be nothing.
func detailed(sentence, detail string) string {
	if detail == "" {
		return sentence + "."
	}
	return sentence + ": " + detail + "."
}

// ranInto claims what a checker says: that its header was printed, and that the
// subject ran. It has these lines for it besides.
func (x *exam) ranInto(f *draft, lines ...int) bool {
	f.Evidence = append([]int{x.headLine()}, lines...)
	f.claim(reported(x.headLine()), x.subjectRan())
	return true
}
