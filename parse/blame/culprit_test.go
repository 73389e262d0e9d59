package blame

import (
	"strings"
	"testing"

	"oopscope/parse/arch"
	"oopscope/parse/crash"
)

// chainOf reads a chain written down in a line: "?f" is a guess, "f[m]" lies
// in a module; "nmi:" begins a context.
func chainOf(words string) (frames []arch.Frame) {
	context := ""
	for i, w := range strings.Fields(words) {
		if border, ok := strings.CutSuffix(w, ":"); ok {
			context = strings.ToLower(border)
			continue
		}
		name, guess := strings.CutPrefix(w, "?")
		name, module, _ := strings.Cut(strings.TrimSuffix(name, "]"), "[")
		frames = append(frames, arch.Frame{
			Symbol:   arch.Symbol{Function: name, Module: module, HasOffset: true, Offset: 1, Size: 2},
			Reliable: !guess, Line: 100 + i, Context: context,
		})
	}
	return frames
}

func TestCulprit(t *testing.T) {
	for _, c := range []struct {
		name, header, Class, chain, body, want string
		lr, stack                              string // stack is "role frames..."
	}{
		{name: "the trapping function", Class: "null-deref", chain: "ring_push.constprop.0[bench] ring_io[bench]", want: "ring_push [bench]"},
		{name: "library call for its caller", Class: "bad-access", chain: "__memcpy tipc_send sock_sendmsg", want: "tipc_send"},
		{name: "lock in a freed structure", Class: "gpf", chain: "__lock_acquire lock_acquire _raw_spin_lock_bh l2cap_teardown", want: "l2cap_teardown"},
		{name: "a module's own kfree_all is no plumbing", Class: "null-deref", chain: "kfree_all[mine] f", want: "kfree_all [mine]"},
		{name: "nothing but plumbing is better than nothing", Class: "null-deref", chain: "rb_erase entry_SYSCALL_64", want: "rb_erase"},
		{name: "guesses when there is nothing else", Class: "exec-fault", chain: "?dump_stack ?hook_run[m]", want: "hook_run [m]"},
		{name: "leaf's caller only in the link register", Class: "bad-access", chain: "__memcpy bench_copy", lr: "copy_label", want: "copy_label"},
		{name: "the wrapper that saves all registers, and its slow path", Class: "warning", chain: "__pv_queued_spin_unlock_slowpath __raw_callee_save___pv_queued_spin_unlock_slowpath .slowpath do_raw_spin_unlock copy_process", want: "copy_process"},
		{name: "freed by RCU: whose timer it is", Class: "debugobjects", body: "ODEBUG: free active (active state 0) object type: timer_list hint: xprt_init_autodisconnect+0x0/0x150\n",
			chain: "debug_print_object debug_check_no_obj_freed kmem_cache_free_bulk kfree_rcu_work process_one_work", want: "xprt_init_autodisconnect"},
		{name: "freed by somebody", Class: "debugobjects", body: "ODEBUG: free active (active state 0) object type: work_struct hint: chan_work+0x0/0x150\n",
			chain: "debug_print_object debug_check_no_obj_freed kfree chan_put process_one_work", want: "chan_put"},
		{name: "a race in a timer's own functions", Class: "kcsan", header: "BUG: KCSAN: data-race in add_timer / timer_clear_idle", chain: "add_timer queue_delayed_work_on mcast_update process_one_work", want: "add_timer"},
		{name: "a race in what copies for others", Class: "kcsan", header: "BUG: KCSAN: data-race in _copy_to_iter / fill_it", chain: "_copy_to_iter read_it vfs_read", want: "read_it"},
		{name: "kasan", Class: "kasan", chain: "dump_stack_lvl print_report kasan_report __asan_load8 list_del_init ath9k_stop", want: "ath9k_stop"},
		{name: "double free", Class: "kasan", chain: "dump_stack kasan_report_invalid_free kfree bcsp_close", want: "bcsp_close"},
		{name: "warning through a helper", Class: "warning", chain: "usb_submit_urb aiptek_open", want: "aiptek_open"},
		{name: "who asked what the core refuses", Class: "warning", chain: "register_netdevice cam_probe[cam] platform_probe", want: "cam_probe [cam]"},
		{name: "who asked what the core stops for", Class: "kernel-bug", chain: "free_netdev cam_remove[cam] platform_remove", want: "cam_remove [cam]"},
		{name: "who asked, behind a frame that is printed twice", Class: "kernel-bug", chain: "free_netdev ?free_netdev cam_remove[cam] platform_remove", want: "cam_remove [cam]"},
		{name: "who asked, behind guesses", Class: "warning", chain: "register_netdevice ?report_bug ?map_it[map] cam_probe[cam]", want: "cam_probe [cam]"},
		{name: "an assertion of a module", Class: "kernel-bug", chain: "assertfail[btrfs] load_roots[btrfs] open_ctree[btrfs]", want: "load_roots [btrfs]"},
		{name: "a packet without room, and nobody in the trace", Class: "kernel-bug", chain: "skb_panic", want: ""},
		{name: "who waits for another CPU in stop_machine()", Class: "soft-lockup", chain: "multi_cpu_stop cpu_stopper_thread smpboot_thread_fn kthread", want: "multi_cpu_stop"},
		{name: "SRCU's own work is called by nobody", Class: "bad-access", chain: "do_raw_spin_lock _raw_spin_lock_irqsave lock_timer_base __mod_timer process_srcu process_one_work", want: "process_srcu"},
		{name: "who gave a device back", Class: "kernel-bug", chain: "netdev_run_todo rtnl_unlock unregister_netdev cam_remove[cam] platform_remove", want: "cam_remove [cam]"},
		{name: "who takes a cipher back", Class: "kernel-bug", chain: "crypto_unregister_alg crypto_unregister_skcipher mod_exit[mycipher] __do_sys_delete_module", want: "mod_exit [mycipher]"},
		{name: "a packet on its way is nobody's registration", Class: "warning", chain: "skb_warn_bad_offload validate_xmit_skb __dev_queue_xmit br_dev_queue_push_xmit[bridge]", want: "skb_warn_bad_offload"},
		{name: "a check deep in the core is its own", Class: "warning", chain: "inetdev_event raw_call_chain cam_probe[cam]", want: "inetdev_event"},
		{name: "a fault in the core is no check", Class: "bad-access", chain: "free_netdev cam_remove[cam] platform_remove", want: "free_netdev"},
		{name: "between two rounds of a file", Class: "soft-lockup", chain: "seq_read_iter proc_reg_read_iter copy_splice_read do_sendfile __arm64_sys_sendfile64 invoke_syscall", want: "seq_read_iter"},
		{name: "a refcount whose user is cut off", Class: "refcount", chain: "refcount_warn_saturate", want: ""},
		{name: "a list whose user is cut off", Class: "list-corruption", chain: "__list_del_entry_valid_or_report", want: ""},
		{name: "the lock's own checks found it", Class: "spinlock", chain: "spin_bug _raw_spin_lock_irqsave chip_start", want: "chip_start"},
		{name: "a function of the kernel's headers in a module", Class: "atomic-sleep", chain: "__might_sleep might_fault[mine] my_write[mine] vfs_write", want: "my_write [mine]"},
		{name: "kmemleak walks memory by itself", Class: "bad-access", chain: "scan_block scan_large_block kmemleak_scan kthread", want: "scan_block"},
		{name: "a helper rather than the thread it runs in", Class: "bad-access", chain: "complete kthread", want: "complete"},
		{name: "pages come back", Class: "page-state", header: "BUG: Bad page state in process kworker/u9:0  pfn:687de", chain: "dump_stack bad_page check_free_page_bad free_pcp_prepare free_unref_page put_pages_list z_erofs_decompressqueue_work", want: "z_erofs_decompressqueue_work"},
		{name: "a thread that has not begun", Class: "hung-task", chain: "__schedule kthread kernel_thread_helper", want: ""},
		{name: "nothing but ways to wait", Class: "hung-task", chain: "__schedule schedule schedule_timeout wait_for_completion", want: ""},
		{name: "nothing but a switch of tasks", Class: "rcu-stall", chain: "__switch_to", want: ""},
		{name: "nothing but a delay", Class: "rcu-stall", chain: "delay_tsc", want: ""},
		{name: "refcount", Class: "refcount", chain: "refcount_warn_saturate object_put", want: "object_put"},
		{name: "stall in a system call", Class: "rcu-stall",
			chain: "dump_stack nmi_cpu_backtrace rcu_dump_cpu_stacks update_process_times hrtimer_interrupt apic_timer_interrupt lock_is_held_type fetch_page kvm_vcpu_ioctl do_vfs_ioctl ksys_ioctl do_syscall_64",
			want:  "kvm_vcpu_ioctl"},
		{name: "stall in a module", Class: "soft-lockup", chain: "delay_tsc spin_ms.constprop.0[m] extra_write[m] proc_reg_write vfs_write", want: "spin_ms [m]"},
		{name: "waiting for another CPU", Class: "soft-lockup", chain: "smp_call_function_single rcu_barrier cleanup_fn process_one_work", want: "smp_call_function_single"},
		{name: "hung in a lock", Class: "hung-task", chain: "__schedule schedule __mutex_lock mutex_lock_nested mount_bdev udf_mount", want: "mount_bdev"},
		{name: "hung with everybody else", Class: "hung-task", chain: "__schedule schedule mutex_lock_nested rtnl_lock ipv6_close", want: "rtnl_lock"},
		{name: "lock order without a trace", Class: "lockdep", body: "x/1 is trying to acquire lock:\n (console_lock){+.+.}, at: [<ffffffff8160>] vcs_write+0x1/0x2\n", want: "vcs_write"},
		{name: "lock order through an interrupt", Class: "lockdep", chain: "dump_stack kill_fasync",
			body: "... which became HARDIRQ-irq-safe at:\n  lock_acquire+0x1/0x2\n  _raw_spin_lock_irqsave+0x1/0x2\n  input_event+0x7b/0xb0\n", want: "input_event"},
		{name: "smashed stack", Class: "stack-corruption", body: "", chain: "dump_stack panic __stack_chk_fail", want: "br_dev_xmit"},
		{name: "recursion", Class: "stack-overflow", chain: "memset walk tree walk tree walk tree", want: "walk"},
		{name: "busy pool", Class: "workqueue-stall", body: "workqueue events: flags=0x0\n    in-flight: 2178:refill_work_fn [shepherd] for 34s\n", want: "refill_work_fn [shepherd]"},
		{name: "nobody cared", Class: "irq-unhandled", body: "handlers:\n[<00000000a2bbd4b4>] usb_hcd_irq [usbcore]\n", chain: "dump_stack __report_bad_irq", want: "usb_hcd_irq [usbcore]"},
		{name: "transmit queue", Class: "net-watchdog", body: "NETDEV WATCHDOG: eth0 (fec): transmit queue 0 timed out\n", chain: "dev_watchdog", want: " [fec]"},
		{name: "leak", Class: "memory-leak", chain: "kmem_cache_alloc sock_kmalloc do_setsockopt.isra.7", want: "do_setsockopt"},
		{name: "a test of the checker is no plumbing", Class: "kfence", chain: "test_out_of_bounds_read kunit_try_run_case kthread", want: "test_out_of_bounds_read"},
		{name: "a lock's own functions by where they live", Class: "lockdep", chain: "print_unlock_imbalance_bug lock_release _raw_read_unlock mfc_seq_stop seq_read", want: "mfc_seq_stop"},
		{name: "where lockdep says that the lock was wanted", Class: "lockdep", chain: "__lock_acquire mutex_lock_nested rtnl_lock leave_group ip_setsockopt",
			body: "x/1 is trying to acquire lock:\n0000000097f06d5d (rtnl_mutex){+.+.}, at: rtnl_lock+0x17/0x20\n", want: "rtnl_lock"},
		{name: "who holds the lock that is freed", Class: "lockdep", chain: "debug_check_no_locks_freed kfree sk_destruct last_put",
			body: "x/1 is freeing memory ffff1000-ffff17ff, with a lock still held there!\nffff1120 (sk_lock){+.+.}-{0:0}, at: x25_release+0x17/0x20\n", want: "x25_release"},
		{name: "who took the lock that is kept", header: "WARNING: lock held when returning to user space!", Class: "lockdep",
			body: "1 lock held by cat/1726:\n #0: ffff1120 (&fi->mutex){+.+.}, at: cuse_take_it+0x17/0x20\n", want: "cuse_take_it"},
		{name: "the header's own word", header: "BUG: KASAN: global-out-of-bounds in show_it+0x27a/0x2b0", Class: "kasan", want: "show_it"},
		{name: "work that waits for itself", Class: "lockdep", chain: "check_noncircular lock_acquire process_one_work worker_thread kthread", want: "process_one_work"},
		{name: "hung in a grace period", Class: "hung-task", chain: "__schedule schedule wait_for_completion __synchronize_srcu synchronize_srcu mark_destroy process_one_work", want: "__synchronize_srcu"},
		{name: "hung in a lock of tty's own", Class: "hung-task", chain: "__schedule schedule schedule_timeout ldsem_down_write hangup_it vhangup", want: "hangup_it"},
		{name: "hung on another machine", Class: "hung-task", chain: "__switch_to __schedule schedule rwsem_down_write_slowpath down_write subscribe_it", want: "subscribe_it"},
		{name: "an assertion's reporter", Class: "kernel-bug", chain: "assertfail.constprop.0 close_it put_super", want: "close_it"},
		{name: "a list element of somebody's", Class: "kasan", chain: "kasan_report __list_add_valid_or_report klist_add_tail bus_thing_add", want: "bus_thing_add"},
		{name: "sleeping in a lock that anybody may take", Class: "atomic-sleep", chain: "__might_resched console_lock do_con_write", want: "console_lock"},
		{name: "sleeping on the way to user space", Class: "atomic-sleep", chain: "__schedule_bug __schedule schedule exit_to_user_mode_loop irqentry_exit_to_user_mode", want: "exit_to_user_mode_loop"},
		{name: "the allocator's quarantine, not who allocates", Class: "bad-access", chain: "__memmove qlist_free_all kasan_quarantine_reduce kmem_cache_alloc getname_flags", want: "qlist_free_all"},
		{name: "registers read by a file of debugfs", Class: "bus-error", chain: "regmap_mmio_read32le _regmap_bus_reg_read _regmap_read regmap_read regmap_read_debugfs regmap_map_read_file full_proxy_read vfs_read", want: "regmap_read_debugfs"},
		{name: "a device that is gone is woken", Class: "bad-access", chain: "__pm_runtime_resume valve_remove platform_remove device_release_driver_internal", want: "valve_remove"},
		{name: "a string printed into memory of a device", Class: "bad-access", chain: "string vsnprintf devm_kvasprintf devm_kasprintf __devm_ioremap_resource devm_ioremap_resource valve_resource valve_probe platform_probe", want: "valve_resource"},
		{name: "dispatched by netlink", Class: "rcu-stall", chain: "dump_stack rcu_dump_cpu_stacks tick_sched_handle hrtimer_interrupt apic_timer_interrupt memcmp set_add_it nfnetlink_rcv_msg netlink_rcv_skb", want: "set_add_it"},
		{name: "a watchdog's panic", Class: "panic", chain: "dump_stack panic watchdog_timer_fn __hrtimer_run_queues hrtimer_interrupt apic_timer_interrupt tree_test_init do_one_initcall kernel_init", want: "tree_test_init"},
		{name: "who holds what the flushed work wants", header: "WARNING: possible circular locking dependency detected", Class: "lockdep", chain: "check_noncircular lock_acquire flush_workqueue remove_peer set_it genl_rcv_msg",
			body: "x/1 is trying to acquire lock:\nffff1 ((wq_completion)kex){+.+.}, at: flush_workqueue+0xe6/0x1520\nbut task is already holding lock:\nffff2 (&it->lock){++++}, at: set_it+0xfb7/0x1490\n", want: "set_it"},
		{name: "who flushes the work that waits", Class: "lockdep", chain: "check_noncircular lock_acquire process_one_work worker_thread kthread",
			body: "kworker/1 is trying to acquire lock:\nffff1 ((work_completion)(&w)){+.+.}, at: process_one_work+0x8c0/0x17b0\n", stack: "lock flush_workqueue remove_peer set_it", want: "remove_peer"},
		{name: "who took the lock that is kept at exit", header: "WARNING: cat/1726 still has locks held!", Class: "lockdep", chain: "debug_check_no_locks_held get_signal do_notify_resume",
			body: "1 lock held by cat/1726:\n #0: ffff1120 (rcu_read_lock){....}-{1:2}, at: count_it+0x24/0x2f0\n", want: "count_it"},
		{name: "where the lock's state changed", Class: "lockdep", chain: "mark_lock __lock_acquire lock_acquire _raw_spin_lock other_place",
			body: "cat/1726 just changed the state of lock:\nffff1120 (&fl->lock){..-.}, at: fasync_it+0x7a/0x460\n", want: "fasync_it"},
		{name: "RCU wanted by a function that says so", header: "WARNING: suspicious RCU usage", Class: "rcu-usage", chain: "lockdep_rcu_suspicious find_port_rcu add_it", want: "add_it"},
		{name: "a socket's lock of a freed socket", Class: "gpf", chain: "__lock_acquire lock_acquire _raw_spin_lock_bh lock_sock_nested teardown_it", want: "lock_sock_nested"},
		{name: "lockdep about a socket's lock", Class: "lockdep", chain: "hlock_class __lock_acquire lock_acquire _raw_spin_lock_bh lock_sock_nested teardown_it", want: "teardown_it"},
		{name: "a queue that many use", Class: "gpf", chain: "skb_dequeue skb_queue_purge_reason close_it", want: "skb_dequeue"},
		{name: "a tree that many use", Class: "kasan", chain: "kasan_report mas_next_slot mas_find unmap_it", want: "mas_next_slot"},
		{name: "writing back is no access to a register", Class: "gpf", chain: "__writeback_single_inode writeback_sb_inodes wb_writeback", want: "__writeback_single_inode"},
		{name: "a trace event in a lock", Class: "kasan", chain: "kasan_report perf_trace_lock_acquire lock_acquire _raw_spin_lock take_it", want: "take_it"},
		{name: "the page cache for a filesystem", Class: "kernel-bug", chain: "__filemap_get_folio pagecache_get_page grow_it", want: "grow_it"},
		{name: "uninitialised data that were encrypted", Class: "kmsan", chain: "aes_encrypt aesti_encrypt drbg_seed crypto_rng_reset rng_setkey alg_setkey alg_setsockopt", want: "alg_setkey"},
		{name: "a round of callbacks", Class: "stack-overflow", want: "rtnl_newlink",
			chain: "bond_fix notifier_call_chain netdev_change_features bond_fix notifier_call_chain netdev_change_features bond_fix notifier_call_chain netdev_change_features set_it rtnl_newlink rtnetlink_rcv_msg"},
		{name: "stall below a message", Class: "rcu-stall", chain: "dump_stack rcu_dump_cpu_stacks tick_sched_handle hrtimer_interrupt apic_timer_interrupt lock_acquire queue_read it_recvmsg ____sys_recvmsg do_recvmmsg __arm64_sys_recvmmsg invoke_syscall", want: "__arm64_sys_recvmmsg"},
		{name: "stall in a 32-bit ioctl", Class: "rcu-stall", chain: "dump_stack rcu_dump_cpu_stacks tick_sched_handle hrtimer_interrupt apic_timer_interrupt lock_acquire it_ioctl it_compat_ioctl compat_SyS_ioctl do_fast_syscall_32", want: "it_ioctl"},
		{name: "stall in the translation of an ioctl", Class: "rcu-stall", chain: "dump_stack rcu_dump_cpu_stacks tick_sched_handle hrtimer_interrupt apic_timer_interrupt it_compat_ioctl compat_SyS_ioctl do_fast_syscall_32", want: "it_compat_ioctl"},
		{name: "whose page it was", header: "BUG: Bad page state in process cat  pfn:1", Class: "page-state", chain: "bad_page free_unref_folios release_pages unmap_it", stack: "allocated get_page_from_freelist __alloc_pages alloc_pages_mpol make_it ioctl_it", want: "make_it"},
		{name: "nothing but plumbing on top of a caller that nobody knows", Class: "atomic-sleep", chain: "__schedule_bug __schedule __cond_resched _cond_resched __kmalloc", want: "__kmalloc"},
		{name: "checked where the kernel is entered", Class: "preempt-use", chain: "check_preemption_disabled lockdep_hardirqs_on_prepare trace_hardirqs_on __bad_area_nosemaphore do_user_addr_fault exc_page_fault asm_exc_page_fault", want: "__bad_area_nosemaphore"},
		{name: "a trace of guesses only", Class: "rcu-stall", want: "hard_if_event [batman_adv]",
			chain: "?rcu_dump_cpu_stacks ?rcu_check_callbacks ?hrtimer_run_queues ?update_process_times ?tick_handle_periodic ?smp_trace_apic_timer_interrupt ?apic_timer_interrupt ?__dev_get_by_index ?hard_if_event[batman_adv] ?register_netdevice_notifier"},
		{name: "what the NMI interrupted", Class: "hard-lockup", want: "account_idle_ticks",
			chain: "NMI: watchdog_overflow_callback __perf_event_overflow nmi_handle do_nmi end_repeat_nmi task: account_idle_ticks tick_nohz_idle_exit cpu_idle rest_init start_kernel"},
		{name: "a CPU that idles", Class: "hard-lockup", want: "native_safe_halt",
			chain: "NMI: watchdog_overflow_callback __perf_event_overflow nmi_handle do_nmi end_repeat_nmi task: native_safe_halt default_idle cpu_idle rest_init start_kernel x86_64_start_kernel"},
		{name: "a clock switched off once too often", Class: "warning", chain: "clk_core_disable clk_core_disable_lock clk_disable uart_thing_suspend dpm_run_callback", want: "uart_thing_suspend"},
		{name: "an interrupt enabled once too often", Class: "warning", chain: "__enable_irq enable_irq touch_thing_resume", want: "touch_thing_resume"},
		{name: "registers of a device that is gone", Class: "null-deref", chain: "_regmap_write regmap_write codec_thing_set", want: "codec_thing_set"},
		{name: "mapped for no device", Class: "warning", chain: "dma_map_page_attrs eth_thing_xmit dev_hard_start_xmit", want: "eth_thing_xmit"},
		{name: "a page that was bad when it was taken", Class: "page-state", chain: "dump_stack bad_page get_page_from_freelist __alloc_pages tlb_next_batch tlb_flush_mmu", want: ""},
		{name: "a page that was bad when it was given back", Class: "page-state", chain: "dump_stack bad_page free_unref_page unmap_it", want: "unmap_it"},
		{name: "a count that a task ends with", header: "BUG: scheduling while atomic: sh/77/0x00000002", Class: "atomic-sleep", chain: "dump_stack __schedule_bug __schedule do_task_dead do_exit do_group_exit", want: ""},
		{name: "a count that a task ends with, noted when it was taken", header: "BUG: scheduling while atomic: sh/77/0x00000002", Class: "atomic-sleep", chain: "dump_stack __schedule_bug __schedule do_task_dead do_exit",
			stack: "preempt-off _raw_spin_lock take_it[m]", want: "take_it [m]"},
		{name: "RCU's boosting thread", Class: "hung-task", chain: "__schedule schedule rt_mutex_schedule rt_mutex_slowlock_block __rt_mutex_slowlock rcu_boost_kthread kthread ret_from_fork", want: ""},
		{name: "an access that the kernel made in another's place", Class: "alignment", chain: "emulate_load_store_insn handle_adel_int", want: ""},
		{name: "an access that the kernel made in a known function's place", Class: "alignment", chain: "emulate_load_store_insn handle_adel_int read_it[m]", want: "read_it [m]"},
		{name: "an interrupt that was not requested", Class: "warning", chain: "dump_stack __warn free_irq release_it", want: "release_it"},
		{name: "a free object was written to, the old form", header: "BUG kmalloc-512 (Not tainted): Poison overwritten", Class: "slab", chain: "dump_stack check_bytes_and_report check_object ___slab_alloc __kmalloc next_user", stack: "freed kfree release_it", want: "release_it"},
		{name: "a free object was written to", header: "BUG kmalloc-512 (Not tainted): Object corrupt", body: "[Poison overwritten] 0xc24d8814-0xc24d8817 @offset=2068. First byte 0x44 instead of 0x6b", Class: "slab",
			chain: "dump_stack object_err check_object ___slab_alloc __kmalloc next_user", stack: "freed kfree release_it", want: "release_it"},
		{name: "a spinlock of PREEMPT_RT where somebody had disabled preemption", Class: "atomic-sleep",
			chain: "dump_stack __schedule_bug __schedule schedule_rtlock rtlock_slowlock_locked rt_spin_lock ring_write send_packet queue_it[stor] scsi_queue_rq", body: "Preemption disabled at:[<ffffffffc0656171>] queue_it+0x2e1/0xbe0 [stor]", want: "queue_it [stor]"},
		{name: "a mutex where somebody had disabled preemption", Class: "atomic-sleep",
			chain: "dump_stack __might_sleep mutex_lock ring_write queue_it[stor]", stack: "preempt-off queue_it[stor]", want: "ring_write"},
		{name: "no root", Class: "no-rootfs", chain: "dump_stack panic mount_root", want: ""},
		{name: "empty", Class: "null-deref", want: ""},
	} {
		k := &crash.Crash{Class: c.Class, Header: c.header, Chain: chainOf(c.chain)}
		if c.Class == "stack-corruption" {
			k.Panic = "stack-protector: Kernel stack is corrupted in: br_dev_xmit+0x1c/0x30"
		}
		for _, l := range strings.Split(c.body, "\n") {
			k.Body = append(k.Body, crash.BodyLine{Text: l})
		}
		if role, frames, ok := strings.Cut(c.stack, " "); ok {
			k.Stacks = []crash.Stack{{Role: role, Frames: chainOf(frames)}}
		}
		if c.lr != "" {
			k.Dump.PCLine = k.Chain[0].Line
			k.Dump.LR = arch.Symbol{Function: c.lr}
		}
		got := culprit(k)
		text := got.Function
		if got.Module != "" {
			text += " [" + got.Module + "]"
		}
		if text != c.want {
			t.Errorf("%s: got %q, want %q", c.name, text, c.want)
		}
	}
}

