package triage

import (
	"fmt"
	"strconv"
	"strings"

	"oopscope/parse"
	"oopscope/parse/arch"
)

// memoryRules read what the checkers of memory say.
var memoryRules = []rule{
	{
		id: "use-after-free", rank: rankCause, confidence: Certain, classes: []string{"kasan", "kfence"},
		fire: useAfterFree,
	},
	{
		id: "double-free", rank: rankCause + 1, confidence: Certain, classes: []string{"kasan", "kfence", "slab", "kernel-bug"},
		suppresses: []string{"use-after-free", "bug-assertion", "slab-overwritten", "freelist-corrupt"},
		fire:       doubleFree,
	},
	{
		id: "out-of-bounds", rank: rankCause, confidence: Certain, classes: []string{"kasan", "kfence"},
		fire: outOfBounds,
	},
	{
		id: "wild-access", rank: rankProof, confidence: Certain, classes: []string{"kasan", "kfence"},
		fire: wildAccess,
	},
	{
		id: "neighbour-overwritten", rank: rankCause, confidence: Certain, classes: []string{"kfence"},
		fire: neighbourOverwritten,
	},
	{
		id: "slab-overflow", rank: rankCause, confidence: Likely, classes: []string{"slab"},
		suppresses: []string{"slab-overwritten"},
		fire:       slabOverflow,
	},
	{
		id: "write-after-free", rank: rankCause, confidence: Likely, classes: []string{"slab"},
		suppresses: []string{"slab-overwritten"},
		fire:       writeAfterFree,
	},
	{
		id: "freelist-corrupt", rank: rankProof, confidence: Likely, classes: []string{"slab", "kernel-bug"},
		suppresses: []string{"slab-overwritten", "bug-assertion"},
		fire:       freelistCorrupt,
	},
	{
		id: "slab-overwritten", rank: rankProof - 5, confidence: Likely, classes: []string{"slab"},
		fire: slabOverwritten,
	},
	{
		id: "uninitialised-value", rank: rankCause, confidence: Certain, classes: []string{"kmsan"},
		fire: uninitialised,
	},
	{
		id: "data-race", rank: rankCause, confidence: Certain, classes: []string{"kcsan"},
		fire: dataRace,
	},
	{
		id: "undefined-shift", rank: rankProof, confidence: Certain, classes: []string{"ubsan"},
		suppresses: []string{"undefined-behaviour"},
		fire:       undefinedShift,
	},
	{
		id: "array-index", rank: rankProof, confidence: Certain, classes: []string{"ubsan"},
		suppresses: []string{"undefined-behaviour"},
		fire:       arrayIndex,
	},
	{
		id: "undefined-behaviour", rank: rankProof - 5, confidence: Certain, classes: []string{"ubsan"},
		fire: undefinedBehaviour,
	},
	{
		id: "memory-leak", rank: rankProof, confidence: Likely, classes: []string{"memory-leak"},
		fire: memoryLeak,
	},
	{
		id: "refcount-misuse", rank: rankProof, confidence: Certain, classes: []string{"refcount"},
		fire: refcount,
	},
	{
		id: "usercopy", rank: rankProof, confidence: Certain, classes: []string{"usercopy"},
		fire: usercopy,
	},
	{
		id: "fortify", rank: rankProof, confidence: Certain, classes: []string{"fortify"},
		fire: fortify,
	},
	{
		id: "list-deleted-twice", rank: rankCause, confidence: Certain, classes: []string{"list-corruption"},
		suppresses: []string{"list-corrupt"},
		fire:       listDeletedTwice,
	},
	{
		id: "list-added-twice", rank: rankCause, confidence: Certain, classes: []string{"list-corruption"},
		suppresses: []string{"list-corrupt"},
		fire:       listAddedTwice,
	},
	{
		id: "list-corrupt", rank: rankProof, confidence: Certain, classes: []string{"list-corruption"},
		fire: listCorrupt,
	},
	{
		id: "bad-page", rank: rankProof, confidence: Certain, classes: []string{"page-state"},
		fire: badPage,
	},
	{
		id: "freed-while-active", rank: rankCause, confidence: Certain, classes: []string{"debugobjects"},
		fire: freedActive,
	},
}

