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
		{"the number in a lock is no index", numberInALock, "array-index", "", nil, nil},
		{"a lock full of garbage", numberInALock, "garbage-lock", Likely, nil, []string{"ferry_wake_ship [ferry] took a spinlock"}},
		{"an error's number, and no alignment to mend", oddOperand, "misaligned-access", Likely, nil, []string{"at 0xca", "no pointer but an error's number"}},
		{"a softirq of one's own packet", softirqOfItsOwn, "interrupt-death", Certain, []string{"only happened"}, []string{"ping[145] ran itself, in __local_bh_enable_ip()"}},
		{"fxrstor reaches over 512 bytes", stateOverPages, "dump-disagrees", "", nil, nil},
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
