package arch

// operands lists what the trapping instruction worked on, with the values the
// registers had.
func operands(d *Dump, e *Effect) {
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
		d.Operands = append(d.Operands, Operand{Name: name, Value: v, Role: role, Shift: shift, Minus: minus, Line: d.RegisterLine(name)})
	}
	switch {
	case e.Touches:
		add(e.Mem.Base, Base, 0, false)
		add(e.Mem.Index, Index, e.Mem.Shift, e.Mem.Down)
		if off := e.Mem.Offset; off != 0 && (e.Mem.Base != "" || e.Mem.Index != "") {
			o := Operand{Value: uint64(off), Role: Offset}
			if off < 0 {
				o.Value, o.Minus = uint64(-off), true
			}
			d.Operands = append(d.Operands, o)
		}
		add(e.Data, Data, 0, false)
	case e.Does == Calls || e.Does == JumpsAway:
		add(e.From[0], Target, 0, false)
	case e.Does == Computes:
		for _, name := range e.From {
			add(name, Data, 0, false)
		}
	}
}
