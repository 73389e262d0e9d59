package record

import (
	"bytes"
	"cmp"
	"io"
	"slices"
	"sort"
	"sync"

	"oopscope/parse"
)

// A Text is bytes that lines can be read back from.
type Text interface {
	// Section returns the bytes of the input from one offset to another, as far
	// as they are there.
	Section(from, to int64) io.Reader
	// Times tells when the bytes from an offset on came.
	Times(from int64) *Times
}

// A Scroll is random access to the lines of a text, however large: it knows where
// some of the lines begin, and reads the others back. One goroutine tells it what
// came; the others may ask at any time, and only Read and Raw wait for the disk.
type Scroll struct {
	text   Text
	placed bool // each line begins with its place, see Placed

	mu     sync.Mutex // around what follows; never held while anything waits
	pages  []pageStart
	lines  int     // that are whole
	end    int64   // of what came
	open   bool    // it ends inside a line
	breaks []int64 // where a line was broken off that has no end of its own
	marks  []mark  // in the order of their lines
	learnt []*parse.Prefix
}

// A page begins with the first line behind so many bytes of the one before.
const pageBytes = 64 << 10

type pageStart struct {
	line    int
	at      int64
	skipped int64 // bytes before it that are in no line
}

// mark is the number of a line and its severity, which is its lowest byte.
type mark uint64

func markOf(m parse.LineMark) mark { return mark(m.N)<<8 | mark(m.Mark) }

func (m mark) line() int { return int(m >> 8) }

// NewScroll returns the lines of a text of which nothing is known yet.
func NewScroll(t Text) *Scroll {
	return &Scroll{text: t, pages: []pageStart{{line: 1}}}
}

// Grow tells what came next.
func (s *Scroll) Grow(p []byte) {
	s.mu.Lock()
	defer s.mu.Unlock()
	for len(p) > 0 {
		// the next page begins with the line behind the first line end from here on
		from := max(s.pages[len(s.pages)-1].at+pageBytes-1-s.end, 0)
		n := len(p)
		turn := -1
		if from < int64(n) {
			turn = bytes.IndexByte(p[from:], '\n')
		}
		if turn >= 0 {
			n = int(from) + turn + 1
		}
		s.lines += bytes.Count(p[:n], []byte{'\n'})
		s.end += int64(n)
		s.open = p[n-1] != '\n'
		if turn >= 0 {
			s.pages = append(s.pages, pageStart{line: s.lines + 1, at: s.end})
		}
		p = p[n:]
	}
}

// Break tells that the unfinished line, when there is one, will not go on.
func (s *Scroll) Break() {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.breakOff()
}

func (s *Scroll) breakOff() {
	if s.open {
		s.lines++
		s.open = false
		s.breaks = append(s.breaks, s.end)
	}
}

// Skip tells that the next n bytes are in no line: a page begins behind them. The
// unfinished line is broken off, or, when it is as long as dropped, in no line either.
func (s *Scroll) Skip(n int64, dropped int) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if dropped > 0 {
		s.open = false
		n += int64(dropped)
		s.end -= int64(dropped)
	}
	s.breakOff()
	if n <= 0 {
		return
	}
	s.end += n
	if last := &s.pages[len(s.pages)-1]; last.line == s.lines+1 { // nothing stands on that one yet
		last.at, last.skipped = s.end, last.skipped+n
		return
	}
	s.pages = append(s.pages, pageStart{s.lines + 1, s.end, n})
}

// Mark tells which lines announce something, nearly in their order.
func (s *Scroll) Mark(marks []parse.LineMark) {
	if len(marks) == 0 {
		return
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, m := range marks {
		at := len(s.marks)
		for at > 0 && s.marks[at-1].line() > m.N {
			at--
		}
		if at > 0 && s.marks[at-1].line() == m.N {
			s.marks[at-1] = max(s.marks[at-1], markOf(m))
			continue
		}
		s.marks = slices.Insert(s.marks, at, markOf(m))
	}
}

// Learn tells what stands in front of the kernel's lines.
func (s *Scroll) Learn(p *parse.Prefix) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.learnt = append(s.learnt, p)
}

// Text is what the lines are read back from.
func (s *Scroll) Text() Text { return s.text }

// Before returns the place of a line that begins so many bytes before an offset, or a page
// more, but not before a line with a number: its offset, and how many lines come before it.
func (s *Scroll) Before(offset, size int64, least int) (at int64, lines int, err error) {
	page := s.At(max(offset-size, 0))
	x, _ := s.sheet(page)
	if x.line >= least {
		return x.from, x.line - 1, nil
	}
	page, first, _ := s.Page(least)
	read, err := s.Read(page)
	if least-first >= len(read) {
		return 0, 0, cmp.Or(err, ErrNotThere)
	}
	return read[least-first].First, least - 1, nil
}

// Lines returns how many whole lines came, and where the next one begins.
func (s *Scroll) Lines() int {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.lines
}

// End returns how many bytes came.
func (s *Scroll) End() int64 {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.end
}

// Page returns the page that a line is on, its first line and the one behind its
// last. The last page grows.
func (s *Scroll) Page(line int) (page, first, end int) {
	s.mu.Lock()
	defer s.mu.Unlock()
	page = max(sort.Search(len(s.pages), func(i int) bool { return s.pages[i].line > line })-1, 0)
	first, end = s.pages[page].line, s.lines+1
	if page+1 < len(s.pages) {
		end = s.pages[page+1].line
	}
	return page, first, end
}

// At returns the page that a byte of the input is on.
func (s *Scroll) At(offset int64) (page int) {
	s.mu.Lock()
	defer s.mu.Unlock()
	return max(sort.Search(len(s.pages), func(i int) bool { return s.pages[i].at > offset })-1, 0)
}

// Marked reports whether a line from one on and before another announces something.
func (s *Scroll) Marked(from, to int) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	return len(s.marksIn(from, to)) > 0
}

func (s *Scroll) marksIn(from, to int) []mark {
	at := func(line int) int {
		return sort.Search(len(s.marks), func(i int) bool { return s.marks[i].line() >= line })
	}
	return s.marks[at(from):at(to)]
}
