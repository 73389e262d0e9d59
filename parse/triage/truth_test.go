package triage

import (
	"strings"
	"testing"

	"oopscope/parse"
	"oopscope/parse/arch"
	"oopscope/parse/crash"
)

// Each of these was said once, and was false. The logs are reduced to what shows it.

// x86Oops is an oops in a task, with holes: EFLAGS, the task, what follows.
func x86Oops(eflags, task, after string) string {
	return `BUG: kernel NULL pointer dereference, address: 0000000000000018
#PF: supervisor read access in kernel mode
#PF: error_code(0x0000) - not-present page
PGD 0 P4D 0
Oops: 0000 [#1] PREEMPT SMP NOPTI
CPU: 1 ` + task + ` Not tainted 6.1.55-bench #7
RIP: 0010:sensor_read+0x14/0x40 [sensor]
Code: 0f 1f 44 00 00 55 48 89 e5 48 8b 47 10 <48> 8b 40 18 5d c3 0f 1f 40 00
RSP: 0018:ffffc90000813e50 EFLAGS: ` + eflags + `
RAX: 0000000000000000 RBX: ffff888104a3d000 RCX: 0000000000000002
RDX: 0000000000000018 RSI: ffff888104a3d040 RDI: ffff888104a3d000
CR2: 0000000000000018 CR3: 0000000002a14000 CR4: 00000000000006e0
Call Trace:
 <TASK>
 sensor_ioctl+0x88/0x130 [sensor]
 __x64_sys_ioctl+0x8f/0xd0
 do_syscall_64+0x5b/0x90
 entry_SYSCALL_64_after_hwframe+0x6e/0xd8
 </TASK>
Modules linked in: sensor(O) i2c_core
---[ end trace 0000000000000000 ]---
` + after
}

// Every way to die masks interrupts, so the note of the dying task always says that
// they are off; the saved status word says whether they were.
func TestInterruptsWereOffWhereTheStatusWordSaysSo(t *testing.T) {
	for eflags, off := range map[string]bool{"00010246": false, "00010046": true} {
		f := told(t, x86Oops(eflags, "PID: 431 Comm: sensord", "note: sensord[431] exited with irqs disabled\n"))[afterwards]
		if got := strings.Contains(strings.ToLower(f.Text), "interrupts"); got != off {
			t.Errorf("EFLAGS %s: %s", eflags, f.Text)
		}
		if f.Confidence != Certain || !strings.Contains(f.Text, "sensord[431] was killed") {
			t.Errorf("the note shows that the task was killed: %s %s", f.Confidence, f.Text)
		}
	}
}

func TestNoKernelSurvivesTheDeathOfIdleAndInit(t *testing.T) {
	for task, want := range map[string]string{"PID: 0 Comm: swapper/1": "idle task", "PID: 1 Comm: init": "init"} {
		f := told(t, x86Oops("00010246", task, ""))[afterwards]
		if strings.Contains(f.Text, "killed inside") || !strings.Contains(f.Text, want) {
			t.Error(f.Text)
		}
	}
}

// The input ends with the report: whether the task was killed or the machine
// panicked is not known.
func TestWhatFollowsIsNotKnown(t *testing.T) {
	if f := told(t, x86Oops("00010246", "PID: 431 Comm: sensord", ""))[afterwards]; f.Confidence == Certain {
		t.Error(f.Text)
	}
}

// A base register of 3 is no NULL: an object was overwritten.
func TestASmallNumberIsNoNull(t *testing.T) {
	log := x86Oops("00010246", "PID: 431 Comm: sensord", "")
	log = strings.ReplaceAll(log, "0000000000000018\n", "000000000000001b\n")
	log = strings.Replace(log, "RAX: 0000000000000000", "RAX: 0000000000000003", 1)
	log = strings.Replace(log, "CR2: 0000000000000018", "CR2: 000000000000001b", 1)
	f := told(t, log)
	if n, ok := f["null-member"]; ok {
		t.Error(n.Text)
	}
	if n, ok := f["integer-pointer"]; !ok || !strings.Contains(n.Text, "0x3") {
		t.Errorf("%+v", f)
	}
}

