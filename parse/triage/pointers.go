package triage

import (
	"fmt"
	"strings"
)

// pointerRules are about the value that was used as a pointer.
var pointerRules = []rule{
	{
		id: "null-member", rank: rankState, confidence: Certain, classes: faults,
		fire: nullMember,
	},
	{
		id: "err-pointer", rank: rankState + 8, confidence: Certain, classes: faults,
		suppresses: []string{"null-member"},
		fire:       errPointer,
	},
	{
		id: "err-pointer-int", rank: rankState + 8, confidence: Likely, classes: faults,
		suppresses: []string{"user-pointer", "wild-pointer"},
		fire:       errPointerInt,
	},
	{
		id: "user-pointer", rank: rankState + 2, confidence: Likely, classes: []string{"user-access", "bad-access"},
		fire: userPointer,
	},
	{
		id: "text-pointer", rank: rankState + 6, confidence: Likely, classes: faults,
		suppresses: []string{"user-pointer", "wild-pointer", "stale-mapping", "tagged-pointer"},
		fire:       textPointer,
	},
	{
		id: "tagged-pointer", rank: rankState - 10, confidence: Possible, classes: []string{"bad-access", "gpf", "alignment"},
		fire: taggedPointer,
	},
	{
		id: "integer-pointer", rank: rankState - 5, confidence: Possible, classes: faults,
		suppresses: []string{"user-pointer"},
		fire:       integerPointer,
	},
	{
		id: "stale-mapping", rank: rankState - 6, confidence: Possible, classes: []string{"bad-access"},
		fire: staleMapping,
	},
	{
		id: "wild-pointer", rank: rankPlace, confidence: Likely, classes: []string{"bad-access", "gpf", "alignment"},
		fire: wildPointer,
	},
	{
		id: "kasan-null-range", rank: rankState + 9, confidence: Certain, classes: deathsAnd("kasan"),
		suppresses: []string{"null-member", "wild-pointer", "user-pointer", "stale-mapping"},
		fire: kasanRange("null-ptr-deref", "It is a member of a NULL structure.",
			"Take the range as the offset of the member: find the structure with pahole, then who leaves the pointer NULL."),
	},
	{
		id: "kasan-user-range", rank: rankState + 9, confidence: Certain, classes: deathsAnd("kasan"),
		suppresses: []string{"wild-pointer", "user-pointer", "stale-mapping"},
		fire: kasanRange("probably user-memory-access", "A user address, or a small number, was used as a pointer.",
			"If it is a user's pointer, copy the data with copy_from_user(); if not, the pointer was overwritten with a number."),
	},
	{
		id: "kasan-wild-range", rank: rankState + 7, confidence: Certain, classes: deathsAnd("kasan"),
		suppresses: []string{"wild-pointer", "stale-mapping"},
		fire: kasanRange("maybe wild-memory-access", "That is no address of the kernel: the pointer is garbage, often read out of a freed or overwritten object.",
			"Find the object it was read from, and look for its poison or text in the registers."),
	},
	{
		id: "kasan-shadow", rank: rankState + 9, confidence: Likely, classes: faults,
		suppresses: []string{"wild-pointer", "user-pointer", "stale-mapping", "integer-pointer", "tagged-pointer"},
		fire:       kasanShadow,
	},
	{
		id: "rodata-write", rank: rankState + 4, confidence: Certain, classes: []string{"bad-access"},
		suppresses: []string{"stale-mapping", "wild-pointer"},
		fire:       rodataWrite,
	},
}

func deathsAnd(more ...string) []string { return append(more, deaths...) }

// nullPage bounds what counts as a member of a NULL structure.
const nullPage = 4096

