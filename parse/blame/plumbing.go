package blame

// The kernel names the function that trapped, but that function is often not
// the one to look at: memcpy() faults on a pointer that its caller passed, a
// spinlock hangs because somebody freed the structure around it. The tables of
// this file name the functions that only carry a bug or report it, by family.
//
// What a place of the kernel is for is a property of the place: lib/ works for
// its callers, mm/kasan/ reports. Words with a slash name such places; names
// stand for functions in places that are not all of one kind.

// reporting is what prints the report, catches the trap and enters the kernel.
// Nothing in it is ever to blame. The checkers' own tests are no checkers; their
// quarantine trips over what somebody overwrote long before; kmemleak walks all memory by itself; kcov and the unwinder
// follow pointers of their own; on the way out to user space the entry code works.
var reporting = compileNames(`
	mm/kasan/ mm/kmsan/ mm/kfence/ mm/kmemleak mm/page_poison.c mm/debug.c kernel/kcsan/
	kernel/dma/debug.c lib/dma-debug.c lib/dump_stack.c lib/bug.c lib/ubsan.c lib/nmi_backtrace.c lib/stackdepot.c lib/smp_processor_id.c kernel/locking/lockdep.c kernel/panic.c kernel/stacktrace.c
	kernel/entry/ kernel/watchdog kernel/hung_task.c kernel/rcu/tree_stall kernel/trace/trace_preemptirq.c kernel/trace/trace_irqsoff.c drivers/tty/sysrq.c
	arch/*/kernel/traps arch/*/kernel/entry arch/*/entry/ arch/*/kernel/dumpstack arch/*/kernel/stacktrace arch/*/mm/fault arch/*/mm/extable
	arch/*/kernel/nmi arch/*/kernel/head arch/*/kernel/syscall arch/*/kernel/debug-monitors.c arch/*/kernel/exceptions arch/*/kernel/interrupt
	!mm/kasan/kasan_test !mm/kfence/kfence_test !mm/kmsan/kmsan_test !kernel/kcsan/kcsan_test !kernel/kcsan/selftest
	!mm/kasan/quarantine.c !scan_block !scan_large_block !kmemleak_scan !kmemleak_scan_thread !sysrq_handle_crash !exit_to_user_mode_prepare !exit_to_user_mode_loop
	` + assertNames + `

	panic_* die die_* oops_* crash_* show_stack* show_regs* show_trace* dump_stack* dump_backtrace*
	unwind_backtrace* save_stack*
	warn_on_* warn_slowpath* warn_alloc* report_bug_entry fixup_bug do_warn_* bug BUG
	WARN_* warn_bogus_irq_restore rust_helper_BUG rust_panic *rust_begin_unwind* *4core9panicking* core::panicking::* core::result::unwrap_failed core::option::unwrap_failed core::option::expect_failed
	fortify_panic fortify_report usercopy_abort usercopy_warn report_usercopy
	vpanic notify_die atomic_notifier_call_chain

	asan_* msan_* tsan_* ubsan_* kasan_* hwasan_* kmsan_* kcsan_* kfence_* kmemleak_* sanitizer_* save_track set_track*
	check_memory_region* check_region* check_poison* instrument_* read_word_at_a_time
	object_err slab_err slab_bug check_bytes_and_report check_object*
	ftrace_call* ftrace_caller* ftrace_regs_* ftrace_graph_* ftrace_stub* ftrace_ops_* trace_hardirqs_* trace_irq_* stackleak_*

	do_invalid_op invalid_op* exc_* asm_exc_* page_fault* do_page_fault*
	do_page_abort dabt_svc pabt_svc und_svc irq_svc fiq_svc dabt_usr pabt_usr und_fault el1_* el1t_*
	error_code common_exception general_protection do_general_protection double_fault do_double_fault df_debug
	stack_segment divide_error int3 handle_exception* ret_from_exception do_ade emulate_load_store* data_access_* instruction_access_*
	hash_page* handle_page_fault alignment_common* pgm_check_*
	tlb_do_page_fault_* handle_adel* handle_ades* handle_bp* handle_tr* handle_ri* handle_mcheck* handle_ade* handle_tlb*
	handle_bad_stack machine_check* do_machine_check restore_all* retint_* rcu_gp_* lockdep_rcu_suspicious rcu_lockdep_*

	do_syscall_* entry_* system_call* sysenter_* syscall_* int_ret_from_sys_call tracesys_* ret_fast_syscall ret_slow_syscall ret_from_fork*
	ret_from_kernel_thread* ret_to_user sys_trace_return handle_sys* handle_syscall
	asm_sysvec_* sysvec_* asm_common_interrupt common_interrupt call_on_stack apic_timer_interrupt smp_apic_timer_interrupt
	smp_trace_apic_timer_interrupt local_apic_timer_interrupt reschedule_interrupt irqentry_* idtentry_* start_secondary* secondary_start*
	kernel_thread_helper kernel_thread_starter kernel_thread child_rip arch_kernel_thread
	kernel_init_freeable do_basic_setup rest_init start_here* enable_mmu
	nmi_cpu_backtrace* arch_trigger_* trigger_allbutself_* trigger_single_* sysrq_*
	print_* debug_show_* schedule_bug dequeue_task_idle dequeue_task deactivate_task block_task try_to_block_task might_sleep* might_resched* might_fault cant_sleep* cant_migrate
	sched_show_task* dump_cpu_task rcu_check_callbacks* rcu_sched_clock_irq*
	report_bad_irq note_interrupt smp_call_function_interrupt stop_this_cpu ipi_cpu_stop do_handle_IPI
`)

