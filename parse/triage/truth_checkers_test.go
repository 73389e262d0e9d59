package triage

import "testing"

// What the kernel's own checkers said and was told wrongly, as mails of syzbot have it, reduced:
// registers, times and the lower frames are cut. The mail is named by its title.

// "KMSAN: use-after-free in vring_map_one_sg": what KMSAN calls the creation is the free.
func TestKMSANCallsAFreeACreation(t *testing.T) {
	silent(t, everything(t, `=====================================================
BUG: KMSAN: use-after-free in vring_map_one_sg+0x290/0x7b0
 vring_map_one_sg+0x290/0x7b0
 virtqueue_add+0x32aa/0x6320
 start_xmit+0x274d/0x4860
 dev_hard_start_xmit+0x22c/0xa30

Uninit was created at:
 kmem_cache_free+0x2b0/0x1490
 skb_free_head+0x13c/0x3a0
 skb_release_data+0x9f7/0xac0
 consume_skb+0x83/0x230
 skb_free_datagram+0x1e/0x30
 netlink_recvmsg+0xad1/0xfe0
 sock_recvmsg+0x2dc/0x390

CPU: 1 UID: 0 PID: 5441 Comm: dhcpcd Not tainted syzkaller #0 PREEMPT(none)
=====================================================
`), []string{"never written", "was created in"}, "was freed in netlink_recvmsg")
}

// "KMSAN: uninit-value in adu_disconnect", of 5.3: the header does not say that it was freed.
func TestKMSANsFreeBehindItsOwnHooks(t *testing.T) {
	silent(t, everything(t, `==================================================================
BUG: KMSAN: uninit-value in adu_disconnect+0x302/0x360
CPU: 0 PID: 3372 Comm: kworker/0:2 Not tainted 5.3.0-rc7+ #0
Workqueue: usb_hub_wq hub_event
Call Trace:
 dump_stack+0x191/0x1f0
 kmsan_report+0x162/0x2d0
 __msan_warning+0x75/0xe0
 adu_disconnect+0x302/0x360
 usb_unbind_interface+0x3a2/0xdd0

Uninit was created at:
 kmsan_internal_poison_shadow+0x58/0xb0
 kmsan_slab_free+0x8d/0x100
 kfree+0x4c1/0x2db0
 adu_release+0x95f/0xa50
 __fput+0x4c9/0xba0
==================================================================
`), []string{"never written", "was created in"}, "adu_disconnect used memory after it was freed. The memory was freed in adu_release")
}

// "WARNING: ODEBUG bug in kfree_rcu_work": RCU frees what was handed to it.
func TestFreedLaterByRCU(t *testing.T) {
	silent(t, everything(t, `------------[ cut here ]------------
ODEBUG: free active (active state 0) object type: timer_list hint: xprt_init_autodisconnect+0x0/0x150
WARNING: CPU: 1 PID: 8854 at lib/debugobjects.c:485 debug_print_object+0x160/0x250
CPU: 1 PID: 8854 Comm: kworker/1:10 Not tainted 5.9.0-rc2-syzkaller #0
Workqueue: events kfree_rcu_work
RIP: 0010:debug_print_object+0x160/0x250
RSP: 0018:ffffc9000b68fb28 EFLAGS: 00010082
Call Trace:
 debug_check_no_obj_freed+0x301/0x41c
 kmem_cache_free_bulk+0x9e/0x190
 kfree_rcu_work+0x506/0x8c0
 process_one_work+0x94c/0x1670
 worker_thread+0x64c/0x1120
 kthread+0x3b5/0x4a0
---[ end trace 0000000000000000 ]---
`), []string{"debug_print_object freed", "xprt_init_autodisconnect freed"}, "An object was freed whose timer_list was still active (it calls xprt_init_autodisconnect)")
}
