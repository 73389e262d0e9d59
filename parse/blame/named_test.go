package blame

import (
	"strings"
	"testing"

	"oopscope/parse/arch"
	"oopscope/parse/crash"
)

func printed(names string) (chain []arch.Frame) {
	for i, n := range strings.Fields(names) {
		s, _, _ := arch.ParseSymbol(strings.Replace(n, "@", " ", 1))
		chain = append(chain, arch.Frame{Symbol: s, Reliable: true, Line: i + 10})
	}
	return chain
}

// Whoever a WARN() names by its start is accused; it was over before the trace.
func TestAccused(t *testing.T) {
	c := &crash.Crash{Class: "warning", Chain: printed("__handle_irq_event_percpu+0x15a/0x160 handle_irq_event+0x2f/0x60"),
		Body: []crash.BodyLine{{N: 1, Text: "irq 24 handler chip_irq+0x0/0x20 [chip] enabled interrupts"}, {N: 2, Text: "WARNING: CPU: 0 PID: 73 at kernel/irq/handle.c:159 __handle_irq_event_percpu+0x15a/0x160"}}}
	if got := culprit(c); got.Function != "chip_irq" || got.Module != "chip" {
		t.Errorf("%+v", got)
	}
}

// The return address behind panic() has the name of the function behind: only the module
// is sure, and the timer's dispatcher did nothing.
func TestNameless(t *testing.T) {
	c := &crash.Crash{Class: "panic", Chain: printed("panic+0x120/0x38c chip_exit+0x0/0xf38@[chip] call_timer_fn+0x2b/0x130 run_timer_softirq+0x24/0x50")}
	if got := culprit(c); got.Function != "" || got.Module != "chip" {
		t.Errorf("%+v", got)
	}
}

// An address where modules were is the last one's that went, whoever tripped over it.
func TestGone(t *testing.T) {
	c := &crash.Crash{Class: "bad-access", Die: 1, LastUnloaded: []string{"chip"}, Chain: printed("misc_open+0x4d/0x150 chrdev_open+0xcb/0x210")}
	c.Dump.Fault = arch.Fault{Address: 0xffffffffc0283bb0, HasAddress: true, Access: "read", Area: arch.Region{Name: "module", Holds: arch.ModuleArea}}
	if got := culprit(c); got.Function != "" || got.Module != "chip" {
		t.Errorf("%+v", got)
	}
	c.Dump.Fault.Detail = "permissions violation"
	if got := culprit(c); got.Function != "misc_open" {
		t.Errorf("what is mapped belongs to somebody: %+v", got)
	}
}

// A thread that finds itself in an RCU section in its own loop is a victim of what it ran.
func TestLeftInRCU(t *testing.T) {
	c := &crash.Crash{Class: "warning", Chain: printed("rcu_note_context_switch+0x40c/0x4d0 __schedule+0xa4/0x720 schedule+0x2f/0x60 smpboot_thread_fn+0x14/0x22c kthread+0x11/0x130"),
		Body: []crash.BodyLine{{N: 1, Text: "Voluntary context switch within RCU read-side critical section!"}}}
	if got := culprit(c); got != (crash.Culprit{}) {
		t.Errorf("%+v", got)
	}
	c.Chain = printed("rcu_note_context_switch+0x40c/0x4d0 __schedule+0xa4/0x720 schedule+0x2f/0x60 __synchronize_irq+0x6c/0xa0 free_irq+0x10/0x80 chip_irq+0x1c/0x30@[chip] irq_thread+0x10/0x180")
	c.Chain = append(c.Chain[:2:2], append([]arch.Frame{{Symbol: arch.Symbol{Function: "sysvec_apic_timer_interrupt", Offset: 0xe, Size: 0x90, HasOffset: true}}}, c.Chain[2:]...)...)
	if got := culprit(c); got.Function != "chip_irq" {
		t.Errorf("a guess ends no stretch of the chain: %+v", got)
	}
}

// mips calls BUG() out of line, as the last act of a function that so has the next one's name.
func TestNobodyBehindBUG(t *testing.T) {
	c := &crash.Crash{Class: "kernel-bug", Die: 1, Chain: printed("BUG+0x0/0x8 netdev_reg_state+0x0/0x84")}
	c.Dump.PC, c.Dump.PCLine = c.Chain[0].Symbol, c.Chain[0].Line
	if got := culprit(c); got != (crash.Culprit{}) {
		t.Errorf("%+v", got)
	}
}

// Who handed in a tasklet, or a callback of RCU, that was freed then is gone.
func TestDeferred(t *testing.T) {
	c := &crash.Crash{Class: "bad-access", Die: 1, Chain: printed("tasklet_action_common+0x5d/0x110 handle_softirqs+0xd0/0x2a0 __local_bh_enable_ip+0x60/0x70 chip_write+0x1c/0x30@[chip]")}
	c.Dump.Fault = arch.Fault{Address: 0x6b6b6b6b, HasAddress: true, Access: "read"}
	if got := culprit(c); got != (crash.Culprit{}) {
		t.Errorf("%+v", got)
	}
	freed := &crash.Crash{Class: "kernel-bug", Die: 1, Chain: printed("kfree+0x247/0x250 rcu_core+0x1b8/0x560 handle_softirqs+0xd0/0x2a0")}
	if got := culprit(freed); got != (crash.Culprit{}) {
		t.Errorf("%+v", got)
	}
}

// A work function that ends in msleep() has no frame of its own while it sleeps.
func TestTheWorkOfAHungWorker(t *testing.T) {
	c := &crash.Crash{Class: "hung-task", Workqueue: "events chip_work [chip]", Chain: printed("__schedule+0x282/0x880 schedule+0x46/0xb0 schedule_timeout+0x8b/0x150 msleep+0x29/0x30 process_one_work+0x1b6/0x350 worker_thread+0x53/0x3e0 kthread+0x11b/0x140")}
	if got := culprit(c); got.Function != "chip_work" || got.Module != "chip" {
		t.Errorf("%+v", got)
	}
}
