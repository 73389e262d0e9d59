package ui

import (
	"testing"

	tea "charm.land/bubbletea/v2"
)

// The tap is sure of an Esc behind the prefix only after a while, so it may be
// told of before the prefix has come through the parser. It leaves all the same,
// the board gets nothing of it, and the prefix that comes is not another one.
func TestAnEscThatOvertakesItsPrefix(t *testing.T) {
	for _, late := range []bool{false, true} {
		a, b := typingApp(t, "", liveLine)
		ours := pressed(t, a.tap.Take([]byte("\x14\x1b")))
		esc := <-a.told()
		order := append(ours, esc)
		if late {
			order = append([]tea.Msg{esc}, ours...)
		}
		for _, msg := range order {
			a.Update(msg)
		}
		sees(t, a, "NORMAL")
		lacks(t, a, "PREFIX")
		if a.typing || a.tap.Taking() || len(b.sent) > 0 {
			t.Errorf("late %v: typing %v, taking %v, sent %q", late, a.typing, a.tap.Taking(), b.sent)
		}
		a.press("ctrl+t")
		sees(t, a, "PREFIX")
	}
}
