package sysrq

import (
	"strings"
	"testing"

	tea "charm.land/bubbletea/v2"
	"github.com/charmbracelet/x/ansi"

	"oopscope/console/link/menus"
	"oopscope/keymap"
	"oopscope/ui/menu"
	"oopscope/ui/theme"
	"oopscope/ui/uitest"
)

func palette() (*menu.Pane, *string) {
	fired := new(string)
	return New(theme.New(), keymap.Binding{Keys: []string{"esc"}}, func(key byte, what string) tea.Cmd {
		*fired += string(key)
		return nil
	}), fired
}

func press(p *menu.Pane, name string) bool {
	k := tea.KeyPressMsg{Code: []rune(name)[0], Text: name}
	switch name {
	case "down":
		k = tea.KeyPressMsg{Code: tea.KeyDown}
	case "enter":
		k = tea.KeyPressMsg{Code: tea.KeyEnter}
	case "esc":
		k = tea.KeyPressMsg{Code: tea.KeyEscape}
	}
	done, _ := p.Key(k)
	return done
}

// What destroys something wants its key twice, and any other leaves it.
func TestADestructiveKeyIsArmedFirst(t *testing.T) {
	for _, s := range menus.SysRq() {
		p, fired := palette()
		if done := press(p, string(s.Key)); done == s.Danger || (*fired == "") != s.Danger {
			t.Errorf("%c: done %v, fired %q", s.Key, done, *fired)
		}
		if !s.Danger {
			continue
		}
		if !strings.Contains(p.Title(), "press "+string(s.Key)+" again") {
			t.Errorf("%c: the title is %q", s.Key, p.Title())
		}
		if press(p, "esc") || press(p, string(s.Key)) || *fired != "" {
			t.Errorf("%c was not let go", s.Key)
		}
		if !press(p, string(s.Key)) || *fired != string(s.Key) {
			t.Errorf("%c twice fired %q", s.Key, *fired)
		}
	}
}

// The palette is walked by the arrows, with the selection seen in any height.
func TestThePaletteIsWalked(t *testing.T) {
	p, fired := palette()
	keys := menus.SysRq()
	for i := range len(keys) + 3 {
		rows := p.View(50, 4)
		at := min(i, len(keys)-1)
		shown := rows[:min(4, len(rows))]
		if text := ansi.Strip(strings.Join(shown, "\n")); !strings.Contains(text, "▸"+string(keys[at].Key)) {
			t.Fatalf("%c is selected and not seen:\n%s", keys[at].Key, text)
		}
		for _, r := range rows {
			uitest.Harmless(t, r)
		}
		press(p, "down")
	}
	last := keys[len(keys)-1]
	press(p, "enter")
	press(p, "enter")
	if *fired != string(last.Key) {
		t.Errorf("fired %q, not %c", *fired, last.Key)
	}
}
