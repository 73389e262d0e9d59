package triage

import (
	"strings"
	"testing"
)

// armFault is a data abort on 32-bit arm, with holes: the address, what is wrong with
// it, the instruction before and that which trapped, r3, what the kernel says of r3.
func armFault(address, fsr, code, r3, about string) string {
	head := `Unable to handle kernel paging request at virtual address ` + address + ` when read
Internal error: Oops: ` + fsr + ` [#1] SMP ARM
`
	if fsr == "1b" {
		head = `Unhandled fault: page domain fault (0x01b) at 0x` + address + `
Internal error: : 1b [#1] SMP ARM
`
	}
	return head + `CPU: 0 PID: 431 Comm: sensord Tainted: G           O       6.12.9-bench #7
PC is at sensor_read+0xc/0x40 [sensor]
LR is at sensor_ioctl+0x88/0x130 [sensor]
pc : [<bf00110c>]    lr : [<bf001188>]    psr: 60000013
sp : e0a09e50  ip : 00000000  fp : 00000000
r3 : ` + r3 + `  r2 : 00000000  r1 : 00000000  r0 : c2a0a000
Register r3 information: ` + about + `
Process sensord (pid: 431, stack limit = 0x0b8d2f1a)
Call trace: 
 sensor_read [sensor] from sensor_ioctl+0x88/0x130 [sensor]
 sensor_ioctl [sensor] from sys_ioctl+0x3c8/0xa6c
 sys_ioctl from ret_fast_syscall+0x0/0x54
Code: e1a00000 e92d4010 ` + code + `
---[ end trace 0000000000000000 ]---
`
}

const followed = "e5903004 (e5930034) " // ldr r3, [r0, #4]; ldr r0, [r3, #52]

// Four letters in a pointer that was read from memory are text; the address that they
// make is no program's.
func TestAnAddressBelowTheKernelsIsNotUserSpacesByThat(t *testing.T) {
	text := told(t, armFault("30687499", "5", followed, "30687465", "non-paged memory"))
	if f := text["text-pointer"]; f.Confidence != Likely {
		t.Errorf("%s %s", f.Confidence, f.Text)
	}
	if f, ok := text["user-pointer"]; ok {
		t.Errorf("beside it: %s", f.Text)
	}
	refused := told(t, armFault("016fbab4", "1b", followed, "016fba80", "non-paged memory"))
	if f := refused["user-pointer"]; f.Confidence != Likely {
		t.Errorf("the CPU refused a page of the program: %s %s", f.Confidence, f.Text)
	}
	absent := told(t, armFault("016fbab4", "5", followed, "016fba80", "non-paged memory"))
	if f := absent["user-pointer"]; f.Confidence != Possible {
		t.Errorf("nothing shows a page of the program: %s %s", f.Confidence, f.Text)
	}
	indexed := told(t, strings.Replace( // ldr r0, [r3, r2, lsl #2]
		armFault("3f036558", "5", "e1a00000 (e7930102) ", "bf036558", "2-page vmalloc region starting at 0xbf036000 allocated at load_module+0x80c/0x2034"),
		"r2 : 00000000", "r2 : 20000000", 1))
	if f, ok := indexed["user-pointer"]; ok {
		t.Errorf("an index led there: %s", f.Text)
	}
}

// The kernel says of a register what area its address lies in; on arm the end of the
// linear map depends on how much memory there is.
func TestTheKernelKnowsItsVmallocArea(t *testing.T) {
	all := everything(t, armFault("e0808000", "7", "e1a00000 (e5930000) ", "e0808000", "vmalloc memory"))
	silent(t, all, []string{"linear map"}, "lies in the vmalloc area")
}

// LIST_POISON1 is 0x100 on 32 bit: as a base of its own it is no NULL.
func TestTheNextOfADeletedEntryIsNoNull(t *testing.T) {
	all := told(t, armFault("00000108", "1b", "e5933000 (e5930008) ", "00000100", "non-paged memory")) // ldr r3, [r3]
	if f, ok := all["null-member"]; ok {
		t.Errorf("%s: %s", f.Confidence, f.Text)
	}
	if f := all["list-poison"]; f.Confidence != Likely {
		t.Errorf("%s: %s", f.Confidence, f.Text)
	}
	taken := told(t, strings.Replace( // add r3, r0, #256: &p->member
		armFault("00000108", "1b", "e2803c01 (e5930008) ", "00000100", "non-paged memory"), "r0 : c2a0a000", "r0 : 00000000", 1))
	if f, ok := taken["list-poison"]; ok && f.Confidence != Possible {
		t.Errorf("the address of a member was computed: %s", f.Text)
	}
}

