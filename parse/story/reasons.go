package story

import (
	"fmt"
	"strings"

	"oopscope/parse/crash"
)

// A reason is a way in which a report follows from an earlier one. asks tells that it
// may hold of a report at all, so that most reports are held beside no earlier one.
// holds returns the sentence that says why, and the lines that show it, or "".
type reason struct {
	kind  crash.EchoKind
	first bool
	guess bool // it fits, and no line proves it
	asks  func(e *entry) bool
	holds func(a, e *entry) (why string, lines []int)
}

// reasons are all of them; the first that holds is told.
var reasons = []reason{
	{crash.GoingDown, false, false, comesFrom(panicking), outOfPanic},
	{crash.GoingDown, false, false, isPanic, panicOf},
	{crash.InReport, false, false, comesFrom(dying), insideReport},
	{crash.InReport, false, false, (*entry).onlyHead, cutReport},
	{crash.InReport, false, false, comesFrom(stalling), insideStall},
	{crash.OfVictim, false, false, comesFrom(leaving), leaves},
	{crash.Stuck, true, false, (*entry).waitsForTask, stillThere},
	{crash.Deadlock, true, false, (*entry).waitsForTask, crossed},
	{crash.WaitsFor, true, false, namesOwner, owned},
	{crash.SameFault, false, false, (*entry).kills, checkedBefore},
	{crash.SameFault, false, false, isOf("refs-stuck"), stillBusy},
	{crash.OfVictim, false, false, hasTask, sameVictim},
	{crash.OfVictim, false, false, isRSS, memoryOfVictim},
	{crash.Unwound, false, false, comesFrom(counting), unwound},
	{crash.WaitsFor, false, true, comesFrom(spinning), spinsForVictim},
	{crash.WaitsFor, false, true, (*entry).stuck, locksOfVictim},
	{crash.WaitsFor, false, true, comesFrom(flushing), workOfVictim},
	{crash.Stuck, true, false, (*entry).stuck, stillStuck},
	{crash.WaitsFor, false, true, (*entry).stuck, foreseen},
	{crash.Deadlock, true, false, (*entry).stuck, entangled},
	{crash.MayCross, true, false, (*entry).stuck, mayCross},
	{crash.WaitsFor, false, false, namesCPU, waitsForCPU},
	{crash.WaitsFor, false, true, comesFrom(gracing), waitsForReaders},
	{crash.WaitsFor, false, false, isOf("rcu-stall"), readerAsleep},
	{crash.Unwound, true, false, (*entry).belowZero, countSetBack},
	{crash.SameFault, false, false, (*entry).kills, sleptOnInterruptStack},
	{crash.SameFault, false, false, isOf("atomic-sleep"), sameSleep},
	{crash.SameFault, true, false, isOf("atomic-sleep"), stillAtomic},
	{crash.Unwound, false, false, (*entry).leaks, leaksAfterSleep},
	{crash.SameFault, false, false, isSplat, sameCall},
	{crash.OfVictim, false, false, isOf("alloc-failure"), victimOfOOM},
	{crash.SameFault, false, false, isOf("alloc-failure"), outOfMemory},
	{crash.SameFault, true, false, isOf("oom"), failedBefore},
	{crash.Broken, false, true, diesAmong(slabs), brokenSlabs},
	{crash.Broken, false, true, diesAmong(pages), brokenPages},
	{crash.WaitsFor, false, false, isOf("net-watchdog"), interruptOff},
	{crash.Repeated, true, false, isKnown, repeats},
}

// comesFrom asks for a report whose call chain has one of these functions.
func comesFrom(functions *names) func(*entry) bool {
	return func(e *entry) bool { return e.in(functions) != nil }
}

// diesAmong asks for an oops in one of these functions.
func diesAmong(functions *names) func(*entry) bool {
	return func(e *entry) bool { return e.kills() && functions.has(e.where) }
}

func isOf(class string) func(*entry) bool {
	return func(e *entry) bool { return e.c.Class == class }
}

