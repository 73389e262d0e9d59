package triage

import (
	"strings"
	"testing"

	"oopscope/parse"
	"oopscope/parse/crash"
)

// Each of these had no cause, a wrong one, or another name in its title. The logs are
// reduced to what shows it.

// findings returns the first report of a log and what is said of it, in order.
func findings(t *testing.T, log string) (*crash.Crash, []Finding) {
	t.Helper()
	all := decode(parse.New(parse.Options{}), []byte(log))
	if len(all) == 0 {
		t.Fatal("no crash")
	}
	return all[0], Triage(all[0])
}

// leads fails unless the rule's finding is the first, with these words.
func leads(t *testing.T, log, rule string, must ...string) *crash.Crash {
	t.Helper()
	c, all := findings(t, log)
	if len(all) == 0 || all[0].Rule != rule {
		t.Errorf("%s does not lead: %+v", rule, all)
		return c
	}
	silent(t, all[0].Text, nil, must...)
	return c
}

// s390 keeps where the last branch came from, which is the call itself.
func TestWhoJumpedIsToBlame(t *testing.T) {
	c := leads(t, `illegal operation: 0001 ilc:1 [#1] SMP 
Modules linked in: ring(O)
CPU: 0 PID: 78 Comm: sh Tainted: G           O       6.1.55 #1
Hardware name: QEMU 8561 QEMU (KVM/Linux)
Krnl PSW : 0704e00180000000 0000000000000002 (0x2)
           R:0 T:1 IO:1 EX:1 Key:0 M:1 W:0 P:0 AS:3 CC:2 PM:0 RI:0 EA:3
Krnl GPRS: 0000000000000000 0000000000000000 0000000000000001 0000000000000083
           000003ff7fd0316a 0000000000000083 00000000004c1870 0000000002824800
           000003ff7fd03b68 0000037fe00dbb70 0000000002824800 000000000000000a
           0000000002736600 000003ffb8df9070 000003ff7fd03000 0000037fe00dba58
Krnl Code:#0000000000000000: 0000		illegal	
          >0000000000000002: 0000		illegal	
Call Trace:
([<000003ff7fd03186>] ring_reset+0x2e/0x50 [ring])
 [<000003ff7fd03b68>] ring_write+0x5d8/0x6c8 [ring] 
 [<0000000000412b50>] vfs_write+0xc0/0x348 
 [<0000000000412f80>] ksys_write+0x70/0xf8 
 [<0000000000a225ee>] __do_syscall+0x1f6/0x220 
 [<0000000000a31a12>] system_call+0x82/0xb0 
Last Breaking-Event-Address:
 [<000003ff7fd03148>] ring_notify+0x18/0x30 [ring]
---[ end trace 0000000000000000 ]---
`, "null-call", "ring_notify [ring] called")
	if c.Culprit.Function != "ring_notify" || !strings.Contains(c.Title, "ring_notify") {
		t.Errorf("%q blames %q", c.Title, c.Culprit.Function)
	}
}

// rcuStall is a stall that another CPU noticed, with holes: the counters, EFLAGS of
// the CPU that is stuck.
func rcuStall(counters, eflags string) string {
	return `rcu: INFO: rcu_preempt detected stalls on CPUs/tasks:
` + counters + `rcu: 	(detected by 1, t=1002 jiffies, g=-895, q=20 ncpus=2)
Sending NMI from CPU 1 to CPUs 0:
NMI backtrace for cpu 0
CPU: 0 PID: 90 Comm: sh Not tainted 6.6.8 #1
RIP: 0010:gauge_poll+0x33/0xa0 [gauge]
RSP: 0018:ff64e13ec07d7c48 EFLAGS: ` + eflags + `
RAX: 00000007dd1bcfc0 RBX: 000000000000148e RCX: 0000000000000000
Call Trace:
 <TASK>
 gauge_read+0x21/0x50 [gauge]
 vfs_read+0xbf/0x300
 ksys_read+0x5a/0xd0
 do_syscall_64+0x5b/0x90
 entry_SYSCALL_64_after_hwframe+0x6e/0xd8
 </TASK>
`
}

