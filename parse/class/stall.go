package class

import "oopscope/parse/crash"

// stallClasses are the watchdogs: something has not moved for too long.
var stallClasses = []Class{
	{
		Name: "soft-lockup", Severity: crash.Stall, Words: "soft lockup", Patience: 12,
		Meaning: "a CPU ran kernel code too long without a break", Family: "stall",
		Source:  "kernel/watchdog.c: watchdog_timer_fn()",
		Culprit: Stalled, Waits: true, OwnCPU: true,
		Printers: "watchdog_timer_fn",
		Headers: []Header{
			// watchdog: BUG: soft lockup - CPU#0 stuck for 26s! [modprobe:1726]
			{Literal: "BUG: soft lockup", Pattern: watchRE + `BUG: soft lockup(?: -|:|\. -)(?: CPU#(?P<cpu>\d+) stuck for (?P<secs>\d+)s! -?\[(?P<comm>.*):(?P<pid>\d+)\])`},
			// without the task it was cut off, or somebody tells what he saw
			{Literal: "BUG: soft lockup", Pattern: watchRE + `BUG: soft lockup(?: -|:|\. -)(?: CPU#(?P<cpu>\d+) stuck for (?P<secs>\d+)s!)?[^\[]*$`, Role: Titles},
			{Literal: "watchdog: BUG:", Pattern: `^watchdog: BUG:\s*$`}, // broken by a mailer
		},
		Samples: []string{"watchdog: BUG: soft lockup - CPU#0 stuck for 26s! [modprobe:1726]", "BUG: soft lockup - CPU#1 stuck for 22s! [kworker/1:1:45]"},
	},
	{
		Name: "hard-lockup", Severity: crash.Stall, Words: "hard lockup", Patience: 12,
		Meaning: "a CPU does not even take interrupts any more", Family: "stall",
		Source:  "kernel/watchdog.c: watchdog_hardlockup_check()",
		Culprit: StalledHere, Waits: true, ClosingWarn: "kernel/watchdog", Stacks: Stacks{CPUs: "stalled"},
		Headers: []Header{
			// BUG: NMI Watchdog detected LOCKUP on CPU1, ip c04a3b17, registers: (up to 2.6.37)
			{Literal: "NMI Watchdog detected LOCKUP", Pattern: `^(?:BUG: )?NMI Watchdog detected LOCKUP on CPU ?(?P<cpu>\d+)`},
			// watchdog: CPU3: Watchdog detected hard LOCKUP on cpu 3
			{Literal: "hard LOCKUP", Pattern: `^(?:NMI watchdog: |watchdog: )?(?:CPU\d+: )?Watchdog (?:detected hard LOCKUP on cpu (?P<cpu>\d+)|CPU:?\s?(?P<cpu2>\d+) .*)`},
			// powerpc: watchdog: CPU 3 self-detected hard LOCKUP @ chip_poll+0x24/0x60
			{Literal: "self-detected hard LOCKUP", Pattern: `^(?:watchdog: )?CPU (?P<cpu>\d+) self-detected hard LOCKUP`},
			{Literal: "detected Hard LOCKUP other CPUS", Pattern: `^(?:watchdog: )?Watchdog CPU:\d+ detected Hard LOCKUP other CPUS`},
			{Literal: "Hard LOCKUP", Pattern: `^(?:watchdog: )?Watchdog CPU:(?P<cpu>\d+) Hard LOCKUP`},
			{Literal: "detected hard LOCKUP on other CPUs", Pattern: `^(?:watchdog: )?CPU \d+ detected hard LOCKUP on other CPUs`},
		},
		Samples: []string{"NMI watchdog: Watchdog detected hard LOCKUP on cpu 1", "watchdog: CPU3: Watchdog detected hard LOCKUP on cpu 3"},
	},
	{
		Name: "rcu-stall", Severity: crash.Stall, Words: "RCU stall", Patience: 24,
		Printers: "rcu_dump_cpu_stacks print_cpu_stall print_other_cpu_stall",
		Meaning:  "a CPU or task holds up RCU", Family: "stall",
		Source: "kernel/rcu/tree_stall.h",
		Title:  WordsTitle, Culprit: Stalled, Waits: true, Stacks: Stacks{CPUs: "stalled", Tasks: "stalled"},
		Facts: []FactLine{
			{Name: "rcu", Within: "starved for", Trim: "rcu: "}, {Name: "rcu", Within: "detected by", Trim: "rcu: "},
			{Name: "rcu", Within: "(t=", Trim: "rcu: "}, {Name: "rcu", Within: "ticks this GP", Trim: "rcu: "},
			{Name: "rcu", Within: "GPs behind", Trim: "rcu: "}, {Name: "rcu", Within: "blocked on level", Trim: "rcu: "},
		},
		Headers: []Header{
			// rcu: INFO: rcu_preempt self-detected stall on CPU
			{Literal: "self-detected stall on CPU", Pattern: `^(?:rcu: )?INFO: (?P<what>rcu\w*) self-detected stall on CPU(?: \{? ?(?P<cpu>\d+))?`},
			{Literal: "detected stalls on ", Pattern: `^(?:rcu: )?INFO: (?P<what>rcu\w*) detected stalls on (?:CPUs/tasks|tasks):?(?: \{ ?(?P<cpu>\d+))?`},
			{Literal: "detected expedited stalls", Pattern: `^(?:rcu: )?INFO: (?P<what>rcu\w*) detected expedited stalls(?: on CPUs/tasks: \{ ?(?P<cpu>\d+)-)?`},
			{Literal: "detected stall on CPU", Pattern: `^(?:rcu: )?INFO: (?P<what>rcu\w*) detected stalls? on CPU ?(?P<cpu>\d+)?`},
			// INFO: RCU detected CPU 1 stall (t=4295067296/2500 jiffies) (2.6.30)
			{Literal: "RCU detected CPU", Pattern: `^INFO: (?P<what>RCU) detected CPU (?P<cpu>\d+) stall`},
			// rcu: 	0-...!: (1 ticks this GP) idle=1b4/1/0x40000000 softirq=240/240 fqs=0
			{Literal: " this GP) idle=", Pattern: `^(?:rcu: )?\s*(?P<cpu>\d+)-\S*: \(\d+ ticks this GP\) idle=`, Role: Inside},
			// rcu: rcu_sched kthread starved for 5250 jiffies! g9153 f0x0 RCU_GP_WAIT_FQS(5) ->state=0x402 ->cpu=2
			{Literal: " kthread starved for ", Pattern: `^(?:rcu: )?\s*rcu\w* kthread starved for \d+ jiffies!`, Role: Inside},
			{Literal: "Stack dump where RCU GP kthread last ran", Pattern: `^(?:rcu: )?Stack dump where RCU GP kthread last ran`, Role: Inside},
			{Literal: " GPs behind) idle=", Pattern: `^(?:rcu: )?\s*(?P<cpu>\d+)-\S*: \(\d+ GPs behind\) idle=`, Role: Inside},
		},
		Samples: []string{"rcu: INFO: rcu_preempt self-detected stall on CPU", "INFO: rcu_sched detected stalls on CPUs/tasks: { 1} (detected by 0, t=2102 jiffies, g=1, c=0, q=1)"},
	},
	{
		Name: "hung-task", Severity: crash.Stall, Words: "hung task", Patience: 16,
		Meaning: "a task waits for too long", Family: "hang",
		Source: "kernel/hung_task.c: check_hung_task()",
		Title:  TaskTitle, Culprit: Blocked, InTask: true, Waits: true, Stacks: Stacks{Victim: true},
		Facts: []FactLine{
			{Name: "blocker", Within: "likely owned by task", Anywhere: true}, {Name: "blocker", Within: "likely last held by"},
			{Name: "blocker", Within: "is blocked on a", Anywhere: true},
		},
		Headers: []Header{
			// INFO: task kworker/0:1:45 blocked for more than 120 seconds.
			{Literal: "blocked for more than ", Pattern: `^INFO: task (?P<comm>.*):(?P<pid>\d+) blocked (?:in I/O wait )?for more than (?P<secs>\d+) seconds`},
			{Literal: "blocked in I/O wait for more than", Pattern: `^INFO: task (?P<comm>.*):(?P<pid>\d+) blocked in I/O wait for more than (?P<secs>\d+) seconds`},
			// its second line, where the first was cut off
			{Literal: `"echo 0 > /proc/sys/kernel/hung_task_timeout_secs" disables this message.`, Role: Titles},
			{Literal: "can't die for more than", Pattern: `^INFO: task (?P<comm>.*):(?P<pid>\d+) can't die for more than (?P<secs>\d+) seconds`},
			{Literal: "hung_task_timeout_secs\" disables this message", Pattern: `^"echo 0 > /proc/sys/kernel/hung_task_timeout_secs" disables this message`, Role: Inside},
		},
		Samples: []string{"INFO: task kworker/0:1:45 blocked for more than 120 seconds.", "INFO: task syz-executor:123 can't die for more than 143 seconds."},
	},
	{
		Name: "workqueue-stall", Severity: crash.Stall, Words: "workqueue stall", Patience: 16,
		Meaning: "work items wait and no worker takes them", Family: "stall",
		Source: "kernel/workqueue.c: wq_watchdog_timer_fn()",
		Title:  WordsTitle, Culprit: StalledWork, Traceless: true, Waits: true, Again: Again{Lines: 3, OfHeader: true},
		Headers: []Header{
			// BUG: workqueue lockup - pool cpus=0 node=0 flags=0x0 nice=0 stuck for 32s!
			{Literal: "workqueue lockup - pool", Pattern: `^BUG: workqueue lockup - pool (?P<what>.*?)(?: stuck for (?P<secs>\d+)s!)?$`},
		},
		Samples: []string{"BUG: workqueue lockup - pool cpus=0 node=0 flags=0x0 nice=0 stuck for 32s!"},
	},
	{
		Name: "csd-stall", Severity: crash.Stall, Words: "CPU does not answer a cross call",
		Meaning: "a CPU does not answer another one's call", Family: "stall",
		Source:  "kernel/smp.c: csd_lock_wait_toolong()",
		Culprit: Stalled, Waits: true,
		Headers: []Header{
			// smp: csd: Detected non-responsive CSD lock (#1) on CPU#0, waiting 5000000000 ns for CPU#01 do_sync_core+0x0/0x30(0x0).
			{Literal: "csd: Detected non-responsive CSD lock", Pattern: `^(?:smp: )?csd: Detected non-responsive CSD lock \(#\d+\) on CPU#(?P<cpu>\d+), waiting .* for CPU#(?P<other>\d+) (?P<fn>[^\s(]+)`},
		},
		Samples: []string{"smp: csd: Detected non-responsive CSD lock (#1) on CPU#0, waiting 5000000000 ns for CPU#01 do_sync_core+0x0/0x30(0x0)."},
	},
	{
		Name: "refs-stuck", Severity: crash.Stall, Words: "references are never dropped",
		Meaning: "something is still referenced and cannot go away", Family: "refs",
		Source: "net/core/dev.c: netdev_wait_allrefs_any(); fs/super.c; fs/dcache.c",
		Title:  WordsAndDetailTitle, Traceless: true, Announces: true, ClosingWarn: "fs/dcache.c:", Again: Again{Lines: 2},
		Headers: []Header{
			// unregister_netdevice: waiting for eth0 to become free. Usage count = 2
			{Literal: "unregister_netdevice: waiting for ", Pattern: `^unregister_netdevice: waiting for (?P<what>\S+) to become free`, Repeats: true},
			{Literal: "VFS: Busy inodes after unmount", Pattern: `^VFS: (?P<what>Busy inodes after unmount)`},
			{Literal: "BUG: Dentry ", Pattern: `^BUG: (?P<what>Dentry) .*still in use`},
			{Literal: "VFS: Close: file count is ", Pattern: `^VFS: (?P<what>Close: file count is (?:0|zero))`},
		},
		Samples: []string{"unregister_netdevice: waiting for eth0 to become free. Usage count = 2", "BUG: Dentry ffff8880{i=1,n=x}  still in use (1) [unmount of ext4 sda1]"},
	},
}
