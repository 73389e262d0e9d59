package triage

import (
	"fmt"
	"strings"

	"oopscope/parse/arch"
)

// spokenRules are about checks of the kernel's core that say in words of their own what
// they found. What those words mean for the code that is at fault stands here.
var spokenRules = []rule{
	{
		id: "flush-in-reclaim", rank: rankProof, confidence: Certain, classes: []string{"warning"},
		says:       "what must go on without memory waits for work that may need some",
		suppresses: []string{"warn-condition", "core-complained"},
		fire:       flushInReclaim,
	},
	{
		id: "dma-misuse", rank: rankProof, confidence: Certain, classes: []string{"warning"},
		says:       "a driver's use of the DMA API is wrong, as its debugging found",
		suppresses: []string{"warn-condition", "core-complained"},
		fire:       dmaMisuse,
	},
	{
		id: "spurious-fault", rank: rankProof, confidence: Likely, classes: []string{"warning"},
		says:       "an access faulted where the page tables have a page when they are looked at again",
		suppresses: []string{"warn-condition"},
		fire:       spuriousFault,
	},
	{
		id: "core-said", rank: rankProof, confidence: Certain, classes: []string{"warning"},
		says:       "a check of the kernel's core says what was done wrong",
		suppresses: []string{"warn-condition", "core-complained"},
		fire:       coreSaid,
	},
}

// flushing is what check_flush_dependency(), kernel/workqueue.c, has between who waits and
// for whom:
//
//	workqueue: WQ_MEM_RECLAIM writeback:wb_workfn is flushing !WQ_MEM_RECLAIM events:drain
//	workqueue: PF_MEMALLOC task 77(kswapd0) is flushing !WQ_MEM_RECLAIM events:drain
const flushing = " is flushing !WQ_MEM_RECLAIM "

// flushInReclaim: only queues with WQ_MEM_RECLAIM have a thread set aside (the rescuer),
// which runs their work where no other one can be made.
func flushInReclaim(x *exam, f *draft) bool {
	n, l := x.line(flushing)
	who, whom, ok := strings.Cut(l, flushing)
	if _, by, workqueue := strings.Cut(who, "workqueue: "); ok && workqueue {
		who = by
	} else {
		return false
	}
	switch {
	case strings.HasPrefix(who, "WQ_MEM_RECLAIM "):
		who = "Work that has to go on when memory is used up (" + queued(strings.TrimPrefix(who, "WQ_MEM_RECLAIM ")) + ", WQ_MEM_RECLAIM)"
	case strings.HasPrefix(who, "PF_MEMALLOC task "):
		who = "A task that is freeing memory itself (" + clip(strings.TrimPrefix(who, "PF_MEMALLOC task "), 60) + ")"
	default:
		return false
	}
	f.Text = fmt.Sprintf("%s waits for work that has no thread set aside for that (%s): where no memory is left to make one, both wait for ever.", who, queued(whom))
	f.Next = "Give the queue of the second WQ_MEM_RECLAIM if what it runs needs no memory itself, or do not wait for it there: cancel it, or let it finish on its own. On the system's own queues nothing may be waited for that reclaim depends on."
	f.Evidence = []int{n, x.headLine(), x.culpritLine()}
	f.claim(says(strings.TrimSpace(flushing), n))
	return true
}

// queued writes "queue:function [module]" in words.
func queued(s string) string {
	s = clip(strings.TrimSpace(s), 120)
	if queue, function, ok := strings.Cut(s, ":"); ok && queue != "" && function != "" {
		return function + " on the queue " + queue
	}
	return s
}

// A spokenCheck is a message by the words that it has, what that means, and what to do.
type spokenCheck struct{ words, means, next string }

