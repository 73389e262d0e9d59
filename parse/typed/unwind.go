package typed

import (
	"slices"

	"oopscope/parse/arch"
	"oopscope/parse/symbol"
)

// activation is a call of a function that has not returned.
type activation struct {
	k      *looker
	c      *code // nil where there is no file
	frame  int
	at     uint64         // in c.debug: the PC, or the last byte of the call that it waits for
	known  map[int]uint64 // what its registers held there, by DWARF's numbers, as far as that is known
	rules  symbol.CallFrame
	cfa    uint64 // the stack pointer before it was called
	placed bool   // cfa is known
	caller *activation
	own    []local // its variables that lie on the stack

	entries map[int]entry // what registers held when it was entered, as far as that was asked
	called  bool          // the caller calls this function by its name
	call    symbol.Call   // of the frame itself, that it waits for
}

// maxActivations bounds how far up the stack is looked at.
const maxActivations = 32

// activations are the calls of the chain from the PC's own up, with what the registers
// held in each. What is not printed is known of the caller where the function keeps it as
// it is, or saved it to a place of the stack that was printed.
func (k *looker) activations() (all []*activation) {
	if k.Crash.Dump.UserMode || len(k.Crash.Chain) == 0 {
		return nil
	}
	a := k.activation(0)
	if a.c != nil && !k.sameCode(a.c) {
		return nil
	}
	if arch.SamePlace(k.Crash.Chain[0].Symbol, k.Crash.Dump.PC) {
		a.printed()
	}
	for a != nil && len(all) < maxActivations {
		a.frames()
		all = append(all, a)
		a = a.up()
	}
	return all
}

func (k *looker) activation(frame int) *activation {
	a := &activation{k: k, c: k.code(frame), frame: frame, known: map[int]uint64{}}
	if a.c != nil {
		a.at = a.c.place + a.c.shift
		if !k.Crash.Chain[frame].Exact {
			a.at--
		}
	}
	return a
}

// printed takes the registers as the kernel printed them.
func (a *activation) printed() {
	if a.c == nil {
		return
	}
	for n, name := range a.c.calls.Numbers {
		if v, ok := a.k.Crash.Dump.Register(name); ok && name != "" {
			a.known[n] = v
		}
	}
}

// frames finds the frame on the stack.
func (a *activation) frames() {
	if a.c == nil {
		return
	}
	var ok bool
	if a.rules, ok = a.c.debug.CallFrame(a.at); !ok {
		return
	}
	if cfa := a.rules.CFA; cfa.How == symbol.SumOf {
		var base uint64
		base, a.placed = a.known[cfa.Register]
		a.cfa = a.k.Crash.Dump.Truncate(base + uint64(cfa.Offset))
	}
}

// up is the call that a function was called by, nil when the trace does not tell.
func (a *activation) up() *activation {
	next := a.k.next(a.frame)
	if next < 0 {
		return a.interrupted()
	}
	b := a.k.activation(next)
	a.caller = b
	if b.c == nil {
		return b
	}
	a.called = b.calls(a.k.Crash.Chain[a.frame].Function)
	indirect := b.callee() == "" && b.call.Function == ""
	if a.c != nil && a.c.calls == b.c.calls && a.rules.Rules != nil {
		a.restore(b, a.called || indirect)
	}
	return b
}

// interrupted is what the exception whose entry code this is came upon, with the registers
// that it saved, where those were printed: they tell by the PC among them.
func (a *activation) interrupted() *activation {
	next := a.frame + 1
	if next >= len(a.k.Crash.Chain) || !a.k.Crash.Chain[next].Exact || !a.k.Crash.Chain[next].HasOffset {
		return nil
	}
	b := a.k.activation(next)
	if b.c == nil || b.c.calls.Trapped == 0 {
		return b
	}
	pc, placed := a.k.address(next)
	for _, e := range a.k.Crash.Dump.Exceptions {
		at := func(n int) (uint64, bool) {
			size := b.c.word()
			return a.k.memory(e.Base+uint64(int64(n)*size), size)
		}
		if saved, ok := at(b.c.calls.Trapped); !ok || !placed || saved != pc {
			continue
		}
		for n, name := range b.c.calls.Numbers {
			if v, ok := at(n); ok && name != "" {
				b.known[n] = v
			}
		}
		break
	}
	return b
}

// callee is the function that the call goes to which the activation waits for, as the
// code says, "" where that does not tell.
func (a *activation) callee() string {
	if call := a.c.callBefore(a.c.at); call >= 0 {
		return a.c.callee[call]
	}
	return ""
}

