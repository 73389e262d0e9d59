package cell

import (
	"strings"

	"github.com/charmbracelet/x/ansi"
)

// Paint returns cells as one line of exactly w cells, closed with a reset.
// Of a letter that an edge cut the cells stay empty.
func Paint(cells []Glyph, w int) string {
	var b strings.Builder
	b.Grow(w + 64)
	var now Ink
	reordered := false
	cells = cells[:min(len(cells), max(w, 0))]
	for i := 0; i < len(cells); {
		g := &cells[i]
		if g.Ink != now {
			now = g.Ink
			now.sgr(&b)
		}
		if asciiOnly {
			i += paintSketch(&b, cells, i)
			continue
		}
		if g.Rune > 0 && g.Rest == "" && narrow(g.Rune) {
			b.WriteRune(g.Rune)
			i++
			continue
		}
		reordered = reordered || rightToLeft(g.Rune)
		i += paintLetter(&b, cells, i)
	}
	if reordered {
		b.WriteRune(ltrMark)
	}
	if now != (Ink{}) {
		b.WriteString("\x1b[0m")
	}
	if len(cells) < w {
		b.WriteString(strings.Repeat(" ", w-len(cells)))
	}
	return b.String()
}

// letterAt is how many cells the letter at i takes, 0 where none begins or it is cut.
func letterAt(cells []Glyph, i int) int {
	if cells[i].Rune == 0 {
		return 0
	}
	return whole(cells, i)
}

// paintLetter writes the letter at i and returns how many cells it took. What
// the renderer counts fewer of than we do is filled up.
func paintLetter(b *strings.Builder, cells []Glyph, i int) int {
	n := letterAt(cells, i)
	if n == 0 {
		b.WriteByte(' ')
		return 1
	}
	g := &cells[i]
	b.WriteRune(g.Rune)
	b.WriteString(g.Rest)
	if g.Rest != "" || IsFlag(g.Rune) {
		for range n - ansi.StringWidthWc(g.String()) {
			b.WriteByte(' ')
		}
	}
	return n
}

// paintSketch is paintLetter in ASCII.
func paintSketch(b *strings.Builder, cells []Glyph, i int) int {
	n := letterAt(cells, i)
	if n == 0 {
		b.WriteByte(' ')
		return 1
	}
	b.WriteByte(sketch(cells[i].Rune))
	b.WriteString(strings.Repeat(" ", n-1))
	return n
}

// ltrMark ends a row that has letters written from right to left. Terminals
// that reorder do so by the row of the screen: a number at the left of the next
// pane would change places with them, over the border. The mark is a letter of
// the other direction that takes no cell.
const ltrMark = '\u200e'

func rightToLeft(r rune) bool {
	return r >= 0x590 && r < 0x900 || r >= 0xfb1d && r < 0xfe00 || r >= 0xfe70 && r < 0xff00 || r >= 0x10800 && r < 0x11000 || r >= 0x1e800 && r < 0x1f000
}

// Exactly pads or cuts painted rows of w cells to h of them.
func Exactly(rows []string, w, h int) []string {
	rows = rows[:min(len(rows), h)]
	for len(rows) < h {
		rows = append(rows, strings.Repeat(" ", w))
	}
	return rows
}
