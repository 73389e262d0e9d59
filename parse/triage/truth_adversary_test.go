package triage

import "testing"

// Logs in which every line stands that a rule asks for, and what it used to say is untrue all
// the same. The first ones are of drivers written for that, on 6.12 in QEMU; the others keep to
// the formats of the functions that are named.

const strcmpOfANumber = `[    4.501065] BUG: kernel NULL pointer dereference, address: 000000000000002a
[    4.517034] #PF: supervisor read access in kernel mode
[    4.517445] #PF: error_code(0x0000) - not-present page
[    4.518329] Oops: Oops: 0000 [#1] PREEMPT SMP NOPTI
[    4.518975] CPU: 1 UID: 0 PID: 143 Comm: sh Tainted: G           OE      6.12.94+deb13-amd64 #1  Debian 6.12.94-1
[    4.526399] RIP: 0010:strcmp+0x18/0x40
[    4.526971] Code: 00 00 90 90 90 90 90 90 90 90 90 90 90 90 90 90 90 90 f3 0f 1e fa 31 c0 eb 10 0f 1f 84 00 00 00 00 00 48 83 c0 01 84 d2 74 13 <0f> b6 14 07 3a 14 06 74 ef 19 c0 83 c8 01 c3 cc cc cc cc 31 c0 c3
[    4.527620] RSP: 0018:ff4d0e9d401c7b80 EFLAGS: 00010246
[    4.527839] RAX: 0000000000000000 RBX: 0000000000000000 RCX: 0000000000000000
[    4.528050] RDX: 0000000000000000 RSI: ffffffffc03ee19c RDI: 000000000000002a
[    4.538752] CR2: 000000000000002a CR3: 00000000018c0000 CR4: 0000000000751ef0
[    4.539351] Call Trace:
[    4.553221]  <TASK>
[    4.553695]  ghost_same.constprop.0+0x11/0x20 [ghost]
[    4.554045]  b_str_int+0x13/0x20 [ghost]
[    4.554816]  proc_reg_write+0x5a/0xa0
[    4.555000]  </TASK>
[    4.560000] ---[ end trace 0000000000000000 ]---
`

const belowTheStack = `[    4.711940] BUG: TASK stack guard page was hit at 000000009af22502 (stack is 00000000899ee5dd..00000000fafd64b9)
[    4.712834] Oops: stack guard page: 0000 [#1] PREEMPT SMP NOPTI
[    4.714563] CPU: 1 UID: 0 PID: 140 Comm: sh Tainted: G           OE      6.12.94+deb13-amd64 #1  Debian 6.12.94-1
[    4.715887] RIP: 0010:ghost_below+0x68/0x90 [ghost]
[    4.716213] Code: 00 00 48 c7 44 24 20 00 00 00 00 48 c7 44 24 28 00 00 00 00 48 c7 44 24 30 00 00 00 00 48 c7 44 24 38 00 00 00 00 c6 04 24 01 <c6> 00 07 48 8b 44 24 40 65 48 2b 04 25 28 00 00 00 75 09 48 83 c4
[    4.717060] RSP: 0018:ff5c9f46c060bc18 EFLAGS: 00010286
[    4.717380] RAX: ff5c9f46c0607ee8 RBX: 0000000000000060 RCX: 0000000000000000
[    4.720000] Call Trace:
[    4.720100]  <TASK>
[    4.720200]  b_stack_below+0x3c/0x50 [ghost]
[    4.720300]  proc_reg_write+0x5a/0xa0
[    4.720400]  </TASK>
[    4.720500] ---[ end trace 0000000000000000 ]---
`