// keepers are the allocator and the checkers: never the ones who own an object.
var keepers = []string{"kasan", "kmem", "kfree", "kmalloc", "kzalloc", "kvfree", "kvmalloc", "vfree", "vmalloc", "slab", "save_stack", "set_track", "do_slab", "stack_trace", "stack_depot", "krealloc", "kcalloc", "alloc_page", "free_page", "free_unref", "kfence", "kstrdup", "kmemdup", "poison_", "track_", "free_to_partial", "cache_free", "check_", "object_err", "slab_err", "print_trailer", "kernel_text", "dump_stack", "print_", "end_report", "devm_kmalloc", "devm_kzalloc", "mempool_", "new_slab", "alloc_", "init_object", "ret_from", "unwind", "show_stack", "warn", "report_", "asan_", "bug"}

// owner is the first frame that is neither allocator nor checker.
func owner(frames []arch.Frame) *arch.Frame {
	for i := range frames {
		f := &frames[i]
		if !named(f) {
			continue
		}
		w, skip := strings.ToLower(word(f.Function)), false
		for _, k := range keepers {
			skip = skip || f.Module == "" && strings.HasPrefix(w, k)
		}
		if !skip {
			return f
		}
	}
	return nil
}

// lifeOf says who allocated and who freed the object, with the lines.
func (x *exam) lifeOf() (text string, evidence []int) {
	for _, role := range [...]struct{ role, verb string }{{"freed", "freed"}, {"allocated", "allocated"}} {
		s := x.stack(role.role)
		if s == nil {
			continue
		}
		if o := owner(s.Frames); o != nil {
			text += fmt.Sprintf(" It was %s in %s%s.", role.verb, at(o), byTask(s))
			evidence = append(evidence, s.Line, o.Line)
		}
	}
	return text, evidence
}

// byTask reads "Freed by task 390:" and "Freed in f age=1 cpu=0 pid=390".
func byTask(s *parse.Stack) string {
	for _, mark := range []string{"by task ", "pid="} {
		if _, rest, ok := strings.Cut(s.Title, mark); ok {
			if n := leadingNumber(rest); n != "" {
				return " (task " + n + ")"
			}
		}
	}
	return ""
}

func leadingNumber(s string) string {
	end := 0
	for end < len(s) && s[end] >= '0' && s[end] <= '9' {
		end++
	}
	return s[:end]
}

// useAfterFree tells the story of the object: the free is the point.
func useAfterFree(x *exam, f *Finding) bool {
	if !strings.Contains(x.c.Header, "use-after-free") && !strings.Contains(x.c.Header, "invalid-access") {
		return false
	}
	if strings.Contains(x.c.Header, "invalid-access") && x.stack("freed") == nil {
		return false
	}
	life, lines := x.lifeOf()
	f.Text = fmt.Sprintf("%s used an object after it was freed%s.%s", subject(x), x.object(), life)
	f.Next = "Find out why the free did not wait for this user, or why the user still had the pointer: a reference that is not held, a timer or work that was not cancelled, a missing lock."
	if s := x.stack("freed"); s != nil {
		for i := range s.Frames {
			if w := word(s.Frames[i].Function); w == "rcu_do_batch" || w == "rcu_core" {
				f.Text += " The free came from an RCU callback."
				f.Next = "The free waited for a grace period, so the user was not inside rcu_read_lock(), or took no reference before leaving it. Check the readers."
				lines = append(lines, s.Frames[i].Line)
				break
			}
		}
	}
	f.Evidence = append([]int{x.headLine(), x.pcLine()}, lines...)
	return true
}

