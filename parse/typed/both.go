package typed

import (
	"slices"

	"oopscope/parse/arch"
	"oopscope/parse/arch/all"
	"oopscope/parse/arch/flow"
	"oopscope/parse/symbol/ctype"
)

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