// dmaMisuses are the messages of kernel/dma/debug.c; longer ones before those that they begin with.
var dmaMisuses = []spokenCheck{
	{"tries to free an invalid DMA memory address", "unmapped an address that is an error of the mapping", "Test each mapping with dma_mapping_error(), and unmap only what was mapped."},
	{"tries to free DMA memory it has not allocated", "unmapped or freed what is not mapped: never mapped with this device, unmapped before, or with another address", "Compare device, address and size with those of the mapping; look for a path that unmaps twice."},
	{"frees DMA memory with different size", "unmapped with another size than it had mapped", "Keep the length that was mapped beside the address (dma_unmap_len_set)."},
	{"frees DMA memory with wrong function", "unmapped with a function of another kind than the one that mapped", "dma_map_single() goes with dma_unmap_single(), _page with _page, _sg with _sg, dma_alloc_coherent() with dma_free_coherent()."},
	{"frees DMA memory with different CPU address", "freed coherent memory with another address than it was given", "Hand dma_free_coherent() the pair of addresses that dma_alloc_coherent() gave."},
	{"frees DMA sg list with different entry count", "unmapped a list with another count than it had mapped: dma_unmap_sg() takes the count that was given to dma_map_sg(), not what that returned", "Use the original count (orig_nents)."},
	{"frees DMA memory with different direction", "unmapped for another direction than it had mapped for", "Use one direction for mapping, syncing and unmapping."},
	{"failed to check map error", "never tested whether the mapping had failed", "Call dma_mapping_error() behind each mapping, and handle it."},
	{"maps memory from stack", "gave memory of a stack to the device", "Use memory from kmalloc(): a stack may be no memory that a device reaches, and shares its cache lines with others."},
	{"maps memory from kernel text or rodata", "gave the kernel's own code or constants to the device", "Copy it into memory from kmalloc() first."},
	{"maps memory from vmalloc area", "gave memory of vmalloc() to the device as if it lay in one piece", "Use kmalloc(), dma_alloc_coherent(), or map it page by page."},
	{"tries to sync DMA memory it has not allocated", "synced what is not mapped at that address", "Sync with the address that the mapping gave (dma_sync_single_range_for_cpu() for a part of it), and not behind the unmapping."},
	{"syncs DMA memory outside allocated range", "synced more than it had mapped", "Compare offset and length with the mapping."},
	{"syncs DMA memory with different direction", "synced for another direction than it had mapped for", "Use one direction for mapping, syncing and unmapping."},
	{"syncs device read-only DMA memory for cpu", "synced for the CPU what the device only reads", "Sync for the CPU what the device writes; or map it DMA_BIDIRECTIONAL."},
	{"syncs device write-only DMA memory to device", "synced for the device what it only writes", "Sync for the device what it reads; or map it DMA_BIDIRECTIONAL."},
	{"cacheline tracking EEXIST", "mapped memory a second time that is mapped already and written by a device, or two buffers that share a cache line", "Look for a path that does not unmap (an error, a timeout, a cancelled request), and for small buffers that lie beside others: what a device writes needs cache lines of its own."},
	{"mapping sg segment longer than device claims to support", "mapped a piece of a list that is longer than the device said it can take", "Set dma_set_max_seg_size() to what the device can do (64 KiB is what is assumed), and the limits of its queue alike."},
	{"mapping sg segment across boundary", "mapped a piece of a list across a boundary that the device said it cannot cross", "Set dma_set_seg_boundary() to what the device can do, and the limits of its queue alike."},
	{"has pending DMA allocations while released from device", "left the device, and had mapped or allocated memory for it that it never gave back: a leak, into which the device may still write", "Look at the leaked entry that is printed (its size, how it was mapped), and at which paths unmap that; stop the device before."},
}

// dmaMisuse reads what kernel/dma/debug.c prints behind the driver's and the device's name:
//
//	nouveau 0000:1f:00.0: DMA-API: device driver tries to sync DMA memory it has not allocated
func dmaMisuse(x *exam, f *draft) bool {
	who, what, n := x.dmaMessage()
	if n == 0 {
		return false
	}
	for i := range dmaMisuses {
		m := &dmaMisuses[i]
		if !strings.HasPrefix(what, m.words) && !strings.HasPrefix(strings.ReplaceAll(what, "fromstack", "from stack"), m.words) {
			continue
		}
		driver, device, named := strings.Cut(strings.TrimSpace(who), " ")
		f.Text = fmt.Sprintf("The driver of %s %s.", clip(strings.TrimSpace(who), 60), m.means)
		if named {
			f.Text = fmt.Sprintf("The driver %s of %s %s.", clip(driver, 40), clip(device, 60), m.means)
		}
		f.Next = m.next
		f.Evidence = []int{n, x.headLine(), x.culpritLine()}
		f.claim(says("DMA-API: ", n))
		return true
	}
	return false
}

