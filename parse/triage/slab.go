package triage

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
)

// slabRules read what the slab and page allocators found damaged.
var slabRules = []rule{
	{
		id: "slab-overflow", rank: rankCause, confidence: Likely, classes: []string{"slab"},
		says:       "the bytes behind an object in use were written to",
		suppresses: []string{"slab-overwritten"},
		fire:       slabOverflow,
	},
	{
		id: "write-after-free", rank: rankCause, confidence: Likely, classes: []string{"slab"},
		says:       "an object was written to after it was freed",
		suppresses: []string{"slab-overwritten"},
		fire:       writeAfterFree,
	},
	{
		id: "freelist-corrupt", rank: rankProof, confidence: Likely, classes: []string{"slab", "kernel-bug"},
		says:       "the allocator's list of free objects is broken",
		suppresses: []string{"slab-overwritten", "bug-assertion"},
		fire:       freelistCorrupt,
	},
	{
		id: "invalid-free", rank: rankCause, confidence: Certain, classes: []string{"slab"},
		says:       "a pointer was freed that is not the start of an object",
		suppresses: []string{"slab-overwritten"},
		fire:       invalidFree,
	},
	{
		id: "slab-overwritten", rank: rankProof - 5, confidence: Likely, classes: []string{"slab"},
		says: "an object of the allocator was overwritten",
		fire: slabOverwritten,
	},
	{
		id: "bad-page", rank: rankProof, confidence: Certain, classes: []string{"page-state"},
		says: "a page was freed in a state in which no page may be",
		fire: badPage,
	},
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
	if _, rest, ok := strings.Cut(v, "overwritten] "); ok {
		v = rest
	}
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
func slabOverflow(x *exam, f *draft) bool {
	n, found, want, line := x.overwritten()
	right := strings.Contains(x.c.Header, "edzone overwritten") || strings.Contains(x.c.Header, "Redzone") || x.find("edzone overwritten]") > 0
	if want != 0xcc && want != 0xbb && !(right && line == 0) || !right && want != 0xcc {
		return false
	}
	side := "the end"
	if strings.Contains(x.c.Header, "Left") || x.find("[Left Redzone") > 0 {
		side = "the beginning"
	}
	f.Text = fmt.Sprintf("Somebody wrote over %s of a slab object, into its red zone.", side)
	if n > 0 && n < 1<<16 {
		f.Text = fmt.Sprintf("Somebody wrote over %s of a slab object: %d bytes of its red zone are changed (the first is %#02x%s).", side, n, found, asLetter(found))
	}
	if s := x.stack("allocated"); s != nil {
		if o := owner(s.Frames); o != nil {
			f.also(fmt.Sprintf(" The object was allocated in %s.", at(o)), inStack("allocated", o))
		}
	}
	x.tellObject(f)
	f.Next = "Look at who fills objects from that allocation: the length written against the size allocated. It was noticed only now; KASAN stops at the write itself."
	f.Evidence = append([]int{x.headLine(), line, x.pcLine()}, f.Evidence...)
	f.claim(x.heads(""))
	return true
}

func asLetter(b byte) string {
	if b > 0x20 && b < 0x7f {
		return fmt.Sprintf(", %q", rune(b))
	}
	return ""
}

// writeAfterFree: the poison of a free object was changed.
func writeAfterFree(x *exam, f *draft) bool {
	n, found, want, line := x.overwritten()
	if !strings.Contains(x.c.Header, "Poison overwritten") && want != 0x6b {
		return false
	}
	f.Text = "A free slab object was written to: use after free, by a write."
	if n > 0 && n < 1<<16 {
		f.Text = fmt.Sprintf("A free slab object was written to: use after free, %d bytes (first byte %#02x instead of %#02x).", n, found, want)
	}
	f.claim(x.heads(""))
	if n == 1 && counted(found, want) {
		f.also(" The value differs by one: this suggests a counter of the dead object that went on counting, a reference dropped or taken after the free.", reported(line))
	}
	x.tellLife(f)
	x.tellObject(f)
	f.Next = "Whoever freed it, or kept a pointer to it, still writes: look at the users of that allocation. The offset in the object tells which member. KASAN stops at the write itself."
	f.Evidence = []int{x.headLine(), line, x.pcLine()}
	return true
}

func freelistCorrupt(x *exam, f *draft) bool {
	h := x.c.Header
	hit := strings.Contains(h, "Freechain") || strings.Contains(h, "Freelist") || strings.Contains(h, "freelist") || strings.Contains(h, "Freepointer") || strings.Contains(h, "Wrong object count") || strings.Contains(h, "Objects remaining")
	if !hit {
		return false
	}
	if strings.Contains(h, "Objects remaining") {
		f.Text = "A slab cache is destroyed while objects of it are still allocated: a leak, or a module that goes away before its users."
		f.Next = "Free all objects (and rcu_barrier() if they are freed by RCU) before kmem_cache_destroy()."
	} else {
		f.Text = "The list of free objects in a slab is damaged: a free object was written to, one was freed twice, or what lies in front of one was written over its end."
		f.Next = "Boot with slub_debug=FZPU or KASAN to see who. Until reboot any allocation may crash."
	}
	f.Evidence = []int{x.headLine(), x.pcLine()}
	f.claim(x.heads(""))
	return true
}

// invalidFree: free_consistency_checks(), mm/slub.c, is asked to free what is no
// object of the slab; the slab itself is sound.
func invalidFree(x *exam, f *draft) bool {
	_, what, ok := strings.Cut(x.c.Header, "Invalid object pointer ")
	if !ok {
		return false
	}
	who := subject(x)
	f.claim(x.subjectRan())
	f.Text = fmt.Sprintf("%s freed the pointer %s, which is not the start of an object.", who, clip(what, 20))
	f.claim(says("Invalid object pointer", x.headLine()))
	f.Next = "Look at where this pointer comes from: a member of the object that is freed instead of the object, a pointer that was moved on, or memory of another kind (devm_, a pool, an array's element)."
	f.Evidence = []int{x.headLine(), x.pcLine()}
	return true
}

func slabOverwritten(x *exam, f *draft) bool {
	f.Text = fmt.Sprintf("The slab allocator found its memory damaged: %s.", clip(strings.TrimPrefix(x.c.Header, "BUG "), 100))
	f.claim(x.heads(""))
	x.tellLife(f)
	x.tellObject(f)
	f.Next = "The place where it was found is seldom the cause. Boot with KASAN to stop at the write itself."
	f.Evidence = []int{x.headLine(), x.pcLine()}
	return true
}

func badPage(x *exam, f *draft) bool {
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
		f.Text = fmt.Sprintf("A page was given back, or taken, in a state that cannot be: %s.%s This suggests it was freed twice, or freed while still in use.", strings.TrimPrefix(why, "page dumped because: "), x.leftOnPage(why))
	}
	if !strings.Contains(h, "Bad page state") {
		f.Text = "The accounting of a process's memory is wrong: pages were mapped or unmapped without being counted, or its page tables were overwritten."
		f.Confidence = Likely
	}
	f.Next = "Boot with page_owner=on: the report then shows who allocated and freed the page. Look for put_page() or __free_pages() called once too often."
	f.Evidence = []int{x.headLine(), n, x.pcLine()}
	f.claim(x.heads("Bad page state"))
	return true
}

