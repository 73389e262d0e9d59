package triage

import (
	"fmt"
	"strconv"
	"strings"

	"oopscope/parse/arch"
)

// objectRules are about the life of objects: references, lists, copies to user space.
var objectRules = []rule{
	{
		id: "refcount-misuse", rank: rankProof, confidence: Certain, classes: []string{"refcount"},
		says: "a reference counter went below zero, over its end, or was used at zero",
		fire: refcount,
	},
	{
		id: "usercopy", rank: rankProof, confidence: Certain, classes: []string{"usercopy"},
		says: "a copy between kernel and user space went over an object's end",
		fire: usercopy,
	},
	{
		id: "fortify", rank: rankProof, confidence: Certain, classes: []string{"fortify"},
		says: "a string or memory function was given more than the buffer holds",
		fire: fortify,
	},
	{
		id: "field-overflow", rank: rankProof, confidence: Certain, classes: []string{"field-overflow"},
		says: "more was copied to a member of a structure than it holds",
		fire: fieldOverflow,
	},
	{
		id: "list-deleted-twice", rank: rankCause, confidence: Certain, classes: []string{"list-corruption"},
		says:       "a list entry was taken out a second time",
		suppresses: []string{"list-corrupt"},
		fire:       listDeletedTwice,
	},
	{
		id: "list-added-twice", rank: rankCause, confidence: Certain, classes: []string{"list-corruption"},
		says:       "a list entry was added while it was in the list",
		suppresses: []string{"list-corrupt"},
		fire:       listAddedTwice,
	},
	{
		id: "list-corrupt", rank: rankProof, confidence: Certain, classes: []string{"list-corruption"},
		says: "neighbours in a list do not point at each other",
		fire: listCorrupt,
	},
	{
		id: "freed-while-active", rank: rankCause, confidence: Certain, classes: []string{"debugobjects"},
		says: "an object with a running timer or a pending work was freed",
		fire: freedActive,
	},
}

