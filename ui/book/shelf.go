package book

import (
	"slices"
	"sort"

	"oopscope/parse"
	"oopscope/parse/crash"
)

// A shelf holds reports that nobody looks at, packed, in the order of their lines. One that
// is asked for is unpacked, and leaves the shelf when somebody keeps it.
type shelf struct {
	rows  []row
	saved map[int]string // folders, by ID
	lent  bool           // a snapshot reads the rows: they are copied before they are changed
	left  struct{ crashes, trouble int }

	out     map[int]*Report // those that were unpacked since the book changed last
	version int
}

// A row is a report.
type row struct {
	packed      crash.Packed
	number      int
	died, again int // as the report was told, see [parse.Later]
}

// Bounds of the shelf. What does not fit any more is in the log and in the ledger, and the
// list says so.
const (
	maxCrashes = 1 << 15
	maxTrouble = 1 << 12
)

// pack puts reports on the shelf that are known in brief, all but those that somebody reads
// or wrote on.
func (b *Book) pack() {
	var rows []row
	settled := b.settled
	kept := b.All[:0]
	for i, r := range b.All {
		if !r.packable() || r == b.Selected || r == b.Fresh {
			kept = append(kept, r)
			continue
		}
		if i < settled {
			b.settled--
		}
		rows = append(rows, row{r.Crash.Pack(), r.Number, r.later.Died, r.later.Again})
		if r.Saved != "" {
			if b.shelf.saved == nil {
				b.shelf.saved = map[int]string{}
			}
			b.shelf.saved[r.Crash.ID] = r.Saved
		}
		delete(b.byID, r.Crash.ID)
	}
	clear(b.All[len(kept):])
	b.All = kept
	b.shelf.add(rows)
	b.drop()
	b.Version++
}

func (r *Report) packable() bool {
	return r.Crash.Brief && !r.reading && !r.Unkept && r.Notes == "" && r.Noted == ""
}

// add puts rows on the shelf, most of them behind all others.
func (s *shelf) add(rows []row) {
	if len(rows) == 0 {
		return
	}
	last := -1
	if n := len(s.rows); n > 0 {
		last = s.rows[n-1].first()
	}
	if rows[0].first() > last {
		s.rows = append(s.rows, rows...) // which a snapshot does not see
		return
	}
	s.own()
	s.rows = append(s.rows, rows...)
	slices.SortStableFunc(s.rows, func(a, b row) int { return a.first() - b.first() })
}

// own makes the rows the shelf's alone, so that they can be changed.
func (s *shelf) own() {
	if s.lent {
		s.rows, s.lent = slices.Clone(s.rows), false
	}
}

// drop forgets the oldest trouble and the oldest crashes of too many, but never the first
// crash, a good part at a time.
func (b *Book) drop() {
	s := &b.shelf
	crashes, trouble := 0, 0
	for i := range s.rows {
		if s.rows[i].isCrash() {
			crashes++
		} else {
			trouble++
		}
	}
	if crashes <= maxCrashes && trouble <= maxTrouble {
		return
	}
	over := func(n, most int) int {
		if n <= most {
			return 0
		}
		return n - most*3/4
	}
	crashes, trouble = over(crashes, maxCrashes), over(trouble, maxTrouble)
	s.own()
	s.rows = slices.DeleteFunc(s.rows, func(r row) bool {
		left, so := &trouble, &s.left.trouble
		if r.isCrash() {
			left, so = &crashes, &s.left.crashes
		}
		if *left == 0 || r.number == 1 {
			return false
		}
		*left, *so = *left-1, *so+1
		b.countPacked(&r.packed, -1)
		delete(s.saved, r.packed.ID())
		return true
	})
}

// countPacked counts a report that is on the shelf, or no longer.
func (b *Book) countPacked(p *crash.Packed, n int) {
	if key := p.Signature(); p.Severity() >= parse.Warning && key != "" {
		if b.alike[key] += n; b.alike[key] <= 0 {
			delete(b.alike, key)
		}
	}
}

