package report

import (
	"strings"

	"oopscope/parse/class"
	"oopscope/parse/grammar"
)

// noHeader stands for the header that is missing.
var noHeader = class.Headless.Stand(class.Names)

// printedBy looks whether the trace of a report without a header passes what only a
// report is printed by: that says what it is about, and that nobody asked for it. The
// outermost says most: panic() is called by many. The kernel's own tests call them all.
func (t *Tracker) printedBy(r *Report, l *Line) {
	if !r.Headless || r.midway || r.known {
		return // in the middle a header may have been left out on purpose
	}
	if l != nil && l.kind == grammar.Frame {
		if c := class.PrintedBy(l.Text); c != nil && !c.Manual {
			r.printer = c
		}
		r.tested = r.tested || strings.Contains(l.Text, "kunit_")
		return
	}
	if r.printer != nil && !r.tested && r.Hits[0].Matcher == noHeader {
		r.Hits[0].Matcher = r.printer.Stand(class.Titles)
		t.confirm(r)
	}
}

// unread tells a report that nobody hears of although the input begins within its lines:
// whether it was a crash cannot be told, and that it was none neither. What begins with the
// line of the CPU has all its lines, as dump_stack() prints them.
func (r *Report) unread() bool {
	if !r.Headless || r.known || r.midway || r.body[0].kind == grammar.System {
		return false
	}
	n := 0
	for i := range r.body {
		switch l := &r.body[i]; l.kind {
		case grammar.Registers, grammar.Hex, grammar.Code:
			n += min(max(strings.Count(l.Text, ": "), 1), 2) // several names in a row are no dump of some buffer
		case grammar.Frame:
			if strings.Contains(l.Text, "+0x") {
				n++
			}
		}
	}
	return n >= enoughLines
}

// enoughLines is how many lines of a report are no accident.
const enoughLines = 4
