package report

import (
	"slices"

	"oopscope/parse/class"
	"oopscope/parse/crash"
	"oopscope/parse/grammar"
)

// Several CPUs may report at once, the lines of one between those of the other.
// Where CONFIG_PRINTK_CALLER names them the contexts keep them apart. Without it
// what each may print, and in which order, has to do:
//
//   - die() holds die_lock, so the bodies of two oopses never mix: from the die
//     line to the code on arm, riscv, mips and loongarch, to the end mark on arm64,
//     powerpc and s390 (arch/*/kernel/traps.c: die(), oops_begin(), oops_end()).
//   - What stands in front of the die line is printed without the lock and mixes
//     with everything: "Unable to handle", "Mem abort info", the page tables
//     (arch/*/mm/fault.c). Only x86 takes the lock before (oops_begin() in
//     page_fault_oops()), and lets go of it before the end mark.
//   - A WARN holds no lock at all (kernel/panic.c: __warn()), save that two
//     dump_stack() follow each other (lib/dump_stack.c: printk_cpu_sync).
//
// The reports that are open at once each have a context of their own, with the
// same caller: the first is the context that the tracker finds, the others stand
// beside it.

// maxBeside is how many reports may be open beside the first one.
const maxBeside = 3

// besides begins a report beside those that are open, when the header may be
// that of another CPU.
func (t *Tracker) besides(from *context, l *Line, hits []class.Hit) bool {
	c := from.firstLane()
	if l.Caller != 0 || len(c.beside) >= maxBeside || len(t.contexts) >= maxContexts {
		return false
	}
	rival := c.rival(l, hits)
	if rival == nil {
		return false
	}
	own := &context{caller: c.caller, preamble: slices.Clone(from.preamble), first: c}
	from.preamble = from.preamble[:0]
	c.beside = append(c.beside, own)
	t.contexts = append(t.contexts, own)
	pending := hits[0].Role == class.Fault && rival.waits()
	t.openAs(own, l, hits, Origin{}, pending)
	t.judge(OpensBeside, own.open)
	own.open.rival = rival
	if isWarn(hits) && rival.willEnd() {
		mixed(rival, own.open, l.N)
	}
	return true
}

// strangerIn tells the CPU line of a trace that another CPU prints without a
// header while the report is in the middle of its lines, and keeps that trace apart.
func (t *Tracker) strangerIn(c *context, l *Line) bool {
	r := c.open
	if l.Caller != 0 || r.Ended || r.panicked || r.everyCPU || !r.willEnd() || !r.strange(l.kept()) {
		return false
	}
	t.openStranger(c.firstLane(), l, l.kept())
	r.problem(crash.Interleaved, l.N, strangerBetween)
	t.judge(IsStranger, r)
	return true
}

const strangerBetween = "a trace of another CPU stands between its lines"

// strange tells that the line names another CPU than the report's.
func (r *Report) strange(l line) bool {
	cpu, _, ok := grammar.CPU(l.Text)
	return ok && l.kind == grammar.System && cpu >= 0 && r.cpu >= 0 && cpu != r.cpu
}

// openStranger begins the trace of another CPU with its CPU line.
func (t *Tracker) openStranger(c *context, l *Line, first line) {
	if len(c.beside) >= maxBeside || len(t.contexts) >= maxContexts {
		return
	}
	cpu, task, _ := grammar.CPU(first.Text)
	own := &context{caller: c.caller, first: c, open: &Report{
		Boot: *l.Boot, Seen: l.Came, touched: l.Now, lastMicro: -1, cpu: cpu, pid: task.PID, stranger: true,
	}}
	own.open.add(first, l.Now)
	c.beside = append(c.beside, own)
	t.contexts = append(t.contexts, own)
}

// mixed notes that lines of two reports stand between each other.
func mixed(a, b *Report, n int) {
	const between = "the report of another CPU stands between its lines"
	a.problem(crash.Interleaved, n, between)
	b.problem(crash.Interleaved, n, between)
}

// rival is the report that is in the middle of its lines while the header of
// another one comes, nil when none is: the latest of them.
func (c *context) rival(l *Line, hits []class.Hit) *Report {
	var rival *Report
	for _, lane := range c.lanes() {
		if r := lane.open; r != nil && c.mayMix(r, l, hits) && (rival == nil || r.lastN > rival.lastN) {
			rival = r
		}
	}
	return rival
}

// mayMix tells that the header may be another CPU's while the report grows.
func (c *context) mayMix(r *Report, l *Line, hits []class.Hit) bool {
	if r.stage != growing || !r.known && !r.pending {
		return false
	}
	if r.Ended {
		return r.has(class.Die) && l.Seq-r.lastSeq <= summaryStarts && c.known(l).Summary()
	}
	cpu := hitCPU(hits)
	if cpu >= 0 && cpu == r.cpu || !r.willEnd() && !r.waits() {
		return false
	}
	switch hits[0].Role {
	case class.Fault:
		return true
	case class.Die: // a WARN holds no lock, and a die lets go of it before its end mark
		return !r.has(class.Die) || r.traced && r.cpu >= 0
	}
	return isWarn(hits) && cpu >= 0
}

// relate settles what a report is to the one inside of which its header came, as
// soon as its own CPU is known: an oops in an oops when it is the same.
func (t *Tracker) relate(lane *context, l *Line) {
	r, in := lane.open, lane.open.rival
	told := r.cpu >= 0 || r.traced || l.kind == grammar.Registers
	if in == nil || r.waits() || !told {
		return
	}
	if in.cpu < 0 && in.has(class.Die) && !in.traced && !r.has(class.Die) {
		return // a WARN while nobody knows on which CPU the other dies
	}
	r.rival = nil
	if in.stage != growing || in.Ended || in.waits() || in.cpu >= 0 && r.cpu >= 0 && in.cpu != r.cpu {
		return
	}
	r.Parent, in.lacking = in.origin(), nil
	for i := range r.body {
		r.body[i].Contested = false
	}
	if !in.traced {
		in.problem(crash.Interrupted, r.Hits[0].At.N, "another report cut into it before its call trace")
	}
	c := lane.firstLane()
	for _, other := range c.lanes() {
		if other.open == in {
			t.finish(other, ByReport)
		}
	}
}

// retire takes those reports away that are over, and makes a later one the first.
func (t *Tracker) retire(c *context, l *Line) {
	for _, lane := range c.lanes() {
		r := lane.open
		if r != nil && len(c.beside) > 0 && (r.stage != growing || r.Ended && l.Seq-r.lastSeq > trailing) {
			t.finish(lane, ByGrammar)
		}
	}
	c.beside = slices.DeleteFunc(c.beside, func(lane *context) bool {
		if lane.open == nil {
			t.contexts = slices.DeleteFunc(t.contexts, func(x *context) bool { return x == lane })
		}
		return lane.open == nil
	})
	if c.open == nil && len(c.beside) > 0 {
		next := c.beside[0]
		c.open, next.open = next.open, nil
		c.open.resumed = l.Seq
		c.beside = c.beside[1:]
		t.contexts = slices.DeleteFunc(t.contexts, func(x *context) bool { return x == next })
	}
}
