package logpane

import (
	"fmt"
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"

	"oopscope/console/link"
	"oopscope/parse"
	"oopscope/ui/book"
	"oopscope/ui/match"
)

// numbered feeds lines "line 1." and so on.
func (c *wire) numbered(n int) {
	from := c.Lines() + 1
	for i := range n {
		c.feed(0, fmt.Sprintf("line %d.\n", from+i))
	}
}

func looksFor(t *testing.T, text string) *match.Matcher {
	t.Helper()
	m, err := match.New(text, false)
	if err != nil {
		t.Fatal(err)
	}
	return m
}

// A filter hides lines that came and that come, says so, and keeps the cursor
// near where it was; what it hides is still held.
func TestAFilterHidesAndKeeps(t *testing.T) {
	c := wired(80, 10)
	c.Tell(Absence{None: "no line passes"})
	c.feed(0, "usb one\neth failed\nusb two\nclock\n")
	c.Move(-1)
	c.SetFilter(Filter{Match: looksFor(t, "usb")})
	c.feed(0, "usb three\nother\n")
	sees(t, c, "usb one", "usb two", "usb three")
	lacks(t, c, "eth", "clock", "other")
	c.on(t, 3)
	c.Move(1)
	c.on(t, 5)
	if c.Show(4) || !c.Holds(4) || c.Holds(7) {
		t.Error("a hidden line is shown or not held")
	}
	for _, f := range []struct {
		f     Filter
		words string
		rows  []string
	}{
		{Filter{}, "", []string{"usb one", "eth failed", "usb two", "clock", "usb three", "other"}},
		{Filter{Match: looksFor(t, "usb"), Not: true}, "without usb", []string{"eth failed", "clock", "other"}},
		{Filter{Worst: 3}, "errors", []string{"eth failed"}},
		{Filter{Match: looksFor(t, "usb"), Worst: 4}, "warnings, usb", []string{"no line passes"}},
	} {
		c.SetFilter(f.f)
		var rows []string
		for _, r := range viewed(t, c.View(), 80) {
			if r = strings.Trim(r, " ─▸"); r != "" {
				rows = append(rows, r)
			}
		}
		if !slices.Equal(rows, f.rows) || f.f.Words() != f.words || !reflect.DeepEqual(c.Filter(), f.f) {
			t.Errorf("%q shows %q, want %q", f.f.Words(), rows, f.rows)
		}
	}
}

// A view that is frozen stays as it is and counts what comes; going on, or to a
// line that came since, ends it.
func TestAFrozenViewCounts(t *testing.T) {
	c := wired(80, 10)
	c.numbered(20)
	if c.Waiting() != -1 {
		t.Error("it is frozen from the start")
	}
	c.TogglePause()
	before := c.View()
	c.numbered(5)
	if c.View() != before || c.Waiting() != 5 || c.Following() {
		t.Errorf("frozen it shows more; %d lines wait", c.Waiting())
	}
	c.Show(25)
	sees(t, c, "line 25.")
	c.TogglePause()
	if c.Waiting() != -1 || !c.Following() {
		t.Error("it does not go on following")
	}
}

// The wheel moves the window and lets the cursor stay while it is in it; a click
// puts it on the row that is there.
func TestTheMouseInTheLog(t *testing.T) {
	c := wired(80, 10)
	c.numbered(50)
	c.Wheel(-5)
	c.View()
	if top, _ := c.LineAt(0); top != 36 || c.Following() {
		t.Errorf("the window begins with line %d", top)
	}
	c.on(t, 45)
	c.Click(3)
	c.on(t, 39)
	c.Click(99)
	c.on(t, 39)
	c.Wheel(3)
	c.on(t, 39)
	c.Wheel(2)
	c.Wheel(1)
	if !c.Following() {
		t.Error("the wheel does not come back to the end")
	}
}

