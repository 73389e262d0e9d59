package triage

import (
	"fmt"
	"slices"
	"strconv"
	"strings"

	"oopscope/parse/arch"
	"oopscope/parse/crash"
)

// leaves are the functions in which a task goes back to user space, ends, or hands
// the CPU on. Nothing in them takes a lock or disables preemption for longer: a
// count that is wrong there was left behind by what ran before.
var leaves = []string{
	"do_task_dead", "do_exit", "make_task_dead", "kthread_exit", "exit_to_user_mode_loop", "exit_to_user_mode_prepare", "syscall_exit_to_user_mode", "prepare_exit_to_usermode",
	"exit_to_usermode_loop", "do_notify_resume", "do_work_pending", "work_pending", "ret_to_user", "schedule_user", "schedule_idle", "do_idle", "cpu_idle_loop", "cpu_startup_entry", "irqentry_exit_to_user_mode",
	"worker_thread", "smpboot_thread_fn", "kthread_worker_fn", // between two works
}

// leakedBefore: the scheduler was called by code that only goes home.
func (x *exam) leakedBefore(f *draft, why string, n int) bool {
	ends := x.c.EndsAtomic()
	for i := range x.chain {
		fr := &x.chain[i]
		w := word(fr.Function)
		if ends != nil {
			fr, w = ends, "do_exit"
		}
		if !fr.Reliable || !fr.InFunction() || printsItself(fr) {
			continue
		}
		if !slices.Contains(leaves, w) {
			return false
		}
		f.claim(x.heads(""), ranFrame(fr))
		f.Text = fmt.Sprintf("%s went through %s() in an atomic state that something before it had left behind", x.task(), bare(fr.Function))
		if why != "" {
			f.Text += ": " + why
		}
		f.Text += "."
		if s := x.stack("preempt-off"); s != nil {
			f.also(fmt.Sprintf(" Preemption was disabled at %s.", at(&s.Frames[0])), inStack("preempt-off", &s.Frames[0]))
		} else if x.c.Echo.Kind != crash.Unwound {
			f.Text += " The stack does not show what."
		}
		f.Next = "Look for a lock, preempt_disable() or local_bh_disable() without its counterpart in what this task did before: the call or interrupt handler that had just returned. CONFIG_PROVE_LOCKING and CONFIG_DEBUG_PREEMPT name it. After an oops it is only a consequence."
		f.Evidence = []int{x.headLine(), n, fr.Line}
		return true
	}
	return false
}

// leftAtomic: kernel/exit.c, do_exit() until 5.16: "Aiee, killing interrupt handler!" is
// said of the count alone, which local_bh_disable() raises as a softirq does.
func leftAtomic(x *exam, f *draft) bool {
	exit := x.c.LeftAtomic()
	if exit == nil {
		return false
	}
	f.claim(panics(), ranFrame(exit))
	f.Text = fmt.Sprintf("%s ended by itself, and no interrupt was killed: its preempt count still said that it was in one. Something that it ran before had disabled bottom halves (local_bh_disable(), spin_lock_bh() or their kin), or entered an interrupt, and never undone that. The stack does not show what.", x.task())
	f.Next = "Look for a way out of what this task had called in the kernel that does not give back a lock taken with _bh: an early return, an error path. CONFIG_PROVE_LOCKING names it."
	f.Evidence = []int{x.c.PanicLine, exit.Line}
	return true
}

// cameBackAtomic: kernel/workqueue.c, process_one_work(): the work is over, and the worker
// finds what it has not given back.
func (x *exam) cameBackAtomic(f *draft) bool {
	if !strings.Contains(x.c.Header, "workqueue leaked") {
		return false
	}
	who := x.culprit()
	if who == "" {
		who = "A work item"
	}
	f.claim(x.heads("workqueue leaked"))
	f.Text = who + " came back from its work with a lock held, preemption disabled or inside rcu_read_lock(): it took something that it did not give back."
	f.Next = "Look for a way out of the work function, and of what it calls, that does not give back a lock, preempt_disable(), local_bh_disable() or rcu_read_lock(): an early return, an error path. CONFIG_PROVE_LOCKING names the lock."
	f.Evidence = []int{x.headLine(), x.culpritLine()}
	return true
}

