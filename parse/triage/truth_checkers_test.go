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

// "WARNING in trace_hardirqs_on": an unlock found interrupts on already. No lock's data is wrong.
func TestLockdepsAccountOfInterrupts(t *testing.T) {
	silent(t, everything(t, `------------[ cut here ]------------
DEBUG_LOCKS_WARN_ON(!irqs_disabled())
WARNING: CPU: 1 PID: 29602 at kernel/locking/lockdep.c:4275 lockdep_hardirqs_on_prepare+0x354/0x400
CPU: 1 PID: 29602 Comm: syz-executor.1 Not tainted 5.18.0-rc7-syzkaller #0
RIP: 0010:lockdep_hardirqs_on_prepare+0x354/0x400
RSP: 0018:ffffc90004c47a88 EFLAGS: 00010282
Call Trace:
 <TASK>
 trace_hardirqs_on+0x5b/0x1c0
 _raw_spin_unlock_irq+0x1f/0x40
 clear_inode+0x6b/0x190
 ntfs_evict_inode+0x5c/0xa0
 evict+0x2ed/0x6b0
 </TASK>
`), []string{"whose data makes no sense"}, "clear_inode switches interrupts on or off")
}

// "BUG: unable to handle kernel NULL pointer dereference in gic_eoi_irq", of a 32-bit ARM whose
// report broke off before the code: 0x5f4 is 4 behind what r3 and r5 hold.
func TestANumberNearTheAddress(t *testing.T) {
	silent(t, everything(t, `8<--- cut here ---
Unable to handle kernel NULL pointer dereference at virtual address 000005f4 when read
[000005f4] *pgd=80000080004003, *pmd=00000000
Internal error: Oops: 207 [#1] PREEMPT SMP ARM
CPU: 1 PID: 0 Comm: swapper/1 Not tainted 6.4.0-rc1-syzkaller #0
Hardware name: ARM-Versatile Express
PC is at gic_eoi_irq+0x64/0x70
LR is at handle_percpu_devid_irq+0xb8/0x2d4
pc : [<8087e328>]    lr : [<802bf798>]    psr: 20000193
sp : df805f60  ip : df805f78  fp : df805f74
r10: 00000000  r9 : 831f4680  r8 : 00000001
r7 : 0000001c  r6 : 81b0febc  r5 : 000005f0  r4 : 8309a218
r3 : 000005f0  r2 : 0009127a  r1 : ddde8b00  r0 : 8309a218
Flags: nzCv  IRQs off  FIQs on  Mode SVC_32  ISA ARM  Segment none
Control: 30c5387d  Table: 84804d80  DAC: 00000000
`), []string{"offset 0x5f4 of a NULL pointer"}, "read the address 0x5f4", "the number 0x5f0, which r5 holds")
}

// "BUG: unable to handle kernel paging request in evict": 1 less 0x39 is an address that
// container_of() of NULL gives as well.
func TestOneLessAnOffsetIsNotNULL(t *testing.T) {
	silent(t, everything(t, `BUG: unable to handle page fault for address: ffffffffffffffc8
#PF: supervisor write access in kernel mode
#PF: error_code(0x0002) - not-present page
Oops: 0002 [#1] PREEMPT SMP KASAN
CPU: 0 PID: 24036 Comm: syz-executor.4 Not tainted 5.19.0-syzkaller #0
RIP: 0010:lock_acquire+0x1aa/0x570
Code: 48 81 64 24 08 00 02 00 00 44 89 fe 6a 00 4c 89 f7 6a 00 ff b4 24 f8 00 00 00 ff 74 24 18 41 0f 94 c1 45 0f b6 c9 e8 b5 94 ff <ff> 48 c7 c7 a0 8a cc 89 48 83 c4 20 e8 25 68 19 08 b8 ff ff ff ff
RSP: 0018:ffffc90013b2f9e8 EFLAGS: 00010092
RAX: 0000000000000001 RBX: 1ffff92002765f43 RCX: ffffffff815e4bee
RDX: 1ffff11003c8b8ae RSI: 0000000000000001 RDI: ffffffff8f67d5d8
CR2: ffffffffffffffc8 CR3: 000000002043b000 CR4: 0000000000350ef0
Call Trace:
 <TASK>
 _raw_spin_lock+0x2a/0x40
 evict+0x179/0x6b0
 </TASK>
`), []string{"NULL minus"})
}

// An error that a clock's caller did not check, made for this: 12 less than NULL is no offset
// of an entry on 64 bits, and a register holds the very number.
func TestAnErrorThatARegisterHolds(t *testing.T) {
	silent(t, everything(t, `BUG: unable to handle page fault for address: fffffffffffffff4
#PF: supervisor read access in kernel mode
#PF: error_code(0x0000) - not-present page
Oops: 0000 [#1] SMP
CPU: 0 PID: 240 Comm: modprobe Not tainted 6.1.0 #1
RIP: 0010:clk_prepare+0x1a/0x60
RSP: 0018:ffffc90013b2f9e8 EFLAGS: 00010292
RAX: 0000000000000001 RBX: fffffffffffffff4 RCX: ffffffff815e4bee
RDX: 1ffff11003c8b8ae RSI: 0000000000000001 RDI: fffffffffffffff4
CR2: fffffffffffffff4 CR3: 000000002043b000 CR4: 0000000000350ef0
Call Trace:
 <TASK>
 chip_on+0x30/0x90 [chip]
 chip_probe+0x50/0x90 [chip]
 platform_probe+0x3f/0x90
 </TASK>
`), []string{"NULL minus"}, "ERR_PTR(-12) ENOMEM, and RBX holds it")
}
