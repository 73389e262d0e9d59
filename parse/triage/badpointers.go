package triage

import (
	"encoding/binary"
	"fmt"
	"math/bits"
	"slices"
	"strings"

	"oopscope/parse/arch"
)

// badPointerRules are about values that were no pointer to begin with.
var badPointerRules = []rule{
	{
		id: "text-pointer", rank: rankState + 6, confidence: Likely, classes: faults,
		says:       "the pointer that was used holds letters: a string was written over it",
		suppresses: []string{"user-pointer", "wild-pointer", "stale-mapping", "tagged-pointer"},
		fire:       textPointer,
	},
	{
		id: "tagged-pointer", rank: rankState - 10, confidence: Possible, classes: []string{"bad-access", "gpf", "alignment"},
		says: "the pointer has low bits set that the kernel uses as tags and that were not taken off",
		fire: taggedPointer,
	},
	{
		id: "integer-pointer", rank: rankState - 5, confidence: Likely, classes: faults,
		says:       "a small number that is not zero was used as a pointer",
		suppresses: []string{"user-pointer"},
		fire:       integerPointer,
	},
	{
		id: "stale-mapping", rank: rankState - 6, confidence: Likely, classes: []string{"bad-access"},
		says: "the address lies where modules and vmalloc live, but nothing is mapped there any more",
		fire: staleMapping,
	},
	{
		id: "mapping-overrun", rank: rankState + 5, confidence: Likely, classes: []string{"bad-access"},
		says:       "an access ran over the end of a mapping that the report names",
		suppresses: []string{"stale-mapping"},
		fire:       mappingOverrun,
	},
	{
		id: "nothing-mapped", rank: rankPlace, confidence: Possible, classes: []string{"bad-access"},
		says: "nothing is mapped at the address, and what lies around it is not known",
		fire: nothingMapped,
	},
	{
		id: "no-memory-there", rank: rankPlace + 1, confidence: Likely, classes: []string{"bad-access"},
		says:       "the address lies in the map of all memory, where no memory is",
		suppresses: []string{"wild-pointer"},
		fire:       noMemoryThere,
	},
	{
		id: "freed-no-object", rank: rankState + 7, confidence: Likely, classes: []string{"bad-access", "gpf", "null-deref", "user-access"},
		says:       "the allocator fell over a pointer that it was given to free",
		suppresses: []string{"stale-mapping", "no-memory-there", "wild-pointer", "user-pointer", "null-member", "integer-pointer"},
		fire:       freedNoObject,
	},
	{
		id: "garbage-lock", rank: rankState + 9, confidence: Likely, classes: []string{"bad-access", "gpf", "user-access", "null-deref", "alignment", "ubsan"},
		says:       "the memory of a spinlock that was to be taken holds something else",
		suppresses: []string{"stale-mapping", "no-memory-there", "wild-pointer", "user-pointer", "null-member", "integer-pointer", "container-of-null", "tagged-pointer", "array-index"},
		fire:       garbageLock,
	},
	{
		id: "wild-pointer", rank: rankPlace, confidence: Likely, classes: []string{"bad-access", "gpf", "alignment"},
		says: "the pointer is no address of anything that is known",
		fire: wildPointer,
	},
	{
		id: "rodata-write", rank: rankState + 4, confidence: Certain, classes: []string{"bad-access"},
		says:       "something wrote to constants or to code",
		suppresses: []string{"stale-mapping", "wild-pointer"},
		fire:       rodataWrite,
	},
}

