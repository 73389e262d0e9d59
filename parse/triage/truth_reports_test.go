package triage

import "testing"

// What was false of reports as mails about mended faults quote them. They are set anew in the
// kernel's form and reduced to what matters: sizes, registers and prompts are partly ours. The
// mail is named where it is known; the cause is what it says.

// linuxppc-dev, "powerpc/32s: Only leave NX unset on segments used for modules":
// the code of a module that was being loaded could not be executed. It is code.
func TestCodeOfAModuleBeingLoaded(t *testing.T) {
	silent(t, everything(t, `kernel tried to execute exec-protected page (f294b000) - exploit attempt (uid: 0)
BUG: Unable to handle kernel instruction fetch
Faulting instruction address: 0xf294b000
Oops: Kernel access of bad area, sig: 11 [#1]
BE PAGE_SIZE=4K MMU=Hash PowerMac
Modules linked in: pata_macio(+)
CPU: 0 PID: 87 Comm: udevd Not tainted 5.8.0-rc2-test #49
NIP:  f294b000 LR: c0005c60 CTR: f294b000
REGS: f18d9cc0 TRAP: 0400  Not tainted  (5.8.0-rc2-test)
MSR:  10009032 <E,ME,IR,DR,RI>  CR: 84222422  XER: 20000000
NIP [f294b000] pata_macio_init+0x0/0xc0 [pata_macio]
LR [c0005c60] do_one_initcall+0x6c/0x160
Call Trace:
[f18d9d78] [c0005c14] do_one_initcall+0x20/0x160 (unreliable)
[f18d9dd8] [c009a22c] do_init_module+0x60/0x1d0
`), []string{"which is not code"}, "while that module was being set up")
}

// linux-btrfs, "btrfs: handle the error of btrfs_start_transaction() in btrfs_fileattr_set()":
// xmon holds the machine, nothing was killed.
func TestTheDebuggerTookOver(t *testing.T) {
	silent(t, everything(t, `[ 1366.638585] BUG: Unable to handle kernel data access on read at 0xffffffffffffff86
[ 1366.638768] Faulting instruction address: 0xc0000000009a5c88
cpu 0x0: Vector: 380 (Data SLB Access) at [c000000014f177b0]
    pc: c0000000009a5c88: btrfs_update_root_times+0x58/0xc0
    lr: c0000000009a5c84: btrfs_update_root_times+0x54/0xc0
    sp: c000000014f17a50
   msr: 8000000000009033
   dar: ffffffffffffff86
  current = 0xc000000006a9ae00
  paca    = 0xc000000003130000	 irqmask: 0x03	 irq_happened: 0x01
    pid   = 24881, comm = fsstress
enter ? for help
`), []string{"was killed", "the machine panicked"}, "own debugger took over")
}

// lkml, "of: check previous kernel's ima-kexec-buffer against memory bounds": the
// line with the task is cut out, and the trace says that it is process 1.
func TestWhoBootsIsProcessOne(t *testing.T) {
	silent(t, everything(t, ` BUG: Unable to handle kernel data access on read at 0xc000c01fff7f0000
 Faulting instruction address: 0xc000000000837974
 Oops: Kernel access of bad area, sig: 11 [#1]
 NIP [c000000000837974] ima_restore_measurement_list+0x94/0x6c0
 LR [c00000000083b55c] ima_load_kexec_buffer+0xac/0x160
 Call Trace:
 [c00000000371fa80] [c00000000083b55c] ima_load_kexec_buffer+0xac/0x160
 [c00000000371fbf0] [c000000000012240] do_one_initcall+0x60/0x2c0
 [c00000000371fcc0] [c000000002004ad0] kernel_init_freeable+0x344/0x3ec
 [c00000000371fda0] [c0000000000128a4] kernel_init+0x34/0x1b0
 [c00000000371fe10] [c00000000000ce64] ret_from_kernel_thread+0x5c/0x64
 ---[ end trace 0000000000000000 ]---
`), []string{"was killed inside the kernel"}, "Process 1 (init) died")
}

// linux-riscv, "riscv: only use physical memory in the linear mapping": an address
// behind the end of the linear map; the kernel has three levels of page tables and no
// pointer looks like the one that a flipped bit would make of it.
func TestNoPointerLooksLikeTheUnflippedOne(t *testing.T) {
	if f, ok := told(t, riscvFault("Unable to handle kernel paging request at virtual address fffffffe7fff5350",
		"__memset+0x8c/0x104", " t0 : fffffffe7fff52f8 a0 : fffffffe7fff5350 s2 : fffffffe7fff5350", "04b2bc23", "fffffffe7fff5350", "000000000000000f"))["bit-flip"]; ok && f.Confidence != Possible {
		t.Errorf("%s: %s", f.Confidence, f.Text)
	}
}

