package triage

import (
	"fmt"
	"slices"
	"strings"

	"oopscope/parse/arch"
)

// poisonRules are about pointers made of the patterns that the kernel fills
// dead memory with (include/linux/poison.h).
var poisonRules = []rule{
	poisonRule("freed-object", rankCause-4, Certain,
		[]string{"POISON_FREE"}, "the pointer was read out of memory that was freed, or that is new and was never written (slab poison 0x6b)",
		"it was read from a slab object that had been freed already (use after free), or from a new one that nobody wrote to: SLUB fills both alike",
		"Find who frees this object while it is in use, and whether all members are set after it is allocated. Boot with slub_debug=FZPU (slab_debug= on newer kernels) or a KASAN kernel: the report then names who allocated and who freed it."),
	poisonRule("uninitialised-object", rankCause-5, Likely, // 0x5a is a pattern of tests, too
		[]string{"POISON_INUSE"}, "the pointer was read out of memory that was never written (slab poison 0x5a)",
		"it was read from slab memory that was allocated but never written, where slab debugging fills that; or it is a pattern that somebody fills memory with, who has overwritten it",
		"Find the allocation and set this member before the object is used; kzalloc() instead of kmalloc() hides nothing and makes it NULL."),
	{
		id: "list-poison", rank: rankCause - 3, confidence: Likely, classes: faults,
		says:       "the entry was used after list_del() had taken it out",
		suppresses: []string{"null-member", "user-pointer", "bit-flip", "wild-pointer", "stale-mapping", "tagged-pointer", "integer-pointer"},
		fire:       listPoison,
	},
	poisonRule("page-poison", rankCause-6, Likely,
		[]string{"PAGE_POISON"}, "the pointer was read out of a page that was freed",
		"the page it was read from had been given back to the allocator, or the variable on the stack was never set",
		"Find who frees the page (free_pages, dma_free_coherent, vfree) while it is in use; boot with page_owner=on and page_poison=1."),
	poisonRule("redzone-pointer", rankCause-7, Likely,
		[]string{"SLUB_RED_INACTIVE", "SLUB_RED_ACTIVE"}, "the pointer was read out of the red zone beside an object",
		"it was read from beyond the end of a slab object",
		"Compare the size that was allocated with the offset that is read: a structure cast to a larger one, or an array read past its end."),
	nearDrivers(poisonRule("dma-pool-poison", rankCause-7, Likely,
		[]string{"POOL_POISON_FREED", "POOL_POISON_ALLOCATED"}, "the pointer was read out of a DMA pool's freed block",
		"it was read from a block of a DMA pool that was freed or not yet written, where pools are checked (CONFIG_SLUB_DEBUG_ON); or it is a pattern that somebody fills memory with, who has overwritten it",
		"Stop the device's DMA before dma_pool_free(), and do not read a descriptor before the device wrote it; search the source for the byte.")),
	{
		id: "special-poison", rank: rankCause - 6, confidence: Likely, classes: faults,
		says:       "the value is one that the kernel writes to mark dead things",
		suppresses: append([]string{"null-member"}, poisonHides...),
		fire:       specialPoison,
	},
}

// poisonRule is a rule of a pointer that was read out of memory filled with a mark,
// which means something, and what to do.
func poisonRule(id string, rank int, confidence string, marks []string, says, means, next string) rule {
	return rule{
		id: id, rank: rank, confidence: confidence, classes: faults, says: says, suppresses: poisonHides,
		fire: func(x *exam, f *draft) bool { return x.poisoned(f, marks, means, next) },
	}
}

// nearDrivers is a rule of a mark that only drivers meet: elsewhere the same byte is rather
// somebody's own filling.
func nearDrivers(r rule) rule {
	fire := r.fire
	r.fire = func(x *exam, f *draft) bool {
		if !x.nearDMA() {
			f.Confidence = Possible
		}
		return fire(x, f)
	}
	return r
}