// pageFlags are flags with which no page may be freed (PAGE_FLAGS_CHECK_AT_FREE,
// include/linux/page-flags.h), by what they say of it.
var pageFlags = []struct{ flag, means string }{
	{"private", "its owner's private data was never detached"},
	{"private_2", "its owner's private data was never detached"},
	{"locked", "somebody holds its lock"},
	{"writeback", "it is being written"},
	{"lru", "it is on a list of pages that can be reclaimed"},
	{"active", "it is on a list of pages that can be reclaimed"},
	{"unevictable", "it is kept in memory"},
	{"mlocked", "a process has locked it in memory"},
	{"reserved", "it is memory that is never given back"},
	{"slab", "the slab allocator has it"},
}

// leftOnPage says what the flags or the count that are printed tell of a bad page, "" where
// they tell nothing:
//
//	flags: 0x4000000000002000(private)
//	flags: 0xffff0000002000(reserved|node=0|zone=0|lastcpupid=0xffff)
//	page:fffffe00089dcf40 refcount:-1 mapcount:0 mapping:0000000000000000 index:0x0
func (x *exam) leftOnPage(why string) string {
	if _, l := x.line(" refcount:-"); l != "" && strings.Contains(why, "_refcount") {
		return " Its count is below zero: it was given back once too often before, or what describes the page was overwritten."
	}
	_, l := x.line("flags: 0x")
	_, list, ok := strings.Cut(l, "(")
	if !ok || !strings.Contains(why, "AT_FREE flag") {
		return ""
	}
	list, _, _ = strings.Cut(list, ")")
	flags := strings.Split(list, "|")
	for _, p := range pageFlags {
		if slices.Contains(flags, p.flag) {
			return fmt.Sprintf(" The flag %s says that %s.", p.flag, p.means)
		}
	}
	return ""
}

// counted tells a byte of poison that differs by one: a counter in the dead object went
// up or down.
func counted(found, want byte) bool { return found == want-1 || found == want+1 }

// oneByte tells that a single byte was changed.
func (x *exam) oneByte() bool {
	n, _, _, _ := x.overwritten()
	return n == 1
}
