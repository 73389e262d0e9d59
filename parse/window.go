package parse

import (
	"strings"
	"time"
)

// header handles a line that opens or names a report.
func (k *desk) header(lane *lane, e entry, hits []hit) {
	w := lane.open
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
	if k.isReplay(e) {
		return
	}
	parent := 0
	if w != nil {
		if w.stage == growing && !w.ended && w.id > 0 {
			parent = w.id
			if !w.traced {
				w.problem("another report cut into it before its call trace")
			}
		}
		k.finishWindow(lane, closedByReport)
	}
	k.openWindow(lane, e, hits, parent)
}

func onlyHints(hits []hit) bool {
	for _, h := range hits {
		if h.rule.role != hints {
			return false
		}
	}
	return true
}

// joins tells whether a header belongs to the report that is open rather than
// beginning another.
func (k *desk) joins(w *window, e entry, hits []hit) bool {
	for _, h := range hits {
		switch h.rule.role {
		case panics:
			if w.id > 0 && !w.panicked && (w.leadsTo(h.groups["msg"]) || w.stage == growing && !w.ended && h.rule.class.name == "panic") {
				return true
			}
		case hints:
			if w.stage == growing {
				return true
			}
		case names, titles:
			if w.stage == growing && w.young(e) && !w.has(die) {
				return true
			}
		case fault:
			if w.stage == growing && w.young(e) && !w.has(die) && !w.has(opens) && !w.has(panics) && w.adjoins(h) {
				return true
			}
		case die:
			if w.stage == growing && w.young(e) && !w.has(opens) && !w.has(panics) && (!w.has(die) || w.sameDie(h)) {
				return true
			}
		case opens:
			if w.stage == growing && w.young(e) && w.onlyNamed() || w.continues(h, e) {
				return true
			}
		}
	}
	return false
}

// young tells that the report is still at its headers.
func (w *window) young(e entry) bool {
	return !w.traced && e.N-w.hits[len(w.hits)-1].at.N <= headLines
}

func (w *window) has(r role) bool {
	for _, h := range w.hits {
		if h.rule.role == r {
			return true
		}
	}
	return false
}

// onlyNamed tells that no header of the report stands on its own feet yet.
func (w *window) onlyNamed() bool {
	for _, h := range w.hits {
		if r := h.rule.role; r != names && r != titles && r != hints {
			return false
		}
	}
	return true
}

// adjoins tells that a fault line goes on with what the report began with: the
// message of a checker before its BUG(), ppc's "Kernel attempted to read user
// page" before its fault, or the same fault again while the handler recurses.
func (w *window) adjoins(h hit) bool {
	return w.onlyNamed() || w.has(fault) && h.rule.class.name != "kernel-bug"
}

// sameDie tells that a die line is the one already there, printed twice.
func (w *window) sameDie(h hit) bool {
	for _, x := range w.hits {
		if x.rule.role == die && x.groups["n"] != h.groups["n"] {
			return false
		}
	}
	return true
}

// continues tells that a header of the same class goes on with the report: the
// verdict of an OOM, the next pool of a workqueue lockup, the next leak.
func (w *window) continues(h hit, e entry) bool {
	if w.class() == nil {
		return false
	}
	if w.class().name == "slab" && strings.Contains(e.Text, " at mm/slub.c:") {
		return e.N-w.lastN <= headLines // since 6.12 object_err() ends its report with a WARN
	}
	if w.stage != growing {
		return false
	}
	if w.class().name != h.rule.class.name {
		return false
	}
	switch h.rule.class.name {
	case "oom":
		return strings.Contains(e.Text, "ut of memory")
	case "workqueue-stall":
		return e.N-w.hits[len(w.hits)-1].at.N <= 3
	case "machine-check", "page-state":
		return !w.traced && e.N-w.lastN <= 2
	}
	return false
}