const halfADivisor = `[    5.001000] Oops: divide error: 0000 [#1] PREEMPT SMP NOPTI
[    5.001100] CPU: 0 UID: 0 PID: 143 Comm: sh Tainted: G           OE      6.12.94+deb13-amd64 #1  Debian 6.12.94-1
[    5.001200] RIP: 0010:ghost_share.constprop.0+0xc/0x20 [ghost]
[    5.001300] Code: 90 90 90 f3 0f 1e fa 0f 1f 44 00 00 31 d2 b8 4d 00 00 00 <f7> f7 c3 cc cc cc cc 0f 1f 00 90 90 90 90
[    5.001400] RSP: 0018:ff36c9d2401dfcc8 EFLAGS: 00010246
[    5.001500] RAX: 000000000000004d RBX: 0000000000000020 RCX: 0000000000000000
[    5.001600] RDX: 0000000000000000 RSI: ffffffffc02c71d7 RDI: 0000000500000000
[    5.001700] Call Trace:
[    5.001800]  <TASK>
[    5.001900]  b_div_trunc+0x1e/0x40 [ghost]
[    5.002000]  proc_reg_write+0x5a/0xa0
[    5.002100]  </TASK>
[    5.002200] ---[ end trace 0000000000000000 ]---
`

// A function wrote 0 over its own return address; nothing was called.
const returnedToNull = `[    4.301000] BUG: kernel NULL pointer dereference, address: 0000000000000000
[    4.301100] #PF: supervisor instruction fetch in kernel mode
[    4.301200] #PF: error_code(0x0010) - not-present page
[    4.301300] Oops: Oops: 0010 [#1] PREEMPT SMP NOPTI
[    4.301400] CPU: 0 UID: 0 PID: 140 Comm: sh Tainted: G           OE      6.12.94+deb13-amd64 #1  Debian 6.12.94-1
[    4.301500] RIP: 0010:0x0
[    4.301600] Code: Unable to access opcode bytes at 0xffffffffffffffd6.
[    4.301700] RSP: 0018:ff1e3f5f801c7cd0 EFLAGS: 00010286
[    4.301800] RAX: ff1e3f5f801c7cd0 RBX: 0000000000000060 RCX: 0000000000000000
[    4.302000] Call Trace:
[    4.302100]  <TASK>
[    4.302200]  ghost_command+0x44/0x60 [ghost]
[    4.302300]  ghost_write+0x8d/0xe0 [ghost]
[    4.302400]  proc_reg_write+0x5a/0xa0
[    4.302500]  </TASK>
[    4.302600] ---[ end trace 0000000000000000 ]---
`

const removedByAnother = `[    4.600000] BUG: kernel NULL pointer dereference, address: 0000000000000004
[    4.600100] Oops: Oops: 0000 [#1] PREEMPT SMP NOPTI
[    4.600200] CPU: 0 UID: 0 PID: 145 Comm: rmmod Tainted: G           OE      6.12.94+deb13-amd64 #1  Debian 6.12.94-1
[    4.600300] RIP: 0010:veil_thick+0x5/0x10 [ghost]
[    4.600400] Call Trace:
[    4.600500]  <TASK>
[    4.600600]  ghost_remove+0x1d/0x30 [ghost]
[    4.600700]  platform_remove+0x1f/0x30
[    4.600800]  device_release_driver_internal+0x19f/0x200
[    4.600900]  bus_remove_device+0xc6/0x130
[    4.601000]  device_del+0x161/0x3e0
[    4.601100]  platform_device_unregister+0x17/0x60
[    4.601200]  haunt_exit+0x4d/0xf0 [haunt]
[    4.601300]  __do_sys_delete_module.isra.0+0x1b4/0x300
[    4.601400]  do_syscall_64+0x87/0x1b0
[    4.601500]  </TASK>
[    4.601600] Modules linked in: haunt(OE-) ghost(OE)
[    4.601700] ---[ end trace 0000000000000000 ]---
`