// dmaMessage parts a message of kernel/dma/debug.c: whose device, and what was done. The mark
// stands in front of both since 5.0.
//
//	DMA-API: mmci-pl18x 48220000.mmc: cacheline tracking EEXIST, overlapping mappings aren't supported
func (x *exam) dmaMessage() (who, what string, line int) {
	const mark, driver = "DMA-API: ", "device driver "
	n, l := x.line(mark)
	front, rest, ok := strings.Cut(l, mark)
	if !ok {
		return "", "", 0
	}
	if by := strings.TrimSuffix(strings.TrimSpace(front), ":"); by != "" && strings.HasPrefix(rest, driver) {
		return by, strings.TrimPrefix(rest, driver), n
	}
	if by, did, ok := strings.Cut(rest, ": "); ok {
		return by, strings.TrimPrefix(did, driver), n
	}
	return "", "", 0
}

// coreChecks are messages of WARN() in functions that work for others.
var coreChecks = []spokenCheck{
	// kernel/sched/core.c: __might_sleep()
	{"do not call blocking ops when !TASK_RUNNING", "slept, or called what may sleep, behind set_current_state() or prepare_to_wait(): that sets the state back, and the wait ends too early or a wake-up is lost", "Test the condition with what does not sleep, or wait with wait_woken(), or set the state again behind the call."},
	// drivers/i2c/i2c-core.h: __i2c_check_suspended()
	{"Transfer while suspended", "asked for a transfer on a bus of I2C whose controller is suspended: what asks comes too late in suspend, too early in resume, or is an interrupt or a work that nobody stopped", "Look at who asks (the trace), and at the order: a device is suspended before its controller only where it is its child or has a device link; stop its interrupt and work in its own suspend."},
	// kernel/irq/handle.c: __handle_irq_event_percpu()
	{" enabled interrupts", "switched interrupts on in an interrupt's handler", "Use the _irqsave kind of the lock there instead of the _irq kind, and no function that switches them on."},
	// kernel/irq/manage.c: irq_set_irq_wake()
	{" wake disable", "switched the waking by an interrupt off more often than on", "Balance enable_irq_wake() and disable_irq_wake() in suspend and resume, and look at what the first returned: where it failed, nothing is to be undone."},
	// kernel/locking/irqflag-debug.c: warn_bogus_irq_restore()
	{"raw_local_irq_restore() called with IRQs enabled", "gave back an interrupt state that it had saved, and interrupts were on already: what ran in between had switched them on", "Look between irqsave and irqrestore for spin_unlock_irq(), local_irq_enable(), or a call that sleeps."},
	// kernel/dma/direct.h: dma_direct_map_page()
	{" overflow (mask ", "gave a device memory that lies beyond what it can address (its DMA mask, or the bus)", "Set the device's DMA mask and the bus's dma-ranges right, allocate from where it can reach (GFP_DMA32, dma_alloc_coherent()), and keep swiotlb switched on for the rest."},
	// drivers/usb/core/urb.c: usb_submit_urb()
	{" submitted while active", "submitted an URB of USB that is under way still", "Wait for its completion, or take it back with usb_kill_urb(), before it is submitted again."},
	{"BOGUS urb xfer", "submitted an URB of another kind than its endpoint is: the driver did not check the descriptors of the device", "Check in probe that the endpoints are there and of the right type (usb_check_bulk_endpoints() and its kin, usb_find_common_endpoints())."},
	// lib/percpu-refcount.c: percpu_ref_switch_to_atomic_rcu()
	{"percpu ref (", "gave back a per-CPU reference more often than it was taken", "Balance percpu_ref_get() and percpu_ref_put(); the function in brackets says whose count it is."},
	// drivers/clk/clk.c: clk_core_enable(), clk_core_disable(), clk_core_unprepare()
	{"Enabling unprepared ", "switched a clock on that it had not prepared", "Call clk_prepare_enable(), or clk_prepare() before clk_enable() where one may sleep; and look at what they return."},
	{" already disabled", "switched a clock off more often than on", "Balance clk_enable() and clk_disable(): on error paths, in remove behind a runtime suspend, and where an enable had failed."},
	{" already unprepared", "took back the preparation of a clock more often than it was made", "Balance clk_prepare() and clk_unprepare(): on error paths, in remove behind a runtime suspend, and where a prepare had failed."},
	// kernel/notifier.c: notifier_chain_register()
	{"notifier callback ", "registered a notifier that is registered already", "Register it once, and unregister it on the way out, also on error paths."},
	// drivers/gpu/drm/drm_vblank.c: drm_wait_one_vblank()
	{"vblank wait timed out on crtc", "waited for the display to begin its next picture, which did not come: the display's clock or power is off, or its interrupt is lost", "Check that the CRTC is on when it is waited for, its clock, and whether its interrupt counts up in /proc/interrupts."},
	// arch/*/mm/ioremap.c
	{"ioremap on RAM", "mapped ordinary memory as if it were a device's registers", "Use memremap() for memory; or the address (of the device tree, of a resource) is wrong, or the memory was to be reserved."},
	// fs/buffer.c: __brelse()
	{"brelse: Trying to free free buffer", "gave a buffer of a block device back more often than it was taken", "Balance sb_bread()/getblk() and brelse(), also on error paths."},
}

