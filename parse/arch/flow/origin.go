package flow

import (
	"fmt"
	"slices"
	"strings"

	"oopscope/parse/arch"
)

// A Machine is what the look backwards knows of an architecture.
type Machine struct {
	// Effect tells what the i-th instruction of the dump's code does.
	Effect func(d *arch.Dump, i int) Effect

	// Calls returns the calling convention for a register width.
	Calls func(bits int) *Convention
}

// Of returns the machine of an architecture; ok is false when there is none.
func Of(a *arch.Arch) (m Machine, ok bool) {
	if a == nil {
		return m, false
	}
	m, ok = a.Flow.(Machine)
	return m, ok
}

// Effects tells of every instruction of the dump what it does. The distances
// are filled in on the way.
func (m Machine) Effects(d *arch.Dump) []Effect {
	trap := trapIndex(d)
	if trap < 0 {
		return nil
	}
	measure(d, trap)
	all := make([]Effect, len(d.Code))
	for i := range all {
		all[i] = m.Effect(d, i)
	}
	return all
}

// Explain fills the operands of the trapping instruction and, reading the code
// backwards from it, where their values came from.
func (m Machine) Explain(a *arch.Arch, d *arch.Dump) {
	trap := trapIndex(d)
	if trap < 0 || len(d.Registers) == 0 || d.UserMode || d.Fault.Access == "execute" {
		return
	}
	measure(d, trap)
	reach := m.Effect(d, trap)
	d.Reach = arch.Reach{Size: reach.Size, Repeats: len(reach.Lost) > 1 && reach.Touches && reach.Does == Computes, Does: reach.doing(d.Code[trap].Text)}
	operands(d, &reach)
	if len(d.Operands) == 0 {
		return
	}
	if d.DieLine == 0 && !d.Fault.HasAddress {
		return // nothing went wrong at this instruction: a lockup, a backtrace
	}
	w := walk{d: d, a: a, effect: m.Effect, trap: trap, conv: m.Calls(d.Bits)}
	w.read()
	for _, o := range d.Operands {
		stored := o.Role == arch.Data && reach.Touches // not what was wrong
		if o.Name != "" && !stored && !slices.Contains(w.conv.Stack[:1], o.Name) && len(d.Origin) < mostSteps {
			w.follow(o.Name)
		}
	}
}

const mostSteps = 8

func trapIndex(d *arch.Dump) int {
	for i := range d.Code {
		if d.Code[i].Trap {
			return i
		}
	}
	return -1
}

// measure fills the distances of the instructions from the one that trapped.
func measure(d *arch.Dump, trap int) {
	d.Distance = make([]int, len(d.Code))
	for i := trap + 1; i < len(d.Code); i++ {
		d.Distance[i] = d.Distance[i-1] + d.Code[i-1].Length()
	}
	for i := trap - 1; i >= 0; i-- {
		d.Distance[i] = d.Distance[i+1] - d.Code[i].Length()
	}
}

// walk is one look backwards over straight code.
type walk struct {
	d       *arch.Dump
	a       *arch.Arch
	effect  func(d *arch.Dump, i int) Effect
	conv    *Convention
	trap    int
	start   int  // the first instruction of the function that is shown, or of the code
	whole   bool // start is the function's first instruction
	effects []Effect

	past  []pastValue // registers that held something else before
	call  bool        // a call lies between: only saved registers are known
	join  int         // the first branch that leads to a place passed already
	joins bool
}

// pastValue is what a register held before an instruction that was passed.
type pastValue struct {
	name  string
	value uint64
	known bool
}

// read decodes what is before the trap and finds where the function begins.
func (w *walk) read() {
	d := w.d
	for i := w.trap; d.PC.HasOffset && i >= 0; i-- {
		if d.Distance[i] == -int(d.PC.Offset) {
			w.start, w.whole = i, true
			break
		}
	}
	w.effects = make([]Effect, w.trap+1)
	for i := w.start; i <= w.trap; i++ {
		w.effects[i] = w.effect(d, i)
	}
}

// follow adds the steps that lead to a register's value at the trap.
func (w *walk) follow(name string) {
	w.past, w.call, w.joins = w.past[:0], false, false
	i := w.trap - 1
	if w.conv.Slot && i >= w.start && w.turns(i) {
		i-- // the trap is in a delay slot: the branch before it has done nothing yet
	}
	for ; i >= w.start; i-- {
		if w.passes(i) {
			return
		}
		if w.conv.Slot && i > w.start && w.turns(i-1) {
			if name = w.step(i-1, name); name == "" {
				return
			}
			name = w.step(i, name)
			i--
		} else {
			name = w.step(i, name)
		}
		if name == "" || len(w.d.Origin) >= mostSteps {
			return
		}
	}
	if w.whole && !w.call {
		w.argument(name)
	}
}

