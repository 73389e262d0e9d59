package triage

import (
	"fmt"
	"slices"
	"strings"

	"oopscope/parse/arch"
)

// handedRules are about functions of the kernel's core that fall over a NULL pointer for
// one reason only.
var handedRules = []rule{
	{
		id: "core-handed-null", rank: rankState + 2, confidence: Likely, classes: []string{"null-deref", "bad-access"},
		says: "a function of the kernel's core fell over a NULL that has one reason",
		fire: handedNull,
	},
}

// A stumble is what a NULL pointer in a function of the core, or in what that calls, is of.
type stumble struct {
	names string // the functions
	inner string // beginnings of what may lie between them and the place of death; "" is nothing
	complaint
}

// stumbles are of 3.x to 7.x; the first that fits is told.
var stumbles = []stumble{
	// mm/memory.c: PageHWPoison(vmf->page), lock_page(vmf->page)
	{"__do_fault", "", complaint{
		"the fault function of the mapping's vm_ops came back with success, and set no page (vmf->page)",
		"Look at the fault function of whoever mapped the file or device: return VM_FAULT_SIGBUS where there is no page; with vmf_insert_pfn() return what that returned.",
	}},
	// net/core/dev.c: skb->dev
	{"enqueue_to_backlog netif_rx_internal netif_rx __netif_rx netif_receive_skb netif_receive_skb_internal netif_receive_skb_core __netif_receive_skb_core eth_type_trans napi_gro_receive", "netdev_core_stats_inc dev_core_stats", complaint{
		"the packet that was handed up has no device (skb->dev)",
		"Set skb->dev, or let eth_type_trans() do it, before the packet is handed to the network stack.",
	}},
	// drivers/base/core.c: what device_add() made is gone
	{"device_del", "kernfs_ sysfs_ klist_ dpm_ device_ kobject_ bus_ dev_ mutex_ _raw_spin", complaint{
		"the device was never added (device_add() failed or was not reached), or was taken off before",
		"Look for a second device_unregister() or device_del() of it, and for a remove or error path that takes off what was not added.",
	}},
	// kernel/kthread.c: the task is what the caller kept of kthread_run()
	{"kthread_stop kthread_park kthread_unpark kthread_bind", "", complaint{
		"the thread was never created (kthread_run() failed or was not reached), has ended by itself and is gone, or the pointer to it was cleared",
		"Keep the pointer NULL until kthread_run() has succeeded (test it with IS_ERR()), and stop the thread only where there is one: one that may return by itself must wait for kthread_should_stop(), or its task be held (get_task_struct()).",
	}},
	// kernel/workqueue.c: the workqueue is what the caller kept of alloc_workqueue()
	{"__queue_work flush_workqueue __flush_workqueue drain_workqueue destroy_workqueue", "mutex_lock __mutex_lock _raw_spin", complaint{
		"the workqueue was never allocated (alloc_workqueue() failed or was not reached), or the pointer to it was cleared",
		"Check that the queue is there before anything can use it, and gone only after everything that does.",
	}},
}

// handedNull: the core function stands at the place of death, or all that lies between is
// what it calls for itself.
func handedNull(x *exam, f *draft) bool {
	if x.c.Die == 0 || !x.c.Dump.Fault.HasAddress || x.c.Dump.Fault.Address >= nullPage || x.c.Astray() {
		return false
	}
	off := x.c.Dump.Fault.Address
	if x.explains() {
		off = x.ops.effective
		if m := x.means(x.ops.baseValue); m.Kind == arch.ErrPtr || x.errorSummed() != nil {
			return false // an error, and a member so far off that the sum is small
		}
	}
	for i := range stumbles {
		s := &stumbles[i]
		fr := x.stumbled(s)
		if fr == nil {
			continue
		}
		below := ""
		if at(fr) != x.where() {
			below = " below " + at(fr)
		}
		f.Text = fmt.Sprintf("%s fell over a NULL pointer%s. This suggests that %s.", x.where(), below, s.means)
		f.Next = s.next
		f.Evidence = []int{x.headLine(), fr.Line}
		f.claim(ranFrame(fr), x.whereRan(), nullMemberAt(off))
		x.tellCaller(f)
		return true
	}
	return false
}

// stumbled is the frame of the function where the crash is of it.
func (x *exam) stumbled(s *stumble) *arch.Frame {
	const deep = 6
	for i := range x.chain[:min(len(x.chain), deep)] {
		fr := &x.chain[i]
		switch name := bare(fr.Function); {
		case !fr.Reliable && i > 0:
			continue
		case fr.Module != "" || !fr.InFunction():
			return nil
		case slices.Contains(strings.Fields(s.names), name):
			return fr
		case !begins(name, s.inner):
			return nil
		}
	}
	return nil
}

// begins tells that the word begins with one of a list.
func begins(word, list string) bool {
	for w := range strings.FieldsSeq(list) {
		if strings.HasPrefix(word, w) {
			return true
		}
	}
	return false
}
