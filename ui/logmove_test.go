package ui

import (
	"fmt"
	"strings"
	"testing"

	"oopscope/parse"
)

// tallLine is a line of 200 numbered words, 1200 columns.
func tallLine() string {
	var b strings.Builder
	for i := range 200 {
		fmt.Fprintf(&b, "w%04d ", i)
	}
	return b.String()
}

// A wrapped line taller than the window is scrolled through by its lines, and
// below it the cursor still comes into view.
func TestALineTallerThanTheWindow(t *testing.T) {
	a, _ := testApp(t, 40, 10) // 7 lines of 38 columns; the line takes 32
	a.receive(lines(1, tallLine(), "second", "third"))
	a.receive(many(30, 4))
	a.press("w", "g")
	sees(t, a, "w0000")
	lacks(t, a, "w0199", "second")
	a.press("j")
	lacks(t, a, "w0000")
	sees(t, a, "w0042", "line 1 of 33")
	a.press("2", "4", "j")
	sees(t, a, "w0199", "line 1 of 33")
	lacks(t, a, "second")
	a.press("j")
	sees(t, a, "▸ second")
	a.press("k", "k", "k")
	sees(t, a, "line 1 of 33")
	lacks(t, a, "second", "w0199", "w0000")
	a.press("ctrl+f", "ctrl+b", "ctrl+b")
	lacks(t, a, "w0000", "w0199")
	cursorSeen(t, a)
	exact(t, a)
}

// The end of an endless line is shown, with how much of it was not kept, and
// looking back from it begins there.
func TestTheEndOfAnEndlessLine(t *testing.T) {
	a, _ := testApp(t, 80, 24)
	d := parse.New(parse.Options{Lines: true})
	b := d.Feed([]byte("first\n"+strings.Repeat("0123456789", 3000)+"\nlast\n"), a.now())
	a.receive(&b)
	a.press("w", "k", "k", "G")
	sees(t, a, "…and 13.6 kB mo", "last")
	a.press("k")
	sees(t, a, "…and 13.6 kB mo", "last")
	a.press("k")
	sees(t, a, "line 2 of 3")
	lacks(t, a, "first", "last")
	a.press("g")
	sees(t, a, "first")
	a.press("G", "ctrl+u")
	lacks(t, a, "first", "last")
}

func TestCountsAndLinesByNumber(t *testing.T) {
	a, _ := testApp(t, 90, 24) // with a gutter
	a.receive(many(300, 1))
	a.press("g", "5", "j")
	sees(t, a, "line 6 of 300")
	a.press("1", "0")
	sees(t, a, " 10 ")
	a.press("j")
	sees(t, a, "line 16 of 300", "NORMAL")
	a.press("4", "k", "1", "2", "0", "G")
	sees(t, a, "▸ line 120.", "line 120 of 300")
	a.press("7", "g")
	sees(t, a, "line 7 of 300")
	a.press(":")
	sees(t, a, "line (1 to 300)")
	a.write("2")
	a.press("0", "0", "enter")
	sees(t, a, "▸ line 200.")
	a.press("9", "9", "9", "G")
	sees(t, a, "▸ line 300.", "there is no line 999")
	a.press(":")
	a.write("x")
	a.press("enter")
	sees(t, a, "not the number of a line: x", "line 300 of 300")
	a.press("5", "esc", "k")
	sees(t, a, "line 299 of 300")
	a.press("2", "ctrl+u")
	sees(t, a, "line 279 of 300")
}

func TestColumnsAsInVi(t *testing.T) {
	a, _ := testApp(t, 80, 24)
	a.receive(lines(1, "short", tallLine(), "short too"))
	a.press("k", "$")
	sees(t, a, "w0199", "line 2 of 3 · column 1121")
	a.press("l")
	sees(t, a, "column 1121") // nothing is further right
	a.press("0")
	sees(t, a, "w0000")
	lacks(t, a, "column")
	a.press("l", "l", "h", "1", "0", "l")
	sees(t, a, "column 19")
	a.press("^", "w", "l")
	sees(t, a, "lines are wrapped")
	lacks(t, a, "column")
}

// What a search finds right of the edge is scrolled to, and back.
func TestAHitRightOfTheEdge(t *testing.T) {
	a, _ := testApp(t, 80, 24)
	a.receive(lines(1, tallLine(), "w0000 again"))
	a.press("g", "/")
	a.write("w0150")
	sees(t, a, "w0150", "column")
	a.press("esc")
	sees(t, a, "w0000")
	a.press("/")
	a.write("w0190")
	a.press("enter")
	sees(t, a, "w0190", "column")
	a.press("/")
	a.write("again")
	a.press("enter")
	sees(t, a, "w0000 again")
	lacks(t, a, "column")

	a, _ = testApp(t, 40, 10)
	a.receive(lines(1, tallLine(), "w0000 again"))
	a.press("w", "g", "/")
	a.write("w0150")
	a.press("enter")
	sees(t, a, "w0150")
	exact(t, a)
}
