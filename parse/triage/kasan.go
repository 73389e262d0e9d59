package triage

import (
	"fmt"
	"slices"
	"strconv"
	"strings"

	"oopscope/parse/arch"
	"oopscope/parse/crash"
)

// kasanRules read what KASAN and KFENCE say about one bad access.
var kasanRules = []rule{
	{
		id: "use-after-free", rank: rankCause, confidence: Certain, classes: []string{"kasan", "kfence"},
		says: "memory was used after it was freed: who allocated, freed and used it",
		fire: useAfterFree,
	},
	{
		id: "double-free", rank: rankCause + 1, confidence: Certain, classes: []string{"kasan", "kfence", "slab", "kernel-bug"},
		says:       "the same object was freed twice",
		suppresses: []string{"use-after-free", "bug-assertion", "slab-overwritten", "freelist-corrupt", "core-complained"},
		fire:       doubleFree,
	},
	{
		id: "out-of-bounds", rank: rankCause, confidence: Certain, classes: []string{"kasan", "kfence"},
		says: "an access beside an object, compared with the object's size",
		fire: outOfBounds,
	},
	{
		id: "wild-access", rank: rankProof, confidence: Certain, classes: []string{"kasan", "kfence"},
		says: "an access to memory that belongs to nobody",
		fire: wildAccess,
	},
	{
		id: "tag-mismatch", rank: rankProof - 1, confidence: Certain, classes: []string{"kasan"},
		says: "the tag of a pointer is not that of the memory it points to",
		fire: tagMismatch,
	},
	{
		id: "neighbour-overwritten", rank: rankCause, confidence: Certain, classes: []string{"kfence"},
		says: "bytes around an object were changed",
		fire: neighbourOverwritten,
	},
}

// keepers are the allocator and the checkers: never the ones who own an object.
var keepers = []string{"free_debug_processing", "alloc_debug_processing", "kasan", "kmem", "kfree", "kmalloc", "kzalloc", "kvfree", "kvmalloc", "vfree", "vmalloc", "slab", "save_stack", "set_track", "do_slab", "stack_trace", "stack_depot", "krealloc", "kcalloc", "alloc_page", "allocate_slab", "folio_alloc", "free_page", "free_unref", "kfence", "kstrdup", "kmemdup", "poison_", "track_", "free_to_partial", "cache_free", "check_", "object_err", "slab_err", "print_trailer", "kernel_text", "dump_stack", "print_", "end_report", "devm_kmalloc", "devm_kzalloc", "mempool_", "new_slab", "alloc_", "init_object", "kmsan", "skb_free", "skb_release", "consume_skb", "sk_skb_reason", "device_release", "put_device", "kobject_", "kref_", "ret_from", "unwind", "show_stack", "warn", "report_", "asan_", "bug"}

