package crash

import "testing"

// TestAllocation: the lines of SLUB, old and new, and of KASAN, and numbers that are none.
func TestAllocation(t *testing.T) {
	row := "Object   c299a700: 6b 6b 6b 6b 6b 6b 6b 6b 6b 6b 6b 6b 6b 6b 6b 6b  kkkkkkkkkkkkkkkk"
	for _, c := range []struct {
		header string
		lines  []string
		want   Allocation
	}{
		{"BUG kmalloc-32 (Tainted: G           O     ): Right Redzone overwritten",
			[]string{"0xc299a720-0xc299a723 @offset=1824. First byte 0x41 instead of 0xcc", "Object 0xc299a700 @offset=1792 fp=0x00000000", row, row},
			Allocation{"kmalloc-32", 32, 32, true}},
		{"BUG task_struct (Not tainted): Poison overwritten",
			[]string{"INFO: 0x00000000deadbeef-0x00000000deadbeff. First byte 0x41 instead of 0x6b", "INFO: Object 0x000000001234abcd @offset=64 fp=0x0", row, "Object   c299a710: 6b 6b 6b a5                                      kkk."},
			Allocation{Cache: "task_struct", Size: 20}},
		{"BUG: KASAN: slab-use-after-free in f+0x10/0x20",
			[]string{" which belongs to the cache kmalloc-64 of size 64", "The buggy address is located 24 bytes inside of", " freed 64-byte region [ffff888003a1c700, ffff888003a1c740)"},
			Allocation{"kmalloc-64", 64, 24, true}},
		{"BUG: KASAN: slab-out-of-bounds in f+0x10/0x20",
			[]string{"which belongs to the cache filp of size 256", "The buggy address is located 8 bytes to the right of"},
			Allocation{"filp", 256, 264, true}},
		{"BUG: KASAN: slab-out-of-bounds in f+0x10/0x20",
			[]string{"which belongs to the cache filp of size 256", "The buggy address is located 4 bytes to the left of"},
			Allocation{"filp", 256, -4, true}},
		{"BUG: KASAN: slab-out-of-bounds in f", []string{"which belongs to the cache ", "The buggy address is located x bytes inside of", "0x. First byte 0x"}, Allocation{}},
		{"Unable to handle kernel NULL pointer dereference", []string{"Object of nothing", "Object 0x @offset="}, Allocation{}},
	} {
		r := Crash{Header: c.header}
		for _, l := range c.lines {
			r.Body = append(r.Body, BodyLine{Text: l})
		}
		if got := r.Allocation(); got != c.want {
			t.Errorf("%s: %+v, want %+v", c.header, got, c.want)
		}
	}
}
