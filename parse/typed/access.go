package typed

import (
	"slices"

	"oopscope/parse/arch"
	"oopscope/parse/arch/all"
	"oopscope/parse/arch/flow"
	"oopscope/parse/crash"
	"oopscope/parse/symbol/ctype"
)

// Which memory it was whose access trapped: of two places the one at the fault, of several registers
// the first, of KASAN's look into its shadow what the look was for.

// whichOf puts first, of two places in memory that an instruction accesses, the one that the
// fault was at; false where that cannot be told.
func (k *looker) whichOf(e *flow.Effect) bool {
	if e.Second == nil {
		return true
	}
	first, second := k.reaches(e.Mem, e.Size), k.reaches(*e.Second, e.Size)
	if second && !first {
		m := e.Mem
		e.Mem, e.Second = *e.Second, &m
	}
	return first != second
}

// accesses tells whether an instruction is one whose access of memory trapped: of a call through
// a pointer that lies there only where the fault was at that. A return's own is that of the stack.
func (k *looker) accesses(c *code, e *flow.Effect) bool {
	switch {
	case !e.Touches && !e.Element:
		return false
	case e.Does == flow.Calls || e.Does == flow.Jumps:
		return !slices.Contains(c.calls.Stack, e.Mem.Base) && k.reaches(e.Mem, e.Size)
	}
	return k.whichOf(e)
}

// reaches tells whether an access of so many bytes, with the registers as they were printed, is
// where the fault was.
func (k *looker) reaches(m arch.Access, size int) bool {
	const page = 1 << 12
	d := &k.Crash.Dump
	a := all.ByName(k.Crash.Arch)
	goes, known := k.goesTo(m)
	if a == nil || !known || !d.Fault.HasAddress {
		return false
	}
	first, last, at := goes, goes+uint64(max(size, 1)-1), d.Fault.Address
	if a.FaultPages {
		first, last, at = first/page, last/page, at/page
	}
	return first <= at && at <= last
}

// goesTo is where an access goes with the registers as they were printed.
func (k *looker) goesTo(m arch.Access) (uint64, bool) {
	in, d := arch.Insn{}, arch.Dump{Registers: k.Crash.Dump.Registers, Bits: k.Crash.Dump.Bits}
	d.Accessed(&in, m)
	if in.Effective == nil {
		return 0, false
	}
	return *in.Effective, true
}

// repeated is what a copy that goes on for as long as a count says works on: the structure or the
// array that begins where it does.
func (s *search) repeated(c *code, v value, ps []part) []part {
	if !c.effects[c.at].Repeats || v.loose || v.inside != nil || len(ps) == 0 {
		return ps
	}
	in := v.of
	if !v.object {
		in = v.of.Pointee()
	}
	for _, p := range in.Beginning(v.off, func(t *ctype.Type) bool { return t.Aggregate() != nil || t.Kind == ctype.Array }) {
		if len(p.Steps) > 0 {
			x := v.part(&p, in)
			x.exact = true
			return []part{x}
		}
	}
	return ps
}

// each is how many bytes one register gets of what several are loaded with at once: the fault
// was at the first of them. What is only copied is what lies there, all of it.
func (c *code) each() int64 {
	const soon = 8
	e := &c.effects[c.at]
	n := 1 + len(e.More)
	if n == 1 || e.Size%n != 0 || int64(e.Size/n) < c.word() || c.word() < 8 { // two registers of 32 bits may hold one number
		return int64(e.Size)
	}
	for i := c.at + 1; i < min(c.at+1+soon, len(c.effects)) && !c.writes(i, e.Dst); i++ {
		if next := &c.effects[i]; next.Touches && next.Data == e.Dst {
			return int64(e.Size)
		}
	}
	return int64(e.Size / n)
}

// A kernel with KASAN looks into the shadow of what it will access first, one byte for eight, and
// that is where a wild pointer traps: the address was shifted right by three and added to the
// shadow's beginning (include/linux/kasan.h, kasan_mem_to_shadow()).

const shadowShift = 3