// linux-btrfs, "Btrfs: fix race between adding and putting tree mod seq elements and nodes":
// without the code, the registers still say what was followed.
func TestPoisonInARegister(t *testing.T) {
	silent(t, everything(t, `[ 1245.321140] general protection fault: 0000 [#1] PREEMPT SMP DEBUG_PAGEALLOC PTI
[ 1245.321200] CPU: 1 PID: 26997 Comm: pool Not tainted 5.5.0-rc6-btrfs-next-52 #1
[ 1245.321287] RIP: 0010:rb_next+0x16/0x50
[ 1245.321307] Code: ....
[ 1245.321372] RSP: 0018:ffffa151c4d039b0 EFLAGS: 00010202
[ 1245.321388] RAX: 6b6b6b6b6b6b6b6b RBX: ffff8ae221363c80 RCX: 6b6b6b6b6b6b6b6b
[ 1245.321706] Call Trace:
[ 1245.321798]  __tree_mod_log_rewind+0xbf/0x280 [btrfs]
[ 1245.321841]  btrfs_search_old_slot+0x105/0xd00 [btrfs]
[ 1245.323443] ---[ end trace 01de1e9ec5dff3cd ]---
`), nil, "RAX holds 0x6b6b6b6b6b6b6b6b", "It worked for __tree_mod_log_rewind [btrfs]")
}

// stable, "mm: memcg: switch to css_tryget() in get_mem_cgroup_from_mm()": the loop
// was in the function that the CPU was found in, not in who wrote to the pipe.
func TestTheLoopMayBeInWhoWasCalled(t *testing.T) {
	silent(t, everything(t, `rcu: INFO: rcu_sched self-detected stall on CPU
rcu: 33-....: (21000 ticks this GP) idle=6c6/1/0x4000000000000002 softirq=35441/35441 fqs=5017
(t=21031 jiffies g=324821 q=95837) NMI backtrace for cpu 33
RIP: 0010:get_mem_cgroup_from_mm+0x2f/0x90
 __memcg_kmem_charge+0x55/0x140
 __alloc_pages_nodemask+0x267/0x320
 pipe_write+0x1ad/0x400
 new_sync_write+0x127/0x1c0
 __kernel_write+0x4f/0xf0
`), []string{"pipe_write kept"}, "or get_mem_cgroup_from_mm that ran for it, kept CPU 33 busy")
}

// linux-rt, "mm/memcontrol: Don't call schedule_work_on in preemption disabled context":
// kernels of that time note the caller of who disabled preemption.
func TestPreemptionDisabledInTheCall(t *testing.T) {
	silent(t, everything(t, `BUG: sleeping function called from invalid context at kernel/rtmutex.c:659
in_atomic(): 1, irqs_disabled(): 0, pid: 17188, name: oom03
Preemption disabled at:[<ffffffff8112ba70>] mem_cgroup_reclaim+0x90/0xe0

CPU: 2 PID: 17188 Comm: oom03 Not tainted 3.10.10-rt3 #2
Call Trace:
[<ffffffff8169918d>] dump_stack+0x19/0x1b
[<ffffffff8106db31>] __might_sleep+0xf1/0x170
[<ffffffff8169d9c0>] rt_spin_lock+0x20/0x50
[<ffffffff81059da1>] queue_work_on+0x61/0x100
[<ffffffff8112b361>] drain_all_stock+0xe1/0x1c0
[<ffffffff8112ba70>] mem_cgroup_reclaim+0x90/0xe0
[<ffffffff8112beda>] __mem_cgroup_try_charge+0x41a/0xc40
[<ffffffff8110cde5>] handle_mm_fault+0x145/0x1e0
`), []string{"mem_cgroup_reclaim slept"}, "drain_all_stock slept")
}

