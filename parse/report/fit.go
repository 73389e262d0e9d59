package report

import (
	"slices"
	"strings"

	"oopscope/parse/class"
	"oopscope/parse/grammar"
)

// score tells how well the line fits.
func (f fit) score() int {
	r, l := f.r, f.l
	head := l.kind == grammar.Fault
	switch {
	case r.stage != growing:
		return never
	case r.Ended:
		return f.behindEnd()
	case r.waits() && !head, !r.waits() && head && f.waiting && r.has(class.Die):
		return never // the body is printed under the lock, the head before
	case l.kind == grammar.Ending && (!r.traced || r.stranger), l.kind != grammar.Ending && !head && f.overtaken():
		return never
	case (f.kind() == grammar.Registers || l.kind == grammar.Code) && r.isWarn() && !f.order.Warns(l.kind == grammar.Code):
		return never
	}
	names := f.names()
	if names <= never || head && f.disagrees() {
		return never
	}
	shape := f.shape()
	if shape <= never {
		return never
	}
	return names + shape + f.place() + f.clock()
}

// overtaken tells that another report died later and prints its body now: who has the
// die lock, another CPU or the same one once more, prints alone.
func (f fit) overtaken() bool {
	r := f.r
	return r.has(class.Die) && r.traced && slices.ContainsFunc(f.others, func(o *Report) bool {
		return o != r && !o.Ended && o.has(class.Die) && o.dieLine() > r.dieLine()
	})
}

// clock compares the times: those of one CPU never go back (kernel/printk:
// local_clock()), those of two may.
func (f fit) clock() int {
	switch at := f.l.Micro; {
	case at < 0 || f.r.lastMicro < 0:
		return 0
	case at < f.r.lastMicro:
		return backwards
	case at == f.r.lastMicro:
		return 1
	}
	return 0
}

// kind is the shape of the line: some rows of memory look like rows of registers.
func (f fit) kind() grammar.Kind {
	if f.l.kind == grammar.Registers {
		if _, row := rowAt(f.l.Text); row {
			return grammar.Hex
		}
	}
	return f.l.kind
}

// behindEnd is for a report whose end mark was seen: x86 repeats the registers
// then, those of the first oops of the boot, and arm says how the task ended.
func (f fit) behindEnd() int {
	switch f.l.kind {
	case grammar.Registers, grammar.Code:
		if f.order.Summary() && f.r.has(class.Die) {
			return f.summary() + f.names()
		}
	case grammar.Trailer:
		return max(f.names(), never)
	}
	return never
}

// summary tells how well a row goes on with the repeated ones.
func (f fit) summary() int {
	rows := f.r.body
	for i := len(rows) - 1; i >= 0; i-- {
		if rows[i].kind == grammar.Ending {
			rows = rows[i+1:]
			break
		}
	}
	at, last := f.order.Place(f.l.kind, f.l.Text), 0
	if _, ok := f.order.FaultAddress(f.l.Text); ok && len(rows) > 0 {
		return soon + f.clock()
	}
	for i := range rows {
		last = max(last, f.order.Place(rows[i].kind, rows[i].Text))
	}
	sameCPU := func(o *Report) bool { return o != f.r && o.cpu >= 0 && o.cpu == f.r.cpu }
	switch {
	case slices.ContainsFunc(f.others, sameCPU): // which prints something else already
		return never
	case len(rows) == 0 && (f.l.Seq-f.r.endSeq > trailing || at == 0 || at != f.firstRow()):
		return never
	case len(rows) == 0 && f.l.Seq-f.r.endSeq > summaryStarts:
		return soon + f.clock()
	case len(rows) == 0, f.l.kind == grammar.Code && len(rows) == 1, at-last == 1:
		return nextRow + f.clock()
	case at > last && at-last <= 4:
		return soon + f.clock()
	}
	return never
}

// firstRow is the place of the first row of registers.
func (f fit) firstRow() int {
	for i := range f.r.body {
		if x := &f.r.body[i]; x.kind == grammar.Registers {
			return f.order.Place(x.kind, x.Text)
		}
	}
	return 0
}

// disagrees tells that a line of the head contradicts those that are there.
func (f fit) disagrees() bool {
	return slices.ContainsFunc(f.r.body, func(x line) bool { return f.order.Disagree(x.Text, f.l.Text) })
}

// place compares where in a report the line stands with how far this one came.
func (f fit) place() int {
	held := f.l.kind != grammar.Frame && f.r.holds(f.l)
	at := f.order.Place(f.l.kind, f.l.Text)
	last := f.reached()
	switch gap := at - last; {
	case f.l.kind == grammar.Frame && f.r.body[len(f.r.body)-1].kind == grammar.Heading:
		return nextRow // of whatever the heading is
	case f.r.stranger && f.l.kind == grammar.Heading && f.r.body[len(f.r.body)-1].kind == grammar.System:
		return nextRow // dump_stack() shows no registers
	case at == 0 || last == 0:
		if held {
			return repeated
		}
		return 0
	case gap < 0:
		return backwards
	case gap == 0 && f.l.kind == grammar.Frame:
		return nextRow
	case gap == 0 && held:
		return repeated
	case gap <= 1, f.l.kind == grammar.Frame && f.r.isWarn() && !f.order.Warns(false):
		return nextRow
	case gap <= 4:
		return soon
	}
	return later
}

// reached is the place of the last line whose place is known.
func (f fit) reached() int {
	for i := len(f.r.body) - 1; i >= max(0, len(f.r.body)-reach); i-- {
		if x := &f.r.body[i]; x.kind != grammar.Other {
			if at := f.order.Place(x.kind, x.Text); at > 0 {
				return at
			}
		}
	}
	return 0
}

// holds tells that the report has such a line already: the same register or
// heading, or the same frame.
func (r *Report) holds(l *Line) bool {
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
