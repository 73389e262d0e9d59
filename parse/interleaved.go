package parse

import (
	"strconv"
	"strings"

	"oopscope/parse/class"
	"oopscope/parse/crash"
	"oopscope/parse/grammar"
)

// Two CPUs may report at once, their lines one inside the other's. Where
// CONFIG_PRINTK_CALLER names them the lanes keep them apart. Without it the
// grammar has to: a report has its own CPU line, each register and each heading
// once, and its frames in order. An oops is easier: die() holds a lock from its
// die line to its end mark, only the lines before it can come too early.

// interleaves begins a report beside the one that is open, when the header is
// that of another CPU.
func (k *desk) interleaves(l *lane, e entry, hits []class.Hit) bool {
	w := l.open
	if w == nil || !w.shared(e) || w.id == 0 || l.twin != nil || len(k.lanes) >= 64 {
		return false
	}
	cpu := hitCPU(hits)
	queued := hits[0].Role == class.Fault && w.has(class.Die) && (cpu < 0 || cpu != w.cpu)
	if !queued && (cpu < 0 || cpu == w.cpu || !strings.HasPrefix(e.Text, "WARNING: ")) {
		return false
	}
	l.twin = &lane{caller: l.caller, lead: append([]entry(nil), l.lead...)}
	l.lead = l.lead[:0]
	k.lanes = append(k.lanes, l.twin)
	k.openWindow(l.twin, e, hits, origin{})
	l.twin.open.queued = queued
	if !queued {
		const between = "the report of another CPU stands between its lines"
		w.problem(crash.Interleaved, e.N, between)
		l.twin.open.problem(crash.Interleaved, e.N, between)
	}
	return true
}

// shared tells that another CPU may be printing between the lines of this
// report, which knows its own.
func (w *window) shared(e entry) bool {
	return e.caller == 0 && w.stage == growing && !w.ended && w.cpu >= 0 && w.willEnd()
}

// willEnd tells that the report is of the kinds that close with an end marker.
func (w *window) willEnd() bool {
	for _, h := range w.hits {
		if h.Role == class.Die || strings.HasPrefix(h.At.Text, "WARNING: ") {
			return true
		}
	}
	return false
}

// announces tells a line between "cut here" and the header to come: the text of
// a WARN, while the report of another CPU is open.
func (l *lane) announces(e entry) bool {
	return len(l.lead) > 0 && l.open != nil && l.open.shared(e) && e.kind == grammar.Other
}

func hitCPU(hits []class.Hit) int {
	for _, h := range hits {
		if cpu, err := strconv.Atoi(h.Groups["cpu"]); err == nil {
			return cpu
		}
	}
	return -1
}

// pick finds to which of two reports a line belongs: to the one of the lane, or
// of its twin.
func (k *desk) pick(l *lane, e entry, hits []class.Hit) *lane {
	a, b := l.open, l.twin.open
	switch {
	case b == nil || b.stage != growing || b.ended && !b.queued:
		k.finishWindow(l.twin, closedByGrammar)
		k.untwin(l)
		return l
	case a == nil || a.stage != growing || a.ended && !b.queued:
		k.yield(l, e, closedByGrammar)
		return l
	case b.queued:
		return k.pickQueued(l, e, hits)
	}
	return pickParallel(l, e, hits)
}

// yield ends the lane's report and lets its twin's take its place.
func (k *desk) yield(l *lane, e entry, why string) {
	k.finishWindow(l, why)
	l.open = l.twin.open
	l.open.queued, l.open.resumed = false, e.N
	l.twin.open = nil
	k.untwin(l)
}

// untwin takes the emptied twin away.
func (k *desk) untwin(l *lane) {
	for i, x := range k.lanes {
		if x == l.twin {
			k.lanes = append(k.lanes[:i], k.lanes[i+1:]...)
			break
		}
	}
	l.twin = nil
}

// pickQueued serves an oops whose fault line came while another CPU was dying.
// When its own die line comes before that one's end mark, there was no other
// CPU: the report died of itself.
func (k *desk) pickQueued(l *lane, e entry, hits []class.Hit) *lane {
	a, b := l.open, l.twin.open
	for _, h := range hits {
		if h.Role != class.Die {
			continue
		}
		if !a.ended {
			b.parent = a.origin()
			if !a.traced {
				a.problem(crash.Interrupted, e.N, "another report cut into it before its call trace")
			}
		}
		k.yield(l, e, closedByReport)
		return l
	}
	switch {
	case len(hits) == 0 && e.kind == grammar.Fault && (a.traced || a.has(class.Die) && a.cpu >= 0):
		return l.twin
	case a.ended && e.kind == grammar.System:
		k.yield(l, e, closedByReport)
	}
	return l
}

// pickParallel serves two WARNs: the one that is further on takes what it does
// not have yet, the other what the first has already.
func pickParallel(l *lane, e entry, hits []class.Hit) *lane {
	ahead, behind := l, l.twin
	if cpu := hitCPU(hits); cpu >= 0 {
		return ofCPU(l, cpu)
	}
	if cpu, _, ok := grammar.CPU(e.Text); ok && cpu >= 0 {
		return ofCPU(l, cpu)
	}
	if behind.open.further(ahead.open) {
		ahead, behind = behind, ahead
	}
	switch {
	case isLead(e) || l.announces(e) || len(hits) > 0:
		return l
	case e.kind == grammar.Other || e.kind == grammar.Blank:
	case (e.kind == grammar.Registers || e.kind == grammar.Hex) && ahead.open.traceLines > 0 && behind.open.traceLines == 0:
		return behind
	case !ahead.open.holds(e):
		return ahead
	case !behind.open.holds(e):
		return behind
	}
	if behind.open.lastN > ahead.open.lastN {
		return behind
	}
	return ahead
}

func ofCPU(l *lane, cpu int) *lane {
	if l.twin.open.cpu == cpu {
		return l.twin
	}
	return l
}

// further tells that a report has come further than the other.
func (w *window) further(o *window) bool {
	if w.traceLines != o.traceLines {
		return w.traceLines > o.traceLines
	}
	if w.knownLines != o.knownLines {
		return w.knownLines > o.knownLines
	}
	return w.lastN > o.lastN
}

// holds tells that the report has such a line already: the same register or
// heading, or the same frame.
func (w *window) holds(e entry) bool {
	const reach = 100 // a WARN is shorter
	key := lineKey(e)
	for i := len(w.body) - 1; i >= max(0, len(w.body)-reach); i-- {
		if w.body[i].kind == e.kind && lineKey(w.body[i]) == key {
			return true
		}
	}
	return false
}

// lineKey is what a report has once: all of a frame, else what stands before
// the value.
func lineKey(e entry) string {
	t := strings.TrimSpace(e.Text)
	if e.kind == grammar.Frame {
		return t
	}
	if i := strings.IndexAny(t, ":="); i > 0 {
		return strings.TrimRight(t[:i], " ")
	}
	return t
}
