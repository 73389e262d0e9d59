package story

import (
	"testing"

	"oopscope/parse/crash"
)

// The kind of a KASAN report says whether memory was freed, the name of a function does not.
func TestFreed(t *testing.T) {
	for header, want := range map[string]bool{
		"BUG: KASAN: slab-use-after-free in pump_read+0x10/0x40":      true,
		"BUG: KASAN: double-free in pump_close+0x10/0x40":             true,
		"BUG: KASAN: slab-out-of-bounds in pump_free_list+0x10/0x40":  false,
		"BUG: KASAN: null-ptr-deref in kmem_cache_free+0x10/0x40 [x]": false,
	} {
		if freed(&crash.Crash{Header: header}) != want {
			t.Errorf("%s", header)
		}
	}
}
