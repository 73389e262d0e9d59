package edit

import (
	"testing"

	tea "charm.land/bubbletea/v2"
	"github.com/charmbracelet/x/ansi"

	"oopscope/ui/theme"
	"oopscope/ui/uitest"
)

func TestWritingInLetters(t *testing.T) {
	press := func(box *box, names ...string) {
		for _, n := range names {
			if n == "left" || n == "right" || n == "up" || n == "down" || n == "backspace" || n == "delete" || n == "home" || n == "end" {
				box.Key(tea.KeyPressMsg{Code: map[string]rune{"left": tea.KeyLeft, "right": tea.KeyRight, "up": tea.KeyUp, "down": tea.KeyDown,
					"backspace": tea.KeyBackspace, "delete": tea.KeyDelete, "home": tea.KeyHome, "end": tea.KeyEnd}[n]})
				continue
			}
			box.Key(tea.KeyPressMsg{Code: []rune(n)[0], Text: n})
		}
	}
	for _, c := range []struct {
		keys []string
		want string
	}{
		{[]string{"👨‍👩‍👧", "x", "left", "left", "y"}, "y👨‍👩‍👧x"},
		{[]string{"e", "\u0301", "z", "left", "backspace"}, "z"},
		{[]string{"🇩🇪", "हि", "left", "delete"}, "🇩🇪"},
		{[]string{"串", "口", "home", "right", "-"}, "串-口"},
		{[]string{"a\u202eb\x1b[0m\u200b"}, "ab[0m"},
		{[]string{"👨", "\u200d", "👩", "backspace", "."}, "."},
	} {
		box := newBox("")
		press(&box, c.keys...)
		if box.Text() != c.want {
			t.Errorf("%q wrote %q, want %q", c.keys, box.Text(), c.want)
		}
	}
	box := newBox("串口x\nabcdef")
	press(&box, "home", "right", "right", "right", "right", "up", "|")
	if got := box.Text(); got != "串口|x\nabcdef" {
		t.Errorf("up from the fifth column went to %q", got)
	}
}

func TestTheNotesCursorStandsBehindItsLetters(t *testing.T) {
	e := &Note{th: theme.New(), box: newBox("क्या 👨‍👩‍👧 हि\nabcdefgh串")}
	for _, r := range e.View(12, 9) {
		uitest.Harmless(t, r)
		if ansi.StringWidthWc(r) != 12 {
			t.Errorf("%q is not 12 cells wide", r)
		}
	}
	if x, y := e.Cursor(); x != 1 || y != 3 {
		t.Errorf("the cursor is at %d, %d", x, y)
	}
}
