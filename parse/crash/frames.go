package crash

import (
	"slices"
	"strings"

	"oopscope/parse/arch"
	"oopscope/parse/places"
)

// DeathFrame is the index in the chain of the frame where it happened: the PC's
// own, or, in a report that prints no registers and begins its trace in
// dump_stack, the culprit's. It is -1 when there is none, or only frames that
// print the trace.
func (c *Crash) DeathFrame() int {
	if c.Dump.PC.Function == "" && !c.Dump.PC.HasAddress {
		return c.CulpritFrame()
	}
	return min(len(c.Chain), 1) - 1
}

// CulpritFrame is the index in the chain of the function to look at, a reliable
// frame of it where there is one, and -1 when it is not in the chain.
func (c *Crash) CulpritFrame() int {
	found := -1
	for i := range c.Chain {
		f := &c.Chain[i]
		if c.Culprit.Function == "" || f.Function != c.Culprit.Function && places.Bare(f.Function) != c.Culprit.Function || f.Module != c.Culprit.Module {
			continue
		}
		if f.Reliable {
			return i
		}
		if found < 0 {
			found = i
		}
	}
	return found
}

// Caller is the frame that called the place of death, nil when that is not known.
func (c *Crash) Caller() *arch.Frame {
	at := c.DeathFrame()
	for i := at + 1; at >= 0 && i < len(c.Chain); i++ {
		if f := &c.Chain[i]; f.Reliable && f.Function != "" {
			return f
		}
	}
	return nil
}

// LostCaller is the caller that only the link register knows: a leaf function on
// arm64, powerpc or riscv makes no frame, and a call through a bad pointer has
// none either. A register that names a function of the chain is stale; false
// means that there is none.
func (c *Crash) LostCaller() (arch.Frame, bool) {
	lr := arch.Frame{Symbol: c.Dump.LR, Reliable: true, Line: c.Dump.LRLine}
	if c.Dump.UserMode || !lr.InFunction() || c.printedBefore(&lr) {
		return lr, false
	}
	for i := range c.Chain {
		if f := &c.Chain[i]; f.Function == lr.Function && f.Module == lr.Module {
			return lr, false
		}
	}
	if len(c.Chain) > 0 {
		lr.Context = c.Chain[0].Context
	}
	return lr, true
}

// printedBefore tells that the link register is left over from printk(): a function that
// says why it ends in a BUG() has called others, and its caller is in the trace.
func (c *Crash) printedBefore(lr *arch.Frame) bool {
	return c.Dump.PC.Function != "" && len(c.Chain) > 1 && c.Source != "" && places.Within(PlaceOf(lr), "kernel/printk/")
}

// waysOut are who calls do_exit() when a task ends by itself, kernel/{exit,signal,kthread}.c.
// A trap that kills a task calls it from its handler.
var waysOut = []string{"do_group_exit", "sys_exit", "sys_exit_group", "SyS_exit", "SyS_exit_group", "get_signal", "complete_and_exit", "kthread_complete_and_exit", "kthread_exit", "kthread"}

// Leaving is the frame of do_exit() where the task was on its own way out: a system call,
// a signal or the end of its thread's function had called that. nil when it was not.
func (c *Crash) Leaving() *arch.Frame {
	var exit *arch.Frame
	for i := range c.Chain {
		f := &c.Chain[i]
		switch name := places.Word(f.Function); {
		case !f.Reliable || !f.InFunction():
		case exit == nil && name == "do_exit":
			exit = f
		case exit != nil:
			if at := strings.Index(name, "sys_exit"); at > 0 {
				name = name[at:] // behind the ABI: x64_, arm64_, se_
			}
			if slices.Contains(waysOut, name) {
				return exit
			}
			return nil
		}
	}
	return nil
}

// LeftAtomic is the same frame where do_exit() panicked because the task's count said that
// it was in an interrupt ("Aiee, killing interrupt handler!", until 5.16): what it ran
// before has not enabled what it disabled.
func (c *Crash) LeftAtomic() *arch.Frame {
	if c.Die > 0 || !strings.Contains(c.Panic, "killing interrupt handler") {
		return nil
	}
	return c.Leaving()
}

// EndsAtomic is that frame, of a report of a sleep that is forbidden, where a spinlock of PREEMPT_RT had to wait and might not: nothing
// that a task does as it ends disables preemption around one, so that it came there so.
func (c *Crash) EndsAtomic() *arch.Frame {
	exit := c.Leaving()
	if exit == nil || slices.ContainsFunc(c.Stacks, func(s Stack) bool { return s.Role == "preempt-off" }) {
		return nil
	}
	waits := false
	for i := range c.Chain {
		f := &c.Chain[i]
		switch name := places.Bare(f.Function); {
		case f.Line == exit.Line && f.Function == exit.Function:
			if waits {
				return exit
			}
			return nil
		case !f.Reliable:
		case f.Module != "":
			return nil
		case strings.HasPrefix(name, "rt_spin_lock"), strings.HasPrefix(name, "rtlock_slowlock"), strings.HasPrefix(name, "rt_read_lock"), strings.HasPrefix(name, "rt_write_lock"):
			waits = true
		}
	}
	return nil
}