// calls tells whether the activation waits for a call of this very function, and not of
// one that went on to it by a jump. What the compiler says of the call's function is the
// name of the source: a part of a function has that of the whole.
func (a *activation) calls(function string) bool {
	a.call, _ = a.c.debug.Call(a.at + 1)
	if callee := a.callee(); callee != "" {
		return callee == function || callee+".cold" == function
	}
	return a.call.Function != "" && a.call.Function == function
}

// restore puts into the caller's registers what is known of them. Likely tells that the
// chain itself does not speak against the call.
func (a *activation) restore(b *activation, likely bool) {
	returns, onStack, known := a.returns()
	there, placed := a.k.address(b.frame)
	proved := known && placed && returns == there
	switch {
	case known && placed && !proved, !proved && !likely, !proved && !onStack && !a.returnsTo(b):
		return
	}
	sp := slices.Index(a.c.calls.Numbers, a.c.calls.Stack[0])
	for n, name := range a.c.calls.Numbers {
		rule, ok := a.rules.Rules[n]
		switch {
		case name == "":
			continue
		case !ok && n == sp && !a.c.calls.KeepsStack:
			rule = symbol.Rule{How: symbol.DistantBy}
		case !ok && slices.Contains(a.c.calls.Saved, name):
			rule = a.unsaid(name)
		}
		if v, ok := a.register(n, rule, proved); ok {
			b.known[n] = v
		}
	}
}

// register is what a rule says of a caller's register.
func (a *activation) register(n int, rule symbol.Rule, proved bool) (v uint64, ok bool) {
	at := a.k.Crash.Dump.Truncate(a.cfa + uint64(rule.Offset))
	switch rule.How {
	case symbol.Kept:
		v, ok = a.known[n]
	case symbol.DistantBy:
		return at, a.placed
	case symbol.SavedAt:
		if a.placed && proved {
			return a.k.memory(at, a.c.word())
		}
	case symbol.SumOf:
		v, ok = a.known[rule.Register]
		v = a.k.Crash.Dump.Truncate(v + uint64(rule.Offset))
	}
	return v, ok
}

// returns is the address that a function returns to, where that is printed, and whether
// it lies on the stack.
func (a *activation) returns() (v uint64, onStack, known bool) {
	n := a.rules.Return
	rule, ok := a.rules.Rules[n]
	if !ok {
		rule.How = symbol.Kept
	}
	v, known = a.register(n, rule, true)
	if lr := a.k.Crash.Dump.LR; !known && rule.How == symbol.Kept && a.frame == 0 && lr.HasAddress {
		v, known = lr.Address, true
	}
	return a.c.im.Instruction(v), rule.How == symbol.SavedAt, known
}

// returnsTo tells of the innermost function whether it returns to a place, as the link
// register was printed.
func (a *activation) returnsTo(b *activation) bool {
	lr := a.k.Crash.Dump.LR
	return a.frame == 0 && lr.Function != "" && lr.HasOffset && arch.SamePlace(lr, a.k.Crash.Chain[b.frame].Symbol)
}

// address is where a frame's place is in memory, when that was printed, or follows
// from what was printed of other places in the same file.
func (k *looker) address(frame int) (uint64, bool) {
	f := &k.Crash.Chain[frame]
	if f.HasAddress {
		return f.Address, true
	}
	if c := k.code(frame); c != nil {
		base, ok := k.base(f.Module)
		return k.Crash.Dump.Truncate(base + c.place), ok
	}
	return 0, false
}

// base is how far the code of a module, or of the kernel, was moved from where its file
// has it.
func (k *looker) base(module string) (uint64, bool) {
	if b, known := k.bases[module]; known {
		return b.by, b.known
	}
	b := moved{}
	if k.Look.Moved != nil {
		b.by, b.known = k.Look.Moved(module)
	}
	d := &k.Crash.Dump
	places := []arch.Frame{{Symbol: d.PC, Exact: true}, {Symbol: d.LR}}
	for _, f := range append(places, k.Crash.Chain...) {
		if b.known || !f.HasAddress || !f.HasOffset || f.Function == "" || f.Module != module {
			continue
		}
		file, p := k.File(&f)
		if file.Code == nil {
			continue
		}
		if at, ok := file.Code.Find(p); ok {
			b = moved{f.Address - at, true}
		}
	}
	if k.bases == nil {
		k.bases = map[string]moved{}
	}
	k.bases[module] = b
	return b.by, b.known
}
