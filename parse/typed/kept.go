package typed

import (
	"oopscope/parse/symbol"
)

// unsaid is the rule of a register that a function keeps for its caller, where what is said
// of its frame names none: it is as it was. Where the kernel's own tables say nothing of
// registers (ORC) the code tells: no instruction on any way to the place writes it, or it
// lies where the function's beginning stored it.
func (a *activation) unsaid(name string) symbol.Rule {
	if !a.rules.Bare {
		return symbol.Rule{How: symbol.Kept}
	}
	saved, written := a.stored(name)
	switch {
	case !written:
		return symbol.Rule{How: symbol.Kept}
	case saved.How == symbol.Lost || a.overwritten(name, saved.Offset):
		return symbol.Rule{}
	}
	if cfa := a.rules.CFA; a.c.register(cfa.Register) == a.c.calls.Stack[0] && cfa.Offset+saved.Offset < 0 {
		return symbol.Rule{} // it was taken from the stack again
	}
	return saved
}

// stored tells where a register lies, as what ran before the place stored it, and whether that
// wrote it.
func (a *activation) stored(name string) (saved symbol.Rule, written bool) {
	run := a.c.run(a.c.callBefore(a.c.at))
	for i := range a.c.insns {
		if !run[i] {
			continue
		}
		if at, ok := a.storedAt(i); ok && a.c.effects[i].Data == name && (saved.How == symbol.Lost || saved.Offset == at) {
			saved = symbol.Rule{How: symbol.SavedAt, Offset: at}
		}
		written = written || a.c.writes(i, name)
	}
	return saved, written
}

// overwritten tells whether another register is stored to the same place, on whatever way.
func (a *activation) overwritten(name string, place int64) bool {
	for i := range a.c.insns {
		if at, ok := a.storedAt(i); ok && at == place && a.c.effects[i].Data != name {
			return true
		}
	}
	return false
}

// storedAt is how far from the frame's address an instruction stores a register by the stack
// pointer.
func (a *activation) storedAt(i int) (at int64, ok bool) {
	e := &a.c.effects[i]
	if !e.Touches || e.Mem.Base != a.c.calls.Stack[0] || e.Mem.Index != "" || e.Data == "" {
		return 0, false
	}
	rules, ok := a.c.debug.CallFrame(a.c.insns[i].Address + a.c.shift)
	if !ok || rules.CFA.How != symbol.SumOf || a.c.register(rules.CFA.Register) != a.c.calls.Stack[0] {
		return 0, false
	}
	return e.Mem.Offset - rules.CFA.Offset, true
}

// run tells which instructions may have run before the one that is asked about; call is the
// index of the call that it is behind, -1 for none.
func (c *code) run(call int) []bool {
	run := make([]bool, len(c.insns))
	next := append([]int{}, c.before[c.at]...)
	if call >= 0 {
		next = append(next, call)
	}
	for len(next) > 0 {
		i := next[len(next)-1]
		next = next[:len(next)-1]
		if !run[i] {
			run[i] = true
			next = append(next, c.before[i]...)
		}
	}
	return run
}
