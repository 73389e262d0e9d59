package arch

import (
	"encoding/binary"
	"fmt"
	"oopscope/parse/ascii"
	"strings"
)

// Describe tells what a register or a word of the stack looks like: "NULL",
// "ERR_PTR(-22) EINVAL", "slab poison 0x6b: freed", `text "shep"`, or
// the part of the address map it points into. It returns "" when the value
// tells nothing.
func Describe(d *Dump, a *Arch, v uint64) string {
	bits := d.Bits
	if bits == 0 {
		bits = a.Bits
	}
	if bits == 32 {
		v &= 0xffffffff
	}
	switch {
	case v == 0:
		return "NULL"
	case (bits == 32 || a.PoisonDelta == 0) && listPoison32[v] != "":
		return fmt.Sprintf("%d, or %s", v, listPoison32[v])
	case v < 4096:
		return fmt.Sprintf("small integer %d", v)
	}
	if a.StackSize != 0 && d.SP > 4096 && v&^(a.StackSize-1) == d.SP&^(a.StackSize-1) {
		return "current stack"
	}
	if m := d.PlaceName(v); m != "" {
		return m
	}
	if m := negative(v, bits, a); m != "" {
		return m
	}
	if m := poison(v, bits, a); m != "" {
		return m
	}
	if m := asText(v, bits, a.Order); m != "" {
		return m
	}
	if a.Region == nil {
		return ""
	}
	region := a.Region(d, v)
	if strings.Contains(region, "module") {
		return d.moduleMemory(v, region)
	}
	return region
}

// negative recognises small negative numbers, which the kernel passes as
// errors in pointers (include/linux/err.h: MAX_ERRNO is 4095).
func negative(v uint64, bits int, a *Arch) string {
	kind := "ERR_PTR"
	if bits == 32 {
		v |= 0xffffffff << 32
	} else if v>>32 == 0 && v >= 0xfffff001 {
		v |= 0xffffffff << 32
		kind = "int "
	}
	if v < ^uint64(4094) {
		return ""
	}
	n := int(-int64(v))
	name := a.ErrnoName(n)
	switch {
	case name == "":
		return fmt.Sprintf("-%d", n)
	case n == 1:
		return "-1, or " + name
	case kind == "ERR_PTR":
		return fmt.Sprintf("ERR_PTR(-%d) %s", n, name)
	}
	return fmt.Sprintf("-%d %s", n, name)
}

// listPoison32 are the pointers that list_del() leaves behind on 32-bit
// kernels and on 64-bit ones without CONFIG_ILLEGAL_POINTER_VALUE (mips), where they look like members of a NULL structure.
var listPoison32 = map[uint64]string{
	0x100: "LIST_POISON1 (next of a deleted list entry)",
	0x122: "LIST_POISON2 (prev of a deleted list entry)",
	0x200: "LIST_POISON2 (prev of a deleted list entry)",
	0x300: "TIMER_ENTRY_STATIC (deleted timer)",
}

// deltaPoison are offsets from CONFIG_ILLEGAL_POINTER_VALUE, from
// include/linux/poison.h; smaller ones first.
var deltaPoison = []struct {
	offset  uint64
	meaning string
}{
	{0x40, "PP_SIGNATURE (page of a page pool)"},
	{0xf5, "VFS_PTR_POISON (freed file structure)"},
	{0x100, "LIST_POISON1 (next of a deleted list entry)"},
	{0x122, "LIST_POISON2 (prev of a deleted list entry)"},
	{0x200, "LIST_POISON2 (prev of a deleted list entry)"},
	{0x300, "TIMER_ENTRY_STATIC (deleted timer)"},
	{0x400, "TAIL_MAPPING (mapping of a compound page's tail)"},
	{0x500, "MUTEX_POISON_WW_CTX"},
	{0x800, "SKB_LIST_POISON_NEXT"},
	{0x801, "NET_PTR_POISON"},
	{0x1091, "IO_URING_PTR_POISON"},
	{0xd390, "STACK_DEPOT_POISON"},
	{0xeb9f, "BPF_PTR_POISON"},
	{0x100100, "LIST_POISON1 (next of a deleted list entry, before 4.3)"},
	{0x200200, "LIST_POISON2 (prev of a deleted list entry, before 4.3)"},
}

