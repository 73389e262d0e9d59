package triage

// More logs of [TestEveryLineStandsAndItIsUntrue].

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

// kernel/locking/spinlock.c of s390 asks after the CPU whose number a lock holds.
const numberInALock = `[    7.774189] UBSAN: array-index-out-of-bounds in /build/linux-7.2.13/arch/s390/include/asm/processor.h:97:9
[    7.774334] index 27498 is out of range for type 'long unsigned int [256]'
[    7.774801] CPU: 1 UID: 0 PID: 111 Comm: sh Tainted: G           OE       7.2.13+deb14-s390x #1 PREEMPTLAZY  Debian 7.2.13-1
[    7.775244] Call Trace:
[    7.775287]  [<000003fffe4b6032>] dump_stack_lvl+0x82/0xc0
[    7.775482]  [<000003fffe4b23ec>] ubsan_epilogue+0x1c/0x48
[    7.775505]  [<000003fffecd5d2e>] __ubsan_handle_out_of_bounds+0xae/0xb8
[    7.775530]  [<000003fffe4d0d48>] arch_vcpu_is_preempted+0xb8/0xd0
[    7.775554]  [<000003ffff1a17ce>] arch_spin_lock_wait+0xde/0x478
[    7.775578]  [<000003fffe57fb2c>] __wake_up+0xc4/0xd0
[    7.775600]  [<000003ff7e393daa>] ferry_wake_ship+0x32/0x40 [ferry]
[    7.775644]  [<000003ff7e395012>] b_s_wq_freed+0x3a/0x50 [ferry]
[    7.775890] ---[ end trace ]---
`

// s390 tells no address of an operand that is not aligned.
const oddOperand = `[    5.494885] specification exception: 0006 ilc:2 [#1]SMP
[    5.495900] CPU: 1 UID: 0 PID: 108 Comm: sh Tainted: G           OE       7.2.13+deb14-s390x #1 PREEMPTLAZY  Debian 7.2.13-1
[    5.496296] Krnl PSW : 0404d00180000000 000003fffe57f9d2 (complete+0x4a/0xe0)
[    5.497335]            R:0 T:1 IO:0 EX:0 Key:0 M:1 W:0 P:0 AS:3 CC:1 PM:0 RI:0 EA:3
[    5.497428] Krnl GPRS: 0000000000000000 0000000000000240 0000000000000002 0000000000000240
[    5.497466]            000003ff7e56e4a0 000003ff7e56a148 000000000000000a 0000037ffe59b930
[    5.497523]            0000000000000024 070000001a07fa6a 000003ff7e56e738 00000000000000c2
[    5.497583]            0000000000000000 0000000000000000 0000037ffe59b810 0000037ffe59b7c0
[    5.498375] Krnl Code: 000003fffe57f9c4: a7080000		lhi	%r0,0
[    5.498375]            000003fffe57f9c8: e32003ac0058	ly	%r2,940
[    5.498375]           *000003fffe57f9ce: ba02b008		cs	%r0,%r2,8(%r11)
[    5.498375]           >000003fffe57f9d2: a774003f		brc	7,000003fffe57fa50
[    5.498944] Call Trace:
[    5.499325]  [<000003fffe57f9d2>] complete+0x4a/0xe0
[    5.499674]  [<000003ff7e56a136>] ferry_signal_done+0x26/0x38 [ferry]
[    5.499808]  [<000003ff7e56a16e>] b_compl_err+0x26/0x38 [ferry]
[    5.501166] ---[ end trace 0000000000000000 ]---
`

// A task lets softirqs run again, which are of its own packet.
const softirqOfItsOwn = `[    4.600000] BUG: kernel NULL pointer dereference, address: 0000000000000004
[    4.600100] Oops: Oops: 0000 [#1] PREEMPT SMP NOPTI
[    4.600200] CPU: 0 UID: 0 PID: 145 Comm: ping Not tainted 6.12.0 #1
[    4.600300] RIP: 0010:pump_rx+0x5/0x10 [pump]
[    4.600400] Call Trace:
[    4.600500]  <IRQ>
[    4.600600]  __netif_receive_skb_one_core+0x3c/0xa0
[    4.600700]  process_backlog+0x85/0x120
[    4.600800]  __napi_poll+0x28/0x1c0
[    4.600900]  net_rx_action+0x2a4/0x380
[    4.601000]  handle_softirqs+0xcf/0x2a0
[    4.601010]  do_softirq.part.0+0x3b/0x60
[    4.601050]  </IRQ>
[    4.601060]  <TASK>
[    4.601070]  __local_bh_enable_ip+0x4c/0x60
[    4.601100]  __dev_queue_xmit+0x2a4/0xe40
[    4.601200]  ip_finish_output2+0x2d4/0x5a0
[    4.601300]  raw_sendmsg+0x5f4/0xe50
[    4.601400]  __x64_sys_sendto+0x24/0x30
[    4.601500]  </TASK>
[    4.601600] ---[ end trace 0000000000000000 ]---
[    4.601700] Kernel panic - not syncing: Fatal exception in interrupt
`

// The state of the floating point unit goes over the end of a page: fxrstor has 512 bytes.
const stateOverPages = `[    4.500000] BUG: unable to handle page fault for address: ffffc90000104000
[    4.500100] #PF: supervisor read access in kernel mode
[    4.500200] #PF: error_code(0x0000) - not-present page
[    4.500300] Oops: 0000 [#1] PREEMPT SMP NOPTI
[    4.500400] CPU: 1 PID: 143 Comm: sh Not tainted 6.12.94 #1
[    4.500500] RIP: 0010:pump_load+0x18/0x40 [pump]
[    4.500600] Code: 90 90 90 90 90 90 90 90 90 90 90 90 90 90 90 90 <0f> ae 09 90 90 90 90 90 90 90 90
[    4.500700] RSP: 0018:ff4d0e9d401c7b80 EFLAGS: 00010246
[    4.500800] RAX: 0000000000000007 RBX: 0000000000000000 RCX: ffffc90000103fc0
[    4.500900] CR2: ffffc90000104000 CR3: 00000000018c0000 CR4: 0000000000751ef0
[    4.501000] Call Trace:
[    4.501100]  pump_run+0x11/0x20 [pump]
[    4.501200] ---[ end trace 0000000000000000 ]---
`