// object says how large the object is and where in it the access was.
func (x *exam) object() string {
	cache, _ := x.fact("cache")
	if i := strings.Index(cache, "cache "); i >= 0 {
		cache = strings.TrimSpace(cache[i+len("cache "):])
	}
	if off, n := x.fact("offset"); n > 0 && cache != "" {
		return " (" + strings.TrimSuffix(strings.TrimPrefix(off, "is "), ":") + ", cache " + cache + ")"
	}
	if cache != "" {
		return " (cache " + cache + ")"
	}
	return ""
}

// doubleFree: the same object is freed a second time.
func doubleFree(x *exam, f *Finding) bool {
	h := x.c.Header
	switch {
	case strings.Contains(h, "double-free"), strings.Contains(h, "invalid free"), strings.Contains(h, "invalid-free"):
	case strings.Contains(h, "already free") || strings.Contains(h, "double free"):
	case strings.Contains(h, "are to be freed"): // SLUB counts: "Slab has 0 allocated objects but 1 are to be freed"
		f.Confidence = Likely
	case x.c.Class == "kernel-bug" && strings.Contains(x.c.Source, "mm/slub.c") && x.freeing():
		f.Confidence = Likely // the freelist hardening's BUG_ON(object == fp)
	default:
		return false
	}
	life, lines := x.lifeOf()
	who := subject(x)
	if o := owner(x.chain); o != nil {
		who = at(o)
	}
	f.Text = fmt.Sprintf("%s frees an object that is already free.%s", who, life)
	if strings.Contains(h, "invalid") && !strings.Contains(h, "double-free") {
		f.Text = fmt.Sprintf("%s frees a pointer that is not the start of an object, or an object that is already free.%s", who, life)
	}
	f.Next = "Compare this free with the first one: two error paths, a destructor beside a manual free, or devm_ memory freed by hand. Set the pointer to NULL after the free that should win."
	f.Evidence = append([]int{x.headLine(), x.pcLine()}, lines...)
	return true
}

// freeing tells that the crash is inside a free.
func (x *exam) freeing() bool {
	for i := range x.chain {
		if i > 4 {
			break
		}
		if w := word(x.chain[i].Function); strings.HasPrefix(w, "kfree") || strings.HasPrefix(w, "kmem_cache_free") || strings.HasPrefix(w, "slab_free") || strings.HasPrefix(w, "do_slab_free") || strings.HasPrefix(w, "set_freepointer") {
			return true
		}
	}
	return false
}

// outOfBounds compares the access with the object's size.
func outOfBounds(x *exam, f *Finding) bool {
	h := x.c.Header
	if !strings.Contains(h, "out-of-bounds") {
		return false
	}
	off, n := x.fact("offset")
	f.Text = fmt.Sprintf("%s went over the end of %s.", subject(x), kindOfMemory(h))
	if over, size, ok := overrun(off); ok {
		f.Text = fmt.Sprintf("%s went over the end of %s: %d bytes behind its %d bytes%s.", subject(x), kindOfMemory(h), over, size, offByOne(over))
	}
	if s := x.stack("allocated"); s != nil {
		if o := owner(s.Frames); o != nil {
			f.Text += fmt.Sprintf(" It was allocated in %s.", at(o))
			f.Evidence = append(f.Evidence, o.Line)
		}
	}
	f.Next = "Compare the size that was allocated with the index or length used here; a terminating zero, a header in front of the data, or a count from outside is often forgotten."
	f.Evidence = append([]int{x.headLine(), x.pcLine(), n}, f.Evidence...)
	return true
}

func kindOfMemory(header string) string {
	switch {
	case strings.Contains(header, "stack-out"):
		return "a variable on the stack"
	case strings.Contains(header, "global-out"):
		return "a global variable"
	case strings.Contains(header, "vmalloc-out"):
		return "a vmalloc area"
	}
	return "its object"
}

