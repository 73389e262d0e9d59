package ui

import (
	"unicode/utf8"

	"charm.land/lipgloss/v2"
)

// A bar is one line of the screen under construction: cells, so that its width
// is known whatever the styles.
type bar struct {
	cells []glyph
}

func (b *bar) len() int { return len(b.cells) }

// add appends text in a style. What must not be shown is replaced.
func (b *bar) add(s string, style lipgloss.Style) {
	k := inkOf(style)
	for s != "" {
		drawn, n, w := nextLetter(s)
		r, size := utf8.DecodeRuneInString(drawn)
		b.cells = append(b.cells, glyph{r, k, drawn[size:]})
		for range w - 1 {
			b.cells = append(b.cells, glyph{ink: k})
		}
		s = s[n:]
	}
}

// fill appends runes up to a width.
func (b *bar) fill(r rune, w int, style lipgloss.Style) {
	k := inkOf(style)
	for len(b.cells) < w {
		b.cells = append(b.cells, glyph{r: r, ink: k})
	}
}

// cut shortens the bar to w cells, and shows that it did.
func (b *bar) cut(w int) {
	if b.len() > w && w > 0 {
		b.cells = b.cells[:w]
		b.cells[w-1] = glyph{r: '…', ink: b.cells[w-1].ink}
	}
}

// paint returns the bar as exactly w cells.
func (b *bar) paint(w int) string { return paintCells(b.cells, w) }