func isPanic(e *entry) bool {
	return e.c.Panic != "" && strings.Contains(e.c.Header, "Kernel panic")
}

func isRSS(e *entry) bool      { return strings.Contains(e.c.Header, "Bad rss-counter state") }
func isKnown(e *entry) bool    { return e.c.Signature.Exact != "" }
func hasTask(e *entry) bool    { return e.c.Task.Known && e.c.Task.PID > 0 }
func namesOwner(e *entry) bool { return len(e.owners) > 0 }
func namesCPU(e *entry) bool   { return e.target >= 0 }

// at names an earlier report by its line: its id counts trouble as well.
func at(a *entry) string { return fmt.Sprintf("line %d", a.c.First) }

// outOfPanic: panic() stops the other CPUs, runs notifiers and flushes consoles,
// and all of that complains when interrupts are off.
func outOfPanic(a, e *entry) (string, []int) {
	f := e.in(panicking)
	if !a.down() || e.c.Panic != "" {
		return "", nil
	}
	return fmt.Sprintf("it comes out of %s() itself, while the machine was going down.", bare(f.Function)), []int{a.c.PanicLine, f.Line}
}

// panicOf: a panic that stands alone although a report before it led to it.
func panicOf(a, e *entry) (string, []int) {
	msg := e.c.Panic
	if a.down() {
		return "", nil
	}
	lines := []int{a.c.First, e.c.PanicLine}
	switch {
	case strings.HasPrefix(msg, "Attempted to kill init!"):
		if !a.kills() || !near(a, e, 60) || a.c.Task.Known && a.c.Task.PID != 1 || !strings.Contains(msg, "exitcode=0x0000000b") {
			return "", nil
		}
		return fmt.Sprintf("the oops of %s killed process 1: the kernel ends a task that it kills with signal 11, which is the exit code.", at(a)), lines
	case strings.HasPrefix(msg, "Attempted to kill the idle task"), strings.HasPrefix(msg, "Aiee, killing interrupt handler"), strings.HasPrefix(msg, "Fatal exception"):
		if !a.kills() || !near(a, e, 300) {
			return "", nil
		}
		return fmt.Sprintf("die() ends in it after the oops of %s.", at(a)), lines
	}
	for _, s := range settings {
		if strings.HasPrefix(msg, s.panic) && strings.Contains(a.c.Header, s.header) && near(a, e, 300) {
			return fmt.Sprintf("a setting of the kernel makes a panic of the report of %s.", at(a)), lines
		}
	}
	return "", nil
}

// settings are the panics that a setting makes of a report, and a word of that
// report's header.
var settings = []struct{ panic, header string }{
	{"hung_task: blocked tasks", "blocked for more than"}, {"softlockup: hung tasks", "soft lockup"}, {"Hard LOCKUP", "LOCKUP"},
	{"RCU Stall", "stall"}, {"Out of memory", "oom-killer"}, {"System is deadlocked on memory", "oom-killer"}, {"panic_on_warn", "WARNING"}, {"kernel: panic_on_warn", "WARNING"},
}

// leaves: a task that was killed has to leave, and does so with interrupts off,
// with locks held, or with its memory damaged.
func leaves(a, e *entry) (string, []int) {
	f := e.in(leaving)
	if !a.kills() || !sameTask(a, e) {
		return "", nil
	}
	return fmt.Sprintf("it is %s, which the oops of %s killed, on its way out: %s() is in the call chain.", e.task(), at(a), bare(f.Function)), []int{a.c.First, f.Line}
}

// sameVictim: what a killed task still does is of its death.
func sameVictim(a, e *entry) (string, []int) {
	if !a.victim() || !sameTask(a, e) {
		return "", nil
	}
	return fmt.Sprintf("it is %s again, which the oops of %s had killed.", e.task(), at(a)), []int{a.c.First, e.c.First}
}

