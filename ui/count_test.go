package ui

import (
	"fmt"
	"strings"
	"testing"
)

// tallLine is a line of 200 numbered words, 1200 columns.
func tallLine() string {
	var b strings.Builder
	for i := range 200 {
		fmt.Fprintf(&b, "w%04d ", i)
	}
	return b.String()
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
