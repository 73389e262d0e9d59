package parse_test

import (
	"strings"
	"testing"

	"oopscope/parse"
)

// TestTaintFlags: the letters of kernel/panic.c's taint_flags[], each with what
// it says to somebody who does not know them by heart.
func TestTaintFlags(t *testing.T) {
	for flag, word := range map[string]string{
		"P": "proprietary", "F": "force", "S": "specification", "R": "removed by force", "M": "machine check", "B": "bad page",
		"U": "user space", "D": "died", "A": "ACPI", "W": "warning", "C": "staging", "I": "firmware", "O": "out-of-tree", "E": "unsigned",
		"L": "lockup", "K": "live patched", "X": "distribution", "T": "randomization", "N": "test", "J": "fwctl",
	} {
		log := newConsole().say(warnLine, "CPU: 0 PID: 77 Comm: sh Tainted: G "+flag+"  6.1.0 #1\n", traceLine, endMark)
		all := log.crashes()
		if len(all) != 1 || len(all[0].Taint) != 1 || all[0].Taint[0].Flag != flag || !strings.Contains(all[0].Taint[0].Meaning, word) {
			t.Errorf("%s: %+v, want %q", flag, all[0].Taint, word)
		}
	}
	for _, none := range []string{"Not tainted 6.1.0 #1", "Tainted: G            6.1.0 #1", "Tainted: G Z 6.1.0 #1"} {
		all := newConsole().say(warnLine, "CPU: 0 PID: 77 Comm: sh "+none+"\n", traceLine, endMark).crashes()
		if len(all) != 1 || len(all[0].Taint) != 0 || all[0].Kernel != "6.1.0" {
			t.Errorf("%q: %+v, kernel %q", none, all[0].Taint, all[0].Kernel)
		}
	}
}

