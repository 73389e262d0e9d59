package triage

import (
	"strings"
	"testing"
)

// What fixes say of the crashes that they are for: reports reduced from the messages of
// commits and patches in which the cause stands, and what is to be said of each first.
func TestWhatTheFixSaysIsSaidFirst(t *testing.T) {
	for _, c := range []fixed{
		{
			source: "bnx2x: fix page access race in EEH", culprit: "bnx2x_io_slot_reset", first: "null-member",
			must: []string{"bnx2x_io_slot_reset [bnx2x] read through a NULL pointer"}, never: []string{"eeh_report_reset"},
			log: `BUG: Kernel NULL pointer dereference on read at 0x00000000
Faulting instruction address: 0xc0080000025065fc
Oops: Kernel access of bad area, sig: 11 [#1]
Call Trace:
[c000000003c67a20] [c00800000250658c] bnx2x_io_slot_reset+0x204/0x610 [bnx2x] (unreliable)
[c000000003c67af0] [c0000000000518a8] eeh_report_reset+0xb8/0xf0
[c000000003c67b60] [c000000000052130] eeh_pe_report+0x180/0x550
[c000000003c67c70] [c00000000005318c] eeh_handle_normal_event+0x84c/0xa60
`,
		},
		{
			source: "the same, the address in no function of the trace", culprit: "eeh_report_reset", first: "null-member",
			log: `BUG: Kernel NULL pointer dereference on read at 0x00000000
Faulting instruction address: 0xc008000002516600
Oops: Kernel access of bad area, sig: 11 [#1]
Call Trace:
[c000000003c67a20] [c00800000250658c] bnx2x_io_slot_reset+0x204/0x610 [bnx2x] (unreliable)
[c000000003c67af0] [c0000000000518a8] eeh_report_reset+0xb8/0xf0
[c000000003c67b60] [c000000000052130] eeh_pe_report+0x180/0x550
`,
		},
		{
			source: "ASoC: soc-pcm: fix BE handling of PCM trigger", culprit: "dpcm_be_dai_trigger", first: "list-poison",
			must: []string{"dpcm_be_dai_trigger used", "LIST_POISON1 (next of a deleted list entry) - 0x20"}, never: []string{"notify_die", "page_pool"},
			log: `Unable to handle kernel paging request at virtual address dead0000000000e0
Call trace:
[<ffffff89602dba80>] notify_die+0x68/0xb8
[<ffffff896028c7dc>] die+0x118/0x2a8
[<ffffff89602a2f84>] __do_kernel_fault+0x13c/0x14c
[<ffffff89602a27f4>] do_translation_fault+0x64/0xa0
[<ffffff8960280cf8>] do_mem_abort+0x4c/0xd0
[<ffffff8960282ad0>] el1_da+0x24/0x40
[<ffffff8960e2cd10>] dpcm_be_dai_trigger+0x29c/0x47c
[<ffffff8960e2f694>] dpcm_fe_dai_do_trigger+0x94/0x26c
[<ffffff8960de5588>] snd_pcm_do_stop+0x50/0x5c
`,
		},
		{
			source: "scsi: core: Fix error handling of scsi_host_alloc()", first: "null-member",
			must: []string{"a member at 0x110", "ERR_PTR(-4) EINTR", "IS_ERR()"},
			log: `Kernel attempted to read user page (10c) - exploit attempt? (uid: 0)
BUG: Kernel NULL pointer dereference on read at 0x0000010c
Faulting instruction address: 0xc00000000818e9a8
Oops: Kernel access of bad area, sig: 11 [#1]
LE PAGE_SIZE=64K MMU=Hash SMP NR_CPUS=2048 NUMA pSeries
CPU: 12 PID: 274 Comm: systemd-udevd Not tainted 5.13.0-rc7 #1
NIP:  c00000000818e9a8 LR: c0000000089846e8 CTR: 0000000000007ee8
REGS: c000000037d12ea0 TRAP: 0300   Not tainted  (5.13.0-rc7)
CFAR: c0000000089846e4 DAR: 000000000000010c DSISR: 40000000 IRQMASK: 0
GPR00: c0000000089846e8 c000000037d13140 c000000009cc1100 fffffffffffffffc
`,
		},
		{
			source: "rcu: Avoid stack overflow due to __rcu_irq_enter_check_tick() being kprobe-ed", culprit: "__rcu_irq_enter_check_tick", first: "stack-overflow",
			must: []string{"used up by recursion"},
			log: `Insufficient stack space to handle exception!
ESR: 0x00000000f2000004 -- BRK (AArch64)
Task stack:     [0xffff80000ad30000..0xffff80000ad38000]
CPU: 5 PID: 190 Comm: bash Not tainted 6.2.0-rc2 #19
pc : __rcu_irq_enter_check_tick+0x0/0x1b8
lr : ct_nmi_enter+0x11c/0x138
sp : ffff80000ad30080
Kernel panic - not syncing: kernel stack overflow
CPU: 5 PID: 190 Comm: bash Not tainted 6.2.0-rc2 #19
Call trace:
 dump_backtrace+0xf8/0x108
 panic+0x214/0x404
 __bad_stack+0x78/0x7c
` + strings.Repeat(` __rcu_irq_enter_check_tick+0x0/0x1b8
 arm64_enter_el1_dbg.isra.0+0x14/0x20
 el1_dbg+0x2c/0x90
 el1h_64_sync_handler+0xcc/0xe8
 el1h_64_sync+0x64/0x68
`, 4) + ` el1_interrupt+0x28/0x60
 __ftrace_set_clr_event_nolock+0x98/0x198
`,
		},
		{
			source: "s390: Fix unmatched preempt_disable() on exit (3.16)", culprit: "perf_event_exit_task", first: "atomic-context",
			must: []string{"Lockdep knows of no lock that it holds", "what ran before never undid"},
			log: `BUG: sleeping function called from invalid context at kernel/locking/mutex.c:586
in_atomic(): 1, irqs_disabled(): 0, pid: 565, name: kworker/u2:0
no locks held by kworker/u2:0/565.
CPU: 0 PID: 565 Comm: kworker/u2:0 Not tainted 3.16.81 #1
Call Trace:
([<000000000098c4ce>] show_trace+0xb6/0xd8)
 [<0000000000992c04>] dump_stack+0xc4/0x118
 [<0000000000191e20>] __might_sleep+0x230/0x238
 [<000000000099fbb0>] mutex_lock_nested+0x48/0x3d8
 [<000000000025e33e>] perf_event_exit_task+0x36/0x398
 [<0000000000158536>] do_exit+0x3ae/0xca0
`,
		},
		{
			source: "ARM: enable irq in translation/section permission fault handlers", culprit: "do_force_sig_info", first: "atomic-context",
			must: []string{"do_force_sig_info slept", "while interrupts were off"}, never: []string{"Lockdep knows"},
			log: `BUG: sleeping function called from invalid context at kernel/rtmutex.c:658
in_atomic(): 0, irqs_disabled(): 128, pid: 994, name: a
INFO: lockdep is turned off.
[<c041872c>] (unwind_backtrace+0x0/0x104)
[<c09af0c4>] (dump_stack+0x20/0x24)
[<c0462490>] (__might_sleep+0x1dc/0x1e0)
[<c09b6770>] (rt_spin_lock+0x34/0x6c)
[<c0441bf0>] (do_force_sig_info+0x34/0xf0)
[<c0442668>] (force_sig_info+0x18/0x1c)
[<c041d880>] (__do_user_fault+0x9c/0xd8)
[<c041d990>] (do_sect_fault+0x40/0x48)
[<c040841c>] (do_DataAbort+0x40/0xa0)
Exception stack(0xecaa1fb0 to 0xecaa1ff8)
`,
		},
		{
			source: "erofs: avoid bad page state", culprit: "z_erofs_decompressqueue_work", first: "bad-page",
			must: []string{"The flag private says that its owner's private data was never detached"},
			log: `BUG: Bad page state in process kworker/u9:0  pfn:687de
page:0000000057b8bcb4 refcount:0 mapcount:0 mapping:0000000000000000 index:0x0 pfn:0x687de
flags: 0x4000000000002000(private)
raw: 4000000000002000 dead000000000100 dead000000000122 0000000000000000
page dumped because: PAGE_FLAGS_CHECK_AT_FREE flag(s) set
CPU: 1 PID: 602 Comm: kworker/u9:0 Not tainted 5.9.1 #2
Workqueue: erofs_unzipd z_erofs_decompressqueue_work
Call Trace:
 dump_stack+0x84/0xba
 bad_page.cold+0xac/0xb1
 free_unref_page+0x18/0xf0
 put_pages_list+0x11a/0x120
 z_erofs_decompressqueue_work+0x2c9/0x350
`,
		},
		{
			source: "copy_process(): Move fd_install() out of sighand->siglock critical section", culprit: "fd_install", first: "irq-unsafe-lock",
			must: []string{"&newf->file_lock is about to be taken in fd_install", "&sighand->siglock is already held, taken in copy_process"},
			log: `=====================================================
WARNING: HARDIRQ-safe -> HARDIRQ-unsafe lock order detected
5.14.0-51.el9.aarch64+debug #1 Not tainted
-----------------------------------------------------
stress-ng/153663 [HC0[0]:SC0[0]:HE0:SE1] is trying to acquire:
ffff0000e422b198 (&newf->file_lock){+.+.}-{2:2}, at: fd_install+0x368/0x4f0

and this task is already holding:
ffff0000c08140d8 (&sighand->siglock){-.-.}-{2:2}, at: copy_process+0x1e2c/0x3e80
`,
		},
		{
			source: "arm64: dts: meson: odroid-hc4: the phy's interrupt pin", first: "irq-nobody-cared", must: []string{"Interrupt line 36"},
			log: `irq 36: nobody cared (try booting with the "irqpoll" option)
CPU: 0 PID: 1416 Comm: irq/36-0.0:00 Not tainted 5.16.0 #2
Call trace:
 dump_backtrace+0x0/0x1c8
 dump_stack+0x14/0x2c
 __report_bad_irq+0x38/0xe8
 note_interrupt+0x220/0x3a0
 handle_irq_event_percpu+0x58/0x88
 handle_irq_event+0x44/0xd8
`,
		},
		{
			source: "nvmet-tcp: fix lockdep complaint on nvmet_tcp_wq flush", first: "flush-in-reclaim", culprit: "check_flush_dependency",
			must: []string{"nvmet_tcp_release_queue_work [nvmet_tcp] on the queue nvmet-wq", "nvmet_tcp_io_work [nvmet_tcp] on the queue nvmet_tcp_wq"},
			log: `workqueue: WQ_MEM_RECLAIM nvmet-wq:nvmet_tcp_release_queue_work [nvmet_tcp] is flushing !WQ_MEM_RECLAIM nvmet_tcp_wq:nvmet_tcp_io_work [nvmet_tcp]
WARNING: CPU: 20 PID: 14456 at kernel/workqueue.c:2628 check_flush_dependency+0x110/0x14c
`,
		},
		{
			source: "drm/nouveau: sync by consolidated pages", culprit: "check_sync", first: "dma-misuse", must: []string{"The driver nouveau of 0000:1f:00.0 synced what is not mapped"},
			log: `nouveau 0000:1f:00.0: DMA-API: device driver tries to sync DMA memory it has not allocated [device address=0x000000016e012000] [size=4096 bytes]
WARNING: CPU: 3 PID: 679 at kernel/dma/debug.c:1036 check_sync+0x4e2/0x8b0
`,
		},
		{
			source: "ftrace: sample-trace-array: sleeping function in a timer, as quoted in the commit", culprit: "__ftrace_set_clr_event", first: "atomic-context",
			must: []string{"in an atomic section (a spinlock"},
			log: `BUG: sleeping function called from invalid context at kernel/locking/mutex.c:935
 in_atomic(): 1, irqs_disabled(): 0, non_block: 0, pid: 0, name: swapper/5
 1 lock held by swapper/5/0:
  #0: ffff80001002bd90 (samples/ftrace/sample-trace-array.c:38){+.-.}-{0:0}, at: call_timer_fn+0x8/0x3e0
 Call trace:
  ___might_sleep+0x160/0x200
  __mutex_lock+0x64/0x948
  __ftrace_set_clr_event+0x44/0x88
  trace_array_set_clr_event+0x24/0x38
  mytimer_handler+0x34/0x40 [sample_trace_array]
  call_timer_fn+0x98/0x3e0
`,
		},
		{
			source: "mlxsw: Fix use-after-free of pages: a commit message with one blank where the kernel prints two", culprit: "skb_free_head", first: "bad-page",
			must: []string{"nonzero _refcount", "Its count is below zero"},
			log: `BUG: Bad page state in process devlink pfn:22f73d
page:fffffe00089dcf40 refcount:-1 mapcount:0 mapping:0000000000000000 index:0x0
flags: 0x2ffff00000000000()
page dumped because: nonzero _refcount
CPU: 1 PID: 16346 Comm: devlink Tainted: G B 5.8.0-rc6 #44
Call trace:
 dump_stack+0xbc/0x118
 bad_page+0xcc/0xf8
 check_free_page_bad+0x80/0x88
 __free_pages_ok+0x3f8/0x418
 __free_pages+0x38/0x60
 kmem_freepages+0x200/0x2a8
 slab_destroy+0x28/0x68
 slabs_destroy+0x60/0x90
 ___cache_free+0x1b4/0x358
 kfree+0xc0/0x1d0
 skb_free_head+0x2c/0x38
`,
		},
		{
			source: "netfilter: nf_tables: fix base chain stat rcu_dereference usage, quoted without the header", culprit: "nf_tables_fill_chain_info", first: "unprotected-rcu",
			log: `net/netfilter/nf_tables_api.c:1272 suspicious rcu_dereference_check() usage!
other info that might help us debug this:

1 lock held by xtables-nft-mul/27006:
 #0: 00000000e0f85be9 (&net->nft.commit_mutex){+.+.}, at: nf_tables_valid_genid+0x1a/0x50
Call Trace:
 nf_tables_fill_chain_info.isra.45+0x6cc/0x6e0
 nf_tables_chain_notify+0xf8/0x1a0
 nf_tables_commit+0x165c/0x1740
`,
		},
		{
			source: "PCI: of: changeset of a removed node", culprit: "__of_changeset_entry_invert", first: "user-pointer", must: []string{"an object that was overwritten, freed or never set"},
			log: `Kernel attempted to read user page (10ec00000048) - exploit attempt? (uid: 0)
BUG: Unable to handle kernel data access on read at 0x10ec00000048
Faulting instruction address: 0xc0000000012d8728
Oops: Kernel access of bad area, sig: 11 [#1]
LE PAGE_SIZE=64K MMU=Radix SMP NR_CPUS=2048 NUMA pSeries
NIP [c0000000012d8728] __of_changeset_entry_invert+0x10/0x1ac
LR [c0000000012da7f0] __of_changeset_revert_entries+0x98/0x180
Call Trace:
[c00000000bcc3970] [c0000000012daa60] of_changeset_revert+0x58/0xd8
[c00000000bcc39c0] [c000000000d0ed78] of_pci_remove_node+0x74/0xb0
`,
		},
	} {
		c.check(t)
	}
}