// Another module's interrupt comes while one is on its way out.
const interruptOverExit = `[    4.600000] BUG: kernel NULL pointer dereference, address: 0000000000000004
[    4.600100] Oops: Oops: 0000 [#1] PREEMPT SMP NOPTI
[    4.600200] CPU: 0 UID: 0 PID: 145 Comm: rmmod Tainted: G           OE      6.12.94+deb13-amd64 #1  Debian 6.12.94-1
[    4.600300] RIP: 0010:veil_thick+0x5/0x10 [ghost]
[    4.600400] Call Trace:
[    4.600500]  <IRQ>
[    4.600600]  ghost_tick+0x1d/0x30 [ghost]
[    4.600700]  __hrtimer_run_queues+0x132/0x2a0
[    4.600800]  hrtimer_interrupt+0xff/0x230
[    4.600900]  __sysvec_apic_timer_interrupt+0x55/0x100
[    4.601000]  sysvec_apic_timer_interrupt+0x6c/0x90
[    4.601050]  </IRQ>
[    4.601060]  <TASK>
[    4.601070]  asm_sysvec_apic_timer_interrupt+0x1a/0x20
[    4.601100] RIP: 0010:delay_tsc+0x3b/0x60
[    4.601200]  haunt_exit+0x4d/0xf0 [haunt]
[    4.601300]  __do_sys_delete_module.isra.0+0x1b4/0x300
[    4.601400]  do_syscall_64+0x87/0x1b0
[    4.601500]  </TASK>
[    4.601600] Modules linked in: haunt(OE-) ghost(OE)
[    4.601700] Kernel panic - not syncing: Fatal exception in interrupt
`

// cpuhp_remove_state() calls the function that it takes off, on purpose.
const hotplugInExit = `[    4.600000] BUG: kernel NULL pointer dereference, address: 0000000000000008
[    4.600100] Oops: Oops: 0000 [#1] PREEMPT SMP NOPTI
[    4.600200] CPU: 0 UID: 0 PID: 144 Comm: rmmod Tainted: G           OE      6.12.94+deb13-amd64 #1  Debian 6.12.94-1
[    4.600300] RIP: 0010:haunt_read+0x5/0x10 [haunt]
[    4.600400] Call Trace:
[    4.600500]  <TASK>
[    4.600600]  haunt_down+0x1d/0x30 [haunt]
[    4.600700]  cpuhp_invoke_callback+0x2e8/0x440
[    4.600800]  cpuhp_issue_call+0x89/0x190
[    4.600900]  __cpuhp_remove_state_cpuslocked+0x9d/0x150
[    4.601100]  __cpuhp_remove_state+0x3e/0x50
[    4.601200]  haunt_exit+0x4d/0xf0 [haunt]
[    4.601300]  __do_sys_delete_module.isra.0+0x1b4/0x300
[    4.601400]  do_syscall_64+0x87/0x1b0
[    4.601500]  </TASK>
[    4.601600] Modules linked in: haunt(OE-) ghost(OE)
[    4.601700] ---[ end trace 0000000000000000 ]---
`

// panic_on_oops, and process 1 is what dies.
const initAndTheSetting = `[    6.100000] BUG: kernel NULL pointer dereference, address: 0000000000000004
[    6.100100] Oops: Oops: 0000 [#1] PREEMPT SMP NOPTI
[    6.100200] CPU: 1 UID: 0 PID: 1 Comm: init Tainted: G           OE      6.12.94+deb13-amd64 #1  Debian 6.12.94-1
[    6.100300] RIP: 0010:veil_thick+0x5/0x10 [ghost]
[    6.100400] Call Trace:
[    6.100500]  <TASK>
[    6.100600]  b_null_exit+0x1c/0x40 [ghost]
[    6.100700]  proc_reg_write+0x5a/0xa0
[    6.100800]  </TASK>
[    6.100900] ---[ end trace 0000000000000000 ]---
[    6.101000] Kernel panic - not syncing: Fatal exception
[    6.101100] ---[ end Kernel panic - not syncing: Fatal exception ]---
`