// asserting is where a failed assertion ends, in the kernel and in modules alike: file
// systems have a BUG() of their own for it (ASSERT(), fs/btrfs, fs/xfs; VERIFY() of ZFS).
var asserting = compileNames(assertNames)

const assertNames = `assertfail assfail asswarn assertion_failed *assertfail *_assert_fail* lbug_with_loc spl_panic spl_dumpstack`

// detecting finds out and says so in the middle of what others do: such a function is
// right, and where it is all that is known nobody is to blame yet.
var detecting = compileNames(`
	lib/debugobjects.c
	skb_panic skb_over_panic skb_under_panic spin_bug spin_dump rwlock_bug refcount_warn_saturate refcount_error_report ex_handler_refcount list_add_valid* list_del_entry_valid*
`)

// checking is the part of it that looks at others and says what is wrong.
var checking = compileNames(`
	mm/kasan/ mm/kmsan/ mm/kfence/ kernel/kcsan/ kernel/locking/ kernel/panic.c kernel/stacktrace.c kernel/trace/ kernel/watchdog kernel/hung_task.c kernel/rcu/ lib/
	arch/*/kernel/traps arch/*/kernel/dumpstack arch/*/kernel/stacktrace arch/*/kernel/unwind arch/*/lib/
	print_* might_* cant_* schedule_bug schedule_debug dequeue_task_idle dequeue_task deactivate_task block_task try_to_block_task check_preemption_disabled
`)

// acquiring takes and gives locks for others, and knows their order.
var acquiring = compileNames(`
	kernel/locking/ include/linux/spinlock include/linux/rwlock include/linux/mutex include/linux/rwsem include/linux/rtmutex include/linux/seqlock include/linux/local_lock include/linux/lockdep
	drivers/tty/tty_ldsem.c drivers/tty/tty_mutex.c mm/mmap_lock.c lib/dec_and_lock.c lib/lockref.c lib/smp_processor_id.c kernel/workqueue.c kernel/rcu/ kernel/softirq.c kernel/sched/wait kernel/sched/completion.c kernel/time/timer.c arch/*/lib/ arch/*/include/
`)