// bytePoison are bytes that fill memory in a certain state.
var bytePoison = map[byte]string{
	0x6b: "slab poison 0x6b: freed, or new and never written", // SLUB fills both alike, mm/slub.c: init_object(); SLAB has 0x5a for new ones
	0x5a: "slab poison 0x5a: allocated, never initialised",
	0xa5: "slab poison end 0xa5",
	0xbb: "slab red zone 0xbb (object free)",
	0xcc: "0xcc: slab red zone (object in use), or freed init memory",
	0xaa: "page poison 0xaa: freed page, or uninitialised stack",
	0xa7: "DMA pool poison 0xa7: freed block",
	0xa9: "DMA pool poison 0xa9: allocated, never initialised",
}

// magics are words that the kernel puts where they can be checked.
var magics = map[uint64]string{
	0xdead4ead: "SPINLOCK_MAGIC", 0xdeaf1eed: "RWLOCK_MAGIC", 0x57ac6e9d: "STACK_END_MAGIC (lowest word of a stack)",
	0x9d39247e33776d41: "stack pattern", 0xdeadbeef: "0xdeadbeef (some driver's poison)",
	0xc0000000: "REFCOUNT_SATURATED, or the start of lowmem",
	0x00100100: "LIST_POISON1 (next of a deleted list entry, before 4.3)",
	0x00200200: "LIST_POISON2 (prev of a deleted list entry, before 4.3)",
}

// poison recognises the patterns the kernel leaves on purpose.
func poison(v uint64, bits int, a *Arch) string {
	if m := repeated(v, bits); m != "" {
		return m
	}
	if m, ok := magics[v]; ok && (v != 0xc0000000 || bits == 64) {
		return m
	}
	if v == 0xdeadbeef&^7 {
		return "0xdeadbeef (some driver's poison), rounded down to a word"
	}
	if bits == 32 {
		return ""
	}
	if a.PoisonDelta != 0 && v-a.PoisonDelta < 0x300000 {
		return poisonDelta(v - a.PoisonDelta)
	}
	for _, shadow := range a.KASANShadow {
		if v-shadow < 1<<44 {
			return fmt.Sprintf("KASAN shadow of %#x", (v-shadow)<<3)
		}
	}
	return ""
}

// poisonDelta names the pointer poison that is at or just below the offset.
func poisonDelta(offset uint64) string {
	for i := len(deltaPoison) - 1; i >= 0; i-- {
		p := deltaPoison[i]
		switch over := offset - p.offset; {
		case offset == p.offset:
			return p.meaning
		case offset > p.offset && over < 0x1000:
			return fmt.Sprintf("%s + %#x", p.meaning, over)
		}
	}
	return "illegal pointer (poison)"
}

// repeated recognises a word filled with one poison byte, perhaps with a
// structure member's offset added to it: 6b6b6b83 is 0x6b poison + 0x18. A
// 64-bit register may hold 32 bits of it, and arm64 prints fault addresses
// without the top byte.
func repeated(v uint64, bits int) string {
	b := byte(v >> 24)
	pattern := uint64(b) * 0x01010101
	if bits == 64 && v>>32 != 0 {
		b = byte(v >> 32)
		pattern = uint64(b) * 0x0101010101010101
	}
	meaning, ok := bytePoison[b]
	if !ok {
		return ""
	}
	const low56 = 1<<56 - 1
	over := int64(v - pattern)
	if bits == 64 && v>>32 != 0 && v>>56 != uint64(b) {
		over = int64(v&low56 - pattern&low56)
		if top := v >> 56; top != 0 && top != 0xa5 && top != 0xff {
			return ""
		}
	}
	switch {
	case over == 0:
		return meaning
	case over > -4096 && over < 4096 && b != 0xcc:
		return fmt.Sprintf("%s %+#x", meaning, over)
	}
	return ""
}

// asText recognises a value that is a piece of text in memory.
func asText(v uint64, bits int, order binary.ByteOrder) string {
	var b [8]byte
	n := 8
	if bits == 32 || v>>32 == 0 {
		n = 4
		order.PutUint32(b[:], uint32(v))
	} else {
		order.PutUint64(b[:], v)
	}
	s := strings.TrimRight(string(b[:n]), "\x00")
	if len(s) < n && (n == 4 || len(s) < 5) {
		return ""
	}
	letters := 0
	for i := 0; i < len(s); i++ {
		c := s[i]
		if c < 0x20 || c > 0x7e {
			return ""
		}
		if ascii.IsLetter(c) || ascii.IsDigit(c) || c == '_' {
			letters++
		}
	}
	if letters*4 < len(s)*3 {
		return ""
	}
	return fmt.Sprintf("text %q", s)
}
