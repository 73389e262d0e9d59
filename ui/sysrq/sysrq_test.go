package sysrq

import (
	"strings"
	"testing"

	tea "charm.land/bubbletea/v2"
	"github.com/charmbracelet/x/ansi"

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
	for _, s := range keys {
		p, fired := palette()
		if done := press(p, string(s.key)); done == s.destroy || (*fired == "") != s.destroy {
			t.Errorf("%c: done %v, fired %q", s.key, done, *fired)
		}
		if !s.destroy {
			continue
		}
		if !strings.Contains(p.Title(), "press "+string(s.key)+" again") {
			t.Errorf("%c: the title is %q", s.key, p.Title())
		}
		if press(p, "esc") || press(p, string(s.key)) || *fired != "" {
			t.Errorf("%c was not let go", s.key)
		}
		if !press(p, string(s.key)) || *fired != string(s.key) {
			t.Errorf("%c twice fired %q", s.key, *fired)
		}
	}
}

// The palette is walked by the arrows, with the selection seen in any height.
func TestThePaletteIsWalked(t *testing.T) {
	p, fired := palette()
	for i := range len(keys) + 3 {
		rows := p.View(50, 4)
		at := min(i, len(keys)-1)
		shown := rows[:min(4, len(rows))]
		if text := ansi.Strip(strings.Join(shown, "\n")); !strings.Contains(text, "▸"+string(keys[at].key)) {
			t.Fatalf("%c is selected and not seen:\n%s", keys[at].key, text)
		}
		for _, r := range rows {
			uitest.Harmless(t, r)
		}
		press(p, "down")
	}
	last := keys[len(keys)-1]
	press(p, "enter")
	press(p, "enter")
	if *fired != string(last.key) {
		t.Errorf("fired %q, not %c", *fired, last.key)
	}
}