// overrun reads "located 4 bytes to the right of 64-byte region" (6.x: "located
// 4 bytes to the right of allocated 64-byte region").
func overrun(s string) (over, size int, ok bool) {
	_, rest, found := strings.Cut(s, "located ")
	if !found || !strings.Contains(rest, "to the right of") {
		return 0, 0, false
	}
	over, _ = strconv.Atoi(leadingNumber(rest))
	_, rest, _ = strings.Cut(rest, "to the right of ")
	rest = strings.TrimPrefix(strings.TrimPrefix(rest, "the "), "allocated ")
	size, err := strconv.Atoi(leadingNumber(rest))
	return over, size, err == nil
}

func offByOne(over int) string {
	if over <= 16 {
		return ", which suggests an index or size that is off by one"
	}
	return ""
}

// wildAccess: KASAN and KFENCE saw an access to nothing.
func wildAccess(x *exam, f *Finding) bool {
	h := x.c.Header
	switch {
	case strings.Contains(h, "null-ptr-deref"):
		f.Text = fmt.Sprintf("%s followed a NULL pointer.", subject(x))
		f.Next = "Find which structure has a member at that offset, and who leaves the pointer NULL."
	case strings.Contains(h, "user-memory-access"):
		f.Text = fmt.Sprintf("%s touched an address of user space.", subject(x))
		f.Next = "If it is a user's pointer, use copy_from_user(); if not, a number was used as a pointer."
	case strings.Contains(h, "wild-memory-access"), strings.Contains(h, "invalid read"), strings.Contains(h, "invalid write"):
		f.Text = fmt.Sprintf("%s touched memory that belongs to nobody.", subject(x))
		f.Next = "Find where the pointer was read: the object that held it was freed or overwritten."
	default:
		return false
	}
	_, n := x.fact("access")
	f.Evidence = []int{x.headLine(), n, x.pcLine()}
	return true
}

// neighbourOverwritten: KFENCE found changed bytes around an object.
func neighbourOverwritten(x *exam, f *Finding) bool {
	if !strings.Contains(x.c.Header, "memory corruption") {
		return false
	}
	life, lines := x.lifeOf()
	_, n := x.fact("access")
	f.Text = "Bytes next to an object were overwritten; KFENCE noticed it when the object was freed, not when it happened." + life
	f.Next = "Look at what writes to this object near its end. KFENCE only samples: it will not come again soon; KASAN catches the write itself."
	f.Evidence = append([]int{x.headLine(), n}, lines...)
	return true
}

// overwritten reads SLUB's line: the range, the byte found, the byte expected.
//
//	0xc299a740-0xc299a743 @offset=1856. First byte 0x41 instead of 0xcc
func (x *exam) overwritten() (bytes uint64, found, want byte, line int) {
	v, n := x.fact("overwritten")
	if n == 0 {
		n, v = x.line("First byte 0x")
	}
	if n == 0 {
		return 0, 0, 0, 0
	}
	_, rest, ok := strings.Cut(v, "First byte 0x")
	if !ok {
		return 0, 0, 0, n
	}
	a, b, _ := strings.Cut(rest, " instead of 0x")
	found, want = hexByte(a), hexByte(b)
	v = strings.TrimPrefix(strings.TrimPrefix(v, "INFO: "), "[")
	from, to, _ := strings.Cut(v, "-0x")
	lo, err1 := strconv.ParseUint(strings.TrimPrefix(from, "0x"), 16, 64)
	end := 0
	for end < len(to) && strings.IndexByte("0123456789abcdef", to[end]) >= 0 {
		end++
	}
	hi, err2 := strconv.ParseUint(to[:end], 16, 64)
	if err1 == nil && err2 == nil && hi >= lo {
		bytes = hi - lo + 1
	}
	return bytes, found, want, n
}

func hexByte(s string) byte {
	end := 0
	for end < len(s) && end < 2 && strings.IndexByte("0123456789abcdefABCDEF", s[end]) >= 0 {
		end++
	}
	v, _ := strconv.ParseUint(s[:end], 16, 8)
	return byte(v)
}

