// Package cell is what a row of the screen is made of: cells with a letter and
// an ink each. Text of the board becomes cells on a terminal of one row (Line),
// our own words on a Bar; only cells are ever painted. So nothing harmful can
// be drawn, no letter is torn, and a row has as many cells as it says, whatever
// letters are in it. The package knows neither panes nor kernels.
package cell

import (
	"strings"
	"unicode/utf8"
)

// A Glyph is one cell of the screen. A letter is a grapheme cluster: a rune,
// and what stands on it or is joined to it. One that takes several cells has
// them behind its own, with rune 0.
type Glyph struct {
	Rune rune
	Ink  Ink
	Rest string // of the letter behind its first rune, "" mostly
}

// String is the letter.
func (g *Glyph) String() string { return string(g.Rune) + g.Rest }

// cells returns how many cells the letter takes.
func (g *Glyph) cells() int {
	if g.Rest != "" {
		return LetterWidth(g.String())
	}
	if narrow(g.Rune) {
		return 1
	}
	return LetterWidth(string(g.Rune))
}

// narrow tells runes of one cell that there are many of: Latin, and the lines
// that panes are drawn with.
func narrow(r rune) bool { return r < 0x300 || r >= 0x2500 && r < 0x2580 }

// whole returns the cells of the letter that begins at i, 0 when an edge or
// what was written over it took some of them.
func whole(row []Glyph, i int) int {
	w := row[i].cells()
	if i+w > len(row) {
		return 0
	}
	for _, g := range row[i+1 : i+w] {
		if g.Rune != 0 {
			return 0
		}
	}
	return w
}

// Text returns the letters of a row, without their ink.
func Text(row []Glyph) string {
	var b strings.Builder
	for i := range row {
		if row[i].Rune != 0 {
			b.WriteRune(row[i].Rune)
			b.WriteString(row[i].Rest)
		}
	}
	return b.String()
}

// Index returns the text of a row, and the cell that each of its bytes is in.
func Index(row []Glyph) (text string, at []int) {
	text = Text(row)
	at = make([]int, 0, len(text))
	for i := range row {
		if row[i].Rune == 0 {
			continue
		}
		for range utf8.RuneLen(row[i].Rune) + len(row[i].Rest) {
			at = append(at, i)
		}
	}
	return text, at
}
