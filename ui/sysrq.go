package ui

import (
	"fmt"

	tea "charm.land/bubbletea/v2"

	"oopscope/keymap"
	"oopscope/ui/cell"
	"oopscope/ui/theme"
)

// The keys of drivers/tty/sysrq.c that are of use on a bench, what they do, and
// whether they need a second thought.
var sysrqKeys = []struct {
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

// sysrqPane is the palette: a key of the table is sent behind a BREAK.
type sysrqPane struct {
	th      *theme.Theme
	armed   byte // a destructive key pressed once
	fire    func(key byte, what string) tea.Cmd
	sel     int
	top     int
	closing keymap.Binding
}

// Mode names the palette.
func (p *sysrqPane) Mode() string { return "SYSRQ" }

// Title asks for the second press of a destructive key.
func (p *sysrqPane) Title() string {
	if p.armed != 0 {
		return fmt.Sprintf("press %c again to do it, anything else to leave it", p.armed)
	}
	return "SysRq: BREAK and a key (kernel.sysrq decides what is allowed)"
}

// Hints are the keys that work here.
func (p *sysrqPane) Hints() []keymap.Binding {
	return []keymap.Binding{{Keys: []string{"key"}, Hint: "sends it"}, p.closing.Hinted("close")}
}

// Key fires, arms, or leaves.
func (p *sysrqPane) Key(k tea.KeyPressMsg) (done bool, cmd tea.Cmd) {
	name := k.String()
	switch name {
	case "down":
		p.sel, p.armed = min(p.sel+1, len(sysrqKeys)-1), 0
		return false, nil
	case "up":
		p.sel, p.armed = max(p.sel-1, 0), 0
		return false, nil
	case "enter":
		name = string(sysrqKeys[p.sel].key)
	}
	for i, s := range sysrqKeys {
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
func (p *sysrqPane) View(w, h int) []string {
	rows := make([]string, 0, len(sysrqKeys))
	for i, s := range sysrqKeys {
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