// slabOverflow: the red zone behind an object in use was written to.
func slabOverflow(x *exam, f *Finding) bool {
	n, found, want, line := x.overwritten()
	right := strings.Contains(x.c.Header, "edzone overwritten") || strings.Contains(x.c.Header, "Redzone") || strings.Contains(x.c.Header, "Object corrupt") && x.find("edzone") > 0
	if want != 0xcc && want != 0xbb && !(right && line == 0) || !right && want != 0xcc {
		return false
	}
	side := "the end"
	if strings.Contains(x.c.Header, "Left") {
		side = "the beginning"
	}
	f.Text = fmt.Sprintf("Somebody wrote over %s of a slab object, into its red zone.", side)
	if n > 0 && n < 1<<16 {
		f.Text = fmt.Sprintf("Somebody wrote %d bytes over %s of a slab object, into its red zone (first byte %#02x%s).", n, side, found, letter(found))
	}
	if s := x.stack("allocated"); s != nil {
		if o := owner(s.Frames); o != nil {
			f.Text += fmt.Sprintf(" The object was allocated in %s.", at(o))
			f.Evidence = append(f.Evidence, s.Line, o.Line)
		}
	}
	f.Next = "Look at who fills objects from that allocation: the length written against the size allocated. It was noticed only now; KASAN stops at the write itself."
	f.Evidence = append([]int{x.headLine(), line, x.pcLine()}, f.Evidence...)
	return true
}

func letter(b byte) string {
	if b > 0x20 && b < 0x7f {
		return fmt.Sprintf(", %q", rune(b))
	}
	return ""
}

// writeAfterFree: the poison of a free object was changed.
func writeAfterFree(x *exam, f *Finding) bool {
	n, found, want, line := x.overwritten()
	if !strings.Contains(x.c.Header, "Poison overwritten") && want != 0x6b {
		return false
	}
	f.Text = "A free slab object was written to: use after free, by a write."
	if n > 0 && n < 1<<16 {
		f.Text = fmt.Sprintf("A free slab object was written to: use after free, %d bytes (first byte %#02x instead of %#02x).", n, found, want)
	}
	life, lines := x.lifeOf()
	f.Text += life
	f.Next = "Whoever freed it, or kept a pointer to it, still writes: look at the users of that allocation. The offset in the object tells which member. KASAN stops at the write itself."
	f.Evidence = append([]int{x.headLine(), line}, append(lines, x.pcLine())...)
	return true
}

func freelistCorrupt(x *exam, f *Finding) bool {
	h := x.c.Header
	hit := strings.Contains(h, "Freechain") || strings.Contains(h, "Freelist") || strings.Contains(h, "freelist") || strings.Contains(h, "Freepointer") || strings.Contains(h, "Wrong object count") || strings.Contains(h, "Objects remaining")
	if !hit {
		return false
	}
	if strings.Contains(h, "Objects remaining") {
		f.Text = "A slab cache is destroyed while objects of it are still allocated: a leak, or a module that goes away before its users."
		f.Next = "Free all objects (and rcu_barrier() if they are freed by RCU) before kmem_cache_destroy()."
	} else {
		f.Text = "The list of free objects in a slab is damaged: a free object was written to, or one was freed twice."
		f.Next = "Boot with slub_debug=FZPU or KASAN to see who. Until reboot any allocation may crash."
	}
	f.Evidence = []int{x.headLine(), x.pcLine()}
	return true
}

func slabOverwritten(x *exam, f *Finding) bool {
	life, lines := x.lifeOf()
	f.Text = fmt.Sprintf("The slab allocator found its memory damaged: %s.%s", clip(strings.TrimPrefix(x.c.Header, "BUG "), 100), life)
	f.Next = "The place where it was found is seldom the cause. Boot with KASAN to stop at the write itself."
	f.Evidence = append([]int{x.headLine(), x.pcLine()}, lines...)
	return true
}

