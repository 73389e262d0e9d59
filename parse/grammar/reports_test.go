package grammar

import (
	"strings"
	"testing"
)

// ofReports are lines that the kernel prints in reports whatever the architecture,
// by what they are: kernel/panic.c, lib/dump_stack.c, kernel/locking/lockdep.c,
// mm/kasan/report.c, mm/slub.c, mm/page_alloc.c, mm/oom_kill.c, kernel/rcu/tree_stall.h,
// kernel/kcsan/report.c, lib/ubsan.c, mm/kmemleak.c, kernel/irq/spurious.c.
var ofReports = map[Kind]string{
	Blank: " ",
	Heading: `Call Trace:
Call trace:
Backtrace:
Stack Trace:
stack backtrace:`,
	System: `Modules linked in: shepherd(OE-) benchcrash(OE) [last unloaded: pru]
Unloaded tainted modules: pru(OE):1
CPU: 1 UID: 0 PID: 77 Comm: sh Not tainted 6.12.0 #1
Pid: 77, comm: sh Not tainted 3.2.0
Hardware name: Generic AM33XX (Flattened Device Tree)
Tainted: [W]=WARN, [O]=OOT_MODULE
Workqueue: events_unbound async_run_entry_fn
Stopper: multi_cpu_stop+0x0/0x1a0 <- 0x0
Sched_ext: simple (enabled), task: runnable_at=-10ms
Process sh (pid: 77, stack limit = 0xd0984000)
task: ffff88003d8b8000 ti: ffff88003d8bc000 task.ti: ffff88003d8bc000
Preemption disabled at:
Internal error: Oops: 5 [#1] PREEMPT SMP ARM`,
	Code:  `Code: e34b4f1a e5943000 (e7d33006)`,
	Fault: `Kernel Offset: 0x2a00000 from 0xffffffff81000000`,
	Hex: `Stack:
raw: 0100000000000200 ffff888100042a00 dead000000000122 0000000000000000`,
	Detail: `rcu: 	0-...!: (1 GPs behind) idle=1f2/0/0x1
INFO: lockdep is turned off.
Sending NMI from CPU 0 to CPUs 1:
NMI backtrace for cpu 1
Task dump for CPU 1:
task:stuckd          state:D stack:0     pid:85
Showing all locks held in the system:
workqueue events: flags=0x0
  pwq 2: cpus=1 node=0 flags=0x0 nice=0 active=1 refcnt=2
pool 2: cpus=1 node=0 flags=0x0 nice=0 hung=31s workers=3
irq event stamp: 1234
hardirqs last  enabled at (1233): [<c0101a0c>] f+0x1/0x2
softirqs last disabled at (1232): [<c0101a0c>] f+0x1/0x2
in_atomic(): 1, irqs_disabled(): 0, non_block: 0, pid: 77, name: sh
preempt_count: 1, expected: 0
RCU nest depth: 0, expected: 0
caller is f+0x1/0x2
Allocated by task 77:
Freed by task 77 on cpu 1 at 10.000000s:
The buggy address belongs to the object at ffff888100042a00
 which belongs to the cache kmalloc-64 of size 64
page:ffffea0004001080 refcount:1 mapcount:0 mapping:0000000000000000
flags: 0x200(slab|node=0|zone=0)
page_owner tracks the page as allocated
Memory state around the buggy address:
>ffff888100042a80: fa fb fb fb fb fb fb fb fc fc fc fc fc fc fc fc
Read of size 4 at addr ffff888100042a90 by task sh/77
Write of size 4 at addr ffff888100042a90 by task sh/77
Free of addr ffff888100042a90 by task sh/77
kfence-#12: 0xffff888237c00000-0xffff888237c0003f, size=64, cache=kmalloc-64
Uninit was stored to memory at:
Local variable buf created at:
Bytes 4-7 of 64 are uninitialized
Memory access of size 64 starts at ffff888100042a90
value changed: 0x0000000000000000 -> 0x0000000000000001
Reported by Kernel Concurrency Sanitizer on:
race at unknown origin, with read to 0xffff888100042a90 of 8 bytes by task 77 on cpu 1:
read to 0xffff888100042a90 of 8 bytes by task 77 on cpu 1:
write (marked) to 0xffff888100042a90 of 8 bytes by interrupt on cpu 0:
Object   ffff888100042a00: 6b 6b 6b 6b 6b 6b 6b 6b
Redzone  ffff888100042a40: bb bb bb bb bb bb bb bb
Padding  ffff888100042a50: 5a 5a 5a 5a 5a 5a 5a 5a
Slab 0xffffea0004001080 objects=21 used=12 fp=0xffff888100042a90
FIX kmalloc-64: Restoring Poison 0xffff888100042a00-0xffff888100042a3f=0x6b
Disabling lock debugging due to kernel taint
Mem-Info:
active_anon:1234 inactive_anon:5678 isolated_anon:0
Node 0 active_anon:4936kB inactive_anon:22712kB
DMA: 1*4kB (U) 2*8kB (U) = 20kB
lowmem_reserve[]: 0 0 2000
Tasks state (memory values in pages):
oom-kill:constraint=CONSTRAINT_NONE,nodemask=(null)
Out of memory: Killed process 77 (sh) total-vm:1234kB
handlers:
Disabling IRQ #27
"echo 0 > /proc/sys/kernel/hung_task_timeout_secs" disables this message.
unreferenced object 0xffff888100042a00 (size 64):
  comm "sh", pid 77, jiffies 4294937296
  hex dump (first 32 bytes):
index 4 is out of range for type 'int [4]'
shift exponent 32 is too large for 32-bit type 'int'
signed integer overflow:
load of value 2 is not a valid value for type '_Bool'
but task is already holding lock:
the existing dependency chain (in reverse order) is:
other info that might help us debug this:
 Possible unsafe locking scenario:
       CPU0                    CPU1
  lock(&s->lock);
 *** DEADLOCK ***
 #0: ffff0000c495a9d8 (&s->lock){+.+.}-{2:2}, at: f+0x90/0x334
modprobe/1726 is trying to acquire lock:`,
	Ruled: `======================================================
--------------------------------------------`,
	Frame: ` schedule_timeout+0x94/0x150
 ? hrtimer_interrupt+0x140/0x320
 <IRQ>
 </TASK>
[<c0101a0c>] (show_stack) from [<c01ad388>] (dump_stack+0x9c/0x374)
([<000003ff7fd03016>] buffer_check+0x36/0x50 [benchcrash])
--- interrupt: 900 at _printk+0x2c/0x40
---- interrupt: c00 at 0x7fff8a1b2c3c
--- Exception: 901 at f
0xffffffffc0000000`,
	Ending: `---[ end trace 0000000000000000 ]---
---[ end Kernel panic - not syncing: why ]---`,
	Other: `usb 1-1: new high-speed USB device number 2 using ehci-pci
login:
EXT4-fs (mmcblk0p2): mounted filesystem
----------
a word: 12`,
}

// TestLinesOfReports: lines that every kernel prints.
func TestLinesOfReports(t *testing.T) {
	for want, text := range ofReports {
		for line := range strings.SplitSeq(text, "\n") {
			if got := KindOf(line); got != want {
				t.Errorf("%q is %v, not %v", line, got, want)
			}
		}
	}
}
