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
	p.Stop()
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

// Find puts the cursor on the next hit from a row on, around the end once. Done is told
// whether there is one, and whether the search went around for it: at once, or when the
// lines that are not in memory were looked at.
func (p *Pane) Find(row, dir int, done func(wrapped, ok bool)) {
	rows := p.limit() - p.ring.First()
	sees := finds(p.search, p.filter, p.book.Snapshot())
	h := &hunt{dir: dir, at: row, left: rows, sees: sees, likely: p.search.Likely, end: func() int { return -1 }}
	h.done = func(seq int, found, wrapped bool) { p.hit(seq, found); done(wrapped, found) }
	p.begin(h)
}

// NextTrouble goes to the next line that was marked as bad, crash or not, down
// or, for a dir of -1, up. Done is told the report that begins there, if one does,
// and whether there was such a line at all: at once, or when the lines that are not in
// memory were looked at.
func (p *Pane) NextTrouble(dir int, done func(begins *book.Report, ok bool)) {
	p.freezeCursor()
	rows := p.limit() - 1 - p.cursor
	if dir < 0 {
		rows = p.cursor - p.ring.First()
	}
	t := &trouble{dir: dir, filter: p.filter, book: p.book.Snapshot(), maybe: -1}
	t.before = p.ring.Has(p.cursor) && p.ring.At(p.cursor).Troubled()
	h := &hunt{dir: dir, at: p.cursor + dir, left: max(rows, 0), sees: t.sees, end: func() int { return t.maybe }}
	h.done = func(seq int, found, _ bool) {
		if !found {
			done(nil, false)
			return
		}
		p.Show(seq + 1)
		rep := p.book.Covering(seq + 1)
		if rep != nil && rep.Crash.First != seq+1 {
			rep = nil
		}
		done(rep, true)
	}
	p.begin(h)
}
