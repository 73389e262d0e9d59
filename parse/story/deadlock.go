package story

import (
	"fmt"
	"slices"
	"strings"

	"oopscope/parse/crash"
)

// A deadlock of two is found twice, once for each of the tasks or CPUs that wait. The
// reports are one story: neither is the cause of the other.

// waitsForTask tells that it is known for whom the report's task waits.
func (e *entry) waitsForTask() bool { return len(e.owners) > 0 || e.circle.With.Known }

// waitsFor tells that the report says that the other one's task holds what it waits for.
func (e *entry) waitsFor(o *entry) bool {
	return o.c.Task.PID > 0 && (slices.Contains(e.owners, o.c.Task) || e.circle.With == o.c.Task)
}

// stillThere: the watchdog comes round and finds the task where it was: the deadlock is told
// already.
func stillThere(a, e *entry) (string, []int) {
	if a.c.Class != e.c.Class || a.c.Culprit.Function == "" || a.c.Culprit != e.c.Culprit || !sameTask(a, e) {
		return "", nil
	}
	return stillStuck(a, e)
}

// crossed: each of two tasks holds the lock that the other one waits for, as the
// kernel names the owners (kernel/hung_task.c, kernel/locking/spinlock_debug.c), or as
// lockdep's table has them.
func crossed(a, e *entry) (string, []int) {
	if !a.stuck() || !e.stuck() || sameTask(a, e) || !e.waitsFor(a) {
		return "", nil
	}
	at, lines := e.ownedAt, []int{e.ownedAt, a.c.First}
	if c := &e.circle; c.With == a.c.Task {
		at, lines = c.Wants.Line, []int{c.Wants.Line, c.OtherHolds.Line, a.c.First}
	}
	if at == 0 || e.circle.With != a.c.Task && !a.waitsFor(e) {
		return "", nil
	}
	return fmt.Sprintf("%s and %s wait for each other: the one wants %s, which the other one holds, and that one wants %s, which the first one holds. Neither ever gets on.",
		e.task(), a.task(), e.wanted(), a.wantedBy(e)), lines
}

// wanted names the lock that the task waits for, as well as the report does.
func (e *entry) wanted() string {
	what := "a lock"
	switch {
	case e.circle.With.Known:
		what = "the lock " + e.circle.Wants.Name
	case e.lock != "":
		what = e.lock
	}
	if f := e.asker(); f != nil {
		what += fmt.Sprintf(" in %s()", bare(f.Function))
	}
	return what
}

// wantedBy names the lock that the other one waits for, which the table of either has.
func (e *entry) wantedBy(o *entry) string {
	if c := &o.circle; c.With == e.c.Task {
		return fmt.Sprintf("the lock %s in %s()", c.OtherWants.Name, bare(c.OtherWants.At.Function))
	}
	return e.wanted()
}

// asker is who asked for the lock that the report's task waits for.
func (e *entry) asker() *call {
	if f := e.behind(asking); f != nil {
		return f
	}
	return e.behind(spinning)
}

// entangled: each of two tasks waits in a function through which the other one has gone
// to where it waits itself. Whose the locks are is not printed, but each had been where
// the other one asks.
func entangled(a, e *entry) (string, []int) {
	f, g := askers(a, e)
	if f == nil || f.Function == g.Function && f.Module == g.Module || !a.calls(f) || !e.calls(g) {
		return "", nil
	}
	return fmt.Sprintf("%s waits for a lock in %s(), through which %s has gone; and that one waits in %s() (%s), through which the first one has gone. This suggests that each holds what the other one wants.",
		e.task(), bare(f.Function), a.task(), bare(g.Function), at(a)), []int{f.Line, a.c.First}
}

// askers are who asks for the lock in two reports of two tasks that name no owner; both
// are nil where one of them waits for something else.
func askers(a, e *entry) (f, g *call) {
	if !a.stuck() || sameTask(a, e) || len(a.owners)+len(e.owners) > 0 || a.c.Task == (crash.Task{}) {
		return nil, nil
	}
	if f, g = e.asker(), a.asker(); f == nil || g == nil {
		return nil, nil
	}
	return f, g
}

// mayCross: two tasks wait for locks of the same module, at two places of it. Whose
// the locks are is not printed.
func mayCross(a, e *entry) (string, []int) {
	if why, lines := workForLock(a, e); why != "" {
		return why, lines
	}
	f, g := askers(a, e)
	if f == nil || f.Module == "" || f.Module != g.Module || f.Function == g.Function {
		return "", nil
	}
	return fmt.Sprintf("%s waits for a lock in %s(), as %s does in %s() (%s), both in %s. Each may hold what the other one wants; or a third holds it.",
		e.task(), bare(f.Function), a.task(), bare(g.Function), at(a), f.Module), []int{f.Line, a.c.First}
}

// workForLock: one task waits for the end of a work item, and a worker waits for a lock in
// code of the same module. Which work and whose lock is not printed.
func workForLock(a, e *entry) (string, []int) {
	waits, works := e, a
	if e.behind(flushing) == nil {
		waits, works = a, e
	}
	f, g := waits.behind(flushing), works.asker()
	if f == nil || g == nil || f.Module == "" || f.Module != g.Module || !a.stuck() || sameTask(a, e) || works.in(working) == nil || works.behind(flushing) != nil || len(a.owners)+len(e.owners) > 0 {
		return "", nil
	}
	return fmt.Sprintf("%s waits in %s() for a work item to end, and %s, a worker, waits for a lock in %s(), both in %s (the other report is at %s). If the one holds that lock and waits for that work, neither ever gets on.",
		waits.task(), bare(f.Function), works.task(), bare(g.Function), f.Module, at(a)), []int{f.Line, g.Line, a.c.First}
}

// lockName reads how a line with an owner names the lock.
//
//	 lock: pool_lock+0x0/0x40 [ring], .magic: dead4ead, .owner: ringd/74, .owner_cpu: 1
//	INFO: task ringd:74 is blocked on a mutex likely owned by task poold:75.
func lockName(text string) string {
	if _, rest, ok := strings.Cut(text, "lock: "); ok {
		name, _, _ := strings.Cut(rest, ", ")
		name, _, _ = strings.Cut(name, "+0x0")
		return "the lock " + name
	}
	_, rest, _ := strings.Cut(text, " blocked on a")
	kind, _, ok := strings.Cut(strings.TrimPrefix(rest, "n"), ", but")
	if !ok {
		kind, _, _ = strings.Cut(kind, " likely")
	}
	if kind = strings.TrimSpace(kind); kind == "" {
		return ""
	}
	return "a " + kind
}