// TestPlaceInTheTrace: a trace that went through a symbolizer says where its
// functions are; that goes before what their names tell.
func TestPlaceInTheTrace(t *testing.T) {
	k := &crash.Crash{Class: "null-deref", Chain: chainOf("memcpy caller")}
	if got := culprit(k).Function; got != "caller" {
		t.Errorf("blamed %s", got)
	}
	k = &crash.Crash{Class: "null-deref", Chain: chainOf("kick_it caller")}
	k.Chain[0].File = "/home/me/linux/lib/kick.c"
	if got := culprit(k).Function; got != "caller" {
		t.Errorf("blamed %s, which lies in lib/", got)
	}
	k.Chain[0].File = "drivers/net/kick.c"
	if got := culprit(k).Function; got != "kick_it" {
		t.Errorf("blamed %s", got)
	}
}

// TestEPCWithoutItsLine: the PC's address is known and its line is lost; the trace
// begins with its function, and the link register is of no interest.
func TestEPCWithoutItsLine(t *testing.T) {
	k := &crash.Crash{Class: "null-deref", Die: 1, Chain: chainOf("rx[m] poll[m]")}
	k.Dump.PC = arch.Symbol{Address: 0x8e4f288c, HasAddress: true}
	k.Dump.LR = arch.Symbol{Function: "queue_rx", Module: "n"}
	k.Chain[0].Address, k.Chain[0].HasAddress = 0x8e4f288c, true
	if got := culprit(k).Function; got != "rx" {
		t.Errorf("blamed %s", got)
	}
}

