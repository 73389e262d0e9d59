package book

import (
	"slices"
	"sort"

	"oopscope/parse"
)

// A Book holds the reports of the session in the order of their lines and
// knows which one is being read. Trouble (severity error) is in it as well: it
// has a place in the log but does not count as a crash.
type Book struct {
	All      []*Report     // the newest, and the first crash: a board in a crash loop must not fill the memory
	total    int           // reports that ever came
	crashes  int           // of them crashes
	Selected *Report       // the one being read, nil for none
	Pinned   bool          // the person chose it: a new crash must not take its place
	Fresh    *Report       // a new crash that waits to be looked at
	boots    []parse.Boot  // the last ones
	untold   map[Life]bool // whose stories are to be told anew
}

// Upsert takes a snapshot in and returns its report.
func (b *Book) Upsert(c *parse.Crash) *Report {
	if r := b.ByID(c.ID); r != nil {
		before := r.Crash
		r.Crash, r.printed, r.judged, r.located = r.told(located(c, before)), c, false, false
		r.Changed()
		b.stale(r)
		return r
	}
	r := &Report{Crash: c, printed: c}
	b.stale(r)
	b.total++
	at := sort.Search(len(b.All), func(i int) bool { return b.All[i].Crash.First > c.First })
	b.All = slices.Insert(b.All, at, r)
	b.bound()
	return r
}

const maxReports = 2000

// bound forgets the oldest report that matters least: trouble before crashes,
// never the first crash, which is the one that tells most, nor the selected.
func (b *Book) bound() {
	if len(b.All) <= maxReports {
		return
	}
	drop := slices.IndexFunc(b.All[:maxReports/2], func(r *Report) bool { return !r.IsCrash() && r != b.Selected })
	for i := 1; drop < 0; i++ {
		if r := b.All[i]; r != b.Selected && r.Number != 1 {
			drop = i
		}
	}
	b.All = slices.Delete(b.All, drop, drop+1)
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

// ByID returns the report with the id of its crash, nil when it is not held.
func (b *Book) ByID(id int) *Report {
	for i := len(b.All) - 1; i >= 0; i-- { // the newest are asked for most
		if b.All[i].Crash.ID == id {
			return b.All[i]
		}
	}
	return nil
}

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
	b.Selected = r
	b.Pinned = r != b.Newest()
	if b.Fresh == r || !b.Pinned {
		b.Fresh = nil
	}
}

// Newest returns the last crash, nil when there is none.
func (b *Book) Newest() *Report {
	for i := len(b.All) - 1; i >= 0; i-- {
		if b.All[i].IsCrash() {
			return b.All[i]
		}
	}
	return nil
}

// Next returns the crash behind (step 1) or before (step -1) the selected one,
// and at the ends the same one again.
func (b *Book) Next(step int) *Report {
	at := slices.Index(b.All, b.Selected)
	if at < 0 && step < 0 {
		at = len(b.All)
	}
	for i := at + step; i >= 0 && i < len(b.All); i += step {
		if b.All[i].IsCrash() {
			return b.All[i]
		}
	}
	if b.Selected != nil {
		return b.Selected
	}
	return b.Newest()
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
func (b *Book) Covering(n int) *Report {
	at := sort.Search(len(b.All), func(i int) bool { return b.All[i].Crash.First > n })
	for i := at - 1; i >= 0 && i >= at-32; i-- {
		if c := b.All[i].Crash; n <= c.Last && hasLine(c, n) {
			return b.All[i]
		}
	}
	return nil
}

// Snapshot returns a book that knows which lines the reports cover now, for somebody
// who asks while this one changes.
func (b *Book) Snapshot() *Book {
	s := &Book{All: make([]*Report, len(b.All))}
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
	return worst
}