// ciphering is the whole of the kernel's crypto, that works on the keys and data of
// those who encrypt; a socket of it (af_alg) takes them from user space. Netlink copies
// a message that it refuses into its answer.
var ciphering = compileNames(`
	crypto/ lib/crypto/ drivers/crypto/ arch/*/crypto/ !crypto/af_alg.c !crypto/algif_
	*_encrypt *_decrypt *_setkey !alg_setkey drbg_* alloc_skb* netlink_ack netlink_rcv_skb
`)

// dispatching calls whoever asked to be told.
var dispatching = compileNames(`kernel/notifier.c call_netdevice_notifiers* call_switchdev_notifiers*`)

// underRCU are functions whose name says that the caller is to hold the RCU read lock.
var underRCU = compileNames(`*rcu*`)

// socketLocks take a socket's lock for the protocol that uses the socket. Elsewhere a
// lock of a freed socket is found out in them; lockdep's complaint is about their caller.
var socketLocks = compileNames(`lock_sock* release_sock*`)

// instruments are called by every function of a kernel built with them.
var instruments = compileNames(`
	sanitizer_* kasan_* asan_* hwasan_* kmsan_* msan_* kcsan_* tsan_* kfence_* ubsan_* ftrace_* trace_hardirqs_* trace_irq_* trace_preempt_* stackleak_* write_comp_data
	BUG panic dump_stack* show_stack* dump_backtrace* report_bug warn warn_* die die_* oops_*
`)

// emulating does for another function what the CPU refused: mips reads and writes
// what is not aligned piece by piece, and the trace ends at the exception.
var emulating = compileNames(`emulate_load_store* do_ade handle_ade* handle_adel* handle_ades*`)

