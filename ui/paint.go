package ui

import (
	"strings"

	"github.com/charmbracelet/x/ansi"
)

// paintCells writes cells as one line of exactly w cells, closed with a reset.
// Of a letter that an edge cut the cells stay empty.
func paintCells(cells []glyph, w int) string {
	var b strings.Builder
	b.Grow(w + 64)
	var now ink
	reordered := false
	cells = cells[:min(len(cells), max(w, 0))]
	for i := 0; i < len(cells); {
		g := &cells[i]
		if g.ink != now {
			now = g.ink
			now.sgr(&b)
		}
		if g.r > 0 && g.rest == "" && narrow(g.r) {
			b.WriteRune(g.r)
			i++
			continue
		}
		reordered = reordered || rightToLeft(g.r)
		i += paintLetter(&b, cells, i)
	}
	if reordered {
		b.WriteRune(ltrMark)
	}
	if now != (ink{}) {
		b.WriteString("\x1b[0m")
	}
	if len(cells) < w {
		b.WriteString(strings.Repeat(" ", w-len(cells)))
	}
	return b.String()
}

// paintLetter writes the letter at i and returns how many cells it took. What
// the renderer counts fewer of than we do is filled up.
func paintLetter(b *strings.Builder, cells []glyph, i int) int {
	n := 0
	if cells[i].r != 0 {
		n = whole(cells, i)
	}
	if n == 0 {
		b.WriteByte(' ')
		return 1
	}
	g := &cells[i]
	b.WriteRune(g.r)
	b.WriteString(g.rest)
	if g.rest != "" || isFlag(g.r) {
		for range n - ansi.StringWidthWc(g.String()) {
			b.WriteByte(' ')
		}
	}
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
