package arch

import (
	"strings"
	"testing"
)

// TestPoison: the values of include/linux/poison.h and of the magic numbers
// beside it, as they stand there.
func TestPoison(t *testing.T) {
	a64 := &Arch{Name: "x86_64", Bits: 64, PoisonDelta: 0xdead000000000000, KASANShadow: []uint64{0xdffffc0000000000}}
	a32 := &Arch{Name: "arm", Bits: 32}
	for _, c := range []struct {
		bits int
		v    uint64
		want string // what the meaning begins with
	}{
		{64, 0x6b6b6b6b6b6b6b6b, "slab poison 0x6b: freed"}, {32, 0x6b6b6b6b, "slab poison 0x6b: freed"}, // POISON_FREE
		{64, 0x5a5a5a5a5a5a5a5a, "slab poison 0x5a: allocated"}, {32, 0x5a5a5a5a, "slab poison 0x5a: allocated"}, // POISON_INUSE
		{64, 0xa5a5a5a5a5a5a5a5, "slab poison end 0xa5"}, {32, 0xa5a5a5a5, "slab poison end 0xa5"}, // POISON_END
		{64, 0xbbbbbbbbbbbbbbbb, "slab red zone 0xbb"}, {32, 0xbbbbbbbb, "slab red zone 0xbb"}, // SLUB_RED_INACTIVE
		{64, 0xcccccccccccccccc, "0xcc: slab red zone"}, {32, 0xcccccccc, "0xcc: slab red zone"}, // SLUB_RED_ACTIVE, POISON_FREE_INITMEM
		{64, 0xaaaaaaaaaaaaaaaa, "page poison 0xaa"}, {32, 0xaaaaaaaa, "page poison 0xaa"}, // PAGE_POISON
		{64, 0xa7a7a7a7a7a7a7a7, "DMA pool poison 0xa7: freed"}, {32, 0xa7a7a7a7, "DMA pool poison 0xa7: freed"}, // POOL_POISON_FREED
		{64, 0xa9a9a9a9a9a9a9a9, "DMA pool poison 0xa9: allocated"}, {32, 0xa9a9a9a9, "DMA pool poison 0xa9: allocated"}, // POOL_POISON_ALLOCATED

		{64, 0x6b6b6b6b6b6b6b83, "slab poison 0x6b: freed, or new and never written +0x18"}, // a member
		{64, 0x6b6b6b6b6b6b7b6a, "slab poison 0x6b: freed, or new and never written +0xfff"},
		{64, 0x6b6b6b6b6b6b7b6b, ""}, // a page behind it
		{64, 0x6b6b6b6b6b6b5b6c, "slab poison 0x6b: freed, or new and never written -0xfff"},
		{64, 0x6b6b6b6b6b6b5b6b, ""},
		{64, 0x6b6b6b6b, "slab poison 0x6b"}, // 32 bits of it in 64
		{32, 0xcccccccd, ""},                 // too common

		{64, 0xdead000000000100, "LIST_POISON1"}, {64, 0xdead000000000122, "LIST_POISON2"}, {64, 0xdead000000000200, "LIST_POISON2"},
		{64, 0xdead000000000040, "PP_SIGNATURE"}, {64, 0xdead0000000000f5, "VFS_PTR_POISON"}, {64, 0xdead000000000300, "TIMER_ENTRY_STATIC"},
		{64, 0xdead000000000400, "TAIL_MAPPING"}, {64, 0xdead000000000500, "MUTEX_POISON_WW_CTX"}, {64, 0xdead000000000800, "SKB_LIST_POISON_NEXT"},
		{64, 0xdead000000000801, "NET_PTR_POISON"}, {64, 0xdead000000001091, "IO_URING_PTR_POISON"}, {64, 0xdead00000000d390, "STACK_DEPOT_POISON"},
		{64, 0xdead00000000eb9f, "BPF_PTR_POISON"}, {64, 0xdead000000100100, "LIST_POISON1"}, {64, 0xdead000000200200, "LIST_POISON2"},
		{64, 0xdead000000000108, "LIST_POISON1 (next of a deleted list entry) + 0x8"},
		{64, 0xdead000000000000, "illegal pointer (poison)"}, {64, 0xdead0000002fffff, "illegal pointer (poison)"},
		{64, 0xdead000000300000, ""},

		{64, 0xdffffc0000000000, "KASAN shadow of 0x0"}, {64, 0xdffffc0000000008, "KASAN shadow of 0x40"},
		{64, 0xdffffc0000000000 + 1<<44, ""},

		{64, 0xdead4ead, "SPINLOCK_MAGIC"}, {32, 0xdead4ead, "SPINLOCK_MAGIC"}, {32, 0xdeaf1eed, "RWLOCK_MAGIC"}, {32, 0x57ac6e9d, "STACK_END_MAGIC"},
		{32, 0xdeadbeef, "0xdeadbeef"}, {64, 0xc0000000, "REFCOUNT_SATURATED"}, {32, 0xc0000000, ""},
		{32, 0x00100100, "LIST_POISON1"}, {32, 0x00200200, "LIST_POISON2"},
	} {
		a := a64
		if c.bits == 32 {
			a = a32
		}
		if got := poison(c.v, c.bits, a).Text; !strings.HasPrefix(got, c.want) || c.want == "" && got != "" || strings.Contains(c.want, "+") && got != c.want {
			t.Errorf("%#x of %d bits: %q, want %q", c.v, c.bits, got, c.want)
		}
	}
	for v, want := range map[uint64]string{0x100: "LIST_POISON1", 0x122: "LIST_POISON2", 0x200: "LIST_POISON2", 0x300: "TIMER_ENTRY_STATIC"} {
		if got := Describe(&Dump{Bits: 32}, a32, v); !strings.Contains(got, ", or "+want) {
			t.Errorf("%#x of 32 bits: %q, want %q", v, got, want)
		}
	}
}