// callbackLeftAtomic reads what the core says of a callback's count:
//
//	timer: chip_poll+0x0/0x30 [chip] preempt leak: 00000101 -> 00000102
func callbackLeftAtomic(x *exam, f *draft) bool {
	const leak = " preempt leak: "
	n, l := x.line(leak)
	_, counts, _ := strings.Cut(l, leak)
	from, to, ok := strings.Cut(counts, " -> ")
	before, err1 := strconv.ParseUint(strings.TrimSpace(from), 16, 32)
	after, err2 := strconv.ParseUint(strings.TrimSpace(to), 16, 32)
	if n == 0 || !ok || err1 != nil || err2 != nil {
		return false
	}
	who := x.culprit()
	front, _, _ := strings.Cut(l, leak)
	_, by, _ := strings.Cut(front, ": ") // whoever the trace blames, the line names the callback
	if s, _, ok := arch.ParseSymbol(by); ok && s.InFunction() {
		who = place(s.Function, s.Module)
	}
	if who == "" {
		who = "A timer's function"
	}
	f.claim(says(leak, n))
	f.Evidence = []int{n, x.headLine()}
	switch {
	case x.c.Echo.Kind == crash.Unwound:
		f.Text = fmt.Sprintf("%s came back with another preempt count than it was called with (%#x, %#x before): the scheduler had set it back at line %d.", who, after, before, x.c.Echo.First)
		f.Next = "Go after the report before."
	case after > before:
		f.Text = fmt.Sprintf("%s came back with a higher preempt count than it was called with (%#x, %#x before): it took a spinlock, or disabled preemption or bottom halves, and did not undo that.", who, after, before)
		f.Next = "Look for a way out of the function, and of what it calls, that does not give back a lock: an early return, an error path. CONFIG_PROVE_LOCKING names the lock."
	default:
		f.Text = fmt.Sprintf("%s came back with a lower preempt count than it was called with (%#x, %#x before): it gave back a lock, or enabled preemption or bottom halves, once too often, or it slept.", who, after, before)
		f.Next = "Look for an unlock or an enable without its counterpart in the function and in what it calls, and for anything that may sleep."
	}
	return true
}

// body is the frame in which a kernel thread runs its function, nil where none is known.
func (x *exam) body() *arch.Frame {
	for i := range x.chain {
		if w := word(x.chain[i].Function); x.chain[i].Reliable && (w == "kthread" || w == "worker_thread" || w == "smpboot_thread_fn" || strings.HasPrefix(w, "ret_from_fork") || strings.HasPrefix(w, "ret_from_kernel")) {
			return &x.chain[i]
		}
	}
	return nil
}

// idles is what the idle task counts by itself: it runs with preemption off (init_idle(),
// kernel/sched/core.c), whatever interrupts it.
func (x *exam) idles() uint64 {
	if t := x.c.Task; t.Known && t.PID == 0 && strings.HasPrefix(t.Comm, "swapper") {
		return 1
	}
	return 0
}

// idleSleeps tells of the idle task that counts nothing but its own: to sleep is wrong all
// the same.
func idleSleeps(count, idles uint64) string {
	if idles == 0 {
		return ""
	}
	return fmt.Sprintf("the CPU's idle task, which may never sleep, ran (preempt_count %#x)", count)
}

// addContext adds what might_sleep() says of the context; in_atomic() tells
// nothing more where something else did.
func addContext(why []string, said string) []string {
	if isSet(said, "irqs_disabled(): ") {
		why = append(why, "interrupts were off")
	}
	if isSet(said, "non_block: ") {
		why = append(why, "in a section marked non_block")
	}
	if len(why) == 0 && isSet(said, "in_atomic(): ") {
		why = append(why, "in an atomic section (a spinlock, preempt_disable(), local_bh_disable() or an interrupt)")
	}
	return why
}

// isSet tells that a number stands behind the label, and is not 0.
func isSet(s, label string) bool {
	_, rest, ok := strings.Cut(s, label)
	v, _, _ := strings.Cut(rest, ",")
	return ok && strings.TrimSpace(v) != "0"
}

// holdsNothing: lockdep, which follows every spinlock, says that the task has none. Where
// only the count tells that it may not sleep, something else raised that.
//
//	no locks held by kworker/u2:0/565.
func (x *exam) holdsNothing(f *draft) {
	n, l := x.line("no locks held by ")
	if n == 0 || !x.c.Task.Known || !strings.HasSuffix(strings.TrimRight(l, ". "), fmt.Sprintf("/%d", x.c.Task.PID)) || !x.onlyCounted() {
		return
	}
	f.also(" Lockdep knows of no lock that it holds: look for a preempt_disable() or local_bh_disable() on the way, or for one that what ran before never undid.", says("no locks held by ", n))
}

// onlyCounted tells a task that is in no interrupt and has interrupts on: its preempt count
// alone forbids it to sleep.
func (x *exam) onlyCounted() bool {
	in, n := x.fact("context")
	if n == 0 || !isSet(in, "in_atomic(): ") || isSet(in, "irqs_disabled(): ") || x.c.Context != arch.Task {
		return false
	}
	if v, n := x.fact("preempt count"); n > 0 {
		digits, _, _ := strings.Cut(strings.TrimPrefix(v, "preempt_count: "), ",")
		if count, err := strconv.ParseUint(strings.TrimSpace(digits), 16, 32); err != nil || count > 0xff {
			return false
		}
	}
	nested, n := x.fact("RCU nesting")
	return n == 0 || strings.HasPrefix(strings.TrimSpace(strings.TrimPrefix(nested, "RCU nest depth: ")), "0")
}
