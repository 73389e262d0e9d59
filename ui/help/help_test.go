package help

import (
	"strings"
	"testing"

	tea "charm.land/bubbletea/v2"
	"github.com/charmbracelet/x/ansi"

	"oopscope/keymap"
	"oopscope/ui/theme"
)

// Every key that works is in the help, however narrow it is; the mode that the
// person is in comes first.
func TestEveryKeyIsInTheHelp(t *testing.T) {
	keys, _ := keymap.New("")
	for _, w := range []int{40, 80, 130, 200} {
		p := New(theme.New(), keys, "console")
		var rows []string
		for _, r := range p.View(w, 1000) {
			if n := ansi.StringWidthWc(r); n != w {
				t.Errorf("%q has %d cells, not %d", r, n, w)
			}
			rows = append(rows, ansi.Strip(r))
		}
		text := strings.Join(rows, "\n")
		for _, mode := range keys.Modes() {
			for _, b := range mode.Bindings {
				if mode.Name != "picker" && !strings.Contains(text, b.Label()) {
					t.Errorf("%d columns: %s (%s) is not in the help", w, b.Label(), b.Name)
				}
			}
		}
		if !strings.Contains(rows[0], "behind "+keys.Prefix) {
			t.Errorf("%d columns: the help begins with %q", w, rows[0])
		}
	}
}

// It scrolls as far as there is something, and any other key closes it.
func TestTheHelpIsScrolled(t *testing.T) {
	keys, _ := keymap.New("")
	p := New(theme.New(), keys, "")
	all := len(p.View(80, 1000))
	last := p.View(80, 1000)[all-1]
	p.View(80, 10)
	for range all {
		if done, _ := p.Key(tea.KeyPressMsg{Code: tea.KeySpace, Text: " "}); done {
			t.Fatal("a page down closed it")
		}
	}
	if rows := p.View(80, 10); len(rows) != 10 || rows[9] != last {
		t.Errorf("the end is %q", rows)
	}
	if done, _ := p.Key(tea.KeyPressMsg{Code: 'x', Text: "x"}); !done {
		t.Error("another key does not close it")
	}
}
