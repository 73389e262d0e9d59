// Package sysrq is the table of keys that the kernel takes behind a BREAK, to
// choose one from.
package sysrq

import (
	tea "charm.land/bubbletea/v2"

	"oopscope/keymap"
	"oopscope/ui/menu"
	"oopscope/ui/theme"
)

// The keys of drivers/tty/sysrq.c that are of use on a bench, what they do, and
// whether they need a second thought.
var keys = []struct {
	key     byte
	means   string
	destroy bool
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

// New returns the palette. Fire sends a key behind a BREAK; what says what it does.
// Closing is the binding that is told of for leaving: any other key does.
func New(th *theme.Theme, closing keymap.Binding, fire func(key byte, what string) tea.Cmd) *menu.Pane {
	rows := make([]menu.Entry, len(keys))
	for i, s := range keys {
		rows[i] = menu.Entry{Key: s.key, Text: s.means, Danger: s.destroy, Do: func(int) tea.Cmd { return fire(s.key, s.means) }}
	}
	return menu.New(th, menu.Menu{
		Mode: "SYSRQ", Title: "SysRq: BREAK and a key (kernel.sysrq decides what is allowed)", Hint: "sends it", Closing: closing,
		Rows: func() []menu.Entry { return rows },
	})
}
