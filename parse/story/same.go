package story

import (
	"fmt"
	"slices"
	"strings"

	"oopscope/parse/crash"
)

// Complaints that are made of one mistake one after the other.

func isSplat(e *entry) bool {
	return !e.kills() && (e.c.Severity == crash.Warning || e.c.Severity == crash.Bug)
}

func (e *entry) leaks() bool { return e.leak > 0 || e.where == "schedule_idle" }

// leaksAfterSleep: schedule_debug() of kernel/sched/core.c sets the preempt count back when
// it complains, so that who called the scheduler comes back with another one
// (call_timer_fn(), kernel/time/timer.c), and the idle task with the state of one that
// sleeps (schedule_idle()).
func leaksAfterSleep(a, e *entry) (string, []int) {
	if a.c.Class != "atomic-sleep" || a.c.CPU < 0 || a.c.CPU != e.c.CPU || a.c.Task != e.c.Task || !near(a, e, 150) {
		return "", nil
	}
	if e.where == "schedule_idle" {
		return fmt.Sprintf("the idle task of this CPU was sent to sleep at %s, and has the state of a sleeper still.", at(a)), []int{a.c.First, e.c.First}
	}
	if a.c.Culprit.Function == "" || a.c.Culprit != e.c.Culprit {
		return "", nil
	}
	return fmt.Sprintf("the scheduler set the count back when it complained of %s() at %s, so that it came back with another one.", bare(a.c.Culprit.Function), at(a)), []int{a.c.First, e.leak}
}

// sameCall: a function of the core warned of what it was given and went on with it, and
// tripped over the same. It was called from the very same place, by the same calls.
func sameCall(a, e *entry) (string, []int) {
	by := a.c.Culprit
	if !isSplat(a) || a.where == "" || a.where == e.where || by.Function == "" || by != e.c.Culprit || !sameTask(a, e) || !near(a, e, 8) {
		return "", nil
	}
	calls := func(c call) bool { return bare(c.Function) == by.Function && c.Module == by.Module }
	i, j := slices.IndexFunc(a.chain, calls), slices.IndexFunc(e.chain, calls)
	if i < 1 || j < 1 || !slices.EqualFunc(a.chain[i:], e.chain[j:], func(x, y call) bool { return x.Function == y.Function && x.Offset == y.Offset }) {
		return "", nil
	}
	return fmt.Sprintf("what %s() had called complained at %s already, and went on with what it was given.", by.Function, at(a)), []int{a.c.First, e.c.First}
}

// sameIdle tells the idle task of one CPU, which each has one of, in one module's function.
func sameIdle(a, e *entry) bool {
	return a.c.CPU >= 0 && a.c.CPU == e.c.CPU && a.c.Task.Known && a.c.Task == e.c.Task && a.c.Culprit == e.c.Culprit && a.c.Culprit.Module != ""
}

// sleptOnInterruptStack: who sleeps in a softirq leaves its calls on the stack that the CPU
// has for interrupts (do_softirq_own_stack(), call_on_irq_stack()), which the next one
// writes over; it returns to what stands there then.
func sleptOnInterruptStack(a, e *entry) (string, []int) {
	f := a.in(interrupting)
	if a.c.Class != "atomic-sleep" || f == nil || !sameTask(a, e) || !near(a, e, 200) {
		return "", nil
	}
	return fmt.Sprintf("%s slept on the stack that its CPU has for interrupts (line %d), which the next ones wrote over: it goes on with what stands there now.", e.task(), f.Line), []int{a.c.First, f.Line}
}

// sameSleep: __schedule_bug() tells of the sleep, then the idle task's class refuses it
// (dequeue_task_idle(), kernel/sched/idle.c): one call, and two complaints.
func sameSleep(a, e *entry) (string, []int) {
	if a.c.Class != e.c.Class || a.c.CPU < 0 || a.c.CPU != e.c.CPU || a.c.Task != e.c.Task || !near(a, e, 100) || !strings.Contains(e.c.Header, "from the idle thread") || strings.Contains(a.c.Header, "from the idle thread") {
		return "", nil
	}
	return fmt.Sprintf("the idle task of this CPU was sent to sleep at %s already; the same sleep is complained of once more.", at(a)), []int{a.c.First, e.c.First}
}

// repeats: the same signature says the same place by the same way.
func repeats(a, e *entry) (string, []int) {
	if e.c.Signature.Exact != a.c.Signature.Exact || e.c.Class != a.c.Class || e.c.Class == "slab" && found(a) != found(e) {
		return "", nil
	}
	return fmt.Sprintf("it is the report of %s another time.", at(a)), []int{a.c.First, e.c.First}
}

// found is what SLUB says of an object, which it may have to say several things of:
//
//	BUG kmalloc-512 (Tainted: G    B   W  OE      ): Freepointer corrupt
func found(e *entry) string {
	h := e.c.Header
	return h[strings.LastIndexByte(h, ')')+1:]
}
