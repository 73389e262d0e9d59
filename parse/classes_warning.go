package parse

import "oopscope/parse/crash"

// expectedSplats are reports that a test module provokes.
var expectedSplats = []string{"[kasan_test]", "[kfence_test]"}

// warningClasses are reports the kernel survives.
var warningClasses = []class{
	{
		name: "alloc-failure", severity: crash.Warning, words: "page allocation failure", patience: 16,
		headers: []header{
			// modprobe: page allocation failure: order:9, mode:0xcc0(GFP_KERNEL), nodemask=(null)
			{literal: "page allocation failure", pattern: `^(?P<comm>.*?)(?:: |\. )page allocation failure[:.] order:(?P<order>\d+), mode:(?P<mode>\S+)`},
			{literal: "page allocation stalls", pattern: `^(?P<comm>.*?): page allocation stalls for \d+ms`},
		},
		samples: []string{"modprobe: page allocation failure: order:9, mode:0xcc0(GFP_KERNEL), nodemask=(null)"},
	},
	{
		name: "oom", severity: crash.Warning, words: "out of memory", patience: 24,
		headers: []header{
			// tail invoked oom-killer: gfp_mask=0x140dca(GFP_HIGHUSER_MOVABLE), order=0, oom_score_adj=0
			{literal: "invoked oom-killer: ", pattern: `^(?P<comm>.*) invoked oom-killer: gfp_mask=(?P<mode>[^,]+), order=(?P<order>-?\d+)`},
			{literal: "Out of memory: Kill", pattern: `^(?:Memory cgroup o|O)ut of memory: Kill(?:ed)? process (?P<pid>\d+) \((?P<comm>.*?)\)`},
			{literal: "Memory cgroup out of memory", pattern: `^Memory cgroup out of memory: Kill(?:ed)? process (?P<pid>\d+) \((?P<comm>.*?)\)`},
			{literal: "Out of memory and no killable processes", pattern: `^Out of memory and no killable processes`},
		},
		samples: []string{"tail invoked oom-killer: gfp_mask=0x140dca(GFP_HIGHUSER_MOVABLE), order=0, oom_score_adj=0"},
	},
	{
		name: "irq-unhandled", severity: crash.Warning, words: "interrupt nobody handles",
		headers: []header{
			// irq 45: nobody cared (try booting with the "irqpoll" option)
			{literal: ": nobody cared", pattern: `^irq (?P<irq>\d+): nobody cared`},
			{literal: ": bogus return value", pattern: `^irq event (?P<irq>\d+): bogus return value`},
		},
		samples: []string{`irq 45: nobody cared (try booting with the "irqpoll" option)`},
	},
	{
		name: "net-watchdog", severity: crash.Warning, words: "network transmit timed out",
		headers: []header{
			// NETDEV WATCHDOG: eth0 (cpsw): transmit queue 0 timed out
			{literal: "NETDEV WATCHDOG: ", pattern: `(?:^|: )NETDEV WATCHDOG: (?:CPU: \d+: )?(?:(?P<dev>\S+) \((?P<driver>[^)]*)\): )?transmit queue \d+ timed out`, role: titles},
		},
		samples: []string{"NETDEV WATCHDOG: eth0 (cpsw): transmit queue 0 timed out"},
	},
	{
		name: "warning", severity: crash.Warning, words: "WARNING",
		headers: []header{
			// WARNING: CPU: 0 PID: 77 at drivers/misc/bench/benchcrash.c:215 buffer_check+0x40/0x4c [benchcrash]
			{literal: "WARNING: CPU: ", pattern: `^WARNING: CPU: (?P<cpu>\d+) PID: (?P<pid>\d+) at (?:(?P<file>[^\s+]+:\d+) ?)?(?:` + symbolRE + `)?`},
			// WARNING: drivers/misc/x.c:215 at buffer_check+0x40/0x4c [benchcrash], CPU#0: sh/77
			{literal: ", CPU#", pattern: `^WARNING: (?:\[.*?\] )?(?:(?P<file>\S+:\d+) )?at (?P<fn>[^,]+?), CPU#(?P<cpu>\d+): (?P<comm>.*)/(?P<pid>\d+)`},
			// WARNING: [time_after(jiffies, timeout)] io_uring/io_uring.c:3026 at io_ring_exit_work+0x44c/0xbc0
			{literal: "WARNING: ", pattern: `^WARNING: (?:\[.*\] )?(?P<file>[\w./+-]+\.(?:c|h|S|rs):\d+) at (?P<fn>[^\s,]+(?: \[[^\]]+\])?)\s*$`},
			// WARNING: at drivers/misc/x.c:215 buffer_check+0x40/0x4c()
			{literal: "WARNING: at ", pattern: `^WARNING: at (?P<file>[^\s+]+:\d+)(?: ` + symbolRE + `)?`},
			{literal: "Badness at ", pattern: `^Badness at (?P<file>\S+:\d+)`},
			// WARNING: kernel stack regs at ffffc9 in x:1 has bad 'bp' value
			{literal: "WARNING: kernel stack ", pattern: `^WARNING: (?P<what>kernel stack (?:regs|frame pointer)) at \S+ in (?P<comm>.*):(?P<pid>\d+) has bad`},
			{literal: "WARNING: stack recursion", pattern: `^WARNING: (?P<what>stack recursion) on stack type`},
			{literal: "WARNING: can't dereference registers", pattern: `^WARNING: (?P<what>can't dereference registers) at \S+ for ip`},
			{literal: "WARNING: stack going in the wrong direction", pattern: `^WARNING: (?P<what>stack going in the wrong direction)`},
			// BUG: sleep in a callback of the frobnicator
			{literal: "BUG: ", pattern: `^BUG: (?P<what>[A-Za-z].*)`, role: anything, not: expectedSplats},
			{literal: "WARNING: ", pattern: `^WARNING: (?P<what>[A-Za-z].*)`, role: anything, not: expectedSplats},
			{literal: "ath10k USB support is incomplete", pattern: `WARNING: (?P<what>ath10k USB support is incomplete)`},
		},
		samples: []string{
			"WARNING: CPU: 0 PID: 77 at drivers/misc/bench/benchcrash.c:215 buffer_check+0x40/0x4c [benchcrash]",
			"WARNING: drivers/misc/x.c:215 at buffer_check+0x40/0x4c [benchcrash], CPU#0: sh/77",
			"WARNING: at drivers/misc/x.c:215 buffer_check+0x40/0x4c()",
		},
	},
}

