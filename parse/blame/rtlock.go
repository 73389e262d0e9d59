package blame

import (
	"strings"

	"oopscope/parse/arch"
	"oopscope/parse/crash"
)

// sleepingLocks are the spinlocks and rwlocks of PREEMPT_RT, which sleep where they are not
// free, kernel/locking/spinlock_rt.c and, before 5.15, rtmutex.c.
var sleepingLocks = compileNames(`rt_spin_lock rt_spin_lock_nested rt_read_lock rt_write_lock rtlock_slowlock rtlock_slowlock_locked rt_spin_lock_slowlock rt_spin_lock_slowlock_locked schedule_rtlock`)

// aroundLock finds who disabled preemption around a spinlock that sleeps. Taking one is right
// nearly everywhere, so that not the taker is to be looked at but who made the place atomic,
// by the kernel's own word ("Preemption disabled at:").
func aroundLock(c *crash.Crash) (arch.Frame, bool) {
	at, ok := preemptOffAt(c)
	if !ok {
		return arch.Frame{}, false
	}
	locks := false
	for i := range c.Chain {
		f := &c.Chain[i]
		locks = locks || sleepingLocks.has(f)
		if !locks || !f.Reliable || f.Function != at.Function || f.Module != at.Module {
			continue
		}
		// Up to 4.5 the caller of who disabled it is noted (get_parent_ip(), kernel/sched/core.c):
		// where that call is the one that goes on still, it is the frame above.
		if inner := i - 1; f.HasOffset && at.HasOffset && f.Offset == at.Offset && inner >= 0 && c.Chain[inner].Reliable && !sleepingLocks.has(&c.Chain[inner]) {
			f = &c.Chain[inner]
		}
		return *f, true
	}
	return arch.Frame{}, false
}

// preemptOffAt is the place where preemption was disabled last, as the kernel noted it.
func preemptOffAt(c *crash.Crash) (arch.Frame, bool) {
	for i := range c.Stacks {
		if s := &c.Stacks[i]; s.Role == "preempt-off" && len(s.Frames) > 0 {
			return s.Frames[0], s.Frames[0].InFunction()
		}
	}
	for i := range c.Body { // up to 4.x on the line itself
		if _, rest, ok := strings.Cut(c.Body[i].Text, "Preemption disabled at:"); ok {
			if _, name, ok := strings.Cut(rest, ">] "); ok {
				sym, _, ok := arch.ParseSymbol(name)
				return arch.Frame{Symbol: sym, Reliable: true}, ok && sym.InFunction()
			}
		}
	}
	return arch.Frame{}, false
}
