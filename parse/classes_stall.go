package parse

import "oopscope/parse/crash"

// netdevWaits begins the line that is repeated until the device's last user goes.
const netdevWaits = "unregister_netdevice: waiting for "

// stallClasses are the watchdogs: something has not moved for too long.
var stallClasses = []class{
	{
		name: "soft-lockup", severity: crash.Stall, words: "soft lockup", patience: 12,
		headers: []header{
			// watchdog: BUG: soft lockup - CPU#0 stuck for 26s! [modprobe:1726]
			{literal: "BUG: soft lockup", pattern: watchRE + `BUG: soft lockup(?: -|:)(?: CPU#(?P<cpu>\d+) stuck for (?P<secs>\d+)s!(?: \[(?P<comm>.*):(?P<pid>\d+)\])?)?`},
		},
		samples: []string{"watchdog: BUG: soft lockup - CPU#0 stuck for 26s! [modprobe:1726]", "BUG: soft lockup - CPU#1 stuck for 22s! [kworker/1:1:45]"},
	},
	{
		name: "hard-lockup", severity: crash.Stall, words: "hard lockup", patience: 12,
		headers: []header{
			// watchdog: CPU3: Watchdog detected hard LOCKUP on cpu 3
			{literal: "hard LOCKUP", pattern: `^(?:NMI watchdog: |watchdog: )?(?:CPU\d+: )?Watchdog (?:detected hard LOCKUP on cpu (?P<cpu>\d+)|CPU:?\s?(?P<cpu2>\d+) .*)`},
			// powerpc: watchdog: CPU 3 self-detected hard LOCKUP @ chip_poll+0x24/0x60
			{literal: "self-detected hard LOCKUP", pattern: `^(?:watchdog: )?CPU (?P<cpu>\d+) self-detected hard LOCKUP`},
			{literal: "detected Hard LOCKUP other CPUS", pattern: `^(?:watchdog: )?Watchdog CPU:\d+ detected Hard LOCKUP other CPUS`},
			{literal: "Hard LOCKUP", pattern: `^(?:watchdog: )?Watchdog CPU:(?P<cpu>\d+) Hard LOCKUP`},
			{literal: "detected hard LOCKUP on other CPUs", pattern: `^(?:watchdog: )?CPU \d+ detected hard LOCKUP on other CPUs`},
		},
		samples: []string{"NMI watchdog: Watchdog detected hard LOCKUP on cpu 1", "watchdog: CPU3: Watchdog detected hard LOCKUP on cpu 3"},
	},
	{
		name: "rcu-stall", severity: crash.Stall, words: "RCU stall", patience: 24,
		headers: []header{
			// rcu: INFO: rcu_preempt self-detected stall on CPU
			{literal: "self-detected stall on CPU", pattern: `^(?:rcu: )?INFO: (?P<what>rcu\w*) self-detected stall on CPU`},
			{literal: "detected stalls on ", pattern: `^(?:rcu: )?INFO: (?P<what>rcu\w*) detected stalls on (?:CPUs/tasks|tasks)`},
			{literal: "detected expedited stalls", pattern: `^(?:rcu: )?INFO: (?P<what>rcu\w*) detected expedited stalls`},
			{literal: "detected stall on CPU", pattern: `^(?:rcu: )?INFO: (?P<what>rcu\w*) detected stalls? on CPU`},
		},
		samples: []string{"rcu: INFO: rcu_preempt self-detected stall on CPU", "INFO: rcu_sched detected stalls on CPUs/tasks: { 1} (detected by 0, t=2102 jiffies, g=1, c=0, q=1)"},
	},
	{
		name: "hung-task", severity: crash.Stall, words: "hung task", patience: 16,
		headers: []header{
			// INFO: task kworker/0:1:45 blocked for more than 120 seconds.
			{literal: "blocked for more than ", pattern: `^INFO: task (?P<comm>.*):(?P<pid>\d+) blocked (?:in I/O wait )?for more than (?P<secs>\d+) seconds`},
			{literal: "blocked in I/O wait for more than", pattern: `^INFO: task (?P<comm>.*):(?P<pid>\d+) blocked in I/O wait for more than (?P<secs>\d+) seconds`},
			{literal: "can't die for more than", pattern: `^INFO: task (?P<comm>.*):(?P<pid>\d+) can't die for more than (?P<secs>\d+) seconds`},
		},
		samples: []string{"INFO: task kworker/0:1:45 blocked for more than 120 seconds.", "INFO: task syz-executor:123 can't die for more than 143 seconds."},
	},
	{
		name: "workqueue-stall", severity: crash.Stall, words: "workqueue stall", patience: 16,
		headers: []header{
			// BUG: workqueue lockup - pool cpus=0 node=0 flags=0x0 nice=0 stuck for 32s!
			{literal: "workqueue lockup - pool", pattern: `^BUG: workqueue lockup - pool (?P<what>.*?)(?: stuck for (?P<secs>\d+)s!)?$`},
		},
		samples: []string{"BUG: workqueue lockup - pool cpus=0 node=0 flags=0x0 nice=0 stuck for 32s!"},
	},
	{
		name: "csd-stall", severity: crash.Stall, words: "CPU does not answer a cross call",
		headers: []header{
			// smp: csd: Detected non-responsive CSD lock (#1) on CPU#0, waiting 5000000000 ns for CPU#01 do_sync_core+0x0/0x30(0x0).
			{literal: "csd: Detected non-responsive CSD lock", pattern: `^(?:smp: )?csd: Detected non-responsive CSD lock \(#\d+\) on CPU#(?P<cpu>\d+), waiting .* for CPU#(?P<other>\d+) (?P<fn>[^\s(]+)`},
		},
		samples: []string{"smp: csd: Detected non-responsive CSD lock (#1) on CPU#0, waiting 5000000000 ns for CPU#01 do_sync_core+0x0/0x30(0x0)."},
	},
	{
		name: "refs-stuck", severity: crash.Stall, words: "references are never dropped",
		headers: []header{
			// unregister_netdevice: waiting for eth0 to become free. Usage count = 2
			{literal: netdevWaits, pattern: `^unregister_netdevice: waiting for (?P<what>\S+) to become free`},
			{literal: "VFS: Busy inodes after unmount", pattern: `^VFS: (?P<what>Busy inodes after unmount)`},
			{literal: "BUG: Dentry ", pattern: `^BUG: (?P<what>Dentry) .*still in use`},
			{literal: "VFS: Close: file count is ", pattern: `^VFS: (?P<what>Close: file count is (?:0|zero))`},
		},
		samples: []string{"unregister_netdevice: waiting for eth0 to become free. Usage count = 2", "BUG: Dentry ffff8880{i=1,n=x}  still in use (1) [unmount of ext4 sda1]"},
	},
}