// panicClasses are deaths with no oops before them. "Kernel panic - not
// syncing" after an oops belongs to that oops; see detect.go.
var panicClasses = []class{
	{
		name: "init-killed", severity: crash.Panic, words: "init was killed",
		headers: []header{{literal: "Attempted to kill init!", pattern: `^Kernel panic - not syncing: (?P<msg>Attempted to kill init!.*)`, role: panics}},
		samples: []string{"Kernel panic - not syncing: Attempted to kill init! exitcode=0x0000000b"},
	},
	{
		name: "no-init", severity: crash.Panic, words: "no init to run",
		headers: []header{
			{literal: "Kernel panic - not syncing: No ", pattern: `^Kernel panic - not syncing: (?P<msg>No (?:working )?init found.*)`, role: panics},
			{literal: "Kernel panic - not syncing: Requested init", pattern: `^Kernel panic - not syncing: (?P<msg>Requested init .* failed.*)`, role: panics},
		},
		samples: []string{"Kernel panic - not syncing: No working init found.  Try passing init= option to kernel."},
	},
	{
		name: "no-rootfs", severity: crash.Panic, words: "no root file system",
		headers: []header{{literal: "VFS: Unable to mount root fs", pattern: `^Kernel panic - not syncing: (?P<msg>VFS: Unable to mount root fs.*)`, role: panics}},
		samples: []string{"Kernel panic - not syncing: VFS: Unable to mount root fs on unknown-block(0,0)"},
	},
	{
		name: "stack-corruption", severity: crash.Panic, words: "kernel stack corrupted",
		headers: []header{
			{literal: "stack-protector: ", pattern: `^Kernel panic - not syncing: (?P<msg>stack-protector: Kernel stack is corrupted in: (?P<fn>\S+(?: \[[^\]]+\])?).*)`, role: panics},
			{literal: "corrupted stack end detected", pattern: `^Kernel panic - not syncing: (?P<msg>corrupted stack end detected inside scheduler.*)`, role: panics},
		},
		samples: []string{"Kernel panic - not syncing: stack-protector: Kernel stack is corrupted in: bench_smash+0x40/0x40 [benchcrash]"},
	},
	{
		name: "sysrq-crash", severity: crash.Panic, words: "crash asked for by SysRq",
		headers: []header{
			{literal: "sysrq triggered crash", pattern: `^Kernel panic - not syncing: (?P<msg>sysrq triggered crash.*)`, role: panics},
		},
		samples: []string{"Kernel panic - not syncing: sysrq triggered crash"},
	},
	{
		name: "firmware-panic", severity: crash.Panic, words: "firmware died",
		headers: []header{
			{literal: "Unhandled Exception in EL3", pattern: `^Unhandled Exception in EL3`},
			{literal: "PANIC in EL3", pattern: `^PANIC in EL3`},
			{literal: "PANIC at PC : ", pattern: `^PANIC at PC : (?P<pc>0x[0-9a-f]+)`},
			{literal: "\"Synchronous Abort\" handler", pattern: `^"Synchronous Abort" handler, esr (?P<code>0x[0-9a-f]+)`},
			// "Error" handler, esr 0xbf000002
			{literal: "\"Error\" handler, esr ", pattern: `^"Error" handler, esr (?P<code>0x[0-9a-f]+)`},
			// U-Boot on arm: one of these alone on a line, then the registers
			{literal: "data abort", pattern: `^data abort\s*$`, role: titles},
			{literal: "prefetch abort", pattern: `^prefetch abort\s*$`, role: titles},
			{literal: "undefined instruction", pattern: `^undefined instruction\s*$`, role: titles},
			// U-Boot on riscv: Unhandled exception: Load access fault
			{literal: "Unhandled exception: ", pattern: `^Unhandled exception: (?P<what>(?:Illegal|Instruction|Load|Store|Breakpoint|Environment)[\w/ -]*)$`, role: titles},
			// EDK2: Synchronous Exception at 0x00000000BF6A1F40, !!!! X64 Exception Type - 0E(#PF - Page-Fault)  CPU Apic ID - 00000000 !!!!
			{literal: "Synchronous Exception at 0x", pattern: `^Synchronous Exception at (?P<pc>0x[0-9A-Fa-f]+)`},
			{literal: " Exception Type - ", pattern: `^!{4} (?:X64|IA32|RISCV64) Exception Type - (?P<what>\w+\([^)]*\))`},
			// E/TC:0 0 Panic at core/kernel/abort.c:120 <abort_handler>
			{literal: "E/TC:", pattern: `^E/TC:\S*(?: \S+)? Panic (?P<what>(?:at|').*)`},
			{literal: "### ERROR ### Please RESET the board ###"},
			{literal: "QTISECLIB", pattern: `^QTISECLIB .*NOC ERROR`},
		},
		samples: []string{"Unhandled Exception in EL3.", `"Synchronous Abort" handler, esr 0x96000010`},
	},
	{
		name: "panic", severity: crash.Panic, words: "kernel panic",
		headers: []header{
			{literal: "Kernel panic - not syncing", pattern: `^Kernel panic - not syncing: ?(?P<msg>.*)`, role: panics},
			{literal: "Kernel panic: ", pattern: `^Kernel panic: (?P<msg>.*)`, role: panics},
		},
		samples: []string{"Kernel panic - not syncing: Fatal exception in interrupt"},
	},
}
