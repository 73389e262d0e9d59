package triage

import (
	"fmt"
	"strings"

	"oopscope/parse/crash"
)

// partComplaints are the complaints of cores that stand between drivers and the rest:
// buses, graphics, media, sound, power, disks, DMA.
var partComplaints = []complaintsOf{
	// drivers/dma-buf/dma-resv.c: BUG_ON(fobj->num_fences >= fobj->max_fences)
	{"dma_resv_add_fence dma_resv_add_shared_fence reservation_object_add_shared_fence dma_resv_list_set", complaint{unreserved, reserveFirst}},
	// drivers/dma-buf/dma-buf.c: BUG_ON(dmabuf->vmapping_counter)
	{"dma_buf_release", complaint{
		"a buffer is let go while somebody still has it mapped (a dma_buf_vmap() without its dma_buf_vunmap()), or while a fence of it is waited for",
		"Balance dma_buf_vmap() and dma_buf_vunmap() of the importer, also where it goes away.",
	}},
	{"dma_buf_vunmap dma_buf_vunmap_unlocked", complaint{
		"a buffer is unmapped that was not mapped, or with another address than dma_buf_vmap() gave",
		"Hand back the iosys_map that dma_buf_vmap() filled in, once.",
	}},
	// drivers/dma-buf/dma-fence.c: BUG_ON(!lock), BUG_ON(!ops …), "released with pending signals"
	{"dma_fence_init dma_fence_init64", complaint{
		"a fence is set up without its lock or operations",
		"Give dma_fence_init() a lock that lives as long as the fence, and all operations that it asks for.",
	}},
	{"dma_fence_release dma_fence_signal_timestamp_locked", complaint{
		"the last reference of a fence went while somebody waits for it to be signalled, or it was signalled without its lock",
		"Signal a fence before its last reference is put, and hold a reference where it is signalled.",
	}},
	// drivers/gpu/drm/drm_vblank.c: WARN_ON(!atomic_read(&vblank->refcount)), "vblank not available on crtc"
	{"drm_vblank_put drm_crtc_vblank_put drm_vblank_get drm_crtc_vblank_get drm_vblank_enable", complaint{
		"drm_crtc_vblank_get() and _put() are not balanced, or are called while the CRTC's vblank is off or not there",
		"Take vblank references between drm_crtc_vblank_on() and _off() only, and put back what an error path took.",
	}},
	// drivers/gpu/drm/drm_mode_config.c: WARN_ON(!list_empty(&dev->mode_config.fb_list))
	{"drm_mode_config_cleanup", complaint{
		"framebuffers or connectors are still there when the device goes: somebody never gave them back",
		"Put all framebuffers (the plane's own, fbdev's) and unregister connectors before drm_mode_config_cleanup().",
	}},
	// drivers/gpu/drm/scheduler: BUG_ON(!entity), WARN_ON(!job->…)
	{"drm_sched_job_arm drm_sched_job_cleanup drm_sched_entity_push_job", complaint{
		"a job is used out of order: armed without an entity, pushed before it was armed, or cleaned up twice",
		"Keep the order drm_sched_job_init(), _arm(), _push_job(), and clean up what was not armed only.",
	}},
	// drivers/media/common/videobuf2/videobuf2-core.c: WARN_ON(vb->state != VB2_BUF_STATE_ACTIVE), WARN_ON(owned_by_drv_count)
	{"vb2_buffer_done", complaint{
		"a buffer is given back that the driver does not own: it was given back before, or was never queued to it",
		"Take a buffer off the driver's own list under its lock before vb2_buffer_done(), in the interrupt and in stop_streaming alike.",
	}},
	{"__vb2_queue_cancel vb2_start_streaming", complaint{
		"the driver still owns buffers after its stop_streaming, or after its start_streaming had failed",
		"Give every queued buffer back in stop_streaming (VB2_BUF_STATE_ERROR), and on each error of start_streaming (VB2_BUF_STATE_QUEUED).",
	}},
	// drivers/media/mc/mc-entity.c: WARN_ON(!pipe)
	{"__media_pipeline_stop media_pipeline_stop __video_device_pipeline_stop video_device_pipeline_stop", complaint{
		"a pipeline is stopped that was never started, or was stopped before",
		"Balance video_device_pipeline_start() and _stop(); where the start failed nothing is to be stopped.",
	}},
	// drivers/usb/gadget/udc/core.c: WARN_ON_ONCE(!ep->enabled && ep->address)
	{"usb_ep_queue", complaint{
		"a request is queued to an endpoint that is not enabled: the cable was pulled, or the function was switched off meanwhile",
		"Stop queueing before usb_ep_disable(), under the lock that guards it.",
	}},
	// drivers/pci/pci.c: "disabling already-disabled device"
	{"pci_disable_device", complaint{
		"the device was disabled before: pci_enable_device() and pci_disable_device() are not balanced",
		"Look for an error path or a shutdown function that disables it and a remove function that does so again; with pcim_enable_device() do not do it at all.",
	}},
	// drivers/clk/clk.c: the operations of a clock whose driver is gone
	{"clk_nodrv_disable_unprepare clk_nodrv_prepare_enable clk_nodrv_set_rate clk_nodrv_set_parent", complaint{
		"a clock is used whose driver is gone: it was unregistered (an error path of its driver's probe, its removal) while somebody held it on",
		"Let whoever provides the clock go last, and unregister it only where nobody can hold it; the messages in front say which probe failed.",
	}},
	// drivers/clk/clk.c: WARN_ON_ONCE(IS_ERR(clk)), WARN_ON(clk->exclusive_count)
	{"__clk_put clk_put clk_unregister clk_hw_unregister", complaint{
		"what is given back is no clock but an error, is held exclusively still, or was unregistered before",
		"Test what clk_get() returned before it is put, and unregister a clock once: devm_ does it by itself.",
	}},
	// drivers/irqchip: WARN_ON(*type == IRQ_TYPE_NONE)
	{"gic_irq_domain_translate gic_irq_domain_xlate", complaint{
		"an interrupt of the device tree has no trigger type (the last of its cells is 0), or its cells are those of another controller",
		"Look for interrupts = <… 0> of the devices, and write IRQ_TYPE_LEVEL_HIGH or IRQ_TYPE_EDGE_RISING as the manual of the SoC has it.",
	}},
	// drivers/xen/events/events_base.c: WARN_ON(!info)
	{"unbind_from_irqhandler unbind_from_irq", complaint{
		"an interrupt is given back that was never bound, or was given back before",
		"Unbind on the paths only that have bound it, and mark it as none (-1) then.",
	}},
	// drivers/regulator/core.c: WARN_ON(rdev->open_count)
	{"regulator_unregister", complaint{
		"a regulator goes while somebody still uses it",
		"Remove its users first; a missing regulator_put() on one of their error paths keeps it open.",
	}},
	// drivers/reset/core.c: WARN_ON(atomic_read(&rstc->triggered_count)), WARN_ON(deassert_count == 0)
	{"reset_control_assert reset_control_deassert reset_control_reset reset_control_rearm reset_control_acquire", complaint{
		"a shared reset line is used the wrong way: asserted more often than deasserted, or pulsed by one user and held by another",
		"Balance reset_control_deassert() and _assert() of a shared line, and pulse (reset_control_reset()) exclusive ones only.",
	}},
	// drivers/base/regmap/regcache.c: WARN_ON(map->cache_bypass && enable)
	{"regcache_cache_only regcache_cache_bypass", complaint{
		"the register cache is to be both bypassed and the only thing that is written",
		"Take cache_bypass back before regcache_cache_only() in suspend; two paths use the map at a time.",
	}},
	// drivers/base/dd.c: dev_crit_once, WARN_ON(!list_empty(&dev->devres_head))
	{"really_probe", complaint{
		"resources are bound to a device before its driver's probe: devm_ functions were called for it by somebody else, or by an earlier probe that did not give them back",
		"Use devm_ functions in probe only, with the device that is probed.",
	}},
	// drivers/base/power/wakeup.c: "unregistered wakeup source"
	{"wakeup_source_activate wakeup_source_report_event", complaint{
		"a wakeup source is used before it was registered, or after it was taken off",
		"Call device_init_wakeup() before the first pm_wakeup_event(), and stop interrupts before the device goes.",
	}},
	// drivers/iommu/io-pgtable-arm.c, dma-iommu.c: WARN_ON(!pte), WARN_ON(unmapped != size), -EEXIST
	{"__arm_lpae_unmap arm_lpae_unmap_pages arm_lpae_unmap __arm_v7s_unmap __iommu_dma_unmap iommu_dma_free iommu_dma_unmap_page iommu_dma_unmap_phys iommu_dma_unmap_sg", complaint{
		"an address is unmapped that is not mapped, or with another size than it was mapped with: unmapped twice, or by a device of another domain",
		"Compare address, size and device with those of the mapping.",
	}},
	{"arm_lpae_init_pte arm_lpae_map_pages __arm_lpae_map", complaint{
		"an address is mapped that is mapped already: it was never unmapped, or two users share the domain",
		"Look for a path that forgets to unmap, and for fixed addresses beside those that the IOMMU gives out.",
	}},
	// drivers/mmc/core/core.c: WARN_ON(!host->claimed)
	{"mmc_start_request mmc_wait_for_req mmc_wait_for_cmd mmc_release_host __mmc_claim_host", complaint{
		"a host is used that nobody has claimed",
		"Call mmc_claim_host() (sdio_claim_host()) around every access, also in removal and suspend.",
	}},
	// drivers/dma/dmaengine.c: "called while %d clients hold a reference"
	{"dma_async_device_unregister dma_async_device_channel_unregister __dma_async_device_channel_unregister dma_release_channel", complaint{
		"a DMA controller goes while drivers hold its channels, or a channel is given back more often than it was taken",
		"Release channels before the controller's driver goes (device links do that), each once.",
	}},
	// drivers/tty/tty_port.c: WARN_ON(port->itty)
	{"tty_port_destructor tty_port_destroy", complaint{
		"a port goes while its tty is open still",
		"Hang the tty up (tty_port_tty_hangup()), and free the port in its destruct operation only.",
	}},
	// sound/core: snd_BUG_ON()
	{"snd_pcm_period_elapsed snd_pcm_period_elapsed_under_stream_lock", complaint{
		"a period is told of a stream that has no runtime: it was closed already, or was never opened",
		"Stop the device's interrupt or DMA and wait for it (sync_stop, synchronize_irq()) before the stream is closed.",
	}},
	// block/blk-mq.c: WARN_ON_ONCE(blk_mq_rq_state(rq) != MQ_RQ_IDLE)
	{"blk_mq_start_request", complaint{
		"a request is started that is under way already",
		"Look for a path that queues a request again (an error, a timeout) without blk_mq_requeue_request().",
	}},
	{"__blk_mq_end_request blk_mq_end_request blk_mq_free_request __blk_mq_free_request", complaint{
		"a request is ended that is over already: it was completed twice, most often by an interrupt and a timeout at the same time",
		"Complete a request through blk_mq_complete_request(), and let the timeout's handler say who has it.",
	}},
}

