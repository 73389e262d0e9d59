package story

import "strings"

// names are functions of the kernel. A word is a name without its leading
// underscores and without what the compiler adds behind a dot; a star at its end
// stands for anything.
type names struct {
	whole  map[string]bool
	prefix []string
}

func functions(words string) *names {
	n := &names{whole: map[string]bool{}}
	for _, w := range strings.Fields(words) {
		if p, cut := strings.CutSuffix(w, "*"); cut {
			n.prefix = append(n.prefix, p)
		} else {
			n.whole[w] = true
		}
	}
	return n
}

func (n *names) has(function string) bool {
	f := strings.TrimLeft(bare(function), "_")
	if f == "" || n.whole[f] {
		return f != ""
	}
	for _, p := range n.prefix {
		if strings.HasPrefix(f, p) {
			return true
		}
	}
	return false
}

// bare is a function's name without what the compiler and old powerpc add.
func bare(function string) string {
	f, _, _ := strings.Cut(strings.TrimPrefix(function, "."), ".")
	return f
}

// What the reasons look for in call chains.
var (
	// leaving is a task's end, kernel/exit.c; make_task_dead() is do_exit() after an oops since 5.17.
	leaving = functions("do_exit make_task_dead rewind_stack_do_exit rewind_stack_and_make_dead do_task_dead exit_mm exit_files exit_signals exit_notify")
	// dying prints an oops.
	dying = functions("die oops_end oops_begin notify_die page_fault_oops bad_page_fault die_kernel_fault arm_notify_die show_registers show_regs")
	// panicking is kernel/panic.c.
	panicking = functions("panic vpanic nmi_panic")
	// spinning waits for a spinlock or rwlock.
	spinning = functions("queued_spin_lock_slowpath native_queued_spin_lock_slowpath pv_queued_spin_lock_slowpath queued_read_lock_slowpath queued_write_lock_slowpath " +
		"raw_spin_lock* do_raw_spin_lock* arch_spin_lock* spin_lock raw_read_lock* raw_write_lock* do_raw_read_lock do_raw_write_lock ticket_spin_lock lock_acquire*")
	// locking waits for a lock that sleeps.
	locking = functions("mutex_lock* ww_mutex_lock* rt_mutex_* rtlock_slowlock* rt_spin_lock* rwsem_down_* rwbase_* down down_* percpu_down_* percpu_rwsem_wait schedule* io_schedule* context_switch " +
		"switch_to* mutex_* rwsem_* down_read* down_write*")
	// asking is locking without what any sleep goes through.
	asking = functions("mutex_lock* ww_mutex_lock* rt_mutex_slowlock* rt_mutex_lock* rtlock_slowlock* rt_spin_lock* rwsem_down_* rwbase_*lock* down down_* percpu_down_* percpu_rwsem_wait")
	// stalling prints the report of a stall, kernel/rcu/tree_stall.h and kernel/watchdog.c.
	stalling = functions("rcu_sched_clock_irq print_other_cpu_stall print_cpu_stall check_cpu_stall rcu_print_task_stall* rcu_print_detail_task_stall* rcu_dump_cpu_stacks print_other_cpu_stall* watchdog_timer_fn rcu_check_callbacks")
	// gracing waits until RCU's readers are through.
	gracing = functions("synchronize_rcu* synchronize_sched* synchronize_srcu* synchronize_net rcu_barrier* wait_rcu_gp* cond_synchronize_rcu* kfree_rcu_barrier*")
	// working runs a work item, kernel/workqueue.c.
	working = functions("process_one_work process_scheduled_works worker_thread rescuer_thread")
	// flushing waits for work that was queued.
	flushing = functions("flush_work* flush_workqueue cancel_work_sync cancel_delayed_work_sync cancel_work_timer drain_workqueue destroy_workqueue work_on_cpu* start_flush_work")
	// counting keeps count of entries into the kernel, for RCU and NO_HZ (kernel/context_tracking.c, kernel/rcu/tree.c).
	counting = functions("ct_kernel_exit* ct_kernel_enter* ct_idle_* ct_irq_* ct_nmi_* context_tracking_* rcu_eqs_enter* rcu_eqs_exit* rcu_idle_enter rcu_idle_exit " +
		"rcu_irq_enter* rcu_irq_exit* rcu_nmi_enter* rcu_nmi_exit* rcu_user_enter rcu_user_exit rcu_dynticks_eqs_*")
	// interrupting changes over to the stack that a CPU has for interrupts.
	interrupting = functions("call_on_irq_stack do_softirq_own_stack asm_call_irq_on_stack asm_call_on_stack call_do_softirq")
	// slabs is the slab allocator, mm/slub.c and mm/slab.c.
	slabs = functions("kmem_cache_alloc* kmem_cache_free* kmalloc* kzalloc* kfree slab_alloc* slab_free* get_partial* get_freepointer* deactivate_slab* new_slab* allocate_slab* " +
		"do_slab_free unfreeze_partials* put_cpu_partial* cache_alloc* cache_free* free_block flush_slab freelist_ptr* free_to_partial_list kvmalloc* refill_objects* alloc_from_pcs* slab_update_freelist*")
	// pages is the page allocator, mm/page_alloc.c.
	pages = functions("get_page_from_freelist rmqueue* free_pcppages_bulk free_one_page free_unref_* alloc_pages* alloc_frozen_pages* free_pages* prep_new_page del_page_from_free_list")
)