// helpers are functions that work for their caller, too, in places that are not
// there for that alone: correct as long as what they are handed is. Blamed only
// when the report names nobody else.
var helpers = compileNames(`
	!kmalloc_oob* !kmalloc_uaf* !kmalloc_node_oob* !kmalloc_large_oob* !kmalloc_large_uaf !kmalloc_big_oob* !kmalloc_double_kzfree !kmalloc_memmove_*
	kmalloc* vmalloc* vzalloc* krealloc* kmem_cache_* slab_alloc*
	alloc_from_pcs* free_to_pcs* pcs_* do_kmalloc* allocate_slab* cache_alloc* cache_free* free_block*
	virt_to_folio* virt_to_slab virt_to_head_page virt_to_cache cache_from_obj* kzfree kvfree* vfree* deactivate_slab_*
	alloc_page* alloc_pages* alloc_frozen_pages* folio_alloc* vma_alloc_folio* get_free_page* get_free_pages get_zeroed_page get_page_from_freelist prep_new_page post_alloc_hook rmqueue*
	free_page* free_pages* free_unref_* free_one_page free_the_page page_frag_free* put_page folio_put* release_pages free_frozen_pages bad_page* check_new_page* check_free_page* kmem_freepages slab_destroy slabs_destroy
	devm_kvasprintf devm_kasprintf devm_kstrdup* devm_kmemdup* devm_kmalloc* devm_kzalloc devm_kcalloc kvasprintf* kasprintf kstrdup* kstrndup* kmemdup* memdup* vmemdup* kvmemdup* strndup_user kvmalloc* kvrealloc* should_fail*
	large_kmalloc* devm_kmalloc* devm_kzalloc dma_alloc_* mempool_alloc*
	sock_kmalloc ida_free* ida_alloc* idr_get* xas_start xas_load xas_find* rhashtable_lookup* xa_load xa_find* idr_find

	raw_spin_* spin_* arch_vcpu_is_preempted *spin_lock* *spin_unlock* native_queued_spin_* do_raw_* write_unlock*
	*write_lock *read_lock* mutex_* *mutex_lock* ww_mutex_* rt_mutex_* task_rq_lock down_* up_* rwsem_* osq_* optimistic_spin* slowpath
	lockdep_* check_prev*
	check_no_locks_* valid_state*
	rcu_read_* srcu_read_* local_bh_* bit_lock* finish_wait* wake_up wake_up_all* wake_up_process wake_up_state wake_up_common* wake_up_bit* wake_up_var* wake_up_q wake_up_sync* wake_up_klogd wake_up_locked* swake_up* try_to_wake_up* ttwu_* default_wake_function* autoremove_wake_function* complete complete_all complete_with_*
	refcount_* kref_* atomic_* test_bit* set_bit* clear_bit* test_and_* find_first_* find_next_* find_last_* cmpxchg* cpu_relax ktime_get* sched_clock*

	memcpy* memmove* memset* memcmp* memchr* memscan* mmset* strscpy* strlen* strnlen* strcmp* strncmp* strcpy* strncpy* strlcpy* strcat* strncat* strchr* strrchr* strstr*
	kstrto* copy_page* clear_page* memzero* pi_memcpy* pi_memmove* pi_memset* pi_clear_page* pi_copy_page*
	Ldiv0* ldiv0* aeabi_ldiv* aeabi_uldiv* divdi3 udivdi3
	crc16* crc32* crc_itu_t* crc_ccitt* csum_partial* jhash* siphash*
	copy_to_user* copy_from_user* copy_user_* copyin copyin* copyout* raw_copy_* arch_copy_* copy_to_iter* copy_from_iter* copy_folio_* iterate_and_advance* get_user* put_user* clear_user* strncpy_from_user* check_object_size*
	fault_in_* pagefault_* csum_and_copy_*

	list_add* list_del* list_splice* list_lru_* hlist_* klist_* llist_* rb_* interval_tree_* lib_interval_*
	printk* vprintk* snprintf* scnprintf* sprintf* seq_printf* seq_vprintf* number
	dev_printk* dev_vprintk* dev_err* dev_info* netdev_printk* netdev_err* netdev_warn* netdev_info*
	del_timer* timer_delete* timer_shutdown* mod_timer* add_timer* try_to_del_timer_sync* detach_timer* detach_if_pending internal_add_timer lock_timer_base hrtimer_cancel* hrtimer_try_to_cancel* hrtimer_start* hrtimer_init* hrtimer_setup*
	check_flush_dependency flush_work* flush_delayed_work* cancel_work_* cancel_work cancel_delayed_work* queue_work* queue_delayed_work* insert_work* mod_delayed_work* drain_workqueue* destroy_workqueue* flush_workqueue* try_to_grab_pending* start_flush_work
	tasklet_kill* tasklet_schedule* kthread_stop* kthread_park* kthread_should_* irq_work_queue*
	lookup_object* debug_work_* init_work
	perf_trace_* trace_event_raw_event_* trace_event_buffer_*
	preempt_count_* preempt_schedule* smp_processor_id
	kobject_* device_add* device_del* device_register device_unregister device_create* device_destroy device_release device_remove_file* devres_release_* release_nodes tty_unregister_device* unregister_netdev* rollback_registered* device_for_each_* put_device* get_device* dev_set_name* sysfs_remove_* sysfs_create_* sysfs_add_* sysfs_warn_dup sysfs_do_create_link* internal_create_group* auxiliary_device_add* dpm_sysfs_* sysfs_delete_* platform_device_add platform_device_register* platform_add_devices platform_device_del platform_device_unregister bus_add_device bus_add_driver driver_register bus_register class_register class_create* cdev_device_add
	proc_register proc_create* proc_remove* remove_proc_* proc_mkdir*
	clk_core_* clk_enable* clk_disable* clk_prepare* clk_unprepare* clk_bulk_* regulator_enable* regulator_disable* regulator_put* regulator_bulk_* gpiod_set_* gpiod_get_* gpiod_direction_* gpio_free gpio_request* enable_irq free_irq devm_free_irq request_irq request_threaded_irq devm_request_irq devm_request_threaded_irq disable_irq* irq_set_irq_wake
	module_put try_module_get module_get synchronize_irq* synchronize_hardirq*
	i2c_del_adapter i2c_unregister_device unregister_client unregister_dummy
	readb readb_* readw readw_* readl readl_* readq readq_* writeb writeb_* writew writew_* writel writel_* writeq writeq_* raw_readb raw_readw raw_readl raw_readq raw_writeb raw_writew raw_writel raw_writeq ioread64* iowrite16* iowrite32* iowrite64* inb inw inl outb outw outl
	logic_inb logic_inw logic_inl logic_outb logic_outw logic_outl memcpy_fromio memcpy_toio memset_io drivers/base/regmap/ !regmap_read_debugfs !regmap_map_read_file !regmap_name_read_file !regmap_access_show
	pm_runtime_* genpd_dev_pm_attach* dev_pm_domain_attach* dev_pm_domain_detach* devm_pm_domain_attach*
	sg_miter_* sg_copy_* sg_pcopy_* sg_next kmap_local_page* kmap_atomic* kmap_high* kunmap_* page_address
	fput fdput filp_close filp_flush get_file iput iput_final ihold drop_nlink dput fast_dput unlock_page* folio_unlock* filemap_get_folio* filemap_alloc_folio* pagecache_get_page* find_or_create_page* find_lock_entries grab_cache_page* do_read_cache_* read_cache_page* truncate_inode_pages_range mark_buffer_dirty* brelse* unlock_buffer* kfree_skb* kfree_skbmem dev_kfree_skb_* lock_page* folio_lock* folio_wait_* wait_on_page_* lock_buffer*
	usb_submit_urb* usb_hcd_submit_urb usb_control_msg* usb_bulk_msg usb_interrupt_msg usb_start_wait_urb usb_kill_urb* usb_kill_anchored_urbs usb_poison_urb* usb_free_urb usb_unlink_urb hwrng_unregister
	x86_retpoline_* retpoline_* udelay const_udelay ndelay const_delay delay timer_unstable_* arch_timer_delay *_udelay usleep_range* msleep* ssleep fsleep
	arch_local_irq_* arch_local_save_* arch_static_*

	schedule schedule_* io_schedule* context_switch switch_to* cond_resched* wait_for_completion* wait_for_common* do_wait_for_common* do_wait_intr* wait_woken bit_wait* wait_on_bit* out_of_line_wait_on_bit* wait_rcu_gp* do_nanosleep
`)

