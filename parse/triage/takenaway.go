package triage

import (
	"fmt"
	"strings"

	"oopscope/parse/arch"
)

// takenAwayRules are about pages that are there and that the kernel hides.
var takenAwayRules = []rule{
	{
		id: "page-taken-away", rank: rankState + 2, confidence: Likely, classes: []string{"bad-access"},
		says:       "the page is there, and the kernel made it inaccessible on purpose",
		suppresses: []string{"no-memory-there", "stale-mapping", "wild-pointer", "nothing-mapped", "mapping-overrun"},
		fire:       pageTakenAway,
	},
}

// pageTakenAway: arm64, riscv and x86 leave the address in the entry when set_memory_valid(),
// set_direct_map_invalid_noflush() or __set_pages_np() take a page out of the map of all
// memory; only the entry's lowest bit says that it is not valid.
func pageTakenAway(x *exam, f *draft) bool {
	fault := &x.c.Dump.Fault
	if !fault.HasAddress || x.tagging() || fault.Refusal()&(arch.Forbidden|arch.Aborted|arch.Tables) != 0 {
		return false
	}
	if r := x.region(fault.Address); r.Of(arch.UserMemory|arch.NoAddress) || fault.Address>>63 == 0 {
		return false
	}
	entry, line := x.lastEntry()
	if entry == 0 || entry&1 != 0 || x.arch.Lowcore {
		return false
	}
	f.Text = fmt.Sprintf("%s used %s, a page that is there and that the kernel has hidden: its entry in the page table, %s, holds an address and is marked as not valid. This suggests memory that was freed (DEBUG_PAGEALLOC takes free pages out of the map), a guard page of KFENCE, or a page that was hidden on purpose (set_memory_np(), secretmem).", x.where(), hex(fault.Address), hex(entry))
	f.Next = "Find who holds the memory at that address: a use after free of whole pages, or an access that ran over the end of an object of KFENCE's."
	f.Evidence = []int{line, x.headLine(), x.pcLine()}
	f.claim(x.whereRan())
	x.tellCaller(f)
	return true
}

// lastEntry is the entry of the last level that the walk of the page tables printed, where
// that is the level of single pages.
func (x *exam) lastEntry() (entry uint64, line int) {
	for i := range x.c.Dump.Notes {
		n := &x.c.Dump.Notes[i]
		if n.Name != arch.PageTableWalk {
			continue
		}
		for _, key := range [...]string{"pte=", "PTE "} {
			if v, ok := arch.HexAfter(n.Value, key); ok && !strings.Contains(n.Value, "*ppte=") {
				return v, n.Line
			}
		}
	}
	return 0, 0
}
