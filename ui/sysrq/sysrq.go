// Package sysrq is the table of keys that the kernel takes behind a BREAK, to
// choose one from.
package sysrq

import (
	"fmt"

	tea "charm.land/bubbletea/v2"

	"oopscope/keymap"
	"oopscope/ui/cell"
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
	{'r', "take the keyboard back from raw mode", false},
	{'f', "OOM killer once", false},
	{'b', "REBOOT at once, nothing synced", true},
	{'c', "CRASH the kernel (kdump, if set up)", true},
	{'o', "power OFF", true},
	{'e', "TERMINATE all tasks but init", true},
	{'i', "KILL all tasks but init", true},
}

// A Pane is the palette. It lies over the rest of the screen until a key is chosen.
type Pane struct {
	th      *theme.Theme
	armed   byte // a destructive key pressed once
	fire    func(key byte, what string) tea.Cmd
	sel     int
	top     int
	closing keymap.Binding
}

// New returns the palette. Fire sends a key behind a BREAK; what says what it
// does. Closing is the binding that is told of for leaving: any other key does.
func New(th *theme.Theme, closing keymap.Binding, fire func(key byte, what string) tea.Cmd) *Pane {
	return &Pane{th: th, closing: closing, fire: fire}
}

// Mode names the palette.
func (p *Pane) Mode() string { return "SYSRQ" }

// Title asks for the second press of a destructive key.
func (p *Pane) Title() string {
	if p.armed != 0 {
		return fmt.Sprintf("press %c again to do it, anything else to leave it", p.armed)
	}
	return "SysRq: BREAK and a key (kernel.sysrq decides what is allowed)"
}

// Hints are the keys that work here.
func (p *Pane) Hints() []keymap.Binding {
	return []keymap.Binding{{Keys: []string{"key"}, Hint: "sends it"}, p.closing.Hinted("close")}
}

// Key fires, arms, or leaves.
func (p *Pane) Key(k tea.KeyPressMsg) (done bool, cmd tea.Cmd) {
	name := k.String()
	switch name {
	case "down":
		p.sel, p.armed = min(p.sel+1, len(keys)-1), 0
		return false, nil
	case "up":
		p.sel, p.armed = max(p.sel-1, 0), 0
		return false, nil
	case "enter":
		name = string(keys[p.sel].key)
	}
	for i, s := range keys {
		if name != string(s.key) {
			continue
		}
		p.sel = i
		if s.destroy && p.armed != s.key {
			p.armed = s.key
			return false, nil
		}
		return true, p.fire(s.key, s.means)
	}
	if p.armed != 0 {
		p.armed = 0
		return false, nil
	}
	return true, nil
}

// View is the table.
func (p *Pane) View(w, h int) []string {
	rows := make([]string, 0, len(keys))
	for i, s := range keys {
		var b cell.Bar
		mark, style := " ", p.th.Text
		if i == p.sel {
			mark = "▸"
		}
		if s.destroy {
			style = p.th.Panic
		}
		if p.armed == s.key {
			style = p.th.Loud
		}
		b.Add(" "+mark, p.th.Key)
		b.Add(string(s.key)+"  ", p.th.Key)
		b.Add(s.means, style)
		rows = append(rows, b.Paint(w))
	}
	p.top = min(p.top, p.sel)
	if p.sel >= p.top+h {
		p.top = p.sel - h + 1
	}
	return rows[p.top:]
}
