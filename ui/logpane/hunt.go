package logpane

import (
	"oopscope/parse"
	"oopscope/ui/book"
	"oopscope/ui/match"
	"oopscope/ui/scrollback"
)

// A hunt goes over the lines in one direction until one is what is looked for: those
// in memory at once, the others by tasks.
type hunt struct {
	dir     int
	at      int  // row to look at next
	left    int  // rows to look at
	first   int  // of all that can be looked at
	limit   int  // behind the last of them
	wrapped bool // did so
	rows    int  // to look at in the beginning
	seen    int  // of them, as far as was told

	// sees looks at the next row, and returns the one that is what was looked for,
	// -1 for none as yet.
	sees   func(r *scrollback.Line) int
	end    func() int                   // what there is at the end: a row, or -1
	likely func(raw []byte) bool        // whether any of the lines in a page may be it; nil for yes
	source scrollback.Source            // where lines are read back
	raw    []byte                       // scratch
	done   func(seq int, found, w bool) // told once
	away   bool                         // a task is at it
}

// hunted is how far a task got.
type hunted struct {
	hunt *hunt
	seq  int // found, -1 for none so far
	page fetched
}

// pass passes over rows.
func (h *hunt) pass(n int) {
	h.at += n * h.dir
	h.left -= n
	switch {
	case h.left <= 0:
	case h.at >= h.limit:
		h.at, h.wrapped = h.first, true
	case h.at < h.first:
		h.at, h.wrapped = h.limit-1, true
	}
}

// page looks at the rows of the page that is next.
func (h *hunt) page() (seq int, page fetched) {
	n, first, end := h.source.Page(h.at + 1)
	first, end = first-1, min(end-1, h.limit)
	rows := end - h.at
	if h.dir < 0 {
		rows = h.at - first + 1
	}
	rows = max(min(rows, h.left), 1)
	if h.likely != nil {
		var whole bool
		if h.raw, whole = h.source.Raw(h.raw[:0], n); whole && !h.likely(h.raw) {
			h.pass(rows)
			return -1, page
		}
	}
	page = read(h.source, []int{n})
	for range rows {
		if i := h.at - first; i < len(page.lines[0]) {
			r := scrollback.RowOf(&page.lines[0][i])
			if seq := h.sees(&r); seq >= 0 {
				return seq, page
			}
		}
		h.pass(1)
	}
	return -1, page
}

// finds looks for a text in the lines that pass a filter.
func finds(m *match.Matcher, f Filter, b *book.Book) func(r *scrollback.Line) int {
	return func(r *scrollback.Line) int {
		if m.In(r.Plain()) && (!f.Active() || f.shows(r, b)) {
			return r.N - 1
		}
		return -1
	}
}

// A trouble looks for the beginning of the next run of bad lines, or of a report.
type trouble struct {
	dir    int
	filter Filter
	book   *book.Book
	before bool // the row behind was bad
	maybe  int  // going up: a bad row that begins its run when the next is good
}

func (t *trouble) sees(r *scrollback.Line) int {
	if t.filter.Active() && !t.filter.shows(r, t.book) {
		return -1
	}
	bad := r.Troubled()
	if seq := t.maybe; seq >= 0 && !bad {
		return seq
	}
	before := t.before
	t.before, t.maybe = bad, -1
	rep := t.book.Covering(r.N)
	switch {
	case rep != nil && rep.Crash.First == r.N:
		return r.N - 1
	case rep != nil || !bad:
	case t.dir < 0:
		t.maybe = r.N - 1
	case !before:
		return r.N - 1
	}
	return -1
}

// fetched is what was read, and what could not be.
type fetched struct {
	pages  []int
	lines  [][]parse.Line
	failed []int
}

// read reads pages.
func read(source scrollback.Source, pages []int) fetched {
	f := fetched{pages: pages}
	for _, n := range pages {
		lines, err := source.Read(n)
		if f.lines = append(f.lines, lines); err != nil {
			f.failed = append(f.failed, n)
		}
	}
	return f
}