// owner is the first frame that is neither allocator nor checker.
func owner(frames []arch.Frame) *arch.Frame {
	for i := range frames {
		f := &frames[i]
		if !f.InFunction() {
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

// unguessed are the frames that the unwinder was sure of.
func unguessed(frames []arch.Frame) []arch.Frame {
	return slices.DeleteFunc(slices.Clone(frames), func(f arch.Frame) bool { return !f.Reliable })
}

// tellLife adds who freed and who allocated the object.
func (x *exam) tellLife(f *draft) {
	for _, role := range [...]struct{ role, verb string }{{"freed", "freed"}, {"allocated", "allocated"}} {
		s := x.stack(role.role)
		if s == nil {
			continue
		}
		if o := owner(s.Frames); o != nil {
			f.also(fmt.Sprintf(" It was %s in %s%s.", role.verb, at(o), byTask(s)), inStack(role.role, o))
		}
	}
}

// tellObject says what the object is and which of its members was hit, where symbols tell.
func (x *exam) tellObject(f *draft) {
	o := x.c.Object
	if o == nil {
		return
	}
	text := fmt.Sprintf(" The object is a %s", o.Of)
	switch {
	case o.Listed.Function != "":
		f.also(fmt.Sprintf(" The entry is the %s of a %s: %s in %s.", o.Member, o.Of, o.Variable, bare(o.Listed.Function)), ranFrame(&o.Listed))
		return
	case o.HasByte && o.Byte >= 0 && o.Byte < o.Size && o.Member != "":
		text += fmt.Sprintf("; the byte %#x is its %s", o.Byte, o.Member)
	case o.HasByte && o.Byte >= o.Size:
		text += fmt.Sprintf(" of %d bytes", o.Size)
	}
	f.also(text+".", inStack("allocated", &o.Allocated))
}

// byTask reads "Freed by task 390:" and "Freed in f age=1 cpu=0 pid=390".
func byTask(s *crash.Stack) string {
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
func useAfterFree(x *exam, f *draft) bool {
	if !strings.Contains(x.c.Header, "use-after-free") && !strings.Contains(x.c.Header, "invalid-access") {
		return false
	}
	if strings.Contains(x.c.Header, "invalid-access") && x.stack("freed") == nil {
		return false
	}
	f.Text = fmt.Sprintf("%s used an object after it was freed%s.", subject(x), x.object())
	f.claim(x.heads(""), x.subjectRan())
	x.tellLife(f)
	x.tellObject(f)
	f.Next = "Find out why the free did not wait for this user, or why the user still had the pointer: a reference that is not held, a timer or work that was not cancelled, a missing lock."
	if s := x.stack("freed"); s != nil {
		for i := range s.Frames {
			if w := word(s.Frames[i].Function); w == "rcu_do_batch" || w == "rcu_core" {
				f.also(" The free came from an RCU callback.", inStack("freed", &s.Frames[i]))
				f.Next = "The free waited for a grace period, so the user was not inside rcu_read_lock(), or took no reference before leaving it. Check the readers."
				break
			}
		}
	}
	f.Evidence = []int{x.headLine(), x.pcLine()}
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
func doubleFree(x *exam, f *draft) bool {
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
	who := subject(x)
	if o := owner(unguessed(x.chain)); o != nil {
		who = at(o)
		f.claim(ranFrame(o))
	} else {
		f.claim(x.subjectRan())
	}
	f.Text = fmt.Sprintf("%s frees an object that is already free.", who)
	if strings.Contains(h, "invalid") || x.c.Class == "kernel-bug" { // before 5.14 kfree() stops so for memory that is no slab's, too
		f.Text = fmt.Sprintf("%s frees a pointer that is not the start of an object, or an object that is already free.", who)
	}
	f.claim(x.heads(""))
	x.tellLife(f)
	x.tellObject(f)
	f.Next = "Compare this free with the first one: two error paths, a destructor beside a manual free, or devm_ memory freed by hand. Set the pointer to NULL after the free that should win."
	f.Evidence = []int{x.headLine(), x.pcLine()}
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
func outOfBounds(x *exam, f *draft) bool {
	h := x.c.Header
	if !strings.Contains(h, "out-of-bounds") {
		return false
	}
	off, n := x.fact("offset")
	f.Text = fmt.Sprintf("%s made an access outside of %s.", subject(x), kindOfMemory(h))
	if strings.Contains(off, "to the left of") {
		f.Text = fmt.Sprintf("%s made an access in front of %s.", subject(x), kindOfMemory(h))
	}
	if over, size, ok := overrun(off); ok {
		f.Text = fmt.Sprintf("%s made an access beyond the end of %s: %d bytes behind its %d bytes, as KASAN counts%s.", subject(x), kindOfMemory(h), over, size, offByOne(over))
	}
	if s := x.stack("allocated"); s != nil {
		if o := owner(s.Frames); o != nil {
			f.also(fmt.Sprintf(" The object that KASAN names was allocated in %s.", at(o)), inStack("allocated", o))
		}
	}
	f.Next = "Compare the size that was allocated with the index or length used here; a terminating zero, a header in front of the data, or a count from outside is often forgotten."
	f.Evidence = append([]int{x.headLine(), x.pcLine(), n}, f.Evidence...)
	f.claim(x.heads("out-of-bounds"), x.subjectRan())
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
	return "an object"
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
func wildAccess(x *exam, f *draft) bool {
	h := x.c.Header
	switch {
	case strings.Contains(h, "null-ptr-deref"):
		f.Text = fmt.Sprintf("%s made an access in the first page of memory, where the members of a NULL structure would lie.", subject(x))
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
	f.claim(x.heads(""), x.subjectRan())
	return true
}

// neighbourOverwritten: KFENCE found changed bytes around an object.
func neighbourOverwritten(x *exam, f *draft) bool {
	if !strings.Contains(x.c.Header, "memory corruption") {
		return false
	}
	_, n := x.fact("access")
	f.Text = "Bytes next to an object were overwritten; KFENCE noticed it when the object was freed, not when it happened."
	f.claim(x.heads("memory corruption"))
	x.tellLife(f)
	x.tellObject(f)
	f.Next = "Look at what writes to this object near its end. KFENCE only samples: it will not come again soon; KASAN catches the write itself."
	f.Evidence = []int{x.headLine(), n}
	return true
}

// tagMismatch: where KASAN tags memory (arm64 with MTE, or in software), a pointer
// whose tag is not that of the memory is one to a freed object, or to a neighbour.
//
//	Pointer tag: [07], memory tag: [fe]
func tagMismatch(x *exam, f *draft) bool {
	n, l := x.line("Pointer tag: [")
	if n == 0 || !strings.Contains(x.c.Header, "invalid-access") {
		return false
	}
	_, tags, _ := strings.Cut(l, "Pointer tag: [")
	pointer, rest, _ := strings.Cut(tags, "]")
	_, memory, _ := strings.Cut(rest, "memory tag: [")
	memory, _, _ = strings.Cut(memory, "]")
	f.Text = fmt.Sprintf("%s used a pointer with tag %s to memory with tag %s: the object it was meant for was freed, the access went beyond it, or the pointer lost its tag on the way.", subject(x), pointer, memory)
	if memory == "fe" || memory == "FE" { // KASAN_TAG_INVALID, mm/kasan/kasan.h
		f.Text = fmt.Sprintf("%s used a pointer with tag %s to memory that is free now, or never was an object (tag %s).", subject(x), pointer, memory)
	}
	f.claim(reported(n), x.heads("invalid-access"), x.subjectRan())
	f.Next = "Look at the stacks of who allocated and who freed the object, if they are printed (kasan.stacktrace=on); CONFIG_KASAN_GENERIC tells a use after free from an overrun."
	f.Evidence = []int{n, x.headLine(), x.pcLine()}
	x.tellLife(f)
	x.tellObject(f)
	return true
}
