package arch

import (
	"fmt"
	"strings"
)

// wrote explains the instruction that gave the register its value.
func (w *walk) wrote(i int, e *effect, name string) string {
	v, has := w.value(name)
	w.forget(e)
	switch {
	case e.dst == name && e.does == loads, e.does == loads && e.loadsAlso(name):
		return w.loaded(i, e, name, v, has)
	case e.dst != name:
		return "" // moved along with an access, or overwritten in passing
	case e.does == sets:
		return w.set(i, e, name, v, has)
	case e.does == halves:
		if has && v&e.mask != e.bits {
			return "" // the code did not run straight through
		}
		w.keep(Step{Register: name, Kind: FromConstant, Text: w.fixed(name, v, has), Insn: i, Value: v, HasValue: has})
		return ""
	}
	return w.computed(i, e, name, v, has)
}

func (e *effect) loadsAlso(name string) bool {
	for _, l := range e.more {
		if l.name == name {
			return true
		}
	}
	return false
}

// loaded explains a load.
func (w *walk) loaded(i int, e *effect, name string, v uint64, has bool) string {
	m := e.mem
	if e.dst != name {
		for _, l := range e.more {
			if l.name == name {
				m.offset += l.offset
			}
		}
	}
	addr, knows := w.sum(m)
	s := Step{Register: name, Kind: FromMemory, Insn: i, Value: v, HasValue: has}
	what := "was loaded from "
	if e.maybe {
		what = "may have been loaded (on a condition) from "
	}
	s.Text = name + " " + what + m.where()
	if knows {
		s.Address = &addr
	}
	stack := known(w.conv.stack, m.base) && (m.base == w.conv.stack[0] || knows && w.onStack(addr))
	switch {
	case stack:
		s.Kind = FromStack
		s.Text = name + " " + what + "the stack, " + m.where()
		if knows {
			s.Text += " = " + hex(addr)
			if !w.stillThere(addr, e.size, v, has) {
				return ""
			}
		}
	case m.base == "gs" || m.base == "fs":
		s.Text = name + " " + what + "per-CPU data, " + m.where()
	case m.base == "rip" || m.base == "pc":
		s.Text = name + " " + what + "a variable at a fixed place, " + m.where()
	case knows && m.base == "" && m.index == "":
		s.Text = name + " " + what + "a fixed place, [" + hex(addr) + "]" + w.described(addr)
	case knows:
		s.Text += " = " + hex(addr) + w.described(addr)
	}
	w.keep(s)
	if stack || e.maybe || m.base == "gs" || m.base == "fs" || m.base == "rip" || m.base == "pc" {
		return ""
	}
	return m.base
}

func (w *walk) onStack(addr uint64) bool {
	return w.a.StackSize != 0 && addr&^(w.a.StackSize-1) == w.d.SP&^(w.a.StackSize-1)
}

// stillThere compares a word of the stack that was loaded with the one in the
// dump: when they differ, the code did not run straight through.
func (w *walk) stillThere(addr uint64, size int, v uint64, has bool) bool {
	if !has || size != 0 && size*8 < w.a.Bits {
		return true
	}
	for i := range w.d.Stack {
		if w.d.Stack[i].Address == addr {
			return w.d.Stack[i].Value == v
		}
	}
	return true
}

// set explains a move, a constant or a sum.
func (w *walk) set(i int, e *effect, name string, v uint64, has bool) string {
	m := e.mem
	made, knows := w.sum(m)
	if knows && has && made != v && !e.maybe {
		return "" // the code did not run straight through
	}
	if !has && knows {
		v, has = made, true
	}
	s := Step{Register: name, Kind: FromRegister, Insn: i, Value: v, HasValue: has}
	next := m.base
	switch {
	case m.base == "pc" || m.base == "rip":
		s.Kind, s.Text, next = FromConstant, name+" is the address of something at a fixed place", ""
	case m.base == "" && m.index == "":
		s.Kind, s.Text = FromConstant, fmt.Sprintf("%s is the constant %s%s", name, hex(v), w.described(v))
	case w.constant(i, m):
		s.Kind, s.Text, next = FromConstant, w.fixed(name, v, has), ""
	case m.index == "" && m.offset == 0:
		s.Text = name + " was copied from " + m.base
	default:
		s.Text = name + " is " + m.terms()
		if has {
			s.Text += " = " + hex(v) + w.described(v)
		}
	}
	if e.maybe {
		s.Text, next = s.Text+" (on a condition)", ""
	}
	w.keep(s)
	if known(w.conv.stack, next) && next == w.conv.stack[0] {
		return ""
	}
	return next
}

// fixed writes a constant that several instructions put together.
func (w *walk) fixed(name string, v uint64, has bool) string {
	if !has {
		return name + " is a constant of the code"
	}
	return name + " is a constant of the code: " + hex(v) + w.described(v)
}

// constant tells whether a sum only completes a constant, as addi does after lui.
func (w *walk) constant(i int, m memoryAccess) bool {
	if m.base == "" || m.index != "" {
		return false
	}
	for i--; i >= w.start; i-- {
		switch e := &w.effects[i]; {
		case e.does == unknown, e.does == jumps, e.does == calls:
			return false
		case e.writes(m.base):
			return e.dst == m.base && !e.maybe && (e.does == halves || e.does == sets && e.mem.base == "" && e.mem.index == "")
		}
	}
	return false
}

// computed explains a result that cannot be followed further than its source.
func (w *walk) computed(i int, e *effect, name string, v uint64, has bool) string {
	s := Step{Register: name, Kind: Computed, Insn: i, Value: v, HasValue: has}
	s.Text = name + " was computed: " + w.d.Code[i].Text
	if w.d.Code[i].Text == "" {
		return ""
	}
	w.keep(s)
	if e.from[1] != "" || e.maybe || e.touches {
		return ""
	}
	return e.from[0]
}

// argument explains a register that the function never changed.
func (w *walk) argument(name string) {
	for n, arg := range w.conv.args {
		if arg != name {
			continue
		}
		text := fmt.Sprintf("%s is the %s argument, as the caller passed it", name, ordinals[n])
		if fn := w.d.PC.Function; strings.Contains(fn, ".isra") || strings.Contains(fn, ".constprop") || strings.Contains(fn, ".part") {
			text += " (the compiler changed which arguments there are)"
		}
		w.add(-1, name, FromArgument, text)
		return
	}
}

var ordinals = [8]string{"first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth"}

// add keeps a step on a register's present value.
func (w *walk) add(i int, name, kind, text string) {
	v, has := w.value(name)
	w.keep(Step{Register: name, Kind: kind, Text: text, Insn: i, Value: v, HasValue: has})
}
