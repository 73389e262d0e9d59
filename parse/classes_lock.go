package parse

import "oopscope/parse/crash"

// lockClasses are lockdep, RCU and atomic-context checkers.
var lockClasses = []class{
	{
		name: "rcu-usage", severity: crash.Bug, words: "suspicious RCU usage", patience: 16,
		headers: []header{
			{literal: "suspicious RCU usage", pattern: `^(?:WARNING: |\[ INFO: |INFO: )suspicious RCU usage`},
			{literal: "suspicious rcu_dereference", pattern: `^\[ INFO: suspicious rcu_dereference`},
			{literal: "Illegal context switch in RCU", pattern: `Illegal context switch in RCU`, role: hints},
		},
		samples: []string{"WARNING: suspicious RCU usage", "[ INFO: suspicious RCU usage. ]"},
	},
	{
		name: "lockdep", severity: crash.Bug, words: "possible deadlock", patience: 24,
		headers: []header{
			{literal: "circular locking dependency detected", pattern: `^(?:WARNING: |\[ INFO: |INFO: )possible circular locking dependency detected`},
			{literal: "possible recursive locking detected", pattern: `^(?:WARNING: |\[ INFO: |INFO: )possible recursive locking detected`},
			{literal: "inconsistent lock state", pattern: `^(?:WARNING: |\[ INFO: |INFO: )(?P<what>inconsistent lock state)`},
			{literal: "-unsafe lock order detected", pattern: `^(?:WARNING: |\[ INFO: |INFO: )(?P<what>\S+-safe -> \S+-unsafe lock order detected)`},
			{literal: "lock inversion dependency detected", pattern: `^(?:WARNING: |\[ INFO: |INFO: )(?P<what>possible irq lock inversion dependency detected)`},
			{literal: "bad unlock balance detected", pattern: `^(?:WARNING: |\[ BUG: |BUG: )(?P<what>bad unlock balance detected)`},
			{literal: "bad contention detected", pattern: `^(?:WARNING: |\[ BUG: )(?P<what>bad contention detected)`},
			{literal: "held lock freed", pattern: `^(?:WARNING: |\[ BUG: |BUG: )(?P<what>held lock freed)`},
			{literal: "lock held when returning to user space", pattern: `^(?:WARNING: |\[ BUG: )(?P<what>lock held when returning to user space)`},
			{literal: "Nested lock was not taken", pattern: `^(?:WARNING: |\[ BUG: )(?P<what>[Nn]ested lock was not taken)`},
			{literal: "still has locks held", pattern: `^(?:WARNING: |\[ BUG: |BUG: )(?P<comm>.*)/(?P<pid>\d+) (?P<what>still has locks held)`},
			{literal: "Invalid wait context", pattern: `^(?:WARNING: |\[ BUG: )(?P<what>Invalid wait context)`},
			{literal: "trying to register non-static key", pattern: `^INFO: (?P<what>trying to register non-static key)`},
			{literal: "BUG: key ", pattern: `^BUG: (?P<what>key \S+ (?:has not been registered|not in \.data))`},
			{literal: "BUG: MAX_LOCK", pattern: `^BUG: (?P<what>MAX_LOCK\w+ too low)`},
			{literal: "chain_key collision", pattern: `^WARNING: (?P<what>chain_key collision)`},
			{literal: "lock class key", pattern: `^BUG: (?P<what>looking up invalid subclass)`},
			// WARNING: CPU: 0 PID: 12 at kernel/locking/lockdep.c:3541 check_flags+0x1/0x2
			{literal: "kernel/locking/", pattern: `^WARNING: .*(?P<what>kernel/locking/(?:lockdep|mutex|rwsem|rtmutex)\w*\.c:\d+)`, role: names},
		},
		samples: []string{
			"WARNING: possible circular locking dependency detected",
			"[ INFO: possible recursive locking detected ]",
			"WARNING: HARDIRQ-safe -> HARDIRQ-unsafe lock order detected",
			"[ BUG: Invalid wait context ]",
		},
	},
	{
		name: "atomic-sleep", severity: crash.Bug, words: "sleep in atomic context",
		headers: []header{
			// BUG: sleeping function called from invalid context at mm/slab.h:400
			{literal: "sleeping function called from invalid context", pattern: `^(?:BUG|WARNING): (?P<what>sleeping function called from invalid context) at (?P<file>\S+)`},
			// BUG: scheduling while atomic: swapper/0/0/0x00000102
			{literal: "BUG: scheduling while atomic: ", pattern: `^BUG: (?P<what>scheduling while atomic): (?P<comm>.*)/(?P<pid>\d+)/(?P<count>0x[0-9a-f]+)`},
			{literal: "bad: scheduling from the idle thread", pattern: `^(?P<what>bad: scheduling from the idle thread)`},
			{literal: "BUG: assuming ", pattern: `^BUG: (?P<what>assuming (?:atomic|non migratable) context) at (?P<file>\S+)`},
			{literal: "BUG: scheduling in a non-blocking section", pattern: `^BUG: (?P<what>scheduling in a non-blocking section): (?P<comm>.*)/(?P<pid>\d+)/`},
			{literal: "BUG: workqueue leaked ", pattern: `^BUG: (?P<what>workqueue leaked (?:lock or )?atomic[^:]*): (?P<comm>[^\[/]*)`},
		},
		samples: []string{
			"BUG: sleeping function called from invalid context at mm/slab.h:400",
			"BUG: scheduling while atomic: swapper/0/0/0x00000102",
		},
	},
	{
		name: "preempt-use", severity: crash.Bug, words: "per-CPU use in preemptible code",
		headers: []header{
			// BUG: using smp_processor_id() in preemptible [00000000] code: modprobe/1726
			{literal: " in preemptible [", pattern: `^BUG: using (?P<what>\S+) in preemptible \[[0-9a-f]+\] code: (?P<comm>.*)/(?P<pid>\d+)`},
		},
		samples: []string{"BUG: using smp_processor_id() in preemptible [00000000] code: modprobe/1726"},
	},
	{
		name: "spinlock", severity: crash.Bug, words: "spinlock misuse",
		headers: []header{
			// BUG: spinlock bad magic on CPU#0, modprobe/1726
			{literal: "BUG: spinlock ", pattern: `^BUG: (?P<what>spinlock .+?) on CPU#(?P<cpu>\d+), (?P<comm>.*)/(?P<pid>\d+)`},
			{literal: "BUG: rwlock ", pattern: `^BUG: (?P<what>rwlock .+?) on CPU#(?P<cpu>\d+), (?P<comm>.*)/(?P<pid>\d+)`},
			{literal: "BUG: rwlock-lockup ", pattern: `^BUG: (?P<what>rwlock-lockup) on CPU#(?P<cpu>\d+), (?P<comm>.*)/(?P<pid>\d+)`},
		},
		samples: []string{"BUG: spinlock bad magic on CPU#0, modprobe/1726"},
	},
}
