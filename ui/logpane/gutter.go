package logpane

import (
	"strings"

	"oopscope/parse"
	"oopscope/ui/book"
	"oopscope/ui/cell"
	"oopscope/ui/scrollback"
)

// What the screen has to say of a line stands in a gutter before it: a mark and
// the cursor in the first column, the severity in the second. The board counts
// on boardColumns, so where the gutter would take some of those, the first cell
// of the line itself tells the same by its colour.

const (
	gutterWidth  = 2
	boardColumns = 80 // what a board takes for the width of a terminal that does not tell
)

// Margin is how many columns the gutter takes. On narrower screens, and beside
// the crash pane, the board has fewer than its 80 in any case.
func (p *Pane) Margin() int {
	if !p.beside && p.w >= boardColumns && p.w < boardColumns+gutterWidth {
		return 0
	}
	return min(gutterWidth, p.w)
}

// Columns is how many of them the text of a line has.
func (p *Pane) Columns() int { return max(p.w-p.Margin(), 1) }

// marked is a line without a gutter: its first cell is drawn in the ink of what
// there is to say.
func (p *Pane) marked(cells []cell.Glyph, seq int, r *scrollback.Line) []cell.Glyph {
	k, block := p.firstInk(seq, r)
	if k == (cell.Ink{}) {
		return cells
	}
	if len(cells) == 0 {
		if !block {
			return cells
		}
		cells = []cell.Glyph{{Rune: ' '}}
	}
	cells[0].Ink = k
	if len(cells) > 1 && cells[1].Rune == 0 { // a wide letter
		cells[1].Ink = k
	}
	return cells
}

// firstInk is the ink of a line's first cell, and whether an empty line has it
// as well: the cursor, a mark, and the first line of a report are blocks.
func (p *Pane) firstInk(seq int, r *scrollback.Line) (k cell.Ink, block bool) {
	_, mark := p.marks[r.N]
	rep := p.book.Covering(r.N)
	switch {
	case !p.follow && seq == p.cursor, mark:
		k, block = cell.InkOf(p.th.Key), true
	case rep != nil:
		k, block = cell.InkOf(p.th.Severity(rep.Crash.Severity)), r.N == rep.Crash.First
		if rep == p.book.Selected {
			k.Attr |= cell.Bold
		}
	case r.Troubled():
		k = p.troubleInk(r)
	}
	if block {
		k.Attr |= cell.Reverse
	}
	return k, block
}

func (p *Pane) troubleInk(r *scrollback.Line) cell.Ink {
	return cell.InkOf(p.th.Severity(max(parse.Severity(r.Mark), parse.Error)))
}

// gutter is the mark column and the severity column. Letters stand before the first row of a
// line only: before the others they would read as the line's own.
func (p *Pane) gutter(seq int, r *scrollback.Line, first bool) string {
	if p.Margin() == 0 {
		return ""
	}
	cells := [gutterWidth]cell.Glyph{{Rune: ' '}, {Rune: ' '}}
	if _, ok := p.marks[r.N]; ok {
		cells[0] = cell.Glyph{Rune: '◆', Ink: cell.InkOf(p.th.Key)}
	}
	if !p.follow && seq == p.cursor {
		cells[0] = cell.Glyph{Rune: '▸', Ink: cell.InkOf(p.th.Title)}
		if p.focused {
			cells[0].Ink = cell.InkOf(p.th.Key)
		}
	}
	if rep := p.book.Covering(r.N); rep != nil {
		cells[1] = p.bar(rep, first && r.N == rep.Crash.First)
	} else if first && r.Troubled() {
		cells[1] = cell.Glyph{Rune: '!', Ink: p.troubleInk(r)}
	}
	return cell.Paint(cells[:], gutterWidth)
}

// bar marks the lines of a report: a letter on the first, so that severities
// differ without colour, and a bar along the others.
func (p *Pane) bar(rep *book.Report, first bool) cell.Glyph {
	k := cell.InkOf(p.th.Severity(rep.Crash.Severity))
	switch {
	case first:
		k.Attr |= cell.Bold
		return cell.Glyph{Rune: rune(strings.ToUpper(rep.Crash.Severity.String() + " ")[0]), Ink: k}
	case rep == p.book.Selected:
		return cell.Glyph{Rune: '┃', Ink: k}
	}
	return cell.Glyph{Rune: '│', Ink: k}
}

// Wraps tells whether they are. A terminal wraps, so they are while the keys go
// to the board.
func (p *Pane) Wraps() bool { return p.wrap || p.typing }
