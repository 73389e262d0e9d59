package arch

import "fmt"

// listPoison32 are the pointers that list_del() leaves behind on 32-bit
// kernels and on 64-bit ones without CONFIG_ILLEGAL_POINTER_VALUE (mips), where they look like members of a NULL structure.
var listPoison32 = map[uint64]mark{
	0x100: {"LIST_POISON1", "next of a deleted list entry"},
	0x122: {"LIST_POISON2", "prev of a deleted list entry"},
	0x200: {"LIST_POISON2", "prev of a deleted list entry"},
	0x300: {"TIMER_ENTRY_STATIC", "deleted timer"},
}

// deltaPoison are offsets from CONFIG_ILLEGAL_POINTER_VALUE, from
// include/linux/poison.h; smaller ones first.
var deltaPoison = []struct {
	offset uint64
	mark
}{
	{0x40, mark{"PP_SIGNATURE", "page of a page pool"}},
	{0xf5, mark{"VFS_PTR_POISON", "freed file structure"}},
	{0x100, mark{"LIST_POISON1", "next of a deleted list entry"}},
	{0x122, mark{"LIST_POISON2", "prev of a deleted list entry"}},
	{0x200, mark{"LIST_POISON2", "prev of a deleted list entry"}},
	{0x300, mark{"TIMER_ENTRY_STATIC", "deleted timer"}},
	{0x400, mark{"TAIL_MAPPING", "mapping of a compound page's tail"}},
	{0x500, mark{"MUTEX_POISON_WW_CTX", ""}},
	{0x800, mark{"SKB_LIST_POISON_NEXT", ""}},
	{0x801, mark{"NET_PTR_POISON", ""}},
	{0x1091, mark{"IO_URING_PTR_POISON", ""}},
	{0xd390, mark{"STACK_DEPOT_POISON", ""}},
	{0xeb9f, mark{"BPF_PTR_POISON", ""}},
	{0x100100, mark{"LIST_POISON1", "next of a deleted list entry, before 4.3"}},
	{0x200200, mark{"LIST_POISON2", "prev of a deleted list entry, before 4.3"}},
}

// bytePoison are bytes that fill memory in a certain state.
var bytePoison = map[byte]mark{
	0x6b: {"POISON_FREE", "slab poison 0x6b: freed, or new and never written"}, // SLUB fills both alike, mm/slub.c: init_object(); SLAB has 0x5a for new ones
	0x5a: {"POISON_INUSE", "slab poison 0x5a: allocated, never initialised"},
	0xa5: {"POISON_END", "slab poison end 0xa5"},
	0xbb: {"SLUB_RED_INACTIVE", "slab red zone 0xbb (object free)"},
	0xcc: {"SLUB_RED_ACTIVE", "0xcc: slab red zone (object in use), or freed init memory"},
	0xaa: {"PAGE_POISON", "page poison 0xaa: freed page, or uninitialised stack"},
	0xa7: {"POOL_POISON_FREED", "DMA pool poison 0xa7: freed block"},
	0xa9: {"POOL_POISON_ALLOCATED", "DMA pool poison 0xa9: allocated, never initialised"},
}

// magics are words that the kernel puts where they can be checked.
var magics = map[uint64]Meaning{
	0xdead4ead:         {Kind: Magic, Mark: "SPINLOCK_MAGIC", Text: "SPINLOCK_MAGIC"},
	0xdeaf1eed:         {Kind: Magic, Mark: "RWLOCK_MAGIC", Text: "RWLOCK_MAGIC"},
	0x57ac6e9d:         {Kind: Magic, Mark: "STACK_END_MAGIC", Text: "STACK_END_MAGIC (lowest word of a stack)"},
	0x9d39247e33776d41: {Kind: Magic, Text: "stack pattern"},
	0xc0000000:         {Kind: Magic, Mark: "REFCOUNT_SATURATED", Text: "REFCOUNT_SATURATED, or the start of lowmem"},
	0xdeadbeef:         {Kind: Poison, Mark: deadBeef, Text: "0xdeadbeef (some driver's poison)"},
	0xdeadbeef &^ 7:    {Kind: Poison, Mark: deadBeef, Text: "0xdeadbeef (some driver's poison), rounded down to a word"},
	0x00100100:         {Kind: Poison, Mark: "LIST_POISON1", Text: "LIST_POISON1 (next of a deleted list entry, before 4.3)"},
	0x00200200:         {Kind: Poison, Mark: "LIST_POISON2", Text: "LIST_POISON2 (prev of a deleted list entry, before 4.3)"},
}

