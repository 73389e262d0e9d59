package parse

import (
	"slices"
	"strings"

	"oopscope/parse/class"
	"oopscope/parse/crash"
	"oopscope/parse/grammar"
)

// header handles a line that opens or names a report.
func (k *desk) header(lane *lane, e entry, hits []class.Hit) {
	w := lane.open
	if k.isReplay(e) && (w == nil || w.traced) {
		if w != nil {
			k.settle(w, closedByGrammar)
		}
		return
	}
	if r := &k.d.boots.replay; r.undecided() { // a crash that is new: so is the boot
		r.confirm(k.d)
		w = lane.open
	}
	if w != nil && k.joins(w, e, hits) {
		k.join(lane, e, hits)
		return
	}
	if onlyHints(hits) {
		if w != nil {
			k.body(lane, e)
		}
		return
	}
	if k.interleaves(lane, e, hits) {
		return
	}
	var parent origin
	if w != nil {
		if w.stage == growing && !w.ended && w.id > 0 {
			parent = w.origin()
			if !w.traced {
				w.problem(crash.Interrupted, e.N, "another report cut into it before its call trace")
			}
		}
		k.finishWindow(lane, closedByReport)
	}
	k.openWindow(lane, e, hits, parent)
}

// join takes a header into the report, and the cut mark in front of it.
func (k *desk) join(lane *lane, e entry, hits []class.Hit) {
	w := lane.open
	w.stage = growing
	for _, l := range lane.lead {
		if l.N != e.N {
			k.add(w, l)
		}
	}
	lane.lead = lane.lead[:0]
	if cpu := hitCPU(hits); cpu >= 0 && w.cpu < 0 {
		w.cpu = cpu
	}
	for _, h := range hits {
		w.hit(h)
		w.ended = w.ended && h.Role != class.Opens && h.Role != class.Fault
		if h.Role == class.Panics {
			w.panicked, w.ended = true, false
			k.died = true
		}
	}
	k.add(w, e)
	k.confirm(w)
}

// hit keeps a header; of an endless row of them the latest stands for the rest.
func (w *window) hit(h class.Hit) {
	if h.Role == class.Fault {
		w.faults++
	}
	if len(w.hits) >= maxHits {
		w.hits = w.hits[:maxHits-1]
	}
	w.hits = append(w.hits, h)
}

// openWindow begins a report.
func (k *desk) openWindow(lane *lane, e entry, hits []class.Hit, parent origin) {
	w := &window{boot: k.d.boots.current, seen: k.d.came, touched: k.d.now, lastMicro: -1, parent: parent, cpu: hitCPU(hits)}
	for _, l := range lane.lead {
		if l.N != e.N {
			w.push(l)
		}
	}
	lane.lead = lane.lead[:0]
	lane.open = w
	for _, h := range hits {
		w.hit(h)
	}
	for _, h := range hits {
		if h.Role == class.Panics {
			w.panicked, k.died = true, true
		}
	}
	k.add(w, e)
	k.confirm(w)
}

// confirm gives the report its id once one of its headers stands alone.
func (k *desk) confirm(w *window) {
	if w.id == 0 && (!w.onlyNamed() || w.traced && (w.has(class.Titles) || w.has(class.Anything)) || w.beheaded && w.ended) {
		k.d.burst.interrupt(k.d)
		k.ids++
		w.id = k.ids
		k.queue = append(k.queue, w)
	}
	w.dirty = true
}

