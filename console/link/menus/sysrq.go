package menus

// SysRq are the keys of drivers/tty/sysrq.c that are of use on a bench, and what they do.
func SysRq() (rows []Row) {
	for _, s := range sysrqs {
		rows = append(rows, Row{Key: s.key, Text: s.means, Danger: s.destroys, SysRq: s.key})
	}
	return rows
}

var sysrqs = []struct {
	key      byte
	means    string
	destroys bool
}{
	{'h', "help: the board lists the keys it knows", false},
	{'t', "all tasks with their stacks", false},
	{'w', "tasks that are blocked (uninterruptible)", false},
	{'l', "backtrace of all active CPUs", false},
	{'p', "registers of this CPU", false},
	{'m', "memory", false},
	{'d', "locks that are held (lockdep)", false},
	{'q', "armed high-resolution timers", false},
	{'z', "ftrace buffer", false},
	{'9', "console loglevel 9: print everything", false},
	{'s', "sync all filesystems", false},
	{'u', "remount all filesystems read-only", false},
	{'j', "thaw filesystems that FIFREEZE froze", false},
	{'n', "real-time tasks become ordinary ones", false},
	{'r', "take the keyboard back from raw mode", false},
	{'g', "stop the kernel in its debugger: kdb, kgdb (kgdboc=)", false},
	{'f', "OOM killer once", false},
	{'k', "KILL the programs of this console (SAK)", true},
	{'b', "REBOOT at once, nothing synced", true},
	{'c', "CRASH the kernel (kdump, if set up)", true},
	{'o', "power OFF", true},
	{'e', "TERMINATE all tasks but init", true},
	{'i', "KILL all tasks but init", true},
}