// A garbage PC has a name too: kallsyms prints the last symbol before it.
func TestCulpritOfGarbagePC(t *testing.T) {
	k := &crash.Crash{Class: "exec-fault", Chain: chainOf("bench_exit[m] hook_run[m]")}
	k.Chain[0].Offset, k.Chain[0].Size = 0x1814, 0x808
	if got := culprit(k); got.Function != "hook_run" {
		t.Errorf("blamed %q for a jump into data", got.Function)
	}
	k.Chain[0].Offset, k.Chain[0].Size = 0, 0xffffffffffffdec0
	if got := culprit(k); got.Function != "hook_run" {
		t.Errorf("blamed %q for a jump into data", got.Function)
	}
}

func crashAt(class, chain string) *crash.Crash {
	k := &crash.Crash{Class: class, Chain: chainOf(chain), Quality: crash.Quality{Complete: true}}
	k.Culprit = culprit(k)
	return k
}

func TestSignature(t *testing.T) {
	a := crashAt("null-deref", "parse_header.isra.0[bench] read_frame[bench] proc_reg_write vfs_write ksys_write do_syscall_64")
	b := crashAt("null-deref", "parse_header.constprop.0[bench] read_frame[bench] proc_reg_write vfs_write __arm64_sys_write el0_svc")
	b.CPU, b.Task.PID, b.Boot, b.Chain[0].Offset = 3, 99, 7, 2
	if sa, sb := sign(a), sign(b); sa != sb || sa.Exact == "" || sa.Bug == "" {
		t.Errorf("one crash on two boots: %v and %v", sa, sb)
	}
	c := crashAt("kasan", "dump_stack kasan_report parse_header[bench] bench_other[bench]")
	if sa, sc := sign(a), sign(c); sa.Exact == sc.Exact || sa.Bug != sc.Bug {
		t.Errorf("two symptoms of one bug: %v and %v", sa, sc)
	}
	other := crashAt("null-deref", "parse_trailer[bench] read_frame[bench]")
	if sa, so := sign(a), sign(other); sa.Exact == so.Exact || sa.Bug == so.Bug {
		t.Errorf("two bugs look the same: %v and %v", sa, so)
	}
}