func TestEveryLineStandsAndItIsUntrue(t *testing.T) {
	for _, c := range []struct {
		what, log, rule, confidence string
		never, must                 []string
	}{
		{"a number and an index of 0 are no NULL pointer", strcmpOfANumber, "null-member", Likely, nil, []string{"used the pointer 0x2a"}},
		{"a guard page that is touched from above", belowTheStack, "stack-overflow", Certain, []string{"is used up in"}, []string{"ghost_below [ghost] touched the page below", "15664 bytes above"}},
		{"half of a register divides", halfADivisor, "divide-by-zero", Certain, []string{"did not fit"}, []string{"divisor 0x0, the lower half of 0x500000000"}},
		{"a return to 0", returnedToNull, "null-call", Certain, []string{"ghost_command [ghost] called"}, []string{"ghost_command [ghost], or a function that it had called, sent the CPU to address 0x0"}},
		{"who comes last is not who unloads", removedByAnother, "module-exit-path", Certain, []string{"haunt crashed"}, []string{"veil_thick [ghost], while module haunt went through its exit path"}},
		{"an interrupt over an exit path", interruptOverExit, "module-exit-path", "", nil, nil},
		{"a callback that the exit path calls", hotplugInExit, "module-unload-race", Likely, []string{"race in", "interrupted"}, []string{"was called by rmmod[144] itself, inside __do_sys_delete_module -> haunt_exit"}},
		{"init dies either way", initAndTheSetting, "panic-on-setting", Certain, []string{"only the task would be killed"}, []string{"would have died as well", "init[1]"}},
		{"a spinlock of PREEMPT_RT inside of RCU", nestedAsExpected, "atomic-context", Certain, []string{"rcu_read_lock"}, []string{"while interrupts were off"}},
		{"RCU while the CPU is idle to it", illegalFromIdle, "unprotected-rcu", Certain, []string{"without rcu_read_lock()"}, []string{"on an idle CPU"}},
		{"memory reclaim is no interrupt", takenToReclaim, "irq-unsafe-lock", Certain, []string{"interrupt"}, []string{"&xfs_nondir_ilock_class is taken while memory is reclaimed"}},
		{"a reader may read twice", readTwice, "self-deadlock", Certain, []string{"already: it waits for itself"}, []string{"as soon as a writer comes in between"}},
		{"the check names who called", cfiByAnother, "wrong-function-type", Certain, []string{"pointer of another type"}, []string{"pump_poll [pump] was about to call"}},
		{"an object's own part that is not on the list", notOnTheList, "usercopy", Certain, []string{"does not belong"}, []string{"may not be copied so"}},
		{"pages of 64 KiB", largePages, "allocation-failed", Certain, nil, []string{"64 KiB (order 0"}},
		{"a cpuset's memory", ofACpuset, "out-of-memory", Certain, []string{"The system ran out"}, []string{"by its cpuset ran out; the kernel killed process 901 (eater)"}},
		{"new memory has the poison as well", poisonedLock, "lock-not-initialised", Certain, []string{"an object that was freed: the"}, []string{"or in a new one in which nobody initialised it"}},
		{"the canary is set up there", canaryOfBoot, "stack-smash", Likely, []string{"was overwritten"}, []string{"gets its canary in there"}},
		{"a number is in the first page, too", kasanOfANumber, "kasan-null-range", Certain, []string{"It is a member"}, []string{"in the first page"}},
	} {
		t.Run(c.what, func(t *testing.T) {
			f := told(t, c.log)[c.rule]
			if f.Confidence != c.confidence {
				t.Errorf("%q is %q, not %q: %s", c.rule, f.Confidence, c.confidence, f.Text)
			}
			silent(t, f.Text, c.never, c.must...)
		})
	}
}