// SLUB fills a new object as it fills a free one, mm/slub.c: init_object().
func TestPoisonMayBeThatOfANewObject(t *testing.T) {
	all := everything(t, armFault("6b6b6b9f", "5", followed, "6b6b6b6b", "non-paged memory"))
	silent(t, all, nil, "freed already", "a new one that nobody wrote to")
}

// A name that the unwinder guessed is nobody's to blame.
func TestAGuessedFrameFreesNothing(t *testing.T) {
	all := everything(t, `kernel BUG at mm/slub.c:4118!
invalid opcode: 0000 [#1] SMP NOPTI
CPU: 0 PID: 431 Comm: sensord Tainted: G           O      5.10.0 #1
EIP: kfree+0x2e3/0x3c0
Code: 8d b6 00 00 00 00 8b 47 04 a8 01 0f 85 69 fe ff ff <0f> 0b 90 90
EAX: cccccccc EBX: 00000000 ECX: fffffff0 EDX: 00000000
ESI: 091f3a90 EDI: dfee10a0 EBP: c218fe50 ESP: c218fe28
DS: 007b ES: 007b FS: 00d8 GS: 0033 SS: 0068 EFLAGS: 00000246
Call Trace:
 ? aa_file_perm+0x105/0x460
 ring_release+0xd/0x10 [sensor]
 __fput+0x8f/0xd0
---[ end trace 0000000000000000 ]---
`)
	silent(t, all, []string{"aa_file_perm"}, "ring_release [sensor] frees a pointer that is not the start of an object, or an object that is already free")
}

// A leaf function has no frame of its own, so that its caller stands there as a guess.
func TestAProbeFunctionThatTheUnwinderMissedIsNotNamed(t *testing.T) {
	log := strings.Replace(x86Oops("00010246", "PID: 431 Comm: sensord", ""), " sensor_ioctl+0x88/0x130 [sensor]", " ? sensor_probe+0x10/0x20 [sensor]\n platform_drv_probe+0x32/0x70\n really_probe+0x335/0x460", 1)
	silent(t, told(t, log)["during-probe"].Text, []string{"sensor_read"}, "took over its device.")
	whole := strings.Replace(log, " ? sensor_probe", " sensor_probe", 1)
	silent(t, told(t, whole)["during-probe"].Text, nil, "in its probe function sensor_probe [sensor]")
}

// A function that ends in WARN_ON() jumps to the warning where that is a call: the
// address that the header names is its caller's.
func TestAWarningOfAnotherFileIsNotInTheFunctionThatIsNamed(t *testing.T) {
	const warn = `------------[ cut here ]------------
WARNING: CPU: 0 PID: 17 at drivers/sensor/core.c:283 tasklet_action_common+0x110/0x454
CPU: 0 PID: 17 Comm: ksoftirqd/0 Tainted: G           O       6.12.9-bench #7
Call trace: 
 unwind_backtrace from show_stack+0x18/0x1c
 show_stack from dump_stack_lvl+0x54/0x68
 dump_stack_lvl from __warn+0x88/0x15c
 __warn from warn_slowpath_fmt+0x1b8/0x1c4
 warn_slowpath_fmt from tasklet_action_common+0x110/0x454
 tasklet_action_common from handle_softirqs+0xfc/0x31c
 handle_softirqs from run_ksoftirqd+0x3c/0xa0
---[ end trace 0000000000000000 ]---
`
	silent(t, told(t, warn)["warn-condition"].Text, []string{"in tasklet_action_common"}, "drivers/sensor/core.c:283, in a function that tasklet_action_common called")
	own := strings.Replace(warn, "drivers/sensor/core.c:283", "kernel/softirq.c:283", 1)
	silent(t, told(t, own)["warn-condition"].Text, nil, "kernel/softirq.c:283, in tasklet_action_common")
}

// s390 tells the page of the address only; the registers tell the rest.
func TestThePageOfAnAddressIsNotTheAddress(t *testing.T) {
	all := told(t, `Unable to handle kernel pointer dereference in virtual kernel address space
Failing address: fffffffffffff000 TEID: fffffffffffff803
Fault in home space mode while using kernel ASCE.
Oops: 0038 ilc:3 [#1] SMP 
CPU: 0 PID: 431 Comm: sensord Tainted: G           O       6.12.9-bench #7
Krnl PSW : 0704c00180000000 000003ff7e92a9de (sensor_owner+0x6/0x18 [sensor])
           R:0 T:1 IO:1 EX:1 Key:0 M:1 W:0 P:0 AS:3 CC:0 PM:0 RI:0 EA:3
Krnl GPRS: 0000000000000000 0000000000000000 0000000000000000 000003ff7e92b000
Krnl Code: 000003ff7e92a9d8: c00400000000	brcl	0,000003ff7e92a9d8
          >000003ff7e92a9de: e3202fd8ff58	ly	%r2,-40(%r2)
Call Trace:
 [<000003ff7e92a9de>] sensor_owner+0x6/0x18 [sensor]
 [<000003ff7e92ab00>] sensor_ioctl+0x88/0x130 [sensor]
---[ end trace 0000000000000000 ]---
`)
	silent(t, all["container-of-null"].Text, nil, "NULL minus 0x28")
	if f, ok := all["wild-pointer"]; ok {
		t.Error(f.Text)
	}
}