func TestCountersTellThatInterruptsWereOff(t *testing.T) {
	const (
		none   = "rcu: \t0-...0: (0 ticks this GP) idle=7644/1/0x4000000000000000 softirq=192/192 fqs=484\n"
		behind = "rcu: \t0-...!: (1 GPs behind) idle=16a4/1/0x4000000000000000 softirq=127/128 fqs=0\n"
		many   = "rcu: \t0-....: (698 ticks this GP) idle=343c/1/0x4000000000000000 softirq=277/277 fqs=428\n"
		sample = "rcu: \t         hardirqs   softirqs   csw/system\nrcu: \t number:        0          0            0\nrcu: \tcputime:        0          0         2490   ==> 2490(ms)\n"
	)
	for _, off := range []struct{ counters, eflags string }{{none, "00000083"}, {behind, "00000083"}, {many + sample, "00000083"}} {
		leads(t, rcuStall(off.counters, off.eflags), "irqs-off-cpu", "CPU 0 ran with interrupts off, in gauge_poll [gauge]")
	}
	leads(t, rcuStall(many, "00000203"), "busy-cpu", "gauge_poll [gauge] kept CPU 0 busy")
}

// An error that the bus sends back is noticed in an exception: what happened is
// behind its entry.
func TestTheFrameBehindTheExceptionIsThePlace(t *testing.T) {
	c, all := findings(t, `SError Interrupt on CPU3, code 0x00000000be000011 -- SError
CPU: 3 PID: 1 Comm: swapper/0 Not tainted 6.6.22 #1
Hardware name: Bench Board (DT)
Kernel panic - not syncing: Asynchronous SError Interrupt
CPU: 3 PID: 1 Comm: swapper/0 Not tainted 6.6.22 #1
Call trace:
 dump_backtrace+0x9c/0x100
 show_stack+0x20/0x38
 dump_stack_lvl+0x48/0x60
 dump_stack+0x18/0x28
 panic+0x328/0x390
 nmi_panic+0x94/0xa0
 arm64_serror_panic+0x78/0x90
 arm64_is_fatal_ras_serror+0x44/0xc0
 do_serror+0x64/0x80
 el1h_64_error_handler+0x30/0x48
 el1h_64_error+0x64/0x68
 pads_set+0x68/0xe8
 pads_config+0x6c/0xe0
 pinctrl_select_state+0x24/0x40
 really_probe+0x5c/0x2c0
---[ end Kernel panic - not syncing: Asynchronous SError Interrupt ]---
`)
	if c.Culprit.Function != "pads_set" || all[0].Rule != "asynchronous-abort" || !strings.Contains(all[0].Text, "pads_set") {
		t.Errorf("blames %s; %+v", c.Culprit.Function, all)
	}
}

// The first lines of the panic are lost; its last one repeats the message.
func TestTheEndOfAPanicSaysWhatItWas(t *testing.T) {
	c, all := findings(t, ` bus_add_driver+0xec/0x218
 driver_register+0x64/0x138
 __platform_driver_register+0x30/0x48
 pads_init+0x44/0x88
 do_one_initcall+0x60/0x2c0
 kernel_init_freeable+0x1ec/0x3d8
 kernel_init+0x2c/0x1f8
 ret_from_fork+0x10/0x20
SMP: stopping secondary CPUs
Kernel Offset: 0x100004000000 from 0xffffc00080000000
Memory Limit: none
---[ end Kernel panic - not syncing: Asynchronous SError Interrupt ]---
`)
	if c.Severity != crash.Panic || len(all) == 0 || all[0].Rule != "asynchronous-abort" {
		t.Errorf("severity %v; %+v", c.Severity, all)
	}
}