func uninitialised(x *exam, f *Finding) bool {
	f.Text = fmt.Sprintf("%s used a value that was never written.", subject(x))
	if strings.Contains(x.c.Header, "kernel-infoleak") {
		f.Text = fmt.Sprintf("%s gives memory to user space that was never written: it leaks what was there before.", subject(x))
	}
	if s := x.stack("created"); s != nil {
		if o := owner(s.Frames); o != nil {
			f.Text += fmt.Sprintf(" The memory was created in %s.", at(o))
			f.Evidence = append(f.Evidence, s.Line, o.Line)
		}
	}
	f.Next = "Find the path that skips the initialisation: a read shorter than expected, an error that is ignored, padding in a structure (memset it first)."
	f.Evidence = append([]int{x.headLine(), x.pcLine()}, f.Evidence...)
	return true
}

func dataRace(x *exam, f *Finding) bool {
	_, what, _ := strings.Cut(x.c.Header, " in ")
	f.Text = fmt.Sprintf("Two CPUs use the same variable at the same time without a rule: %s.", clip(what, 120))
	v, n := x.fact("value changed")
	if n > 0 {
		f.Text += " The value changed meanwhile: " + clip(strings.TrimPrefix(v, "value changed: "), 60) + "."
	}
	f.Next = "Decide which lock protects it. If the race is harmless on purpose, say so with READ_ONCE()/WRITE_ONCE() or data_race()."
	f.Evidence = []int{x.headLine(), n, x.pcLine()}
	return true
}

func undefinedShift(x *exam, f *Finding) bool {
	v, n := x.fact("detail")
	if !strings.Contains(x.c.Header+v, "shift") {
		return false
	}
	f.Text = fmt.Sprintf("%s shifted by an amount that its type does not allow: %s.", subject(x), v)
	if v == "" {
		f.Text = fmt.Sprintf("%s shifted by an amount that its type does not allow.", subject(x))
	}
	f.Next = "Find where the amount comes from: often a register, a descriptor or a file system's field that is 0 or garbage. Check its range when it is read."
	f.Evidence = []int{x.headLine(), n, x.pcLine()}
	return true
}

func arrayIndex(x *exam, f *Finding) bool {
	v, n := x.fact("detail")
	if !strings.Contains(x.c.Header, "out-of-bounds") && !strings.Contains(x.c.Header, "out of bounds") && !strings.Contains(v, "is out of range for type") {
		return false
	}
	f.Text = fmt.Sprintf("%s used an array index that is out of range: %s.", subject(x), v)
	if v == "" {
		f.Text = fmt.Sprintf("%s used an array index that is out of range.", subject(x))
	}
	f.Next = "Check the index where it comes in. An array declared with one element at a structure's end ([1]) is a false alarm: make it a flexible array."
	f.Evidence = []int{x.headLine(), n, x.pcLine()}
	return true
}

func undefinedBehaviour(x *exam, f *Finding) bool {
	v, n := x.fact("detail")
	_, what, _ := strings.Cut(x.c.Header, "UBSAN: ")
	f.Text = fmt.Sprintf("%s does what the C standard leaves undefined: %s.", subject(x), clip(what, 120))
	if v != "" {
		f.Text = strings.TrimSuffix(f.Text, ".") + " (" + v + ")."
	}
	f.Next = "Read that line with the values printed; check the range of what comes from hardware or user space."
	f.Evidence = []int{x.headLine(), n, x.pcLine()}
	return true
}

func memoryLeak(x *exam, f *Finding) bool {
	f.Text = "An object is allocated to which no pointer is left."
	if c := x.culprit(); c != "" {
		f.Text = fmt.Sprintf("%s allocated an object to which no pointer is left.", c)
	}
	f.Next = "Look at the error paths after this allocation and at who should free the object. It is no crash; kmemleak may be wrong once, so scan again (echo scan > /sys/kernel/debug/kmemleak)."
	f.Evidence = []int{x.headLine(), x.find("unreferenced object"), x.culpritLine()}
	return true
}