// body handles a line without a header.
func (k *desk) body(lane *lane, e entry) {
	w := lane.open
	if w == nil {
		return
	}
	if isDropped(e.Text) && w.stage == growing && !w.ended {
		w.problem(crash.Dropped, e.N, "the kernel dropped messages inside it")
		k.add(w, e)
		return
	}
	if k.foreign(e) && e.kind == grammar.Other {
		return // the shell, or a program, writing in between
	}
	if w.ended && e.Micro >= 0 && (e.Micro < w.lastMicro || w.rewound && e.Micro == w.lastMicro) {
		w.rewound = true // dmesg began to print it all again
		k.settle(w, closedByGrammar)
		return
	}
	if w.stage == settling {
		if e.kind == grammar.Trailer || e.kind == grammar.Ending && w.panicked {
			k.add(w, e)
		}
		return
	}
	if w.lastMicro >= 0 && e.Micro >= 0 && e.Micro-w.lastMicro > lostTime {
		k.settle(w, closedByGrammar)
		return
	}
	if !w.wants(e) {
		k.stray(w, e)
		return
	}
	if strings.HasPrefix(e.Text, "Sending NMI") || strings.HasPrefix(e.Text, "sending NMI") {
		w.everyCPU = true
	}
	k.add(w, e)
	if w.id == 0 {
		k.confirm(w)
	}
}

// isDropped tells the console's own line where it lost some; it has no stamp:
//
//	** 37 printk messages dropped **
func isDropped(text string) bool {
	return strings.HasPrefix(text, "** ") && strings.Contains(text, "messages dropped")
}

// wants tells whether a line's shape belongs to the report where it stands.
func (w *window) wants(e entry) bool {
	switch e.kind {
	case grammar.Other, grammar.Blank:
		return false
	case grammar.Ending, grammar.Trailer:
		return true
	}
	if !w.ended || w.panicked {
		return true
	}
	// behind the end marker only x86's repeat of the registers
	return e.kind == grammar.Registers || e.kind == grammar.Code || e.kind == grammar.Hex && w.has(class.Die)
}

// stray counts a line outside the grammar; too many end the report.
func (k *desk) stray(w *window, e entry) {
	if e.kind != grammar.Blank {
		w.strays++
	}
	limit := patience
	if c := w.class(); c != nil && c.Patience > 0 {
		limit = c.Patience
	}
	if !w.traced && w.onlyAnything() {
		limit = 1
	} else if !w.traced {
		limit = patienceHead
	}
	if w.ended {
		limit = patienceAfter
	}
	if w.strays > limit {
		k.settle(w, closedByGrammar)
		return
	}
	if len(w.waiting) < 64 {
		w.waiting = append(w.waiting, e)
	}
}

// add appends a line, and what waited before it, to the report.
func (k *desk) add(w *window, e entry) {
	for _, x := range w.waiting {
		w.push(x)
	}
	w.waiting, w.strays = w.waiting[:0], 0
	w.push(e)
	w.lastN, w.touched, w.dirty = e.N, k.d.now, true
	if e.Micro >= 0 {
		w.lastMicro = e.Micro
	}
	if e.kind != grammar.Other && e.kind != grammar.Blank {
		w.knownLines++
	}
	switch e.kind {
	case grammar.Frame, grammar.Heading:
		w.traced = true
		w.traceLines++
	case grammar.Registers:
		w.traced = true
	case grammar.Ending:
		w.ended = true
	case grammar.System:
		if cpu, _, ok := grammar.CPU(e.Text); ok && w.cpu < 0 {
			w.cpu = cpu
		}
	}
}

// push stores a line within the bounds: the head is kept, then a ring of the
// latest, what lies between is counted.
func (w *window) push(e entry) {
	if len(w.body) < maxHead && w.text < maxText {
		if len(w.body) == cap(w.body) && len(w.body) > 0 && len(w.body) < 64 {
			w.body = slices.Grow(w.body, 80) // lines are large to move, and most reports that go on have so many
		}
		w.body = append(w.body, e)
		w.text += len(e.Raw)
		return
	}
	if len(w.tail) >= maxTail {
		n := copy(w.tail, w.tail[maxTail/2:])
		w.tail = w.tail[:n]
		w.dropped += maxTail / 2
	}
	w.tail = append(w.tail, e)
}

// problem notes what is wrong with the report, each thing once.
func (w *window) problem(kind crash.ProblemKind, line int, text string) {
	if !slices.ContainsFunc(w.problems, func(p crash.Problem) bool { return p.Text == text }) {
		w.problems = append(w.problems, crash.Problem{Kind: kind, Line: line, Text: text})
	}
}