// "Fatal exception in interrupt" is said of code with bottom halves disabled, too:
// with the system call on the same stack there was no interrupt.
func TestAnExitPathIsNoCallback(t *testing.T) {
	f := told(t, `general protection fault: 0000 [#1] SMP
Modules linked in: mesh(O-)
CPU: 3 PID: 1714 Comm: rmmod Tainted: G           O    4.6.0 #1
RIP: 0010:[<ffffffffa0371852>]  [<ffffffffa0371852>] mesh_purge+0x1c8/0x291 [mesh]
RSP: 0018:ffff88001da5fd78  EFLAGS: 00010202
RAX: 0000000000000000 RBX: 6f70616c6c6f7665 RCX: 0000000000000000
Call Trace:
 [<ffffffffa0363294>] mesh_disable+0x29a/0x3a6 [mesh]
 [<ffffffff813b9240>] rtnl_link_unregister+0xc1/0xdb
 [<ffffffffa03850d2>] mesh_exit+0x1a/0xf48 [mesh]
 [<ffffffff810c26f9>] SyS_delete_module+0x136/0x1b0
 [<ffffffff8144dc65>] entry_SYSCALL_64_fastpath+0x18/0xa8
---[ end trace 803b9bdc6a4a952b ]---
Kernel panic - not syncing: Fatal exception in interrupt
`)
	if r, ok := f["module-unload-race"]; ok {
		t.Error(r.Text)
	}
	silent(t, f["module-exit-path"].Text, nil, "SyS_delete_module -> mesh_exit")

	// a library that the module calls in its exit is not the one that goes
	f = told(t, `[    1.000000] BUG: unable to handle kernel NULL pointer dereference at 0000000000000010
[    1.000001] Oops: 0000 [#1] SMP
[    1.000002] CPU: 0 PID: 3 Comm: rmmod Not tainted 6.1.0 #1
[    1.000003] RIP: 0010:host_stop+0x44/0xe0 [libhost]
[    1.000004] Call Trace:
[    1.000005]  release_nodes+0x330/0x3f0
[    1.000006]  driver_unregister+0x38/0x80
[    1.000007]  chip_exit+0x18/0xa20 [chip]
[    1.000008]  __se_sys_delete_module+0x1ec/0x2d0
[    1.000009] ---[ end trace 0000000000000000 ]---
`)
	silent(t, f["module-exit-path"].Text, nil, "It happened in host_stop [libhost], while module chip went through its exit path")
}

// A general protection fault of a kernel with KASAN is a NULL pointer more often than
// not: the shadow of one is no address.
func TestTheShadowOfNull(t *testing.T) {
	const oops = `general protection fault: 0000 [#1] SMP KASAN
CPU: 0 PID: 27388 Comm: fuzz Not tainted 4.10.0 #117
RIP: 0010:ring_echo+0x120a/0x1770
RSP: 0018:ffff880062097530 EFLAGS: 00010206
RAX: dffffc0000000000 RBX: ffff880062097910 RCX: 0000000000000000
RDX: 0000000000000003 RSI: ffffffff83988dca RDI: 00000000000000HH
Call Trace:
 ring_write+0x10/0x20
 vfs_write+0x187/0x530
 SyS_write+0xfb/0x230
 entry_SYSCALL_64_fastpath+0x1f/0xc2
---[ end trace 803b9bdc6a4a952b ]---
`
	leads(t, strings.Replace(oops, "HH", "18", 1), "kasan-shadow", "0x18, which is a member of a NULL structure")
	leads(t, strings.Replace(oops, "HH", "ff", 1), "kasan-shadow", "ring_echo most likely used a NULL pointer")
	leads(t, strings.Replace(strings.Replace(oops, "ring_echo", "__x86_indirect_thunk_rax", 1), "RAX: dffffc0000000000", "RAX: 1ffff10036868ddf", 1), "bad-function-pointer", "ring_write made an indirect call through rax, which is 0x1ffff10036868ddf")
}

// The CPU's own address bits end long before this value: it is garbage, not an
// access that was not aligned.
func TestAnAddressErrorOfAByteIsAWildPointer(t *testing.T) {
	leads(t, `Unhandled kernel unaligned access[#1]:
CPU: 0 PID: 79 Comm: sh Tainted: G           O       6.1.55 #1
$ 0   : 0000000000000000 000000015855cb28 ffffffff821ad060 ffffffffc0026f20
$ 4   : 1e5c27022a4f0122 ffffffffc0020000 0000000000000000 90000000062b7d58
epc   : ffffffff821ad060 strlen+0x0/0x30
ra    : ffffffffc001ec48 gauge_name+0x38/0x48 [gauge]
Status: 1000a4e3	KX SX UX KERNEL EXL IE 
Cause : 10800010 (ExcCode 04)
BadVA : de5c27022a4f0122
Call Trace:
[<ffffffff821ad060>] strlen+0x0/0x30
[<ffffffffc001ec48>] gauge_name+0x38/0x48 [gauge]
[<ffffffff813b9240>] seq_read+0x10/0x20
---[ end trace 0000000000000000 ]---
`, "wild-pointer", "0xde5c27022a4f0122")
}

