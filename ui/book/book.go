package book

import (
	"math"
	"slices"
	"sort"

	"oopscope/parse"
	"oopscope/parse/crash"
)

// A Book holds the reports of the session in the order of their lines and
// knows which one is being read. Trouble (severity error) is in it as well: it
// has a place in the log but does not count as a crash.
type Book struct {
	All      []*Report                     // those that are at hand: the newest, and whatever somebody read or wrote on
	Rereads  bool                          // crashes can be decoded again, so that older ones are kept in brief
	Version  int                           // counts changes of what is listed
	shelf    shelf                         // older ones, packed
	total    int                           // reports that ever came
	crashes  int                           // of them crashes
	whole    int                           // reports that are not in brief
	Selected *Report                       // the one being read, nil for none
	Pinned   bool                          // the person chose it: a new crash must not take its place
	Fresh    *Report                       // a new crash that waits to be looked at
	boots    map[string][]crash.PackedBoot // by their sender, in order
	untold   map[Life]bool                 // whose stories are to be told anew
	settled  int                           // so many of the oldest reports nothing more is told until a boot is
	told     telling                       // last
	now      parse.Later                   // what was told of the machine last
	lines    int                           // up to this line
	byID     map[int]*Report
	latest   int            // the highest ID
	alike    map[string]int // crashes by signature
}

// Upsert takes a snapshot in and returns its report.
func (b *Book) Upsert(c *parse.Crash) *Report {
	b.Version++
	if r := b.Keep(b.ByID(c.ID)); r != nil {
		b.count(r.Crash, -1)
		b.count(c, 1)
		before := r.Crash
		r.Crash, r.printed, r.judged, r.located, r.reading = r.told(located(c, before)), c, false, false, false
		r.Changed()
		b.stale(r)
		b.unsettle(c.First)
		b.shorten()
		return r
	}
	r := &Report{Crash: c, printed: c}
	b.count(c, 1)
	b.stale(r)
	b.total++
	b.unsettle(c.First)
	b.insert(r)
	b.shorten()
	b.bound()
	return r
}

// insert puts a report at its place.
func (b *Book) insert(r *Report) {
	at := sort.Search(len(b.All), func(i int) bool { return b.All[i].Crash.First > r.Crash.First })
	b.All = slices.Insert(b.All, at, r)
	if b.byID == nil {
		b.byID = map[int]*Report{}
	}
	b.byID[r.Crash.ID] = r
	b.latest = max(b.latest, r.Crash.ID)
}

// count counts a snapshot of a report, or no longer.
func (b *Book) count(c *parse.Crash, n int) {
	if !c.Brief {
		b.whole += n
	}
	if key := c.Signature.Exact; c.Severity >= parse.Warning && key != "" {
		if b.alike == nil {
			b.alike = map[string]int{}
		}
		b.alike[key] += n
	}
}

// Bounds of what is held of reports: so many, or, if they can be read again, of a few all
// and of many what a list shows, packed but for the newest.
const (
	maxReports = 2000
	maxWhole   = 64
	maxHeld    = 512
)

// shorten keeps the oldest reports in brief where there are many: in one go, so that it is
// not done for each that comes.
func (b *Book) shorten() {
	if !b.Rereads || b.whole <= maxWhole {
		return
	}
	for _, r := range b.All {
		if b.whole <= maxWhole*3/4 {
			return
		}
		if !r.Crash.Brief && !r.Crash.Open && r != b.Selected && !r.Unkept {
			r.shorten()
			b.whole--
		}
	}
}

// bound forgets the oldest report that matters least: trouble before crashes,
// never the first crash, which is the one that tells most, nor the selected.
func (b *Book) bound() {
	if b.Rereads && len(b.All) > maxHeld {
		b.pack()
	}
	if len(b.All) <= maxReports {
		return
	}
	drop := slices.IndexFunc(b.All[:maxReports/2], func(r *Report) bool { return !r.IsCrash() && r != b.Selected })
	for i := 1; drop < 0; i++ {
		if r := b.All[i]; r != b.Selected && r.Number != 1 {
			drop = i
		}
	}
	b.count(b.All[drop].Crash, -1)
	delete(b.byID, b.All[drop].Crash.ID)
	b.All = slices.Delete(b.All, drop, drop+1)
	if drop < b.settled {
		b.settled--
	}
}

// Count numbers a report the first time it is a crash, and tells whether that
// was now: trouble may turn out to be one.
func (b *Book) Count(r *Report) bool {
	if !r.IsCrash() || r.Number > 0 {
		return false
	}
	b.crashes++
	r.Number = b.crashes
	return true
}

// ByID returns the report with the id of its crash, nil when there is none any more.
func (b *Book) ByID(id int) *Report {
	if r := b.byID[id]; r != nil {
		return r
	}
	if id > b.latest {
		return nil
	}
	return b.unpacked(b.shelf.find(id))
}