// __might_resched(), kernel/sched/core.c, is told of the nesting that it finds by
// rt_spin_lock() (RTLOCK_RESCHED_OFFSETS).
const nestedAsExpected = `[    9.100000] BUG: sleeping function called from invalid context at kernel/locking/spinlock_rt.c:48
[    9.100100] in_atomic(): 0, irqs_disabled(): 1, non_block: 0, pid: 88, name: pump
[    9.100200] preempt_count: 0, expected: 0
[    9.100300] RCU nest depth: 1, expected: 1
[    9.100400] CPU: 0 UID: 0 PID: 88 Comm: pump Not tainted 6.12.0-rt #1
[    9.100500] Call Trace:
[    9.100600]  <TASK>
[    9.100700]  dump_stack_lvl+0x5d/0x80
[    9.100800]  __might_resched.cold+0x9c/0xb0
[    9.100900]  rt_spin_lock+0x33/0x100
[    9.101000]  pump_fill+0x2c/0x60 [pump]
[    9.101100]  kthread+0xd1/0x100
[    9.101200]  ret_from_fork+0x34/0x50
[    9.101300]  </TASK>
`

// lockdep_rcu_suspicious(), kernel/locking/lockdep.c.
const illegalFromIdle = `[    3.000000] =============================
[    3.000100] WARNING: suspicious RCU usage
[    3.000200] 6.1.0 #1 Not tainted
[    3.000300] -----------------------------
[    3.000400] drivers/cpuidle/pump.c:77 suspicious rcu_dereference_check() usage!
[    3.000500]
[    3.000600] other info that might help us debug this:
[    3.000700]
[    3.000800] RCU used illegally from idle CPU!
[    3.000900] rcu_scheduler_active = 2, debug_locks = 1
[    3.001000] 1 lock held by swapper/1/0:
[    3.001100]  #0: ffffffff82a5a0e0 (rcu_read_lock){....}-{1:2}, at: pump_enter+0x0/0x100
[    3.001200]
[    3.001300] stack backtrace:
[    3.001400] CPU: 1 PID: 0 Comm: swapper/1 Not tainted 6.1.0 #1
[    3.001500] Call Trace:
[    3.001600]  <TASK>
[    3.001700]  dump_stack_lvl+0x5d/0x80
[    3.001800]  lockdep_rcu_suspicious+0x1a0/0x200
[    3.001900]  pump_enter+0x90/0x100 [pump]
[    3.002000]  cpuidle_enter_state+0xc0/0x3d0
[    3.002100]  cpuidle_enter+0x29/0x40
[    3.002200]  do_idle+0x1e0/0x260
[    3.002300]  </TASK>
`

// Until 4.14.
const takenToReclaim = `[    3.000000] =================================
[    3.000100] [ INFO: inconsistent lock state ]
[    3.000200] 4.4.0 #1 Not tainted
[    3.000300] ---------------------------------
[    3.000400] inconsistent {RECLAIM_FS-ON-R} -> {IN-RECLAIM_FS-W} usage.
[    3.000500] kswapd0/543 [HC0[0]:SC0[0]:HE1:SE1] takes:
[    3.000600]  (&xfs_nondir_ilock_class){++++-+}, at: [<ffffffffa00781f7>] xfs_ilock+0x177/0x200 [xfs]
[    3.000700] {RECLAIM_FS-ON-R} state was registered at:
[    3.000800]   [<ffffffff8110f369>] mark_held_locks+0x79/0xa0
[    3.000900] CPU: 0 PID: 543 Comm: kswapd0 Not tainted 4.4.0 #1
[    3.001000] Call Trace:
[    3.001100]  [<ffffffff813e4a24>] dump_stack+0x4b/0x63
[    3.001200]  [<ffffffff8110f2ab>] mark_lock+0x20b/0x290
[    3.001300]  [<ffffffff8111159d>] lock_acquire+0xfd/0x260
[    3.001400]  [<ffffffffa00781f7>] xfs_ilock+0x177/0x200 [xfs]
[    3.001500]  [<ffffffffa00783c3>] xfs_reclaim_inode+0x1b3/0x350 [xfs]
[    3.001600]  [<ffffffff8110e1c9>] kswapd+0x4d9/0x9a0
`

