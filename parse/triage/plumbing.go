package triage

import (
	"slices"
	"strings"

	"oopscope/parse/arch"
	"oopscope/parse/crash"
)

// printsItself tells a frame of the code that prints a report, or switches tasks:
// whatever happened, it did not happen there.
func printsItself(f *arch.Frame) bool {
	w := word(f.Function)
	return f.Module == "" && (slices.Contains(onTheWay, w) || strings.HasPrefix(w, "print_")) // lockdep, KASAN, SLUB: print_circular_bug()
}

// emulates tells a frame of mips' way to make an access that is not aligned, in
// place of the one who wanted it, arch/mips/kernel/unaligned.c.
func emulates(f *arch.Frame) bool {
	w := word(f.Function)
	return f.Module == "" && (strings.HasPrefix(w, "emulate_load_store") || strings.HasPrefix(w, "handle_ade") || w == "do_ade")
}

// neverBlamed tells a culprit that is none: the trace held nothing better.
func neverBlamed(c crash.Culprit) bool {
	w := word(c.Function)
	return c.Module == "" && (slices.Contains(onTheWay, w) || slices.Contains(spinners, w) || slices.Contains(boots, w) || strings.HasPrefix(w, "print_"))
}

// onTheWay are the printing of a report, lib/dump_stack.c and arch/*/kernel, and
// the scheduler's core, whose section begins at __sched_text_start.
var onTheWay = []string{
	"dump_stack", "dump_stack_lvl", "show_stack", "show_stack_loglvl", "dump_backtrace", "unwind_backtrace", "save_trace", "save_stack_trace", "stack_trace_save", "show_trace_log_lvl",
	"warn", "warn_printk", "warn_slowpath_fmt", "warn_slowpath_null", "warn_slowpath_common", "report_bug", "might_sleep", "might_resched", "schedule_bug", "schedule_debug", "dequeue_task_idle", "dequeue_task", "deactivate_task", "block_task", "try_to_block_task", "rcu_lockdep_current_cpu_online", "lockdep_rcu_suspicious", "check_preemption_disabled", "debug_smp_processor_id", "this_cpu_preempt_check",
	"lock_acquire", "lock_release", "mark_lock", "mark_lock_irq", "validate_chain", "check_prev_add", "check_noncircular", "cond_resched",
	"panic", "vpanic", "nmi_panic", "panic_saved_regs", "check_panic_on_warn",
	"schedule", "schedule_preempt_disabled", "preempt_schedule", "preempt_schedule_irq", "preempt_schedule_common", "context_switch", "sched_text_start", "sched_text_end", "io_schedule",
}

// boots are where a CPU began and its idle loop is called from.
var boots = []string{"start_kernel", "rest_init", "start_secondary", "x86_64_start_kernel", "x86_64_start_reservations", "i386_start_kernel", "secondary_start_kernel", "cpu_startup_entry", "do_idle", "cpu_idle", "arch_call_rest_init"}

// spinners are the functions that wait for a spinlock.
var spinners = []string{"queued_spin_lock_slowpath", "native_queued_spin_lock_slowpath", "pv_queued_spin_lock_slowpath", "raw_spin_lock", "raw_spin_lock_irqsave", "raw_spin_lock_irq", "raw_spin_lock_bh", "spin_lock", "do_raw_spin_lock",

	"queued_read_lock_slowpath", "queued_write_lock_slowpath", "raw_read_lock", "raw_write_lock", "raw_write_lock_irq", "raw_write_lock_irqsave", "arch_spin_lock", "arch_spin_lock_wait", "ticket_spin_lock", "write_lock_failed", "read_lock_failed", "write_lock", "write_lock_irq", "write_lock_irqsave", "write_lock_bh", "read_lock", "raw_read_unlock", "raw_spin_unlock", "raw_spin_unlock_irq", "raw_spin_unlock_irqrestore", "raw_write_unlock", "spin_bug", "mutex_spin_on_owner", "rwsem_spin_on_owner", "osq_lock", "do_raw_write_lock"}
