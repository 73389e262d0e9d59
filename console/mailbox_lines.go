package console

import "oopscope/parse"

// ring holds lines with their bytes, oldest first, and drops the oldest beyond a
// bound. They are copied once, into blocks that never move, and handed over as
// they are.
type ring struct {
	blocks []*block
	head   int // lines at the beginning of the first block that were dropped
	n      int // lines, and their bytes
	bytes  int
	spare  []parse.Line // of a block that was handed over
}

// block is lines whose bytes stand in one piece of memory.
type block struct {
	text  []byte
	lines []parse.Line
}

// A console that is idle needs little memory for its next line, a flood comes
// in large pieces.
const (
	firstBlock = 4 << 10
	mostBlock  = 128 << 10
)

// lineCost is what a line weighs besides its bytes.
const lineCost = 120

func (r *ring) add(l *parse.Line) {
	b := r.blockFor(len(l.Raw))
	from := len(b.text)
	b.text = append(b.text, l.Raw...)
	b.lines = append(b.lines, *l)
	b.lines[len(b.lines)-1].Raw = b.text[from:len(b.text):len(b.text)]
	r.n++
	r.bytes += len(l.Raw)
}

// blockFor returns the block that so many bytes go into.
func (r *ring) blockFor(size int) *block {
	next := firstBlock
	if n := len(r.blocks); n > 0 {
		last := r.blocks[n-1]
		if cap(last.text)-len(last.text) >= size {
			return last
		}
		next = min(2*cap(last.text), mostBlock)
	}
	b := &block{text: make([]byte, 0, max(size, next)), lines: r.spare}
	r.spare = nil
	r.blocks = append(r.blocks, b)
	return b
}

// size is about the memory in use.
func (r *ring) size() int { return r.bytes + r.n*lineCost }

// shrink drops the oldest lines until the rest fits, and returns how many.
func (r *ring) shrink(maxBytes int) (dropped int64) {
	for r.size() > maxBytes {
		first := r.blocks[0]
		r.bytes -= len(first.lines[r.head].Raw)
		r.n--
		r.head++
		dropped++
		if r.head == len(first.lines) {
			r.blocks[0] = nil
			r.blocks, r.head = r.blocks[1:], 0
		}
	}
	return dropped
}

// handOver returns the oldest lines, some most bytes of them, which belong to the
// caller from then on.
func (r *ring) handOver(most int) []parse.Line {
	blocks, n, size := 0, -r.head, 0
	for blocks < len(r.blocks) && size < most {
		b := r.blocks[blocks]
		size += len(b.text) + len(b.lines)*lineCost
		n += len(b.lines)
		blocks++
	}
	if n <= 0 {
		return nil
	}
	lines := make([]parse.Line, 0, n)
	for _, b := range r.blocks[:blocks] {
		lines = append(lines, b.lines[r.head:]...)
		r.head = 0
		clear(b.lines)
		r.spare, b.lines = b.lines[:0], nil
	}
	for i := range lines {
		r.bytes -= len(lines[i].Raw)
	}
	r.n -= n
	if r.blocks = r.blocks[blocks:]; len(r.blocks) == 0 {
		r.blocks = nil
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
