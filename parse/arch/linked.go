package arch

import "fmt"

// LinkedAt notes where the code stood before the loader moved itself: U-Boot prints
// the PC twice, and symbols are those of the address it was linked at.
func (d *Dump) LinkedAt(pc uint64, line int) {
	if d.linked == 0 {
		d.linked, d.linkedLine = pc, line
	}
}

// relocation says how far the loader moved itself (gd->reloc_off).
func (d *Dump) relocation() {
	if d.linked != 0 && d.PC.HasAddress {
		d.Note("linked pc", fmt.Sprintf("%#x", d.linked), d.linkedLine)
		d.Note("reloc_off", fmt.Sprintf("%#x", d.PC.Address-d.linked), d.linkedLine)
	}
}

// PlaceAt sets the PC to a bare address, once.
func (d *Dump) PlaceAt(pc uint64, line int) {
	if d.PCLine == 0 {
		d.PC, d.PCLine = Symbol{Address: pc, HasAddress: true}, line
	}
}
