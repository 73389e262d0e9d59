package arch

import (
	"fmt"
	"strings"
)

// lookBack fills the operands of the trapping instruction and, reading the
// code backwards from it, where their values came from.
func (a *Arch) lookBack(d *Dump) {
	trap := d.trapIndex()
	if a.effect == nil || trap < 0 || len(d.Registers) == 0 || d.UserMode || d.Fault.Access == "execute" {
		return
	}
	d.measure(trap)
	d.reach = a.effect(d, trap)
	d.operands()
	if len(d.Operands) == 0 {
		return
	}
	if d.DieLine == 0 && !d.Fault.HasAddress {
		return // nothing went wrong at this instruction: a lockup, a backtrace
	}
	w := walk{d: d, a: a, trap: trap, conv: a.calls(d.Bits)}
	w.read()
	for _, o := range d.Operands {
		stored := o.Role == Data && d.reach.touches // not what was wrong
		if o.Name != "" && !stored && !known(w.conv.stack[:1], o.Name) && len(d.Origin) < mostSteps {
			w.follow(o.Name)
		}
	}
}

const mostSteps = 8

func (d *Dump) trapIndex() int {
	for i := range d.Code {
		if d.Code[i].Trap {
			return i
		}
	}
	return -1
}

// measure fills the distances of the instructions from the one that trapped.
func (d *Dump) measure(trap int) {
	d.distance = make([]int, len(d.Code))
	for i := trap + 1; i < len(d.Code); i++ {
		d.distance[i] = d.distance[i-1] + d.Code[i-1].length()
	}
	for i := trap - 1; i >= 0; i-- {
		d.distance[i] = d.distance[i+1] - d.Code[i].length()
	}
}

// walk is one look backwards over straight code.
type walk struct {
	d       *Dump
	a       *Arch
	conv    *convention
	trap    int
	start   int  // the first instruction of the function that is shown, or of the code
	whole   bool // start is the function's first instruction
	effects []effect

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
		if d.distance[i] == -int(d.PC.Offset) {
			w.start, w.whole = i, true
			break
		}
	}
	w.effects = make([]effect, w.trap+1)
	for i := w.start; i <= w.trap; i++ {
		w.effects[i] = w.a.effect(d, i)
	}
}

// follow adds the steps that lead to a register's value at the trap.
func (w *walk) follow(name string) {
	w.past, w.call, w.joins = w.past[:0], false, false
	i := w.trap - 1
	if w.conv.slot && i >= w.start && w.turns(i) {
		i-- // the trap is in a delay slot: the branch before it has done nothing yet
	}
	for ; i >= w.start; i-- {
		if w.passes(i) {
			return
		}
		if w.conv.slot && i > w.start && w.turns(i-1) {
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
	k := w.effects[i].does
	return k == calls || k == branches || k == jumps
}

// passes looks who else comes to the instruction behind i, and tells whether
// that ends the walk: a branch back from behind it does. A branch forward
// leaves what is before the branch the same on both ways.
func (w *walk) passes(i int) bool {
	at := w.d.distance[i+1]
	for j := w.start; j < w.trap; j++ {
		e := &w.effects[j]
		if !e.hasRel || e.does == calls || int64(w.d.distance[j])+e.rel != int64(at) {
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
	case e.does == unknown || e.does == jumps:
		return ""
	case e.does == calls:
		return w.returned(i, e, name)
	case !e.writes(name):
		w.forget(e)
		return name
	case w.joins && i > w.join: // one way leads around it
		return ""
	}
	return w.wrote(i, e, name)
}

// returned goes back over a call.
func (w *walk) returned(i int, e *effect, name string) string {
	if known(w.conv.saved, name) {
		w.call = true
		return name
	}
	if name == w.conv.result {
		_, to, _ := strings.Cut(w.d.Code[i].Text, " ")
		if e.hasRel && w.d.PC.HasAddress {
			if s := w.d.placeName(w.d.truncate(w.d.PC.Address + uint64(int64(w.d.distance[i])+e.rel))); s != "" {
				to = s
			}
		}
		w.add(i, name, FromCall, fmt.Sprintf("%s is what the call before returned (%s)", name, strings.TrimSpace(to)))
	}
	return ""
}

// keep appends a step, unless another operand led there already.
func (w *walk) keep(s Step) {
	for _, o := range w.d.Origin {
		if o.Insn == s.Insn && o.Register == s.Register {
			return
		}
	}
	w.d.Origin = append(w.d.Origin, s)
}

func (w *walk) described(v uint64) string {
	switch s := Describe(w.d, w.a, v); {
	case s == "" || s == "number, or user" || v < 4096:
		return ""
	default:
		return ", " + s
	}
}

// value is what a register held at the place that the walk has come to.
func (w *walk) value(name string) (uint64, bool) {
	for i := len(w.past) - 1; i >= 0; i-- {
		if w.past[i].name == name {
			return w.past[i].value, w.past[i].known
		}
	}
	if w.call && !known(w.conv.saved, name) {
		return 0, false
	}
	return w.d.Register(name)
}

// forget takes back what an instruction did to the registers. What was moved
// by a known distance is known before, too, unless there is a way around it.
func (w *walk) forget(e *effect) {
	if e.does == sets && !e.maybe && !w.joins && e.dst != "" && e.mem.base == e.dst && e.mem.index == "" {
		v, has := w.value(e.dst)
		w.past = append(w.past, pastValue{e.dst, w.d.truncate(v - uint64(e.mem.offset)), has})
		return
	}
	var moved pastValue
	if e.back != 0 {
		v, has := w.value(e.mem.base)
		moved = pastValue{e.mem.base, w.d.truncate(v - uint64(e.back)), has && !e.maybe && !w.joins}
	}
	if e.dst != "" {
		w.past = append(w.past, pastValue{name: e.dst})
	}
	for _, l := range e.more {
		w.past = append(w.past, pastValue{name: l.name})
	}
	for _, name := range e.lost {
		w.past = append(w.past, pastValue{name: name})
	}
	if e.back != 0 {
		w.past = append(w.past, moved)
	}
}

// sum adds an address up from the registers' values at this place.
func (w *walk) sum(m memoryAccess) (uint64, bool) {
	v := uint64(m.offset)
	for i, name := range [2]string{m.base, m.index} {
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
		case m.down:
			v -= r << m.shift
		default:
			v += r << m.shift
		}
	}
	return w.d.truncate(v), true
}

// terms writes a sum: "r4 + r6<<2 + 0x10".
func (m memoryAccess) terms() string {
	var b strings.Builder
	b.WriteString(m.base)
	if m.index != "" {
		if b.Len() > 0 {
			b.WriteString(pick(m.down, " - ", " + "))
		}
		b.WriteString(scaled(m))
	}
	switch {
	case b.Len() == 0:
		b.WriteString(signedHex(m.offset))
	case m.offset > 0:
		b.WriteString(" + " + hex(uint64(m.offset)))
	case m.offset < 0:
		b.WriteString(" - " + hex(uint64(-m.offset)))
	}
	return b.String()
}

func (m memoryAccess) where() string { return "[" + m.terms() + "]" }