// linux-mtd, "mtd: spi-nor: Fix spi_nor_put_device()": a program that ended by itself
// faulted when its files were closed. Nothing had killed it.
func TestFaultedWhileEnding(t *testing.T) {
	silent(t, everything(t, `[  200.448732] Unable to handle kernel NULL pointer dereference at virtual address 0000000000000010
[  200.512720] Internal error: Oops: 0000000096000004 [#1] PREEMPT SMP
[  200.540016] CPU: 0 UID: 0 PID: 372 Comm: dd Not tainted 6.12.19 #1
[  200.560234] pc : spi_nor_put_device+0x30/0x60
[  200.564594] lr : __put_mtd_device+0x8c/0x120
[  200.643371] Call trace:
[  200.645811]  spi_nor_put_device+0x30/0x60
[  200.657387]  mtdchar_close+0x30/0x78
[  200.670718]  do_exit+0x2b4/0x8e4
[  200.716290] ---[ end trace 0000000000000000 ]---
[  200.720948] Fixing recursive fault but reboot is needed!
`), []string{"faulted again", "killed it"}, "faulted when it was ending already")
}

// linuxppc-dev, "powerpc/tpm: Reserve SML log when kexec'ing": the PC has no name on
// its line and ran an instruction all the same, and buses have probe functions of their own.
func TestWhatReadsDataIsCode(t *testing.T) {
	const log = `  BUG: Unable to handle kernel data access on read at 0xc00000002ffb0000
  Faulting instruction address: 0xc0000000200a70e0
  Oops: Kernel access of bad area, sig: 11 [#1]
  LE PAGE_SIZE=64K MMU=Radix SMP NR_CPUS=2048 NUMA pSeries
  Modules linked in:
  CPU: 0 PID: 1 Comm: swapper/0 Not tainted 6.2.0-rc2-00134-g9307ce092f5d #314
  NIP:  c0000000200a70e0 LR: c0000000203dd5dc CTR: 0000000000000800
  REGS: c000000024543280 TRAP: 0300   Not tainted  (6.2.0-rc2-00134-g9307ce092f5d)
  MSR:  8000000002009033 <SF,VEC,EE,ME,IR,DR,RI,LE>  CR: 24002280  XER: 00000006
  CFAR: c0000000200a70c8 DAR: c00000002ffb0000 DSISR: 40000000 IRQMASK: 0
  Call Trace:
    memcpy_power7+0x274/0x7d0 (unreliable)
    kmemdup+0x5c/0x80
    tpm_read_log_of+0xe8/0x1b0
    tpm_ibmvtpm_probe+0x520/0x7d0
    vio_bus_probe+0x9c/0x460
    really_probe+0x104/0x420
`
	silent(t, everything(t, log), []string{"vio_bus_probe"}, "in its probe function tpm_ibmvtpm_probe")
	if f, ok := told(t, log)["bad-function-pointer"]; ok && f.Confidence != Possible {
		t.Errorf("%s: %s", f.Confidence, f.Text)
	}
}

// stable, "powerpc/kprobes: Ignore traps that happened in real mode".
func TestSmallAddressOfNobody(t *testing.T) {
	silent(t, everything(t, `  BUG: Unable to handle kernel data access on read at 0x0000e268
  Faulting instruction address: 0xc000ec34
  Oops: Kernel access of bad area, sig: 11 [#1]
  BE PAGE_SIZE=16K PREEMPT CMPC885
  CPU: 0 PID: 429 Comm: cat Not tainted 5.6.0-rc1-s3k-dev-00824-g84195dc6c58a #3267
  NIP:  c000ec34 LR: c000ecd8 CTR: c019cab8
  REGS: ca4d3b58 TRAP: 0300   Not tainted  (5.6.0-rc1-s3k-dev-00824-g84195dc6c58a)
  MSR:  00001032 <ME,IR,DR,RI>  CR: 2a4d3c52  XER: 00000000
  DAR: 0000e268 DSISR: c0000000
  NIP [c000ec34] kprobe_handler+0x128/0x290
  LR [c000ecd8] kprobe_handler+0x1cc/0x290
  Call Trace:
  [ca4d3c30] [c000b09c] program_check_exception+0xbc/0x6fc
`), nil, "kprobe_handler used the address 0xe268, where neither the kernel nor user space has anything")
}

// "net: mana: Fix RX buf alloc_size alignment and atomic op panic": the header
// speaks of a page, the syndrome of alignment.
func TestAlignmentByTheSyndrome(t *testing.T) {
	silent(t, everything(t, `[  253.298819] Unable to handle kernel paging request at virtual address ffff000129ba5cce
[  253.300900] Mem abort info:
[  253.301760]   ESR = 0x0000000096000021
[  253.302825]   EC = 0x25: DABT (current EL), IL = 32 bits
[  253.306103]   FSC = 0x21: alignment fault
Call trace:
 __skb_clone+0xfc/0x198
 skb_clone+0x78/0xe0
 raw6_local_deliver+0xfc/0x228
`), nil, "at 0xffff000129ba5cce that is not aligned")
}
