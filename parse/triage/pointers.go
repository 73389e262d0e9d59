package triage

import (
	"fmt"
	"slices"
	"strings"

	"oopscope/parse/arch"
	"oopscope/parse/crash"
)

// pointerRules are about NULL, errors and user addresses used as pointers.
var pointerRules = []rule{
	{
		id: "null-member", rank: rankState, confidence: Certain, classes: faults,
		says:       "a member of a structure was used through a NULL pointer",
		suppresses: []string{"user-pointer"},
		fire:       nullMember,
	},
	{
		id: "err-pointer", rank: rankState + 8, confidence: Certain, classes: faults,
		says:       "an error number was used as a pointer: IS_ERR() was forgotten",
		suppresses: []string{"null-member"},
		fire:       errPointer,
	},
	{
		id: "broken-freelist", rank: rankCause - 8, confidence: Likely, classes: faults,
		says:       "the allocator followed a broken list of free objects: whoever allocates is a victim",
		suppresses: []string{"null-member", "wild-pointer", "user-pointer", "text-pointer", "stale-mapping", "integer-pointer", "tagged-pointer", "err-pointer", "container-of-null"},
		fire:       brokenFreelist,
	},
	{
		id: "container-of-null", rank: rankState + 8, confidence: Likely, classes: faults,
		says:       "NULL minus the offset of a member was used: container_of() of a NULL pointer",
		suppresses: []string{"null-member"},
		fire:       containerOfNull,
	},
	{
		id: "err-pointer-int", rank: rankState + 8, confidence: Likely, classes: faults,
		says:       "an error number that had gone through an int was used as a pointer",
		suppresses: []string{"user-pointer", "wild-pointer"},
		fire:       errPointerInt,
	},
	{
		id: "user-pointer", rank: rankState + 2, confidence: Likely, classes: []string{"user-access", "bad-access"},
		says: "an address of user space was used as if it were the kernel's",
		fire: userPointer,
	},
}

func deathsAnd(more ...string) []string { return append(more, deaths...) }