// libraries are the parts of the kernel that exist to be called by the others and
// work on what their callers hand them: data structures, locks, the allocators.
// Timers, wait queues, packet queues, notifiers and work are none: what is wrong with
// a thing that others have queued there is not its next user's fault. Nor are trees and
// tables that all their users built up, nor what reads messages and packed data: those
// make decisions of their own. Plain access to them, as helpers have it, is the caller's.
var libraries = compileNames(`
	lib/ arch/*/lib/ arch/*/include/
	!lib/xarray.c !lib/radix-tree.c !lib/idr.c !lib/maple_tree.c !lib/assoc_array.c !lib/rhashtable.c !lib/percpu-refcount.c !lib/sbitmap.c !lib/lockref.c !lib/genalloc.c !lib/kfifo.c !lib/scatterlist.c !lib/iov_iter.c
	!lib/nlattr.c !lib/asn1_decoder.c !lib/parser.c !lib/zlib !lib/lzo/ !lib/lz4/ !lib/zstd/ !lib/xz/ !lib/842/ !lib/mpi/ !lib/crypto/mpi/
	!lib/test !lib/kunit/ !lib/tests/ !lib/rbtree_test !lib/interval_tree_test
	include/asm-generic/ include/linux/atomic include/linux/bit include/linux/find include/linux/cpumask include/linux/list include/linux/llist include/linux/rculist include/linux/plist
	include/linux/hash include/linux/rbtree include/linux/interval_tree include/linux/xarray include/linux/radix-tree include/linux/idr include/linux/maple_tree include/linux/rhashtable include/linux/kfifo
	include/linux/refcount include/linux/kref include/linux/kobject include/linux/string include/linux/fortify include/linux/uaccess include/linux/ucopysize include/linux/uio include/linux/slab include/linux/gfp include/linux/percpu
	include/linux/spinlock include/linux/rwlock include/linux/mutex include/linux/rwsem include/linux/rtmutex include/linux/seqlock include/linux/local_lock include/linux/rcu include/linux/srcu include/linux/wait include/linux/completion
	include/linux/preempt include/linux/irqflags include/linux/kasan include/linux/kmsan include/linux/kcsan include/linux/kfence include/linux/instrumented include/linux/compiler include/linux/thread_info
	include/linux/timer include/linux/ktime include/linux/hrtimer include/linux/workqueue include/linux/printk include/linux/dev_printk include/linux/jump_label include/linux/lockdep include/linux/context_tracking include/linux/unaligned include/linux/math
	kernel/locking/ !kernel/locking/locktorture.c !kernel/locking/test-ww_mutex.c
	kernel/rcu/ !rcu_do_batch !rcu_core !srcu_invoke_callbacks !process_srcu !kernel/rcu/rcutorture.c !kernel/rcu/rcuscale.c !kernel/rcu/refscale.c
	!lib/timerqueue.c kernel/dma/debug.c kernel/dma/mapping.c arch/*/mm/physaddr.c drivers/tty/tty_ldsem.c drivers/tty/tty_mutex.c mm/mmap_lock.c
	mm/slub.c mm/slab mm/slob.c mm/vmalloc.c mm/mempool.c mm/dmapool.c mm/maccess.c mm/fail mm/usercopy.c mm/percpu
`)