// refcount explains the four things lib/refcount.c complains about.
func refcount(x *exam, f *Finding) bool {
	for _, m := range []struct{ mark, text, next string }{
		{"underflow", "%s dropped a reference that was not its own: the count went below zero. The object may be freed already while others use it.", "Compare every get with its put on this object; one put too many, often on an error path."},
		{"addition on 0", "%s took a reference on an object whose last reference was gone: it is being freed.", "Look up objects with refcount_inc_not_zero() (kref_get_unless_zero()) under the lock or RCU that protects the lookup."},
		{"saturated", "%s took so many references that the count stopped: a get without a put in a path that is run often.", "Look for the missing put; the object will never be freed."},
		{"decrement hit 0", "%s dropped the last reference where somebody was thought to hold one more.", "Look for the holder that forgot to take its own reference."},
	} {
		n := x.find("refcount_t: ")
		if n == 0 || !strings.Contains(x.lineText(n), m.mark) {
			continue
		}
		f.Text = fmt.Sprintf(m.text, subject(x))
		f.Next = m.next
		f.Evidence = []int{n, x.headLine(), x.culpritLine(), x.pcLine()}
		return true
	}
	return false
}

// lineText returns the report's line of that number.
func (x *exam) lineText(n int) string {
	for i := range x.c.Body {
		if x.c.Body[i].N == n {
			return x.c.Body[i].Text
		}
	}
	return ""
}

func usercopy(x *exam, f *Finding) bool {
	n, l := x.line("attempt detected")
	f.Text = fmt.Sprintf("%s was about to copy more between kernel and user space than the object holds.", subject(x))
	if n > 0 {
		verb := "write user data over"
		if strings.Contains(l, "exposure") {
			verb = "show user space"
		}
		_, what, _ := strings.Cut(l, "attempt detected ")
		f.Text = fmt.Sprintf("%s was about to %s memory that does not belong to the object: %s.", subject(x), verb, clip(what, 120))
	}
	f.Next = "Check the length given to copy_to_user()/copy_from_user() against the size of the object; for objects of a cache of their own, declare the part that may be copied (kmem_cache_create_usercopy())."
	f.Evidence = []int{n, x.headLine(), x.culpritLine(), x.pcLine()}
	return true
}

func fortify(x *exam, f *Finding) bool {
	n, l := x.line("detected buffer overflow")
	if n == 0 {
		n, l = x.line("field-spanning write")
	}
	f.Text = fmt.Sprintf("%s was about to copy more than its buffer holds.", subject(x))
	if n > 0 {
		f.Text += " " + clip(l, 140)
	}
	f.Next = "Check the length given to the string or memory function against the size of the target; use strscpy() for strings."
	f.Evidence = []int{n, x.headLine(), x.culpritLine(), x.pcLine()}
	return true
}

// listLine is what lib/list_debug.c printed.
func (x *exam) listLine() (string, int) {
	if v, n := x.fact("pointers"); n > 0 {
		return v, n
	}
	n, l := x.line("list_")
	return l, n
}

func listDeletedTwice(x *exam, f *Finding) bool {
	v, n := x.listLine()
	if !strings.Contains(v, "list_del corruption") || !strings.Contains(v, "LIST_POISON") {
		return false
	}
	f.Text = fmt.Sprintf("%s deletes a list entry that was deleted already: its pointer is LIST_POISON.", subject(x))
	f.Next = "Find the first list_del(): two paths take the entry out, or nobody holds the list's lock. list_del_init() makes a second one harmless."
	f.Evidence = []int{n, x.headLine(), x.culpritLine()}
	return true
}

func listAddedTwice(x *exam, f *Finding) bool {
	v, n := x.listLine()
	if !strings.Contains(v, "double add") {
		return false
	}
	f.Text = fmt.Sprintf("%s adds an entry to a list on which it already is.", subject(x))
	f.Next = "Check for list_empty() before adding (with list_del_init() on removal), and that add and remove are under the same lock."
	f.Evidence = []int{n, x.headLine(), x.culpritLine()}
	return true
}

