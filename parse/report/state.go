package report

import (
	"oopscope/parse/class"
	"oopscope/parse/crash"
	"oopscope/parse/grammar"
	"oopscope/parse/printk"
)

// A Tracker is where reports lie open. The zero value is ready.
type Tracker struct {
	// Accessed, when it is set, reads the lines of an oops from the die line on
	// and returns the address that its registers and code show it to have accessed.
	Accessed func([]crash.BodyLine) (addr uint64, ok bool)

	contexts []*context
	events   []Event
	n        int // the latest line
	seq      int // and which record of its input it is
	verdict  Verdict

	replays map[string]int  // header lines seen, by time and text, and the boot they were seen in
	manual  int             // line at which the operator had the OOM killer run
	heard   bool            // some line was a kernel's by its prefix
	asked   bool            // the operator had the kernel tell something
	dead    bool            // the kernel panicked, in this boot
	waiting map[string]bool // what the kernel says again and again that it waits for, in this boot
}

// context is one printk context.
type context struct {
	caller   printk.Caller
	open     *Report    // growing or settling
	preamble []line     // "cut here" or a rule, before the header
	beside   []*context // where the reports of other CPUs grow meanwhile
	first    *context   // of one beside: the context that it stands beside
	order    grammar.Order
}

const maxContexts = 64

// An Event is what a line, or time, did to a report.
type Event struct {
	Kind   EventKind
	Report *Report // nil for Died
}

// An EventKind says what happened.
type EventKind int

// The kinds of events; see the package's comment.
const (
	Opened EventKind = iota
	Grew
	Closed
	Died
	Unread
)

// Events returns what happened since it was asked last. The slice is valid until
// the tracker is used again.
func (t *Tracker) Events() []Event {
	e := t.events
	t.events = t.events[:0]
	return e
}

// emit tells of a report, once it is known to be one.
func (t *Tracker) emit(kind EventKind, r *Report) {
	t.dead = t.dead || kind == Died
	if r == nil || r.known {
		t.events = append(t.events, Event{kind, r})
	}
}

// Busy reports whether a report is open or about to be: whether lines without a
// header matter.
func (t *Tracker) Busy() bool {
	for _, c := range t.contexts {
		if c.open != nil || len(c.preamble) > 0 {
			return true
		}
	}
	return false
}

// NMI reports whether CPUs are just being asked for their backtraces.
func (t *Tracker) NMI() bool {
	for _, c := range t.contexts {
		if c.open != nil && c.open.everyCPU && c.open.stage == growing {
			return true
		}
	}
	return false
}

// Growing reports whether the lines of a report are coming.
func (t *Tracker) Growing() bool {
	for _, c := range t.contexts {
		if c.open != nil && c.open.stage == growing {
			return true
		}
	}
	return false
}

// confirm makes the report known once one of its headers stands alone, and tells
// that it grew when it is.
func (t *Tracker) confirm(r *Report) {
	if r.pending || r.stranger {
		return
	}
	if !r.known && (!r.onlyNamed() || r.traced && (r.has(class.Titles) || r.has(class.Anything)) || r.Headless && (r.Ended || r.Died || r.fallen || r.listed == complains) && !r.isGuess()) {
		r.known = true
		t.emit(Opened, r)
		return
	}
	t.emit(Grew, r)
}

// lanes are the contexts of all reports that are open at once, the first in front.
func (c *context) lanes() []*context { return append([]*context{c}, c.beside...) }

// firstLane is the context that the tracker finds, of this one and those beside it.
func (c *context) firstLane() *context {
	if c.first != nil {
		return c.first
	}
	return c
}
