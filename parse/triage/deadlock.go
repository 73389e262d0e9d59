package triage

import (
	"fmt"

	"oopscope/parse/crash"
)

// deadlockRules tell of two tasks or CPUs that wait for each other: there is no
// victim, the order of the two locks is the bug.
var deadlockRules = []rule{
	{
		id: "deadlock-of-two", rank: rankCause, confidence: Certain, classes: []string{"hung-task", "soft-lockup", "hard-lockup", "rcu-stall", "spinlock", "lockdep"},
		says:       "two tasks or CPUs wait for each other's lock, one deadlock in two reports",
		suppresses: []string{"hung-waiter", "hung-on-owner", "busy-cpu", "lock-misuse", "waits-for-cpu"},
		fire:       deadlockOfTwo,
	},
	{
		id: "may-be-deadlock", rank: rankState + 2, confidence: Possible, classes: []string{"hung-task", "soft-lockup", "hard-lockup", "rcu-stall", "spinlock"},
		says: "two tasks wait for locks of the same code at once, and whose the locks are is not printed",
		fire: mayBeDeadlock,
	},
}

const orderOfLocks = "Choose one order for the two locks and keep it everywhere, or drop the first one before the call that takes the other. CONFIG_PROVE_LOCKING (lockdep) finds such pairs before they meet."

// deadlockOfTwo: lockdep's table shows the circle; or each of two reports names the
// other's task as the owner of what it waits for.
func deadlockOfTwo(x *exam, f *draft) bool {
	f.Next = orderOfLocks
	if c, ok := x.c.Circle(); ok && x.c.Class == "hung-task" {
		me, other := x.task(), taskName(c.With)
		f.Text = fmt.Sprintf("%s and %s wait for each other, a deadlock: %s holds %s and waits for %s; %s holds %s and waits for %s.", me, other,
			me, taken(&c.Holds), taken(&c.Wants), other, taken(&c.OtherHolds), taken(&c.OtherWants))
		f.claim(reported(c.Holds.Line), reported(c.Wants.Line), reported(c.OtherHolds.Line), reported(c.OtherWants.Line))
		if c.Holds.Read || c.Wants.Read || c.Holds.Named() || c.Wants.Named() { // a reader is one of many, a name that of many locks
			f.Confidence = Likely
		}
		f.Evidence = []int{x.headLine()}
		return true
	}
	echo, own := &x.c.Echo, max(x.factLine("blocker"), x.factLine("lock"))
	f.Confidence = Likely // one half stands in another report
	switch {
	case echo.Kind == crash.Deadlock:
		f.Text = fmt.Sprintf("One deadlock with the report at line %d: %s", echo.First, echo.Why)
	case x.c.Later.Cross > 0:
		f.Text = fmt.Sprintf("%s waits for a lock whose owner waits for a lock of this one, as the report at line %d says: a deadlock of the two.", x.task(), x.c.Later.Cross)
	default:
		return false
	}
	f.claim(reported(own))
	f.Evidence = []int{x.headLine(), own, x.culpritLine()}
	return true
}

// taken names a lock with the place where it was asked for.
func taken(l *crash.HeldLock) string {
	return fmt.Sprintf("%s (%s)", clip(l.Name, 60), place(l.At.Function, l.At.Module))
}

func taskName(t crash.Task) string { return fmt.Sprintf("%s[%d]", t.Comm, t.PID) }

func mayBeDeadlock(x *exam, f *draft) bool {
	other := x.otherHalf()
	switch {
	case other == 0:
		return false
	case x.c.Echo.Kind == crash.MayCross:
		f.Text = x.c.Echo.Why
	default:
		f.Text = fmt.Sprintf("Another task waits for a lock or a work item of the same code, in another function, as the report at line %d shows. Each may hold what the other one wants; or a third holds it.", other)
	}
	f.Next = fmt.Sprintf("Read it with the report at line %d: which locks does each of the two functions hold already where it asks for the next? SysRq-d lists all locks held where lockdep is built in.", other)
	f.Evidence = []int{x.headLine(), x.culpritLine()}
	return true
}

// otherHalf is the first line of the other report of what may be a deadlock of two, 0
// when there is none.
func (x *exam) otherHalf() int {
	if x.c.Echo.Kind == crash.MayCross {
		return x.c.Echo.First
	}
	return x.c.Later.May
}
