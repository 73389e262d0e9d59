package arch

// operands lists what the trapping instruction worked on, with the values the
// registers had.
func (d *Dump) operands() {
	e := &d.reach
	add := func(name, role string, shift uint, minus bool) {
		v, ok := d.Register(name)
		if name == "" || !ok {
			return
		}
		for _, o := range d.Operands {
			if o.Name == name && role == Data {
				return
			}
		}
		d.Operands = append(d.Operands, Operand{Name: name, Value: v, Role: role, Shift: shift, Minus: minus, Line: d.registerLine(name)})
	}
	switch {
	case e.touches:
		add(e.mem.base, Base, 0, false)
		add(e.mem.index, Index, e.mem.shift, e.mem.down)
		if off := e.mem.offset; off != 0 && (e.mem.base != "" || e.mem.index != "") {
			o := Operand{Value: uint64(off), Role: Offset}
			if off < 0 {
				o.Value, o.Minus = uint64(-off), true
			}
			d.Operands = append(d.Operands, o)
		}
		add(e.data, Data, 0, false)
	case e.does == calls || e.does == jumps:
		add(e.from[0], Target, 0, false)
	case e.does == computes:
		for _, name := range e.from {
			add(name, Data, 0, false)
		}
	}
}

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
	in := d.trapping()
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
	size := uint64(max(d.reach.size, 1))
	over := d.truncate(fault - eff)
	switch {
	case d.Bits == 64 && eff<<8 == fault<<8:
		return Near, "printed without the tag"
	case over < size:
		return Near, "inside the access"
	case fault&0xfff == 0 && eff&^0xfff == fault:
		return Near, "the page's address"
	case fault&(size-1) == 0 && size&(size-1) == 0 && eff&^(size-1) == fault, size < 8 && eff&^7 == fault:
		return Near, "the word's address"
	case d.repeats():
		return NotCompared, ""
	}
	return Contradicts, "the registers make " + hex(eff) + ", the kernel printed " + hex(fault) + ": the dump is inconsistent"
}

// repeats tells whether the trapping instruction works on many places: the
// string instructions of x86 and s390, whose registers move along.
func (d *Dump) repeats() bool {
	return len(d.reach.lost) > 1 && d.reach.touches && d.reach.does == computes
}