// bodies are where a thread's work begins: nobody calls them that could be to
// blame instead, and they are rarely to blame for what they call.
var bodies = compileNames(`
	kthread kthread_worker_fn worker_thread process_one_work process_scheduled_works smpboot_thread_fn run_ksoftirqd
	rewind_stack_do_exit* rewind_stack_and_make_dead* make_task_dead kthread_exit kthread_complete_and_exit
` + idleNames)

// idlers wait for work: a CPU in them keeps nobody waiting.
var idlers = compileNames(idleNames)

const idleNames = `
	default_idle* native_safe_halt arch_safe_halt arch_cpu_idle* cpu_do_idle default_idle_call do_idle cpu_startup_entry cpuidle_* cpu_idle* acpi_idle_* intel_idle* mwait_idle* pv_native_safe_halt raw_safe_halt
`

// buffers are the packet buffer's own functions, which check what they are told.
var buffers = compileNames(`
	skb_panic skb_over_panic skb_under_panic skb_put* skb_push* skb_pull* skb_trim* pskb_pull* kfree_skb* consume_skb* skb_free_head* skb_release_* sk_skb_reason_drop kfree_skbmem skb_unlink skb_dequeue* skb_queue_* skb_copy_bits* skb_try_coalesce dev_kfree_skb_* napi_consume_skb
`)

// allocating is skipped besides for a report about an allocation that failed:
// the fault handler that wanted a page is not its caller in any useful sense.
var allocating = compileNames(`
	dump_header* oom_kill_process* out_of_memory* warn_alloc* handle_mm_fault* do_anonymous_page do_fault do_cow_fault do_swap_page do_wp_page wp_page_copy
	do_shared_fault do_read_fault filemap_* page_cache_* readahead_* try_charge* mem_cgroup_* charge_memcg try_to_free_* pagecache_* shmem_* do_huge_pmd_* swapin_* read_swap_* alloc_swap* swap_* copy_string* get_arg_page vma_* folio_* clear_huge_* dma_alloc_* dma_direct_* dma_generic_alloc_* *_alloc_coherent swiotlb_*
	hugetlb_* do_user_* get_user_pages* populate_vma_* faultin_page mm_populate
`)

