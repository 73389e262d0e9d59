package scrollback

import (
	"math/bits"
	"slices"
)

// A Set is a set of rows, of which one can ask for the n-th. It takes a bit for each
// row near another that is in it.
type Set struct {
	blocks []block // of blockRows rows each, by their number
	before []int   // rows in the blocks in front of each; rebuilt when stale
	stale  bool
	n      int
}

const (
	blockRows  = 4096
	blockWords = blockRows / 64
)

type block struct {
	bits *[blockWords]uint64 // nil when there is none
	n    int
}

// Len returns how many rows are in the set.
func (s *Set) Len() int { return s.n }

// Add puts a row in.
func (s *Set) Add(seq int) {
	i, word, bit := seq/blockRows, seq%blockRows/64, uint64(1)<<(seq%64)
	if i >= len(s.blocks) {
		s.blocks = append(s.blocks, make([]block, i+1-len(s.blocks))...)
	}
	b := &s.blocks[i]
	if b.bits == nil {
		b.bits = new([blockWords]uint64)
	}
	if b.bits[word]&bit == 0 {
		b.bits[word] |= bit
		b.n++
		s.n++
		s.stale = true
	}
}

// Rank returns how many rows of the set are in front of a row.
func (s *Set) Rank(seq int) (n int) {
	if seq <= 0 {
		return 0
	}
	i := seq / blockRows
	if i >= len(s.blocks) {
		return s.n
	}
	s.count()
	n = s.before[i]
	if b := s.blocks[i].bits; b != nil {
		last := seq % blockRows / 64
		for _, w := range b[:last] {
			n += bits.OnesCount64(w)
		}
		n += bits.OnesCount64(b[last] & (1<<(seq%64) - 1))
	}
	return n
}

// At returns the i-th row of the set, which has one.
func (s *Set) At(i int) (seq int) {
	s.count()
	at, exact := slices.BinarySearch(s.before, i)
	if !exact {
		at--
	}
	for s.blocks[at].n == 0 || i-s.before[at] >= s.blocks[at].n { // equal counts: the first of them is empty
		at++
	}
	left := i - s.before[at]
	for word, w := range s.blocks[at].bits {
		n := bits.OnesCount64(w)
		if left >= n {
			left -= n
			continue
		}
		for range left {
			w &= w - 1
		}
		return at*blockRows + word*64 + bits.TrailingZeros64(w)
	}
	return -1
}

// Drop takes out all rows in front of a row.
func (s *Set) Drop(seq int) {
	for s.n > 0 && s.At(0) < seq {
		first := s.At(0)
		b := &s.blocks[first/blockRows]
		if first/blockRows < seq/blockRows {
			s.n -= b.n
			*b = block{}
		} else {
			b.bits[first%blockRows/64] &^= 1 << (first % 64)
			b.n--
			s.n--
		}
		s.stale = true
	}
}

// count brings the sums up to date.
func (s *Set) count() {
	if !s.stale && len(s.before) == len(s.blocks) {
		return
	}
	s.before, s.stale = s.before[:0], false
	sum := 0
	for i := range s.blocks {
		s.before = append(s.before, sum)
		sum += s.blocks[i].n
	}
}
