package logpane

import (
	"oopscope/ui/book"
	"oopscope/ui/scrollback"
)

// span is rows that are to go through the filter, backwards from their end or not.
type span struct {
	from, to int
	back     bool
}

// sifting is a filter on its way over the lines.
type sifting struct {
	todo   []span
	total  int
	away   bool // a task is at it
	anchor int  // the row that the cursor was on, -1 when it was moved since
	top    spot // and where the window was
}

// sifted is what a task found, and what it left.
type sifted struct {
	of   *sifting
	rows []int
	rest span
}

// sieve is what a task needs of the filter.
type sieve struct {
	filter Filter
	book   *book.Book
	source scrollback.Source
	raw    []byte
}

// page appends the rows that pass on the next page of a span, and returns what is
// left of that.
func (s *sieve) page(rows []int, todo span) ([]int, span) {
	at := todo.from
	if todo.back {
		at = todo.to - 1
	}
	n, first, end := s.source.Page(at + 1)
	from, to := max(first-1, todo.from), min(max(end-1, at+1), todo.to)
	if todo.back {
		todo.to = from
	} else {
		todo.from = to
	}
	if s.filter.needsText() {
		var whole bool
		if s.raw, whole = s.source.Raw(s.raw[:0], n); whole && !s.filter.likely(s.raw) {
			return rows, todo
		}
	}
	lines, _ := s.source.Read(n)
	for seq := from; seq < to && seq-first+1 < len(lines); seq++ {
		r := scrollback.RowOf(&lines[seq-first+1])
		if s.filter.shows(&r, s.book) {
			rows = append(rows, seq)
		}
	}
	return rows, todo
}