// mips has no CONFIG_ILLEGAL_POINTER_VALUE: its list poison is a small number in 64
// bits, too.
func TestListPoisonOfA64BitKernelMayBeSmall(t *testing.T) {
	all := told(t, `CPU 0 Unable to handle kernel paging request at virtual address 0000000000000110, epc == ffffffffc002e9d8, ra == ffffffffc002ea20
Oops[#1]:
CPU: 0 UID: 0 PID: 133 Comm: sensord Tainted: G           O       6.12.9-bench #7
$ 0   : 0000000000000000 0000000000000001 0000000000000100 0000000000000001
$ 4   : 000000000000004d 9000000003d46020 9000000003d46040 0000000000000000
epc   : ffffffffc002e9d8 chan_find+0x18/0x40 [sensor]
ra    : ffffffffc002ea20 sensor_ioctl+0x20/0x60 [sensor]
Status: 1000a4e3	KX SX UX KERNEL EXL IE 
Cause : 00800008 (ExcCode 02)
BadVA : 0000000000000110
Call Trace:
[<ffffffffc002e9d8>] chan_find+0x18/0x40 [sensor]
[<ffffffffc002ea20>] sensor_ioctl+0x20/0x60 [sensor]

Code: 00000000  dc420000  00000000 <8c430010> 1464fffc  00000000 

---[ end trace 0000000000000000 ]---
`)
	if f := all["list-poison"]; f.Confidence != Likely {
		t.Errorf("%s: %s", f.Confidence, f.Text)
	}
	if f, ok := all["integer-pointer"]; ok {
		t.Error(f.Text)
	}
}

// hung is a task that was found waiting, with the frames above it.
func hung(frames string) string {
	return `INFO: task cfg-holder:134 blocked for more than 5 seconds.
      Tainted: G           O       6.12.9-bench #7
"echo 0 > /proc/sys/kernel/hung_task_timeout_secs" disables this message.
task:cfg-holder      state:D stack:0     pid:134   tgid:134   ppid:2      flags:0x00000000
Call Trace:
 <TASK>
 __schedule+0x2f1/0x9e0
 schedule+0x5a/0xd0
` + frames + ` holder_thread+0x20/0x30 [cfg]
 kthread+0xe6/0x110
 ret_from_fork+0x1f/0x30
 </TASK>
`
}

// A sleep that a timer ends waits for nothing, and who waits for a lock may hold it.
func TestWhatAHungTaskWaitsForIsNotInvented(t *testing.T) {
	silent(t, everything(t, hung(" schedule_timeout+0x8a/0x160\n msleep+0x2d/0x40\n")), []string{"does not come", "somebody else"}, "for a time that it chose itself (msleep)")
	silent(t, everything(t, hung(" schedule_preempt_disabled+0x18/0x30\n __mutex_lock.constprop.0+0x39c/0x7e0\n mutex_lock+0x2b/0x40\n")), []string{"somebody else"}, "for a lock that it does not get", "waits for itself")
	silent(t, everything(t, hung(" rt_mutex_schedule+0x24/0x40\n rt_mutex_slowlock_block.constprop.0+0xd3/0x1d0\n")), []string{"an answer of the hardware"}, "for a lock that it does not get")
}

// free_large_kmalloc() and vfree() warn for their callers; the return address of a
// call that was the last thing in them is one of the caller's.
func TestAWarningOfMMIsInNoModule(t *testing.T) {
	silent(t, told(t, `------------[ cut here ]------------
WARNING: CPU: 0 PID: 133 at mm/vmalloc.c:3378 map_drop+0x10/0x20 [cfg]
Trying to vfree() nonexistent vm area (c000000000041000)
CPU: 0 UID: 0 PID: 133 Comm: sh Tainted: G           O       6.12.9-bench #7
Call trace: 
 unwind_backtrace from show_stack+0x18/0x1c
 show_stack from dump_stack_lvl+0x54/0x68
 dump_stack_lvl from __warn+0x88/0x15c
 __warn from warn_slowpath_fmt+0x1b8/0x1c4
 warn_slowpath_fmt from map_drop+0x10/0x20 [cfg]
 map_drop [cfg] from cfg_write+0xb0/0x128 [cfg]
---[ end trace 0000000000000000 ]---
`)["warn-condition"].Text, []string{"in map_drop"}, "in a function that map_drop [cfg] called")
}

