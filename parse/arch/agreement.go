package arch

// Agreement is how the address that the trapping instruction accessed fits the
// one that the kernel printed.
type Agreement int

// The agreements.
const (
	NotCompared Agreement = iota // one of them is not known, or they speak of different things
	Same
	Near        // within the access, or the kernel printed less of it than the register had
	Contradicts // the dump is inconsistent
)

// Agreement compares the address that the registers make with the one that the
// kernel says it could not access, and says why, where they are not the same.
func (d *Dump) Agreement() (Agreement, string) {
	in := d.Trapping()
	if in == nil || in.Effective == nil || !d.Fault.HasAddress || d.Fault.Access == "execute" {
		return NotCompared, ""
	}
	eff, fault := *in.Effective, d.Fault.Address
	if fault == eff {
		return Same, ""
	}
	if d.PC.HasAddress && fault == d.PC.Address {
		return NotCompared, ""
	}
	return d.differ(eff, fault)
}

// differ tells why two addresses that are not equal may speak of the same access.
func (d *Dump) differ(eff, fault uint64) (Agreement, string) {
	size := uint64(max(d.Reach.Size, 1))
	over := d.Truncate(fault - eff)
	switch {
	case d.Bits == 64 && eff<<8 == fault<<8:
		return Near, "printed without the tag"
	case over < size:
		return Near, "inside the access"
	case fault&0xfff == 0 && eff&^0xfff == fault:
		return Near, "the page's address"
	case fault&(size-1) == 0 && size&(size-1) == 0 && eff&^(size-1) == fault, size < 8 && eff&^7 == fault:
		return Near, "the word's address"
	case d.Fault.Access == "" && fault == d.baseValue():
		return Near, "without the offset, which x86 forgets before 5.12" // traps.c: get_kernel_gp_address()
	case d.Reach.Repeats:
		return NotCompared, ""
	}
	return Contradicts, "the registers make " + Hex(eff) + ", the kernel printed " + Hex(fault) + ": the dump is inconsistent"
}
