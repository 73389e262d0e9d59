package ui

import (
	"slices"
	"sort"
	"strconv"

	"oopscope/parse"
	"oopscope/parse/triage"
)

// A report is a crash and everything the screen knows about it.
type report struct {
	crash    *parse.Crash     // newest snapshot, with locations once they are resolved
	number   int              // place among the crashes, from 1; 0 for trouble
	findings []triage.Finding // of this snapshot or of the one before
	symbols  string           // what symbols the locations are from
	symbolOK bool             // they are this kernel's
	notes    string           // what the person wrote
	noted    string           // the note as it is on the disk
	unkept   bool             // it is not
	saved    string           // folder, "" when not saved
	seen     string           // what the ledger knew of other sessions
	version  int              // counts changes, so that only those are drawn anew

	printed  *parse.Crash // the crash without locations: what the board told
	later    parse.Later  // what became of the machine since
	judged   bool         // findings are of this snapshot
	judging  *parse.Crash
	located  bool // the symbolizer has seen this snapshot
	locating *parse.Crash
	asked    bool // the ledger was asked about other sessions
}

// isCrash tells a crash from mere trouble.
func (r *report) isCrash() bool { return r.crash.Severity >= parse.Warning }

// changed has the report drawn anew.
func (r *report) changed() { r.version++ }

// toJudge returns the snapshot that findings are to be sought for now, nil when
// there are some or they are being sought.
func (r *report) toJudge() *parse.Crash {
	if r.judged || r.judging != nil {
		return nil
	}
	r.judging = r.crash
	return r.crash
}

// judge takes the findings for a snapshot in. When a newer one came meanwhile
// they are shown all the same, and that one is to be judged next.
func (r *report) judge(of *parse.Crash, findings []triage.Finding) {
	r.judged, r.judging = r.crash == of, nil
	r.findings = findings
	r.changed()
}

// toLocate returns the snapshot whose frames are to be looked up now, nil when
// they are or the crash is not complete.
func (r *report) toLocate() *parse.Crash {
	if r.crash.Open || r.located || r.locating != nil {
		return nil
	}
	r.locating = r.printed
	return r.printed
}

// locate takes the locations for a snapshot in: a crash that has them, and what
// symbols they are from. A snapshot that came meanwhile wins.
func (r *report) locate(of, with *parse.Crash, symbols string, ok bool) {
	r.locating = nil
	if r.printed != of || with == nil {
		return
	}
	r.crash, r.located, r.judged = r.told(with), true, false
	r.symbols, r.symbolOK = symbols, ok
	r.changed()
}

// relocate has the frames looked up again: the kernel may have been rebuilt since.
func (r *report) relocate() { r.located = false }

// toAsk tells, once, that the ledger is to be asked about other sessions: when
// the crash is complete and has a signature.
func (r *report) toAsk() bool {
	if r.crash.Open || r.asked || r.crash.Signature.Exact == "" {
		return false
	}
	r.asked = true
	return true
}

// A crashBook holds the reports of the session in the order of their lines and
// knows which one is being read. Trouble (severity error) is in it as well: it
// has a place in the log but does not count as a crash.
type crashBook struct {
	all      []*report // the newest, and the first crash: a board in a crash loop must not fill the memory
	total    int       // reports that ever came
	crashes  int       // of them crashes
	selected *report
	pinned   bool         // the person chose it: a new crash must not take its place
	fresh    *report      // a new crash that waits to be looked at
	boots    []parse.Boot // the last ones
}

// upsert takes a snapshot in and returns its report.
func (b *crashBook) upsert(c *parse.Crash) *report {
	if r := b.byID(c.ID); r != nil {
		r.crash, r.printed, r.judged, r.located = r.told(c), c, false, false
		r.changed()
		return r
	}
	r := &report{crash: c, printed: c}
	b.total++
	at := sort.Search(len(b.all), func(i int) bool { return b.all[i].crash.First > c.First })
	b.all = slices.Insert(b.all, at, r)
	b.bound()
	return r
}

const maxReports = 2000