const readTwice = `[    3.000000] ============================================
[    3.000100] WARNING: possible recursive locking detected
[    3.000200] 6.1.0 #1 Not tainted
[    3.000300] --------------------------------------------
[    3.000400] pump/77 is trying to acquire lock:
[    3.000500] ffff888103a5c528 (&p->sem){++++}-{3:3}, at: pump_level+0x20/0x60 [pump]
[    3.000600]
[    3.000700] but task is already holding lock:
[    3.000800] ffff888103a5c528 (&p->sem){++++}-{3:3}, at: pump_show+0x20/0x60 [pump]
[    3.000900]
[    3.001000] stack backtrace:
[    3.001100] CPU: 0 PID: 77 Comm: pump Not tainted 6.1.0 #1
[    3.001200] Call Trace:
[    3.001300]  <TASK>
[    3.001400]  dump_stack_lvl+0x5d/0x80
[    3.001500]  __lock_acquire.cold+0x1e6/0x2d0
[    3.001600]  lock_acquire+0xd1/0x2d0
[    3.001700]  down_read+0x3e/0x160
[    3.001800]  pump_level+0x20/0x60 [pump]
[    3.001900]  pump_show+0x40/0x60 [pump]
[    3.002000]  </TASK>
`

// With FineIBT the callee's own preamble traps (arch/x86/kernel/cfi.c), whose name is another.
const cfiByAnother = `[    3.000000] CFI failure at pump_poll+0x3e/0x80 [pump] (target: pump_pages+0x0/0x40 [pump]; expected type: 0x4d5a1c2b)
[    3.000100] Oops: invalid opcode: 0000 [#1] PREEMPT SMP NOPTI
[    3.000200] CPU: 0 UID: 0 PID: 77 Comm: pump Not tainted 6.12.0 #1
[    3.000300] RIP: 0010:__cfi_pump_pages+0xd/0x10 [pump]
[    3.000400] Call Trace:
[    3.000500]  <TASK>
[    3.000600]  pump_poll+0x40/0x80 [pump]
[    3.000700]  kthread+0xd1/0x100
[    3.000800]  </TASK>
[    3.000900] ---[ end trace 0000000000000000 ]---
`

// usercopy_warn(), until 5.15, and __check_heap_object(), mm/slub.c.
const notOnTheList = `[    3.000000] usercopy: Kernel memory exposure attempt detected from SLUB object 'pump_state' (offset 8, size 16)!
[    3.000100] ------------[ cut here ]------------
[    3.000200] kernel BUG at mm/usercopy.c:102!
[    3.000300] invalid opcode: 0000 [#1] PREEMPT SMP NOPTI
[    3.000400] CPU: 0 PID: 77 Comm: pump Not tainted 6.1.0 #1
[    3.000500] RIP: 0010:usercopy_abort+0x75/0x77
[    3.000600] Call Trace:
[    3.000700]  <TASK>
[    3.000800]  __check_heap_object+0xe6/0x120
[    3.000900]  __check_object_size+0x1d6/0x2b0
[    3.001000]  pump_ioctl+0x85/0x130 [pump]
[    3.001100]  __x64_sys_ioctl+0x8d/0xd0
[    3.001200]  </TASK>
[    3.001300] ---[ end trace 0000000000000000 ]---
`

const largePages = `[    3.000000] pump: page allocation failure: order:0, mode:0x10(GFP_DMA), nodemask=(null),cpuset=/,mems_allowed=0
[    3.000100] CPU: 0 PID: 77 Comm: pump Not tainted 6.1.0 #1
[    3.000200] Call trace:
[    3.000300]  dump_stack+0x18/0x34
[    3.000400]  warn_alloc+0x108/0x180
[    3.000500]  __alloc_pages_slowpath.constprop.0+0x9dc/0xb90
[    3.000600]  __alloc_pages+0x2f4/0x340
[    3.000700]  pump_fill+0x2c/0x60 [pump]
[    3.000800]  kthread+0xd1/0x100
[    3.000900] Mem-Info:
[    3.001000] active_anon:100 inactive_anon:50 isolated_anon:0
[    3.001100]  slab_reclaimable:90 slab_unreclaimable:80
[    3.001200] Node 0 DMA: 1*64kB (U) 0*128kB 0*256kB 0*512kB 0*1024kB = 64kB
[    3.001300] 1024 pages RAM
`