// TestFactsOfCheckers: what the checkers print of the object, each line under a
// name of its own (mm/kasan/report.c, mm/kfence/report.c, lib/ubsan.c, mm/slub.c,
// kernel/sched/core.c).
func TestFactsOfCheckers(t *testing.T) {
	const (
		kasan = "BUG: KASAN: slab-use-after-free in f+0x10/0x20\n"
		fence = "BUG: KFENCE: use-after-free read in f+0x10/0x20\n"
		ubsan = "UBSAN: array-index-out-of-bounds in drivers/iio/adc/x.c:120:14\n"
		race  = "BUG: KCSAN: data-race in f+0x10/0x20 / g+0x10/0x20\n"
		sleep = "BUG: sleeping function called from invalid context at mm/slab.h:400\n"
		slab  = "BUG kmalloc-128 (Tainted: G    B      O     ): Poison overwritten\n"
		page  = "BUG: Bad page state in process modprobe  pfn:9c2a1\n"
		lock  = "WARNING: possible circular locking dependency detected\n"
		stall = "rcu: INFO: rcu_preempt self-detected stall on CPU\n"
		oom   = "tail invoked oom-killer: gfp_mask=0x140dca(GFP_HIGHUSER_MOVABLE), order=0, oom_score_adj=0\n"
		hung  = "INFO: task kworker/0:1:45 blocked for more than 120 seconds.\n"
		list  = "list_del corruption, ffff8880b5d5ab08->next is LIST_POISON1 (dead000000000100)\n"
		spin  = "BUG: spinlock bad magic on CPU#0, modprobe/1726\n"
		cpu   = "BUG: using smp_processor_id() in preemptible [00000000] code: modprobe/1726\n"
	)
	for _, c := range []struct{ header, line, name string }{
		{kasan, "Read of size 8 at addr ffff888003b8a000 by task sh/82", "access"},
		{kasan, "Write of size 8 at addr ffff888003b8a000 by task sh/82", "access"},
		{kasan, "Free of addr ffff888003b8a000 by task sh/82", "access"},
		{fence, "Use-after-free read at 0x00000000d1b2c3a4 (in kfence-#12):", "access"},
		{fence, "Out-of-bounds read at 0x00000000d1b2c3a4 (1B right of kfence-#12):", "access"},
		{fence, "Corrupted memory at 0x00000000d1b2c3a4 [ ! ! ! ] (in kfence-#12):", "access"},
		{fence, "Invalid free of 0x00000000d1b2c3a4 (in kfence-#12):", "access"},
		{fence, "Invalid read at 0x00000000d1b2c3a4:", "access"},
		{fence, "Invalid write at 0x00000000d1b2c3a4:", "access"},
		{fence, "kfence-#12: 0x00000000d1b2c3a4-0x00000000d1b2c3c3, size=32, cache=kmalloc-32", "object"},
		{kasan, "The buggy address belongs to the object at ffff888003b8a000", "object"},
		{kasan, " which belongs to the cache kmalloc-64 of size 64", "cache"},
		{kasan, "The buggy address is located 8 bytes inside of", "offset"},
		{kasan, "The buggy address belongs to the variable:", "object"},
		{kasan, "The buggy address belongs to stack of task sh/82", "object"},
		{race, "value changed: 0x0000000000000001 -> 0x0000000000000002", "value changed"},
		{ubsan, "index 9 is out of range for type 'int [8]'", "detail"},
		{ubsan, "shift exponent 64 is too large for 32-bit type 'int'", "detail"},
		{ubsan, "signed integer overflow:", "detail"},
		{ubsan, "left shift of negative value -1", "detail"},
		{ubsan, "member access within null pointer of type 'struct x'", "detail"},
		{ubsan, "load of value 7 is not a valid value for type '_Bool'", "detail"},
		{ubsan, "division by zero", "detail"},
		{sleep, "in_atomic(): 1, irqs_disabled(): 0, non_block: 0, pid: 77, name: sh", "context"},
		{sleep, "preempt_count: 1, expected: 0", "preempt count"},
		{sleep, "RCU nest depth: 1, expected: 0", "RCU nesting"},
		{page, "page dumped because: nonzero mapcount", "reason"},
		{page, "flags: 0x4000000000000200(slab)", "page flags"},
		{slab, "First byte 0x62 instead of 0x6b", "overwritten"},
		{slab, "0xffff888003b8a010-0xffff888003b8a017 @offset=16. First byte 0x62 instead of 0x6b", "overwritten"},
		{slab, "INFO: 0xffff888003b8a010-0xffff888003b8a017. First byte 0x62 instead of 0x6b", "overwritten"},
		{lock, "insmod/82 is trying to acquire lock:", "task"},
		{lock, "insmod/82 is trying to acquire:", "task"},
		{lock, "insmod/82 is trying to lock:", "task"},
		{lock, "insmod/82 [HC0[0]:SC0[0]:HE1:SE1] takes:", "task"},
		{lock, "ffff888003b8a010 (&dev->lock){+.+.}-{3:3}, at: f+0x10/0x20", "lock"},
		{lock, "ffff888003b8a010 (&dev->lock){+.+.}, at: f+0x10/0x20", "lock"},
		{lock, "ffff888003b8a010 (&dev->lock), at: f+0x10/0x20", "lock"},
		{lock, "  &a->lock --> &b->lock --> &c->lock", "chain"},
		{lock, "inconsistent {IN-HARDIRQ-W} -> {HARDIRQ-ON-W} usage.", "usage"},
		{stall, "rcu: rcu_preempt kthread starved for 5250 jiffies! g1 f0x0 RCU_GP_WAIT_FQS(5) ->state=0x0 ->cpu=1", "rcu"},
		{stall, "rcu: (detected by 1, t=5252 jiffies, g=1, q=1)", "rcu"},
		{stall, "rcu: \t0-...!: (1 ticks this GP) idle=1/1/0x1 softirq=1/1 fqs=0", "rcu"},
		{stall, "rcu: \t1-...!: (3 GPs behind) idle=1/0/0x0 softirq=1/1 fqs=0", "rcu"},
		{stall, "rcu: Tasks blocked on level-0 rcu_node (CPUs 0-1): P82", "rcu"},
		{oom, "Out of memory: Killed process 82 (tail) total-vm:101648kB", "victim"},
		{oom, "oom-kill:constraint=CONSTRAINT_NONE,nodemask=(null),task=tail,pid=82,uid=0", "victim"},
		{hung, "INFO: task sh:82 is blocked on a mutex likely owned by task cat:83.", "blocker"},
		{list, "list_add corruption. next->prev should be prev (c1b2), but was c1b3. (next=c1b4).", "pointers"},
		{spin, " lock: lock.0+0x0/0x10, .magic: 00000000, .owner: <none>/-1, .owner_cpu: 0", "lock"},
		{cpu, "caller is f+0x10/0x20 [bench]", "caller"},
	} {
		trace := traceLine
		if c.header == lock {
			trace = "stack backtrace:\n" + traceLine
		}
		all := newConsole().say(c.header, c.line+"\n", trace).crashes()
		if len(all) != 1 || !named(all[0], c.name, 5) {
			t.Errorf("%q is no %q: %+v", c.line, c.name, all[0].Facts)
		}
	}
}

// named tells whether the line gave a fact of the name.
func named(k *parse.Crash, name string, line int) bool {
	for _, f := range k.Facts {
		if f.Name == name && f.Line == line {
			return true
		}
	}
	return false
}
