package arch

// nearMisses marks values that are one flipped bit away from something this
// report knows: on 64-bit machines those that cannot be addresses at all, and
// on any the base register of the access that trapped. A flipped bit means
// memory or a bus that lies, so this is only said when the other value is
// really there: the stack, a function, the page of another register's value.
func (a *Arch) nearMisses(d *Dump) {
	base := ""
	for _, o := range d.Operands {
		if o.Role == Base && d.Fault.HasAddress {
			base = o.Name
		}
	}
	for i := range d.Registers {
		r := &d.Registers[i]
		m := MeaningOf(d, a, r.Value)
		if m.Text != r.Meaning || r.Value < 1<<16 { // the kernel says what it is
			continue
		}
		if m.Holds != NoAddress && (r.Name != base || m.Holds != UserMemory) {
			continue
		}
		if v, what := a.oneBitAway(d, r.Value); what != "" {
			r.Meaning += ", one bit away from " + Hex(v) + ": " + what
		}
	}
}

// oneBitAway finds what a value would be with one bit flipped.
func (a *Arch) oneBitAway(d *Dump, v uint64) (uint64, string) {
	bits := uint(d.Bits)
	if bits == 0 {
		bits = uint(a.Bits)
	}
	for n := uint(12); n < bits; n++ {
		flipped := v ^ 1<<n
		if flipped < 1<<16 {
			continue
		}
		switch m := MeaningOf(d, a, flipped); {
		case m.Text == "" || m.Holds&(NoAddress|UserMemory|Numbers) != 0:
		case m.Kind == OnStack || d.PlaceName(flipped) != "":
			return flipped, m.Text
		default:
			if name := d.samePage(flipped); name != "" {
				return flipped, m.Text + ", where " + name + " points"
			}
		}
	}
	return 0, ""
}

// samePage names a register with a value in the same page.
func (d *Dump) samePage(v uint64) string {
	for i := range d.Registers {
		if r := &d.Registers[i]; r.Value>>12 == v>>12 {
			return r.Name
		}
	}
	return ""
}