// What went wrong is told before where: in an init function, an exit function.
func TestTheCauseLeadsBeforeTheModulesPath(t *testing.T) {
	for _, c := range crashesOf(t, "triage/module-init-path.fires") {
		if all := Triage(c); len(all) > 1 && all[0].Rule == "module-init-path" {
			t.Errorf("%s: %+v", c.Title, all)
		}
	}
}

// A report that only follows from another one has no cause of its own.
func TestAConsequenceIsToldFirst(t *testing.T) {
	_, all := findings(t, x86Oops("00010246", "PID: 1 Comm: init", "Kernel panic - not syncing: Attempted to kill init! exitcode=0x00000009\n"))
	if all[0].Rule != "null-member" {
		t.Errorf("the oops is the cause: %+v", all)
	}
	reports := decode(parse.New(parse.Options{}), []byte(x86Oops("00010246", "PID: 431 Comm: sensord", "BUG: Bad rss-counter state mm:00000000c7de5d26 type:MM_ANONPAGES val:5\n")))
	if len(reports) != 2 {
		t.Fatal(len(reports))
	}
	last := reports[1]
	last.Echo = crash.Echo{Kind: crash.OfVictim, First: reports[0].First, Why: "the memory of the process is given back.", Lines: []int{last.First}}
	if all := Triage(last); len(all) == 0 || all[0].Rule != notTheFirst {
		t.Errorf("%+v", all)
	}
	last.Echo.Kind, last.Echo.Why = crash.Stuck, "sensord[431] is found in f() again, as at line 1."
	if all := Triage(last); len(all) == 0 || all[0].Rule == notTheFirst {
		t.Errorf("a task seen stuck twice: %+v", all)
	}
	last.Echo.Kind = crash.Repeated
	if all := Triage(last); len(all) == 0 || all[0].Rule == notTheFirst {
		t.Errorf("the same again has the same cause: %+v", all)
	}
}

// With 39 bits of addresses the linear map was the upper half before 5.4, and the
// array of page structures is not at the end of all.
func TestNoMemoryInTheLinearMapOf39Bits(t *testing.T) {
	leads(t, `Unable to handle kernel paging request at virtual address ffffffc0095cbce8
Mem abort info:
  ESR = 0x96000045
  Exception class = DABT (current EL), IL = 32 bits
Data abort info:
  ISV = 0, ISS = 0x00000045
  CM = 0, WnR = 1
swapper pgtable: 4k pages, 39-bit VAs, pgdp = 0000000042adcba2
[ffffffc0095cbce8] pgd=0000000000000000, pud=0000000000000000
Internal error: Oops: 96000045 [#1] PREEMPT SMP
CPU: 0 PID: 1625 Comm: compositor Not tainted 4.19.137 #36
pstate: 80000005 (Nzcv daif -PAN -UAO)
pc : wlan_fill+0xc0/0x180 [wlan]
lr : wlan_rx+0x84/0x14c [wlan]
sp : ffffff8008003cb0
x1 : ffffffca7befe810 x0 : ffffffc0095cbce8
Call trace:
 wlan_fill+0xc0/0x180 [wlan]
 wlan_rx+0xa8/0xb0 [wlan]
 vfs_read+0xc8/0x2a0
 el0_svc+0x30/0x88
Code: 14000028 f1020042 5400024a a8c12027 (a88120c7)
---[ end trace 28b8090135b0a2e1 ]---
`, "no-memory-there", "0xffffffc0095cbce8")
}

func TestALockupWithoutATraceIsOne(t *testing.T) {
	leads(t, "BUG: soft lockup - CPU#3 stuck for 11s! [gauged:643]\n", "busy-cpu", "CPU 3 did not get to schedule for 11s in gauged[643]")
}

// The softirq loop lets interrupts in before anything else: a CPU found there was kept
// busy by something else.
func TestTheSoftirqLoopIsNotBusy(t *testing.T) {
	for _, c := range crashesOf(t, "triage/softirq-door") {
		f := found(c, "busy-cpu")
		if f == nil {
			t.Fatal("nothing said")
		}
		silent(t, f.Text, []string{"handle_softirqs kept"}, "does not stand in the trace")
	}
}
