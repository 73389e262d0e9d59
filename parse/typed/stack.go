package typed

import (
	"slices"

	"oopscope/parse/arch/flow"
	"oopscope/parse/symbol"
)

// spilled returns what was stored into the stack where an instruction loads
// from; slot is counted from the stack pointer before it.
func (s *search) spilled(c *code, slot int64, p int) (found []value, round turn) {
	for i := p; i > 0 && s.effort > 0; s.effort-- {
		if !slices.Contains(c.before[i], i-1) || len(c.before[i]) > 1 && c.stores(slot) > 1 {
			return nil, straight
		}
		i--
		e := &c.effects[i]
		if c.storesAt(e, slot+e.Back) {
			if e.Data == "" || e.Mem.Index != "" || e.Mem.Offset != slot+e.Back {
				return nil, straight
			}
			return s.held(c, e.Data, i)
		}
		by, known := c.moves(e)
		if !known {
			return nil, straight
		}
		slot += by
		if i == 0 && c.whole {
			return s.onStack(c, slot), straight
		}
	}
	return nil, straight
}

// onStack returns the parameter that lies on the stack where the function is entered, so far
// from the stack pointer: what did not go into the registers.
func (s *search) onStack(c *code, slot int64) (all []value) {
	if c.debug == nil || c.stripped() {
		return nil
	}
	rules, ok := c.debug.CallFrame(c.start + c.shift)
	if !ok || rules.CFA.How != symbol.SumOf || c.register(rules.CFA.Register) != c.calls.Stack[0] {
		return nil
	}
	for _, v := range s.visible(c) {
		w := v.Where
		if v.Sort == symbol.Parameter && w.Held == symbol.InMemory && w.Base == symbol.FromFrame && w.Offset == slot-rules.CFA.Offset && s.follows(v.Type) {
			all = append(all, named(&v))
		}
	}
	return all
}

// storesAt tells whether an instruction writes to a place of the stack.
func (c *code) storesAt(e *flow.Effect, slot int64) bool {
	return e.Touches && e.Does != flow.Loads && e.Mem.Base == c.calls.Stack[0] &&
		e.Mem.Offset <= slot && slot < e.Mem.Offset+int64(max(e.Size, 1))
}

// stores counts the stores to a place of the stack in all of the function.
func (c *code) stores(slot int64) (n int) {
	for i := range c.effects {
		if c.storesAt(&c.effects[i], slot) {
			n++
		}
	}
	return n
}

// moves is how far an instruction moves the stack pointer.
func (c *code) moves(e *flow.Effect) (by int64, known bool) {
	sp := c.calls.Stack[0]
	switch {
	case e.Does == flow.Unknown:
		return 0, false
	case e.Back != 0 && e.Mem.Base == sp:
		return e.Back, true
	case e.Does == flow.Sets && e.Dst == sp && e.Mem.Base == sp && e.Mem.Index == "":
		return e.Mem.Offset, true
	}
	return 0, !e.Writes(sp)
}