// bound forgets the oldest report that matters least: trouble before crashes,
// never the first crash, which is the one that tells most, nor the selected.
func (b *crashBook) bound() {
	if len(b.all) <= maxReports {
		return
	}
	drop := slices.IndexFunc(b.all[:maxReports/2], func(r *report) bool { return !r.isCrash() && r != b.selected })
	for i := 1; drop < 0; i++ {
		if r := b.all[i]; r != b.selected && r.number != 1 {
			drop = i
		}
	}
	b.all = slices.Delete(b.all, drop, drop+1)
}

// count numbers a report the first time it is a crash, and tells whether that
// was now: trouble may turn out to be one.
func (b *crashBook) count(r *report) bool {
	if !r.isCrash() || r.number > 0 {
		return false
	}
	b.crashes++
	r.number = b.crashes
	return true
}

func (b *crashBook) byID(id int) *report {
	for i := len(b.all) - 1; i >= 0; i-- { // the newest are asked for most
		if b.all[i].crash.ID == id {
			return b.all[i]
		}
	}
	return nil
}

// arrived decides what a new crash does to the selection: it takes the pane
// unless the person is reading another, in which case it waits as fresh. What
// is only trouble gives way, unless the keys are with it.
func (b *crashBook) arrived(r *report, reading bool) {
	if b.pinned && b.selected != nil && (reading || b.selected.isCrash()) {
		b.fresh = r
		return
	}
	b.selected = r
}

// choose selects a report for the person. Reading the newest one is following,
// anything older is pinned.
func (b *crashBook) choose(r *report) {
	b.selected = r
	b.pinned = r != b.newest()
	if b.fresh == r || !b.pinned {
		b.fresh = nil
	}
}

func (b *crashBook) newest() *report {
	for i := len(b.all) - 1; i >= 0; i-- {
		if b.all[i].isCrash() {
			return b.all[i]
		}
	}
	return nil
}

// next returns the crash behind (step 1) or before (step -1) the selected one,
// and at the ends the same one again.
func (b *crashBook) next(step int) *report {
	at := slices.Index(b.all, b.selected)
	if at < 0 && step < 0 {
		at = len(b.all)
	}
	for i := at + step; i >= 0 && i < len(b.all); i += step {
		if b.all[i].isCrash() {
			return b.all[i]
		}
	}
	if b.selected != nil {
		return b.selected
	}
	return b.newest()
}

// counts returns how many crashes and how many bursts of trouble there are,
// and which crash is selected, counted from 1, 0 for none.
func (b *crashBook) counts() (crashes, trouble, at int) {
	if b.selected != nil {
		at = b.selected.number
	}
	return b.crashes, b.total - b.crashes, at
}

// covering returns the report that line n is part of, the innermost when
// reports are nested. Lines of others in between do not belong to it.
func (b *crashBook) covering(n int) *report {
	at := sort.Search(len(b.all), func(i int) bool { return b.all[i].crash.First > n })
	for i := at - 1; i >= 0 && i >= at-32; i-- {
		if c := b.all[i].crash; n <= c.Last && hasLine(c, n) {
			return b.all[i]
		}
	}
	return nil
}

// beginsIn tells whether a report begins behind line from, up to line to.
func (b *crashBook) beginsIn(from, to int) bool {
	at := sort.Search(len(b.all), func(i int) bool { return b.all[i].crash.First > from })
	return at < len(b.all) && b.all[at].crash.First <= to
}

func hasLine(c *parse.Crash, n int) bool {
	if len(c.Body) == 0 {
		return n >= c.First && n <= c.Last
	}
	_, found := slices.BinarySearchFunc(c.Body, n, func(l parse.BodyLine, n int) int { return l.N - n })
	return found
}

// name is how a report is called on the screen: crashes by their place among
// the crashes, as in the status line.
func (r *report) name() string {
	if r == nil {
		return "crash"
	}
	if r.number == 0 {
		return "trouble"
	}
	return "crash " + strconv.Itoa(r.number)
}

// nameOf is the name of a crash by its id, which counts trouble as well.
func (b *crashBook) nameOf(id int) string {
	if r := b.byID(id); r != nil && r.number > 0 {
		return r.name()
	}
	return "the report" // trouble, or forgotten
}

// worst returns the highest severity of the crashes of the present boot; what
// was before a restart is past.
func (b *crashBook) worst() parse.Severity {
	var worst parse.Severity
	for _, r := range b.all {
		if !r.crash.Past() {
			worst = max(worst, r.crash.Severity)
		}
	}
	return worst
}
