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
		{"riscv/rodata-72.log", []string{"nothing is mapped"}, []string{"wrote to memory that is mapped read-only"}},
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
		// the address is the page's; the string instruction names its registers without brackets
		{"s390/error_string-72.log", []string{"can be no pointer"}, []string{"r1 is 0xffffffffffffffed, ERR_PTR(-19) ENODEV"}},
		// of two operands in storage it was the second that ran into a page that is not there
		{"s390/second_operand-72.log", []string{"disagrees"}, []string{"0x37ffe32e000, where nothing is mapped"}},
		// no instruction begins at an odd address: nothing was accessed, the caller jumped there
		{"s390/odd_call-72.log", []string{"made an access"}, []string{"pump_run [pumpctl] jumped into pump_cb+0x3/0x10 [pumpctl], to an odd address"}},
		// s390 has had an offset for its poison since 6.18
		{"s390/list_poison-72.log", []string{"can be no pointer"}, []string{"r2 is 0xdead000000000100, LIST_POISON1"}},
		// 40 KiB of local variables leave the stack without touching its guard page
		{"s390/stack_pointer-72.log", []string{"stopped on purpose"}, []string{"The kernel stack is used up in pump_stack_table [pumpctl]"}},
		// the same report for a value that is none of the three
		{"s390/irq_bogus-72.log", []string{"keeps coming", "switched the line off"}, []string{"A handler of interrupt line 3 returned 0x2a"}},
		// RCU's softirq runs in a kernel thread, which is nobody's of the module
		{"s390/rcu_of_unloaded-72.log", []string{"kernel thread of"}, []string{"RCU callback of pumphot", "rcu_barrier()"}},
		{"s390/byte_order-72.log", []string{"can be no pointer"}, []string{"in the other order it is 0x328ef40, which r1 holds"}},
		{"s390/file_null-72.log", nil, []string{"It worked for pump_file_put [pumpctl]"}},
		{"s390/rcu_without_function-72.log", nil, []string{"call_rcu complained", "the callback is NULL"}},
		// who holds the lock may wait in turn: its stack is not there
		{"arm/mutex_abba-72.log", []string{"only a victim"}, []string{"waits for a mutex held by valveshut:105. Where that one is"}},
		// panic() itself is the function in front: its last act is the call of vpanic()
		{"arm/panic_in_tasklet-72.log", []string{"Who called panic()"}, []string{"valve 3 does not shut"}},
		{"arm/error_ops-72.log", []string{"0xffffffff000"}, []string{"ERR_PTR(-517) EPROBE_DEFER"}},
		// the loop adds 1 before each access
		{"arm/null_string-72.log", []string{"used -1"}, []string{"strcmp read through a NULL pointer", "It worked for pump_same [pumpctl]"}},
		// what is farther off than an instruction has room for is added before
		{"powerpc/far_member-72.log", []string{"which is user space's"}, []string{"read offset 0x12338 of a NULL pointer", "the code computed r3 from NULL"}},
		// a pattern on a stack is nobody's poison
		{"powerpc/timer_on_stack-72.log", []string{"DMA pool"}, []string{"tripped over a timer that was armed", "memory that is filled with one byte", "the stack frame in which the timer lay"}},
		// nothing was called: the link register would hold where from
		{"powerpc/returned_to_null-72.log", []string{"called a function pointer", "looked for who waits"}, []string{"The CPU returned to 0x0"}},
		// a module's function may be named like a lock's
		{"powerpc/lock_in_irq-72.log", []string{"__hrtimer_run_queues wants"}, []string{"for a lock that pump_hr_lock [pumpctl] wants"}},
		{"powerpc/hrtimer_storm-72.log", []string{"took no timer interrupt"}, []string{"did not get to its watchdog's timer", "restarts its timer without moving it on"}},
		{"riscv/completion_gone-72.log", []string{"slab poison", "slab memory"}, []string{"complete looked for who waits and found 0x5a5a5a5a5a5a5a5a", "on the stack of a function which has returned"}},
		// what a NULL next points to is the entry itself: less the link's offset it is no error
		{"x86_64/list_null_next-612.log", []string{"EBUSY,"}, []string{"used NULL minus 0x10 as an address"}},
		{"riscv/list_null_next-72.log", []string{"used an error as"}, []string{"EBUSY, and a member at 0x100", "or container_of() of a NULL pointer, the member lying at 0x10"}},
		{"x86_64/error_lock-612.log", []string{"a length, an index"}, []string{"holds 0xd2 (210), where no lock can lie", "missing IS_ERR()"}},
		{"x86_64/readonly_vmap-612.log", []string{"sealed after init"}, []string{"in the vmalloc area: a mapping that was made so"}},
		// init died once more in the panic of its death: nothing more comes of that
		{"arm64/notifier_of_unloaded-61.log", []string{"a panic follows"}, []string{"init[1] faulted when it was ending already"}},
		{"arm64/readonly_vmap-61.log", []string{"sealed after init"}, []string{"in the vmalloc area: a mapping that was made so"}},
		{"x86_64/filled_node-612.log", []string{"used text as"}, []string{"rsi is 0x7777777777777777, 8 times 0x77"}},
		{"x86_64/memset_too_long-612.log", []string{"vfree()d"}, []string{"memset ran to 0xff5094f180047000, where a page begins that is not mapped", "It worked for ferry_clear [ferry]"}},
		{"x86_64/lock_in_freed-612.log", nil, []string{"It wants it for ferry_wake_ship [ferry]", "RAX holds 0x6b6b6b6b, slab poison"}},
		// the idle task was interrupted: what the interrupt does is no rest
		{"x86_64/timer_spins_on_idle-612.log", nil, []string{"ferry_poll_tide [ferry] kept CPU 0 busy"}},
		// the stalled CPU asks the one of RCU's own thread first, and then prints itself
		{"x86_64/stall_of_ipi_sender-612.log", nil, []string{"CPU 1 waits in smp_call_function_many_cond()", "CPU 0 was in ferry_poll_tide [ferry] meanwhile"}},
		{"x86_64/proc_file_of_unloaded-612.log", []string{"timer, work"}, []string{"a file operation of wake"}},
		{"x86_64/crossed_rt-72.log", nil, []string{"in wait for a spinlock that acq_take_a [acqdrv] wants"}},
		// the last word of the die line says what the kernel is built of
		{"arm/thumb_bit-72.log", []string{"does not know"}, []string{"pump_run [pumpctl] jumped into ARM code as if it were Thumb's", "r3 holds 0xbf000175"}},
		// do_alignment() steps over what it is to mend before it sees that it cannot
		{"arm/error_lock-510.log", []string{"disagrees"}, []string{"r2 was used as a pointer to a lock but holds 0x72"}},
		// the linear map ends where memory does, and has no tables of pages
		{"arm/memset_too_long-510.log", []string{"linear map"}, []string{"memset ran to 0xe0815000", "r0 points 8192 bytes in front"}},
		// where RCU's own thread ran last says nothing of the CPU that is stalled
		{"arm/stall_elsewhere-72.log", []string{"__css_rstat_updated"}, []string{"CPU 1 holds up a grace period"}},
		// per-CPU variables have their names where the image has their first values
		{"arm64/percpu_plain-72.log", nil, []string{"a per-CPU address that was used without this_cpu_ptr()"}},
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

// A task that ends has left the deep call: whoever switches then is not to blame for its stack.
func TestAStackFoundOverrunAtTheEndBlamesNobody(t *testing.T) {
	c := crashesOf(t, "powerpc/stack_end-72")[0]
	if c.Culprit.Function != "" || c.Title != "kernel stack corrupted" {
		t.Errorf("%s, blames %s", c.Title, c.Culprit.Function)
	}
}

// kthread() begins what others made, and calls what they gave it.
func TestWhoBeginsAThreadIsNotToBlame(t *testing.T) {
	if c := crashesOf(t, "arm/thread_without_function-72")[0]; c.Culprit.Function != "" {
		t.Errorf("blames %s", c.Culprit.Function)
	}
}