// echoes are panic messages that only repeat what a report before them said.
var echoes = []string{
	"Fatal exception", "Fatal machine check", "panic_on_warn", "panic_on_taint", "hung_task: blocked tasks", "softlockup: hung tasks",
	"Hard LOCKUP", "Watchdog detected hard LOCKUP", "RCU Stall", "Aiee, killing interrupt handler", "stack guard hit",
	"kernel stack overflow", "Kernel stack overflow", "Asynchronous SError Interrupt", "Unhandled exception", "bad mode", "Machine halted",
	"Out of memory", "System is deadlocked on memory", "Attempted to kill the idle task", "Oopsed too often",
	"system warned too often", "panic set", "low stack detected", "Oops", "workqueue: ", "Memory manager not clean", "compulsory panic_on_oom",
	"Kernel mode fault", "Unrecoverable", "BUG!", "data abort", "undefined instruction", "Fatal hardware error", "Can't handle the cache error",
	"Bad kernel stack", "TLB conflict", "CFI", "double fault", "PANIC",
}

// leadsTo tells whether a panic with this message follows from the report.
func (w *window) leadsTo(message string) bool {
	for _, x := range echoes {
		if strings.Contains(message, x) {
			return true
		}
	}
	if strings.HasPrefix(message, "Attempted to kill init") { // init's own oops kills init
		return (w.has(die) || w.has(fault)) && (!w.ended || w.isInit())
	}
	return false
}

// isInit tells that the report is about task 1.
func (w *window) isInit() bool {
	for _, e := range w.body {
		if i := strings.Index(e.Text, "PID: "); i >= 0 {
			return strings.HasPrefix(e.Text[i:], "PID: 1 ")
		}
		if i := strings.Index(e.Text, "(pid: "); i >= 0 {
			return strings.HasPrefix(e.Text[i:], "(pid: 1,")
		}
	}
	return false
}

// join takes a header into the report, and the cut mark in front of it.
func (k *desk) join(lane *lane, e entry, hits []hit) {
	w := lane.open
	w.stage = growing
	for _, l := range lane.lead {
		if l.N != e.N {
			k.add(w, l)
		}
	}
	lane.lead = lane.lead[:0]
	for _, h := range hits {
		w.hits = append(w.hits, h)
		w.ended = w.ended && h.rule.role != opens
		if h.rule.role == panics {
			w.panicked, w.ended = true, false
			k.died = true
		}
	}
	k.add(w, e)
	k.confirm(w)
}

// openWindow begins a report.
func (k *desk) openWindow(lane *lane, e entry, hits []hit, parent int) {
	w := &window{caller: e.caller, boot: k.d.boots.current, seen: k.d.now, touched: k.d.now, lastMicro: -1, parent: parent}
	for _, l := range lane.lead {
		if l.N != e.N {
			w.push(l)
		}
	}
	lane.lead = lane.lead[:0]
	lane.open = w
	w.hits = append(w.hits, hits...)
	for _, h := range hits {
		if h.rule.role == panics {
			w.panicked, k.died = true, true
		}
	}
	k.add(w, e)
	k.confirm(w)
}

// confirm gives the report its id once one of its headers stands alone.
func (k *desk) confirm(w *window) {
	if w.id == 0 && (!w.onlyNamed() || w.traced && w.has(titles)) {
		k.ids++
		w.id = k.ids
		k.queue = append(k.queue, w)
		k.d.burst.interrupt(k.d)
	}
	w.dirty = true
}