// A return address at the first byte of a function is behind a call that never
// returns: the kernel prints the name of the function that lies behind it.
const noreturnPanic = `Kernel panic - not syncing: bench: requested panic, code 0x2a
CPU: 0 PID: 77 Comm: sh Tainted: G           OE      6.1.0 #1
Hardware name: Generic DT based system
 unwind_backtrace from show_stack+0x18/0x1c
 show_stack from dump_stack_lvl+0x40/0x4c
 dump_stack_lvl from panic+0x108/0x358
 panic from bench_next+0x0/0x14 [bench]
 bench_next [bench] from bench_write+0x90/0x128 [bench]
 bench_write [bench] from vfs_write+0xdc/0x3a0
---[ end Kernel panic - not syncing: bench: requested panic, code 0x2a ]---
`

func TestTheNextFunctionDidNotPanic(t *testing.T) {
	silent(t, told(t, noreturnPanic)["requested-panic"].Text, []string{"bench_next [bench] called", "bench_write"}, "the function in front of bench_next [bench]")
}

// A structure around NULL is at NULL minus the offset of its member: that is no
// error number.
func TestContainerOfNullIsNoError(t *testing.T) {
	for _, c := range crashesOf(t, "triage/container-of-null.fires") {
		if f := found(c, "err-pointer"); f != nil {
			t.Error(f.Text)
		}
	}
}

// everything returns all that the findings of a log's reports say.
func everything(t *testing.T, log string) string {
	t.Helper()
	all := ""
	for rule, f := range told(t, log) {
		all += rule + ": " + f.Text + " " + f.Next + "\n"
	}
	return all
}

// silent fails for each of the words that stands in a text, and for each of the
// words that must and does not.
func silent(t *testing.T, text string, never []string, must ...string) {
	t.Helper()
	for _, w := range never {
		if strings.Contains(text, w) {
			t.Errorf("%q is said:\n%s", w, text)
		}
	}
	for _, w := range must {
		if !strings.Contains(text, w) {
			t.Errorf("%q is not said:\n%s", w, text)
		}
	}
}

// A CPU that waits for the answer of others is no loop without end.
func TestTheSenderOfAnInterruptIsAVictim(t *testing.T) {
	for _, c := range crashesOf(t, "triage/waits-for-cpu.fires") {
		if f := found(c, "busy-cpu"); f != nil {
			t.Error(f.Text)
		}
	}
}

// What unwinds and prints a trace did not warn.
func TestThePrinterDoesNotWarn(t *testing.T) {
	silent(t, everything(t, `------------[ cut here ]------------
WARNING: CPU: 0 PID: 1 at mm/vmalloc.c:1465
Trying to vfree() nonexistent vm area (80dc0000)
CPU: 0 PID: 1 Comm: swapper/0 Not tainted 4.1.15 #1
[<80015d84>] (unwind_backtrace) from [<80012728>] (show_stack+0x10/0x14)
[<80012728>] (show_stack) from [<8001a4e4>] (warn_slowpath_common+0x84/0xb4)
---[ end trace 45ecde7d3a5e2a2c ]---
`), []string{"unwind_backtrace", "show_stack"}, "mm/vmalloc.c:1465")
}

// The allocator's complaint names two ways; which one it was is not said.
func TestAnInvalidFreeNeedNotBeASecondOne(t *testing.T) {
	silent(t, everything(t, `BUG: KASAN: double-free or invalid-free in bench_release+0x20/0x40 [bench]
CPU: 0 PID: 77 Comm: sh Tainted: G           OE      5.10.0 #1
Call Trace:
 kfree+0x7c/0x1c0
 bench_release+0x20/0x40 [bench]
 vfs_write+0xdc/0x3a0
`), nil, "or an object that is already free")
}

