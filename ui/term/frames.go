package term

import "unicode/utf8"

// charsets draw the frames of menuconfig and its like: on a vt102 or a linux
// terminal they are letters, in a set that ESC ( 0 or ESC ) 0 designates and
// shift out selects.
type charsets struct {
	drawing [2]bool // G0 and G1
	shifted bool    // to G1
}

// designate is ESC ( and ESC ) with a set.
func (c *charsets) designate(slot, set byte) {
	if slot == '(' || slot == ')' {
		c.drawing[slot-'('] = set == '0'
	}
}

// drawingSet stands for the letters ` to ~, as far as terminals agree on the
// width of DEC's special graphics.
var drawingSet = []rune("◆▒····°±··┘┐┌└┼─────├┤┴┬│≤≥π≠£·")

// drawn takes the shifts out of text and turns letters into lines.
func (c *charsets) drawn(p []byte) []byte {
	out := make([]byte, 0, len(p))
	for _, b := range p {
		switch {
		case b == 0x0e || b == 0x0f:
			c.shifted = b == 0x0e
		case b >= '`' && b <= '~' && (c.drawing[0] && !c.shifted || c.drawing[1] && c.shifted):
			out = utf8.AppendRune(out, drawingSet[b-'`'])
		default:
			out = append(out, b)
		}
	}
	return out
}
