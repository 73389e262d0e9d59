package triage

import (
	"os"
	"testing"

	"oopscope/parse"
	"oopscope/parse/crash"
)

// What drivers do wrong with the kernel's core, made on purpose on stock kernels (Debian's
// 7.2.13), each with the sentence that an expert would say first and what is
// not so.
func TestMisuseOfTheCore(t *testing.T) {
	const folder = "../../testdata/"
	for _, c := range []struct {
		log, rule  string
		report     int
		confidence string
		never      []string
		must       string
	}{
		// clk_get() and its kin fail two callers up: the base is the error, not NULL.
		{"loongarch/error_pointer-72.log", "err-pointer", 0, Certain, []string{"NULL"}, "ERR_PTR(-2) ENOENT, and a member at 0x30"},
		// The address behind skb_panic() is the start of the next function, skb_put().
		{"loongarch/skb_under-72.log", "packet-room", 0, Certain, []string{"skb_put"}, "in front of a packet"},
		{"loongarch/kobject_unset-72.log", "first-oops-not-this-one", 1, Likely, nil, "went on with what it was given"},
		{"loongarch/timer_of_unloaded-72.log", "module-unload-race", 0, Likely, nil, "acqhot was the last to go"},
		{"loongarch/timer_waits_for_itself-72.log", "busy-cpu", 0, Likely, []string{"constant_timer_interrupt", "hrtimer"}, "__timer_delete_sync kept CPU 0"},
		{"loongarch/init_gone-72.log", "bad-function-pointer", 0, Certain, []string{"data of"}, "an __init function of a module"},
		{"loongarch/work_left_atomic-72.log", "atomic-context", 0, Certain, []string{"slept"}, "acq_leak_work_fn [acqdrv] came back from its work"},
		{"loongarch/work_left_atomic-72.log", "atomic-context", 1, Certain, []string{"slept"}, "that something before it had left behind"},
		{"loongarch/slept_in_timer-72.log", "callback-left-atomic", 2, Certain, nil, "the scheduler had set it back"},
		{"loongarch/slept_in_timer-72.log", "first-oops-not-this-one", 3, Likely, nil, "the idle task of this CPU was sent to sleep"},
		// On arm64 the task ends within its exception, of which the scheduler then complains.
		{"arm64/netdev_twice-72.log", "panic-echo", 1, Certain, []string{"going down"}, "in do_exit(), which ended a task from within die()"},
		{"arm64/slept_under_spinlock-72.log", "fault-while-atomic", 2, Likely, nil, "the registers are the program's"},
		{"x86_64/notifier_left-72.log", "left-registered", 0, Likely, nil, "a notifier block of the chain"},
		{"x86_64/timer_waits_for_itself-72.log", "first-oops-not-this-one", 2, Likely, nil, "is found in acq_self_timer() again"},
		// The link register is left over from the message before the BUG().
		{"arm/usercopy-510.log", "usercopy", 0, Certain, []string{"console_unlock"}, "acq_fw_dump [acqdrv] was about to show"},
		// A wait queue that was never set up: the entry lies 12 bytes into its structure.
		{"arm/wait_queue_raw-510.log", "container-of-null", 0, Likely, []string{"ENOMEM"}, "NULL minus 0xc"},
		// What the watchdog prints its trace with wants no lock.
		{"arm/locks_crossed-510.log", "spinlock-stuck", 0, Likely, []string{"dump_backtrace"}, "for a lock that acq_take_a"},
	} {
		b, err := os.ReadFile(folder + c.log)
		if err != nil {
			t.Fatal(err)
		}
		all := decode(parse.New(parse.Options{}), b)
		if len(all) <= c.report {
			t.Fatalf("%s: %d reports", c.log, len(all))
		}
		f := found(all[c.report], c.rule)
		if f == nil {
			t.Errorf("%s: no %s in report %d", c.log, c.rule, c.report)
			continue
		}
		silent(t, f.Text, c.never, c.must)
		if f.Confidence != c.confidence {
			t.Errorf("%s: %s is %s", c.log, c.rule, f.Confidence)
		}
	}
}

// A program's own fault was in no interrupt, whatever the count said that the panic goes by.
func TestAProgramsFaultIsInNoInterrupt(t *testing.T) {
	b, err := os.ReadFile("../../testdata/arm64/slept_under_spinlock-72.log")
	if err != nil {
		t.Fatal(err)
	}
	if f := found(decode(parse.New(parse.Options{}), b)[2], "interrupt-death"); f != nil {
		t.Error(f.Text)
	}
}

// A mapping may not be taken down in a softirq: BUG_ON(in_interrupt()), mm/vmalloc.c. That
// is not what vfree()'s WARN() complains of.
func TestAMappingTakenDownInASoftirq(t *testing.T) {
	f := told(t, `------------[ cut here ]------------
kernel BUG at mm/vmalloc.c:3529!
Oops: invalid opcode: 0000 [#1] SMP NOPTI
CPU: 1 UID: 0 PID: 0 Comm: swapper/1 Tainted: G           OE       7.2.13+deb14-amd64 #1 PREEMPT(lazy)
RIP: 0010:vunmap+0x46/0x50
RSP: 0018:ffffa6a8400f8ea8 EFLAGS: 00010206
Call Trace:
 <IRQ>
 acq_unmap_timer+0x15/0x20 [acqdrv]
 call_timer_fn+0x2a/0x110
 __run_timers+0x27c/0x330
 run_timer_softirq+0x86/0xf0
 handle_softirqs+0xd9/0x310
 </IRQ>
Modules linked in: acqdrv(OE)
---[ end trace 0000000000000000 ]---
Kernel panic - not syncing: Fatal exception in interrupt
`)
	silent(t, f["core-complained"].Text, []string{"kmalloc"}, "in an interrupt or a softirq")
}

// A copy over the end of a member is warned of and done: nobody is killed.
func TestACopyOverAMemberKillsNobody(t *testing.T) {
	b, err := os.ReadFile("../../testdata/triage/field-overflow.fires.log")
	if err != nil {
		t.Fatal(err)
	}
	c := decode(parse.New(parse.Options{}), b)[0]
	if c.Class != "field-overflow" || c.Severity != crash.Warning || c.Aftermath != crash.Continues {
		t.Errorf("%s, %v, %v", c.Class, c.Severity, c.Aftermath)
	}
}
