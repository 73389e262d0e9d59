package menu

import (
	"strings"
	"testing"

	tea "charm.land/bubbletea/v2"
	"github.com/charmbracelet/x/ansi"

	"oopscope/ui/theme"
	"oopscope/ui/uitest"
)

func key(name string) tea.KeyPressMsg {
	codes := map[string]rune{"up": tea.KeyUp, "down": tea.KeyDown, "left": tea.KeyLeft, "right": tea.KeyRight, "enter": tea.KeyEnter, "esc": tea.KeyEscape}
	if c, ok := codes[name]; ok {
		return tea.KeyPressMsg{Code: c}
	}
	return tea.KeyPressMsg{Code: []rune(name)[0], Text: name}
}

// Rows that only tell something are passed over, values are changed by the arrows, and
// what does not stay closes the menu.
func TestAMenuIsWalkedAndChanged(t *testing.T) {
	n, done := 3, 0
	rows := func() []Entry {
		return []Entry{{Text: "a heading"},
			{Key: 'n', Text: "number", Value: strings.Repeat("*", n), Stays: true, Do: func(dir int) tea.Cmd { n += max(min(dir, 1), -1); return nil }},
			{Text: "another"},
			{Key: 'x', Text: "do it", Do: func(int) tea.Cmd { done++; return nil }}}
	}
	p := New(theme.New(), Menu{Rows: rows})
	press := func(names ...string) (over bool) {
		for _, k := range names {
			over, _ = p.Key(key(k))
		}
		return over
	}
	if press("right", "right", "left", "n") || n != 4 {
		t.Errorf("it is %d now", n)
	}
	for _, r := range p.View(60, 10) {
		uitest.Harmless(t, r)
	}
	if text := ansi.Strip(strings.Join(p.View(60, 10), "\n")); !strings.Contains(text, "▸n  number") || !strings.Contains(text, "****") {
		t.Errorf("seen:\n%s", text)
	}
	if press("down", "right") || done != 0 {
		t.Error("an arrow did what has no value")
	}
	if !press("enter") || done != 1 || !press("x") || done != 2 || !press("esc") {
		t.Errorf("done %d times", done)
	}
	if press("up", "up") || p.sel != 1 {
		t.Errorf("row %d is selected", p.sel)
	}
	if press("j") || p.sel != 3 || press("k") || p.sel != 1 {
		t.Errorf("j and k do not walk: row %d", p.sel)
	}
	empty := New(theme.New(), Menu{Rows: func() []Entry { return []Entry{{Text: "being asked"}} }})
	if done, _ := empty.Key(key("right")); done {
		t.Error("an arrow closed the menu")
	}
	if done, _ := empty.Key(key("enter")); !done || len(empty.View(40, 5)) != 1 {
		t.Error("a menu with nothing to choose does not close")
	}
}
