package grammar

// keywordLines lists how report lines begin, by kind. Sources: kernel/panic.c,
// lib/dump_stack.c, arch/*/kernel/{traps,process}.c, mm/*, kernel/rcu,
// kernel/locking/lockdep.c, kernel/hung_task.c, kernel/watchdog.c.
var keywordLines = map[Kind]string{
	Heading: `Call Trace:
Call trace:
Backtrace:
Stack Trace:
stack backtrace:
Trace:`,
	System: `Modules linked in:
Unloaded tainted modules:
[last unloaded:
CPU: 
Pid: 
CPU#
Hardware name: 
Tainted: 
Workqueue: 
Stopper: 
Sched_ext: 
Process 
task: 
Comm: 
Preemption disabled at:
Kdump: 
Internal error: `,
	Code: `Code: 
Code:`,
	Fault: `Kernel Offset
Current 
`,
	Hex: `Stack:
raw: `,
	Detail: `rcu: 
	rcu
INFO: lockdep is turned off
Sending NMI
sending NMI
NMI backtrace for
Task dump for CPU
task:
Showing all locks
Showing busy
workqueue 
pwq 
pool 
in-flight:
pending:
irq event stamp
hardirqs last
softirqs last
in_atomic()
preempt_count
RCU nest depth
caller is
lock: 
Allocated by task
Freed by task
Allocated in
Freed in
Allocated:
Freed:
Free path:
PID = 
The buggy address
which belongs to
freed 
allocated 
located
page:
page_type
flags: 
head:
page dumped because
page_owner
page last
page has been
Memory state around
>
^
Read of size
Write of size
Read at addr
Write at addr
Free of addr
Invalid-free
Use-after-free
Out-of-bounds
Corrupted memory
Invalid 
kfence-#
allocated by task
freed by task
Uninit was
Local variable
Byte
Bytes
Memory access of size
Data copied
value changed
bits changed
Reported by Kernel
race at
read to
write to
read-write to
read (marked)
write (marked)
assert no
Object
Redzone
Padding
Slab 
INFO: Object
INFO: Slab
INFO: Allocated
INFO: Freed
INFO: 0x
FIX 
Disabling lock debugging
Pointer tag
Asynchronous fault
This frame has
addr 
shadow
Last potentially
Second to last
KASAN: 
CMA
Mem-Info
active_anon
inactive_anon
active_file
unevictable
isolated
slab_reclaimable
mapped:
kernel_misc
sec_pagetables
free:
Node 
DMA
Normal
HighMem
lowmem_reserve
total pagecache
pages in swap
Swap cache
Free swap
Total swap
Tasks state
oom-kill
oom_reaper
Out of memory
memory: usage
swap: usage
Memory cgroup stats
handlers:
Disabling IRQ
"echo 0 > 
Not tainted
Tainted:
Blocked by
INFO: task
unreferenced object
comm "
hex dump
backtrace
index 
shift exponent
signed integer
left shift
right shift
load of value
member access
store to
division of
negation of
but task is
but there are
and this task
which lock
which became
to a 
the existing
other info
Chain exists
Possible unsafe
Possible interrupt unsafe
CPU0
lock(
<Interrupt>
*** DEADLOCK
May be due
locks held
no locks held
#0: 
#1: 
#2: 
#3: 
#4: 
#5: 
#6: 
#7: 
->
...
is trying to
stack trace
dependencies
the dependencies
the shortest
the code is fine
The code is fine
you didn't
turning off the locking
context-{
RCU used illegally
rcu_scheduler_active
just changed the state
but this new
inconsistent {
{
Utilization
Reason:
Call 
next:
<<
Future hung task
csd:
Mapped at
BUG: Bad
addr:
file:
vma 
mm
Oops: 
(t=
(detected by`,
	Ending: `---[ end `,
	Trailer: `note: 
Kernel panic
Rebooting in
Rebooting 
SMP: stopping
SMP: failed
Fixing recursive
Segmentation fault
Shutting down cpus
Dumping ftrace
ftrace buffer
(ftrace buffer
Press Stop-A
Kernel relocated by
.text
.data
.bss
.sdata
---[`,
}