// turns tells whether the instruction has a delay slot behind it.
func (w *walk) turns(i int) bool {
	k := w.effects[i].Does
	return k == Calls || k == Branches || k == Jumps
}

// passes looks who else comes to the instruction behind i, and tells whether
// that ends the walk: a branch back from behind it does. A branch forward
// leaves what is before the branch the same on both ways.
func (w *walk) passes(i int) bool {
	at := w.d.Distance[i+1]
	for j := w.start; j < w.trap; j++ {
		e := &w.effects[j]
		if !e.HasRel || e.Does == Calls || int64(w.d.Distance[j])+e.Rel != int64(at) {
			continue
		}
		if j > i {
			return true
		}
		if !w.joins || j < w.join {
			w.join, w.joins = j, true
		}
	}
	return false
}

// step goes back over one instruction. It returns the register to look for
// further on, "" when the search is over.
func (w *walk) step(i int, name string) string {
	e := &w.effects[i]
	switch {
	case e.Does == Unknown || e.Does == Jumps:
		return ""
	case e.Does == Calls:
		return w.returned(i, e, name)
	case !e.Writes(name):
		w.forget(e)
		return name
	case w.joins && i > w.join: // one way leads around it
		return ""
	}
	return w.wrote(i, e, name)
}

// returned goes back over a call.
func (w *walk) returned(i int, e *Effect, name string) string {
	if slices.Contains(w.conv.Saved, name) {
		w.call = true
		return name
	}
	if name == w.conv.Result {
		_, to, _ := strings.Cut(w.d.Code[i].Text, " ")
		if e.HasRel && w.d.PC.HasAddress {
			if s := w.d.PlaceName(w.d.Truncate(w.d.PC.Address + uint64(int64(w.d.Distance[i])+e.Rel))); s != "" {
				to = s
			}
		}
		w.add(i, name, arch.FromCall, fmt.Sprintf("%s is what the call before returned (%s)", name, strings.TrimSpace(to)))
	}
	return ""
}

// keep appends a step, unless another operand led there already.
func (w *walk) keep(s arch.Step) {
	for _, o := range w.d.Origin {
		if o.Insn == s.Insn && o.Register == s.Register {
			return
		}
	}
	w.d.Origin = append(w.d.Origin, s)
}

func (w *walk) described(v uint64) string {
	m := arch.MeaningOf(w.d, w.a, v)
	if m.Text == "" || m.Holds&arch.Numbers != 0 || v < 4096 {
		return ""
	}
	return ", " + m.Text
}

// value is what a register held at the place that the walk has come to.
func (w *walk) value(name string) (uint64, bool) {
	for i := len(w.past) - 1; i >= 0; i-- {
		if w.past[i].name == name {
			return w.past[i].value, w.past[i].known
		}
	}
	if w.call && !slices.Contains(w.conv.Saved, name) {
		return 0, false
	}
	return w.d.Register(name)
}

// forget takes back what an instruction did to the registers. What was moved
// by a known distance is known before, too, unless there is a way around it.
func (w *walk) forget(e *Effect) {
	if e.Does == Sets && !e.Maybe && !w.joins && e.Dst != "" && e.Mem.Base == e.Dst && e.Mem.Index == "" {
		v, has := w.value(e.Dst)
		w.past = append(w.past, pastValue{e.Dst, w.d.Truncate(v - uint64(e.Mem.Offset)), has})
		return
	}
	var moved pastValue
	if e.Back != 0 {
		v, has := w.value(e.Mem.Base)
		moved = pastValue{e.Mem.Base, w.d.Truncate(v - uint64(e.Back)), has && !e.Maybe && !w.joins}
	}
	if e.Dst != "" {
		w.past = append(w.past, pastValue{name: e.Dst})
	}
	for _, l := range e.More {
		w.past = append(w.past, pastValue{name: l.Name})
	}
	for _, name := range e.Lost {
		w.past = append(w.past, pastValue{name: name})
	}
	if e.Back != 0 {
		w.past = append(w.past, moved)
	}
}

// sum adds an address up from the registers' values at this place.
func (w *walk) sum(m arch.Access) (uint64, bool) {
	v := uint64(m.Offset)
	for i, name := range [2]string{m.Base, m.Index} {
		if name == "" {
			continue
		}
		r, ok := w.value(name)
		if !ok {
			return 0, false
		}
		switch {
		case i == 0:
			v += r
		case m.Down:
			v -= r << m.Shift
		default:
			v += r << m.Shift
		}
	}
	return w.d.Truncate(v), true
}

// Behind reports whether an instruction follows one of the given ones.
func Behind(d *arch.Dump, i int, before ...string) bool {
	return i > 0 && slices.Contains(before, d.Code[i-1].Text)
}