// nullMember: fault address = NULL + offset of a member.
func nullMember(x *exam, f *draft) bool {
	d := &x.c.Dump
	if lost := d.PC.Function == "" && !d.PC.HasAddress; !d.Fault.HasAddress && x.c.Class == "null-deref" && (x.inNamed() || lost && x.whereFrame() != nil) {
		f.Text = fmt.Sprintf("%s followed a pointer into the first page of memory: NULL, most likely.", x.where())
		f.claim(x.heads("NULL pointer"), x.whereRan())
		f.Next = x.findMember(0)
		f.Evidence = []int{x.headLine(), x.pcLine()}
		return true
	}
	if !d.Fault.HasAddress || d.Fault.Address >= nullPage && !x.offNull() || d.Fault.Access == "execute" && !x.inNamed() {
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
	if d.Fault.Access != "" && d.Fault.Access != "execute" {
		f.claim(accessed(d.Fault.Access))
	}
	near := x.justBelow(off)
	if near == nil {
		f.claim(nullMemberAt(off))
	} else {
		f.Confidence = Likely
	}
	f.claim(x.whereRan())
	x.tellOffset(f, off, access, near)
	x.tellMember(f)
	x.tellCaller(f)
	f.Next = x.findMember(off)
	f.Evidence = append(f.Evidence, x.headLine(), x.pcLine(), x.ops.line, x.ops.baseLine)
	return true
}

// tellOffset says what lies at so small an address, and by what it was come to.
func (x *exam) tellOffset(f *draft, off uint64, access string, near *arch.Register) {
	how := x.sumWords()
	switch {
	case x.explains() && off != 0 && x.ops.baseValue == off:
		f.Text = x.smallBase(off, access)
	case off == 0 && !x.explains() && x.arch != nil && x.arch.FaultPages:
		f.Text = fmt.Sprintf("%s %s a place in the first page of memory: through a NULL pointer, most likely a member of a NULL structure.", x.where(), access)
	case off == 0:
		f.Text = fmt.Sprintf("%s %s through a NULL pointer%s.", x.where(), access, how)
	case x.errorBelow(off) != nil:
		r := x.errorBelow(off)
		f.Text = fmt.Sprintf("%s %s the address %s. This suggests a member at %s of what is no pointer but an error (%s holds %s: IS_ERR() was forgotten), or a member of a NULL structure.", x.where(), access, hex(off), hex(off-r.Value), r.Name, x.means(r.Value).Text)
		f.Confidence = Likely
		f.Evidence = append(f.Evidence, r.Line)
	case near != nil:
		f.Text = fmt.Sprintf("%s %s the address %s. This suggests a member of a NULL structure, or the number %s, which %s holds, in the place of a pointer.", x.where(), access, hex(off), hex(near.Value), near.Name)
		f.Evidence = append(f.Evidence, near.Line)
	default:
		f.Text = fmt.Sprintf("%s %s offset %s of a NULL pointer%s.", x.where(), access, hex(off), how)
	}
}

// smallBase tells of an access whose base was the address itself: the code computed that
// from NULL, was given it, or nothing shows where it is from.
func (x *exam) smallBase(off uint64, access string) string {
	if x.summedWithNull() {
		return fmt.Sprintf("%s %s offset %s of a NULL pointer (%s: %s, which the code computed from NULL).", x.where(), access, hex(off), x.ops.insn, x.ops.base)
	}
	got := "used"
	if s := x.c.Dump.Origin; len(s) > 0 && s[len(s)-1].Kind == arch.FromArgument && s[len(s)-1].HasValue && s[len(s)-1].Value == off {
		got = "was given"
	}
	return fmt.Sprintf("%s %s the pointer %s (%s: %s). This suggests the address of a member of a NULL structure, taken by it or a caller, or a small number in the place of a pointer.", x.where(), got, hex(off), x.ops.insn, x.ops.base)
}

// justBelow is a register that holds a number a little less than the address, which may
// have been taken for a pointer: where the instruction was not printed, nothing tells.
func (x *exam) justBelow(at uint64) *arch.Register {
	const small, near = 64, 64 // loops count in small numbers, and most structures are not large
	if x.explains() {
		return nil
	}
	for i := range x.c.Dump.Registers {
		if r := &x.c.Dump.Registers[i]; r.Value > small && r.Value < at && at-r.Value < near {
			return r
		}
	}
	return nil
}

// errorBelow is a register that holds an error's number, from which the address is a member
// away, where the instruction was not printed. Pointers lie at multiples of a word in a
// structure, and so do most other members: an address that does not is rather off an error.
func (x *exam) errorBelow(at uint64) *arch.Register {
	if x.explains() {
		return nil
	}
	return x.errorMember(at)
}

// errorMember is a register that holds an error's number, of which that would be the
// address of a member.
func (x *exam) errorMember(at uint64) *arch.Register {
	word := uint64(max(x.c.Dump.Bits, 32)) / 8
	if at%word == 0 || x.c.Dump.Bits == 0 {
		return nil
	}
	for i := range x.c.Dump.Registers {
		r := &x.c.Dump.Registers[i]
		off := x.c.Dump.Truncate(at - r.Value)
		if x.means(r.Value).Kind == arch.ErrPtr && r.Value != ^uint64(0) && off < nullPage && off%word == 0 {
			return r
		}
	}
	return nil
}

// offNull tells that the code itself shows a NULL base, however far off the member
// lies in its structure.
func (x *exam) offNull() bool {
	const largest = 1 << 20
	return x.explains() && (x.ops.baseValue == 0 || x.pastNull()) && x.ops.index == "" && x.ops.offset > 0 && x.ops.effective < largest && !x.listPoisoned(x.ops.effective)
}

// sumWords is how the address came about, in brackets.
func (x *exam) sumWords() string {
	switch {
	case !x.explains():
		return ""
	case x.pastNull():
		return fmt.Sprintf(" (%s: %s; the code computed %s from NULL)", x.ops.insn, x.ops.sum(), x.ops.base)
	}
	return fmt.Sprintf(" (%s: %s)", x.ops.insn, x.ops.sum())
}

// pastNull tells that the base is NULL and a constant: what is farther off than an instruction
// has room for (lui, addis, movw) is added before the access.
func (x *exam) pastNull() bool {
	steps := x.c.Dump.Origin
	return x.ops.baseValue >= nullPage && len(steps) > 1 && strings.EqualFold(steps[0].Register, x.ops.base) && steps[0].Kind == arch.FromRegister && steps[1].HasValue && steps[1].Value == 0
}

// tellMember says which member of which structure it was, where symbols tell.
func (x *exam) tellMember(f *draft) {
	if o := x.c.Operand; o != nil && o.Mode != crash.OfCall {
		f.Text += " In C that is " + o.Words() + "."
		f.claim(namedBySymbols(o.Expression))
	}
}

// findMember tells how to find which pointer it was.
func (x *exam) findMember(off uint64) string {
	if o := x.c.Operand; o != nil && o.Pointer != "" {
		return "Find who leaves " + o.Pointer + " NULL: never set, set too late, or cleared by a teardown running at the same time." + x.startInCaller()
	}
	object := "vmlinux"
	if len(x.chain) > 0 && x.chain[0].Module != "" {
		object = x.chain[0].Module + ".ko"
	}
	if off == 0 {
		return "Find which pointer it is in the source (the first member of a structure lies at 0 as well), then who leaves it NULL: never set, set too late, or cleared by a teardown running at the same time." + x.startInCaller()
	}
	return fmt.Sprintf("Find which structure has a member at %s (pahole %s), then who leaves that pointer NULL: never set, set too late, or cleared by a teardown running at the same time.", hex(off), object) + x.startInCaller()
}

// startInCaller points to who handed the pointer over, when that is sure.
func (x *exam) startInCaller() string {
	if len(x.chain) < 2 || !x.proves(ranFrame(&x.chain[1])) {
		return ""
	}
	return fmt.Sprintf(" Start in the caller, %s.", at(&x.chain[1]))
}

// containerOfNull: a list, a tree or a queue was walked to an entry that is not
// there, and the structure around NULL was used.
func containerOfNull(x *exam, f *draft) bool {
	v, what, line, ok := x.errorValue()
	if !ok || !x.nullMinus(v) || x.filling() || x.explains() && x.ops.baseValue != 0 && x.ops.baseValue < nullPage {
		return false // of 1 less 0x39 as well comes such an address
	}
	less := -v
	if x.c.Dump.Bits == 32 {
		less &= 0xffffffff
	}
	if x.where() == nobody {
		f.Confidence = Possible // a fault while another report was printed, of code around address 0
	}
	f.Text = fmt.Sprintf("%s used NULL minus %s as an address: %s is %s. This suggests container_of() of a NULL pointer: an entry of a list, tree or queue that is not there.", x.where(), hex(less), what, hex(v))
	f.claim(held(v, line), x.whereRan())
	f.Next = fmt.Sprintf("Find the structure whose member at %s is the list, tree or work entry (pahole), and why the entry was NULL: the list was never initialised or zeroed, or a lookup found nothing. If the value came from a call instead, it is %s and a check with IS_ERR() is missing.", hex(less), x.means(v).Text)
	f.Evidence = []int{line, x.headLine(), x.pcLine(), x.ops.line}
	x.tellCaller(f)
	return true
}

// filling tells a routine in assembly that copies or fills memory: its registers are on
// their way through the buffer, some in front of it.
func (x *exam) filling() bool {
	return len(x.chain) > 0 && rooted(x.chain[0].Function, []string{"memset", "memcpy", "memmove", "memcmp", "clear_page", "copy_page", "copy_user_generic", "clear_user", "arm_copy_from_user", "arm_copy_to_user", "asm_copy_from_user", "asm_copy_to_user"})
}

// userPointer: an address of user space used as if it were the kernel's.
func userPointer(x *exam, f *draft) bool {
	addr := x.c.Dump.Fault
	if !addr.HasAddress || addr.Address < nullPage || addr.Access == "execute" || x.c.Dump.UserMode {
		return false
	}
	caught := strings.Contains(x.c.Header, "user memory")
	if !caught && !x.inUserRange(addr.Address) {
		return x.smallNumber(f, addr.Address)
	}
	if !x.placeOnly(addr.Address) { // poison and text lie below the kernel too
		return false
	}
	if x.explains() && x.ops.known && !x.inUserRange(x.ops.baseValue) && x.ops.baseValue >= nullPage {
		return false // an index that is far too large led there
	}
	if !x.insideSyscall() || !x.proves(userAddress(addr.Address)) {
		f.Confidence = Possible // an overwritten pointer looks the same
	}
	if x.smallUserAddress(f, addr.Address) {
		return true
	}
	f.Text = fmt.Sprintf("%s touched the user address %s directly. This suggests a pointer from user space that was used without copy_from_user() or get_user()%s.", x.where(), hex(addr.Address), x.orOverwritten(f))
	x.tellUnproved(f, addr.Address)
	f.Next = "Follow the pointer back to where it entered the kernel (ioctl, write, a structure that was copied but holds further pointers) and copy the data there. It is also a security hole."
	f.Evidence = []int{x.headLine(), x.pcLine(), x.ops.baseLine}
	f.claim(userAddress(addr.Address), x.whereRan())
	x.tellCaller(f)
	return true
}

// orOverwritten is the other thing that an address of user space may be.
func (x *exam) orOverwritten(f *draft) string {
	if f.Confidence == Possible {
		return ", or one that was overwritten, freed or never set"
	}
	return ""
}

// tellUnproved says it of an address that nothing shows to be a program's.
func (x *exam) tellUnproved(f *draft, addr uint64) {
	if f.Confidence == Possible && x.presentPage() == 0 {
		f.Text = fmt.Sprintf("%s used %s as a pointer, which lies in the half of the addresses that is user space's; nothing in the report says that a program has memory there. It may be a number that is no pointer (another type or byte order, an object that was overwritten, freed or never set), or a pointer from user space that was used without copy_from_user() or get_user().", x.where(), hex(addr))
	}
}

// smallUserAddress: below 4 GB of a 64-bit machine lie numbers of every kind.
func (x *exam) smallUserAddress(f *draft, addr uint64) bool {
	page := x.ops.known && x.ops.baseValue&0xfff == 0 && x.presentPage() == 0
	if x.c.Dump.Bits != 64 || addr>>32 != 0 || f.Confidence != Possible && !page {
		return false
	}
	f.Confidence = Possible
	f.Text = fmt.Sprintf("%s used the address %s, which is user space's, and small. It may be a physical or bus address that was not mapped (ioremap()), a DMA handle, a per-CPU offset without this_cpu_ptr(), a size or a number in the place of a pointer, or a pointer of a program.", x.where(), hex(addr))
	f.Next = "Look where the value was made, and compare it with the addresses of the device tree, /proc/iomem and the sizes around."
	return x.byPlace(f)
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

// allocators take an object off the list of free ones, whose links lie in the
// objects themselves: mm/slub.c and mm/slab.c.
var allocators = []string{
	"slab_alloc", "slab_alloc_node", "kmem_cache_alloc", "kmem_cache_alloc_node", "kmem_cache_alloc_noprof", "kmem_cache_alloc_node_noprof", "kmem_cache_alloc_lru", "kmem_cache_alloc_lru_noprof", "kmem_cache_alloc_trace", "kmem_cache_alloc_node_trace", "kmem_cache_alloc_bulk",
	"kmalloc", "kmalloc_node", "kmalloc_noprof", "kmalloc_node_noprof", "kmalloc_cache_noprof", "kmalloc_track_caller", "kmalloc_node_track_caller", "kmalloc_track_caller_noprof", "kmalloc_node_track_caller_noprof", "kmalloc_trace", "do_kmalloc_node",
	"get_freepointer", "get_freepointer_safe", "prefetch_freepointer", "freelist_dereference", "deactivate_slab", "get_partial_node", "cache_alloc_refill", "refill_objects_node", "refill_objects",
}

// allocatorInternals work on lists that the allocator made itself: a NULL there is
// no caller's.
var allocatorInternals = []string{"get_freepointer", "get_freepointer_safe", "prefetch_freepointer", "freelist_dereference", "deactivate_slab", "get_partial_node", "cache_alloc_refill", "refill_objects_node", "refill_objects"}

// brokenFreelist: the allocator itself fell. With a NULL cache it would be at a
// small offset of NULL, and the caller's fault.
func brokenFreelist(x *exam, f *draft) bool {
	if len(x.chain) == 0 || x.chain[0].Line != x.c.Dump.PCLine || x.chain[0].Module != "" || !slices.Contains(allocators, word(x.chain[0].Function)) {
		return false
	}
	v, what, line, ok := x.pointer()
	if !ok || v < nullPage && (!x.ops.known || x.ops.baseValue == 0) && !slices.Contains(allocatorInternals, word(x.chain[0].Function)) {
		return false
	}
	m := ""
	if means := x.means(v).Text; means != "" {
		m = " (" + means + ")"
	}
	f.Text = fmt.Sprintf("%s fell over the list of free objects: %s is %s%s. An object was written to after its free, freed twice, or overrun by its neighbour before; who allocates here is a victim.", x.where(), what, hex(v), m)
	f.claim(x.whereRan(), held(v, line))
	f.Next = "Boot with slub_debug=FZPU (slab_debug= on newer kernels) or KASAN: it stops at the write itself. The size of the cache tells which objects to suspect. Until reboot any allocation may crash."
	f.Evidence = []int{x.headLine(), x.pcLine(), line}
	return true
}

// inNamed tells that the CPU was in a function that has a name: it did not go astray.
func (x *exam) inNamed() bool {
	pc := x.c.Dump.PC
	return pc.InFunction()
}