// Left returns how many reports came of which nothing is listed any more.
func (b *Book) Left() (crashes, trouble int) { return b.shelf.left.crashes, b.shelf.left.trouble }

func (r *row) first() int    { return lineOf(&r.packed) }
func (r *row) isCrash() bool { return r.packed.Severity() >= parse.Warning }

func lineOf(p *crash.Packed) int {
	first, _ := p.Lines()
	return first
}

// from is the place of the first row that begins with a line or behind it.
func (s *shelf) from(line int) int {
	return sort.Search(len(s.rows), func(i int) bool { return s.rows[i].first() >= line })
}

// find returns the place of a report by its ID, -1 when it is not there. IDs are nearly in
// the order of lines.
func (s *shelf) find(id int) int {
	is := func(r row) bool { return r.packed.ID() == id }
	const about = 256
	at := sort.Search(len(s.rows), func(i int) bool { return s.rows[i].packed.ID() >= id })
	low, high := max(at-about, 0), min(at+about, len(s.rows))
	if i := slices.IndexFunc(s.rows[low:high], is); i >= 0 {
		return low + i
	}
	return slices.IndexFunc(s.rows, is)
}

// beside returns the place of the next crash behind a line or before it, -1 for none.
func (s *shelf) beside(line, step int) int {
	at := s.from(line + 1)
	if step < 0 {
		at = s.from(line) - 1
	}
	for ; at >= 0 && at < len(s.rows); at += step {
		if s.rows[at].isCrash() {
			return at
		}
	}
	return -1
}

// covering returns the place of the innermost report around a line, -1 for none.
func (s *shelf) covering(n int) int {
	at := s.from(n + 1)
	for i := at - 1; i >= 0 && i >= at-nested; i-- {
		if _, last := s.rows[i].packed.Lines(); n <= last {
			return i
		}
	}
	return -1
}

// firstOf returns the place of the first report of a life, -1 for none. A board's boots
// stand one behind the other.
func (s *shelf) firstOf(l Life) int {
	if n := len(s.rows); n == 0 {
		return -1
	} else if sender, boot := s.rows[n-1].packed.Boot(); l.Sender == "" && sender == "" && boot < l.Boot {
		return -1
	}
	return slices.IndexFunc(s.rows, func(r row) bool {
		sender, boot := r.packed.Boot()
		return boot == l.Boot && sender == l.Sender
	})
}

// lend returns the shelf for somebody who reads it beside this one.
func (s *shelf) lend() shelf {
	s.lent = true
	return shelf{rows: slices.Clip(s.rows), lent: true}
}

// unpacked returns a report on the shelf, by its place; nil for none.
func (b *Book) unpacked(at int) *Report {
	if at < 0 {
		return nil
	}
	return b.unpack(&b.shelf.rows[at])
}

// unpack returns the report of a row. It is the same one until the book changes.
func (b *Book) unpack(p *row) *Report {
	s := &b.shelf
	if s.version != b.Version || len(s.out) > maxOut {
		s.version, s.out = b.Version, map[int]*Report{}
	}
	id := p.packed.ID()
	if r := s.out[id]; r != nil {
		return r
	}
	c := p.packed.Brief()
	r := &Report{Crash: c, printed: c, Number: p.number, Saved: s.saved[id]}
	r.later = b.since(r, b.now, b.lines)
	r.later.Died, r.later.Again = p.died, p.again
	c.Later = r.later
	if s.out == nil {
		s.out = map[int]*Report{}
	}
	s.out[id] = r
	return r
}

// maxOut is about how many reports a screen shows.
const maxOut = 128

// Keep takes a report from the shelf, so that it can be changed, and returns it; one that is
// at hand as it is.
func (b *Book) Keep(r *Report) *Report {
	if r == nil || b.byID[r.Crash.ID] != nil {
		return r
	}
	at := b.shelf.find(r.Crash.ID)
	if at < 0 {
		return r
	}
	b.shelf.own()
	b.shelf.rows = slices.Delete(b.shelf.rows, at, at+1)
	delete(b.shelf.saved, r.Crash.ID)
	b.insert(r)
	b.settled = 0
	b.Version++
	return r
}
