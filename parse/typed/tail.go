package typed

import (
	"slices"

	"oopscope/parse/arch/flow"
	"oopscope/parse/crash"
	"oopscope/parse/symbol"
	"oopscope/parse/symbol/ctype"
)

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
