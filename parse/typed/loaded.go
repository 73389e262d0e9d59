package typed

import (
	"slices"

	"oopscope/parse/arch"
	"oopscope/parse/arch/flow"
)

// loaded returns what an instruction loads from memory.
func (s *search) loaded(c *code, m arch.Access, p int, size int64, image bool) (found []value, round turn) {
	if slices.Contains(c.calls.Stack[:1], m.Base) && m.Index == "" {
		return s.spilled(c, m.Offset, p)
	}
	s.loads++
	at, round := s.address(c, m, p)
	s.loads--
	for _, v := range at {
		if c.listsCopies(v) {
			return []value{{own: true}}, round
		}
		found = append(found, s.contents(c, v, size)...)
	}
	return current(found), round
}

// contents returns what the memory holds that a value points to.
func (s *search) contents(c *code, v value, size int64) (found []value) {
	parts := s.parts(c, v, size)
	if len(parts) > 1 && c.stripped() { // of a union: no variable's type says which
		return nil
	}
	for _, x := range parts {
		if v, ok := x.loaded(); ok {
			if s.deduction != nil && c.stripped() {
				v = s.link(c, v, x)
			}
			found = append(found, v)
		}
	}
	return found
}

// parts names the memory that a value points to.
func (s *search) parts(c *code, v value, size int64) []part {
	if v.image {
		goes := v.goes
		v = s.object(c, uint64(v.off), v.loose)
		v.goes = goes
	}
	v.halves = c.halves()
	return v.parts(size)
}

// halves tells whether the instruction that is asked about accesses one half of 8 bytes, as
// another one of the function may the other.
func (c *code) halves() bool {
	e := &c.effects[c.at]
	return e.Touches && e.Size == 4 && slices.ContainsFunc(c.effects, func(o flow.Effect) bool {
		return o.Touches && o.Size == 4 && o.Does == e.Does && o.Mem.Base == e.Mem.Base && o.Mem.Index == e.Mem.Index && (o.Mem.Offset == e.Mem.Offset+4 || o.Mem.Offset == e.Mem.Offset-4)
	})
}

// moved adds bytes to values; of addresses of a module those fall away that leave their section:
// what lies behind it there is nothing of theirs.
func (c *code) moved(vs []value, off int64) []value {
	vs = slices.DeleteFunc(vs, func(v value) bool {
		if !v.image || !c.im.Relocatable() {
			return false
		}
		start, end, ok := c.im.Section(uint64(v.off))
		at := uint64(v.off + off)
		return ok && (at < start || at >= end)
	})
	return added(vs, off)
}
