package triage

import (
	"strings"
	"testing"

	"oopscope/parse/crash"
)

// What was false of mistakes that drivers make, on boards that were made to make them.

// dequeue_task_idle() (kernel/sched/idle.c) says who may not sleep; it does not sleep.
func TestWhoComplainsDoesNotSleep(t *testing.T) {
	c := leads(t, `bad: scheduling from the idle thread!
CPU: 1 PID: 0 Comm: swapper/1 Tainted: G           O       6.1.9 #7
Call trace:
 dump_backtrace+0xe4/0x140
 show_stack+0x20/0x30
 dump_stack_lvl+0x64/0x80
 dump_stack+0x18/0x34
 dequeue_task_idle+0x38/0x6c
 dequeue_task+0x40/0xec
 __schedule+0x624/0x920
 schedule+0x58/0xf0
 schedule_timeout+0xa8/0x190
 msleep+0x38/0x50
 chip_reset+0x1c/0x2c [chip]
 chip_poll+0x18/0x24 [chip]
 call_timer_fn+0x3c/0x154
 __run_timers+0x340/0x3bc
`, "atomic-context", "chip_reset [chip] slept")
	if c.Culprit.Function != "chip_reset" {
		t.Errorf("blamed %v", c.Culprit)
	}
}

// __div0() (arch/arm) complains and returns: nobody dies of it, not even init.
func TestADivisionThatIsSurvived(t *testing.T) {
	const log = `Division by zero in kernel.
CPU: 1 PID: 1 Comm: init Tainted: G           O       6.1.9 #7
Hardware name: Generic DT based system
 unwind_backtrace from show_stack+0x18/0x1c
 show_stack from dump_stack_lvl+0x40/0x4c
 dump_stack_lvl from Ldiv0_64+0x8/0x18
 Ldiv0_64 from chip_period+0x3c/0x48 [chip]
 chip_period [chip] from chip_store+0x4c/0x94 [chip]
 chip_store [chip] from kernfs_fop_write_iter+0x124/0x20c
`
	c := leads(t, log, "divide-by-zero", "chip_period [chip] divided by zero", "goes on")
	silent(t, everything(t, log), []string{"died", "killed inside", "Ldiv0"})
	if c.Severity != crash.Warning || c.Aftermath != crash.Continues {
		t.Errorf("%v, %s", c.Severity, c.Aftermath)
	}
}

// A count of 0 may never have been set: who put it last may be right.
func TestACountThatWasNeverSet(t *testing.T) {
	f := leadsOf(t, `------------[ cut here ]------------
refcount_t: underflow; use-after-free.
WARNING: CPU: 0 PID: 89 at lib/refcount.c:28 refcount_warn_saturate+0xf4/0x150
CPU: 0 PID: 89 Comm: sh Tainted: G        W  O       6.1.9 #7
Call trace:
 refcount_warn_saturate+0xf4/0x150
 kobject_put+0xe8/0x120
 chip_put+0x18/0x24 [chip]
---[ end trace 0000000000000000 ]---
`)
	silent(t, f.Text, []string{"there was one put too many"}, "whose count was 0 or below", "never set up")
}

// A list head of zeros was never initialised.
func TestAListHeadThatWasNeverSet(t *testing.T) {
	f := leadsOf(t, `list_add corruption. prev is NULL.
------------[ cut here ]------------
kernel BUG at lib/list_debug.c:23!
Internal error: Oops - BUG: 0 [#1] SMP ARM
CPU: 0 PID: 84 Comm: sh Tainted: G           O       6.1.9 #7
PC is at __list_add_valid+0x54/0x9c
LR is at __list_add_valid+0x54/0x9c
 __list_add_valid from chip_add+0x18/0x40 [chip]
 chip_add [chip] from chip_write+0x4c/0x100 [chip]
---[ end trace 0000000000000000 ]---
`)
	silent(t, f.Text, []string{"do not agree"}, "chip_add [chip] added", "never initialised")
}