// A library module that its user calls while that is loaded is not the one that loads.
func TestTheLibraryIsNotLoading(t *testing.T) {
	log := strings.Replace(x86Oops("00010246", "PID: 431 Comm: modprobe", ""), " sensor_ioctl+0x88/0x130 [sensor]\n",
		" board_probe+0x88/0x130 [board]\n board_init+0x10/0x1000 [board]\n do_one_initcall+0x41/0x1d0\n do_init_module+0x4c/0x1f0\n __do_sys_finit_module+0xb4/0x130\n", 1)
	log = strings.Replace(log, "Modules linked in: sensor(O)", "Modules linked in: board(O+) sensor(O)", 1)
	silent(t, everything(t, log), []string{"Module sensor crashed"}, "It happened in sensor_read [sensor], while module board was being set up")
}

// Bits of a preempt count that no kernel has any more: PREEMPT_ACTIVE until 4.2.
func TestPreemptActiveIsNoNegativeCount(t *testing.T) {
	silent(t, preemptCount(0x10000002, 1), []string{"below zero"}, "1 deep")
	silent(t, preemptCount(0x7ffffe01, 1), nil, "below zero")
}

// The kernel prints who freed the object that a register points to; whoever asks
// for slub_debug then has not read it.
func TestTheFreeThatWasPrintedIsSaid(t *testing.T) {
	silent(t, everything(t, `Unable to handle kernel paging request at virtual address 6b6b6b7f
[6b6b6b7f] *pgd=00000000
Internal error: Oops: 5 [#1] SMP ARM
CPU: 0 PID: 77 Comm: sh Tainted: G           OE      6.1.0 #1
Hardware name: Generic DT based system
PC is at session_account+0x8/0x20 [bench]
LR is at bench_uaf+0x58/0x70 [bench]
pc : [<bf001108>]    lr : [<bf001164>]    psr: 60000013
sp : d0984e50  ip : 00000000  fp : 00000000
r3 : 6b6b6b6b  r2 : 00000000  r1 : 00000000  r0 : c1e01500
Register r0 information: slab kmalloc-64 start c1e01500 pointer offset 0 size 64 allocated at bench_uaf+0x10/0x70 [bench]
    bench_uaf+0x10/0x70 [bench]
    vfs_write+0xdc/0x3a0
 Free path:
    kfree+0x1c0/0x1e0
    session_release+0x24/0x30 [bench]
    bench_uaf+0x50/0x70 [bench]
Register r1 information: NULL pointer
Code: e5933000 e12fff1e e5903000 (e5932014)
---[ end trace 0000000000000000 ]---
`), []string{"Boot with slub_debug"}, "The last free of the object in r0 was in session_release [bench]")
}

// A second fault before die() came to its end: nothing killed the task yet, however
// much is heard afterwards.
func TestNotKilledBeforeTheEnd(t *testing.T) {
	head := &crash.Crash{
		Class: "null-deref", Severity: crash.Oops, Die: 1, First: 1, Last: 30, Aftermath: crash.ContinuesDamaged, Task: crash.Task{Comm: "sh", PID: 7, Known: true},
		Dump: arch.Dump{DieLine: 2}, Later: crash.Later{Cut: 31, Heard: 90, Spoke: true},
	}
	for _, f := range Triage(head) {
		if f.Rule == afterwards {
			if f.Confidence == Certain {
				t.Errorf("certain: %s", f.Text)
			}
			silent(t, f.Text, []string{"was killed inside"}, "at line 31", "would have been killed")
			return
		}
	}
	t.Error("nothing said of what became of it")
}

// mips makes an access that is not aligned in another function's place: that one is
// not in the trace.
func TestInAnothersPlace(t *testing.T) {
	x := &exam{c: &crash.Crash{}, chain: []arch.Frame{{Symbol: arch.Symbol{Function: "emulate_load_store_insn", HasOffset: true, Offset: 4, Size: 8}, Reliable: true}}}
	if got := x.where(); got != nobody {
		t.Errorf("it happened in %s", got)
	}
	x.chain[0].Module = "mine"
	if got := x.where(); got != "emulate_load_store_insn [mine]" {
		t.Errorf("it happened in %s", got)
	}
}

// Whoever goes back to user space did not take the lock that something left.
func TestTheWayOutHoldsNoLock(t *testing.T) {
	silent(t, everything(t, `================================================
WARNING: lock held when returning to user space!
6.1.0 #1 Tainted: G           OE
------------------------------------------------
sh/77 is leaving the kernel with locks still held!
1 lock held by sh/77:
 #0: ffff88800f4e1a28 (&q->lock){+.+.}-{3:3}, at: bench_take+0x24/0x30 [bench]
`), nil, "&q->lock was taken in bench_take")
}