// riscvFault is a page fault on riscv, with holes: the head, the function, the
// registers, what the CPU says.
func riscvFault(head, fn, regs, code, badaddr, cause string) string {
	return head + `
Oops [#1]
CPU: 0 UID: 0 PID: 134 Comm: sensord Tainted: G           O       6.12.9-bench #7
epc : ` + fn + `
 ra : sensor_ioctl+0x20/0x60 [sensor]
epc : ffffffff01a6a014 ra : ffffffff01a6a0b8 sp : ff2000000066bd30
` + regs + `
status: 0000000200000120 badaddr: ` + badaddr + ` cause: ` + cause + `
[<ffffffff01a6a014>] ` + fn + `
[<ffffffff01a6a0b8>] sensor_ioctl+0x20/0x60 [sensor]
[<ffffffff803b0458>] vfs_ioctl+0x48/0x96
Code: 0141 8082 1141 e422 0800 (` + code + `) 2785 853e 6422 0141
---[ end trace 0000000000000000 ]---
`
}

// riscv says "user memory" of every address that is low, and its store faults do not
// tell a page that is not there from one that may not be written.
func TestWhatRiscvDoesNotTell(t *testing.T) {
	text := told(t, riscvFault("Unable to handle kernel access to user memory without uaccess routines at virtual address 0000000030687499",
		"sensor_level+0x8/0x14 [sensor]", " a0 : 0000000030687465 a1 : ff60000002a3d040 a2 : 0000000000000000", "595c", "0000000030687499", "000000000000000d"))
	if f, ok := text["user-pointer"]; ok {
		t.Errorf("%s: %s", f.Confidence, f.Text)
	}
	if f := text["text-pointer"]; f.Confidence != Likely {
		t.Errorf("%s: %s", f.Confidence, f.Text)
	}
	sealed := everything(t, riscvFault("Unable to handle kernel paging request at virtual address ffffffff01ef1640",
		"sensor_store+0x8/0x14 [sensor]", " a0 : ffffffff01ef1640 a1 : ff60000002a3d040 a2 : 0000000000000000", "c11c", "ffffffff01ef1640", "000000000000000f"))
	silent(t, sealed, []string{"where nothing is mapped:"}, "or nothing that may be written")
	wrong := told(t, riscvFault("Unable to handle kernel NULL pointer dereference at virtual address 000000000000001e",
		"sensor_level+0x8/0x14 [sensor]", " a0 : ffffffffffffffea a1 : ff60000002a3d040 a2 : 0000000000000000", "5948", "000000000000001e", "000000000000000d"))
	if f, ok := wrong["bit-flip"]; ok {
		t.Error(f.Text)
	}
	if _, ok := wrong["err-pointer"]; !ok {
		t.Errorf("%+v", wrong)
	}
}

// The call of fortify_panic() is the last thing in its function: what the trace names
// there is the function behind.
func TestTheNameOfTheNextFunctionHidesWhoDidIt(t *testing.T) {
	silent(t, told(t, `memcpy: detected buffer overflow: 4096 byte read of buffer size 64
WARNING: CPU: 0 PID: 134 at lib/string_helpers.c:1032 __fortify_report+0x48/0x52
CPU: 0 UID: 0 PID: 134 Comm: sensord Tainted: G           O       6.12.9-bench #7
epc : __fortify_report+0x48/0x52
 ra : __fortify_report+0x48/0x52
epc : ffffffff805235ec ra : ffffffff805235ec sp : ff2000000066bd30
[<ffffffff805235ec>] __fortify_report+0x48/0x52
[<ffffffff80a645e4>] __fortify_panic+0x10/0x12
[<ffffffff01ed07d0>] sensor_find+0x0/0x44 [sensor]
[<ffffffff01ed14e2>] sensor_ioctl+0x73e/0x99c [sensor]
[<ffffffff803b0458>] vfs_ioctl+0x48/0x96
---[ end trace 0000000000000000 ]---
`)["fortify"].Text, nil, "The function that sensor_ioctl [sensor] called was about to")
}

// The allocator's own functions between the complaint and the caller free nothing.
func TestWhoFreesIsNotTheAllocator(t *testing.T) {
	for _, c := range crashesOf(t, "triage/invalid-free.fires") {
		silent(t, found(c, "invalid-free").Text, nil, "ring_release [sensor] freed the pointer")
	}
}
