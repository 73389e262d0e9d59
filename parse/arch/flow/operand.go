package flow

import "oopscope/parse/arch"

// operands lists what the trapping instruction worked on, with the values the
// registers had.
func operands(d *arch.Dump, e *Effect) {
	add := func(name, role string, shift uint, minus bool) {
		v, ok := d.Register(name)
		if name == "" || !ok {
			return
		}
		for _, o := range d.Operands {
			if o.Name == name && role == arch.Data {
				return
			}
		}
		d.Operands = append(d.Operands, arch.Operand{Name: name, Value: v, Role: role, Shift: shift, Minus: minus, Line: d.RegisterLine(name)})
	}
	switch {
	case e.Touches:
		add(e.Mem.Base, arch.Base, 0, false)
		add(e.Mem.Index, arch.Index, e.Mem.Shift, e.Mem.Down)
		if off := e.Mem.Offset; off != 0 && (e.Mem.Base != "" || e.Mem.Index != "") {
			o := arch.Operand{Value: uint64(off), Role: arch.Offset}
			if off < 0 {
				o.Value, o.Minus = uint64(-off), true
			}
			d.Operands = append(d.Operands, o)
		}
		add(e.Data, arch.Data, 0, false)
	case e.Does == Calls || e.Does == Jumps:
		add(e.From[0], arch.Target, 0, false)
	case e.Does == Computes:
		for _, name := range e.From {
			add(name, arch.Data, 0, false)
		}
	}
}
