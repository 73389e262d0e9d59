package triage

import (
	"os"
	"testing"
)

// What was false of reports of kernels that nobody had looked at before. The logs are of
// drivers written to fail, on stock kernels in QEMU.

// ofTestdata is a log of testdata.
func ofTestdata(t *testing.T, name string) string {
	t.Helper()
	b, err := os.ReadFile("../../testdata/" + name)
	if err != nil {
		t.Fatal(err)
	}
	return string(b)
}

func TestUnseenKernels(t *testing.T) {
	for _, c := range []struct {
		log   string
		never []string
		must  []string
	}{
		// the code adds the member's offset before the access, to what it read as NULL
		{"riscv/reset_null-72.log", []string{"was given"}, []string{"wrote offset 0x14 of a NULL pointer", "which the code computed from NULL"}},
		// the walk shows the page, which scause does not
		{"riscv/rodata-72.log", []string{"nothing is mapped"}, []string{"wrote to read-only memory"}},
		// what x86 takes back it fills with int3, a module's text as well as init's
		{"x86_64/thread_of_unloaded-72.log", []string{"__init"}, []string{"acqhot was unloaded last"}},
		// a call leaves another address in the link register than the one it goes to
		{"arm64/returned_to_data-72.log", []string{"jumped to", "function pointer"}, []string{"The CPU returned to 0xffff000003669f80", "return address on the stack"}},
		// what a driver asserts for itself it prints in front of the BUG()
		{"x86_64/assertion_printed-72.log", nil, []string{`In front of it stands: "cam: assertion failed: ring->head < ring->size, file: cam_ring.c, line: 88"`}},
		// an error number and a member's offset make a small address
		{"x86_64/thread_error_stopped-72.log", []string{"fell over a NULL"}, []string{"ERR_PTR(-12) ENOMEM"}},
		// the allocator of 7.x has another function that takes objects off the list
		{"x86_64/slab_overrun-72.log", nil, []string{"broken-freelist", "who allocates here is a victim"}},
		// the idle task runs with preemption off, which is nobody's lock
		{"x86_64/slept_in_irq_of_idle-72.log", []string{"deep"}, []string{"while in a hard interrupt (preempt_count 0x10002)"}},
		{"triage/far-index.fires.log", []string{"copy_from_user"}, []string{"rdi = 0x7fffffff, which is added to rax"}},
		// the code made the small address of an error's number, or of an array and an index, before the access
		{"riscv/thread_error_stopped-72.log", []string{"NULL"}, []string{"s1 is 0xfffffffffffffff4, ERR_PTR(-12) ENOMEM, and a member at 0x78"}},
		{"riscv/far_index-72.log", []string{"copy_from_user"}, []string{"a0 = 0x1fffffffc, which is added to a5 = 0xffffffff023a32c8"}},
		// a task that ends takes a spinlock of PREEMPT_RT, which may have to wait
		{"x86_64/ended_atomic_rt-72.log", []string{"pte_offset_map_lock slept"}, []string{"went through do_exit() in an atomic state that something before it had left behind"}},
		// a pointer that went through an int: the register that has it whole is there still
		{"x86_64/cut_pointer-72.log", nil, []string{"0xffffffff81986e00, the lower 32 bits of 0xff21694d81986e00 in RAX, the sign spread over the rest"}},
		// the code begins behind where the error came from; the register has it still
		{"loongarch/thread_error_stopped-72.log", []string{"NULL"}, []string{"s0 is 0xfffffffffffffff4, ERR_PTR(-12) ENOMEM, and a member at 0x40"}},
		// panic() ends in vpanic() since 6.17: its own return address has the next function's name
		{"loongarch/panic_asked-72.log", []string{"in front of do_panic_on_target_cpu"}, []string{"Who called panic() is the function in front of b_panic [acqtwo]"}},
	} {
		t.Run(c.log, func(t *testing.T) { silent(t, everything(t, ofTestdata(t, c.log)), c.never, c.must...) })
	}
}

// From a report of ipr on powerpc, kernel 3.10 of RHEL 7: the thread is EEH's, which calls what
// the driver's probe had registered.
func TestAnothersThreadCallsALoadingModule(t *testing.T) {
	silent(t, everything(t, `Unable to handle kernel paging request for data at address 0x000012e0
Faulting instruction address: 0xd0000000008cb4dc
Oops: Kernel access of bad area, sig: 11 [#1]
SMP NR_CPUS=2048 NUMA pSeries
Modules linked in: dm_service_time sd_mod ipr(+) libata
CPU: 1 PID: 251 Comm: eehd Tainted: G W -------------- 3.10.0-33.el7.ppc64 #1
NIP: d0000000008cb4dc LR: d0000000008cb4d8 CTR: c0000000084af4e0
REGS: c000000010ff37b0 TRAP: 0300 Tainted: G W -------------- (3.10.0-33.el7.ppc64)
MSR: 8000000000009032 CR: 88000028 XER: 20000009
DAR: 00000000000012e0, DSISR: 40000000
NIP [d0000000008cb4dc] .ipr_pci_error_detected+0x18c/0x220 [ipr]
LR [d0000000008cb4d8] .ipr_pci_error_detected+0x188/0x220 [ipr]
Call Trace:
[c000000010ff3ad0] [c00000000806b258] .eeh_report_error+0x98/0x110
[c000000010ff3b60] [c00000000806a19c] .eeh_pe_dev_traverse+0x9c/0x190
[c000000010ff3c10] [c00000000806b670] .eeh_handle_event+0x70/0x330
[c000000010ff3ca0] [c00000000806ba58] .eeh_event_handler+0x128/0x190
[c000000010ff3d30] [c0000000080bcef8] .kthread+0xe8/0xf0
---[ end trace 326ab80eeb2c3416 ]---
`), []string{"its kernel thread", "kthread_stop"}, "eeh_report_error called ipr_pci_error_detected of it already, in eehd[251]")
}

// From "INFO: task hung in tipc_net_stop", a report of syzbot's of 5.2: a work item that waits for the lock
// of the network waits for no work.
func TestAWorkItemThatWaitsForALock(t *testing.T) {
	silent(t, everything(t, `INFO: task kworker/u4:2:24 blocked for more than 143 seconds.
      Not tainted 5.2.0+ #97
kworker/u4:2    D24184    24      2 0x80004000
Workqueue: netns cleanup_net
Call Trace:
 __schedule+0x755/0x1580
 schedule+0xa8/0x270
 schedule_preempt_disabled+0x13/0x20
 __mutex_lock+0x751/0x1340
 mutex_lock_nested+0x16/0x20
 rtnl_lock+0x17/0x20
 tipc_net_stop+0x2fa/0x320
 tipc_exit_net+0x16/0x40
 cleanup_net+0x4e2/0xa70
 process_one_work+0x9af/0x1740
 worker_thread+0x98/0xe40
 kthread+0x361/0x430
`), []string{"waits for itself", "own queue"}, "waits in rtnl_lock() for the network configuration lock")
}
