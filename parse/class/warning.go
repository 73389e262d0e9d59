package class

import "oopscope/parse/crash"

// expectedSplats are reports that a test module provokes.
var expectedSplats = []string{"[kasan_test]", "[kfence_test]"}

// warningClasses are reports the kernel survives.
var warningClasses = []Class{
	{
		Name: "alloc-failure", Severity: crash.Warning, Words: "page allocation failure", Patience: 16,
		Meaning: "memory could not be allocated", Family: "memory",
		Source:  "mm/page_alloc.c: warn_alloc()",
		Culprit: Allocator,
		Headers: []Header{
			// modprobe: page allocation failure: order:9, mode:0xcc0(GFP_KERNEL), nodemask=(null)
			{Literal: "page allocation failure", Pattern: `^(?P<comm>[^#>|].*?)(?:: |\. )page allocation failure[:.] order:(?P<order>\d+)(?:, mode:(?P<mode>\S+)|,?\s*$)`, Not: []string{"subject: "}},
			{Literal: "page allocation stalls", Pattern: `^(?P<comm>.*?): page allocation stalls for \d+ms`},
		},
		Samples: []string{"modprobe: page allocation failure: order:9, mode:0xcc0(GFP_KERNEL), nodemask=(null)"},
	},
	{
		Name: "oom", Severity: crash.Warning, Words: "out of memory", Patience: 24,
		Printers: "dump_header oom_kill_process",
		Meaning:  "out of memory: a process was killed", Family: "memory",
		Source:  "mm/oom_kill.c",
		Culprit: Nobody, Manual: true, Again: Again{Text: "ut of memory"},
		Facts: []FactLine{{Name: "victim", Within: "Killed process"}, {Name: "victim", Prefix: "oom-kill:"}},
		Headers: []Header{
			// tail invoked oom-killer: gfp_mask=0x140dca(GFP_HIGHUSER_MOVABLE), order=0, oom_score_adj=0
			{Literal: "invoked oom-killer: ", Pattern: `^(?P<comm>.*) invoked oom-killer: gfp_mask=(?P<mode>[^,]+)(?:, nodemask=\S+)?, order=(?P<order>-?\d+)`},
			// oom-killer: gfp_mask=0x280d2, order=0   (2.6.9 to 2.6.16, which do not say who invoked it)
			{Literal: "oom-killer: gfp_mask=", Pattern: `^oom-killer: gfp_mask=(?P<mode>0x[0-9a-f]+)(?:, order=(?P<order>\d+))?\s*$`},
			{Literal: "Out of memory: Kill", Pattern: `^(?:Memory cgroup o|O)ut of memory: Kill(?:ed)? process (?P<pid>\d+) \((?P<comm>.*?)\)`},
			{Literal: "Memory cgroup out of memory", Pattern: `^Memory cgroup out of memory: Kill(?:ed)? process (?P<pid>\d+) \((?P<comm>.*?)\)`},
			// what is left of a report when somebody searched it (up to 4.19 and since): the kernel says both within one
			{Literal: "Killed process ", Pattern: `^Killed process (?P<pid>\d+) \((?P<comm>.*?)\),? (?:UID:? \d+,? )?(?:total-vm|vsz):\d+kB`, Follows: true},
			{Literal: "oom-kill:constraint=", Pattern: `^oom-kill:constraint=\w+,.*,task=(?P<comm>.*),pid=(?P<pid>\d+),uid=\d+`, Follows: true},
			{Literal: "Out of memory and no killable processes", Pattern: `^Out of memory and no killable processes`},
		},
		Samples: []string{
			"tail invoked oom-killer: gfp_mask=0x140dca(GFP_HIGHUSER_MOVABLE), order=0, oom_score_adj=0",
			"oom-killer: gfp_mask=0x280d2, order=0",
			"Killed process 571 (python) total-vm:2071252kB, anon-rss:257104kB, file-rss:1576kB",
			"oom-kill:constraint=CONSTRAINT_MEMCG,nodemask=(null),cpuset=x,mems_allowed=0,oom_memcg=/a,task_memcg=/a,task=python,pid=571,uid=0",
		},
	},
	{
		Name: "irq-unhandled", Severity: crash.Warning, Words: "interrupt nobody handles",
		Printers: "__report_bad_irq",
		Meaning:  "an interrupt that nobody handles was switched off", Family: "irq-unhandled",
		Source:  "kernel/irq/spurious.c: __report_bad_irq()",
		Culprit: InterruptHandler,
		Headers: []Header{
			// irq 45: nobody cared (try booting with the "irqpoll" option)
			{Literal: ": nobody cared", Pattern: `^irq (?P<irq>\d+): nobody cared`},
			{Literal: ": bogus return value", Pattern: `^irq event (?P<irq>\d+): bogus return value`},
		},
		Samples: []string{`irq 45: nobody cared (try booting with the "irqpoll" option)`},
	},
	{
		Name: "net-watchdog", Severity: crash.Warning, Words: "network transmit timed out",
		Meaning: "a network queue stopped sending", Family: "net-watchdog",
		Source:  "net/sched/sch_generic.c: dev_watchdog()",
		Culprit: NetDriver,
		Headers: []Header{
			// NETDEV WATCHDOG: eth0 (cpsw): transmit queue 0 timed out
			{Literal: "NETDEV WATCHDOG: ", Pattern: `(?:^|: )NETDEV WATCHDOG: (?:CPU: \d+: )?(?:(?P<dev>\S+) \((?P<driver>[^)]*)\): )?transmit queue \d+ timed out`, Role: Titles},
		},
		Samples: []string{"NETDEV WATCHDOG: eth0 (cpsw): transmit queue 0 timed out"},
	},
	{
		Name: "warning", Severity: crash.Warning, Words: "WARNING",
		Printers: "__warn warn_slowpath_fmt warn_slowpath_fmt_taint warn_slowpath_common warn_slowpath_null",
		Meaning:  "the code checked itself and warned", Family: "warning",
		Source: "kernel/panic.c: __warn()",
		Splat:  true, Asserts: true,
		Headers: []Header{
			// WARNING: CPU: 0 PID: 77 at drivers/misc/bench/benchcrash.c:215 buffer_check+0x40/0x4c [benchcrash]
			{Literal: "WARNING: CPU: ", Pattern: `^WARNING: CPU: (?P<cpu>\d+) PID: (?P<pid>\d+) at (?:(?P<file>[^\s+]+:\d+) ?)?(?:` + symbolRE + `)?`},
			// WARNING: drivers/misc/x.c:215 at buffer_check+0x40/0x4c [benchcrash], CPU#0: sh/77
			{Literal: ", CPU#", Pattern: `^WARNING: (?:\[.*?\] )?(?:(?P<file>\S+:\d+) )?at (?P<fn>[^,]+?), CPU#(?P<cpu>\d+): (?P<comm>.*)/(?P<pid>\d+)`},
			// WARNING: [time_after(jiffies, timeout)] io_uring/io_uring.c:3026 at io_ring_exit_work+0x44c/0xbc0
			{Literal: "WARNING: ", Pattern: `^WARNING: (?:\[.*\] )?(?P<file>[\w./+-]+\.(?:c|h|S|rs):\d+) at (?P<fn>[^\s,]+(?: \[[^\]]+\])?)\s*$`},
			// WARNING: at drivers/misc/x.c:215 buffer_check+0x40/0x4c()
			{Literal: "WARNING: at ", Pattern: `^WARNING: at (?P<file>[^\s+]+:\d+)(?: ` + symbolRE + `)?`},
			{Literal: "Badness at ", Pattern: `^Badness at (?P<file>\S+:\d+)`},
			// WARNING: kernel stack regs at         (ptrval) in x:1 has bad 'bp' value
			{Literal: "WARNING: kernel stack ", Pattern: `^WARNING: (?P<what>kernel stack (?:regs|frame pointer)) at +\S+ in (?P<comm>.*):(?P<pid>\d+) has bad`},
			{Literal: "WARNING: stack recursion", Pattern: `^WARNING: (?P<what>stack recursion) on stack type`},
			{Literal: "WARNING: can't dereference registers", Pattern: `^WARNING: (?P<what>can't dereference registers) at \S+ for ip`},
			{Literal: "WARNING: stack going in the wrong direction", Pattern: `^WARNING: (?P<what>stack going in the wrong direction)`},
			// BUG: sleep in a callback of the frobnicator
			{Literal: "BUG: ", Pattern: `^BUG: (?P<what>[A-Za-z].*)`, Role: Anything, Not: expectedSplats},
			{Literal: "WARNING: ", Pattern: `^WARNING: (?P<what>[A-Za-z].*)`, Role: Anything, Not: expectedSplats},
			// workqueue: WQ_MEM_RECLAIM writeback:wb_workfn is flushing !WQ_MEM_RECLAIM events:drain
			{Literal: " is flushing !WQ_MEM_RECLAIM ", Pattern: `^workqueue: (?:WQ_MEM_RECLAIM|PF_MEMALLOC task) .+? is flushing !WQ_MEM_RECLAIM \S+`, Role: Titles},
			// Ignoring spurious kernel translation fault at virtual address ffff800010a60000
			{Literal: "Ignoring spurious kernel translation fault", Pattern: `^Ignoring (?P<what>spurious kernel translation fault) at virtual address`, Role: Titles},
			// fec 2188000.ethernet: DMA-API: device driver frees DMA memory with different size [device address=0x1]
			{Literal: ": DMA-API: device driver ", Pattern: `: (?P<what>DMA-API: device driver .+?)(?: ?\[.*)?$`, Role: Titles},
			// kobject (000000006fd598df): tried to init an initialized object, something is seriously wrong.
			{Literal: "tried to init an initialized object", Pattern: `^kobject.*: (?P<what>tried to init an initialized object)`, Role: Anything},
			// kobject: kobject '(null)' (000000006fd598df): tried to add an uninitialized object, something is seriously wrong.
			{Literal: "tried to add an uninitialized object", Pattern: `^kobject.*: (?P<what>tried to add an uninitialized object)`, Role: Anything},
			// sysfs: cannot create duplicate filename '/class/leds/red'
			{Literal: "cannot create duplicate filename", Pattern: `^sysfs: (?P<what>cannot create duplicate filename)`, Role: Anything},
			{Literal: "ath10k USB support is incomplete", Pattern: `WARNING: (?P<what>ath10k USB support is incomplete)`},
		},
		Samples: []string{
			"WARNING: CPU: 0 PID: 77 at drivers/misc/bench/benchcrash.c:215 buffer_check+0x40/0x4c [benchcrash]",
			"WARNING: drivers/misc/x.c:215 at buffer_check+0x40/0x4c [benchcrash], CPU#0: sh/77",
			"WARNING: at drivers/misc/x.c:215 buffer_check+0x40/0x4c()",
		},
	},
}