// coreSaid: the words name the misuse, the trace whose it is.
func coreSaid(x *exam, f *draft) bool {
	who := x.culprit()
	if who == "" {
		return false
	}
	said, at := x.warnMessage()
	for i := range coreChecks {
		c := &coreChecks[i]
		if at == 0 || !strings.Contains(said, c.words) {
			continue
		}
		if who == x.where() { // the check itself is all that is named
			who = "Whoever called " + who
		}
		f.Text = fmt.Sprintf("%s %s.", who, c.means)
		f.Confidence = Likely // what it had called may have done it
		f.Next = c.next
		f.Evidence = []int{at, x.headLine(), x.culpritLine()}
		f.claim(says(c.words, at), x.culpritRan())
		return true
	}
	return false
}

// spurious is what __do_kernel_fault(), arch/arm64/mm/fault.c, says before it goes on.
const spurious = "Ignoring spurious kernel translation fault at virtual address "

// spuriousFault: is_spurious_el1_translation_fault() found the address translated after all.
func spuriousFault(x *exam, f *draft) bool {
	n, l := x.line(spurious)
	v, ok := arch.HexAfter(l, "virtual address ")
	if n == 0 || !ok {
		return false
	}
	who := x.culprit()
	if who == "" {
		who = "The kernel"
	} else {
		f.claim(x.culpritRan())
	}
	f.claim(says(spurious, n))
	f.Evidence = []int{n, x.headLine(), x.culpritLine()}
	if v < nullPage {
		f.Text = fmt.Sprintf("%s, or what it called, touched offset %s of a NULL pointer. The kernel took the fault for one that had passed, and let the access be made again.", who, hex(v))
		f.Next = "Find which structure has a member there, then who leaves that pointer NULL: never set, set too late, or cleared by a teardown running at the same time."
		return true
	}
	f.Text = fmt.Sprintf("%s, or what it called, faulted at %s, where a page is mapped when the page tables are looked at again: the access was let go on. This suggests that the mapping was made or changed at that moment without what makes it seen by other CPUs.", who, hex(v))
	f.Next = "Look at who changes the kernel's mappings at that time (vmalloc, set_memory_*, module loading): a new entry needs a barrier, a changed one has to be removed and flushed first (break before make)."
	return true
}