// memoryOfVictim: check_mm(), kernel/fork.c, compares the counters of a process's
// memory when that is given back.
func memoryOfVictim(a, e *entry) (string, []int) {
	if !a.victim() || a.c.Task.PID == 0 || !near(a, e, 60) {
		return "", nil
	}
	return fmt.Sprintf("the memory of the process that the oops of %s killed is given back, and its counters stand as they stood then.", at(a)), []int{a.c.First, e.c.First}
}

// owned: the report names who holds the lock.
func owned(a, e *entry) (string, []int) {
	for _, o := range e.owners {
		if o != a.c.Task || o.PID == 0 {
			continue
		}
		switch {
		case a.victim():
			return fmt.Sprintf("the lock it waits for is held by %s, which the oops of %s killed.", a.task(), at(a)), []int{a.c.First, e.ownedAt}
		case a.stuck() && !sameTask(a, e):
			return fmt.Sprintf("the lock it waits for is held by %s, which is stuck itself since %s.", a.task(), at(a)), []int{a.c.First, e.ownedAt}
		}
	}
	return "", nil
}

// checkedBefore: a checker only watches; the access that it reports comes all the same.
func checkedBefore(a, e *entry) (string, []int) {
	if a.kills() || a.c.Severity > crash.Bug || a.c.Severity < crash.Warning || !sameTask(a, e) || !near(a, e, 200) {
		return "", nil
	}
	where := e.where
	if by := a.c.Culprit; where != a.where && by.Function != "" && e.calls(&call{Function: by.Function, Module: by.Module}) {
		where = by.Function
	} else if where == "" || where != a.where && (where != by.Function || e.c.Culprit != by) {
		return "", nil
	}
	return fmt.Sprintf("the report of %s had caught %s in %s() already; here that goes wrong for good.", at(a), e.task(), bare(where)), []int{a.c.First, e.c.First}
}

// stillBusy: a name that is still in use keeps its inode, which the same unmount finds
// next, fs/dcache.c and fs/super.c:
//
//	BUG: Dentry 000000005a78a3ec{i=0,n=level}  still in use (1) [unmount of ext4 sda1]
//	VFS: Busy inodes after unmount of sda1. Self-destruct in 5 seconds.  Have a nice day...
func stillBusy(a, e *entry) (string, []int) {
	_, names, dentry := strings.Cut(a.c.Header, "[unmount of ")
	_, busy, inodes := strings.Cut(e.c.Header, "Busy inodes after unmount of ")
	what, of := strings.Fields(names), strings.Fields(busy)
	if !dentry || !inodes || len(what) != 2 || len(of) == 0 || strings.TrimSuffix(what[1], "]") != strings.TrimRight(of[0], ".") || !near(a, e, 200) {
		return "", nil
	}
	return fmt.Sprintf("it is the same unmount: the name that %s found in use keeps its inode.", at(a)), []int{a.c.First, e.c.First}
}

// unwound: an exception that never returned leaves the counts of entries into the
// kernel one too high.
func unwound(a, e *entry) (string, []int) {
	f := e.in(counting)
	if e.c.Severity != crash.Warning || !a.kills() || a.c.CPU < 0 || a.c.CPU != e.c.CPU || !counting.has(e.where) {
		return "", nil
	}
	return fmt.Sprintf("the exception of %s never returned on this CPU, so that the count of entries into the kernel, which %s() checks, does not fit.", at(a), bare(f.Function)), []int{a.c.First, f.Line}
}

// spinsForVictim: a task that exits with preemption off held a spinlock.
func spinsForVictim(a, e *entry) (string, []int) {
	f := e.in(spinning)
	if !e.stuck() || !a.victim() || a.held == 0 {
		return "", nil
	}
	return fmt.Sprintf("it spins for a lock, and %s exited with preemption off (line %d): it held one that it never gives back.", a.task(), a.held), []int{a.held, f.Line}
}