const ofACpuset = `[   30.000000] eater invoked oom-killer: gfp_mask=0x140cca(GFP_HIGHUSER_MOVABLE|__GFP_COMP), order=0, oom_score_adj=0
[   30.000100] CPU: 0 PID: 901 Comm: eater Not tainted 6.1.0 #1
[   30.000200] Call Trace:
[   30.000300]  <TASK>
[   30.000400]  dump_stack_lvl+0x5d/0x80
[   30.000500]  dump_header+0x4a/0x200
[   30.000600]  oom_kill_process.cold+0xb/0x10
[   30.000700]  out_of_memory+0x101/0x4f0
[   30.000800]  __alloc_pages_slowpath.constprop.0+0xc00/0xd70
[   30.000900]  </TASK>
[   30.001000] Mem-Info:
[   30.001100] Node 1 Normal free:20kB boost:0kB min:40kB
[   30.001200] oom-kill:constraint=CONSTRAINT_CPUSET,nodemask=(null),cpuset=half,mems_allowed=1,global_oom,task_memcg=/,task=eater,pid=901,uid=0
[   30.001300] Out of memory: Killed process 901 (eater) total-vm:102304kB, anon-rss:90112kB, file-rss:0kB, shmem-rss:1388kB, UID:0 pgtables:36kB oom_score_adj:0
`

const poisonedLock = `[    3.000000] BUG: spinlock bad magic on CPU#0, pump/77
[    3.000100]  lock: 0xffff888103a5c528, .magic: 6b6b6b6b, .owner: kkkkkkkk/1802201963, .owner_cpu: 1802201963
[    3.000200] CPU: 0 PID: 77 Comm: pump Not tainted 6.1.0 #1
[    3.000300] Call Trace:
[    3.000400]  <TASK>
[    3.000500]  dump_stack_lvl+0x5d/0x80
[    3.000600]  do_raw_spin_lock+0x6c/0xc0
[    3.000700]  pump_fill+0x2c/0x60 [pump]
[    3.000800]  kthread+0xd1/0x100
[    3.000900]  </TASK>
`

// A compiler that makes a tail call none in start_secondary() checks the canary there, which
// boot_init_stack_canary() has changed.
const canaryOfBoot = `[    0.100000] Kernel panic - not syncing: stack-protector: Kernel stack is corrupted in: start_secondary+0x191/0x1a0
[    0.100100] CPU: 1 PID: 0 Comm: swapper/1 Not tainted 5.7.0-rc1 #1
[    0.100200] Call Trace:
[    0.100300]  dump_stack+0x66/0x90
[    0.100400]  panic+0x101/0x2d7
[    0.100500]  __stack_chk_fail+0x15/0x20
[    0.100600]  start_secondary+0x191/0x1a0
[    0.100700]  secondary_startup_64+0xa4/0xb0
`

const kasanOfANumber = `[    3.000000] Oops: general protection fault, probably for non-canonical address 0xdffffc0000000005: 0000 [#1] PREEMPT SMP KASAN NOPTI
[    3.000100] KASAN: null-ptr-deref in range [0x0000000000000028-0x000000000000002f]
[    3.000200] CPU: 0 PID: 77 Comm: pump Not tainted 6.1.0 #1
[    3.000300] RIP: 0010:pump_level+0x20/0x60 [pump]
[    3.000400] Call Trace:
[    3.000500]  <TASK>
[    3.000600]  kthread+0xd1/0x100
[    3.000700]  </TASK>
[    3.000800] ---[ end trace 0000000000000000 ]---
`
