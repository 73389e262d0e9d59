package literal

import (
	"encoding/binary"
	"math/bits"
)

// A Search walks over the places in a text where literals stand. The zero value
// is ready; one search serves one text after the other without allocating.
type Search struct {
	f     *Set
	p     []byte
	next  int    // where to look next
	end   int    // places from here on are not wanted
	base  int    // where the batch begins
	entry int    // of the batch, the next one
	count int    // entries in the batch
	group int    // that mask is about
	mask  uint64 // places in it that were not handed out yet
	batch batch
	tail  [tailGroups*group + gramLen - 1]byte
}

// Begin starts to look for the literals of a set that have their gram in
// p[from:end]. p must not change meanwhile; [Search.Done] lets go of it.
func (s *Search) Begin(f *Set, p []byte, from, end int) {
	s.f, s.p, s.next, s.end, s.mask, s.entry, s.count = f, p, from, end, 0, 0, 0
}

// Done lets go of the text.
func (s *Search) Done() { s.p = nil }

// Next returns the next place at or behind from at which a literal has its gram:
// a place inside of the literal. It returns -1 when there is no further one.
func (s *Search) Next(from int) int {
	for i := s.place(); i >= 0; i = s.place() {
		if i >= from && s.f.holds(s.p, i) {
			return i
		}
	}
	return -1
}

// A Hit is a literal and where it begins.
type Hit struct {
	Literal int // its index in what New was given
	At      int // in the text
}

// All appends every literal of the set that stands in p to dst, in the order of
// their places; those of one place in the order of the set.
func (s *Search) All(dst []Hit, f *Set, p []byte) []Hit {
	s.Begin(f, p, 0, len(p))
	for i := s.place(); i >= 0; i = s.place() {
		dst = appendHits(dst, f.at(p, i), p, i)
		if f.heads[p[i]] {
			dst = appendHits(dst, f.short, p, i)
		}
	}
	return dst
}

// appendHits appends those of the literals that stand with their gram at i.
func appendHits(dst []Hit, marks []mark, p []byte, i int) []Hit {
	for j := range marks {
		m := &marks[j]
		if !m.stands(p, i) {
			continue
		}
		dst = append(dst, Hit{m.index, i - m.at})
		for k := len(dst) - 1; k > 0 && dst[k].before(dst[k-1]); k-- {
			dst[k], dst[k-1] = dst[k-1], dst[k]
		}
	}
	return dst
}

func (a Hit) before(b Hit) bool { return a.At < b.At || a.At == b.At && a.Literal < b.Literal }

// place returns the next place where a gram may stand, -1 when there is none.
func (s *Search) place() int {
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

// look runs the finder over a batch of what is left of the text. It must not read
// beyond, so the last bytes go through a copy.
func (s *Search) look() {
	left := s.p[s.next:]
	n := min((len(left)-(gramLen-1))&^(group-1), batchGroups*group)
	want := s.end - s.next
	switch {
	case len(left) <= tailGroups*group: // most lines are, as a whole
		left, n = s.copyTail(left), min(len(left), want)
	case n > want:
		n = (want + group - 1) &^ (group - 1)
	}
	s.base, s.entry, s.count = s.next, 0, s.f.find(s.f, left, n, &s.batch)
	s.next += n
}

func (s *Search) copyTail(left []byte) []byte {
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
func (f *Set) holds(p []byte, i int) bool {
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
