package cell

import "strings"

// Programs that draw boxes (dialog, menuconfig, mc) do it on most boards with DEC's special
// graphics: letters that a terminal draws as lines once it was told to, by ESC ( 0, or by ESC ) 0
// and SO. A line stands for itself here, so only what it says itself is known of that.

// drawings are what stands for the bytes from 0x5f on (VT100 user guide, table 3-9); pictures of
// controls are not drawn, and lines at five heights are one.
var drawings = []rune(" ◆▒····°±··┘┐┌└┼─────├┤┴┬│≤≥π≠£·")

const firstDrawing = 0x5f

// charsets are the two that a line chose, and which of them is in use.
type charsets struct {
	g0, g1  bool // they are the special graphics
	shifted bool // g1 is in use
}

// draws tells whether letters are lines now.
func (c *charsets) draws() bool { return c.shifted && c.g1 || !c.shifted && c.g0 }

// choose takes the sequences that say which letters are in use: "\x1b(0".
func (c *charsets) choose(s string) {
	if len(s) != 3 {
		return
	}
	switch s[1] {
	case '(':
		c.g0 = s[2] == '0'
	case ')':
		c.g1 = s[2] == '0'
	}
}

// shift takes SO, behind which rest stands. What G1 is was mostly said long before; lines are
// told by what is to be drawn then.
func (c *charsets) shift(rest string) {
	run, _, _ := strings.Cut(rest, "\x0f")
	c.shifted = true
	c.g1 = c.g1 || run != "" && strings.Trim(run, "jklmnqtuvwxa` ") == ""
}

// drawn writes what s begins with as special graphics, as far as it is that.
func (t *Line) drawn(s string) (n int) {
	for ; n < len(s) && s[n] >= 0x20 && s[n] < 0x7f; n++ {
		r := rune(s[n])
		if r >= firstDrawing {
			r = drawings[r-firstDrawing]
		}
		if asciiOnly {
			r = rune(sketch(r))
		}
		t.put(r, "", 1)
	}
	return n
}
