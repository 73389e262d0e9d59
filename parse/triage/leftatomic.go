package triage

import (
	"fmt"
	"slices"
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
}

// leakedBefore: the scheduler was called by code that only goes home.
func (x *exam) leakedBefore(f *draft, why string, n int) bool {
	for i := range x.chain {
		fr := &x.chain[i]
		w := word(fr.Function)
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

// body is the frame in which a kernel thread runs its function, nil where none is known.
func (x *exam) body() *arch.Frame {
	for i := range x.chain {
		if w := word(x.chain[i].Function); x.chain[i].Reliable && (w == "kthread" || w == "worker_thread" || w == "smpboot_thread_fn" || strings.HasPrefix(w, "ret_from_fork") || strings.HasPrefix(w, "ret_from_kernel")) {
			return &x.chain[i]
		}
	}
	return nil
}