// panicClasses are deaths with no oops before them. "Kernel panic - not
// syncing" after an oops belongs to that oops; see detect.go.
var panicClasses = []Class{
	{
		Name: "init-killed", Severity: crash.Panic, Words: "init was killed",
		Meaning: "init died, and the kernel cannot go on without it", Family: "init-killed",
		Source:  "kernel/exit.c: do_exit()",
		Culprit: Nobody, InTask: true,
		Headers: []Header{{Literal: "Attempted to kill init!", Pattern: panicRE + `(?P<msg>Attempted to kill init!.*?)` + endRE, Role: Panics}},
		Samples: []string{"Kernel panic - not syncing: Attempted to kill init! exitcode=0x0000000b"},
	},
	{
		Name: "no-init", Severity: crash.Panic, Words: "no init to run",
		Meaning: "no init program could be started", Family: "no-init",
		Source:  "init/main.c: kernel_init()",
		Culprit: Nobody, InTask: true,
		Headers: []Header{
			{Literal: "Kernel panic - not syncing: No ", Pattern: panicRE + `(?P<msg>No (?:working )?init found.*?)` + endRE, Role: Panics},
			{Literal: "Kernel panic - not syncing: Requested init", Pattern: panicRE + `(?P<msg>Requested init .* failed.*?)` + endRE, Role: Panics},
		},
		Samples: []string{"Kernel panic - not syncing: No working init found.  Try passing init= option to kernel."},
	},
	{
		Name: "no-rootfs", Severity: crash.Panic, Words: "no root file system",
		Meaning: "the root file system could not be mounted", Family: "no-rootfs",
		Source:  "init/do_mounts.c: mount_root_generic()",
		Culprit: Nobody, Traceless: true, InTask: true,
		Headers: []Header{
			{Literal: "VFS: Unable to mount root fs", Pattern: panicRE + `(?P<msg>VFS: Unable to mount root fs.*?)` + endRE, Role: Panics},
			{Literal: "Kernel panic: VFS: Unable to mount root fs", Pattern: `^Kernel panic: (?P<msg>VFS: Unable to mount root fs on .*)`, Role: Panics}, // up to 2.4
		},
		Samples: []string{"Kernel panic - not syncing: VFS: Unable to mount root fs on unknown-block(0,0)"},
	},
	{
		Name: "stack-corruption", Severity: crash.Panic, Words: "kernel stack corrupted",
		Printers: "__stack_chk_fail",
		Meaning:  "a stack canary was overwritten", Family: "stack-corruption",
		Source:  "kernel/panic.c: __stack_chk_fail(); kernel/sched/core.c: schedule_debug()",
		Culprit: SmashedFrame,
		Headers: []Header{
			{Literal: "stack-protector: ", Pattern: panicRE + `(?P<msg>stack-protector: Kernel stack is corrupted in: (?P<fn>\S+(?: \[[^\]]+\])?).*?)` + endRE, Role: Panics},
			{Literal: "corrupted stack end detected", Pattern: panicRE + `(?P<msg>corrupted stack end detected inside scheduler.*?)` + endRE, Role: Panics},
		},
		Samples: []string{"Kernel panic - not syncing: stack-protector: Kernel stack is corrupted in: bench_smash+0x40/0x40 [benchcrash]"},
	},
	{
		Name: "sysrq-crash", Severity: crash.Panic, Words: "crash asked for by SysRq",
		Meaning: "crashed on purpose, through SysRq", Family: "sysrq-crash",
		Source:  "drivers/tty/sysrq.c: sysrq_handle_crash()",
		Culprit: Nobody,
		Headers: []Header{
			{Literal: "sysrq triggered crash", Pattern: panicRE + `(?P<msg>sysrq triggered crash.*?)` + endRE, Role: Panics},
		},
		Samples: []string{"Kernel panic - not syncing: sysrq triggered crash"},
	},
	{
		Name: "firmware-panic", Severity: crash.Panic, Words: "firmware died",
		Meaning: "the firmware gave up, not the kernel", Family: "firmware-panic",
		Source: "not the kernel: boot loaders and firmware",
		Title:  WordsAndDetailTitle, Culprit: Nobody, Traceless: true, Firmware: true,
		Headers: []Header{
			// TF-A (bl31/aarch64/crash_reporting.S, common/backtrace, assert.c)
			{Literal: "Unhandled Exception in EL3", Pattern: `^(?P<what>Unhandled Exception in EL3)`},
			{Literal: "Unhandled External Abort received", Pattern: `^(?P<what>Unhandled External Abort received on 0x[0-9a-f]+ (?:at|from) (?:EL\d|[NS]-EL\d))`},
			{Literal: "PANIC in EL3", Pattern: `^(?P<what>PANIC in EL3)`},
			{Literal: "PANIC at PC : ", Pattern: `^(?P<what>PANIC at PC) : (?P<pc>0x[0-9a-f]+)`},
			// of its registers none that another program prints by that name
			{Literal: "cntkctl_el1", Pattern: `^cntkctl_el1\s*=\s*0x[0-9a-f]{16}$`, Role: Inside},
			{Literal: "BACKTRACE: START: ", Pattern: `^BACKTRACE: START: \w+`, Role: Titles},
			{Literal: "ASSERT: ", Pattern: `^(?P<what>ASSERT: (?:File )?[\w./+-]+\.[chS]\b.*?)\s*$`, Role: Titles},
			// U-Boot (arch/arm/lib/interrupts_64.c): "Synchronous Abort" handler, esr 0x96000010, far 0x1234
			{Literal: "\"Synchronous Abort\" handler", Pattern: `^"(?P<what>Synchronous Abort)" handler, esr (?P<code>0x[0-9a-f]+)`},
			// "Error" handler, esr 0xbf000002
			{Literal: "\"Error\" handler, esr ", Pattern: `^"(?P<what>Error)" handler, esr (?P<code>0x[0-9a-f]+)`},
			// U-Boot on arm: one of these alone on a line, then the registers
			{Literal: "data abort", Pattern: `^(?P<what>data abort)\s*$`, Role: Titles},
			{Literal: "prefetch abort", Pattern: `^(?P<what>prefetch abort)\s*$`, Role: Titles},
			{Literal: "undefined instruction", Pattern: `^(?P<what>undefined instruction)\s*$`, Role: Titles},
			// U-Boot on riscv: Unhandled exception: Load access fault
			{Literal: "Unhandled exception: ", Pattern: `^Unhandled exception: (?P<what>(?:Illegal|Instruction|Load|Store|Breakpoint|Environment)[\w/ -]*)$`, Role: Titles},
			// EDK2: Synchronous Exception at 0x00000000BF6A1F40, !!!! X64 Exception Type - 0E(#PF - Page-Fault)  CPU Apic ID - 00000000 !!!!
			{Literal: "Synchronous Exception at 0x", Pattern: `^(?P<what>Synchronous Exception) at (?P<pc>0x[0-9A-Fa-f]+)`},
			{Literal: " Exception Type - ", Pattern: `^!{4} (?:X64|IA32|RISCV64) Exception Type - (?P<what>\w+\([^)]*\))`},
			// OP-TEE (core/arch/arm/kernel/abort.c, core/kernel/panic.c): E/TC:0 0 Panic at core/kernel/abort.c:120 <abort_handler>
			{Literal: "E/TC:", Pattern: `^E/TC:\S*(?: \S+)? (?P<what>Panic (?:at|').*)`},
			{Literal: "E/TC:", Pattern: `^E/TC:\S*(?: \S+)? (?P<what>(?:Core|User mode|User TA) (?:data|prefetch|undef)-abort at address (?P<addr>0x[0-9a-f]+).*)`},
			{Literal: "TA panicked with code", Pattern: `^[EFDI]/TC:\S*(?: \S+)? (?:.*: )?(?P<what>(?:User )?TA panicked with code .*?)\s*$`},
			// Xen (xen/drivers/char/console.c: panic(), xen/arch/*/traps.c)
			{Literal: "Xen BUG at ", Pattern: `^\(XEN\) ?(?:\[[^\]]*\] )?(?P<what>Xen BUG at .*?)\s*$`},
			{Literal: "FATAL PAGE FAULT", Pattern: `^\(XEN\) ?(?:\[[^\]]*\] )?(?P<what>FATAL PAGE FAULT)`},
			{Literal: "FATAL TRAP: ", Pattern: `^\(XEN\) ?(?:\[[^\]]*\] )?(?P<what>FATAL TRAP: .*?)\s*$`},
			// xen/arch/arm/traps.c, do_unexpected_trap(); xen/include/xen/lib.h, ASSERT()
			{Literal: "Unexpected Trap: ", Pattern: `^\(XEN\) ?(?:\[[^\]]*\] )?CPU(?P<cpu>\d+): (?P<what>Unexpected Trap: .*?)\s*$`},
			{Literal: "(XEN) Assertion '", Pattern: `^\(XEN\) (?P<what>Assertion '.*' failed at \S+)`},
			{Literal: "] Assertion '", Pattern: `^\(XEN\) \[[^\]]*\] (?P<what>Assertion '.*' failed at \S+)`},
			{Literal: "Xen-", Pattern: `^\(XEN\) ?(?:\[[^\]]*\] )?-+\[ Xen-\S+ +\S+ .*\]-+\s*$`, Role: Titles},
			{Literal: "Panic on CPU ", Pattern: `^(?:\(XEN\) ?(?:\[[^\]]*\] )?)?Panic on CPU (?P<cpu>\d+):\s*$`},
			// U-Boot's SPL (common/spl/spl.c), and the end of its panic() (lib/panic.c, lib/hang.c)
			{Literal: "SPL: failed to boot", Pattern: `^(?P<what>SPL: failed to boot from all boot devices)`},
			{Literal: "SPL: Unsupported Boot Device", Pattern: `^(?P<what>SPL: Unsupported Boot Device)`},
			{Literal: "### ERROR ### Please RESET the board ###"},
			{Literal: "QTISECLIB", Pattern: `^QTISECLIB .*NOC ERROR`},
		},
		Samples: []string{"Unhandled Exception in EL3.", `"Synchronous Abort" handler, esr 0x96000010`},
	},
	{
		Name: "panic", Severity: crash.Panic, Words: "kernel panic",
		Printers: "panic vpanic",
		Meaning:  "the kernel gave up", Family: "panic",
		Source: "kernel/panic.c: panic()",
		Title:  MessageTitle, Generic: true,
		Headers: []Header{
			{Literal: "Kernel panic - not syncing", Pattern: `^(?:---\[ end )?Kernel panic - not syncing: ?(?P<msg>.*?)` + endRE, Role: Panics},
			{Literal: "Kernel panic: ", Pattern: `^Kernel panic: (?P<msg>.*)`, Role: Panics},
			// smp_send_stop() is silent when the machine restarts (arch/arm, arch/arm64: system_state)
			{Literal: ": stopping", Pattern: `^CPU\d+: stopping$`, Role: Inside},
			{Literal: "SMP: stopping secondary CPUs", Role: Inside},
		},
		Samples: []string{"Kernel panic - not syncing: Fatal exception in interrupt"},
	},
}
