package edit

import (
	"slices"
	"testing"
)

// A text stands in the history once, at its newest place, and the history is bounded.
func TestAHistoryIsBounded(t *testing.T) {
	h := History{}
	for i := range 500 {
		h.Add(Looked{Text: string(rune('a' + i))})
	}
	if n := len(h.all); n != 200 {
		t.Errorf("%d texts are held", n)
	}
	h.Add(h.all[0])
	if n := len(h.all); n != 200 || slices.Index(h.all, h.all[n-1]) != n-1 {
		t.Errorf("%d texts are held, the newest at %d", n, slices.Index(h.all, h.all[n-1]))
	}
	h.Add(Looked{})
	if h.all[len(h.all)-1].Text == "" {
		t.Error("nothing was looked for, and is held")
	}
}

// What is kept over sessions comes back as it was, and stands before what this
// session looked for.
func TestTextsOfEarlierSessions(t *testing.T) {
	for _, l := range []Looked{{Text: "mmc0"}, {Text: "usb [0-9]", Regexp: true}, {Text: "~tilde"}, {Text: " blank"}} {
		if got := LookedIn(l.Line()); got != l {
			t.Errorf("%+v came back as %+v", l, got)
		}
	}
	if got := LookedIn(" \x1b[31mred\a"); got.Text != "[31mred" {
		t.Errorf("what cannot be typed came out of the file: %q", got.Text)
	}
	h := History{}
	h.Add(Looked{Text: "now"})
	h.Before([]Looked{{Text: "then"}})
	l, ok := h.step(Looked{Text: "being written"}, -1)
	if older, _ := h.step(l, -1); !ok || l.Text != "now" || older.Text != "then" {
		t.Errorf("behind %+v comes %+v", l, older)
	}
	h.step(Looked{}, 1)
	if l, _ = h.step(Looked{}, 1); l.Text != "being written" {
		t.Errorf("what was being written is now %q", l.Text)
	}
}
