package cell

import (
	"strings"
	"unicode/utf8"

	"oopscope/parse/letter"
)

// Where the terminal has no UTF-8 everything is drawn in ASCII: of what we draw each sign
// has another of one cell that is like it, and letters of the board are spelt out as they
// came, before anything is measured.

// asciiOnly is what the one terminal of this process can show.
var asciiOnly bool

// DrawASCII has everything drawn in ASCII, or not. It is called before anything is drawn.
func DrawASCII(on bool) { asciiOnly = on }

// sketch is the ASCII for a letter that is drawn in one cell or more; what is like
// nothing there is a question mark.
func sketch(r rune) byte {
	if r < utf8.RuneSelf {
		return byte(r)
	}
	if c, ok := letter.Sign(r); ok {
		return c
	}
	return '?'
}

// spelt is a letter beyond ASCII as the board sent it: \u4e32, or \xff for what is none.
func spelt(s string) string {
	var b strings.Builder
	for s != "" {
		r, n := utf8.DecodeRuneInString(s)
		if r >= ' ' && r < utf8.RuneSelf { // what the rest stands on
			b.WriteByte(byte(r))
		} else {
			b.WriteString(letter.Spell(s[:n]))
		}
		s = s[n:]
	}
	return b.String()
}

// ourSigns has the signs that we draw with be those of ASCII, and leaves all else.
func ourSigns(s string) string {
	var b strings.Builder
	for s != "" {
		r, n := utf8.DecodeRuneInString(s)
		if c, ok := letter.Sign(r); ok {
			b.WriteByte(c)
		} else {
			b.WriteString(s[:n])
		}
		s = s[n:]
	}
	return b.String()
}
