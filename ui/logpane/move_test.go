package logpane

import (
	"strings"
	"testing"

	"oopscope/parse"
)

// A wrapped line taller than the window is scrolled through by its lines, and
// below it the cursor still comes into view.
func TestALineTallerThanTheWindow(t *testing.T) {
	c := wired(40, 7) // 38 columns; the line takes 32 rows
	c.feed(0, tallLine()+"\nsecond\nthird\n"+strings.Repeat("more\n", 30))
	c.ToggleWrap()
	c.Top()
	sees(t, c, "w0000")
	lacks(t, c, "w0199", "second")
	c.Move(1)
	lacks(t, c, "w0000")
	sees(t, c, "w0042")
	c.on(t, 1)
	c.Move(24)
	sees(t, c, "w0199")
	c.on(t, 1)
	lacks(t, c, "second")
	c.Move(1)
	sees(t, c, "▸ second")
	c.Move(-3)
	c.on(t, 1)
	lacks(t, c, "second", "w0199", "w0000")
	c.Scroll(6)
	c.Scroll(-6)
	c.Scroll(-6)
	lacks(t, c, "w0000", "w0199")
	line, _ := c.Line()
	for y := range c.Height() {
		if n, ok := c.LineAt(y); ok && n == line.N {
			return
		}
	}
	t.Errorf("the cursor's line %d is not in the window", line.N)
}

// The end of an endless line is shown, with how much of it was not kept, and
// looking back from it begins there.
func TestTheEndOfAnEndlessLine(t *testing.T) {
	c := wired(80, 21)
	c.feed(0, "first\n"+strings.Repeat("0123456789", 3000)+"\nlast\n")
	c.ToggleWrap()
	c.Move(-1)
	c.Move(-1)
	c.Follow()
	sees(t, c, "…and 13.6 kB mo", "last")
	c.Move(-1)
	sees(t, c, "…and 13.6 kB mo", "last")
	c.Move(-1)
	c.on(t, 2)
	lacks(t, c, "first", "last")
	c.Top()
	sees(t, c, "first")
	c.Follow()
	c.Scroll(-10)
	lacks(t, c, "first", "last")
}

// What a search finds right of the edge is scrolled to, and back.
func TestAHitRightOfTheEdge(t *testing.T) {
	c := wired(80, 21)
	c.feed(0, tallLine()+"\nw0000 again\n")
	c.Top()
	place := c.Place()
	c.search(t, "w0150")
	sees(t, c, "w0150", "column")
	c.Return(place)
	sees(t, c, "w0000")
	c.search(t, "w0190")
	sees(t, c, "w0190", "column")
	c.search(t, "again")
	sees(t, c, "w0000 again")
	lacks(t, c, "column")

	c = wired(40, 7)
	c.feed(0, tallLine()+"\nw0000 again\n")
	c.ToggleWrap()
	c.Top()
	c.search(t, "w0150")
	sees(t, c, "w0150")
}

// Boots and gaps are forgotten with the lines that they stand between.
func TestABootLoopIsBounded(t *testing.T) {
	c := wired(80, 21)
	c.Limit = 1
	for n := 1; n < 20_000; n += 100 {
		b := parse.Batch{Boots: []parse.Boot{{N: n, First: n}}, Gaps: []parse.Gap{{After: n - 1}}}
		for i := range 100 {
			b.Lines = append(b.Lines, parse.Line{N: n + i, Raw: []byte("line"), Micro: -1, Level: -1, Boot: 1})
		}
		c.Append(&b)
	}
	if len(c.boots) > 20 || len(c.gaps) > 20 {
		t.Errorf("%d boots and %d gaps are kept", len(c.boots), len(c.gaps))
	}
	c.Show(19901)
	sees(t, c, "boot 19901")
}
