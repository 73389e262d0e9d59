package symbol

import (
	"errors"
	"fmt"
)

// Memory bounds what images hold in memory, all that share it together: what
// was compressed in their files, and what is indexed or copied of it. It is
// not safe for use by several goroutines at once.
type Memory struct {
	limit, used int64
	returned    int64 // since the last collection
	collect     func()
}

// maxGarbage is how much may have been returned that the collector has not
// seen yet. Left to itself it waits until twice as much is in use.
const maxGarbage = 64 << 20

// NewMemory returns a Memory of so many bytes. What is returned to it is free
// for others after collect, runtime.GC for example.
func NewMemory(limit int64, collect func()) *Memory { return &Memory{limit: limit, collect: collect} }

// Used returns how many bytes are in use.
func (m *Memory) Used() int64 { return m.used }

// A file that grows more than this, beyond what hurts nobody, is damaged or
// made to fill memory: xz packs modules with debug information 4 to 10 to 1,
// zlib their sections 3 to 5 to 1.
const (
	maxGrowth  = 64
	freeGrowth = 64 << 20
)

// The errors of a [Share] that is used up.
var (
	// ErrMemory: all images together would need more than their Memory.
	ErrMemory = errors.New("memory for symbols is used up")
	// ErrSwollen: one image alone needs more than its file's size explains.
	ErrSwollen = fmt.Errorf("it unpacks to more than %d times its size", maxGrowth)
)

// A Share is what one image holds of a Memory. The nil Share has no bound.
type Share struct {
	of      *Memory
	limit   int64
	held    int64
	refused error
}

// Share returns the share of an image whose file has so many bytes.
func (m *Memory) Share(file int64) *Share {
	return &Share{of: m, limit: max(freeGrowth, min(file, m.limit)*maxGrowth)}
}

// Take reserves n bytes before they are made. Without room it reserves nothing
// and returns [ErrMemory] or [ErrSwollen].
func (s *Share) Take(n int64) error {
	switch {
	case s == nil:
		return nil
	case n > s.limit-s.held:
		s.refused = ErrSwollen
		return ErrSwollen
	case n > s.of.limit-s.of.used:
		s.refused = fmt.Errorf("%w: it unpacks to more than %d MB with what else is open", ErrMemory, s.of.limit>>20)
		return s.refused
	}
	s.held += n
	s.of.used += n
	if s.of.returned > maxGarbage {
		s.of.returned = 0
		s.of.collect()
	}
	return nil
}

// Limit returns how many bytes the image may hold, in memory or elsewhere.
func (s *Share) Limit() int64 {
	if s == nil {
		return 1 << 62
	}
	return s.limit
}

// bounded tells whether the image may unpack n bytes where they take no memory.
func (s *Share) bounded(n int64) bool { return n <= s.Limit() }

// Give returns n bytes of those taken.
func (s *Share) Give(n int64) {
	if s != nil {
		s.held -= n
		s.of.used -= n
		s.of.returned += n
	}
}

// Held returns how many bytes are taken.
func (s *Share) Held() int64 {
	if s == nil {
		return 0
	}
	return s.held
}

// Left returns how many bytes can still be taken.
func (s *Share) Left() int64 {
	if s == nil {
		return 1 << 62
	}
	return min(s.limit-s.held, s.of.limit-s.of.used)
}

// Refused returns the error of the last Take that found no room, nil when all
// did: then the image may know less than its file.
func (s *Share) Refused() error {
	if s == nil {
		return nil
	}
	return s.refused
}

// Close returns all that is held. Nothing of the image may be used afterwards.
func (s *Share) Close() {
	if s != nil {
		s.Give(s.held)
	}
}

// grown appends to a list whose elements have so many bytes, with the memory
// of it taken first; what finds no room is left out.
func grown[T any](s *Share, all []T, x T, bytes int64) []T {
	if len(all) == cap(all) {
		larger := max(64, 2*cap(all))
		if s.Take(int64(larger)*bytes) != nil {
			return all
		}
		all = append(make([]T, 0, larger), all...)
		s.Give(int64(len(all)) * bytes)
	}
	return append(all, x)
}