// nullMember: fault address = NULL + offset of a member.
func nullMember(x *exam, f *Finding) bool {
	d := &x.c.Dump
	if !d.Fault.HasAddress || d.Fault.Address >= nullPage || d.Fault.Access == "execute" {
		return false
	}
	off := d.Fault.Address
	if x.explains() {
		off = x.ops.effective
	}
	access := "touched"
	switch d.Fault.Access {
	case "read":
		access = "read"
	case "write":
		access = "wrote"
	}
	how, handed := "", false
	switch {
	case x.explains() && x.ops.baseValue == 0:
		how = fmt.Sprintf(" (%s: %s)", x.ops.insn, x.ops.sum())
	case x.explains() && x.ops.baseValue == off:
		f.Confidence = Likely
		handed = true
	default:
		f.Confidence = Likely
	}
	f.Text = fmt.Sprintf("%s %s offset %s of a NULL pointer%s.", x.where(), access, hex(off), how)
	if off == 0 {
		f.Text = fmt.Sprintf("%s %s through a NULL pointer%s.", x.where(), access, how)
	}
	if handed && off != 0 {
		f.Text = fmt.Sprintf("%s was given the pointer %s (%s: %s). This suggests the address of a member of a NULL structure, taken by a caller, or a small number passed as a pointer.", x.where(), hex(off), x.ops.insn, x.ops.base)
	}
	f.Next = x.findMember(off)
	f.Evidence = []int{x.headLine(), x.pcLine(), x.ops.line, x.ops.baseLine}
	return true
}

// findMember tells how to find which pointer it was.
func (x *exam) findMember(off uint64) string {
	object := "vmlinux"
	if len(x.chain) > 0 && x.chain[0].Module != "" {
		object = x.chain[0].Module + ".ko"
	}
	next := fmt.Sprintf("Find which structure has a member at %s (pahole %s), then who leaves that pointer NULL: never set, set too late, or cleared by a teardown running at the same time.", hex(off), object)
	if len(x.chain) > 1 && x.chain[1].Reliable && named(&x.chain[1]) {
		next += fmt.Sprintf(" Start in the caller, %s.", at(&x.chain[1]))
	}
	return next
}

// errPointer: an error number was used as a pointer; IS_ERR() was forgotten.
func errPointer(x *exam, f *Finding) bool {
	v, what, line, ok := x.pointer()
	if !ok {
		return false
	}
	m, off := x.means(v), uint64(0)
	if !strings.HasPrefix(m, "ERR_PTR(") {
		if addr := x.c.Dump.Fault.Address; x.c.Dump.Fault.HasAddress && strings.HasPrefix(x.means(addr), "ERR_PTR(") {
			v, what, line, m = addr, "the fault address", x.c.Dump.Fault.Line, x.means(addr)
		} else {
			return false
		}
	}
	if x.explains() && x.ops.baseValue == v {
		off = x.ops.effective - v
	} else {
		f.Confidence = Likely // the address may be an error number plus a member's offset
	}
	f.Text = fmt.Sprintf("%s used an error as a pointer: %s is %s, %s", x.where(), what, hex(v), m)
	if off != 0 && off < nullPage {
		f.Text += fmt.Sprintf(", and a member at %s of it was touched", hex(off))
	}
	f.Text += ". This suggests a missing IS_ERR() check."
	f.Next = "Find the call that returned this pointer and test it with IS_ERR() before use; then find why it failed with that error. Log lines just before the report often say."
	f.Evidence = []int{line, x.headLine(), x.pcLine(), x.ops.line}
	return true
}

// errPointerInt: an error number that went through an int: its upper half is
// gone (00000000ffffff8a is -118).
func errPointerInt(x *exam, f *Finding) bool {
	v, what, line, ok := x.pointer()
	m := x.means(v)
	if !ok || v>>32 != 0 || v < 0xfffff001 || !strings.HasPrefix(m, "-") {
		return false
	}
	if v == 0xffffffff {
		f.Confidence = Possible // -1 has many meanings
	}
	f.Text = fmt.Sprintf("%s used an error number that was cut to 32 bits as a pointer: %s is %s, which is %s as an int. This suggests that a pointer or an ERR_PTR was kept in an int on its way.", x.where(), what, hex(v), m)
	f.Next = "Find the variable between the failing call and this use that is an int or u32 and make it a pointer; then check it with IS_ERR()."
	f.Evidence = []int{line, x.headLine(), x.pcLine(), x.ops.line}
	return true
}

// userPointer: an address of user space used as if it were the kernel's.
func userPointer(x *exam, f *Finding) bool {
	addr := x.c.Dump.Fault
	if !addr.HasAddress || addr.Address < nullPage || addr.Access == "execute" || x.c.Dump.UserMode {
		return false
	}
	caught := strings.Contains(x.c.Header, "user memory")
	if !caught && !strings.HasPrefix(x.region(addr.Address), "user") {
		return false
	}
	if !strings.HasSuffix(x.means(addr.Address), x.region(addr.Address)) { // poison and text lie below the kernel too
		return false
	}
	if !x.insideSyscall() {
		f.Confidence = Possible
	}
	f.Text = fmt.Sprintf("%s touched the user address %s directly. This suggests a pointer from user space that was used without copy_from_user() or get_user().", x.where(), hex(addr.Address))
	f.Next = "Follow the pointer back to where it entered the kernel (ioctl, write, a structure that was copied but holds further pointers) and copy the data there. It is also a security hole."
	f.Evidence = []int{x.headLine(), x.pcLine(), x.ops.baseLine}
	return true
}

