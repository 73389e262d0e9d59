// Package scrollback keeps the lines of the console for the screen: the newest as
// they are, all others packed. The record on the disk has every byte; this is what
// can be scrolled, searched and filtered at once.
package scrollback

import (
	"slices"
	"sort"
	"strings"
	"time"
	"unicode/utf8"

	"oopscope/parse"
	"oopscope/parse/ascii"
	"oopscope/ui/cell"
)

// A Line is one line of the console as the log pane keeps it.
type Line struct {
	Text  string // the bytes, cut at MaxLine
	At    int64  // offset of its first byte in the input
	Came  int64  // host time of its first byte, in milliseconds of Unix; 0 when not known
	Micro int64  // printk time, -1 when none
	N     int    // line number in the input
	Off   int32  // where the text behind the printk prefix begins
	Cut   int32  // bytes cut off the end
	Level int8   // syslog level, -1 when none was printed
	Mark  int8   // parse.Severity of a line that announces something
	odd   bool   // holds more than printable ASCII
}

// MaxLine is how many bytes are kept of one line; the record has all of it.
const MaxLine = cell.MaxCells

const (
	maxRingBytes = 192 << 20 // of packed lines: more than a gigabyte of log
	pageRows     = 512

	// Bytes that cannot be packed are no text: a wrong speed, a flood. They
	// count so many times, so that 8 MiB of them are kept and not 192.
	noiseWeight = 24
)

// A Ring keeps the newest lines, bounded in bytes. Rows have sequence numbers
// that never change; First rises as old ones go. All but the newest are
// packed in pages of equally many rows, so that a capture of millions of lines
// can be scrolled and searched from its first line on without filling the memory.
type Ring struct {
	pages []page
	gone  int    // pages that were dropped
	lost  int    // line number of the last row in them
	tail  []Line // the rows behind the pages
	bytes int    // of the pages, by their weight
	cache pageCache
	plain []byte // scratch of pack

	Limit int // of packed lines in bytes; 0 for enough for a gigabyte of log
}

// First is the sequence number of the oldest row.
func (r *Ring) First() int { return r.gone * pageRows }

// Oldest is the number of the line before which none is held.
func (r *Ring) Oldest() int { return r.lost + 1 }

func (r *Ring) packed() int { return (r.gone + len(r.pages)) * pageRows }

// End is the sequence number behind the newest row.
func (r *Ring) End() int { return r.packed() + len(r.tail) }

// Has reports whether a row is here.
func (r *Ring) Has(seq int) bool   { return seq >= r.First() && seq < r.End() }
func (r *Ring) page(seq int) *page { return &r.pages[seq/pageRows-r.gone] }

// At returns a row that is here. It is good until the next call.
func (r *Ring) At(seq int) *Line {
	if at := seq - r.packed(); at >= 0 {
		return &r.tail[at]
	}
	return &r.cache.rows(seq/pageRows, r.page(seq))[seq%pageRows]
}

// Add appends the lines of a batch. Their bytes are copied, a page of lines at
// once: a few lines that stay unpacked must not hold on to a whole batch.
func (r *Ring) Add(lines []parse.Line) {
	for some := range slices.Chunk(lines, pageRows) {
		size := 0
		for i := range some {
			size += len(Kept(some[i].Raw))
		}
		var block strings.Builder
		block.Grow(size)
		for i := range some {
			block.Write(Kept(some[i].Raw))
		}
		text := block.String()
		for i := range some {
			n := len(Kept(some[i].Raw))
			r.push(&some[i], text[:n])
			text = text[n:]
		}
	}
}

// Kept returns what is kept of a line: all of it, or what ends in front of a
// letter that would be torn.
func Kept(raw []byte) []byte {
	if len(raw) <= MaxLine {
		return raw
	}
	n := MaxLine
	for n > MaxLine-utf8.UTFMax && !utf8.RuneStart(raw[n]) {
		n--
	}
	return raw[:n]
}

func (r *Ring) push(l *parse.Line, text string) {
	r.tail = append(r.tail, Line{
		Text: text, At: l.First, Came: Milli(l.Came), Micro: l.Micro, N: l.N,
		Off: int32(max(min(l.Text, len(text)), 0)), Cut: cutOff(l, text),
		Level: l.Level, Mark: int8(l.Mark), odd: !ascii.IsPlain(text),
	})
	if len(r.tail) >= 2*pageRows { // what is being watched stays unpacked
		r.pack()
	}
}

// Milli is a host time as the ring keeps it, 0 when there is none.
func Milli(t time.Time) int64 {
	if t.IsZero() {
		return 0
	}
	return t.UnixMilli()
}

// cutOff is how many bytes of the line are not in the text. The decoder does not
// hand out all of an endless line either; its place in the input tells.
func cutOff(l *parse.Line, text string) int32 {
	if len(text) == len(l.Raw) && len(text) < MaxLine {
		return 0
	}
	return int32(min(max(l.Last-l.First, int64(len(l.Raw)))-int64(len(text)), 1<<30))
}

// pack makes a page of the oldest rows that are none, and forgets the oldest
// page when there are too many.
func (r *Ring) pack() {
	var p page
	p, r.plain = packPage(r.tail[:pageRows], r.plain[:0])
	r.pages = append(r.pages, p)
	r.bytes += p.weight()
	kept := copy(r.tail, r.tail[pageRows:])
	clear(r.tail[kept:])
	r.tail = r.tail[:kept]
	limit := r.Limit
	if limit == 0 {
		limit = maxRingBytes
	}
	for r.bytes > limit {
		r.bytes -= r.pages[0].weight()
		r.lost = r.pages[0].last
		r.cache.drop(r.gone)
		r.pages[0] = page{}
		r.pages = r.pages[1:]
		r.gone++
	}
}

// Seek returns the sequence number of the first row whose line is n or later.
func (r *Ring) Seek(n int) int {
	from, rows := r.packed(), len(r.tail)
	if i := sort.Search(len(r.pages), func(i int) bool { return r.pages[i].last >= n }); i < len(r.pages) {
		from, rows = (r.gone+i)*pageRows, pageRows
	}
	return from + sort.Search(rows, func(i int) bool { return r.At(from+i).N >= n })
}

// Holding returns the sequence number of the row that a byte of the input is in,
// or -1 when that row is not here.
func (r *Ring) Holding(offset int64) int {
	from, rows := r.packed(), len(r.tail)
	if rows == 0 || offset < r.tail[0].At {
		i := sort.Search(len(r.pages), func(i int) bool { return r.pages[i].at > offset }) - 1
		if i < 0 {
			return -1
		}
		from, rows = (r.gone+i)*pageRows, pageRows
	}
	return from + sort.Search(rows, func(i int) bool { return r.At(from+i).At > offset }) - 1
}

// Good returns the rows of seq's page, and the lines behind from up to to that
// they are of, when none of them is bad news by itself; from is to otherwise.
func (r *Ring) Good(seq int) (first, last, from, to int) {
	if seq >= r.packed() || r.page(seq).trouble {
		return 0, 0, 0, 0
	}
	first = seq - seq%pageRows
	if first > r.First() {
		from = r.page(first - 1).last
	}
	return first, first + pageRows - 1, from, r.page(seq).last
}

// Troubled tells whether the line by itself is bad news.
func (r *Line) Troubled() bool { return r.Mark > 0 || r.Level >= 0 && r.Level <= 3 }

// Plain returns the row's text as it is seen.
func (r *Line) Plain() string {
	if !r.odd {
		return r.Text
	}
	return cell.Clean(r.Text)
}
