package class

import "oopscope/parse/crash"

// lockClasses are lockdep, RCU and atomic-context checkers.
var lockClasses = []Class{
	{
		Name: "rcu-usage", Severity: crash.Bug, Words: "suspicious RCU usage", Patience: 16,
		Printers: "lockdep_rcu_suspicious",
		Meaning:  "RCU used outside its rules", Family: "rcu-usage",
		Source:  "kernel/locking/lockdep.c: lockdep_rcu_suspicious()",
		Culprit: Acquirer, Stacks: Stacks{LocksFirst: true},
		Misplaced: true,
		Headers: []Header{
			{Literal: "suspicious RCU usage", Pattern: `^ ?(?:WARNING: |\[ INFO: |INFO: )suspicious RCU usage`},
			{Literal: "suspicious rcu_dereference", Pattern: `^\[ INFO: suspicious rcu_dereference`},
			// net/netfilter/nf_tables_api.c:1272 suspicious rcu_dereference_check() usage!
			{Literal: "suspicious rcu_dereference", Pattern: `^\S+\.[chS]:\d+ suspicious rcu_dereference\w*\(\) usage!`, Role: Inside},
			{Literal: "Illegal context switch in RCU", Pattern: `Illegal context switch in RCU`, Role: Hints},
		},
		Samples: []string{"WARNING: suspicious RCU usage", "[ INFO: suspicious RCU usage. ]"},
	},
	{
		Name: "lockdep", Severity: crash.Bug, Words: "possible deadlock", Patience: 24,
		Printers: "print_circular_bug print_deadlock_bug print_bad_irq_dependency print_usage_bug print_irq_inversion_bug print_lock_invalid_wait_context register_lock_class",
		Prints: map[string]string{
			"register_lock_class":             "trying to register non-static key",
			"print_usage_bug":                 "inconsistent lock state",
			"print_irq_inversion_bug":         "possible irq lock inversion dependency detected",
			"print_bad_irq_dependency":        "irq-safe -> irq-unsafe lock order detected",
			"print_lock_invalid_wait_context": "Invalid wait context",
		},
		Meaning: "locks taken in an order that can deadlock", Family: "lock",
		Source:  "kernel/locking/lockdep.c",
		Culprit: Acquirer, Stacks: Stacks{LocksFirst: true, Facts: true},
		Facts: []FactLine{
			{Name: "task", Suffix: "is trying to acquire lock:"}, {Name: "task", Suffix: "is trying to acquire:"},
			{Name: "task", Suffix: "is trying to lock:"}, {Name: "task", Suffix: " takes:"},
			{Name: "lock", Within: "}, at: "}, {Name: "lock", Within: "), at: "},
			{Name: "chain", Within: " --> "}, {Name: "usage", Prefix: "inconsistent {"},
		},
		Misplaced: true,
		Headers: []Header{
			{Literal: "circular locking dependency detected", Pattern: `^ ?(?:WARNING: |\[ INFO: |INFO: )possible circular locking dependency detected`},
			{Literal: "possible recursive locking detected", Pattern: `^(?:WARNING: |\[ INFO: |INFO: )possible recursive locking detected`},
			{Literal: "inconsistent lock state", Pattern: `^(?:WARNING: |\[ INFO: |INFO: )(?P<what>inconsistent lock state)`},
			{Literal: "-unsafe lock order detected", Pattern: `^(?:WARNING: |\[ INFO: |INFO: )(?P<what>\S+-safe -> \S+-unsafe lock order detected)`},
			{Literal: "lock inversion dependency detected", Pattern: `^(?:WARNING: |\[ INFO: |INFO: )(?P<what>possible irq lock inversion dependency detected)`},
			{Literal: "bad unlock balance detected", Pattern: `^(?:WARNING: |\[ BUG: |BUG: )(?P<what>bad unlock balance detected)`},
			{Literal: "bad contention detected", Pattern: `^(?:WARNING: |\[ BUG: )(?P<what>bad contention detected)`},
			{Literal: "held lock freed", Pattern: `^(?:WARNING: |\[ BUG: |BUG: )(?P<what>held lock freed)`},
			{Literal: "lock held when returning to user space", Pattern: `^(?:WARNING: |\[ BUG: )(?P<what>lock held when returning to user space)`},
			{Literal: "Nested lock was not taken", Pattern: `^(?:WARNING: |\[ BUG: )(?P<what>[Nn]ested lock was not taken)`},
			{Literal: "still has locks held", Pattern: `^(?:WARNING: |\[ BUG: |BUG: )(?P<comm>.*)/(?P<pid>\d+) (?P<what>still has locks held)`},
			{Literal: "Invalid wait context", Pattern: `^(?:WARNING: |\[ BUG: )(?P<what>Invalid wait context)`},
			{Literal: "trying to register non-static key", Pattern: `^INFO: (?P<what>trying to register non-static key)`},
			{Literal: "BUG: key ", Pattern: `^BUG: (?P<what>key \S+ (?:has not been registered|not in \.data))`},
			{Literal: "BUG: MAX_LOCK", Pattern: `^BUG: (?P<what>MAX_LOCK\w+ too low)`},
			{Literal: "chain_key collision", Pattern: `^WARNING: (?P<what>chain_key collision)`},
			{Literal: "looking up invalid subclass", Pattern: `^BUG: (?P<what>looking up invalid subclass(?:: \d+)?)`},
			{Literal: "is trying to acquire lock:", Pattern: `^\S.*/\d+ is trying to acquire lock:$`, Role: Inside},
			// WARNING: CPU: 0 PID: 12 at kernel/locking/lockdep.c:3541 check_flags+0x1/0x2
			{Literal: "kernel/locking/", Pattern: `^WARNING: .*(?P<what>kernel/locking/(?:lockdep|mutex|rwsem|rtmutex)\w*\.c:\d+)`, Role: Names},
		},
		Samples: []string{
			"WARNING: possible circular locking dependency detected",
			"[ INFO: possible recursive locking detected ]",
			"WARNING: HARDIRQ-safe -> HARDIRQ-unsafe lock order detected",
			"[ BUG: Invalid wait context ]",
		},
	},
	{
		Name: "atomic-sleep", Severity: crash.Bug, Words: "sleep in atomic context",
		Printers: "__schedule_bug ___might_sleep __might_resched",
		Meaning:  "something slept where sleeping is forbidden", Family: "atomic",
		Source:    "kernel/sched/core.c: __schedule_bug(), __might_resched()",
		Culprit:   LeakedWork,
		Misplaced: true,
		Headers: []Header{
			// BUG: sleeping function called from invalid context at mm/slab.h:400
			{Literal: "sleeping function called from invalid context", Pattern: `^(?:BUG|WARNING|Debug): (?P<what>sleeping function called from invalid context)(?: (?P<comm>\S+)\((?P<pid>\d+)\))? at(?: (?P<file>\S+)|\s*$)`},
			// Debug: sleeping function called from invalid context at include/linux/rwsem.h:43   (up to 2.6.16)
			// BUG: scheduling while atomic: swapper/0/0/0x00000102
			// scheduling while atomic: events/0/0x00000001/4   (up to 2.6.23)
			{Literal: "scheduling while atomic: ", Pattern: `^(?:BUG: )?(?P<what>scheduling while atomic): (?P<comm>.*)/(?P<count>0x[0-9a-f]+)/(?P<pid>\d+)\s*$`},
			{Literal: "BUG: scheduling while atomic: ", Pattern: `^BUG: (?P<what>scheduling while atomic): (?P<comm>.*)/(?P<pid>\d+)/(?P<count>0x[0-9a-f]+)`},
			{Literal: "bad: scheduling from the idle thread", Pattern: `^(?P<what>bad: scheduling from the idle thread)`},
			{Literal: "BUG: assuming ", Pattern: `^BUG: (?P<what>assuming (?:atomic|non migratable) context) at (?P<file>\S+)`},
			{Literal: "BUG: scheduling in a non-blocking section", Pattern: `^BUG: (?P<what>scheduling in a non-blocking section): (?P<comm>.*)/(?P<pid>\d+)/`},
			{Literal: "BUG: workqueue leaked ", Pattern: `^BUG: (?P<what>workqueue leaked (?:lock or )?atomic[^:]*): (?P<comm>[^\[/]*)`},
		},
		Samples: []string{
			"BUG: sleeping function called from invalid context at mm/slab.h:400",
			"Debug: sleeping function called from invalid context at include/linux/rwsem.h:43",
			"BUG: scheduling while atomic: swapper/0/0/0x00000102",
			"scheduling while atomic: events/0/0x00000001/4",
		},
	},
	{
		Name: "preempt-use", Severity: crash.Bug, Words: "per-CPU use in preemptible code",
		Meaning: "per-CPU data used while it may move to another CPU", Family: "atomic",
		Source:    "lib/smp_processor_id.c",
		Title:     WordsAndDetailTitle,
		Facts:     []FactLine{{Name: "caller", Prefix: "caller is ", Trim: "caller is "}},
		Misplaced: true,
		Headers: []Header{
			// BUG: using smp_processor_id() in preemptible [00000000] code: modprobe/1726
			{Literal: " in preemptible [", Pattern: `^BUG: using (?P<what>\S+) in preemptible \[[0-9a-f]+\] code: (?P<comm>.*)/(?P<pid>\d+)`},
		},
		Samples: []string{"BUG: using smp_processor_id() in preemptible [00000000] code: modprobe/1726"},
	},
	{
		Name: "spinlock", Severity: crash.Bug, Words: "spinlock misuse",
		Printers: "spin_dump spin_bug rwlock_bug",
		Meaning:  "a spinlock was misused", Family: "lock",
		Source:  "kernel/locking/spinlock_debug.c",
		Culprit: Acquirer,
		Facts:   []FactLine{{Name: "lock", Prefix: "lock: ", Trim: "lock: "}},
		Headers: []Header{
			// BUG: spinlock bad magic on CPU#0, modprobe/1726
			{Literal: "BUG: spinlock ", Pattern: `^BUG: (?P<what>spinlock .+?) on CPU#(?P<cpu>\d+), (?P<comm>.*)/(?P<pid>\d+)`},
			{Literal: "BUG: rwlock ", Pattern: `^BUG: (?P<what>rwlock .+?) on CPU#(?P<cpu>\d+), (?P<comm>.*)/(?P<pid>\d+)`},
			{Literal: "BUG: rwlock-lockup ", Pattern: `^BUG: (?P<what>rwlock-lockup) on CPU#(?P<cpu>\d+), (?P<comm>.*)/(?P<pid>\d+)`},
		},
		Samples: []string{"BUG: spinlock bad magic on CPU#0, modprobe/1726"},
	},
}
