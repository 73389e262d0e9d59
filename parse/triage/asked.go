package triage

import (
	"fmt"
	"strings"
	"sync"
)

// askedRules are about what drivers ask of the kernel's core, which says no.
var askedRules = []rule{
	{
		id: "core-complained", rank: rankPlace + 1, confidence: Likely, classes: []string{"warning", "kernel-bug"},
		says: "a function of the kernel's core warned or stopped for what it was asked to do",
		fire: coreComplained,
	},
}

// A complaint is what the BUG_ON() and WARN_ON() of a core function are about.
type complaint struct{ means, next string }

// complaintsOf is what the checks of these functions are about.
type complaintsOf struct {
	functions string
	complaint
}

// complaints, by the functions in which the checks stand, of 3.x to 7.x: the words of the
// comments and conditions there. What the kernel says in words of its own is left out.
var complaints = sync.OnceValue(func() map[string]complaint {
	return byFunction(coreComplaints, partComplaints, netComplaints)
})

// coreComplaints are those of the kernel's own cores.
var coreComplaints = []complaintsOf{
	// kernel/workqueue.c: WARN_ON(!list_empty(&work->entry)), WARN_ON_ONCE(__WQ_DRAINING)
	{"__queue_work queue_work_on", complaint{
		"the work item was never set up (INIT_WORK), or was overwritten or freed, or that its workqueue is being destroyed",
		"Check that INIT_WORK() runs before anything can queue the work, that the object is alive, and that whoever destroys the queue cancels its work first.",
	}},
	// kernel/workqueue.c: WARN_ON_ONCE(timer->function != delayed_work_timer_fn)
	{"__queue_delayed_work queue_delayed_work_on mod_delayed_work_on", complaint{
		"the delayed work was never set up (INIT_DELAYED_WORK), was set up as plain work, or was overwritten or freed",
		"Check that INIT_DELAYED_WORK() runs before anything can queue the work, and that the object is alive.",
	}},
	// kernel/workqueue.c: WARN_ON(!work->func)
	{"__flush_work flush_work cancel_work_sync cancel_delayed_work_sync __cancel_work_timer __cancel_work_sync", complaint{
		"the work item was never set up (INIT_WORK): most often an error path or a remove function that cancels what its probe did not reach",
		"Set the work up before the first step that can fail, or do not cancel it on that path.",
	}},
	// kernel/rcu/tree.c: WARN_ON_ONCE((unsigned long)head & (sizeof(void *) - 1)), WARN_ON_ONCE(!func)
	{"call_rcu call_rcu_hurry __call_rcu_common kvfree_call_rcu", complaint{
		"the callback is NULL, or that the rcu_head is not aligned",
		"Check that the function is set, and that the head is a member of the object itself (no packed structure).",
	}},
	// kernel/time/timer.c: BUG_ON(!timer->function), BUG_ON(timer_pending(timer)), WARN_ON
	{"__mod_timer mod_timer add_timer add_timer_on timer_reduce mod_timer_pending add_timer_local add_timer_global", complaint{
		"the timer has no function (timer_setup() was not called, or its memory was cleared or freed), or that add_timer() was given one that is pending",
		"Check that timer_setup() runs before anything can start the timer, that nothing clears the structure after it, and that mod_timer() is used for a timer that may be pending.",
	}},
	// kernel/time/timer.c: WARN_ON(in_hardirq() && !(timer->flags & TIMER_IRQSAFE))
	{"del_timer_sync timer_delete_sync __timer_delete_sync try_to_del_timer_sync timer_shutdown_sync", complaint{
		"a timer was waited for in an interrupt, which never ends if the timer is the one that was interrupted",
		"Stop the timer without waiting there (timer_delete()), or from a task.",
	}},
	// kernel/softirq.c: WARN_ON_ONCE(in_hardirq()), lockdep_assert_irqs_enabled()
	{"__local_bh_enable_ip __local_bh_enable local_bh_enable", complaint{
		"softirqs were switched on again in a hard interrupt or with interrupts off: a lock of the _bh kind is given back there",
		"Use the _irqsave kind of the lock, or move the work out of the interrupt (a softirq, a work item).",
	}},
	// kernel/smp.c: WARN_ON_ONCE(cpu_online(this_cpu) && irqs_disabled() && !oops_in_progress)
	{"smp_call_function_many smp_call_function_many_cond smp_call_function_single smp_call_function on_each_cpu", complaint{
		"other CPUs are to be waited for with interrupts off or in an interrupt, where two CPUs can wait for each other for ever",
		"Find what needs all CPUs (a flush of caches or TLBs, a free of vmalloc memory, a static key) and call it from a task with interrupts on.",
	}},
	// kernel/dma/mapping.c: WARN_ON(irqs_disabled()) on the way to vunmap()
	{"dma_free_attrs dma_free_coherent dma_common_free_remap", complaint{
		"coherent memory is given back with interrupts off, where its mapping cannot be taken down",
		"Free it from a task, outside of spin_lock_irqsave() and of interrupts.",
	}},
	// kernel/dma/mapping.c: WARN_ON_ONCE(!dev->coherent_dma_mask), WARN_ON_ONCE(!dev->dma_mask)
	{"dma_alloc_attrs dma_map_page_attrs dma_map_phys dma_map_sg_attrs __dma_map_sg_attrs dma_alloc_pages dma_alloc_noncontiguous dma_map_resource", complaint{
		"the device has no DMA mask, or is no device that can do DMA",
		"Give the device that does the transfers (the parent, most often) to the DMA API, and call dma_set_mask_and_coherent() in its probe.",
	}},
	// mm/vmalloc.c: WARN("Trying to vfree() …")
	{"__vunmap vfree vunmap remove_vm_area", complaint{
		"the pointer is not the start of a mapping: it came from kmalloc(), was freed before, or points into the middle",
		"Compare with where the pointer was made: kvfree() frees either kind, vfree() only what vmalloc() gave.",
	}},
	// mm/slub.c, mm/slab_common.c, mm/slab.c: WARN_ON_ONCE(order == 0), "Wrong slab cache"
	{"free_large_kmalloc free_nonslab_page cache_from_obj kmem_cache_free warn_free_bad_obj", complaint{
		"the pointer is no object of the allocator: a static or a variable of a stack, the middle of an object, memory of vmalloc(), of another cache, or an error's number",
		"Look at what is freed there and where its address comes from; devm_ memory and members of a larger object are not freed by themselves.",
	}},
	// kernel/locking/mutex.c and friends are lockdep's. drivers/clk/clk.c: "already disabled", "already unprepared"
	{"clk_core_disable clk_core_unprepare clk_core_enable clk_disable clk_unprepare", complaint{
		"calls of clk_enable()/clk_prepare() and their counterparts are not balanced",
		"Look for a path (probe's error path, remove after suspend) that switches the clock off once more, or on before clk_prepare().",
	}},
	// drivers/regulator/core.c: "unbalanced disables for", WARN_ON(regulator->enable_count)
	{"_regulator_disable _regulator_put regulator_disable regulator_put", complaint{
		"calls of regulator_enable() and regulator_disable() are not balanced",
		"Look for the path that leaves the supply on at regulator_put(), or switches it off once more.",
	}},
	// drivers/gpio/gpiolib.c: WARN_ON(desc->gdev->can_sleep)
	{"gpiod_set_value gpiod_get_value gpiod_set_raw_value gpiod_get_raw_value gpiod_set_array_value", complaint{
		"the line belongs to a controller behind a bus, whose access sleeps",
		"Use the _cansleep kind from a task; in an interrupt such a line cannot be used.",
	}},
	// kernel/irq/manage.c: "Trying to free already-free IRQ", "Trying to free IRQ %d from IRQ context!", WARN_ON_ONCE(desc->affinity_hint)
	{"free_irq __free_irq", complaint{
		"the interrupt was given back before, was never requested with this dev_id, is given back in an interrupt, or still has the hint of its affinity (irq_set_affinity_hint(irq, NULL) comes first)",
		"Give free_irq() what request_irq() was given, once, from a task; what devm_request_irq() got goes by itself.",
	}},
	// kernel/irq/manage.c: "Unbalanced enable for IRQ"
	{"__enable_irq enable_irq", complaint{
		"enable_irq() was called more often than disable_irq()",
		"Balance the calls; IRQF_NO_AUTOEN leaves an interrupt off from the start.",
	}},
	// kernel/module: WARN_ON(atomic_dec_if_positive() < 0)
	{"module_put", complaint{
		"a module was given back more often than it was taken",
		"Balance try_module_get() and module_put(); set .owner instead of counting by hand.",
	}},
	// kernel/softirq.c: "tasklet SCHED state not set"
	{"tasklet_action_common tasklet_clear_sched", complaint{
		"a tasklet was overwritten, freed or set up again while it was queued",
		"Check that tasklet_kill() runs before the object goes, and that tasklet_setup() is called once.",
	}},
	// mm/vmalloc.c: BUG_ON(in_interrupt())
	{"__get_vm_area_node", complaint{
		"memory with a mapping of its own (vmalloc(), vmap(), ioremap(), kvmalloc() of much) was asked for in an interrupt or a softirq, where that is never allowed",
		"Allocate or map it from a task beforehand, or move the work there (a work item, a threaded interrupt).",
	}},
	// mm/util.c, since 6.14 mm/slub.c: WARN_ON_ONCE(size > INT_MAX)
	{"kvmalloc_node __kvmalloc_node __kvmalloc_node_noprof", complaint{
		"more than 2 GiB was asked for: a size that was calculated from a negative, overflowed or unchecked number",
		"Look at how the size is calculated, and check what comes from outside before it (kvmalloc_array(), size_mul()).",
	}},
	// net/core/dev.c: BUG_ON(dev->reg_state != NETREG_UNREGISTERED)
	{"free_netdev", complaint{
		"a network device is given back that is registered still (unregister_netdev() is missing on this path), or was given back before",
		"Compare the order of unregister_netdev() and free_netdev() on this path with that of remove; with needs_free_netdev set, do not call free_netdev() at all.",
	}},
	// fs/sysfs/file.c: "invalid sysfs_emit: buf:", "invalid sysfs_emit_at: buf:"
	{"sysfs_emit sysfs_emit_at", complaint{
		"the buffer that it was given is not the start of the page that an attribute's show function gets, or the place in it lies beyond the page",
		"Use sysfs_emit_at(buf, len, …) for what comes behind the first part, and neither in functions that are no show functions.",
	}},
	// kernel/rcu/srcutree.c: WARN_ON(srcu_readers_active()), WARN_ON(!list_empty/rcu_segcblist_n_cbs)
	{"cleanup_srcu_struct", complaint{
		"the structure is taken down while somebody is inside srcu_read_lock(), or callbacks of call_srcu() wait",
		"Make sure that no reader can be left (stop whoever calls srcu_read_lock()), then call srcu_barrier(), then cleanup_srcu_struct().",
	}},
	// fs/seq_file.c: WARN_ON(file->private_data)
	{"seq_open", complaint{
		"the file's private_data is in use: misc_open() puts the device there before it calls the driver's open function, or that function did itself. seq_open() needs the place",
		"Read what is needed out of private_data first, clear it, then call seq_open() or single_open(), and keep the driver's pointer in the seq_file's private.",
	}},
	// include/linux/netdevice.h, since 5.15 net/core/dev.c: BUG_ON(!test_bit(NAPI_STATE_SCHED, &n->state))
	{"napi_enable napi_enable_locked", complaint{
		"NAPI was enabled already, or was never set up (netif_napi_add())",
		"Balance napi_enable() and napi_disable(): open and stop, or probe and remove, not both.",
	}},
	// lib/idr.c: "ida_free called for id=%d which is not allocated."
	{"ida_free ida_simple_remove", complaint{
		"the number was given back before, or is none that this IDA gave",
		"Look for a path that gives the number back twice: an error path of probe and the device's release function, most often.",
	}},
	// fs/proc/generic.c: "name '%s'"
	{"remove_proc_entry remove_proc_subtree", complaint{
		"there is no such file: it was never made, was taken away before, or lies in another directory",
		"Compare name and directory with what proc_create() was given, and look for a path that removes it twice.",
	}},
	// lib/idr.c: WARN_ON_ONCE(start < 0), WARN_ON(!(idr->idr_rt.xa_flags & ROOT_IS_IDR))
	{"idr_alloc idr_alloc_u32", complaint{
		"the first number that it may give is below zero, or the IDR was never set up (idr_init())",
		"Look at where the first number comes from: a value of -1 for \"any\" is 0 here.",
	}},
	// drivers/base/devres.c: WARN_ON(rc), rc the answer that the device has no such thing
	{"devm_kfree devm_krealloc devm_free_pages devm_remove_action devm_release_action devm_free_percpu", complaint{
		"the device manages nothing like it: it was got without devm_, for another device, or was given back before",
		"Compare with where it was got, and with which device. What devm_ gave goes by itself when the driver leaves the device.",
	}},
	// lib/vsprintf.c: WARN_ON_ONCE(size > INT_MAX)
	{"vsnprintf snprintf", complaint{
		"the room that it was told is below zero: most often a sum of what snprintf() returned that has passed the end of the buffer, since it returns what it would have written",
		"Use scnprintf(), which returns what it wrote, or a seq_buf; in an attribute's show function sysfs_emit_at().",
	}},
	// fs/super.c: BUG() behind "get_tree() didn't set fc->root", WARN_ON(!sb->s_bdi)
	{"vfs_get_tree", complaint{
		"the file system's get_tree(), or the function that fills its super block, came back with success and had set no root",
		"Look at every way out of the file system's fill_super(): s_root is set by d_make_root(), and a NULL of that is -ENOMEM.",
	}},
	// fs/dcache.c: BUG_ON(!hlist_unhashed(&entry->d_u.d_alias))
	{"d_instantiate d_instantiate_new d_instantiate_anon d_make_root", complaint{
		"the name has an inode already: it was given one before",
		"Give a name its inode once, and only a name that a lookup found to have none.",
	}},
	// fs/inode.c: BUG_ON(inode->i_state & I_CLEAR)
	{"iput iput_final", complaint{
		"the inode was given back more often than it was taken: it is gone already",
		"Look for the path that puts it once too often: d_instantiate() and d_add() keep the reference that they are given, and their errors do not.",
	}},
	// fs/inode.c: WARN_ON(inode->i_nlink == 0), WARN_ON(!(inode->i_state & I_NEW)), WARN_ON(atomic_inc_return() < 2)
	{"drop_nlink", complaint{
		"the inode has no links left to take: they were counted wrongly, or are so on the disk",
		"Check the count where the inode is read, and that a rename or an error path does not take a link twice.",
	}},
	{"unlock_new_inode discard_new_inode", complaint{
		"the inode is not new: it was unlocked before, or came out of the cache",
		"Test I_NEW behind iget_locked(), and unlock on one path only.",
	}},
	{"ihold", complaint{
		"nobody held the inode any more, which may be about to go",
		"Take the reference where another one is sure, or use igrab(), which may fail.",
	}},
	// fs/inode.c: BUG_ON(inode->i_data.nrpages), BUG_ON(!(inode->i_state & I_FREEING))
	{"clear_inode", complaint{
		"the inode still has pages: the file system's evict function did not call truncate_inode_pages_final()",
		"Call truncate_inode_pages_final() before clear_inode() there.",
	}},
	// kernel/time/hrtimer.c: WARN_ON_ONCE(!timer->function)
	{"hrtimer_start_range_ns", complaint{
		"the timer has no function: hrtimer_setup() was not called, or the memory was cleared or freed",
		"Check that the timer is set up before anything can start it, and that nothing clears the structure after it.",
	}},
	// drivers/char/misc.c: WARN_ON(list_empty(&misc->list))
	{"misc_deregister", complaint{
		"the device was never registered, or was taken off before",
		"Look for an error path or a remove function that takes off what probe did not reach.",
	}},
	// mm/memory.c: BUG_ON(addr >= end)
	{"remap_pfn_range remap_pfn_range_notrack remap_pfn_range_internal", complaint{
		"the size to be mapped is 0, or goes over the end of the address space",
		"Check size and offset of the mmap() against what the device has before they are used.",
	}},
	// mm/memory.c: BUG_ON(!(vma->vm_flags & (VM_PFNMAP|VM_MIXEDMAP)))
	{"vmf_insert_pfn vmf_insert_pfn_prot vmf_insert_mixed vm_insert_pfn vm_insert_mixed", complaint{
		"the mapping is not marked as one of addresses without pages (VM_PFNMAP or VM_MIXEDMAP), or as both",
		"Set the flag in the mmap function, vm_flags_set(), before the first fault.",
	}},
	// net/core/dev.c: BUG_ON(dev->reg_state != NETREG_UNINITIALIZED)
	{"register_netdevice", complaint{
		"the device was registered before, or its memory is that of one that was",
		"Allocate a new net_device for every registration.",
	}},
	// drivers/pci/msi: BUG_ON(irq_has_action())
	{"free_msi_irqs pci_free_msi_irqs pci_disable_msi pci_disable_msix pci_free_irq_vectors", complaint{
		"an interrupt of the device still has a handler: free_irq() comes first",
		"Free every handler (or get it with devm_) before the vectors are given back.",
	}},
	// lib/kobject.c: "is not initialized, yet kobject_get() is being called"
	{"kobject_get kobject_put", complaint{
		"the kobject was never initialised, or its memory was cleared or freed",
		"Check that kobject_init() or device_initialize() was reached, also on error paths that put the object.",
	}},
	// drivers/base/core.c: "does not have a release() function"
	{"device_release kobject_cleanup kobject_release", complaint{
		"the device has no release function, so nobody frees the object that it is part of",
		"Set .release of the device or its type, and free the object there; a static device must not be released at all.",
	}},
}