// poisonWords says which poison a value is, and how far from it.
func poisonWords(m arch.Meaning, v uint64) string {
	words := m.Text
	switch {
	case m.Over < 0 && v&0xfff == 0:
		words = "poison, rounded down to its page: " + strings.TrimSuffix(words, fmt.Sprintf(" %+#x", m.Over))
	case m.Over == -1 && v&1 == 0, m.Over == -3 && v&3 == 0, m.Over < 0 && m.Over > -8 && v&7 == 0: // ARM's Thumb bit, an instruction's alignment, a word's
		words = "poison with its lowest bits cleared: " + strings.TrimSuffix(words, fmt.Sprintf(" %+#x", m.Over))
	case m.Over != 0:
		words = "poison plus a member's offset: " + words
	}
	return words
}

// nearDMA tells that code ran which may have a DMA pool: few kernels fill those.
func (x *exam) nearDMA() bool {
	return slices.ContainsFunc(x.chain, func(f arch.Frame) bool {
		return f.Reliable && (f.Module != "" || strings.Contains(f.Function, "dma") || strings.Contains(f.Function, "hcd"))
	})
}

// poisonHides are weaker readings of a value that is poison.
var poisonHides = []string{"user-pointer", "text-pointer", "bit-flip", "wild-pointer", "stale-mapping", "tagged-pointer"}

// specials are pointers that one subsystem leaves to be caught.
var specials = []struct{ mark, meaning, next string }{
	{"TIMER_ENTRY_STATIC", "a timer that was deactivated or never set up was walked", "Check that the timer is set up before it is started, and deleted with timer_delete_sync() before its memory goes."},
	{"TAIL_MAPPING", "the mapping of a compound page's tail was used: the code took a tail page for its head", "Use compound_head() or folios; check who passes a tail page here."},
	{"MUTEX_POISON_WW_CTX", "a ww_mutex acquire context was used after ww_acquire_fini()", "Check the lifetime of the ww_acquire_ctx against the locks taken with it."},
	{"PP_SIGNATURE", "a page_pool's mark was used as a pointer: the page was freed outside its pool, or leaked from it", "Give the driver's pages back with page_pool_put_page()."},
	{"SKB_LIST_POISON_NEXT", "an skb of a list that was freed already was followed", "Check who owns the skb list: skb_list_del_init() before freeing or queueing elsewhere."},
	{"BPF_PTR_POISON", "a pointer that the BPF verifier never filled in was used", "Report it to the BPF developers with the program."},
	{"VFS_PTR_POISON", "a freed file structure was used", "Check the reference that keeps the struct file alive (fget/fput)."},
	{"NET_PTR_POISON", "a network object after its release was used", "Check the reference that should keep it alive."},
	{"SPINLOCK_MAGIC", "the memory that the pointer was read from is a spinlock: a wrong offset or type, or an object that was freed and used again", "Compare the structure that the code expects with what lies there; boot with slub_debug=FZPU or KASAN."},
	{"RWLOCK_MAGIC", "the memory that the pointer was read from is a lock: a wrong offset or type, or an object that was freed and used again", "Compare the structure that the code expects with what lies there; boot with slub_debug=FZPU or KASAN."},
	{"STACK_END_MAGIC", "the pointer was read from the end of a stack", "Check whether the stack was used up, and what reads there."},
	{"0xdeadbeef", "a driver marks dead pointers with 0xdeadbeef and one was used", "Search the driver's source for 0xdeadbeef: it says which object was dead."},
}

func specialPoison(x *exam, f *draft) bool {
	v, what, line, ok := x.pointer()
	m := x.means(v)
	if !ok || v < nullPage {
		return false
	}
	for _, s := range specials {
		if m.Mark != s.mark {
			continue
		}
		f.Text = fmt.Sprintf("%s used a poisoned pointer: %s is %s, %s. This suggests that %s.", x.where(), what, hex(v), m.Text, s.meaning)
		f.Next = s.next
		f.Evidence = []int{line, x.headLine(), x.pcLine(), x.ops.line}
		f.claim(isA(v, m), held(v, line))
		x.tellCaller(f)
		return true
	}
	return false
}

