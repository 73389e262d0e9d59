package typed

import (
	"slices"

	"oopscope/parse/arch"
	"oopscope/parse/arch/flow"
	"oopscope/parse/crash"
	"oopscope/parse/symbol"
	"oopscope/parse/symbol/ctype"
)

// jumped tells that the PC itself is what went wrong: a call through a bad
// pointer. Where s390 jumps to NULL it runs what lies there, which is no instruction.
func jumped(c *crash.Crash) bool {
	d := &c.Dump
	at := d.PC.Address
	return d.Fault.Access == "execute" || d.PC.HasAddress && (d.Fault.HasAddress && at == d.Fault.Address || at < nullPage && d.PC.Function == "")
}

// called is the pointer that a call went through: the call that returns to where
// the link register points, or to the innermost frame that has a name.
func (k *looker) called() *crash.Operand {
	if k := withLink(k.Look, 0); k != nil {
		if o := k.calledFrom(0); o != nil {
			return o
		}
	}
	frame := 0
	if k.Crash.Chain[0].Exact {
		frame = k.next(0)
	}
	if frame < 0 {
		return nil
	}
	return k.calledFrom(frame)
}

// calledFrom is the pointer that the call before a frame's place went through.
func (k *looker) calledFrom(frame int) *crash.Operand {
	c := k.code(frame)
	if c == nil {
		return nil
	}
	call := c.callBefore(c.at)
	if call < 0 {
		return nil
	}
	s := k.search()
	p, ok := s.pointerOf(c, call)
	if !ok {
		return k.tailed(frame, c, call)
	}
	return k.from(frame, k.throughPointer(s, c, p, call))
}

// pointerOf is what a call or a jump goes through.
func (s *search) pointerOf(c *code, call int) (part, bool) {
	e := &c.effects[call]
	var through []part
	if e.Touches {
		at, _ := s.address(c, e.Mem, call)
		for _, v := range at {
			through = append(through, s.parts(c, v, int64(e.Size))...)
		}
	} else {
		through = s.target(c, c.target(call), call)
	}
	if len(through) == 0 {
		return part{}, false
	}
	return through[0], true
}

// throughPointer writes down a call through a pointer that led nowhere.
func (k *looker) throughPointer(s *search, c *code, p part, call int) *crash.Operand {
	pointer := p.expr
	p.expr += s.arguments(c, p.of.Pointee(), call)
	o := k.said([]part{p}, crash.OfCall)
	o.Pointer = pointer
	o.Kind, o.Meaning = k.went()
	return o
}

// went is where a call through a bad pointer went: the pointer's value.
func (k *looker) went() (arch.Kind, string) {
	d := &k.Crash.Dump
	if i := slices.IndexFunc(d.Code, func(in arch.Insn) bool { return in.Trap }); i >= 0 && d.Code[i].Text != "" {
		return k.worded(d.Code[i].Address) // the PC may be behind it
	}
	if !d.PC.HasAddress {
		return k.worded(d.Fault.Address)
	}
	return k.worded(d.PC.Address)
}

// target is the register that a call goes through, "" for none.
func (c *code) target(call int) string {
	if c.calls.Thunk != nil {
		if reg := c.calls.Thunk(c.callee[call]); reg != "" {
			return reg
		}
	}
	if c.callee[call] != "" {
		return ""
	}
	return c.effects[call].From[0]
}

// target returns what a register holds that a call goes through.
func (s *search) target(c *code, reg string, call int) (all []part) {
	if reg == "" {
		return nil
	}
	vs, _ := s.held(c, reg, call)
	for _, v := range vs {
		if v.expr == "" || v.off != 0 || v.loose || v.object {
			continue
		}
		if v.member != nil && v.member.expr == v.expr {
			all = append(all, *v.member)
			continue
		}
		all = append(all, part{expr: v.expr, of: v.of, base: v})
	}
	return all
}

// A function whose last statement is a call may jump there instead: it stands in no trace, and
// who called it seems to have gone through the bad pointer. The call there says which function it was.

// tailed is the pointer that a function went through which the frame had called, when that is
// its only way out through a pointer, and it has none to another function.
func (k *looker) tailed(frame int, c *code, call int) *crash.Operand {
	at, ok := c.directly(call)
	if !ok {
		return nil
	}
	name, offset, size, ok := c.im.Symbol(at)
	file, _ := k.File(&k.Crash.Chain[frame])
	if !ok || file.Code == nil {
		return nil
	}
	f := open(file, symbol.Place{Function: name, Offset: offset, Size: size, Exact: true, Address: at})
	if f == nil || f.start != at-offset {
		return nil
	}
	jump := f.wayOut()
	if jump < 0 {
		return nil
	}
	s := k.search()
	s.above = func(x *code) (*code, int) {
		if x == f {
			return c, call
		}
		return k.above(x)
	}
	p, ok := s.pointerOf(f, jump)
	if !ok || p.of.Pointee().Bare() == nil || p.of.Pointee().Bare().Kind != ctype.Function {
		return nil
	}
	o := k.throughPointer(s, f, p, jump)
	o.Frame, o.Global = k.Crash.Chain[frame], f.global(o.Variable)
	return o
}

// directly is the function that a call is of, not through a pointer.
func (c *code) directly(call int) (at uint64, ok bool) {
	e := &c.effects[call]
	switch {
	case c.target(call) != "" || e.Touches:
		return 0, false
	case e.HasRel:
		return c.insns[call].Address + uint64(e.Rel), true
	}
	all := c.im.Addresses(c.callee[call]) // of a call in two instructions its first has the address
	if c.callee[call] == "" || len(all) != 1 {
		return 0, false
	}
	return all[0], true
}

// wayOut is the function's only jump through a pointer, -1 where there are more, none, or others out
// of it than returns.
func (c *code) wayOut() int {
	found := -1
	for i := range c.effects {
		if c.effects[i].Does != flow.Jumps || stays(c, i) || leaves(c, i) || len(c.before[i]) == 0 && i > 0 {
			continue
		}
		through := c.target(i)
		if through == "" && !c.effects[i].Touches || slices.Contains(c.calls.Stack, c.effects[i].Mem.Base) || found >= 0 {
			return -1
		}
		found = i
	}
	return found
}