// deadBeef is what many drivers write over pointers that are dead.
const deadBeef = "0xdeadbeef"

// A mark is what the kernel leaves on purpose: its name in include/linux/poison.h and
// what it is, in words.
type mark struct{ name, words string }

func (m mark) String() string {
	if m.words == "" {
		return m.name
	}
	return m.name + " (" + m.words + ")"
}

// poison recognises the patterns the kernel leaves on purpose.
func poison(v uint64, bits int, a *Arch) Meaning {
	if m := repeated(v, bits); m.Kind != Nothing {
		return m
	}
	if m, ok := magics[v]; ok && (v != 0xc0000000 || bits == 64) {
		return m
	}
	if bits == 32 {
		return Meaning{}
	}
	if a.PoisonDelta != 0 && v-a.PoisonDelta < 0x300000 {
		return poisonDelta(v - a.PoisonDelta)
	}
	for _, shadow := range a.KASANShadow {
		if v-shadow < 1<<44 {
			about := (v - shadow) << 3
			return Meaning{Kind: Shadow, About: about, Text: fmt.Sprintf("KASAN shadow of %#x", about)}
		}
	}
	return Meaning{}
}

// poisonDelta names the pointer poison that is at or just below the offset. A little below
// LIST_POISON1 is a structure that holds the entry, less its offset (container_of), as a walk
// over a list takes it; PP_SIGNATURE lies in a page's list of pages, where only next and prev
// are followed.
func poisonDelta(offset uint64) Meaning {
	const signature, entry, followed = 0x40, 0x100, 8
	if offset > signature+followed && offset < entry && offset%4 == 0 {
		return Meaning{Kind: Poison, Mark: "LIST_POISON1", Over: int64(offset) - entry, Text: fmt.Sprintf("LIST_POISON1 (next of a deleted list entry) - %#x", entry-offset)}
	}
	for i := len(deltaPoison) - 1; i >= 0; i-- {
		p := &deltaPoison[i]
		over := offset - p.offset
		if offset < p.offset || over >= 0x1000 {
			continue
		}
		m := Meaning{Kind: Poison, Mark: p.name, Over: int64(over), Text: p.String()}
		if over > 0 {
			m.Text += fmt.Sprintf(" + %#x", over)
		}
		return m
	}
	return Meaning{Kind: Poison, Text: "illegal pointer (poison)"}
}

// repeated recognises a word filled with one poison byte, perhaps with a
// structure member's offset added to it: 6b6b6b83 is 0x6b poison + 0x18. A
// 64-bit register may hold 32 bits of it, and arm64 prints fault addresses
// without the top byte.
func repeated(v uint64, bits int) Meaning {
	b := byte(v >> 24)
	pattern := uint64(b) * 0x01010101
	if bits == 64 && v>>32 != 0 {
		b = byte(v >> 32)
		pattern = uint64(b) * 0x0101010101010101
	}
	fill, ok := bytePoison[b]
	if !ok {
		return Meaning{}
	}
	const low56 = 1<<56 - 1
	over := int64(v - pattern)
	if bits == 64 && v>>32 != 0 && v>>56 != uint64(b) {
		over = int64(v&low56 - pattern&low56)
		if top := v >> 56; top != 0 && top != 0xa5 && top != 0xff {
			return Meaning{}
		}
	}
	switch {
	case over == 0:
		return Meaning{Kind: Fill, Mark: fill.name, Text: fill.words}
	case over > -4096 && over < 4096 && b != 0xcc:
		return Meaning{Kind: Fill, Mark: fill.name, Over: over, Text: fmt.Sprintf("%s %+#x", fill.words, over)}
	}
	return Meaning{}
}