// region is the part of the address map, "" when unknown.
func (x *exam) region(v uint64) string {
	if x.arch == nil || x.arch.Region == nil {
		return ""
	}
	return x.arch.Region(&x.c.Dump, v)
}

// insideSyscall tells that the chain came from a system call.
func (x *exam) insideSyscall() bool {
	for i := len(x.chain) - 1; i >= 0; i-- {
		switch w := word(x.chain[i].Function); {
		case strings.Contains(w, "sys_"), strings.Contains(w, "syscall"), strings.HasPrefix(w, "vfs_"), strings.HasSuffix(w, "_ioctl"), w == "el0_svc", w == "do_trap_ecall_u":
			return x.chain[0].Context == "" || x.chain[0].Context == "task"
		}
	}
	return false
}

// textPointer: the pointer is a piece of text.
func textPointer(x *exam, f *Finding) bool {
	v, what, line, ok := x.pointer()
	m := x.means(v)
	if !ok || !strings.HasPrefix(m, `text "`) {
		return false
	}
	if v>>32 == 0 {
		f.Confidence = Possible // four letters happen by chance
	}
	f.Text = fmt.Sprintf("%s used text as a pointer: %s is %s, %s. This suggests that a string ran over the structure that holds the pointer.", x.where(), what, hex(v), m)
	f.Next = "Search the source for where this text comes from, and for an unbounded copy (strcpy, sprintf, memcpy with a length from outside) into the object or its neighbour. KASAN finds the copy itself."
	f.Evidence = []int{line, x.headLine(), x.pcLine(), x.ops.line}
	return true
}

// taggedPointer: low bits of a pointer set, as the kernel does for its own use.
func taggedPointer(x *exam, f *Finding) bool {
	v := x.ops.baseValue
	if !x.ops.known || !x.explains() || v&3 == 0 || v < 0x10000 || byteAccess(x.ops.insn) {
		return false
	}
	if r := x.region(v); r == "" || strings.HasPrefix(r, "user") || strings.HasPrefix(r, "non-") || !strings.HasSuffix(x.means(v), r) {
		return false
	}
	f.Text = fmt.Sprintf("Register %s is %s: a kernel address with its lowest bits set (%d). It may be a pointer with a tag in it (rbtree colour, xarray or page flag marks) that was not masked, or a cast to the wrong type.", x.ops.base, hex(v), v&3)
	f.Next = "Check where this pointer is read: use the accessor that takes the tag off (rb_parent(), xa_untag_pointer(), compound_head() …)."
	f.Evidence = []int{x.ops.baseLine, x.pcLine(), x.ops.line}
	return true
}

// byteAccess tells a load or store of one byte, which may lie anywhere.
func byteAccess(insn string) bool {
	op, _, _ := strings.Cut(insn, " ")
	op = strings.TrimLeft(op, "\t")
	return strings.HasSuffix(op, "b") || strings.HasPrefix(op, "ldrb") || strings.HasPrefix(op, "strb") || strings.HasPrefix(op, "ldrsb") ||
		strings.HasPrefix(op, "lb") || strings.HasPrefix(op, "sb") || strings.HasPrefix(op, "stb") || strings.HasPrefix(op, "movzb") || strings.HasPrefix(op, "movsb") || strings.HasPrefix(op, "rep")
}

// integerPointer: a small number, but no NULL, was used as a pointer.
func integerPointer(x *exam, f *Finding) bool {
	v := x.ops.baseValue
	if !x.ops.known || !x.explains() || v == 0 || v >= 0x10000 || x.ops.index != "" || x.ops.effective < nullPage {
		return false
	}
	f.Text = fmt.Sprintf("Register %s was used as a pointer but holds the small number %s (%d). It may be a length, an index or an enum read from the wrong member, or an object that was reused after its free.", x.ops.base, hex(v), v)
	f.Next = "Look for the number among the sizes and enums around: that tells which member was read. Then check the cast or the union, and whether the object can be freed meanwhile."
	f.Evidence = []int{x.ops.baseLine, x.headLine(), x.pcLine(), x.ops.line}
	return true
}

