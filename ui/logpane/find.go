package logpane

import (
	"oopscope/ui/book"
	"oopscope/ui/match"
)

// What is looked for in the log: a text, or trouble.

// A Place is where a person looks in the log.
type Place struct {
	follow bool
	cursor int
	top    spot
	left   int
}

// Place returns where the person looks.
func (p *Pane) Place() Place { return Place{p.follow, p.cursor, p.top, p.left} }

// Return goes back to a place.
func (p *Pane) Return(to Place) {
	p.follow, p.cursor, p.top, p.left = to.follow, to.cursor, to.top, to.left
}

// Searched returns what is searched for, nil for nothing.
func (p *Pane) Searched() *match.Matcher { return p.search }

// Search marks what a matcher finds; nil ends it.
func (p *Pane) Search(m *match.Matcher) { p.search = m }

// SearchStart returns the row that a search begins with and its direction: from
// the cursor on down, or, while the end is followed, from there back up to the
// newest hit.
func (p *Pane) SearchStart() (row, dir int) {
	if p.follow {
		return p.last(), -1
	}
	return p.cursor, 1
}

// SearchOn returns the row that a search goes on with, in a direction.
func (p *Pane) SearchOn(dir int) (row int) {
	p.freezeCursor()
	return p.cursor + dir
}

// ShowHit puts the cursor on the next hit from a row on. It tells whether there
// is one, and whether the search went around the end for it.
func (p *Pane) ShowHit(row, dir int) (wrapped, ok bool) {
	seq, wrapped, ok := p.find(p.search, row, dir)
	if !ok {
		return wrapped, false
	}
	p.Show(p.ring.At(seq).N)
	p.showHit(seq)
	return wrapped, true
}

// find looks for a text from a row on, forward or back, and around
// the end once. It returns the row, and whether it went around.
func (p *Pane) find(m *match.Matcher, from, dir int) (seq int, wrapped, ok bool) {
	rows := p.visibleRows()
	at := p.between(p.oldest(), from)
	if rows > 0 && (at < 0 || at >= rows) {
		at, wrapped = (at+rows)%rows, true
	}
	for range rows {
		seq := p.rowAt(at)
		if seq >= 0 && m.In(p.ring.At(seq).Plain()) {
			return seq, wrapped, true
		}
		at += dir
		if at < 0 || at >= rows {
			at, wrapped = (at+rows)%rows, true
		}
	}
	return 0, false, false
}

// NextTrouble goes to the next line that was marked as bad, crash or not, down
// or, for a dir of -1, up. It returns the report that begins there, if one does,
// and whether there was such a line at all.
func (p *Pane) NextTrouble(dir int) (begins *book.Report, ok bool) {
	p.freezeCursor()
	for i := p.between(p.oldest(), p.cursor) + dir; ; i += dir {
		seq := p.rowAt(i)
		if seq < 0 {
			return nil, false
		}
		if edge, ok := p.quiet(seq, dir); ok {
			i += edge - seq
			continue
		}
		r := p.ring.At(seq)
		rep := p.book.Covering(r.N)
		first := rep != nil && rep.Crash.First == r.N
		if !first && (rep != nil || !r.Troubled() || i > 0 && p.ring.At(p.rowAt(i-1)).Troubled()) {
			continue // within something, or within a run of bad lines
		}
		p.Show(r.N)
		if first {
			return rep, true
		}
		return nil, true
	}
}

// quiet returns the row at the edge of a stretch around seq that needs no look
// at its rows: without it a capture of a million good lines takes seconds.
func (p *Pane) quiet(seq, dir int) (edge int, ok bool) {
	first, last, from, to := p.ring.Good(seq)
	if from == to || p.kept != nil || p.book.BeginsIn(from, to) {
		return 0, false
	}
	if dir < 0 {
		return first, true
	}
	return last, true
}
