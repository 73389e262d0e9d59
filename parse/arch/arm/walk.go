package arm

import (
	"strings"

	"oopscope/parse/arch"
)

// pageByPage tells that the page tables of the fault's address have one of pages: the linear
// map, from start, is made of sections (arch/arm/mm/mmu.c: map_lowmem()), and what lies above a mapping
// of vmalloc() is no linear map either (Documentation/arch/arm/memory.rst).
//
//	[e0815000] *pgd=4190c811, *pte=00000000, *ppte=00000000
//	[e0815000] *pgd=80000000207003, *pmd=41d5c003, *pte=00000000   (LPAE)
func pageByPage(d *arch.Dump, v, start uint64) bool {
	const section = 2 << 20 // what a table of pages covers
	if !d.Fault.HasAddress || d.Fault.Address < start || v < d.Fault.Address&^(section-1) {
		return false
	}
	for i := range d.Notes {
		n := &d.Notes[i]
		if n.Name != arch.PageTableWalk || !strings.Contains(n.Value, "*pte=") {
			continue
		}
		table, isTable := uint64(1), "*pgd="
		if strings.Contains(n.Value, "*pmd=") {
			table, isTable = 3, "*pmd="
		}
		entry, ok := arch.HexAfter(n.Value, isTable)
		return ok && entry&3 == table
	}
	return false
}