func TestSignatureOfPoorReports(t *testing.T) {
	mixed := crashAt("null-deref", "f g h i j k")
	mixed.Quality.Problems = []crash.Problem{{Kind: crash.Interleaved}}
	if s := sign(mixed); s.Exact != "" || s.Bug == "" {
		t.Errorf("interleaved report: %v", s)
	}
	if s := sign(crashAt("gpf", "?f ?g")); s.Exact != "" {
		t.Errorf("nothing reliable: %v", s)
	}
	if s := sign(&crash.Crash{Class: "null-deref"}); s != (crash.Signature{}) {
		t.Errorf("nothing at all: %v", s)
	}
	root := func(dev string) crash.Signature {
		return sign(&crash.Crash{Class: "no-rootfs", Panic: "VFS: Unable to mount root fs on unknown-block(" + dev + ")"})
	}
	if a, b := root("0,0"), root("179,2"); a != b || a.Exact == "" {
		t.Errorf("one panic, two devices: %v and %v", a, b)
	}
}

func BenchmarkCulprit(b *testing.B) {
	k := &crash.Crash{Class: "kasan", Chain: chainOf("dump_stack_lvl print_report kasan_report _raw_spin_lock memcpy mutex_lock kfree list_del device_add kobject_put vsnprintf foo")}
	for b.Loop() {
		culprit(k)
	}
}
