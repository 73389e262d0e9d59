package report

import (
	"slices"
	"strconv"
	"strings"

	"oopscope/parse/class"
	"oopscope/parse/crash"
	"oopscope/parse/grammar"
)

// Two CPUs may report at once, their lines one inside the other's. Where
// CONFIG_PRINTK_CALLER names them the contexts keep them apart. Without it the
// grammar has to: a report has its own CPU line, each register and each heading
// once, and its frames in order. An oops is easier: die() holds a lock from its
// die line to its end mark, only the lines before it can come too early.

// interleaves begins a report beside the one that is open, when the header is
// that of another CPU.
func (t *Tracker) interleaves(c *context, l *Line, hits []class.Hit) bool {
	r := c.open
	if r == nil || !r.shared(l) || !r.known || c.second != nil || len(t.contexts) >= maxContexts {
		return false
	}
	cpu := hitCPU(hits)
	queued := hits[0].Role == class.Fault && r.has(class.Die) && (cpu < 0 || cpu != r.cpu)
	if !queued && (cpu < 0 || cpu == r.cpu || !strings.HasPrefix(l.Text, "WARNING: ")) {
		return false
	}
	c.second = &context{caller: c.caller, preamble: slices.Clone(c.preamble)}
	c.preamble = c.preamble[:0]
	t.contexts = append(t.contexts, c.second)
	t.open(c.second, l, hits, Origin{})
	t.judge(OpensBeside, c.second.open)
	c.second.open.queued = queued
	if !queued {
		const between = "the report of another CPU stands between its lines"
		r.problem(crash.Interleaved, l.N, between)
		c.second.open.problem(crash.Interleaved, l.N, between)
	}
	return true
}

// shared tells that another CPU may be printing between the lines of this
// report, which knows its own.
func (r *Report) shared(l *Line) bool {
	return l.Caller == 0 && r.stage == growing && !r.Ended && r.cpu >= 0 && r.willEnd()
}

// willEnd tells that the report is of the kinds that close with an end marker.
func (r *Report) willEnd() bool {
	for i := range r.Hits {
		if h := &r.Hits[i]; h.Role == class.Die || strings.HasPrefix(h.At.Text, "WARNING: ") {
			return true
		}
	}
	return false
}

// announces tells a line between "cut here" and the header to come: the text of
// a WARN, while the report of another CPU is open.
func (c *context) announces(l *Line) bool {
	return len(c.preamble) > 0 && c.open != nil && c.open.shared(l) && l.kind == grammar.Other
}

func hitCPU(hits []class.Hit) int {
	for _, h := range hits {
		if cpu, err := strconv.Atoi(h.Groups["cpu"]); err == nil {
			return cpu
		}
	}
	return -1
}

// lineCPU is the CPU that a line names, in its header or in its own right, -1
// when it names none.
func lineCPU(l *Line, hits []class.Hit) int {
	if cpu := hitCPU(hits); cpu >= 0 {
		return cpu
	}
	if cpu, _, ok := grammar.CPU(l.Text); ok {
		return cpu
	}
	return -1
}

// pick finds to which of two reports a line belongs: to the one of the context,
// or to the second one.
func (t *Tracker) pick(c *context, l *Line, hits []class.Hit) *context {
	a, b := c.open, c.second.open
	switch {
	case b == nil || b.stage != growing || b.Ended && !b.queued:
		t.finish(c.second, ByGrammar)
		t.merge(c)
		return c
	case a == nil || a.stage != growing || a.Ended && !b.queued:
		t.yield(c, l, ByGrammar)
		return c
	case b.queued:
		return t.pickQueued(c, l, hits)
	}
	return pickParallel(c, l, hits)
}

// yield ends the context's report and lets the second one take its place.
func (t *Tracker) yield(c *context, l *Line, why End) {
	t.finish(c, why)
	c.open = c.second.open
	c.open.queued, c.open.resumed = false, l.Seq
	c.second.open = nil
	t.merge(c)
}

// merge takes the emptied second context away.
func (t *Tracker) merge(c *context) {
	if i := slices.Index(t.contexts, c.second); i >= 0 {
		t.contexts = slices.Delete(t.contexts, i, i+1)
	}
	c.second = nil
}

// pickQueued serves an oops whose fault line came while another CPU was dying.
// When its own die line comes before that one's end mark, there was no other
// CPU: the report died of itself.
func (t *Tracker) pickQueued(c *context, l *Line, hits []class.Hit) *context {
	a, b := c.open, c.second.open
	for _, h := range hits {
		if h.Role != class.Die {
			continue
		}
		if !a.Ended {
			b.Parent = a.origin()
			if !a.traced {
				a.problem(crash.Interrupted, l.N, "another report cut into it before its call trace")
			}
		}
		t.yield(c, l, ByReport)
		return c
	}
	switch {
	case len(hits) == 0 && l.kind == grammar.Fault && (a.traced || a.has(class.Die) && a.cpu >= 0):
		return c.second
	case a.Ended && l.kind == grammar.System:
		t.yield(c, l, ByReport)
	}
	return c
}

// pickParallel serves two WARNs: the one that is further on takes what it does
// not have yet, the other what the first has already.
func pickParallel(c *context, l *Line, hits []class.Hit) *context {
	ahead, behind := c, c.second
	if cpu := lineCPU(l, hits); cpu >= 0 {
		return ofCPU(c, cpu)
	}
	if behind.open.further(ahead.open) {
		ahead, behind = behind, ahead
	}
	switch {
	case l.preamble || c.announces(l) || len(hits) > 0:
		return c
	case l.kind == grammar.Other || l.kind == grammar.Blank:
	case (l.kind == grammar.Registers || l.kind == grammar.Hex) && ahead.open.traceLines > 0 && behind.open.traceLines == 0:
		return behind
	case !ahead.open.holds(l):
		return ahead
	case !behind.open.holds(l):
		return behind
	}
	if behind.open.lastN > ahead.open.lastN {
		return behind
	}
	return ahead
}

func ofCPU(c *context, cpu int) *context {
	if c.second.open.cpu == cpu {
		return c.second
	}
	return c
}

// further tells that a report has come further than the other.
func (r *Report) further(o *Report) bool {
	if r.traceLines != o.traceLines {
		return r.traceLines > o.traceLines
	}
	if r.knownLines != o.knownLines {
		return r.knownLines > o.knownLines
	}
	return r.lastN > o.lastN
}

// holds tells that the report has such a line already: the same register or
// heading, or the same frame.
func (r *Report) holds(l *Line) bool {
	const reach = 100 // a WARN is shorter
	key := lineKey(l.kept())
	for i := len(r.body) - 1; i >= max(0, len(r.body)-reach); i-- {
		if r.body[i].kind == l.kind && lineKey(r.body[i]) == key {
			return true
		}
	}
	return false
}

// lineKey is what a report has once: all of a frame, else what stands before
// the value.
func lineKey(l line) string {
	t := strings.TrimSpace(l.Text)
	if l.kind == grammar.Frame {
		return t
	}
	if i := strings.IndexAny(t, ":="); i > 0 {
		return strings.TrimRight(t[:i], " ")
	}
	return t
}