// locksOfVictim: whoever takes the lock of a place where a task was killed waits
// for ever.
func locksOfVictim(a, e *entry) (string, []int) {
	if !a.victim() || e.in(locking) == nil && e.in(spinning) == nil {
		return "", nil
	}
	f := e.behind(locking)
	if e.in(spinning) != nil {
		f = e.behind(spinning)
	}
	if f == nil || f.Module == "" && !a.calls(f) || f.Module != "" && !a.uses(f.Module) {
		return "", nil
	}
	where := fmt.Sprintf("in %s", f.Module)
	switch {
	case f.Module == "":
		where = fmt.Sprintf("in %s()", bare(f.Function))
	case a.calls(f):
		where = fmt.Sprintf("in %s() of %s", bare(f.Function), f.Module)
	}
	return fmt.Sprintf("it waits %s for a lock; the oops of %s killed %s in that code, and what a killed task holds is never given back.", bare(where), at(a), a.task()), []int{a.c.First, f.Line}
}

// workOfVictim: work whose worker died is never done.
func workOfVictim(a, e *entry) (string, []int) {
	f := e.in(flushing)
	if !e.stuck() || !a.victim() || !strings.HasPrefix(a.c.Task.Comm, "kworker/") {
		return "", nil
	}
	by := e.behind(flushing)
	if by == nil || by.Module != a.c.Culprit.Module {
		return "", nil
	}
	return fmt.Sprintf("it waits in %s() for work, and the worker that did it was killed by the oops of %s.", bare(f.Function), at(a)), []int{a.c.First, f.Line}
}

// stillStuck: watchdogs of several kinds find the same task.
func stillStuck(a, e *entry) (string, []int) {
	if !a.stuck() || !sameTask(a, e) && !sameIdle(a, e) {
		return "", nil
	}
	if by := a.c.Culprit; by.Function != "" && by == e.c.Culprit && crash.WaitsForCPU(e.c.Chain) == nil { // then it is another CPU that is there
		return fmt.Sprintf("%s is found in %s() again, as at %s.", e.task(), bare(e.c.Culprit.Function), at(a)), []int{a.c.First, e.c.First}
	}
	return fmt.Sprintf("%s does not get on since %s.", e.task(), at(a)), []int{a.c.First, e.c.First}
}

// foreseen: lockdep says it before it happens.
func foreseen(a, e *entry) (string, []int) {
	if a.c.Class != "lockdep" {
		return "", nil
	}
	if !sameTask(a, e) && (a.c.Culprit.Function == "" || a.c.Culprit != e.c.Culprit) {
		return "", nil
	}
	return fmt.Sprintf("lockdep had foreseen the deadlock at %s.", at(a)), []int{a.c.First, e.c.First}
}

// waitsForCPU: the report names a CPU that another one found stuck.
func waitsForCPU(a, e *entry) (string, []int) {
	if a.c.CPU != e.target || !a.stuck() {
		return "", nil
	}
	return fmt.Sprintf("it waits for CPU %d, which is stuck since %s.", e.target, at(a)), []int{a.c.First, e.c.First}
}

// waitsForReaders: nobody gets past a grace period that does not end.
func waitsForReaders(a, e *entry) (string, []int) {
	f := e.in(gracing)
	if a.c.Class != "rcu-stall" || e.c.Class != "hung-task" {
		return "", nil
	}
	return fmt.Sprintf("it waits in %s() for RCU's readers, one of whom is stuck since %s.", bare(f.Function), at(a)), []int{a.c.First, f.Line}
}

// readerAsleep: no grace period ends before its readers do.
func readerAsleep(a, e *entry) (string, []int) {
	if a.c.Class != "warning" || a.where != "rcu_note_context_switch" {
		return "", nil
	}
	return fmt.Sprintf("RCU waits for its readers, and %s went to sleep inside one at %s.", a.task(), at(a)), []int{a.c.First, e.c.First}
}

// stillAtomic: whoever sleeps where that is forbidden is told twice: by
// might_sleep(), and by the scheduler when it does.
func stillAtomic(a, e *entry) (string, []int) {
	if a.c.Class != e.c.Class || !sameTask(a, e) || !near(a, e, 100) || a.c.Header == e.c.Header {
		return "", nil
	}
	return fmt.Sprintf("%s is atomic still, as it was at %s.", e.task(), at(a)), []int{a.c.First, e.c.First}
}

