package parse

import (
	"encoding/binary"
	"math/bits"
)

// search walks over the places in a text where a gram may stand.
type search struct {
	f     *filter
	p     []byte
	next  int    // where to look next
	end   int    // places from here on are not wanted
	base  int    // where the batch begins
	entry int    // of the batch, the next one
	count int    // entries in the batch
	group int    // that mask is about
	mask  uint64 // places in it that were not handed out yet
	batch batch
	tail  [2*group + gramLen - 1]byte
}

// begin looks for places in p from from on, below end.
func (s *search) begin(f *filter, p []byte, from, end int) {
	s.f, s.p, s.next, s.end, s.mask, s.entry, s.count = f, p, from, end, 0, 0, 0
}

// place returns the next place, -1 when there is none.
func (s *search) place() int {
	for s.mask == 0 {
		switch {
		case s.entry < s.count:
			s.group, s.mask = s.base+int(s.batch.at[s.entry]), s.batch.mask[s.entry]
			s.entry++
		case s.next < s.end:
			s.look()
		default:
			return -1
		}
	}
	i := s.group + bits.TrailingZeros64(s.mask)
	s.mask &= s.mask - 1
	if i >= s.end {
		s.mask, s.entry, s.next = 0, s.count, s.end
		return -1
	}
	return i
}

// look runs the kernel over a batch of what is left of the text; the last bytes,
// which it must not read beyond, go through a copy.
func (s *search) look() {
	left := s.p[s.next:]
	n := min((len(left)-(gramLen-1))&^(group-1), batchGroups*group)
	if want := s.end - s.next; n > want {
		n = (want + group - 1) &^ (group - 1)
	}
	if n <= 0 {
		left = s.copyTail(left)
		n = min(len(s.p), s.end) - s.next
	}
	s.base, s.entry, s.count = s.next, 0, s.f.kernel(s.f, left, n, &s.batch)
	s.next += n
}

func (s *search) copyTail(left []byte) []byte {
	n := copy(s.tail[:], left)
	clear(s.tail[n:])
	return s.tail[:]
}

// stands tells whether the literal stands in p with its gram at i.
func (m *mark) stands(p []byte, i int) bool {
	if k := i - m.ahead; k >= 0 && k+8 <= len(p) && (binary.LittleEndian.Uint64(p[k:])^m.key)&m.mask != 0 {
		return false
	}
	return m.all(p, i-m.at)
}

func (m *mark) all(p []byte, i int) bool {
	return i >= 0 && len(p)-i >= len(m.literal) && string(p[i:i+len(m.literal)]) == m.literal
}

// holds tells whether any literal has its gram at place i.
func (f *filter) holds(p []byte, i int) bool {
	marks := f.at(p, i)
	for j := range marks {
		if marks[j].stands(p, i) {
			return true
		}
	}
	if !f.heads[p[i]] {
		return false
	}
	for j := range f.short {
		if f.short[j].stands(p, i) {
			return true
		}
	}
	return false
}

// first returns the first place in p[from:to] where a literal has its gram, -1
// when there is none.
func (s *search) first(f *filter, p []byte, from, to int) int {
	s.begin(f, p, from, to)
	for i := s.place(); i >= 0; i = s.place() {
		if f.holds(p, i) {
			return i
		}
	}
	return -1
}