// textPointer: the pointer is a piece of text.
func textPointer(x *exam, f *draft) bool {
	v, what, line, ok := x.pointer()
	m := x.means(v)
	if !ok || m.Kind != arch.Letters {
		return false
	}
	if v>>32 == 0 && (x.c.Dump.Bits != 64 || x.presentPage() > 0) && !(x.explains() && x.read()) {
		f.Confidence = Possible // four letters happen by chance
	}
	f.Text = fmt.Sprintf("%s used text as a pointer: %s is %s, %s. This suggests that a string ran over the structure that holds the pointer, that this was freed and its memory is used for text now, or that the pointer was never set and what stood there before is read (kmalloc() clears nothing).", x.where(), what, hex(v), m.Text)
	f.Next = "Search the source for where this text comes from, and for an unbounded copy (strcpy, sprintf, memcpy with a length from outside) into the object or its neighbour. KASAN finds the copy itself."
	if b := v & 0xff; v == b*0x0101010101010101 || v == b*0x01010101 && x.c.Dump.Bits == 32 {
		f.Text = fmt.Sprintf("%s used a byte that fills memory as a pointer: %s is %s, %d times 0x%x. This suggests that what held the pointer was filled with that byte, as memset() does, after the pointer was set or before; the text of it, %q, is less likely.", x.where(), what, hex(v), x.c.Dump.Bits/8, b, string(rune(b)))
		f.Next = "Search the source for what fills memory with this byte (memset(), a poison of a driver's own, a test pattern), and for who holds the structure while it does."
	}
	f.Evidence = []int{line, x.headLine(), x.pcLine(), x.ops.line}
	x.tellCaller(f)
	return true
}

