package triage

import (
	"fmt"
	"strings"
	"testing"
)

// What the core refuses is told in words, of whoever asked for it.
func TestWhatTheCoreRefuses(t *testing.T) {
	for check, words := range map[string]string{
		"__get_vm_area_node": "in an interrupt or a softirq", "free_netdev": "registered still", "__kvmalloc_node_noprof": "more than 2 GiB", "sysfs_emit": "the start of the page",
		"cleanup_srcu_struct": "srcu_read_lock()",
	} {
		f := told(t, fmt.Sprintf(`------------[ cut here ]------------
WARNING: CPU: 1 PID: 73 at lib/check.c:77 %[1]s+0x61/0x90
Modules linked in: cam(O)
CPU: 1 PID: 73 Comm: camd Tainted: G           O      6.12.55-bench #1
RIP: 0010:%[1]s+0x61/0x90
RSP: 0018:ffffc90000813c50 EFLAGS: 00010282
Call Trace:
 <TASK>
 cam_grab+0x22/0x2a [cam]
 cam_ioctl+0x2b/0x40 [cam]
 __x64_sys_ioctl+0x8f/0xd0
 </TASK>
---[ end trace 0000000000000000 ]---
`, check))["core-complained"]
		silent(t, f.Text, nil, check, "cam_grab [cam]", words)
	}
}

// armWarns is a WARN() that is a call, as on arm and mips: the kernel prints where the
// call returns to.
const armWarns = `------------[ cut here ]------------
WARNING: CPU: 0 PID: 136 at mm/util.c:670 __kvmalloc_node_noprof+0x100/0x104
Modules linked in: cam(O)
CPU: 0 UID: 0 PID: 136 Comm: camd Tainted: G           O       6.12.107 #1
Hardware name: Generic DT based system
Call trace: 
 unwind_backtrace from show_stack+0x18/0x1c
 show_stack from dump_stack_lvl+0x54/0x68
 dump_stack_lvl from __warn+0x88/0x11c
 __warn from warn_slowpath_fmt+0x188/0x194
 warn_slowpath_fmt from __kvmalloc_node_noprof+0x100/0x104
 __kvmalloc_node_noprof from cam_table+0x1c/0x20 [cam]
 cam_table [cam] from vfs_write+0xe4/0x400
---[ end trace 0000000000000000 ]---
`

// Kernels move functions between the files of a directory: that the file is another than
// the one where the function lies elsewhere does not say that it did not warn itself.
func TestAFunctionThatMovedWarnedItself(t *testing.T) {
	all := readAll(armWarns)
	if all[0].Culprit.Function != "cam_table" {
		t.Errorf("blamed: %+v", all[0].Culprit)
	}
	silent(t, found(all[0], "warn-condition").Text, []string{"in a function that"}, "or in what that called")
	core := strings.Replace(armWarns, "mm/util.c:670", "kernel/softirq.c:285", 1)
	silent(t, told(t, core)["warn-condition"].Text, nil, "in a function that __kvmalloc_node_noprof called")
}

// A PC next to zero was read for a pointer: no NULL was called.
func TestAPCNextToZeroIsNoNull(t *testing.T) {
	f := told(t, `Unable to handle kernel access to user memory without uaccess routines at virtual address 0000000000000008
Oops [#1]
CPU: 0 UID: 0 PID: 137 Comm: ifconfig Tainted: G           OE      6.12.107 #1
epc : 0x8
 ra : notifier_call_chain+0x62/0xd0
epc : 0000000000000008 ra : ffffffff8004d894 sp : ff200000001f36c0
status: 0000000200000120 badaddr: 0000000000000008 cause: 000000000000000c
Code: Unable to access instruction at 0xfffffffffffffff4.
---[ end trace 0000000000000000 ]---
`)
	if n, ok := f["null-call"]; ok {
		t.Error(n.Text)
	}
	silent(t, f["bad-function-pointer"].Text, nil, "notifier_call_chain jumped to 0x8")
}