// A task that faults again and again was not killed by the first fault.
func TestATaskThatDiesAgainWasNotKilled(t *testing.T) {
	c := decode(parse.New(parse.Options{}), []byte(x86Oops("00010246", "PID: 431 Comm: sensord", "note: sensord[431] exited with irqs disabled\n")))[0]
	c.Later = crash.Later{Spoke: true, Heard: 900, Again: 88}
	for _, f := range Triage(c) {
		silent(t, f.Text, []string{"was killed"})
	}
}

// A report that is cut off does not say what became of the task.
func TestWhatACutReportDoesNotSay(t *testing.T) {
	log := x86Oops("00010046", "PID: 431 Comm: sensord", "")
	f := told(t, log[:strings.Index(log, "Modules linked in")])[afterwards]
	silent(t, f.Text, []string{"was killed inside"}, "cut off")
}

// An oops on top of panic() kills no task: the machine is going down already.
func TestAnOopsInsideAPanicKillsNoTask(t *testing.T) {
	log := strings.Replace(x86Oops("00010246", "PID: 431 Comm: sensord", ""), " __x64_sys_ioctl+0x8f/0xd0\n", " atomic_notifier_call_chain+0x2a/0x50\n panic+0x108/0x330\n __x64_sys_ioctl+0x8f/0xd0\n", 1)
	silent(t, told(t, log)[afterwards].Text, []string{"was killed"}, "panic() is on the stack")
}

// A protection error at an address of user space, with a page of user space there,
// is a pointer of user space that was followed.
func TestTheRealUserPointerIsFound(t *testing.T) {
	log := strings.NewReplacer("BUG: kernel NULL pointer dereference, address: 0000000000000018", "BUG: unable to handle page fault for address: 000000000848fba0",
		"error_code(0x0000) - not-present page", "error_code(0x0001) - permissions violation", "PGD 0 P4D 0", "PGD 29c9067 P4D 29d3067 PUD 29d4067 PMD 29d6067 PTE 8000000016feb867",
		"Oops: 0000", "Oops: 0001", "RAX: 0000000000000000", "RAX: 000000000848fba0", "<48> 8b 40 18", "<48> 8b 00 90", "CR2: 0000000000000018", "CR2: 000000000848fba0").
		Replace(x86Oops("00010246", "PID: 431 Comm: sensord", ""))
	silent(t, everything(t, log), nil, "touched the user address 0x848fba0")
}

// A member far off in a large structure is a NULL pointer all the same.
func TestAFarMemberOfNull(t *testing.T) {
	log := strings.NewReplacer("BUG: kernel NULL pointer dereference, address: 0000000000000018", "BUG: unable to handle page fault for address: 0000000000002a04",
		"<48> 8b 40 18 5d c3 0f 1f 40 00", "<8b> 80 04 2a 00 00 5d c3", "CR2: 0000000000000018", "CR2: 0000000000002a04").
		Replace(x86Oops("00010246", "PID: 431 Comm: sensord", ""))
	if f := told(t, log)["null-member"]; f.Confidence != Certain || !strings.Contains(f.Text, "offset 0x2a04") {
		t.Errorf("%+v", f)
	}
}

// The first oops of a boot taints the kernel itself before its panic prints the
// flags once more: nothing died before it.
func TestAnOopsDoesNotComeAfterItself(t *testing.T) {
	log := strings.Replace(x86Oops("00010246", "PID: 431 Comm: sensord", "Kernel panic - not syncing: Fatal exception\n"), "Not tainted", "Tainted: G      D    O", 1)
	if f, ok := told(t, log)[notTheFirst]; ok {
		t.Error(f.Text)
	}
}

