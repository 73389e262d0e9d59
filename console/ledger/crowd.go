package ledger

import (
	"fmt"

	"oopscope/console/link"
)

// A board in a boot loop makes half a million boots in a month, with trouble in each. The first
// ones of a session are entered one by one; of the others one line says how many there were: it is
// entered again whenever that is a good deal more.

// Bounds of what is entered one by one of a session.
const (
	bootsAlone = 1000
	alikeAlone = 250   // trouble of one shape
	allAlone   = 10000 // of any
	kindsMost  = 1000  // shapes, and kernels, that are told apart
)

// A crowd is what a session has too much of. The zero value is ready.
type crowd struct {
	boots   int
	last    *link.Sighting // the boot that runs, when it is one too many
	crashed int            // boot of the last crash
	alone   map[uint64]bool
	alike   map[string]int // trouble entered one by one, by its key
	sums    map[string]*folded
}

// folded is one line that stands for many sightings.
type folded struct {
	link.Sighting
	told   int            // how many were entered
	latest map[uint64]int // how often each of the latest came
}

// take returns what is to be entered of a sighting, false for nothing.
func (f *crowd) take(s link.Sighting) (link.Sighting, bool) {
	switch s.Kind {
	case link.ABoot:
		return f.boot(s)
	case link.ATrouble:
		return f.trouble(s)
	}
	f.crashed = max(f.crashed, s.Boot)
	return s, true
}

// boot takes a boot. It is told of more than once: its kernel is not known at first, and whether
// it crashes when the next one comes. A crash tells of its boot itself.
func (f *crowd) boot(s link.Sighting) (link.Sighting, bool) {
	if s.Boot > f.boots {
		f.boots++
	}
	if s.Boot <= bootsAlone && f.boots <= bootsAlone {
		return s, true
	}
	was := f.last
	f.last = &s
	if was == nil || was.Boot == s.Boot || was.Boot == f.crashed {
		return link.Sighting{}, false
	}
	sum := f.sum("boots of "+was.Kernel, "boots", *was)
	sum.Count++
	return sum.tell()
}

// trouble takes trouble, which may be told of again as it comes more often.
func (f *crowd) trouble(s link.Sighting) (link.Sighting, bool) {
	if f.alone == nil {
		f.alone, f.alike = map[uint64]bool{}, map[string]int{}
	}
	if f.alone[s.UID] {
		return s, true
	}
	if f.alike[s.Key] < alikeAlone && len(f.alone) < allAlone {
		f.alike[s.Key]++
		f.alone[s.UID] = true
		return s, true
	}
	sum := f.sum(s.Key, s.Key, s)
	more := s.Count - sum.latest[s.UID]
	if len(sum.latest) > 64 {
		clear(sum.latest)
	}
	sum.latest[s.UID] = s.Count
	sum.Count += max(more, 0)
	sum.At, sum.About, sum.Kernel, sum.Build = s.At, s.About, s.Kernel, s.Build
	return sum.tell()
}

// sum returns the line that stands for what a sighting is of. Of too many kinds one stands for all.
func (f *crowd) sum(name, what string, s link.Sighting) *folded {
	if f.sums == nil {
		f.sums = map[string]*folded{}
	}
	if f.sums[name] == nil && len(f.sums) >= kindsMost {
		name, what = "other "+s.Kind, "other "+s.Kind
		if s.Kind == link.ATrouble {
			s.Title, s.Errno, s.Key = "trouble of more kinds than are told apart", "", fmt.Sprintf("%016x", sum(name))
		}
	}
	if f.sums[name] == nil {
		s.Count = 0
		s.UID = sum(fmt.Sprintf("%s from boot %d of %s from %d", what, s.Boot, s.Source, s.Base))
		f.sums[name] = &folded{Sighting: s, latest: map[uint64]int{}}
	}
	return f.sums[name]
}

// tell returns the line when it says a good deal more than it did.
func (f *folded) tell() (link.Sighting, bool) {
	if f.Count-f.told < 1+f.told/64 {
		return link.Sighting{}, false
	}
	f.told = f.Count
	return f.Sighting, true
}
