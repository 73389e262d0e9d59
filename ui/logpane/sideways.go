package logpane

import "oopscope/ui/cell"

// Lines wider than the pane are looked at through a window of columns, unless
// they are wrapped.

// Sideways scrolls by columns, to the right as far as the longest line on the
// screen goes.
func (p *Pane) Sideways(n int) {
	p.left = max(min(p.left+n, max(p.longest()-p.Columns(), p.left)), 0)
}

// LineStart scrolls to the beginning of lines.
func (p *Pane) LineStart() { p.left = 0 }

// LineEnd scrolls to the end of the line under the cursor; while the log is
// followed, of the longest line on the screen.
func (p *Pane) LineEnd() {
	n := 0
	if p.follow {
		n = p.longest()
	} else if p.ring.Has(p.cursor) {
		n = len(p.cells(p.cursor))
	}
	p.left = max(n-p.Columns(), 0)
}

// longest returns the cells of the longest row in the window.
func (p *Pane) longest() (n int) {
	seq := p.top.seq
	if p.follow {
		seq = p.bottom().seq
	}
	for y := 0; y < p.h && p.ring.Has(seq); y++ {
		n = max(n, len(p.cells(seq)))
		next := p.step(seq, 1)
		if next <= seq {
			break
		}
		seq = next
	}
	return n
}

// showHit brings what the search found in a row into the window: sideways, or,
// when the row is wrapped, by the lines it is drawn with.
func (p *Pane) showHit(seq int) {
	cells := p.textCells(seq)
	text, places := cell.Index(cells)
	found := p.search.All(text)
	if len(found) == 0 || found[0][0] == found[0][1] {
		return // in a stamp that is not shown
	}
	stamp := len(p.hostStamp(seq))
	from, to := stamp+places[found[0][0]], stamp+places[found[0][1]-1]+1
	if p.Wraps() {
		p.showLine(spot{seq, p.lineOf(seq, from)})
		return
	}
	room := p.Columns() - 1 // the last shows that there is more
	switch {
	case from >= p.left && to <= p.left+room:
	case to <= room:
		p.left = 0
	default:
		p.left = max(min(from-room/2, stamp+len(cells)-p.Columns()), 0)
	}
}

// lineOf returns which of the lines that a wrapped row is drawn with has a cell.
func (p *Pane) lineOf(seq, at int) int {
	n := len(p.leads(seq))
	for cells := p.cells(seq); ; n++ {
		var piece []cell.Glyph
		if piece, cells = p.cutCells(cells); at < len(piece) || len(cells) == 0 {
			return n
		}
		at -= len(piece)
	}
}

// showLine scrolls to one line of a row.
func (p *Pane) showLine(s spot) {
	if y := p.offset(s.seq) + s.skip; y >= 0 && y < p.h {
		return
	}
	p.top = p.shift(p.up(s, p.h/3), 0)
}