// A broken list that is a BUG() as well kills its task.
func TestAListThatDiesKillsItsTask(t *testing.T) {
	log := `list_del corruption. prev->next should be ffff888104a3d040, but was ffff888104a3d000
------------[ cut here ]------------
kernel BUG at lib/list_debug.c:53!
invalid opcode: 0000 [#1] PREEMPT SMP NOPTI
` + x86Oops("00010046", "PID: 431 Comm: sensord", "note: sensord[431] exited with irqs disabled\n")
	log = strings.Replace(log, "BUG: kernel NULL pointer dereference, address: 0000000000000018\n#PF: supervisor read access in kernel mode\n#PF: error_code(0x0000) - not-present page\nPGD 0 P4D 0\nOops: 0000 [#1] PREEMPT SMP NOPTI\n", "", 1)
	log = strings.Replace(log, "RIP: 0010:sensor_read+0x14/0x40 [sensor]", "RIP: 0010:__list_del_entry_valid.cold+0x4b/0x6f", 1)
	silent(t, told(t, log)[afterwards].Text, []string{"Nothing was killed"}, "sensord[431] was killed")
}

// The oops that killed init is the story, not init.
func TestInitKilledByAnOopsIsTheOops(t *testing.T) {
	log := x86Oops("00010246", "PID: 1 Comm: init", "Kernel panic - not syncing: Attempted to kill init! exitcode=0x00000009\n")
	c := decode(parse.New(parse.Options{}), []byte(log))[0]
	if all := Triage(c); len(all) == 0 || all[0].Rule != "null-member" {
		t.Errorf("%+v", all)
	}
}

// What the kernel itself knows to be mapped is no stale mapping.
func TestAMappedRegionIsNotGone(t *testing.T) {
	log := `Unable to handle kernel paging request at virtual address f0a8e004
[f0a8e004] *pgd=00000000
Internal error: Oops: 5 [#1] SMP ARM
CPU: 0 PID: 77 Comm: sh Tainted: G           OE      6.1.0 #1
Hardware name: Generic DT based system
PC is at table_lookup+0x8/0x20 [bench]
LR is at bench_read+0x58/0x70 [bench]
pc : [<bf001108>]    lr : [<bf001164>]    psr: 60000013
sp : d0984e50  ip : 00000000  fp : 00000000
r3 : f0a8e000  r2 : 00000000  r1 : 00000000  r0 : c1e01500
Register r3 information: 4-page vmalloc region starting at 0xf0a8c000 allocated at bench_map+0xac/0x3a8 [bench]
Code: e5933000 e12fff1e e5903000 (e5932004)
---[ end trace 0000000000000000 ]---
`
	silent(t, everything(t, log), []string{"nothing is mapped there"})
}

// rcu_read_lock() has no variant that disables interrupts.
func TestRCUIsNoSpinlock(t *testing.T) {
	silent(t, everything(t, `================================
WARNING: inconsistent lock state
6.1.0 #1 Tainted: G           OE
--------------------------------
inconsistent {SOFTIRQ-ON-W} -> {IN-SOFTIRQ-W} usage.
sh/77 [HC0[0]:SC1[1]:HE1:SE0] takes:
ffffffff8293f0a0 (rcu_read_lock){....}-{1:2}, at: bench_take+0x24/0x30 [bench]
stack backtrace:
CPU: 0 PID: 77 Comm: sh Tainted: G           OE      6.1.0 #1
Call Trace:
 dump_stack_lvl+0x56/0x6f
 bench_take+0x24/0x30 [bench]
 vfs_write+0xdc/0x3a0
`), []string{"spin_lock_bh()", "spin_lock_irqsave()"}, "cannot block")
}

// The magic number of a lock is no address, and of no user.
func TestALocksMagicIsNoAddress(t *testing.T) {
	log := strings.NewReplacer("BUG: kernel NULL pointer dereference, address: 0000000000000018", "BUG: unable to handle page fault for address: 00000000dead4ead",
		"RAX: 0000000000000000", "RAX: 00000000dead4ead", "<48> 8b 40 18", "<48> 8b 00 90", "CR2: 0000000000000018", "CR2: 00000000dead4ead").
		Replace(x86Oops("00010246", "PID: 431 Comm: sensord", ""))
	silent(t, everything(t, log), []string{"user address"}, "SPINLOCK_MAGIC")
}