// netComplaints are those of the network's core, and of what all of the kernel uses.
var netComplaints = []complaintsOf{
	// lib/dynamic_queue_limits.c: BUG_ON(count > num_queued - dql->num_completed)
	{"dql_completed", complaint{
		"more bytes or packets were reported as sent than were reported as queued: netdev_tx_completed_queue() and netdev_tx_sent_queue() are not balanced, or race with a reset of the queue",
		"Count each packet once on both sides, with the same length, and call netdev_tx_reset_queue() only while the queue is stopped and empty.",
	}},
	// net/core/dev.c: BUG_ON(dev->reg_state != NETREG_REGISTERED)
	{"unregister_netdevice_many unregister_netdevice_many_notify", complaint{
		"a network device is unregistered that is not registered, or is so already",
		"Look for an error path or a second remove that unregisters it again.",
	}},
	// net/core/dev.c: WARN_ON(test_bit(NAPI_STATE_LISTED)), BUG_ON(!NAPI_STATE_SCHED)
	{"netif_napi_add netif_napi_add_weight netif_napi_add_weight_locked __netif_napi_del_locked", complaint{
		"NAPI is added twice, or taken off while it runs",
		"Add NAPI in probe or open, once; disable it before it is taken off.",
	}},
	// net/core/page_pool.c: WARN("page_pool leak"), WARN_ON(pool->…)
	{"page_pool_destroy page_pool_release_retry page_pool_disable_direct_recycling", complaint{
		"pages of a pool are still out when it goes, or its NAPI still runs",
		"Disable NAPI, give back every page of the ring, then destroy the pool.",
	}},
	// net/core/skbuff.c, dev.c
	{"skb_checksum_help", complaint{
		"the checksum of a packet is to be made where its start lies outside of the packet",
		"Look at who sets csum_start and csum_offset: a tunnel, a driver, or a packet from user space (virtio_net header).",
	}},
	// kernel/softirq.c: WARN_ON_ONCE(in_hardirq())
	{"__local_bh_disable_ip local_bh_disable", complaint{
		"softirqs are switched off in a hard interrupt: a function is called there that is for tasks and softirqs only (a _bh lock, netif_rx())",
		"Move that work out of the interrupt (NAPI, a threaded interrupt, a work item), or use what is made for interrupts.",
	}},
	// kernel/irq/irqdesc.c: WARN_ON_ONCE(!in_hardirq() && handle_enforce_irqctx())
	{"handle_irq_desc generic_handle_irq generic_handle_domain_irq", complaint{
		"an interrupt is handed on where none is counted: from a thread, or where the count of interrupts and preemption was left wrong before (a sleep in an atomic section, a lock that was not given back)",
		"Look for an earlier report of the same boot about atomic sections; from a thread use generic_handle_irq_safe() or handle_nested_irq().",
	}},
	// kernel/irq/irqdomain.c: "virq already associated", "hwirq too large"
	{"irq_domain_associate irq_domain_associate_locked irq_domain_remove", complaint{
		"an interrupt's number is mapped twice or lies beyond the domain, or the domain goes while interrupts are mapped in it",
		"Dispose of all mappings before the domain is removed, and compare the number in the device tree with the domain's size.",
	}},
	// kernel/time/timekeeping.c: WARN_ON(timekeeping_suspended)
	{"ktime_get ktime_get_with_offset ktime_get_ts64 ktime_get_raw_ts64 ktime_get_seconds ktime_get_real_ts64", complaint{
		"the time is asked for while the clock is stopped: late in suspend or early in resume, behind the drivers' own part of it",
		"Find what runs that late (an interrupt that was not disabled, a syscore operation, a debugging print), and do it before suspend_noirq.",
	}},
	// kernel/sched/core.c: WARN_ON_ONCE(p->migration_disabled <= 0)
	{"migrate_enable", complaint{
		"migrate_enable() is called more often than migrate_disable()",
		"Balance them (kmap_local, local locks, bpf): look for a path that gives back twice.",
	}},
	// kernel/fork.c: WARN_ON(!tsk->exit_state), WARN_ON(refcount_read(&tsk->usage)), WARN_ON(tsk == current)
	{"__put_task_struct put_task_struct", complaint{
		"the last reference of a task went that is alive still: it was put once more than it was taken",
		"Balance get_task_struct() and put_task_struct(); kthread_create() gives no reference for kthread_stop() by itself.",
	}},
	// kernel/fork.c: BUG_ON(mm == &init_mm), WARN_ON_ONCE(mm == current->mm)
	{"__mmdrop mmdrop mmput", complaint{
		"the last reference of an address space went that is in use still: it was put once more than it was taken",
		"Balance mmgrab()/mmdrop() and mmget()/mmput().",
	}},
	// kernel/jump_label.c: "jump label: negative count!"
	{"static_key_slow_try_dec __static_key_slow_dec_cpuslocked static_key_slow_dec static_key_slow_dec_cpuslocked", complaint{
		"a static key is switched off more often than on",
		"Balance static_branch_inc() and static_branch_dec().",
	}},
	// lib/percpu-refcount.c: WARN_ON_ONCE(!percpu_ref_is_zero(ref))
	{"percpu_ref_reinit percpu_ref_resurrect percpu_ref_exit", complaint{
		"a per-CPU reference is used again that was not down to zero, or was never killed",
		"Wait for the count to reach zero (the release function) before it is set up again or freed.",
	}},
	{"percpu_ref_kill_and_confirm", complaint{
		"a per-CPU reference is killed a second time",
		"Let one path only take the object down; a flag under a lock tells the others.",
	}},
	// mm/memory.c: BUG_ON(addr >= end), WARN_ON since 4.7
	{"apply_to_page_range __apply_to_page_range apply_to_existing_page_range", complaint{
		"a range of no length, or one that goes over the end of the addresses, is to be walked: a size of 0, most often",
		"Look at how the size is calculated, and return early where there is nothing to do.",
	}},
	// lib/genalloc.c: BUG_ON(bit < end_bit), BUG_ON(start < chunk->start_addr)
	{"gen_pool_destroy", complaint{
		"the pool goes while pieces of it are in use",
		"Give every piece back with gen_pool_free() before.",
	}},
	{"gen_pool_free_owner gen_pool_free", complaint{
		"what is given back is no piece of this pool, or was given back before",
		"Hand back the address and size that gen_pool_alloc() was asked with.",
	}},
	// mm/slub.c: BUG_ON(!name), until 6.0
	{"sysfs_slab_add", complaint{
		"there was no memory left for the name of a new slab cache",
		"Look at what uses up the memory; kernels since 6.1 return the error instead.",
	}},
	// fs/buffer.c: WARN_ON_ONCE(!buffer_uptodate(bh))
	{"mark_buffer_dirty", complaint{
		"a block is to be written of which the kernel has no valid contents: it could not be read, or an earlier write of it failed (a disk that has I/O errors or is gone)",
		"Look for I/O errors of the disk in front of this.",
	}},
	// fs/fs-writeback.c: WARN_ON(!rwsem_is_locked(&sb->s_umount))
	{"__writeback_inodes_sb_nr sync_inodes_sb", complaint{
		"a file system is to be written out without its s_umount lock",
		"Hold sb->s_umount (down_read()) around it, so that it cannot be unmounted meanwhile.",
	}},
	// fs/sysfs/group.c: "sysfs group '%s' not found for kobject '%s'"
	{"sysfs_remove_group sysfs_remove_groups", complaint{
		"attributes are taken off that are not there: the device went first, or they were taken off before or never added",
		"Remove the group before device_del(), once; with dev_groups or devm_ the core does it.",
	}},
	// fs/kernfs/dir.c: "kernfs: can not remove '%s', no directory"
	{"kernfs_remove_by_name_ns", complaint{
		"a file is taken out of a directory of sysfs that is not there: its device was never added, or is gone",
		"Take files off before the device is deleted, and not on a path where it was not added.",
	}},
	// arch/*/kernel: may_use_simd(), irq_fpu_usable()
	{"kernel_fpu_begin kernel_fpu_begin_mask kernel_neon_begin kernel_vector_begin", complaint{
		"the floating point or vector unit is used where it may not be: in a hard interrupt, with interrupts off, or inside of another use of it",
		"Test irq_fpu_usable() or may_use_simd(), and fall back to plain code.",
	}},
}