// Marks are by line: they are drawn with their words, found in order, and outlive
// their lines. What the disk refused is said.
func TestMarksOnLines(t *testing.T) {
	refused := 0
	c := wired(90, 10)
	c.refused = func(line int) bool { return line == refused }
	c.numbered(30)
	if _, ok := c.NextMark(); ok {
		t.Error("there is a mark on nothing")
	}
	for _, n := range []int{25, 3, 28} {
		c.SetMark(link.Mark{Line: n, Text: fmt.Sprintf("mark on %d", n)})
	}
	refused = 28
	sees(t, c, "◆ line 25.", "◆ mark on 25", "◆ mark on 28 (not on the disk yet)")
	for _, want := range []int{3, 25, 28, 3} { // the cursor follows the end: around
		n, ok := c.NextMark()
		if !ok || n != want || !c.Show(n) {
			t.Errorf("the next mark is on %d, want %d", n, want)
		}
	}
	if got := c.Marks(4, 28); len(got) != 2 || got[0].Line != 25 || got[1].Line != 28 {
		t.Errorf("marks %v", got)
	}
	c.SetMark(link.Mark{Line: 25, Gone: true})
	if _, ok := c.Mark(25); ok {
		t.Error("the mark that is gone is there")
	}
	lacks(t, c, "mark on 25")
}

// Reports have a letter and a bar beside their lines, and are walked with all else
// that is bad.
func TestTroubleIsMarkedAndWalked(t *testing.T) {
	c := wired(90, 12)
	b := parse.Batch{}
	for i := range 8 {
		b.Lines = append(b.Lines, parse.Line{N: i + 1, Raw: fmt.Appendf(nil, "line %d.", i+1), Micro: -1, Level: -1, Boot: 1})
	}
	b.Lines[6].Mark = parse.Error
	r := c.book.Upsert(&parse.Crash{ID: 1, Severity: parse.Oops, First: 3, Last: 5})
	c.Append(&b)
	sees(t, c, " Oline 3.", " │line 4.", " │line 5.", "  line 6.", " !line 7.")
	c.book.Choose(r)
	sees(t, c, " ┃line 4.")
	c.Top()
	for _, want := range []struct {
		dir, line int
		begins    bool
	}{{1, 3, true}, {1, 7, false}, {1, 0, false}, {-1, 3, true}, {-1, 0, false}} {
		var begins *book.Report
		var ok bool
		c.NextTrouble(want.dir, func(r *book.Report, there bool) { begins, ok = r, there })
		if ok != (want.line > 0) || (begins == r) != want.begins {
			t.Errorf("to %+v: %v, %v", want, begins, ok)
		}
		if ok {
			c.on(t, want.line)
		}
	}
}

// Without a line there is why; while the line is away the end says so, and while
// one types the board's cursor stands there.
func TestTheEndOfTheLog(t *testing.T) {
	c := wired(60, 8)
	c.Tell(Absence{Idle: []string{"nothing received yet"}, Away: "unplugged"})
	sees(t, c, "nothing received yet", "── unplugged ──")
	if _, _, seen := c.Cursor(); seen {
		t.Error("a cursor is seen though nobody types")
	}
	c.Tell(Absence{})
	c.feed(0, "first\nsecond\nlogin: ")
	c.SetTyping(true)
	sees(t, c, "login:")
	lacks(t, c, "nothing received", "unplugged")
	if x, y, seen := c.Cursor(); x != c.Margin()+7 || y != 2 || !seen {
		t.Errorf("the cursor is at %d, %d, seen %v", x, y, seen)
	}
	if c.Partial() != "login: " || !slices.Equal(c.Tail(1), []string{"second"}) || len(c.Tail(9)) != 2 || c.Lines() != 2 {
		t.Errorf("it ends with %q behind %q", c.Partial(), c.Tail(9))
	}
	if n, ok := c.Holding(c.End() - 1); !ok || n != 2 {
		t.Errorf("the last byte is in line %d", n)
	}
}

// Control characters are acted on, or shown.
func TestRawLines(t *testing.T) {
	c := wired(90, 6)
	c.feed(time.Second, "50%\r100%\n")
	lacks(t, c, "^M")
	c.ToggleRaw()
	sees(t, c, "50%^M100%", "raw")
}