func listCorrupt(x *exam, f *Finding) bool {
	v, n := x.listLine()
	f.Text = fmt.Sprintf("%s found a list whose neighbours do not agree.", subject(x))
	if n > 0 {
		f.Text = fmt.Sprintf("%s found a list whose neighbours do not agree: %s.%s", subject(x), clip(v, 160), x.pointerIn(v))
	}
	f.Next = "An entry was freed while on the list, added without the lock, or overwritten. Check that every add and delete holds the same lock; boot with slub_debug=FZPU or KASAN."
	f.Evidence = []int{n, x.headLine(), x.culpritLine()}
	return true
}

// pointerIn says what the pointer that was found is, when it is a known poison.
func (x *exam) pointerIn(v string) string {
	_, rest, ok := strings.Cut(v, "but was ")
	if !ok {
		return ""
	}
	end := 0
	for end < len(rest) && strings.IndexByte("0123456789abcdef", rest[end]) >= 0 {
		end++
	}
	p, err := strconv.ParseUint(rest[:end], 16, 64)
	if m := x.means(p); err == nil && (p == 0 || strings.Contains(m, "poison") || strings.Contains(m, "POISON") || strings.HasPrefix(m, "text")) {
		return fmt.Sprintf(" %s is %s.", rest[:end], m)
	}
	return ""
}

func badPage(x *exam, f *Finding) bool {
	h := x.c.Header
	if strings.Contains(h, "single bit error") || strings.Contains(h, "low memory") {
		return false
	}
	why, n := x.fact("reason")
	if i := strings.Index(why, "because: "); i >= 0 {
		why = why[i+len("because: "):]
	}
	f.Text = "A page was given back, or taken, in a state that cannot be: freed twice, freed while still mapped or in use, or its struct page was overwritten."
	if why != "" {
		f.Text = fmt.Sprintf("A page was given back, or taken, in a state that cannot be: %s. This suggests it was freed twice, or freed while still in use.", strings.TrimPrefix(why, "page dumped because: "))
	}
	if !strings.Contains(h, "Bad page state") {
		f.Text = "The accounting of a process's memory is wrong: pages were mapped or unmapped without being counted, or its page tables were overwritten."
		f.Confidence = Likely
	}
	f.Next = "Boot with page_owner=on: the report then shows who allocated and freed the page. Look for put_page() or __free_pages() called once too often."
	f.Evidence = []int{x.headLine(), n, x.pcLine()}
	return true
}

// freedActive: an object with a running timer or pending work was freed.
func freedActive(x *exam, f *Finding) bool {
	n, l := x.line("ODEBUG: ")
	if n == 0 {
		return false
	}
	what, kind, hint := "", "object", ""
	if _, rest, ok := strings.Cut(l, "ODEBUG: "); ok {
		what, _, _ = strings.Cut(rest, " (")
	}
	if _, rest, ok := strings.Cut(l, "object type: "); ok {
		kind, hint, _ = strings.Cut(rest, " hint: ")
	}
	fn, _, _ := strings.Cut(strings.TrimSpace(hint), "+")
	cancel := map[string]string{"timer_list": "timer_delete_sync()", "hrtimer": "hrtimer_cancel()", "work_struct": "cancel_work_sync()"}[kind]
	if cancel == "" {
		cancel = "the function that stops it"
	}
	f.Text = fmt.Sprintf("%s: %s (%s).", subject(x), what, kind)
	if strings.HasPrefix(what, "free active") {
		f.Text = fmt.Sprintf("%s freed an object whose %s was still active%s: it will run in freed memory.", subject(x), kind, callsHint(fn))
		f.Next = fmt.Sprintf("Call %s before freeing the object.", cancel)
	} else {
		f.Next = fmt.Sprintf("Check that the %s is initialised once, before its first use, and stopped with %s before it is initialised again or freed.", kind, cancel)
	}
	f.Evidence = []int{n, x.headLine(), x.culpritLine()}
	return true
}

func callsHint(fn string) string {
	if fn == "" || strings.HasPrefix(fn, "0x") {
		return ""
	}
	return " (it calls " + fn + ")"
}
