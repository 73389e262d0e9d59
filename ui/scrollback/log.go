// Package scrollback gives the screen the lines of the console: the newest are in
// memory, all others are read back, a page at a time, from where the console keeps
// them. Nothing here waits: a row that is not in memory is absent at first, and what
// was asked for is told to whoever fetches it.
package scrollback

import (
	"slices"
	"sort"

	"oopscope/parse"
)

// A Source is where the console's lines are read back. Only Read and Raw wait for the
// disk.
type Source interface {
	// Page returns the page that a line is on, its first line, and the one behind
	// its last. The last page grows.
	Page(line int) (page, first, end int)
	// At returns the page that a byte of the input is on.
	At(offset int64) (page int)
	// Read returns the lines of a page, in their order. With an error there may be
	// the first of them.
	Read(page int) ([]parse.Line, error)
	// Raw appends the bytes of a page to dst, where that is possible.
	Raw(dst []byte, page int) (raw []byte, whole bool)
}

// How much is in memory.
const (
	stepRows  = 512     // that go at a time
	tailRows  = 2048    // of the newest, when the others can be read back
	tailBytes = 1 << 20 // and of what they take
	loneBytes = 8 << 20 // when they cannot
	rowCost   = 80      // of a row besides its text
)

// A Log is all lines of the console. Rows have sequence numbers: the number of their
// line less one. Without a source First rises as old ones go.
type Log struct {
	Source Source // nil when nothing can be read back
	Limit  int    // of the newest rows in bytes; 0 for what is enough

	tail  []Line // the newest rows, without a gap
	from  int    // sequence number of the first of them
	bytes int
	cache pageCache
}

// First is the sequence number of the oldest row.
func (g *Log) First() int {
	if g.Source != nil {
		return 0
	}
	return g.from
}

// Oldest is the number of the line before which none is held.
func (g *Log) Oldest() int { return g.First() + 1 }

// End is the sequence number behind the newest row.
func (g *Log) End() int { return g.from + len(g.tail) }

// Newest is the first of the rows that are in memory up to the newest.
func (g *Log) Newest() int { return g.from }

// Has reports whether there is such a row, in memory or not.
func (g *Log) Has(seq int) bool { return seq >= g.First() && seq < g.End() }

// Here reports whether a row is in memory.
func (g *Log) Here(seq int) bool { return g.Has(seq) && (seq >= g.from || g.cached(seq) != nil) }

// At returns a row that there is. It is good until the next call. One that is not in
// memory is absent, and its page wanted from then on.
func (g *Log) At(seq int) *Line {
	if seq >= g.from {
		return &g.tail[seq-g.from]
	}
	if r := g.cached(seq); r != nil {
		return r
	}
	page, _, _ := g.Source.Page(seq + 1)
	g.cache.want(page)
	g.cache.absent = Line{N: seq + 1, At: -1, Micro: -1, Level: -1, Absent: true}
	return &g.cache.absent
}

// cached returns a row of a page that was read, nil when it is none.
func (g *Log) cached(seq int) *Line {
	if r := g.cache.here.row(seq); r != nil || g.Source == nil {
		return r
	}
	page, _, _ := g.Source.Page(seq + 1)
	return g.cache.row(page, seq)
}

// Wanted returns the pages that were asked for and are not in memory, the latest
// first, and forgets them.
func (g *Log) Wanted() []int { return g.cache.wanted() }

// Put takes in the lines of a page.
func (g *Log) Put(page int, lines []parse.Line) {
	if len(lines) > 0 {
		g.cache.put(page, lines[0].N-1, rowsOf(lines))
	}
}

// Add appends the lines of a batch. Lines that were left out are read back when they
// are looked at.
func (g *Log) Add(lines []parse.Line) {
	for some := range slices.Chunk(lines, stepRows) {
		for i := 1; i < len(some); i++ {
			if some[i].N != some[i-1].N+1 {
				g.append(some[:i])
				some, i = some[i:], 0
			}
		}
		g.append(some)
	}
}

// append appends lines that follow each other.
func (g *Log) append(lines []parse.Line) {
	if first := lines[0].N - 1; first != g.End() {
		if first < g.End() { // seen already
			keep := min(g.End()-first, len(lines))
			if lines = lines[keep:]; len(lines) == 0 {
				return
			}
		} else {
			g.tail, g.from, g.bytes = nil, first, 0
		}
	}
	rows := rowsOf(lines)
	for i := range rows {
		g.bytes += rows[i].cost()
	}
	g.tail = append(g.tail, rows...)
	for len(g.tail) >= 2*stepRows && g.tooMany() {
		g.drop(stepRows)
	}
}

func (g *Log) tooMany() bool {
	limit := g.Limit
	switch {
	case limit > 0:
	case g.Source != nil:
		limit = tailBytes
	default:
		limit = loneBytes
	}
	return g.bytes > limit || g.Source != nil && len(g.tail) > tailRows
}

// drop forgets the oldest of the rows in memory.
func (g *Log) drop(n int) {
	for i := range n {
		g.bytes -= g.tail[i].cost()
	}
	kept := copy(g.tail, g.tail[n:])
	clear(g.tail[kept:])
	g.tail, g.from = g.tail[:kept], g.from+n
}

// Seek returns the sequence number of the first row whose line is n or later.
func (g *Log) Seek(n int) int { return max(g.First(), min(n-1, g.End())) }

// whole tells whether a page in memory has all of its rows that the newest do not have.
func (g *Log) whole(o *openPage) bool {
	_, _, end := g.Source.Page(o.first + 1)
	return o.first+len(o.rows) >= min(end-1, g.from)
}

// Holding returns the row that a byte of the input is in, -1 when there is none; ok
// is false when that shows only once its page was read.
func (g *Log) Holding(offset int64) (seq int, ok bool) {
	rows, from := g.tail, g.from
	if len(rows) == 0 || offset < rows[0].At {
		if g.Source == nil || len(rows) == 0 {
			return -1, true
		}
		page := g.Source.At(offset)
		o := g.cache.open[page]
		if o == nil || !g.whole(o) && offset >= o.rows[len(o.rows)-1].At {
			return -1, g.cache.want(page)
		}
		rows, from = o.rows, o.first
	}
	return from + sort.Search(len(rows), func(i int) bool { return rows[i].At > offset }) - 1, true
}