// countSetBack: when the scheduler is called with a count that forbids it, it says so
// and sets the count back (schedule_debug(), kernel/sched/core.c, since 4.4); what ends
// the section then takes it below zero.
func countSetBack(a, e *entry) (string, []int) {
	if a.c.Class != e.c.Class || !sameTask(a, e) || a.setBack == 0 {
		return "", nil
	}
	return fmt.Sprintf("the scheduler set the count back when it complained of %s at %s, and the enable that ended that section took it below zero.", e.task(), at(a)), []int{a.setBack, e.c.First}
}

// victimOfOOM: a task that is killed for its memory gets none any more, but for the
// reserves.
func victimOfOOM(a, e *entry) (string, []int) {
	if a.victimPID == 0 || a.victimPID != e.c.Task.PID {
		return "", nil
	}
	return fmt.Sprintf("it is %s, which the OOM killer chose to kill at %s.", e.task(), at(a)), []int{a.victimAt, e.c.First}
}

// outOfMemory: what the OOM killer frees comes too late for some.
func outOfMemory(a, e *entry) (string, []int) {
	if a.c.Class != "oom" || !near(a, e, 200) || !sameTask(a, e) {
		return "", nil
	}
	return fmt.Sprintf("%s had found no memory left already at %s, where the OOM killer was called for it.", e.task(), at(a)), []int{a.c.First, e.c.First}
}

// failedBefore: an allocation that may fail does, and the next one that may not calls
// the OOM killer.
func failedBefore(a, e *entry) (string, []int) {
	if a.c.Class != "alloc-failure" || !near(a, e, 200) || !sameTask(a, e) {
		return "", nil
	}
	return fmt.Sprintf("memory had run short already at %s, where an allocation of %s failed.", at(a), e.task()), []int{a.c.First, e.c.First}
}

// freed tells that KASAN stopped at memory that was given back:
//
//	BUG: KASAN: slab-use-after-free in pump_read+0x10/0x40
func freed(c *crash.Crash) bool {
	kind, _, _ := strings.Cut(c.Header, " in ")
	return strings.Contains(kind, "free")
}

// brokenSlabs: the allocator hands out what the damaged list says.
func brokenSlabs(a, e *entry) (string, []int) {
	damaged := a.c.Class == "slab" || strings.Contains(a.c.Source, "mm/slub.c") || strings.Contains(a.c.Source, "mm/slab.c") || a.c.Class == "kasan" && freed(a.c)
	if !damaged {
		return "", nil
	}
	return fmt.Sprintf("it dies inside the slab allocator, in %s(), whose objects the report of %s found damaged.", bare(e.where), at(a)), []int{a.c.First, e.c.First}
}

// brokenPages: the same for whole pages.
func brokenPages(a, e *entry) (string, []int) {
	if a.c.Class != "page-state" || !strings.Contains(a.c.Header, "Bad page state") {
		return "", nil
	}
	return fmt.Sprintf("it dies inside the page allocator, in %s(), whose pages the report of %s found damaged.", bare(e.where), at(a)), []int{a.c.First, e.c.First}
}

// handlers is the role of the stack that lists who serves an interrupt.
const handlers = "handlers"

// interruptOff: an interrupt that was switched off because nobody handled it is
// missing to the driver that shares it.
func interruptOff(a, e *entry) (string, []int) {
	if a.c.Class != "irq-unhandled" {
		return "", nil
	}
	for i := range a.c.Stacks {
		for _, f := range a.c.Stacks[i].Frames {
			if a.c.Stacks[i].Role == handlers && f.Module != "" && strings.Contains(e.c.Header, "("+f.Module+")") {
				return fmt.Sprintf("the interrupt of %s was switched off at %s.", f.Module, at(a)), []int{a.c.First, e.c.First}
			}
		}
	}
	return "", nil
}
