package console

import "oopscope/parse"

// ring holds lines with their bytes in one piece of memory, oldest first, and
// drops the oldest beyond a bound.
type ring struct {
	lines []held
	text  []byte
	head  int // lines before it were dropped
}

// held is a line whose bytes are text[at : at+n].
type held struct {
	parse.Line
	at, n int
}

// lineCost is what a line weighs besides its bytes.
const lineCost = 120

func (r *ring) add(l *parse.Line) {
	h := held{Line: *l, at: len(r.text), n: len(l.Raw)}
	h.Raw = nil
	r.text = append(r.text, l.Raw...)
	r.lines = append(r.lines, h)
}

// size is about the memory in use.
func (r *ring) size() int {
	n := len(r.lines) - r.head
	if n == 0 {
		return 0
	}
	return len(r.text) - r.lines[r.head].at + n*lineCost
}

// shrink drops the oldest lines until the rest fits, and returns how many.
func (r *ring) shrink(maxLines, maxBytes int) (dropped int64) {
	for len(r.lines)-r.head > maxLines || r.size() > maxBytes {
		r.head++
		dropped++
	}
	if r.head > 1024 && r.head > len(r.lines)/2 {
		r.compact()
	}
	return dropped
}

// compact moves the lines that are left to the front.
func (r *ring) compact() {
	first := len(r.text)
	if r.head < len(r.lines) {
		first = r.lines[r.head].at
	}
	r.text = r.text[:copy(r.text, r.text[first:])]
	r.lines = r.lines[:copy(r.lines, r.lines[r.head:])]
	r.head = 0
	for i := range r.lines {
		r.lines[i].at -= first
	}
}

// handOver returns the lines with copies of their bytes, all of which belong
// to the caller, and empties the ring, which keeps no more than spare bytes.
func (r *ring) handOver(spare int) []parse.Line {
	kept := r.lines[r.head:]
	if len(kept) == 0 {
		return nil
	}
	text := append([]byte(nil), r.text[kept[0].at:]...)
	from := kept[0].at
	lines := make([]parse.Line, len(kept))
	for i, h := range kept {
		lines[i] = h.Line
		lines[i].Raw = text[h.at-from : h.at-from+h.n : h.at-from+h.n]
	}
	if r.lines, r.text, r.head = r.lines[:0], r.text[:0], 0; cap(r.text) > spare {
		*r = ring{}
	}
	return lines
}

// latest keeps the newest value of each key, in the order in which the keys
// came first.
type latest[K comparable, T any] struct {
	order  []K
	values map[K]T
}

func (l *latest[K, T]) put(n K, v T, limit int) {
	if l.values == nil {
		l.values = make(map[K]T)
	}
	if _, known := l.values[n]; !known {
		l.order = append(l.order, n)
	}
	l.values[n] = v
	if len(l.order) > limit {
		delete(l.values, l.order[0])
		l.order = l.order[1:]
	}
}

func (l *latest[K, T]) handOver() []T {
	if len(l.order) == 0 {
		return nil
	}
	all := make([]T, len(l.order))
	for i, n := range l.order {
		all[i] = l.values[n]
	}
	*l = latest[K, T]{}
	return all
}
