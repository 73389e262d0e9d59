package triage

import (
	"strings"
	"testing"

	"oopscope/parse/crash"
)

// What was false of the ways in which drivers die.

// get_kernel_gp_address() (x86, before 5.12) computes an address without its offset.
func TestTheKernelForgetsTheOffset(t *testing.T) {
	silent(t, everything(t, `general protection fault, probably for non-canonical address 0x6b6b6b6b6b6b6b68: 0000 [#1] SMP NOPTI
CPU: 0 PID: 73 Comm: sh Tainted: G           O      5.10.0-32-amd64 #1
RIP: 0010:__mutex_lock.constprop.0+0x6d/0x460
Code: 00 a8 08 75 1e 48 8b 45 00 48 83 e0 f8 0f 84 82 01 00 00 <8b> 50 2c 85 d2 0f 85 65 01 00 00
RSP: 0018:ffffb45280127da8 EFLAGS: 00000202
RAX: 6b6b6b6b6b6b6b68 RBX: 0000000000000002 RCX: 00000000000a0005
Call Trace:
 chip_lock+0xe/0x20 [chip]
 vfs_write+0xc4/0x270
---[ end trace 852f90489e6f9468 ]---
`), []string{"disagrees"}, "register rax is 0x6b6b6b6b6b6b6b68", "It worked for chip_lock [chip]")
}

// memset() goes through its buffer with registers that point in front of it.
func TestAFillIsNoContainerOfNull(t *testing.T) {
	silent(t, everything(t, riscvFault("Unable to handle kernel NULL pointer dereference at virtual address 00000000000000c0",
		"__memset+0x64/0x114", " t0 : ffffffffffffffe0 a1 : 0000000000000000 a2 : 0000000000000020", "0eb2b023", "00000000000000c0", "000000000000000f")),
		[]string{"container_of"})
}

// A work item that flushes work may wait for itself: it is no mere victim.
func TestWorkThatFlushesWork(t *testing.T) {
	silent(t, everything(t, `INFO: task kworker/0:1:14 blocked for more than 120 seconds.
      Tainted: G           O      6.12.9 #1
task:kworker/0:1     state:D stack:    0 pid:   14 ppid:     2 flags:0x00004000
Workqueue: events chip_work [chip]
Call Trace:
 __schedule+0x282/0x880
 schedule+0x46/0xb0
 schedule_timeout+0x8b/0x150
 __flush_work+0x13a/0x220
 chip_work+0x12/0x20 [chip]
 process_one_work+0x1b6/0x350
 worker_thread+0x53/0x3e0
 kthread+0x11b/0x140
`), []string{"is a victim"}, "waits for itself")
}

// A counter of a dead object that goes on counting is no bad memory.
func TestTheDeadObjectCounts(t *testing.T) {
	const log = `=============================================================================
BUG kmalloc-512 (Tainted: G           O    ): Poison overwritten
-----------------------------------------------------------------------------

INFO: 0x00000000a2d83254-0x00000000a2d83254 @offset=84. First byte 0x6a instead of 0x6b
INFO: Allocated in chip_new+0x80a/0xb80 [chip] age=0 cpu=0 pid=72
	kmem_cache_alloc_trace+0x1fd/0x250
	chip_new+0x80a/0xb80 [chip]
INFO: Freed in chip_free+0x813/0xb80 [chip] age=0 cpu=0 pid=73
	kfree+0x329/0x3c0
	chip_free+0x813/0xb80 [chip]
CPU: 0 PID: 74 Comm: init Tainted: G    B      O      5.10.0 #1
Call Trace:
 dump_stack+0x54/0x68
 check_bytes_and_report.cold+0x3f/0x56
 kmem_cache_alloc_trace+0x1fd/0x250
 alloc_bprm+0x12/0x60
`
	silent(t, everything(t, log), []string{"bad or badly driven RAM"}, "differs by one", "It was freed in chip_free [chip]", "It was allocated in chip_new [chip]")
}

