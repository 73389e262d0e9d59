package symbol

import (
	"errors"
	"fmt"
	"sync"
)

// Memory bounds what images hold in memory, all that share it together: what
// was compressed in their files, and what is indexed or copied of it. It and its
// shares may be used by several goroutines at once: what unpacks a file ends on one of
// its own.
type Memory struct {
	limit   int64
	collect func()

	mu       sync.Mutex // also of what the shares hold
	used     int64
	returned int64 // since the last collection
}

// maxGarbage is how much may have been returned that the collector has not
// seen yet. Left to itself it waits until twice as much is in use.
const maxGarbage = 64 << 20

// NewMemory returns a Memory of so many bytes. What is returned to it is free
// for others after collect, runtime.GC for example.
func NewMemory(limit int64, collect func()) *Memory { return &Memory{limit: limit, collect: collect} }

// Used returns how many bytes are in use.
func (m *Memory) Used() int64 {
	m.mu.Lock()
	defer m.mu.Unlock()
	return m.used
}

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
	if s == nil {
		return nil
	}
	full, err := s.take(n)
	if full {
		s.of.collect()
	}
	return err
}

// take is Take but for the collection, which it tells the need of.
func (s *Share) take(n int64) (collect bool, err error) {
	m := s.of
	m.mu.Lock()
	defer m.mu.Unlock()
	switch {
	case n > s.limit-s.held:
		s.refused = ErrSwollen
		return false, ErrSwollen
	case n > m.limit-m.used:
		s.refused = fmt.Errorf("%w: it unpacks to more than %d MB with what else is open", ErrMemory, m.limit>>20)
		return false, s.refused
	}
	s.held += n
	m.used += n
	if collect = m.returned > maxGarbage; collect {
		m.returned = 0
	}
	return collect, nil
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

// Give returns n bytes of those taken. What unpacks a file may return them when the share
// is closed already.
func (s *Share) Give(n int64) {
	if s != nil {
		s.of.mu.Lock()
		defer s.of.mu.Unlock()
		n = min(n, s.held)
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
	s.of.mu.Lock()
	defer s.of.mu.Unlock()
	return s.held
}

// Left returns how many bytes can still be taken.
func (s *Share) Left() int64 {
	if s == nil {
		return 1 << 62
	}
	s.of.mu.Lock()
	defer s.of.mu.Unlock()
	return min(s.limit-s.held, s.of.limit-s.of.used)
}

// Refused returns the error of the last Take that found no room, nil when all
// did: then the image may know less than its file.
func (s *Share) Refused() error {
	if s == nil {
		return nil
	}
	s.of.mu.Lock()
	defer s.of.mu.Unlock()
	return s.refused
}

// Close returns all that is held. Nothing of the image may be used afterwards.
func (s *Share) Close() {
	if s != nil {
		s.Give(s.Held())
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
