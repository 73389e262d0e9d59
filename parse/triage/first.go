package triage

import (
	"fmt"
	"slices"

	"oopscope/parse/arch"
	"oopscope/parse/crash"
)

// notTheFirst is the rule that answers "is this the report to read?".
const notTheFirst = "first-oops-not-this-one"

// firstRules tell that this report is not the one to begin with.
var firstRules = []rule{
	{
		id: notTheFirst, rank: rankBefore, confidence: Certain, frames: true,
		says: "the kernel died or warned before: read that report first",
		fire: notFirst,
	},
	{
		id: "panic-echo", rank: rankFirst + 1, confidence: Certain, classes: []string{"warning", "atomic-sleep", "lockdep", "rcu-usage", "preempt-use", "spinlock"},
		says:       "the complaint comes from below panic() and is a consequence of it",
		suppresses: []string{"warn-condition", "first-oops-not-this-one"},
		fire:       panicEcho,
	},
}

// notFirst: the kernel died or warned before. After an oops nothing that
// follows can be trusted; after a warning the rest may be its consequence.
func notFirst(x *exam, f *draft) bool {
	c := x.c
	if c.Severity <= crash.Error {
		return false
	}
	die := x.tainted("D") && c.Die == 0 && !slices.Contains([]string{"panic", "init-killed", "sysrq-crash"}, c.Class)
	switch {
	case c.Echo.Why != "" && c.Echo.First > 0 && c.Echo.First < c.First:
		f.Text = fmt.Sprintf("It follows from the report at line %d: %s", c.Echo.First, c.Echo.Why)
		switch c.Echo.Kind {
		case crash.Repeated:
			f.Text = fmt.Sprintf("It is the report of line %d another time.", c.Echo.First)
		case crash.Deadlock, crash.MayCross: // which its own rule tells
			return false
		}
		f.leads = onlyFollows(c)
		if c.Echo.Guess {
			f.Confidence = Likely
		}
		if len(c.Echo.Lines) > 0 {
			f.claim(reported(c.Echo.Lines[0]))
		}
		f.Evidence = append([]int{x.headLine()}, c.Echo.Lines...)
		f.Next = fmt.Sprintf("Read the report at line %d first, and fix that one first.", c.Echo.First)
		return true
	case c.Die > 1:
		f.Text = fmt.Sprintf("This is oops #%d of this boot%s. What comes after the first oops is often only its consequence.", c.Die, parent(c))
		f.claim(deadBefore())
	case die:
		f.Text = "The taint flag D says that the kernel had died (oops or BUG) before this report" + parent(c) + ". It may be only a consequence."
		f.claim(deadBefore())
	case c.Parent != 0:
		f.Confidence = Likely
		f.Text = fmt.Sprintf("The report at line %d came earlier in the same boot; this one may be a consequence of it.", c.ParentLine)
	case x.tainted("W") || x.tainted("L") || x.tainted("B") && c.Class != "page-state" && c.Class != "kasan" && c.Class != "slab":
		f.Confidence = Possible
		f.Text = fmt.Sprintf("Something came before this report in the same boot: %s.", x.earlier())
	default:
		return false
	}
	f.Next = "Read the first report of this boot first; if it is not in the log, scroll back or boot again with a longer capture."
	if c.Parent != 0 {
		f.Next = fmt.Sprintf("Read the report at line %d first, and fix that one first.", c.ParentLine)
	}
	f.Evidence = []int{c.Dump.DieLine, x.taintLine(), x.headLine()}
	return true
}

// onlyFollows tells a report that has no cause of its own: what it says is the
// consequence of the one before. Another death has one, and the same report again has
// the same.
func onlyFollows(c *crash.Crash) bool {
	own := []crash.EchoKind{crash.Repeated, crash.InReport, crash.SameFault, crash.Stuck, crash.Deadlock, crash.MayCross}
	return !slices.Contains(own, c.Echo.Kind) && !slices.Contains(deaths, c.Class)
}

// parent names the report before by its line: its id counts trouble as well,
// which the lists that people read do not.
func parent(c *crash.Crash) string {
	if c.Parent == 0 {
		return ""
	}
	return fmt.Sprintf("; the report at line %d came before it", c.ParentLine)
}

// earlier names the taint flags that an earlier event leaves.
func (x *exam) earlier() string {
	s := ""
	for _, t := range x.c.Taint {
		if t.Flag == "W" || t.Flag == "L" || t.Flag == "B" {
			if s != "" {
				s += "; "
			}
			s += t.Meaning + " (" + t.Flag + ")"
		}
	}
	return s
}

// panicEcho: a complaint that comes from below panic(): mips stops the other
// CPUs with interrupts off, graphics consoles sleep.
func panicEcho(x *exam, f *draft) bool {
	p := x.fromPanic()
	if p == nil || x.c.Dump.PC.Function == "panic" {
		return false
	}
	f.Text = fmt.Sprintf("This complaint comes out of %s() itself, while the machine was already going down: what the panic was about comes first.", bare(p.Function))
	if e := x.endsBelow(p); e != nil {
		f.Text = fmt.Sprintf("This complaint was made in %s(), which ended a task from within %s(): it follows from the oops that this task had died of.", bare(e.Function), bare(p.Function))
		f.claim(ranFrame(e))
	}
	f.Next = "Ignore it and read the report before it."
	f.Evidence = []int{p.Line, x.headLine()}
	f.claim(ranFrame(p))
	return true
}

// endsBelow is the frame in which a task is ended by what reports its death: kernel/exit.c,
// make_task_dead(), do_exit() until 5.16.
func (x *exam) endsBelow(by *arch.Frame) *arch.Frame {
	for i := range x.chain {
		switch f := &x.chain[i]; {
		case f == by:
			return nil
		case f.Reliable && f.Module == "" && (f.Function == "make_task_dead" || f.Function == "do_exit"):
			return f
		}
	}
	return nil
}