// On arm64 BUG() is a debug exception, which counts as preemption off.
func TestTheExceptionCountsItself(t *testing.T) {
	const log = `kernel BUG at drivers/chip.c:52!
Internal error: Oops - BUG: 00000000f2000800 [#1] PREEMPT_RT SMP
CPU: 0 UID: 0 PID: 147 Comm: sh Tainted: G           O       6.12.9-rt #1
pstate: 60400005 (nZCv daif +PAN -UAO -TCO -DIT -SSBS BTYPE=--)
pc : chip_check+0xd8/0x128 [chip]
Call trace:
 chip_check+0xd8/0x128 [chip]
 vfs_write+0xc4/0x270
---[ end trace 0000000000000000 ]---
note: sh[147] exited with irqs disabled
note: sh[147] exited with preempt_count 1
`
	silent(t, everything(t, log), []string{"held a spinlock"}, "was killed")
	silent(t, everything(t, strings.Replace(log, "_count 1", "_count 2", 1)), nil, "held a spinlock")
}

// A lookup in what a module left behind trips where that module was.
func TestTheModuleIsGone(t *testing.T) {
	silent(t, everything(t, `BUG: unable to handle page fault for address: e08012a0
#PF: supervisor read access in kernel mode
#PF: error_code(0x0000) - not-present page
*pdpt = 0000000018cd2001 *pde = 0000000001204067 *pte = 0000000000000000
Oops: 0000 [#1] SMP NOPTI
CPU: 0 PID: 75 Comm: cat Tainted: G           OE     5.10.0-32-686-pae #1
EIP: misc_open+0x4d/0x150
EAX: e08012ac EBX: e08012a0 ECX: c10158c0 EDX: c13cdf00
ESI: c123fd80 EDI: 0000003d EBP: c13e3dc4 ESP: c13e3db0
DS: 007b ES: 007b FS: 00d8 GS: 0033 SS: 0068 EFLAGS: 00000206
Call Trace:
 chrdev_open+0xcb/0x210
 do_dentry_open+0x147/0x370
Modules linked in: [last unloaded: chip]
---[ end trace 6f458fb3560fd463 ]---
`), nil, "module-unload-race: misc_open used the address 0xe08012a0", "module chip was the last to go")
}

// The allocator's checks free nothing.
func TestTheCheckFreesNothing(t *testing.T) {
	silent(t, everything(t, `=============================================================================
BUG kmalloc-2k (Tainted: G           O     ): Object already free
-----------------------------------------------------------------------------

INFO: Freed in chip_drop+0x9/0x20 [chip] age=0 cpu=0 pid=73
	kfree+0x410/0x490
	chip_drop+0x9/0x20 [chip]
CPU: 0 PID: 73 Comm: sh Tainted: G    B      O      5.10.0 #1
Call Trace:
 dump_stack+0x6b/0x83
 free_debug_processing+0x1c6/0x270
 __slab_free+0x2f2/0x4a0
 kfree+0x410/0x490
 chip_drop+0x9/0x20 [chip]
 chip_close+0x9e/0xc0 [chip]
`), []string{"free_debug_processing"}, "chip_drop [chip] frees an object that is already free")
}

// sysfs_warn_dup() prints a line and a trace, without a WARN since 4.2: a report all the same.
func TestTheNameTwiceWithoutAWarn(t *testing.T) {
	c := leads(t, `sysfs: cannot create duplicate filename '/devices/platform/chip'
CPU: 0 PID: 73 Comm: sh Tainted: G           O       6.1.9 #7
Hardware name: Generic AM33XX (Flattened Device Tree)
 unwind_backtrace from show_stack+0x18/0x1c
 show_stack from dump_stack_lvl+0x40/0x4c
 dump_stack_lvl from sysfs_warn_dup+0x5c/0x70
 sysfs_warn_dup from sysfs_create_dir_ns+0xe0/0xf4
 sysfs_create_dir_ns from kobject_add_internal+0xa4/0x2b0
 kobject_add_internal from kobject_add+0x7c/0xb0
 kobject_add from device_add+0x114/0x8a0
 device_add from platform_device_add+0x114/0x250
 platform_device_add from platform_device_register_full+0xd8/0x11c
 platform_device_register_full from chip_register+0x2c/0x60 [chip]
 chip_register [chip] from chip_write+0x4c/0x100 [chip]
chip: error -17
`, "name-taken", "chip_register [chip] registered a name that is taken: /devices/platform/chip")
	if c.Culprit.Function != "chip_register" || c.Severity != crash.Warning {
		t.Errorf("%v is a %v", c.Culprit, c.Severity)
	}
}