// body handles a line without a header.
func (k *desk) body(lane *lane, e entry) {
	w := lane.open
	if w == nil {
		return
	}
	if k.foreign(e) && e.kind == lineOther {
		return // the shell, or a program, writing in between
	}
	if w.stage == settling {
		if e.kind == lineTrailer || e.kind == lineEnding && w.panicked {
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

// wants tells whether a line's shape belongs to the report where it stands.
func (w *window) wants(e entry) bool {
	switch e.kind {
	case lineOther, lineBlank:
		return false
	case lineEnding, lineTrailer:
		return true
	}
	if !w.ended || w.panicked {
		return true
	}
	// behind the end marker only x86's repeat of the registers
	return e.kind == lineRegs || e.kind == lineCode || e.kind == lineHex && w.has(die)
}

// stray counts a line outside the grammar; too many end the report.
func (k *desk) stray(w *window, e entry) {
	if e.kind != lineBlank {
		w.strays++
	}
	limit := patience
	if c := w.class(); c != nil && c.patience > 0 {
		limit = c.patience
	}
	if !w.traced {
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
	switch e.kind {
	case lineFrame, lineRegs, lineHeading:
		w.traced = true
	case lineEnding:
		w.ended = true
	}
	if strings.Contains(e.Text, "printk messages dropped") {
		w.problem("the kernel dropped messages inside it")
	}
}

// push stores a line within the bounds: the head is kept, then a ring of the
// latest, what lies between is counted.
func (w *window) push(e entry) {
	if len(w.body) < maxHead && w.text < maxText {
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

func (w *window) problem(text string) {
	for _, p := range w.problems {
		if p == text {
			return
		}
	}
	w.problems = append(w.problems, text)
}

// class is the class that the headers so far give, nil before one does.
func (w *window) class() *class {
	var best *rule
	for _, h := range w.hits {
		if h.rule.role != hints && (best == nil || better(h.rule, best)) {
			best = h.rule
		}
	}
	if best == nil {
		return nil
	}
	return best.class
}

// better tells that rule a says more about a report than b: anything says more
// than a panic's echo, otherwise the table's order decides.
func better(a, b *rule) bool {
	if (a.role == panics) != (b.role == panics) {
		return b.role == panics
	}
	return a.rank < b.rank
}

// settle says that the report's lines are over.
func (k *desk) settle(w *window, why string) {
	if w.stage != growing {
		return
	}
	w.stage, w.closed, w.settledN, w.dirty = settling, why, k.d.n, true
	w.waiting, w.strays = w.waiting[:0], 0
}

func (k *desk) settleAll(why string) {
	for _, l := range k.lanes {
		if l.open != nil {
			k.settle(l.open, why)
		}
	}
}

// finishWindow closes a lane's report for good.
func (k *desk) finishWindow(lane *lane, why string) {
	w := lane.open
	if w == nil {
		return
	}
	k.settle(w, why)
	w.stage, w.dirty = done, true
	lane.open = nil
}

// expire closes what the line shows to be over: a report that settled long
// ago, or that got no line for long while others went by.
func (k *desk) expire(e entry) {
	for _, l := range k.lanes {
		w := l.open
		if w == nil {
			continue
		}
		late := w.lastMicro >= 0 && e.Micro-w.lastMicro > settleTime
		if w.stage == settling && (k.d.n-w.settledN > settleLines || late) || k.d.n-w.lastN > idleLines {
			k.finishWindow(l, closedByGrammar)
		}
	}
}

// silence closes by time what a live line no longer adds to.
func (k *desk) silence(now time.Time) {
	const settleAfter, finishAfter = 2 * time.Second, 4 * time.Second
	for _, l := range k.lanes {
		if w := l.open; w != nil {
			if quiet := now.Sub(w.touched); quiet > finishAfter {
				k.finishWindow(l, closedBySilence)
			} else if quiet > settleAfter {
				k.settle(w, closedBySilence)
			}
		}
	}
}

// nmi tells that CPUs are just being asked for their backtraces.
func (k *desk) nmi() bool {
	for _, l := range k.lanes {
		if l.open != nil && l.open.everyCPU && l.open.stage == growing {
			return true
		}
	}
	return false
}

// gap marks the open reports: input was lost inside them.
func (k *desk) gap(length time.Duration) {
	for _, l := range k.lanes {
		if w := l.open; w != nil && w.stage == growing {
			w.problem("the console was away for " + length.Round(time.Millisecond).String() + " inside it")
			w.dirty = true
		}
	}
}

// closeAll closes every report.
func (k *desk) closeAll(why string) {
	for _, l := range k.lanes {
		k.finishWindow(l, why)
	}
}

// isReplay tells that the very same line, microsecond included, opened a report
// before: dmesg was run on the console, or a log was replayed.
func (k *desk) isReplay(e entry) bool {
	if e.Micro <= 0 || len(e.Text) > 512 {
		return false
	}
	key := e.Text + "\x00" + time.Duration(e.Micro).String()
	if k.replays[key] {
		return true
	}
	if k.replays == nil || len(k.replays) > 4096 {
		k.replays = make(map[string]bool)
	}
	k.replays[key] = true
	return false
}

// containsFold is strings.Contains without regard to ASCII case.
func containsFold(s, sub string) bool {
	for i := 0; i+len(sub) <= len(s); i++ {
		if strings.EqualFold(s[i:i+len(sub)], sub) {
			return true
		}
	}
	return false
}