// shadowed is what the access would have been of whose look into the shadow trapped.
func (k *looker) shadowed(c *code) *crash.Operand {
	e := &c.effects[c.at]
	about, ok := k.inShadow()
	if !ok || !e.Touches || e.Does == flow.Calls || e.Does == flow.Jumps {
		return nil
	}
	return k.from(0, k.callers(func(s *search) *crash.Operand {
		for _, deep := range []bool{false, true} {
			s.deep = deep
			at, vs := k.accessBehind(s, c, about)
			size := int64(at.effects[at.at].Size)
			if len(vs) == 0 {
				vs = s.lookedInto(c)
				at, size = s.followed(c, vs)
			}
			o := k.best(s, at, vs, size)
			if o == nil || size == 0 && len(o.Candidates) > 0 { // of bits that share a byte it may be any beside it, too
				continue
			}
			k.guarded(o, about)
			if o.Struct != "" || deep {
				return o
			}
		}
		return nil
	}))
}

// inShadow is the first of the eight bytes whose shadow the fault was at.
func (k *looker) inShadow() (about uint64, ok bool) {
	at, known := k.effective()
	a := all.ByName(k.Crash.Arch)
	if !known || a == nil {
		return 0, false
	}
	for _, shadow := range a.KASANShadow {
		if about = (at - shadow) << shadowShift; at-shadow < 1<<(64-shadowShift) && about+nullPage < nullPage {
			return about, true // right below NULL: of container_of()
		}
	}
	m := arch.MeaningOf(&k.Crash.Dump, a, at)
	return m.About, m.Kind == arch.Shadow
}

// accessBehind is the code at the access that the look into the shadow was for, and the address there:
// the next one that with the registers as they were printed goes to those eight bytes.
func (k *looker) accessBehind(s *search, c *code, about uint64) (*code, []value) {
	const soon = 40
	written := func(reg string, before int) bool {
		for i := c.at; reg != "" && i < before; i++ {
			if c.effects[i].Does != flow.Calls && c.writes(i, reg) {
				return true
			}
		}
		return false
	}
	for i := c.at + 1; i < min(c.at+1+soon, len(c.effects)); i++ {
		e := &c.effects[i]
		if !e.Touches || e.Size == 0 || e.Does == flow.Calls || e.Second != nil || written(e.Mem.Base, i) || written(e.Mem.Index, i) {
			continue
		}
		if at, ok := k.goesTo(e.Mem); ok && at>>shadowShift == about>>shadowShift {
			there := *c
			there.at = i
			vs, _ := s.address(c, e.Mem, i)
			return &there, vs
		}
	}
	return c, nil
}

// lookedInto is the address whose shadow the instruction looks into.
func (s *search) lookedInto(c *code) (vs []value) {
	m := c.effects[c.at].Mem
	for _, reg := range []string{m.Base, m.Index} {
		d, one := adding{c, &s.effort}.maker(reg, c.at)
		if reg == "" || !one || d < 0 {
			continue
		}
		if e := &c.effects[d]; e.Does == flow.Computes && e.Right == shadowShift && e.From[1] == "" && !e.Touches {
			vs, _ = s.held(c, e.From[0], d)
			return vs
		}
	}
	return nil
}

// followed is the code at the access itself, at one of those addresses, and of how many bytes it is;
// 0 where it was not found.
func (s *search) followed(c *code, vs []value) (*code, int64) {
	const soon = 40
	for i := c.at + 1; i < min(c.at+1+soon, len(c.effects)); i++ {
		e := &c.effects[i]
		if !e.Touches || e.Size == 0 || e.Does == flow.Calls {
			continue
		}
		at, _ := s.address(c, e.Mem, i)
		for _, v := range vs {
			for _, w := range at {
				if v.expr != "" && v.same(w) && v.off == w.off && v.loose == w.loose {
					there := *c
					there.at = i
					return &there, int64(e.Size)
				}
			}
		}
	}
	return c, 0
}

// guarded says what the pointer was, of which the shadow keeps all but three bits: pointers to
// structures have none there.
func (k *looker) guarded(o *crash.Operand, about uint64) {
	if o.Pointer == "" {
		return
	}
	const low = 1<<shadowShift - 1
	o.Kind, o.Meaning = k.worded(k.Crash.Dump.Truncate(about - k.behind&^low))
}