// taggedPointer: low bits of a pointer set, as the kernel does for its own use.
func taggedPointer(x *exam, f *draft) bool {
	v := x.ops.baseValue
	if !x.ops.known || !x.explains() || v&3 == 0 || v < 0x10000 || byteAccess(x.ops.insn) {
		return false
	}
	if r := x.region(v); r.Name == "" || r.Of(arch.UserMemory|arch.NoAddress) || !x.placeOnly(v) {
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
func integerPointer(x *exam, f *draft) bool {
	v := x.ops.baseValue
	if !x.ops.known || !x.explains() || v == 0 || v >= 0x10000 || x.ops.index != "" || x.listPoisoned(v) {
		return false
	}
	if x.ops.effective < nullPage {
		null := nullMemberAt(x.ops.effective)
		if verdict, _ := x.check(&null); verdict != refuted {
			return false
		}
	}
	f.claim(held(v, x.ops.baseLine))
	if r := x.errorMember(v); r != nil {
		f.Text = fmt.Sprintf("%s was given %s as a pointer (%s). This suggests the address of a member at %s of what is no pointer but an error: %s holds %s, and IS_ERR() was forgotten.", x.where(), hex(v), x.ops.base, hex(x.c.Dump.Truncate(v-r.Value)), r.Name, x.means(r.Value).Text)
		f.Next = "Find the call that returned the error (a clk, phy, regulator, reset or gpio that is not there, or -EPROBE_DEFER) and test what it returns with IS_ERR() before it is kept; a later check for NULL does not see it."
		f.Evidence = []int{r.Line, x.ops.baseLine, x.headLine(), x.pcLine()}
		f.claim(x.whereRan(), isA(r.Value, x.means(r.Value)))
		x.tellCaller(f)
		return true
	}
	f.Text = fmt.Sprintf("Register %s was used as a pointer but holds the small number %s (%d). It may be a length, an index or an enum read from the wrong member, or an object that was reused after its free.", x.ops.base, hex(v), v)
	if v%4 != 0 && slices.Contains(spinners, word(x.c.Dump.PC.Function)) {
		f.Text = fmt.Sprintf("Register %s was used as a pointer to a lock but holds %s (%d), where no lock can lie: it is not aligned. This suggests the lock of a structure whose pointer is an error's number (ERR_PTR(), a missing IS_ERR() check), or another number that is no pointer.", x.ops.base, hex(v), v)
	}
	f.Next = "Look for the number among the sizes and enums around: that tells which member was read. Then check the cast or the union, and whether the object can be freed meanwhile."
	f.Evidence = []int{x.ops.baseLine, x.headLine(), x.pcLine(), x.ops.line}
	x.tellCaller(f)
	return true
}

// staleMapping: an address of the vmalloc area to which nothing is mapped.
func staleMapping(x *exam, f *draft) bool {
	d := &x.c.Dump
	if !d.Fault.HasAddress || d.Fault.Access == "execute" || x.tagging() {
		return false
	}
	if x.kernelMapped() {
		return false
	}
	r := x.region(d.Fault.Address)
	if r.Holds&(arch.VmallocArea|arch.ModuleArea|arch.DeviceArea) == 0 || r.Holds&arch.KernelImage != 0 || d.Fault.Refusal()&(arch.Forbidden|arch.Aborted) != 0 {
		return false
	}
	mapped, never := "where nothing is mapped:", "an overwritten or freed object"
	if d.Fault.Access != "read" && x.arch.StoreFaults { // a store, or a dump that does not say
		mapped = "where nothing is mapped, or nothing that may be written: it is a constant or code,"
	}
	if d.Bits == 32 {
		never += ", a physical address"
	}
	if r.Holds&arch.DeviceArea != 0 {
		never += ", a port of a device that this machine does not have"
	}
	f.Text = fmt.Sprintf("%s used the address %s, which lies in the %s area, %s it was vfree()d, iounmap()ped or belongs to a module that is gone, an index ran over the end of the mapping, or it never was a pointer (%s).", x.where(), hex(d.Fault.Address), r.Name, mapped, never)
	f.claim(x.whereRan())
	f.Next = fmt.Sprintf("Check who unmaps this memory and whether %s can still run then, the index or length used here against the size that was mapped, and whether its neighbours in the structure still look sane.", x.where())
	f.Evidence = []int{x.headLine(), x.pcLine(), x.ops.baseLine}
	x.tellCaller(f)
	return true
}

// noMemoryThere: the kernel maps all memory linearly, and nothing else there.
func noMemoryThere(x *exam, f *draft) bool {
	d := &x.c.Dump
	r := x.region(d.Fault.Address)
	if !d.Fault.HasAddress || d.Fault.Access == "execute" || r.Holds&arch.LinearMap == 0 || x.tagging() || x.kernelMapped() {
		return false
	}
	if d.Fault.Refusal()&(arch.Forbidden|arch.Aborted|arch.Tables) != 0 || !x.placeOnly(d.Fault.Address) {
		return false
	}
	f.Text = fmt.Sprintf("%s used the address %s, which lies in the linear map of memory, where no memory is. This suggests an address computed from what is no page of memory (a vmalloc or stack address given to virt_to_page() or to DMA, a wrong physical address), an index far out of range, or an overwritten pointer.", x.where(), hex(d.Fault.Address))
	f.claim(x.whereRan())
	x.tellHalf(f, d.Fault.Address)
	f.Next = "Find where the address was made. Buffers for DMA must come from kmalloc() or the DMA API; CONFIG_DEBUG_VIRTUAL and CONFIG_DMA_API_DEBUG stop at the wrong ones."
	f.Evidence = []int{x.headLine(), x.pcLine(), x.ops.baseLine}
	x.tellCaller(f)
	return true
}

// garbageLock: kernel/locking/qspinlock.c finds the CPU that waits in front by a number
// in the lock's word, and writes into that CPU's own memory. Who waits has got through
// to the lock itself.
func garbageLock(x *exam, f *draft) bool {
	if !x.asksAfterOwner() {
		return false
	}
	f.Text = fmt.Sprintf("%s took a spinlock whose memory holds no lock: from what stands there the kernel made out another CPU, and looked for that one at a wrong place. This suggests a lock in an object that was freed, overwritten or never initialised.", subject(x))
	f.Next = "Find the lock that is taken there and the life of the object it lies in: who frees it, and whether spin_lock_init() ran. Boot with slub_debug=FZPU or KASAN, and CONFIG_DEBUG_SPINLOCK, which checks the lock before it is taken."
	f.Evidence = []int{x.headLine(), x.pcLine(), x.culpritLine()}
	f.claim(x.subjectRan(), x.whereRan())
	return true
}

// asksAfterOwner tells that it died, or was caught by UBSAN, where a CPU is looked for whose number
// stands in the lock: s390 asks whether that one runs (arch/s390/lib/spinlock.c).
func (x *exam) asksAfterOwner() bool {
	asked := false
	for i := range x.chain[:min(len(x.chain), 8)] {
		switch f := &x.chain[i]; {
		case printsItself(f) || strings.Contains(f.Function, "ubsan"):
		case !asked && rooted(f.Function, []string{"queued_spin_lock_slowpath", "native_queued_spin_lock_slowpath", "pv_queued_spin_lock_slowpath"}):
			return true
		case f.Function == "arch_vcpu_is_preempted":
			asked = true
		default:
			return asked && strings.HasPrefix(f.Function, "arch_spin_")
		}
	}
	return false
}

// tagging tells that the report itself is about tags or shadow memory.
func (x *exam) tagging() bool { return strings.Contains(x.c.Header, "KASAN") }

// wildPointer: no other rule has a name for the value.
func wildPointer(x *exam, f *draft) bool {
	d := &x.c.Dump
	if !d.Fault.HasAddress || d.Fault.Address < nullPage || d.Fault.Access == "execute" {
		return false
	}
	at, _ := x.address()
	r := x.region(at)
	outside := x.outside(r)
	if !outside && x.offTheMap(r) {
		outside, f.Confidence = true, Possible // a map of the addresses that may be another kernel's
	}
	if !outside || !x.placeOnly(at) {
		return false
	}
	f.Text = fmt.Sprintf("The address %s can be no pointer of this machine (%s). This suggests that the pointer, or the object that held it, was overwritten or freed before.", hex(at), r.Name)
	if r.Name == "" {
		f.Text = fmt.Sprintf("The address %s can be no pointer of this machine. This suggests that the pointer, or the object that held it, was overwritten or freed before.", hex(at))
	}
	if x.c.Class == "alignment" && r.Of(arch.UserMemory) {
		f.Text = fmt.Sprintf("%s used the address %s, which is no address of the kernel, nor a multiple of what the access needs. This suggests a number, a hash or packed data in the place of a pointer: an argument of another type, a member at another offset, or an object that was overwritten.", x.where(), hex(at))
	}
	x.tellNearby(f, at)
	f.Next = "Look at the other registers and the stack for the object it was read from; boot with slub_debug=FZPU or KASAN to catch who writes there."
	f.Evidence = []int{x.headLine(), x.ops.baseLine, x.pcLine()}
	x.tellCaller(f)
	return true
}

// offTheMap tells that nothing is known to lie in that part of a map that is known.
func (x *exam) offTheMap(r arch.Region) bool {
	return r.Name == "" && x.arch != nil && x.arch.Region != nil && x.c.Dump.Bits == 64
}

// tellHalf adds that one half of an address of 64 bits is -1: 32 bits were written over a
// pointer's half. Big-endian machines have the other half in front.
func (x *exam) tellHalf(f *draft, at uint64) bool {
	const half = 0xffffffff
	little := x.arch == nil || x.arch.Order != binary.BigEndian
	if x.c.Dump.Bits != 64 || at == 1<<64-1 || x.ops.known && x.ops.baseValue != at || little && at&half != half || !little && at>>32 != half {
		return false
	}
	f.Text += fmt.Sprintf(" One half of %s is -1, as if 32 bits had been written over half of a pointer: look at what lies before it in the structure.", hex(at))
	return true
}

// tellNearby adds what the address may have been.
func (x *exam) tellNearby(f *draft, at uint64) {
	if !x.tellHalf(f, at) && !x.tellBit(f, at) {
		x.tellFirstPage(f)
	}
}

// tellBit adds that one bit makes the difference to an address of the kernel, among those
// that are ones in all of them.
func (x *exam) tellBit(f *draft, at uint64) bool {
	const top = 0xffff << 48
	missing := ^at & top
	if x.c.Dump.Bits != 64 || at>>63 == 0 || bits.OnesCount64(missing) != 1 || !x.ofKernel(at|missing) {
		return false
	}
	f.Text += fmt.Sprintf(" But for bit %d it would be %s, an address of the kernel: a bit that flipped in memory does that, too.", bits.TrailingZeros64(missing), hex(at|missing))
	return true
}

// tellFirstPage adds that a NULL structure can be read where the first page of memory is
// the CPU's own (s390): what was read there goes on as a pointer.
func (x *exam) tellFirstPage(f *draft) {
	if x.arch != nil && x.arch.Lowcore {
		f.Text += " Or it was read from a NULL structure: on this machine the first page of memory can be read, and holds numbers of the CPU's own."
	}
}

// frees are the functions that find an object by its address, mm/slub.c, mm/slab.c,
// mm/slab_common.c: they look for the descriptor of its page first.
var frees = []string{"kfree", "kvfree", "kfree_sensitive", "kzfree", "ksize", "krealloc", "krealloc_noprof", "kmem_cache_free", "slab_free", "virt_to_head_page", "virt_to_folio", "virt_to_slab", "virt_to_cache", "cache_from_obj", "free_large_kmalloc"}

// freedNoObject: the allocator fell over what it was given to free.
func freedNoObject(x *exam, f *draft) bool {
	d := &x.c.Dump
	if len(x.chain) == 0 || x.chain[0].Line != d.PCLine || x.chain[0].Module != "" || !slices.Contains(frees, word(x.chain[0].Function)) || d.Fault.Access == "execute" {
		return false
	}
	v, what, line, ok := x.pointer()
	if !ok || marked(x.means(v)) {
		return false
	}
	who := "a caller"
	if c := x.culprit(); c != "" && c != x.where() {
		who = c
		f.claim(x.culpritRan())
	}
	f.Text = fmt.Sprintf("%s fell over what %s gave it to free: %s, computed from that or read there, is %s. This suggests a pointer that is no object of the allocator (a static or a variable of a stack, a member or the middle of an object, an error number, an overwritten pointer), or an object whose links were overwritten.", x.where(), who, what, hex(v))
	f.claim(x.whereRan(), held(v, line))
	if r := x.errorHeld(); r != nil {
		f.also(fmt.Sprintf(" Register %s holds %s: this is what was freed, most likely.", strings.ToLower(r.Name), x.means(r.Value).Text), isA(r.Value, x.means(r.Value)))
	}
	f.Next = "Look at what is freed there and where its address comes from. If it is the start of an object, boot with slub_debug=FZPU or KASAN."
	f.Evidence = []int{x.headLine(), x.pcLine(), line}
	return true
}

// errorHeld is a register with an error's number in the place of a pointer.
func (x *exam) errorHeld() *arch.Register {
	for i := range x.c.Dump.Registers {
		if r := &x.c.Dump.Registers[i]; x.means(r.Value).Kind == arch.ErrPtr {
			return r
		}
	}
	return nil
}

// outside tells that the fault itself says that no pointer can have the value.
func (x *exam) outside(r arch.Region) bool {
	return x.c.Dump.Fault.Refusal()&arch.NoSpace != 0 || r.Of(arch.NoAddress) || x.c.Class == "gpf" || x.c.Class == "alignment" && (r.Name == "" || r.Of(arch.UserMemory))
}

// rodataWrite: something wrote to constants or code.
func rodataWrite(x *exam, f *draft) bool {
	d := &x.c.Dump
	said := strings.Contains(x.c.Header, "write to read-only memory") || x.find("ro_after_init") > 0
	refused := d.Fault.Refusal()&arch.Forbidden != 0
	if !said && !(d.Fault.Access == "write" && refused && d.Fault.HasAddress && d.Fault.Address >= nullPage && !x.region(d.Fault.Address).Of(arch.UserMemory)) {
		return false
	}
	if !said {
		f.Confidence = Likely
	}
	at, _ := x.address()
	f.Text = fmt.Sprintf("%s wrote to memory that is mapped read-only, at %s, as constants, code and data that is sealed after init (__ro_after_init) are.", x.where(), hex(at))
	if r := x.region(at); r.Holds&arch.VmallocArea != 0 {
		f.Text = strings.TrimSuffix(f.Text, ".") + ", and mappings that were made so (vmap() with PAGE_KERNEL_RO, set_memory_ro())."
		if r.Holds&(arch.ModuleArea|arch.KernelImage) == 0 {
			f.Text = fmt.Sprintf("%s wrote to read-only memory at %s, in the %s area: a mapping that was made so, as by vmap() with PAGE_KERNEL_RO or set_memory_ro().", x.where(), hex(at), r.Name)
		}
	}
	f.Next = "Find what lies at the address (System.map or the module's .rodata): a const object that is cast away, a static ops table patched at run time, or a write that ran over its buffer."
	f.Evidence = []int{x.headLine(), x.pcLine(), x.ops.baseLine}
	f.claim(says("write to read-only memory", 0), x.whereRan())
	return true
}

// listPoisoned tells what list_del() leaves on 32 bit, where it looks like a number.
func (x *exam) listPoisoned(v uint64) bool {
	m := x.means(v)
	return m.Deleted()
}
