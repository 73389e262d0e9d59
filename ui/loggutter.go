package ui

import (
	"strings"

	"oopscope/parse"
)

// What the screen has to say of a line stands in a gutter before it: a mark and
// the cursor in the first column, the severity in the second. The board counts
// on boardColumns, so where the gutter would take some of those, the first cell
// of the line itself tells the same by its colour.

const (
	gutterWidth  = 2
	boardColumns = 80 // what a board takes for the width of a terminal that does not tell
)

// margin is how many columns the gutter takes. On narrower screens, and beside
// the crash pane, the board has fewer than its 80 in any case.
func (p *logPane) margin() int {
	if !p.beside && p.w >= boardColumns && p.w < boardColumns+gutterWidth {
		return 0
	}
	return min(gutterWidth, p.w)
}

// columns is how many of them the text of a line has.
func (p *logPane) columns() int { return max(p.w-p.margin(), 1) }

// marked is a line without a gutter: its first cell is drawn in the ink of what
// there is to say.
func (p *logPane) marked(cells []glyph, seq int, r *logLine) []glyph {
	k, block := p.firstInk(seq, r)
	if k == (ink{}) {
		return cells
	}
	if len(cells) == 0 {
		if !block {
			return cells
		}
		cells = []glyph{{r: ' '}}
	}
	cells[0].ink = k
	if len(cells) > 1 && cells[1].r == 0 { // a wide letter
		cells[1].ink = k
	}
	return cells
}

// firstInk is the ink of a line's first cell, and whether an empty line has it
// as well: the cursor, a mark, and the first line of a report are blocks.
func (p *logPane) firstInk(seq int, r *logLine) (k ink, block bool) {
	_, mark := p.marks[r.n]
	rep := p.book.covering(r.n)
	switch {
	case !p.follow && seq == p.cursor, mark:
		k, block = inkOf(p.th.Key), true
	case rep != nil:
		k, block = inkOf(p.th.severity(rep.crash.Severity)), r.n == rep.crash.First
		if rep == p.book.selected {
			k.attr |= bold
		}
	case r.troubled():
		k = p.troubleInk(r)
	}
	if block {
		k.attr |= reverse
	}
	return k, block
}

func (p *logPane) troubleInk(r *logLine) ink {
	return inkOf(p.th.severity(max(parse.Severity(r.mark), parse.Error)))
}

// gutter is the mark column and the severity column.
func (p *logPane) gutter(seq int, r *logLine) string {
	if p.margin() == 0 {
		return ""
	}
	cells := [gutterWidth]glyph{{r: ' '}, {r: ' '}}
	if _, ok := p.marks[r.n]; ok {
		cells[0] = glyph{r: '◆', ink: inkOf(p.th.Key)}
	}
	if !p.follow && seq == p.cursor {
		cells[0] = glyph{r: '▸', ink: inkOf(p.th.Title)}
		if p.focused {
			cells[0].ink = inkOf(p.th.Key)
		}
	}
	if rep := p.book.covering(r.n); rep != nil {
		cells[1] = p.bar(rep, r.n)
	} else if r.troubled() {
		cells[1] = glyph{r: '!', ink: p.troubleInk(r)}
	}
	return paintCells(cells[:], gutterWidth)
}

// bar marks the lines of a report: a letter on the first, so that severities
// differ without colour, and a bar along the others.
func (p *logPane) bar(rep *report, n int) glyph {
	k := inkOf(p.th.severity(rep.crash.Severity))
	switch {
	case n == rep.crash.First:
		k.attr |= bold
		return glyph{r: rune(strings.ToUpper(rep.crash.Severity.String() + " ")[0]), ink: k}
	case rep == p.book.selected:
		return glyph{r: '┃', ink: k}
	}
	return glyph{r: '│', ink: k}
}