// poisoned: the pointer, or else the PC, is made of the pattern.
func (x *exam) poisoned(f *draft, marks []string, meaning, next string) bool {
	v, what, line, ok := x.pointer()
	m := x.means(v)
	if !ok && x.poisonHeld(f, marks, meaning, next) {
		return true
	}
	jumped := !ok || !slices.Contains(marks, m.Mark)
	if jumped {
		pc := x.c.Dump.PC
		m = x.means(pc.Address)
		if pc.Function != "" || !slices.Contains(marks, m.Mark) {
			return false
		}
		v, what, line = pc.Address, "the PC", x.c.Dump.PCLine
		f.Confidence = Possible // a return address that was overwritten looks the same
		if ofSlab(m) {          // which nobody writes into a stack
			f.Confidence = Likely
		}
	}
	words := poisonWords(m, v)
	f.Text = fmt.Sprintf("%s used a poisoned pointer: %s is %s (%s). This suggests that %s.", x.where(), what, hex(v), words, meaning)
	f.Next = next
	if reg, fr := x.freePath(); fr != nil {
		f.also(fmt.Sprintf(" The last free of the object in %s was in %s.", reg, at(fr)), says(fr.Function, fr.Line))
		f.Next = fmt.Sprintf("Compare the free in %s with who uses the object. If that one is done with it and it was allocated again since, look for the member that nobody set.", at(fr))
	}
	f.Evidence = []int{line, x.headLine(), x.pcLine(), x.ops.line}
	f.claim(isA(v, m), x.whereRan())
	if !jumped {
		f.claim(held(v, line))
	}
	x.tellCaller(f)
	return true
}

// listPoison: list_del() leaves LIST_POISON1 and 2 in the entry it took out.
// On 32 bit they look like members of a NULL structure, so there the base
// register must hold them exactly.
func listPoison(x *exam, f *draft) bool {
	v, what, line, ok := x.pointer()
	m := x.means(v)
	if !ok || !m.Deleted() {
		return false
	}
	if v < nullPage {
		if !x.explains() || x.ops.baseValue != v {
			return false
		}
		f.Confidence = Possible // a NULL structure's member may lie there too
		if poisoned := v == 0x122 || v == 0x100; poisoned && (x.walksList() || x.read() || !x.given()) {
			f.Confidence = Likely
		}
	}
	f.Text = fmt.Sprintf("%s used what list_del() leaves in a deleted entry as a pointer: %s is %s, %s. This suggests a second list_del(), or a walk that went on after the entry it stood on was removed.", x.where(), what, hex(v), m.Text)
	f.Next = "Check that every path removes the entry once and under the lock that the walkers hold; use list_del_init() where it may happen twice, list_for_each_entry_safe() where the loop deletes."
	f.Evidence = []int{line, x.headLine(), x.pcLine(), x.ops.line}
	f.claim(isA(v, m), held(v, line))
	x.tellCaller(f)
	return true
}

// given tells that the base is what a caller passed, or is computed: the address of
// a member lies anywhere.
func (x *exam) given() bool {
	steps := x.c.Dump.Origin
	return len(steps) > 0 && strings.EqualFold(steps[0].Register, x.ops.base) && steps[0].Kind != arch.FromMemory && steps[0].Kind != arch.FromStack
}

// walksList tells a list function at the place of death.
func (x *exam) walksList() bool {
	return len(x.chain) > 0 && (strings.Contains(x.chain[0].Function, "list_") || strings.Contains(x.chain[0].Function, "queue"))
}

// ofSlab tells what the slab allocator fills objects with.
func ofSlab(m arch.Meaning) bool {
	return m.Mark == "POISON_FREE" || m.Mark == "POISON_INUSE" || m.Mark == "POISON_END"
}