// skb_panic() does not return, and a trace may end there: it is the messenger.
func TestThePanicOfAPacketIsNotItsMaker(t *testing.T) {
	f := leadsOf(t, `skbuff: skb_under_panic: text:bf0015d4 len:14 put:14 head:c193e000 data:c193dff2 tail:0xc193e000 end:0xc193e100 dev:<NULL>
------------[ cut here ]------------
kernel BUG at net/core/skbuff.c:120!
Internal error: Oops - BUG: 0 [#1] SMP ARM
CPU: 1 PID: 86 Comm: sh Tainted: G           O       6.1.9 #7
PC is at skb_panic+0x64/0x68
LR is at skb_panic+0x64/0x68
 skb_panic from mm_unaccount_pinned_pages+0x0/0x3c
---[ end trace 0000000000000000 ]---
`)
	silent(t, f.Text, []string{"skb_panic made"}, "not in the trace")
}

// A CPU that took seven ticks in six seconds keeps taking none.
func TestTicksThatEnded(t *testing.T) {
	stall := func(ticks, mark string) string {
		return "rcu: INFO: rcu_sched detected stalls on CPUs/tasks:\nrcu: \t0-..." + mark + ": (" + ticks + ` ticks this GP) idle=dc14/1/0x4000000000000000 softirq=250/250 fqs=267
	(detected by 1, t=1505 jiffies, g=-771, q=17 ncpus=2)
Task dump for CPU 0:
task:sh              state:R  running task     stack:0     pid:91    ppid:89     flags:0x00000002
Call trace:
 __switch_to+0xe8/0x120
 0xffff8000086d38b0
`
	}
	silent(t, everything(t, stall("7", "0")), []string{"keeps taking"}, "interrupts are off")
	silent(t, everything(t, stall("7", ".")), []string{"keeps taking"}, "interrupts are off")
	silent(t, everything(t, stall("1498", ".")), []string{"interrupts are off"}, "keeps taking")
}

// A trace that ends early does not say that a thread slept in its own loop; a stamp that
// has gained a digit on the wire does not end a report.
func TestASleeperWithoutATrace(t *testing.T) {
	const log = `[   14.034832] ------------[ cut here ]------------
[   14.034832] Voluntary context switch within RCU read-side critical section!
[   14.034832] WARNING: CPU: 1 PID: 89 at kernel/rcu/tree_plugin.h:320 rcu_note_context_switch+0x4dd/0x680
[   14.034832] CPU: 1 PID: 89 Comm: sh Tainted: G           O       6.1.9 #7
[   14.034832] RIP: 0010:rcu_note_context_switch+0x4dd/0x680
[   14.034832] RBP: 0000000000000000 R08: 0000000000000000 R09: ff8a12994039bad8
[  114.034832] R10: 0000000000000003 R11: ffffffff920d46c8 R12: 0000000000031c40
[   14.034832] Call Trace:
[   14.034832]  <TASK>
[   14.034832]  __schedule+0xae/0x9e0
[   14.034832]  msleep+0x29/0x40
[   14.034832]  chip_reload+0xf/0x20 [chip]
[   14.034832]  </TASK>
[   14.034832] ---[ end trace 0000000000000000 ]---
`
	if c := leads(t, log, "slept-in-rcu", "chip_reload [chip] slept"); c.Culprit.Function != "chip_reload" {
		t.Errorf("blamed %v", c.Culprit)
	}
	head, _, _ := strings.Cut(log, "[  114")
	silent(t, everything(t, head), []string{"in its own loop"}, "Where is not in the trace")
}

// Where modules are loaded and no code is, an __init function was.
func TestACallOfWhatWasGivenBack(t *testing.T) {
	f := leadsOf(t, `BUG: unable to handle page fault for address: ffffffffc02ee000
#PF: supervisor instruction fetch in kernel mode
#PF: error_code(0x0010) - not-present page
Oops: 0010 [#1] PREEMPT SMP NOPTI
CPU: 0 PID: 89 Comm: sh Tainted: G           O       6.1.9 #7
RIP: 0010:0xffffffffc02ee000
Code: Unable to access opcode bytes at 0xffffffffc02edfd6.
RSP: 0018:ff8a12994039ba70 EFLAGS: 00000246
Call Trace:
 <TASK>
 chip_late+0x16/0x20 [chip]
 chip_write+0x7d/0xae [chip]
 vfs_write+0xc7/0x3f0
 </TASK>
---[ end trace 0000000000000000 ]---
`)
	silent(t, f.Text, nil, "chip_late [chip] jumped to 0xffffffffc02ee000", "__init")
}

// leadsOf is the first finding of the log's first report.
func leadsOf(t *testing.T, log string) Finding {
	t.Helper()
	_, all := findings(t, log)
	if len(all) == 0 {
		t.Fatal("nothing is found")
	}
	return all[0]
}