// stops are those whose BUG_ON() is about something else than their WARN_ON().
var stops = sync.OnceValue(func() map[string]complaint { return byFunction(coreStops) })

var coreStops = []complaintsOf{
	// mm/vmalloc.c: BUG_ON(in_interrupt()), BUG_ON(in_nmi())
	{"vunmap vfree vunmap_range vfree_atomic", complaint{
		"a mapping is to be taken down in an interrupt or a softirq, where other CPUs cannot be waited for",
		"Take it down from a task (a work item); vfree() alone may be called in an interrupt, and puts the work off itself.",
	}},
	// mm/slub.c: BUG_ON(!PageCompound(page)), until 6.x
	{"kfree", complaint{
		"the pointer is no object of the allocator: a static or a variable of a stack, memory of vmalloc(), or a page that was given back before",
		"Look at what is freed there and where its address comes from: kvfree() frees what vmalloc() gave, too.",
	}},
}

// byFunction gives each of the functions that are listed its entry.
func byFunction(tables ...[]complaintsOf) map[string]complaint {
	all := map[string]complaint{}
	for _, table := range tables {
		for _, of := range table {
			for name := range strings.FieldsSeq(of.functions) {
				all[name] = of.complaint
			}
		}
	}
	return all
}

// coreComplained: the check stands in a function of the core, and is for whoever called it.
func coreComplained(x *exam, f *draft) bool {
	at := x.whereFrame()
	if at == nil || at.Module != "" || x.c.Elsewhere() {
		return inlinedComplained(x, f)
	}
	c, known := complaints()[bare(at.Function)]
	if stop, its := stops()[bare(at.Function)]; its && x.c.Class == "kernel-bug" {
		c, known = stop, true
	}
	if !known {
		return inlinedComplained(x, f)
	}
	who := x.culprit()
	switch who {
	case "":
		return false // an echo, or nobody to look at
	case x.where():
		who = "its caller"
	default:
		f.claim(x.culpritRan())
	}
	f.Text = fmt.Sprintf("%s complained about what %s asked for. This suggests that %s.", x.where(), who, c.means)
	f.Next = c.next
	f.Evidence = []int{x.headLine(), x.pcLine(), x.culpritLine()}
	f.claim(x.whereRan())
	return true
}
