package term

import (
	"strings"
	"unicode/utf8"

	"github.com/charmbracelet/x/vt"

	"oopscope/parse/letter"
	"oopscope/ui/cell"
)

// View draws exactly h lines of exactly w cells.
func (p *Pane) View() string {
	var lines []string
	p.screen.guarded(p.screen.now(), func(e *vt.Emulator) {
		lines = p.draw(e)
	})
	for len(lines) < p.h {
		lines = append(lines, strings.Repeat(" ", p.w))
	}
	return strings.Join(lines, "\n")
}

func (p *Pane) draw(e *vt.Emulator) []string {
	at := e.CursorPosition()
	p.left = window(p.left, at.X, p.w, p.screen.w)
	p.top = window(p.top, at.Y, p.h, p.screen.h)
	p.cursor.x, p.cursor.y = at.X-p.left, at.Y-p.top
	p.cursor.seen = !p.screen.hidden && p.cursor.x >= 0 && p.cursor.x < p.w && p.cursor.y >= 0 && p.cursor.y < p.h
	lines := make([]string, 0, p.h)
	for y := p.top; y < p.screen.h && len(lines) < p.h; y++ {
		row := p.screen.row(e, y)
		row = row[min(p.left, len(row)):]
		lines = append(lines, cell.Paint(row, p.w))
	}
	return lines
}

// window moves what is seen of n cells so that the cursor is among them, and
// the beginning when all fits.
func window(from, cursor, room, n int) int {
	from = max(min(from, n-room), 0)
	return max(min(from, cursor), cursor-room+1, 0)
}

// row takes the letters and colours out of a row of the emulator. A cell with
// anything else in it shows the substitute.
func (t *screen) row(e *vt.Emulator, y int) []cell.Glyph {
	row := make([]cell.Glyph, 0, t.w)
	for x := 0; x < t.w; x++ {
		c := e.CellAt(x, y)
		if c == nil {
			row = append(row, cell.Glyph{Rune: ' '})
			continue
		}
		k := cell.EmulatorInk(&c.Style)
		s := t.stand.piece(c.Content)
		n, w := 0, 1
		if s != "" {
			n, w = pieceEnd(s)
		}
		r, size := utf8.DecodeRuneInString(s)
		switch {
		case s == "":
			r = ' '
		case n != len(s) || w < 1 || w != c.Width || w != cell.LetterWidth(s) || x+w > t.w || letter.Hidden(r):
			r, s, size, w = cell.Substitute, "", 0, 1
		}
		row = append(row, cell.Glyph{Rune: r, Ink: k, Rest: s[size:]})
		for range w - 1 {
			row = append(row, cell.Glyph{Ink: k})
			x++
		}
	}
	return row
}
