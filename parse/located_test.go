package parse_test

import (
	"testing"

	"oopscope/parse/arch"
)

// TestDecodedStacktrace reads what scripts/decode_stacktrace.sh makes of an oops:
// no offsets, no segment, the code disassembled in between.
func TestDecodedStacktrace(t *testing.T) {
	log := "[   18.522257] BUG: kernel NULL pointer dereference, address: 0000000000000018\n" +
		"[   18.523257] Oops: 0000 [#1] PREEMPT SMP NOPTI\n" +
		"[   18.523257] CPU: 1 PID: 83 Comm: cat Not tainted 6.8.0 #35\n" +
		"[   18.523257] RIP: bench_show (drivers/misc/bench.c:57 (discriminator 3)) bench\n" +
		"[ 18.523257] Code: d2 78 4e 31 d2 48 89 d1 65 48 8b 04 25 40 43 03 00 0f 01 c8 48 8b 00 a8 08 75 18 eb 07 0f 00 2d <0f> 0d\n" +
		"All code\n========\n   0:\td2 78 4e             \tsarb   %cl,0x4e(%rax)\n   3:\t31 d2                \txor    %edx,%edx\n   5:\t48 89 d1             \tmov    %rdx,%rcx\n" +
		"   8:\t65 48 8b 04 25 40 43 \tmov    %gs:0x34340,%rax\n   f:\t03 00 \n  2a:*\t0f 0d                \tprefetch\t\t<-- trapping instruction\n" +
		"\nCode starting with the faulting instruction\n===========================================\n   0:\t0f 0d                \tprefetch\n" +
		"[   18.523257] RSP: 0018:ffffc90000a3fd40 EFLAGS: 00010046\n" +
		"[   18.523257] Call Trace:\n[   18.523257]  <TASK>\n" +
		"[   18.523257] ? exc_page_fault (arch/x86/mm/fault.c:1334 arch/x86/mm/fault.c:1539) \n" +
		"[   18.523257] dev_attr_show (drivers/base/core.c:2433) \n" +
		"[   18.523257] bench_open (drivers/misc/bench.h:12 drivers/misc/bench.c:80) bench\n" +
		"[   18.523257] entry_SYSCALL_64_after_hwframe (arch/x86/entry/entry_64.S:129) \n" +
		"[   18.523257]  </TASK>\n[   18.523257] ---[ end trace 0000000000000000 ]---\n"
	c := bad(decode([]byte(log)))
	if len(c) != 1 {
		t.Fatalf("%d crashes", len(c))
	}
	want := []arch.Frame{
		{Symbol: arch.Symbol{Function: "bench_show", Module: "bench"}, File: "drivers/misc/bench.c", FileLine: 57, Reliable: true},
		{Symbol: arch.Symbol{Function: "exc_page_fault"}, File: "arch/x86/mm/fault.c", FileLine: 1539},
		{Symbol: arch.Symbol{Function: "dev_attr_show"}, File: "drivers/base/core.c", FileLine: 2433, Reliable: true},
		{Symbol: arch.Symbol{Function: "bench_open", Module: "bench"}, File: "drivers/misc/bench.c", FileLine: 80, Reliable: true},
		{Symbol: arch.Symbol{Function: "entry_SYSCALL_64_after_hwframe"}, File: "arch/x86/entry/entry_64.S", FileLine: 129, Reliable: true},
	}
	k := c[0]
	if k.Class != "null-deref" || k.Arch != "x86_64" || k.Culprit.Function != "bench_show" || len(k.Chain) != len(want) {
		t.Fatalf("%s %s %v: %v", k.Class, k.Arch, k.Culprit, chainNames(k))
	}
	for i, w := range want {
		if g := k.Chain[i]; g.Symbol != w.Symbol || g.File != w.File || g.FileLine != w.FileLine || g.Reliable != w.Reliable {
			t.Errorf("frame %d: %+v, not %+v", i, g, w)
		}
	}
}

// TestDecodedWithoutLines reads frames of which addr2line knew the file alone, or not even
// that: the form in which the kernel test robot sends what it built without debug
// information (mails of the robot on sched/eevdf, cpu hotplug and others).
func TestDecodedWithoutLines(t *testing.T) {
	log := "[  512.079810][ T8305] BUG: kernel NULL pointer dereference, address: 0000002c\n" +
		"[  512.080897][ T8305] #PF: supervisor read access in kernel mode\n" +
		"[  512.081636][ T8305] #PF: error_code(0x0000) - not-present page\n" +
		"[  512.082829][ T8305] Oops: 0000 [#1] PREEMPT SMP\n" +
		"[  512.083407][ T8305] CPU: 1 PID: 8305 Comm: watchdog Tainted: G        W\n" +
		"[  512.086203][ T8305] EIP: set_next_entity (fair.c:?)\n" +
		"[  512.090203][ T8305] Call Trace:\n" +
		"[ 512.090616][ T8305] ? sched_cpu_wait_empty (??:?)\n" +
		"[ 512.091311][ T8305] pick_next_task_fair (fair.c:?)\n" +
		"[ 512.091712][ T8305] exc_of_a_module (kernel/x.c:? kernel/y.c:12) some_module\n" +
		"[ 512.092203][ T8305] __schedule (core.c:?)\n"
	c := bad(decode([]byte(log)))
	if len(c) != 1 {
		t.Fatalf("%d crashes", len(c))
	}
	want := []arch.Frame{
		{Symbol: arch.Symbol{Function: "set_next_entity"}, Reliable: true},
		{Symbol: arch.Symbol{Function: "sched_cpu_wait_empty"}},
		{Symbol: arch.Symbol{Function: "pick_next_task_fair"}, Reliable: true},
		{Symbol: arch.Symbol{Function: "exc_of_a_module", Module: "some_module"}, File: "kernel/y.c", FileLine: 12, Reliable: true},
		{Symbol: arch.Symbol{Function: "__schedule"}, Reliable: true},
	}
	k := c[0]
	if k.Culprit.Function != "set_next_entity" || len(k.Chain) != len(want) {
		t.Fatalf("%s: %v", k.Culprit.Function, chainNames(k))
	}
	for i, w := range want {
		if g := k.Chain[i]; g.Symbol != w.Symbol || g.File != w.File || g.FileLine != w.FileLine || g.Reliable != w.Reliable {
			t.Errorf("frame %d: %+v, not %+v", i, g, w)
		}
	}
}
