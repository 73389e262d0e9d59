package report

import (
	"strings"

	"oopscope/parse/class"
	"oopscope/parse/crash"
	"oopscope/parse/grammar"
)

// Patience, in lines outside the grammar.
const (
	patience      = 6  // inside a report
	patienceAfter = 3  // behind an end marker
	patienceHead  = 24 // before the first register or frame, which is sure to come
	patienceOther = 60 // with what is not the kernel's: its lines have times
	maxWaiting    = 64 // lines that are kept until one of the report shows that they are part of it
)

// body handles a line without a header.
func (t *Tracker) body(c *context, l *Line) {
	r := c.open
	if r != nil && r.firmware() {
		l.Foreign, l.kind = false, grammar.KindOf(grammar.CutLogger(l.Text))
	}
	switch {
	case r == nil:
		return
	case isDropped(l.Text) && r.stage == growing && !r.Ended:
		t.judge(Takes, r)
		r.problem(crash.Dropped, l.N, "the kernel dropped messages inside it")
		r.add(l.kept(), l.Now)
		t.emit(Grew, r)
		return
	case l.Broken && r.stage == growing && r.lastN == l.N-1:
		t.judge(Takes, r)
		r.add(line{l.BodyLine, grammar.Other, l.Seq}, l.Now)
		t.emit(Grew, r)
		return
	case l.Foreign && l.kind == grammar.Other:
		t.judge(IsForeign, r)
		return
	case r.replayed(l):
		t.judge(TimeWentBack, r)
		r.rewound = true
		t.settle(r, ByGrammar, l.N)
		return
	case r.stage == settling:
		t.judge(IsOver, r)
		if r.trails(l) {
			t.judge(Takes, r)
			r.add(l.kept(), l.Now)
			t.emit(Grew, r)
		}
		return
	case r.pausedBefore(l):
		t.judge(IsTooLate, r)
		t.settle(r, ByGrammar, l.N)
		return
	case t.strangerIn(c, l):
		return
	case !r.wants(l):
		t.stray(r, l)
		return
	}
	if strings.HasPrefix(l.Text, "Sending NMI") || strings.HasPrefix(l.Text, "sending NMI") {
		r.everyCPU = true
	}
	t.judge(Takes, r)
	r.add(l.kept(), l.Now)
	r.Died = r.Died || l.dies()
	r.list(l)
	t.printedBy(r, l)
	t.confirm(r)
}

// replayed tells that dmesg began to print it all again.
func (r *Report) replayed(l *Line) bool {
	return r.Ended && l.Micro >= 0 && (l.Micro < r.lastMicro || r.rewound && l.Micro == r.lastMicro)
}

// trails tells what may still follow a report that is settling.
func (r *Report) trails(l *Line) bool {
	return l.kind == grammar.Trailer || l.kind == grammar.Ending && r.panicked
}

// pausedBefore tells that the kernel was silent for longer than inside a report.
func (r *Report) pausedBefore(l *Line) bool {
	if r.lastMicro < 0 || l.Micro < 0 || l.Micro-r.lastMicro <= lostTime {
		return false
	}
	k := l.kept()
	return !r.misstamped(&k)
}

// isDropped tells the console's own line where it lost some; it has no stamp:
//
//	** 37 printk messages dropped **
func isDropped(text string) bool {
	return strings.HasPrefix(text, "** ") && strings.Contains(text, "messages dropped")
}

// firmware tells a report that the kernel did not print.
func (r *Report) firmware() bool {
	c := r.Class()
	return c != nil && c.Firmware
}

// wants tells whether a line's shape belongs to the report where it stands.
func (r *Report) wants(l *Line) bool {
	switch l.kind {
	case grammar.Other, grammar.Blank:
		return false
	case grammar.Ending, grammar.Trailer:
		return true
	}
	if !r.Ended || r.panicked {
		return true
	}
	// behind the end marker only x86's repeat of the registers
	return l.kind == grammar.Registers || l.kind == grammar.Code || l.kind == grammar.Hex && r.has(class.Die)
}

// stray counts a line outside the grammar; too many end the report.
func (t *Tracker) stray(r *Report, l *Line) {
	switch {
	case l.kind == grammar.Blank:
	case r.lastMicro >= 0 && l.Micro < 0 && r.traced && !r.Ended: // a program wrote to the console
		r.others++
	default:
		r.strays++
	}
	t.verdict = Verdict{Waits, r, r.strays + r.others, r.patience()}
	if r.strays > r.patience() || r.others > patienceOther {
		t.verdict.Reason = OutOfPatience
		t.settle(r, ByGrammar, l.N)
		return
	}
	if len(r.waiting) < maxWaiting {
		r.waiting = append(r.waiting, l.kept())
	}
}

// patience is how many lines outside the grammar may come in a row.
func (r *Report) patience() int {
	switch c := r.Class(); {
	case r.Ended:
		return patienceAfter
	case !r.traced && r.onlyAnything():
		return 1
	case !r.traced:
		return patienceHead
	case c != nil && c.Patience > 0:
		return c.Patience
	}
	return patience
}
