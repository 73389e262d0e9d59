package typed

import (
	"slices"

	"oopscope/parse/arch/flow"
)

// uses are all that a function does with what a register held when it was entered; known is
// false when there is more code than is looked at.
func (d *deducer) uses(c *code, reg string) (all []use, known bool) {
	here := place{c: c, reg: reg}
	if all, known := d.used[here]; known {
		return all, all != nil
	}
	m := alone(d)
	m.marked = here
	all = []use{}
	for i := range c.insns {
		e := &c.effects[i]
		switch {
		case e.Does == flow.Calls || e.Does == flow.Jumps:
			all = append(all, givenTo(m, c, i)...)
		case e.Touches && e.Mem.Base != "" && !slices.Contains(c.calls.Stack[:1], e.Mem.Base):
			at, _ := m.address(c, e.Mem, i)
			for _, v := range at {
				if v.expr == entryMark {
					all = append(all, use{off: v.off, size: int64(e.Size), loose: v.loose || e.Element})
				}
			}
		}
	}
	if m.effort < 0 {
		all = nil
	}
	d.used[here] = all
	return all, all != nil
}

// givenTo are the uses by a call: of a function that BTF knows by its parameters, of others
// where what they are given lies behind the pointer, as no register has that by chance.
func givenTo(s *search, c *code, call int) (all []use) {
	callee := c.callee[call]
	if callee == "" {
		return nil
	}
	f := c.debug.Function(c.start+c.shift, callee)
	for n, reg := range c.calls.Args {
		if f != nil && n >= len(f.Members()) {
			break
		}
		vs, _ := s.held(c, reg, call)
		for _, v := range vs {
			if v.expr == entryMark && (f != nil || v.off != 0) {
				all = append(all, use{off: v.off, loose: v.loose, callee: callee, argument: n})
			}
		}
	}
	return all
}

// loads follows a register back from a place on a straight way to the load that gave it its
// value, -1 for none.
func loads(c *code, reg string, i int) int {
	for len(c.before[i]) == 1 && c.before[i][0] < i {
		i = c.before[i][0]
		if !c.writes(i, reg) {
			continue
		}
		e := &c.effects[i]
		if from := e.Mem.Base; e.Dst == reg && !e.Maybe && e.Does == flow.Sets && from != "" && e.Mem.Index == "" && e.Mem.Offset == 0 {
			reg = from
			continue
		}
		if e.Dst == reg && e.Does == flow.Loads && !e.Maybe && e.Back == 0 && e.Mem.Index == "" && int64(e.Size) == c.word() {
			return i
		}
		break
	}
	return -1
}

// holdsPointer tells a load of a variable of the module that has room for a pointer only.
func (d *deducer) holdsPointer(c *code, load int) bool {
	vs, _ := alone(d).address(c, c.effects[load].Mem, load)
	if len(vs) != 1 || !vs[0].image || vs[0].loose {
		return false
	}
	at := uint64(vs[0].off)
	o := c.im.Objects([]uint64{at})[0]
	return o.Address == at && int64(o.Size) == c.word()
}
