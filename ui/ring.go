package ui

import (
	"slices"
	"sort"
	"strings"
	"time"

	"oopscope/parse"
	"oopscope/parse/letter"
	"oopscope/ui/cell"
)

// A logLine is one line of the console as the log pane keeps it.
type logLine struct {
	text  string // the bytes, cut at maxRow
	at    int64  // offset of its first byte in the input
	came  int64  // host time of its first byte, in milliseconds of Unix; 0 when not known
	micro int64  // printk time, -1 when none
	n     int    // line number in the input
	off   int32  // where the text behind the printk prefix begins
	cut   int32  // bytes cut off the end
	level int8   // syslog level, -1 when none was printed
	mark  int8   // parse.Severity of a line that announces something
	odd   bool   // holds more than printable ASCII
}

// maxRow is how many bytes are kept of one line; the record has all of it.
const maxRow = cell.MaxCells

const (
	maxRingBytes = 192 << 20 // of packed lines: more than a gigabyte of log
	pageRows     = 512

	// Bytes that cannot be packed are no text: a wrong speed, a flood. They
	// count so many times, so that 8 MiB of them are kept and not 192.
	noiseWeight = 24
)

// A ring keeps the newest lines, bounded in bytes. Rows have sequence numbers
// that never change; first() rises as old ones go. All but the newest are
// packed in pages of equally many rows, so that a capture of millions of lines
// can be scrolled and searched from its first line on without filling the memory.
type ring struct {
	pages []page
	gone  int       // pages that were dropped
	lost  int       // line number of the last row in them
	tail  []logLine // the rows behind the pages
	bytes int       // of the pages, by their weight
	cache pageCache
	plain []byte // scratch of pack

	byteLimit int // of packed lines in bytes; 0 for enough for a gigabyte of log
}

// first is the sequence number of the oldest row.
func (r *ring) first() int { return r.gone * pageRows }

// oldest is the number of the line before which none is held.
func (r *ring) oldest() int { return r.lost + 1 }

func (r *ring) packed() int { return (r.gone + len(r.pages)) * pageRows }

// end is the sequence number behind the newest row.
func (r *ring) end() int { return r.packed() + len(r.tail) }

// has reports whether a row is here.
func (r *ring) has(seq int) bool   { return seq >= r.first() && seq < r.end() }
func (r *ring) page(seq int) *page { return &r.pages[seq/pageRows-r.gone] }

// at returns a row that is here. It is good until the next call.
func (r *ring) at(seq int) *logLine {
	if at := seq - r.packed(); at >= 0 {
		return &r.tail[at]
	}
	return &r.cache.rows(seq/pageRows, r.page(seq))[seq%pageRows]
}

// add appends the lines of a batch. Their bytes are copied, a page of lines at
// once: a few lines that stay unpacked must not hold on to a whole batch.
func (r *ring) add(lines []parse.Line) {
	for some := range slices.Chunk(lines, pageRows) {
		size := 0
		for i := range some {
			size += min(len(some[i].Raw), maxRow)
		}
		var block strings.Builder
		block.Grow(size)
		for i := range some {
			block.Write(some[i].Raw[:min(len(some[i].Raw), maxRow)])
		}
		text := block.String()
		for i := range some {
			n := min(len(some[i].Raw), maxRow)
			r.push(&some[i], text[:n])
			text = text[n:]
		}
	}
}

func (r *ring) push(l *parse.Line, text string) {
	r.tail = append(r.tail, logLine{
		text: text, at: l.First, came: milli(l.Came), micro: l.Micro, n: l.N,
		off: int32(max(min(l.Text, len(text)), 0)), cut: cutOff(l, text),
		level: l.Level, mark: int8(l.Mark), odd: !letter.Plain(text),
	})
	if len(r.tail) >= 2*pageRows { // what is being watched stays unpacked
		r.pack()
	}
}

// milli is a host time as the ring keeps it, 0 when there is none.
func milli(t time.Time) int64 {
	if t.IsZero() {
		return 0
	}
	return t.UnixMilli()
}

// cutOff is how many bytes of the line are not in the text. The decoder does not
// hand out all of an endless line either; its place in the input tells.
func cutOff(l *parse.Line, text string) int32 {
	if len(text) < maxRow {
		return 0
	}
	return int32(min(max(l.Last-l.First, int64(len(l.Raw)))-int64(len(text)), 1<<30))
}

// pack makes a page of the oldest rows that are none, and forgets the oldest
// page when there are too many.
func (r *ring) pack() {
	var p page
	p, r.plain = packPage(r.tail[:pageRows], r.plain[:0])
	r.pages = append(r.pages, p)
	r.bytes += p.weight()
	kept := copy(r.tail, r.tail[pageRows:])
	clear(r.tail[kept:])
	r.tail = r.tail[:kept]
	limit := r.byteLimit
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

// seek returns the sequence number of the first row whose line is n or later.
func (r *ring) seek(n int) int {
	from, rows := r.packed(), len(r.tail)
	if i := sort.Search(len(r.pages), func(i int) bool { return r.pages[i].last >= n }); i < len(r.pages) {
		from, rows = (r.gone+i)*pageRows, pageRows
	}
	return from + sort.Search(rows, func(i int) bool { return r.at(from+i).n >= n })
}

// holding returns the sequence number of the row that a byte of the input is in,
// or -1 when that row is not here.
func (r *ring) holding(offset int64) int {
	from, rows := r.packed(), len(r.tail)
	if rows == 0 || offset < r.tail[0].at {
		i := sort.Search(len(r.pages), func(i int) bool { return r.pages[i].at > offset }) - 1
		if i < 0 {
			return -1
		}
		from, rows = (r.gone+i)*pageRows, pageRows
	}
	return from + sort.Search(rows, func(i int) bool { return r.at(from+i).at > offset }) - 1
}

// good returns the rows of seq's page, and the lines behind from up to to that
// they are of, when none of them is bad news by itself; from is to otherwise.
func (r *ring) good(seq int) (first, last, from, to int) {
	if seq >= r.packed() || r.page(seq).trouble {
		return 0, 0, 0, 0
	}
	first = seq - seq%pageRows
	if first > r.first() {
		from = r.page(first - 1).last
	}
	return first, first + pageRows - 1, from, r.page(seq).last
}

// troubled tells whether the line by itself is bad news.
func (r *logLine) troubled() bool { return r.mark > 0 || r.level >= 0 && r.level <= 3 }

// plain returns the row's text as it is seen.
func (r *logLine) plain() string {
	if !r.odd {
		return r.text
	}
	return cell.Clean(r.text)
}