// Held returns the report with the id of its crash if it is at hand, else nil.
func (b *Book) Held(id int) *Report { return b.byID[id] }

// Arrived decides what a new crash does to the selection: it takes the pane
// unless the person is reading another, in which case it waits as fresh. What
// is only trouble gives way, unless the keys are with it.
func (b *Book) Arrived(r *Report, reading bool) {
	if b.Pinned && b.Selected != nil && (reading || b.Selected.IsCrash()) {
		b.Fresh = r
		return
	}
	b.Selected = r
}

// Choose selects a report for the person. Reading the newest one is following,
// anything older is pinned.
func (b *Book) Choose(r *Report) {
	b.Selected = b.Keep(r)
	b.Pinned = r != b.Newest()
	if b.Fresh == r || !b.Pinned {
		b.Fresh = nil
	}
}

// Newest returns the last crash, nil when there is none.
func (b *Book) Newest() *Report { return b.beside(math.MaxInt, -1) }

// First returns the first crash, nil when there is none.
func (b *Book) First() *Report { return b.beside(-1, 1) }

// Next returns the crash behind (step 1) or before (step -1) the selected one,
// and at the ends the same one again.
func (b *Book) Next(step int) *Report {
	if b.Selected == nil && step < 0 {
		return b.Newest()
	}
	from := -1
	if b.Selected != nil {
		from = b.Selected.Crash.First
	}
	if r := b.beside(from, step); r != nil {
		return r
	}
	return b.Selected
}

// beside returns the crash whose first line is the next behind or before one, nil when
// there is none.
func (b *Book) beside(line, step int) (near *Report) {
	at := sort.Search(len(b.All), func(i int) bool { return b.All[i].Crash.First > line })
	if step < 0 {
		at = sort.Search(len(b.All), func(i int) bool { return b.All[i].Crash.First >= line }) - 1
	}
	for ; at >= 0 && at < len(b.All) && near == nil; at += step {
		if b.All[at].IsCrash() {
			near = b.All[at]
		}
	}
	i := b.shelf.beside(line, step)
	if i < 0 {
		return near
	}
	if first, _ := b.shelf.rows[i].packed.Lines(); near == nil || step > 0 == (first < near.Crash.First) {
		return b.unpacked(i)
	}
	return near
}

// Counts returns how many crashes and how many bursts of trouble there are,
// and which crash is selected, counted from 1, 0 for none.
func (b *Book) Counts() (crashes, trouble, at int) {
	if b.Selected != nil {
		at = b.Selected.Number
	}
	return b.crashes, b.total - b.crashes, at
}

// Covering returns the report that line n is part of, the innermost when
// reports are nested. Lines of others in between do not belong to it.
func (b *Book) Covering(n int) (in *Report) {
	at := sort.Search(len(b.All), func(i int) bool { return b.All[i].Crash.First > n })
	for i := at - 1; i >= 0 && i >= at-nested && in == nil; i-- {
		if c := b.All[i].Crash; n <= c.Last && hasLine(c, n) {
			in = b.All[i]
		}
	}
	i := b.shelf.covering(n)
	if i < 0 {
		return in
	}
	if first, _ := b.shelf.rows[i].packed.Lines(); in == nil || first > in.Crash.First {
		return b.unpacked(i)
	}
	return in
}

// nested is how many reports before a line are looked at for it.
const nested = 32

// Snapshot returns a book that knows which lines the reports cover now, for somebody
// who asks while this one changes.
func (b *Book) Snapshot() *Book {
	s := &Book{All: make([]*Report, len(b.All)), shelf: b.shelf.lend()}
	for i, r := range b.All {
		s.All[i] = &Report{Crash: r.Crash}
	}
	return s
}

func hasLine(c *parse.Crash, n int) bool {
	if len(c.Body) == 0 {
		return n >= c.First && n <= c.Last
	}
	_, found := slices.BinarySearchFunc(c.Body, n, func(l parse.BodyLine, n int) int { return l.N - n })
	return found
}

// NameOf is the name of a crash by its id, which counts trouble as well.
func (b *Book) NameOf(id int) string {
	if r := b.ByID(id); r != nil && r.Number > 0 {
		return r.Name()
	}
	return "the report" // trouble, or forgotten
}

// Worst returns the highest severity of the crashes of the present boot; what
// was before a restart is past.
func (b *Book) Worst() parse.Severity {
	var worst parse.Severity
	for _, r := range b.All {
		if !r.Crash.Past() {
			worst = max(worst, r.Crash.Severity)
		}
	}
	for _, r := range slices.Backward(b.shelf.rows) {
		sender, n := r.packed.Boot()
		if b.restarted(sender, n) {
			break // and so it was after all before
		}
		worst = max(worst, r.packed.Severity())
	}
	return worst
}
