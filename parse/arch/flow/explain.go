package flow

import (
	"fmt"
	"slices"
	"strings"

	"oopscope/parse/arch"
)

// wrote explains the instruction that gave the register its value.
func (w *walk) wrote(i int, e *Effect, name string) string {
	v, has := w.value(name)
	w.forget(e)
	switch {
	case e.Dst == name && e.Does == Loads, e.Does == Loads && e.loadsAlso(name):
		return w.loaded(i, e, name, v, has)
	case e.Dst != name:
		return "" // moved along with an access, or overwritten in passing
	case e.Does == Sets:
		return w.set(i, e, name, v, has)
	case e.Does == Halves:
		if has && v&e.Mask != e.Bits {
			return "" // the code did not run straight through
		}
		w.keep(arch.Step{Register: name, Kind: arch.FromConstant, Text: w.fixed(name, v, has), Insn: i, Value: v, HasValue: has})
		return ""
	}
	return w.computed(i, e, name, v, has)
}

func (e *Effect) loadsAlso(name string) bool {
	for _, l := range e.More {
		if l.Name == name {
			return true
		}
	}
	return false
}

// loaded explains a load.
func (w *walk) loaded(i int, e *Effect, name string, v uint64, has bool) string {
	m := e.loadedFrom(name)
	addr, knows := w.sum(m)
	s := arch.Step{Register: name, Kind: arch.FromMemory, Insn: i, Value: v, HasValue: has}
	what := arch.Pick(e.Maybe, "may have been loaded (on a condition) from ", "was loaded from ")
	s.Text = name + " " + what + m.Where()
	if knows {
		s.Address = &addr
	}
	stack := w.fromStack(m, addr, knows)
	perCPU, here := slices.Contains(w.conv.PerCPU, m.Base), m.Base == w.conv.PC
	switch {
	case stack:
		s.Kind = arch.FromStack
		s.Text = name + " " + what + "the stack, " + m.Where()
		if knows {
			s.Text += " = " + arch.Hex(addr)
			if !w.stillThere(addr, e.Size, v, has) {
				return ""
			}
		}
	case perCPU:
		s.Text = name + " " + what + "per-CPU data, " + m.Where()
	case here:
		s.Text = name + " " + what + "a variable at a fixed place, " + m.Where()
	case knows && m.Base == "" && m.Index == "":
		s.Text = name + " " + what + "a fixed place, [" + arch.Hex(addr) + "]" + w.described(addr)
	case knows:
		s.Text += " = " + arch.Hex(addr) + w.described(addr)
	}
	w.keep(s)
	if stack || e.Maybe || perCPU || here {
		return ""
	}
	return m.Base
}

// loadedFrom is where a load took one of its registers from.
func (e *Effect) loadedFrom(name string) arch.Access {
	m := e.Mem
	if e.Dst == name {
		return m
	}
	for _, l := range e.More {
		if l.Name == name {
			m.Offset += l.Offset
		}
	}
	return m
}

// fromStack tells that an access is to the stack: by the stack pointer, or by a
// frame pointer whose value is known to point there.
func (w *walk) fromStack(m arch.Access, addr uint64, knows bool) bool {
	return slices.Contains(w.conv.Stack, m.Base) && (m.Base == w.conv.Stack[0] || knows && w.onStack(addr))
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
func (w *walk) set(i int, e *Effect, name string, v uint64, has bool) string {
	m := e.Mem
	made, knows := w.sum(m)
	if knows && has && made != v && !e.Maybe {
		return "" // the code did not run straight through
	}
	if !has && knows {
		v, has = made, true
	}
	s := arch.Step{Register: name, Kind: arch.FromRegister, Insn: i, Value: v, HasValue: has}
	next := m.Base
	switch {
	case m.Base == w.conv.PC:
		s.Kind, s.Text, next = arch.FromConstant, name+" is the address of something at a fixed place", ""
	case m.Base == "" && m.Index == "":
		s.Kind, s.Text = arch.FromConstant, fmt.Sprintf("%s is the constant %s%s", name, arch.Hex(v), w.described(v))
	case w.constant(i, m):
		s.Kind, s.Text, next = arch.FromConstant, w.fixed(name, v, has), ""
	case m.Index == "" && m.Offset == 0:
		s.Text = name + " was copied from " + m.Base
	default:
		s.Text = name + " is " + m.Terms()
		if has {
			s.Text += " = " + arch.Hex(v) + w.described(v)
		}
	}
	if e.Maybe {
		s.Text, next = s.Text+" (on a condition)", ""
	}
	w.keep(s)
	if slices.Contains(w.conv.Stack, next) && next == w.conv.Stack[0] {
		return ""
	}
	return next
}

// fixed writes a constant that several instructions put together.
func (w *walk) fixed(name string, v uint64, has bool) string {
	if !has {
		return name + " is a constant of the code"
	}
	return name + " is a constant of the code: " + arch.Hex(v) + w.described(v)
}

// constant tells whether a sum only completes a constant, as addi does after lui.
func (w *walk) constant(i int, m arch.Access) bool {
	if m.Base == "" || m.Index != "" {
		return false
	}
	for i--; i >= w.start; i-- {
		switch e := &w.effects[i]; {
		case e.Does == Unknown, e.Does == Jumps, e.Does == Calls:
			return false
		case e.Writes(m.Base):
			return e.Dst == m.Base && !e.Maybe && (e.Does == Halves || e.Does == Sets && e.Mem.Base == "" && e.Mem.Index == "")
		}
	}
	return false
}

// computed explains a result that cannot be followed further than its source.
func (w *walk) computed(i int, e *Effect, name string, v uint64, has bool) string {
	s := arch.Step{Register: name, Kind: arch.Computed, Insn: i, Value: v, HasValue: has}
	s.Text = name + " was computed: " + w.d.Code[i].Text
	if w.d.Code[i].Text == "" {
		return ""
	}
	w.keep(s)
	if e.From[1] != "" || e.Maybe || e.Touches {
		return ""
	}
	return e.From[0]
}

// argument explains a register that the function never changed.
func (w *walk) argument(name string) {
	for n, arg := range w.conv.Args {
		if arg != name {
			continue
		}
		text := fmt.Sprintf("%s is the %s argument, as the caller passed it", name, ordinals[n])
		if fn := w.d.PC.Function; strings.Contains(fn, ".isra") || strings.Contains(fn, ".constprop") || strings.Contains(fn, ".part") {
			text += " (the compiler changed which arguments there are)"
		}
		w.add(-1, name, arch.FromArgument, text)
		return
	}
}

var ordinals = [8]string{"first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth"}

// add keeps a step on a register's present value.
func (w *walk) add(i int, name, kind, text string) {
	v, has := w.value(name)
	w.keep(arch.Step{Register: name, Kind: kind, Text: text, Insn: i, Value: v, HasValue: has})
}