// refcount explains the four things lib/refcount.c complains about.
func refcount(x *exam, f *draft) bool {
	for _, m := range []struct{ mark, text, next string }{
		{"underflow", "%s dropped a reference of an object whose count was 0 or below. This suggests one put too many, here or before, or a counter that was never set up or was overwritten. The object may be freed already while others use it.", "Compare every get with its put on this object; one put too many, often on an error path. Check that its counter is set (kref_init(), refcount_set()) before it is used."},
		{"addition on 0", "%s took a reference on an object whose count was 0: it is being freed or was freed, or was never set up, or its memory was cleared.", "Look up objects with refcount_inc_not_zero() (kref_get_unless_zero()) under the lock or RCU that protects the lookup."},
		{"increment on 0", "%s took a reference on an object whose count was 0: it is being freed or was freed, or was never set up, or its memory was cleared.", "Look up objects with refcount_inc_not_zero() (kref_get_unless_zero()) under the lock or RCU that protects the lookup."},
		{"saturated", "%s found the count at its end, where it stays: a get without a put in a path that is run often, one put too many before (which takes it there as well), or a counter that was overwritten.", "Look for the missing put; the object will never be freed."},
		{"decrement hit 0", "%s dropped the last reference where somebody was thought to hold one more.", "Look for the holder that forgot to take its own reference."},
	} {
		n := x.find("refcount_t: ")
		if n == 0 || !strings.Contains(x.lineText(n), m.mark) {
			continue
		}
		f.Text = fmt.Sprintf(m.text, subject(x))
		f.claim(says("refcount_t: ", n), x.subjectRan())
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

func usercopy(x *exam, f *draft) bool {
	n, l := x.line("attempt detected")
	f.Text = fmt.Sprintf("%s was about to copy between kernel and user space what may not be copied so.", subject(x))
	if n > 0 {
		verb := "write user data over"
		if strings.Contains(l, "exposure") {
			verb = "show user space"
		}
		_, what, _ := strings.Cut(l, "attempt detected ")
		f.Text = fmt.Sprintf("%s was about to %s memory that may not be copied so: %s.", subject(x), verb, clip(what, 120))
	}
	f.Next = "Check the length given to copy_to_user()/copy_from_user() against the size of the object; for objects of a cache of their own, declare the part that may be copied (kmem_cache_create_usercopy())."
	f.Evidence = []int{n, x.headLine(), x.culpritLine(), x.pcLine()}
	f.claim(reported(max(n, x.headLine())), x.subjectRan())
	return true
}

func fortify(x *exam, f *draft) bool {
	n, l := x.line("detected buffer overflow")
	f.Text = fmt.Sprintf("%s was about to read or write beyond the end of a buffer.", subject(x))
	if n > 0 {
		f.Text += " " + clip(l, 140)
	}
	f.Next = "Check the length given to the string or memory function against the size of the target; use strscpy() for strings."
	f.Evidence = []int{n, x.headLine(), x.culpritLine(), x.pcLine()}
	f.claim(reported(max(n, x.headLine())), x.subjectRan())
	return true
}

// fieldOverflow: the compiler knows how large the member is, and the copy is done all the
// same. Some sources copy over several members on purpose (struct_group()).
func fieldOverflow(x *exam, f *draft) bool {
	n, l := x.line("field-spanning write")
	if n == 0 {
		return false
	}
	f.Text = fmt.Sprintf("%s copied more to a member of a structure than it holds, over what stands behind it: %s", subject(x), clip(l, 140))
	f.Next = "Check the length against the size of the member. If the copy is meant to go over several members, put them into a struct_group(); if the member is an array of any length, declare it as [] with __counted_by()."
	f.Evidence = []int{n, x.headLine(), x.culpritLine(), x.pcLine()}
	f.claim(reported(n), x.subjectRan())
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

func listDeletedTwice(x *exam, f *draft) bool {
	v, n := x.listLine()
	if !strings.Contains(v, "list_del corruption") || !strings.Contains(v, "LIST_POISON") {
		return false
	}
	f.Text = fmt.Sprintf("%s deletes a list entry that was deleted already: its pointer is LIST_POISON.", subject(x))
	f.Next = "Find the first list_del(): two paths take the entry out, or nobody holds the list's lock. list_del_init() makes a second one harmless."
	f.Evidence = []int{n, x.headLine(), x.culpritLine()}
	f.claim(says("list_del corruption", n), x.subjectRan())
	x.tellObject(f)
	return true
}

func listAddedTwice(x *exam, f *draft) bool {
	v, n := x.listLine()
	if !strings.Contains(v, "double add") {
		return false
	}
	f.Text = fmt.Sprintf("%s adds an entry to a list on which it already is.", subject(x))
	f.Next = "Check for list_empty() before adding (with list_del_init() on removal), and that add and remove are under the same lock."
	f.Evidence = []int{n, x.headLine(), x.culpritLine()}
	f.claim(says("double add", n), x.subjectRan())
	x.tellObject(f)
	return true
}

func listCorrupt(x *exam, f *draft) bool {
	v, n := x.listLine()
	f.Text = fmt.Sprintf("%s found a list whose neighbours do not agree.", subject(x))
	if n > 0 && strings.Contains(v, "corruption") {
		f.Text = fmt.Sprintf("%s found a list whose neighbours do not agree: %s.%s", subject(x), clip(v, 160), x.pointerIn(v))
	}
	if strings.Contains(v, "list_add corruption") && strings.HasSuffix(strings.TrimRight(v, ". "), " is NULL") {
		f.Text = fmt.Sprintf("%s added an entry beside one whose pointers are NULL: %s. This suggests a list head that was never initialised (INIT_LIST_HEAD()), or one whose memory was cleared.", subject(x), clip(v, 160))
	}
	if entry := x.poisonedEntry(v); entry != "" {
		f.Text = fmt.Sprintf("%s went on from a list entry that had been deleted: %s. The list says: %s.", subject(x), entry, clip(v, 160))
	}
	f.Next = "An entry was freed while on the list, added without the lock, or overwritten. Check that every add and delete holds the same lock; boot with slub_debug=FZPU or KASAN."
	f.Evidence = []int{n, x.headLine(), x.culpritLine()}
	f.claim(reported(max(n, x.headLine())), x.subjectRan())
	x.tellObject(f)
	return true
}

// poisonedEntry says what the entry itself is when it is what list_del() leaves in one
// that it took out. Where low memory can be read (s390) the check finds nothing there;
// elsewhere it traps.
//
//	list_del corruption, 0000000000000100->next is NULL
func (x *exam) poisonedEntry(v string) string {
	before, _, ok := strings.Cut(v, "->")
	hex := before[strings.LastIndexByte(before, ' ')+1:]
	p, err := strconv.ParseUint(hex, 16, 64)
	if m := x.means(p); ok && err == nil && m.Deleted() {
		return fmt.Sprintf("%s is %s", hex, m.Text)
	}
	return ""
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
	if m := x.means(p); err == nil && (p == 0 || marked(m)) {
		return fmt.Sprintf(" %s is %s.", rest[:end], m.Text)
	}
	return ""
}

// freedActive: an object with a running timer or pending work was freed.
func freedActive(x *exam, f *draft) bool {
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
	cancel := map[string]string{"timer_list": "timer_delete_sync() (del_timer_sync() on older kernels)", "hrtimer": "hrtimer_cancel()", "work_struct": "cancel_work_sync()"}[kind]
	switch {
	case fn == "delayed_work_timer_fn": // the timer of a delayed work, which the work may set again
		cancel = "cancel_delayed_work_sync()"
	case cancel == "":
		cancel = "the function that stops it"
	}
	f.Text = fmt.Sprintf("%s: %s (%s).", subject(x), what, kind)
	by, _ := x.frameOf(bare(x.c.Culprit.Function), x.c.Culprit.Module)
	switch {
	case strings.HasPrefix(what, "free active") && by == nil: // whoever did it is not to be seen
		f.Text = fmt.Sprintf("An object was freed whose %s was still active%s: without this check, which stops it first where it can, it would run in freed memory.", kind, callsHint(fn))
		f.Next = fmt.Sprintf("Call %s before freeing the object, or handing it to RCU for that.", cancel)
		f.Evidence = []int{n, x.headLine()}
		f.claim(says("ODEBUG: ", n))
		return true
	case strings.HasPrefix(what, "free active"):
		f.Text = fmt.Sprintf("%s freed an object whose %s was still active%s: without this check, which stops it first where it can, it would run in freed memory.", subject(x), kind, callsHint(fn))
		f.Next = fmt.Sprintf("Call %s before freeing the object.", cancel)
	default:
		f.Next = fmt.Sprintf("Check that the %s is initialised once, before its first use, and stopped with %s before it is initialised again or freed.", kind, cancel)
	}
	f.Evidence = []int{n, x.headLine(), x.culpritLine()}
	f.claim(says("ODEBUG: ", n), x.subjectRan())
	return true
}

func callsHint(fn string) string {
	if fn == "" || strings.HasPrefix(fn, "0x") {
		return ""
	}
	return " (it calls " + fn + ")"
}

// freePath is who freed the object that a register points to.
func (x *exam) freePath() (register string, by *arch.Frame) {
	register, path := x.c.FreePath()
	return register, owner(path)
}