// delivering hands a packet through the stack, and frees it when nobody wants
// it: whose pages those are was decided by who made the packet.
var delivering = compileNames(`
	netif_receive_skb* netif_rx* napi_gro_* napi_complete* napi_poll process_backlog net_rx_action gro_* dev_gro_receive deliver_skb dev_queue_xmit* dev_hard_start_xmit* sch_direct_xmit
	skb_free* skb_frag_* page_frag_* page_pool_put* page_pool_return* napi_pp_put_page* napi_frag_* build_skb* alloc_skb* netdev_alloc_* napi_alloc_*
`)

// leakAllocators only pass on the memory that somebody else forgot.
var leakAllocators = compileNames(`
	alloc_skb* dev_alloc_skb* netdev_alloc_skb* napi_alloc_skb* alloc_inode* new_inode* seq_open* single_open* memdup* dup_* usb_alloc_urb usb_alloc_dev alloc_workqueue* alloc_netdev* alloc_etherdev*
	*alloc* *_dup *_clone security_*
`)

// pages are handed out and taken back, for the page cache and for address spaces.
var pages = compileNames(`
	mm/page_alloc.c mm/page_owner.c mm/filemap.c mm/swap.c mm/truncate.c mm/mempolicy.c mm/folio-compat.c include/linux/gfp.h include/linux/mm.h include/linux/pagemap.h
	*alloc* folio* vmap*
`)

// returning gives pages back, one by one or with all of an address space's: what state
// they were in was somebody else's doing.
var returning = compileNames(`
	mm/page_alloc.c mm/swap.c mm/swap_state.c mm/mmu_gather.c free_pages_check* free_pages_prepare* free_pcp* free_swap_* tlb_finish_mmu* tlb_flush_mmu*
`)

// waiting is what a blocked task stands in, below the one that made it wait.
var waiting = compileNames(`
	kernel/locking/ drivers/tty/tty_ldsem.c drivers/tty/tty_mutex.c mm/mmap_lock.c kernel/sched/ kernel/time/ kernel/workqueue.c kernel/kthread.c kernel/rcu/ lib/ include/ kernel/irq/manage.c block/blk-core.c block/bio.c block/blk-mq.c block/blk-rq-qos.c block/blk-wbt.c
	console_lock console_trylock
	schedule* switch_to* *_lock *_lock_* *lock_nested *_wait *wait* down_* rwsem_* *completion* *_slowpath* flush_work* cancel_work* futex_* freezer_*
	msleep* *_sleep* synchronize_* lock_page* lock_buffer* submit_bh* request_wait_answer
`)

