package ui

import (
	"sort"

	"oopscope/parse"
)

// A logLine is one line of the console as the log pane keeps it.
type logLine struct {
	text  string // the bytes, cut at maxRow
	micro int64  // printk time, -1 when none
	n     int    // line number in the input
	off   int32  // where the text behind the printk prefix begins
	cut   int32  // bytes cut off the end
	level int8   // syslog level, -1 when none was printed
	mark  int8   // parse.Severity of a line that announces something
	odd   bool   // holds more than printable ASCII
}

const (
	maxRow       = 16 << 10 // bytes kept of one line; the record has all of it
	maxRows      = 200_000
	maxRingBytes = 64 << 20
)

// A ring keeps the newest lines, bounded in number and in bytes. Rows have
// sequence numbers that never change; first() rises as old ones go.
type ring struct {
	rows      []logLine
	head      int // index in rows of the oldest one kept
	base      int // sequence number of rows[0]
	bytes     int
	lineLimit int // 0: maxRows; tests make it smaller
}

func (r *ring) first() int          { return r.base + r.head }
func (r *ring) end() int            { return r.base + len(r.rows) }
func (r *ring) at(seq int) *logLine { return &r.rows[seq-r.base] }
func (r *ring) has(seq int) bool    { return seq >= r.first() && seq < r.end() }

// add appends the lines of a batch. All their bytes are copied at once, so a
// batch costs one allocation however many lines it has.
func (r *ring) add(lines []parse.Line) {
	size := 0
	for i := range lines {
		size += min(len(lines[i].Raw), maxRow)
	}
	block := make([]byte, 0, size)
	for i := range lines {
		block = append(block, lines[i].Raw[:min(len(lines[i].Raw), maxRow)]...)
	}
	text := string(block)
	for i := range lines {
		n := min(len(lines[i].Raw), maxRow)
		r.push(&lines[i], text[:n])
		text = text[n:]
	}
	r.trim()
}

func (r *ring) push(l *parse.Line, text string) {
	r.rows = append(r.rows, logLine{
		text: text, micro: l.Micro, n: l.N,
		off: int32(max(min(l.Text, len(text)), 0)), cut: int32(min(len(l.Raw)-len(text), 1<<30)),
		level: l.Level, mark: int8(l.Mark), odd: !plainASCII(text),
	})
	r.bytes += len(text)
}

func (r *ring) trim() {
	limit := r.lineLimit
	if limit == 0 {
		limit = maxRows
	}
	for r.head < len(r.rows)-1 && (len(r.rows)-r.head > limit || r.bytes > maxRingBytes) {
		r.bytes -= len(r.rows[r.head].text)
		r.rows[r.head].text = ""
		r.head++
	}
	if r.head > 1024 && r.head > len(r.rows)/2 {
		kept := copy(r.rows, r.rows[r.head:])
		clear(r.rows[kept:])
		r.rows = r.rows[:kept]
		r.base += r.head
		r.head = 0
	}
}

// seek returns the sequence number of the first row whose line is n or later.
func (r *ring) seek(n int) int {
	kept := r.rows[r.head:]
	return r.first() + sort.Search(len(kept), func(i int) bool { return kept[i].n >= n })
}
