package cell

import (
	"unicode/utf8"

	"charm.land/lipgloss/v2"
)

// A Bar is one line of the screen under construction: cells, so that its width
// is known whatever the styles.
type Bar struct {
	Cells []Glyph
}

// Len returns how many cells the bar has so far.
func (b *Bar) Len() int { return len(b.Cells) }

// Add appends text in a style. What must not be shown is replaced.
func (b *Bar) Add(s string, style lipgloss.Style) {
	k := InkOf(style)
	for s != "" {
		drawn, n, w := Next(s)
		r, size := utf8.DecodeRuneInString(drawn)
		b.Cells = append(b.Cells, Glyph{r, k, drawn[size:]})
		for range w - 1 {
			b.Cells = append(b.Cells, Glyph{Ink: k})
		}
		s = s[n:]
	}
}

// Fill appends runes up to a width.
func (b *Bar) Fill(r rune, w int, style lipgloss.Style) {
	k := InkOf(style)
	for len(b.Cells) < w {
		b.Cells = append(b.Cells, Glyph{Rune: r, Ink: k})
	}
}

// Cut shortens the bar to w cells, and shows that it did.
func (b *Bar) Cut(w int) {
	if b.Len() > w && w > 0 {
		b.Cells = b.Cells[:w]
		b.Cells[w-1] = Glyph{Rune: '…', Ink: b.Cells[w-1].Ink}
	}
}

// Paint returns the bar as exactly w cells.
func (b *Bar) Paint(w int) string { return Paint(b.Cells, w) }