// below these functions begins what one request, callback or thread does: the
// frame that they called tells stalls apart, however deep the CPU was when it
// was looked at. What a request calls again and again on its way, a notifier chain, a
// packet hook, the transmission of a packet, is no such border: which of the loops
// around it does not end nothing tells. A system call for several messages is itself one.
var anchors = compileNames(`
	process_one_work process_scheduled_works worker_thread kthread kthread_worker_fn smpboot_thread_fn irq_thread irq_thread_fn irq_forced_thread_fn
	do_syscall_* do_fast_syscall_* do_int80_* do_SYSENTER_* do_32_* x64_sys_call ia32_sys_call invoke_syscall syscall_handler el0_svc* do_el0_svc* ret_fast_syscall entry_* system_call* sysenter_* syscall_return_* tracesys_* do_trap_ecall_u handle_exception handle_sys* do_syscall int_ret_from_sys_call
	do_softirq* handle_softirqs irq_exit irq_exit_rcu run_ksoftirqd call_timer_fn run_timer_base expire_timers hrtimer_run_queues hrtimer_run_softirq tasklet_action* tasklet_hi_action* rcu_do_batch net_rx_action napi_poll
	handle_irq_event* handle_irq_event_percpu generic_handle_irq* handle_irq_desc
	vfs_read vfs_write vfs_readv vfs_writev vfs_ioctl do_vfs_ioctl vfs_iter_* do_iter_* do_loop_readv_writev new_sync_read new_sync_write call_read_iter call_write_iter vfs_fsync* vfs_mkdir vfs_rmdir_ compat_vfs_*
	ksys_ioctl sys_ioctl se_sys_ioctl do_sys_ioctl *_sys_ioctl SyS_ioctl compat_SyS_ioctl compat_sys_ioctl do_compat_sys_ioctl *_compat_sys_ioctl se_compat_sys_ioctl
	proc_reg_read proc_reg_write proc_reg_unlocked_ioctl proc_reg_compat_ioctl kernfs_fop_read* kernfs_fop_write* seq_read seq_read_iter sysfs_kf_* full_proxy_*
	sock_ioctl compat_sock_ioctl sock_do_ioctl compat_ptr_ioctl compat_blkdev_ioctl sock_write_iter sock_read_iter sock_sendmsg* sock_recvmsg* sock_release sock_mmap sk_common_release kernel_setsockopt kernel_accept kernel_listen sys_setsockopt sys_socketpair sys_connect* sys_accept* sys_bind sys_listen* do_sock_setsockopt sock_common_setsockopt rtnetlink_rcv_msg nfnetlink_rcv_msg xfrm_user_rcv_msg sock_diag_rcv_msg rdma_nl_rcv_msg crypto_user_rcv_msg audit_receive netlink_rcv_skb genl_rcv_msg genl_family_rcv_msg* netlink_dump
	netif_receive_skb* netif_receive_skb_* fput do_fault mmap_region call_mmap do_mmap do_page_fault exit_to_user* run_timers run_timer_softirq start_secondary task_work_run do_one_initcall do_init_module
	do_dentry_open vfs_open blkdev_ioctl blkdev_driver_ioctl chrdev_open misc_open blkdev_open blkdev_get* soundcore_open
	do_idle cpu_startup_entry ret_from_fork* ret_from_kernel_thread* kernel_init
`)

// rounds call the functions of a file again and again until one says that it is over:
// found in one of them a CPU is in that loop, whatever asked for it.
var rounds = compileNames(`seq_read seq_read_iter traverse iterate_dir`)

// stallReporters run on the stalled CPU to say that it is stalled, on top of
// what it was doing.
var stallReporters = compileNames(`
	dump_stack* show_stack* dump_backtrace* unwind_backtrace* show_regs* nmi_cpu_backtrace* nmi_trigger_cpumask_backtrace* arch_trigger_* trigger_*
	rcu_dump_cpu_stacks* print_cpu_stall* print_other_cpu_stall* check_cpu_stall* rcu_check_callbacks* rcu_sched_clock_irq* rcu_pending* rcu_check_gp_* sched_show_task* dump_cpu_task
	watchdog_timer_fn* watchdog_overflow_callback* watchdog_hardlockup_* update_process_times tick_sched_* tick_periodic tick_handle_periodic tick_nohz_* tick_do_* panic* do_handle_IPI ipi_handler ipi_cpu_* generic_smp_call_function_*
	showacpu* csd_lock_* smp_call_function_* flush_smp_call_* handle_IPI multi_cpu_stop_ perf_event_overflow* nmi_handle* default_do_nmi exc_nmi* end_repeat_nmi asm_exc_nmi*
`)

// interruptEntries end the part of a chain that belongs to the interrupt.
var interruptEntries = compileNames(`
	*apic_timer_interrupt* sysvec_* asm_sysvec_* asm_call_* common_interrupt asm_common_interrupt do_IRQ do_irq ret_from_intr ret_from_irq* irq_svc irq_usr el1_irq* el1_interrupt el1h_64_irq* el0_irq* el0t_64_irq* el1_irq_* call_on_irq_stack
	handle_riscv_irq handle_int* plat_irq_dispatch timer_interrupt decrementer_common* hardware_interrupt_common* ext_int_handler do_ext_irq do_io_irq io_int_handler ext_no_vtime interrupt_entry common_exception_return asm_exc_nmi* end_repeat_nmi nmi
	handle_exception do_vint handle_vint* handle_loongarch_irq
`)