const (
	unreserved   = "a fence is added to a buffer for which no slot was reserved before"
	reserveFirst = "Call dma_resv_reserve_fences() under the lock of the reservation before each dma_resv_add_fence(); letting go of the lock gives the slots up."
)

// files are the checks of one purpose, by the file in which they stand: of small functions
// the compiler makes a part of whoever calls them, and the trace does not name them.
var files = map[string]complaint{
	"drivers/dma-buf/dma-resv.c":    {unreserved, reserveFirst},
	"drivers/dma-buf/reservation.c": {unreserved, reserveFirst},
	"drivers/dma/dmaengine.h":       {"a transfer is completed that was never submitted, or was completed before (its cookie is none)", "Look for two paths that complete one descriptor (the interrupt and terminate_all), and for a descriptor that is used again before it is done."},
	"mm/slub.c":                     {"memory is freed that is free already, or that is no object of the allocator; or what is free was written to", "Find who frees it a second time (devm_ memory, an error path and remove, a release function); boot with slub_debug=FZPU or KASAN."},
	"include/linux/scatterlist.h":   {"a list of buffers (scatterlist) is no such list, was never set up (sg_init_table()), is chained where it may not, or is given memory that is no ordinary memory (of vmalloc() or of a stack)", "Set the list up, and give it memory of kmalloc() or pages; for vmalloc() memory use vmalloc_to_page() page by page."},
	"include/linux/kref.h":          {"a reference is taken on an object whose count is 0: it is being freed, or was never set up", "Take references only while another one is held, or use kref_get_unless_zero() under a lock or RCU."},
	"include/linux/swapops.h":       {"an entry of a page table that says that its page is being moved names a page that is not locked: tables or page state are damaged", "Look for earlier reports of bad pages; test the memory."},
	"include/linux/buffer_head.h":   {"a page has no buffers where they are asked for", "Look for who takes buffers off a page that is in use (try_to_free_buffers(), truncation) or writes to a page that the file system was not told of."},
	"include/linux/netdevice.h":     {"a check of a network device's state failed: NAPI or a queue is used in a state that it is not in", "Balance napi_enable() and napi_disable(), and stop queues before they are freed."},
}

// inlined: the check is part of a core's file that the trace does not name, since the
// function was made part of its caller.
func (x *exam) inlined() (complaint, string) {
	file, _, _ := strings.Cut(x.c.Source, ":")
	c, known := files[file]
	if !known {
		for dir, its := range files { // the whole path of a tree that was built elsewhere
			if strings.HasSuffix(file, "/"+dir) {
				c, known, file = its, true, dir
			}
		}
	}
	if at := x.whereFrame(); !known || at != nil && strings.HasSuffix(crash.PlaceOf(at), file) {
		return complaint{}, "" // of its own
	}
	return c, file
}

// inlinedComplained is coreComplained for a check that has no frame of its own.
func inlinedComplained(x *exam, f *draft) bool {
	c, file := x.inlined()
	who := x.culprit()
	switch {
	case file == "" || who == "" && len(x.chain) > 0:
		return false
	case who == "":
		who = "its caller"
	default:
		f.claim(x.culpritRan())
	}
	f.Text = fmt.Sprintf("A check in %s complained about what %s asked for. This suggests that %s.", file, who, c.means)
	f.Next = c.next
	f.Evidence = []int{x.headLine(), x.pcLine(), x.culpritLine()}
	f.claim(says(x.c.Source, 0))
	return true
}