// What a module left behind is called by its own kind of caller; the system call that
// led there says nothing of it.
func TestWhatCallsAModuleThatIsGone(t *testing.T) {
	gone := func(calls string) string {
		return told(t, `BUG: unable to handle page fault for address: ffffffffc02e15da
#PF: supervisor instruction fetch in kernel mode
#PF: error_code(0x0010) - not-present page
Oops: 0010 [#1] PREEMPT SMP NOPTI
CPU: 0 PID: 138 Comm: sh Tainted: G           OE      6.1.55-bench #1
RIP: 0010:0xffffffffc02e15da
Code: Unable to access opcode bytes at 0xffffffffc02e15b0.
RSP: 0018:ffffc90000813c50 EFLAGS: 00010282
Call Trace:
 <TASK>
`+calls+` vfs_write+0x1b0/0x3d0
 ksys_write+0x6f/0xf0
 </TASK>
Modules linked in: [last unloaded: cam(OE)]
---[ end trace 0000000000000000 ]---
`)["module-unload-race"].Text
	}
	silent(t, gone(" do_shrink_slab+0x124/0x310\n drop_slab+0x50/0x60\n"), []string{"file operation"}, "a shrinker of cam")
	silent(t, gone(" some_walk+0x124/0x310\n drop_all+0x50/0x60\n"), []string{"file operation"}, "thread, timer, work or handler")
	silent(t, gone(""), nil, "a file operation of cam")
}

// On s390 low memory can be read, so that what list_del() left in an entry is followed
// until the list's own check finds nothing there.
func TestADeletedEntryThatIsFollowed(t *testing.T) {
	f := told(t, `list_del corruption, 0000000000000100->next is NULL
------------[ cut here ]------------
kernel BUG at lib/list_debug.c:52!
monitor event: 0040 ilc:2 [#1] SMP 
Modules linked in: cam(O)
CPU: 0 UID: 0 PID: 137 Comm: camd Tainted: G           O       6.12.107 #1
Hardware name: QEMU 8561 QEMU (KVM/Linux)
Krnl PSW : 0704e00180000000 000003fffe8f8ce6 (__list_del_entry_valid_or_report+0x9e/0x128)
           R:0 T:1 IO:1 EX:1 Key:0 M:1 W:0 P:0 AS:3 CC:2 PM:0 RI:0 EA:3
Call Trace:
 [<000003fffe8f8ce6>] __list_del_entry_valid_or_report+0x9e/0x128
 [<000003ff7e85cd96>] cam_drop_all+0x3e/0x80 [cam]
Last Breaking-Event-Address:
 [<000003ff7e85b73e>] cam_drop_all+0x26/0x80 [cam]
---[ end trace 0000000000000000 ]---
`)
	silent(t, f["list-corrupt"].Text, []string{"neighbours"}, "cam_drop_all [cam] went on from a list entry that had been deleted", "LIST_POISON1")
}

// DSISR says nothing of the access in an alignment interrupt; the instruction does.
func TestAnAlignmentInterruptTellsNoAccess(t *testing.T) {
	f := told(t, `BUG: Unable to handle kernel unaligned access at 0x6b6b6b6b6b6b6b6b
Faulting instruction address: 0xc000000000181d70
Oops: Kernel access of bad area, sig: 7 [#1]
LE PAGE_SIZE=4K MMU=Radix SMP NR_CPUS=2048 NUMA pSeries
CPU: 0 UID: 0 PID: 138 Comm: sh Tainted: G           O       6.12.107 #1
NIP:  c000000000181d70 LR: c0080000002a0020 CTR: c000000000181d00
REGS: c000000005d97480 TRAP: 0600   Tainted: G           O        (6.12.107)
MSR:  800000000280b033 <SF,VEC,VSX,EE,FP,ME,IR,DR,RI,LE>  CR: 44002882  XER: 00000006
CFAR: c0080000002a90ec DAR: 6b6b6b6b6b6b6b6b DSISR: 420000e8 IRQMASK: 0 
GPR00: c0080000002a0020 c000000005d97720 c000000001930100 c000000005cea980 
GPR28: 000000001fad2930 6b6b6b6b6b6b6b6b c000000005cea980 c000000005ceaa90 
NIP [c000000000181d70] thread_stop+0x70/0x240
LR [c0080000002a0020] cam_halt+0x28/0x44 [cam]
Call Trace:
[c000000005d97720] [c0080000002a0020] cam_halt+0x28/0x44 [cam]
Code: 7d2948a8 61290002 7d2049ad 7c0004ac 39200001 4082fff0 7c0004ac e87f0000 <7d20e8a8> 61290002 7d20e9ad 40c2fff4 
---[ end trace 0000000000000000 ]---
`)
	if d, ok := f["dump-disagrees"]; ok {
		t.Error(d.Text)
	}
	if f["freed-object"].Confidence != Certain && f["freed-object"].Confidence != Likely {
		t.Errorf("%+v", f["freed-object"])
	}
}