// A fixed report is one whose cause is known from who mended it.
type fixed struct {
	source, log string
	culprit     string
	first       string // the rule
	must        []string
	never       []string
}

// check holds the first finding and who is blamed against what is known.
func (c *fixed) check(t *testing.T) (said []Finding) {
	t.Helper()
	all := readAll(c.log)
	if len(all) == 0 {
		t.Errorf("%s: no crash", c.source)
		return nil
	}
	said = Triage(all[0])
	if len(said) == 0 || said[0].Rule != c.first {
		t.Errorf("%s: first is %+v", c.source, said)
		return said
	}
	if by := all[0].Culprit.Function; by != c.culprit {
		t.Errorf("%s: %q is blamed", c.source, by)
	}
	silent(t, said[0].Text, c.never, c.must...)
	return said
}

// What the locks and other checks of the core say in one line is said in a sentence about
// whoever called them.
func TestTheWordsOfAFailedCheckAreExplained(t *testing.T) {
	warning := func(message, at string) string {
		return "------------[ cut here ]------------\n" + message + "\nWARNING: CPU: 1 PID: 61 at " + at + `+0x1d4/0x640
CPU: 1 PID: 61 Comm: valved Not tainted 6.6.30 #4
Call Trace:
 <TASK>
 valve_work+0x5c/0x90 [valve]
 process_one_work+0x191/0x3e0
 kthread+0x10d/0x230
 </TASK>
---[ end trace 0000000000000000 ]---
`
	}
	spinlock := func(what string) string {
		return "BUG: spinlock " + what + ` on CPU#1, valved/61
 lock: 0xffff888104d6a010, .magic: dead4ead, .owner: <none>/-1, .owner_cpu: -1
CPU: 1 PID: 61 Comm: valved Not tainted 6.6.30 #4
Call Trace:
 <TASK>
 dump_stack_lvl+0x4c/0x63
 valve_work+0x5c/0x90 [valve]
 process_one_work+0x191/0x3e0
 </TASK>
`
	}
	for _, c := range []struct{ log, rule, must string }{
		{warning("DEBUG_LOCKS_WARN_ON(lock->magic != lock)", "kernel/locking/mutex.c:579 __mutex_lock"), "lock-check", "uses a mutex that is none"},
		{warning("DEBUG_LOCKS_WARN_ON(__owner_task(owner) != current)", "kernel/locking/mutex.c:900 __mutex_unlock_slowpath"), "lock-check", "gives back a mutex that it does not hold"},
		{warning("DEBUG_RWSEMS_WARN_ON((rwsem_owner(sem) != current) && !rwsem_test_oflags(sem, RWSEM_NONSPINNABLE)): count = 0x0", "kernel/locking/rwsem.c:1350 up_write"), "lock-check", "as a writer"},
		{spinlock("already unlocked"), "lock-check", "a spinlock that is not locked"},
		{spinlock("wrong owner"), "lock-check", "by what stands in it, another task has taken"},
		{spinlock("wrong CPU"), "lock-check", "on another CPU"},
		{strings.Replace(spinlock(""), "BUG: spinlock  on CPU#1, valved/61", "BUG: looking up invalid subclass: 4294967295\nturning off the locking correctness validator.", 1), "lock-check", "at a nesting level (a subclass) that there is not"},
		{warning("Unbalanced IRQ 36 wake disable", "kernel/irq/manage.c:900 irq_set_irq_wake"), "core-said", "switched the waking by an interrupt off"},
		{warning("raw_local_irq_restore() called with IRQs enabled", "kernel/locking/irqflag-debug.c:10 warn_bogus_irq_restore"), "core-said", "interrupts were on already"},
		{warning("valve 0000:01:00.0: DMA addr 0x0000000100000000+1536 overflow (mask ffffffff, bus limit 0).", "kernel/dma/direct.h:105 dma_direct_map_page"), "core-said", "beyond what it can address"},
		{warning("do not call blocking ops when !TASK_RUNNING; state=1 set at [<ffffffff81094815>] prepare_to_wait_event+0x75/0xf0", "kernel/sched/core.c:7301 __might_sleep"), "core-said", "behind set_current_state() or prepare_to_wait()"},
		{warning("Enabling unprepared valve-bus", "drivers/clk/clk.c:1011 clk_core_enable"), "core-said", "switched a clock on that it had not prepared"},
		{warning("valve_root_clk already disabled", "drivers/clk/clk.c:924 clk_core_disable"), "core-said", "switched a clock off more often than on"},
		{warning("valve_root_clk already unprepared", "drivers/clk/clk.c:810 clk_core_unprepare"), "core-said", "took back the preparation of a clock"},
		{warning("DMA-API: valve-host 48220000.mmc: cacheline tracking EEXIST, overlapping mappings aren't supported", "kernel/dma/debug.c:568 add_dma_entry"), "dma-misuse", "The driver valve-host of 48220000.mmc mapped memory a second time"},
		{warning("DMA-API: valve-host 48220000.mmc: device driver maps memory from stack [addr=00000000d3e4c5f6]", "kernel/dma/debug.c:1083 check_for_stack"), "dma-misuse", "The driver valve-host of 48220000.mmc gave memory of a stack"},
		{warning("DMA-API: valve-host 48220000.mmc: mapping sg segment longer than device claims to support [len=131072] [max=65536]", "kernel/dma/debug.c:1149 debug_dma_map_sg"), "dma-misuse", "longer than the device said"},
		{warning("percpu ref (valve_release) <= 0 (-2) after switching to atomic", "lib/percpu-refcount.c:196 percpu_ref_switch_to_atomic_rcu"), "core-said", "more often than it was taken"},
		{warning("workqueue: PF_MEMALLOC task 61(valved) is flushing !WQ_MEM_RECLAIM events:pump_drain", "kernel/workqueue.c:3706 check_flush_dependency"), "flush-in-reclaim", "A task that is freeing memory itself (61(valved))"},
		{warning("Ignoring spurious kernel translation fault at virtual address ffff800010a60000", "arch/arm64/mm/fault.c:341 __do_kernel_fault"), "spurious-fault", "where a page is mapped when"},
	} {
		all := readAll(c.log)
		if len(all) != 1 {
			t.Errorf("%s: %d reports", c.must, len(all))
			continue
		}
		said := Triage(all[0])
		if len(said) == 0 || said[0].Rule != c.rule || !strings.Contains(said[0].Text, c.must) {
			t.Errorf("%s: first is %+v", c.must, said)
		}
	}
}
