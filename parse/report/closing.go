package report

import (
	"time"

	"oopscope/parse/class"
	"oopscope/parse/crash"
	"oopscope/parse/grammar"
)

// How far a panic may follow a report that seems over, in lines and in
// microseconds of the kernel, and how many lines of others may go by.
const (
	settleLines = 60
	settleTime  = 15 * 1e6
	idleLines   = 600
)

// A live line that shows nothing more is over: first settled, then closed; much later when
// the report had no end yet: a person stopped the flow, or the link stands still.
const (
	settleAfter  = 2 * time.Second
	finishAfter  = 4 * time.Second
	stoppedAfter = 20 * time.Second
)

// settle says that the report's lines are over at line n of the input.
func (t *Tracker) settle(r *Report, why End, n int) {
	if r.stage != growing {
		return
	}
	r.stage, r.end, r.settledN, r.settledSeq = settling, why, n, t.seq
	if n > t.n { // the line that shows it is still to be read
		r.settledSeq++
	}
	if why != BySilence { // behind which it may go on
		r.waiting, r.strays = r.waiting[:0], 0
	}
	t.emit(Grew, r)
}

// finish closes a context's report for good.
func (t *Tracker) finish(c *context, why End) {
	r := c.open
	if r == nil {
		return
	}
	if c.first != nil || len(c.beside) > 0 {
		t.part(c, why)
	}
	if c.open == nil {
		return
	}
	t.printedBy(r, nil)
	if r.stage == growing {
		r.end = why
	}
	r.stage, c.open = done, nil
	r.waiting, r.strays = nil, 0
	t.emit(Closed, r)
	if r.unread() {
		t.events = append(t.events, Event{Unread, r})
	}
}

// expire closes what the line shows to be over: a report that settled long
// ago, or that got no line for long while others went by.
func (t *Tracker) expire(l *Line) {
	for _, c := range t.contexts {
		r := c.open
		if r == nil {
			continue
		}
		late := r.lastMicro >= 0 && l.Micro-r.lastMicro > settleTime
		if r.stage == settling && (l.Seq-r.settledSeq > settleLines || late) || l.Seq-r.lastSeq > idleLines {
			t.finish(c, ByGrammar)
		}
	}
}

// SettleAll says that the lines of all reports are over at line n: what comes
// may be another boot, or a dump that was asked for.
func (t *Tracker) SettleAll(n int) {
	for _, c := range t.contexts {
		if c.open != nil {
			t.settle(c.open, ByGrammar, n)
		}
	}
}

// Silence closes by time what a live line no longer adds to.
func (t *Tracker) Silence(now time.Time) {
	for _, c := range t.contexts {
		if r := c.open; r != nil {
			last := finishAfter
			if r.ofTheKernel() && !r.Ended && !r.panicked {
				last = stoppedAfter
			}
			if quiet := now.Sub(r.touched); quiet > last {
				t.finish(c, BySilence)
			} else if quiet > settleAfter {
				t.settle(r, BySilence, t.n)
			}
		}
	}
}

// ofTheKernel tells a report that has a head and an end from what only looks like one.
func (r *Report) ofTheKernel() bool { return r.willEnd() || r.has(class.Fault) }

// resume has reports grow on that were thought to be over because the line was silent,
// when a line of a report comes: what it is part of is told as if it had come at once.
func (t *Tracker) resume(l *Line, hits []class.Hit) {
	if len(hits) == 0 && (l.kind == grammar.Other || l.kind == grammar.Blank && l.Micro < 0) {
		return
	}
	for _, c := range t.contexts {
		if r := c.open; r != nil && r.stage == settling && r.end == BySilence && r.ofTheKernel() {
			r.stage = growing
		}
	}
}

// Gap marks the open reports: input was lost inside of them.
func (t *Tracker) Gap(length time.Duration) {
	for _, c := range t.contexts {
		if r := c.open; r != nil && r.stage == growing {
			r.problem(crash.Lost, r.lastN, "the console was away for "+length.Round(time.Millisecond).String()+" inside it")
			t.emit(Grew, r)
		}
	}
}

// Restart closes every report because the machine started again at line n, perhaps because
// it was told to, and tells whether one of them explains that it did.
func (t *Tracker) Restart(n int, told bool) (explained bool) {
	for _, c := range t.contexts {
		if r := c.open; r != nil {
			explained = explained || r.known
			r.Left = told && r.Ended
			if r.stage == settling && r.settledN >= n { // as soon as it was suspected
				r.end = ByRestart
			}
			t.finish(c, ByRestart)
		}
		c.preamble = c.preamble[:0]
	}
	t.waiting, t.dead = nil, false
	return explained
}

// CloseAll closes every report because the input is over.
func (t *Tracker) CloseAll() {
	for _, c := range t.contexts {
		t.finish(c, ByInput)
	}
}