// staleMapping: an address of the vmalloc area to which nothing is mapped.
func staleMapping(x *exam, f *Finding) bool {
	d := &x.c.Dump
	if !d.Fault.HasAddress || d.Fault.Access == "execute" || x.tagging() {
		return false
	}
	r := x.region(d.Fault.Address)
	if !strings.HasPrefix(r, "vmalloc") && r != "module" && !strings.HasPrefix(r, "device registers") || strings.Contains(d.Fault.Detail, "permission") || strings.Contains(d.Fault.Detail, "abort") {
		return false
	}
	f.Text = fmt.Sprintf("The address %s lies in the %s area, but nothing is mapped there. It may have been vfree()d, iounmap()ped or belong to a module that is gone, or an index ran over the end of the mapping.", hex(d.Fault.Address), r)
	f.Next = fmt.Sprintf("Check who unmaps this memory and whether %s can still run then, and the index or length used here against the size that was mapped.", x.where())
	f.Evidence = []int{x.headLine(), x.pcLine(), x.ops.baseLine}
	return true
}

// tagging tells that the report itself is about tags or shadow memory.
func (x *exam) tagging() bool { return strings.Contains(x.c.Header, "KASAN") }

// wildPointer: no other rule has a name for the value.
func wildPointer(x *exam, f *Finding) bool {
	d := &x.c.Dump
	if !d.Fault.HasAddress || d.Fault.Address < nullPage || d.Fault.Access == "execute" {
		return false
	}
	m, r := x.means(d.Fault.Address), x.region(d.Fault.Address)
	outside := r == "non-canonical" || r == "between user and kernel addresses" || x.c.Class == "gpf" || x.c.Class == "alignment" && r == ""
	if !outside && r == "" && x.arch != nil && x.arch.Region != nil && d.Bits == 64 {
		outside, f.Confidence = true, Possible // a map of the addresses that may be another kernel's
	}
	if !outside || !strings.HasSuffix(m, r) || r == "" && m != "" {
		return false
	}
	f.Text = fmt.Sprintf("The address %s can be no pointer of this machine (%s). This suggests that the pointer, or the object that held it, was overwritten or freed before.", hex(d.Fault.Address), r)
	if r == "" {
		f.Text = fmt.Sprintf("The address %s can be no pointer of this machine. This suggests that the pointer, or the object that held it, was overwritten or freed before.", hex(d.Fault.Address))
	}
	f.Next = "Look at the other registers and the stack for the object it was read from; boot with slub_debug=FZPU or KASAN to catch who writes there."
	f.Evidence = []int{x.headLine(), x.ops.baseLine, x.pcLine()}
	return true
}

// kasanRange: KASAN tells the pointer behind the shadow address that faulted.
//
//	KASAN: null-ptr-deref in range [0x0000000000000008-0x000000000000000f]
func kasanRange(kind, text, next string) func(x *exam, f *Finding) bool {
	return func(x *exam, f *Finding) bool {
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
		return true
	}
}

// kasanShadow: the access to KASAN's shadow faulted and no line tells of what
// (before 5.6): the shadow of the first page is a NULL pointer.
func kasanShadow(x *exam, f *Finding) bool {
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

// rodataWrite: something wrote to constants or code.
func rodataWrite(x *exam, f *Finding) bool {
	d := &x.c.Dump
	said := strings.Contains(x.c.Header, "write to read-only memory") || x.find("ro_after_init") > 0
	if !said && !(d.Fault.Access == "write" && strings.Contains(d.Fault.Detail, "permission") && d.Fault.HasAddress && d.Fault.Address >= nullPage && !strings.HasPrefix(x.region(d.Fault.Address), "user")) {
		return false
	}
	if !said {
		f.Confidence = Likely
	}
	f.Text = fmt.Sprintf("%s wrote to read-only memory at %s: a constant, code, or data that is sealed after init (__ro_after_init).", x.where(), hex(d.Fault.Address))
	f.Next = "Find what lies at the address (System.map or the module's .rodata): a const object that is cast away, a static ops table patched at run time, or a write that ran over its buffer."
	f.Evidence = []int{x.headLine(), x.pcLine(), x.ops.baseLine}
	return true
}
