package report

import (
	"strings"

	"oopscope/parse/class"
	"oopscope/parse/crash"
	"oopscope/parse/grammar"
)

// An input may begin in the middle of a report (the last part of a ramoops buffer, a
// console opened too late), and a console may lose the header of one. Such a report is one
// only when an end marker or a panic follows, or its trace passes what prints reports: no
// dump that the operator asked for has those.

// FirstLines is how many lines an input may have before it must have begun; where nothing
// of a kernel is among the first nearLines, they are what somebody wrote above an excerpt.
const (
	FirstLines = 12
	nearLines  = 2

	excerptLines = 6 // where no kernel's prefix tells who speaks
)

// beginsInside tells that the first lines of the input are those of a report.
func (t *Tracker) beginsInside(l *Line, hits []class.Hit) bool {
	if l.Seq > FirstLines || t.asked || len(t.contexts) > 0 || len(hits) > 0 {
		return false
	}
	near := l.Seq <= nearLines
	if !near && t.heard {
		return false
	}
	switch l.kind {
	case grammar.Frame, grammar.Heading:
		return near || l.Seq <= excerptLines || l.Kernel
	case grammar.Registers, grammar.Code:
		return near || l.Kernel
	case grammar.System:
		return (near || l.Kernel) && l.tellsWhere()
	}
	return near && l.kind == grammar.Hex
}

// tellsWhere tells the lines that say on which CPU and machine a report is of.
func (l *Line) tellsWhere() bool {
	_, _, who := grammar.CPU(l.Text)
	return who || strings.HasPrefix(l.Text, "Hardware name: ")
}

// withoutHeader returns what stands for the header of a report that begins with the line
// and lacks one, nil when none does.
func (t *Tracker) withoutHeader(l *Line, hits []class.Hit, inside *class.Matcher) *class.Matcher {
	switch {
	case inside != nil && !inside.Class.Generic && !t.isAgain(l) && t.lostHeader(l):
		if inside.Class == class.Headless {
			return noHeader
		}
		return inside.Class.Stand(class.Titles)
	case t.beginsInside(l, hits):
		return noHeader
	}
	return nil
}

// lostHeader tells that a line which stands inside of reports comes while none is open: the
// console lost the header, or whoever cut the text out.
func (t *Tracker) lostHeader(l *Line) bool {
	for _, c := range t.contexts {
		if c.open != nil && (c.caller == l.Caller || c.open.stage == growing) {
			return false
		}
	}
	return true
}

// onlyInside returns the matcher of a line that only stands inside of reports.
func onlyInside(hits []class.Hit) *class.Matcher {
	if len(hits) == 1 && hits[0].Role == class.Inside {
		return hits[0].Matcher
	}
	return nil
}

// dies tells the line about the task that show_registers() prints for die() alone, and not
// for the operator (arch/x86, arch/mips, arch/loongarch; arm has it in __die()):
//
//	Process Xorg (pid: 18801, threadinfo ffff8801744b6000, task ffff880174747080)
//	Process insmod (pid: 260, stack limit = 0xc21be198)
func (l *Line) dies() bool {
	return l.kind == grammar.System && l.NamesProcess()
}

// openHeadless opens a report without a header.
func (t *Tracker) openHeadless(c *context, l *Line, header *class.Matcher) {
	preambled := len(c.preamble) > 0
	t.open(c, l, []class.Hit{{Matcher: header, At: l.BodyLine}}, Origin{})
	c.open.preambled = preambled
	c.open.Headless, c.open.midway = true, l.Seq > FirstLines || l.Seq > nearLines && (t.heard || !l.Kernel && l.kind != grammar.Heading && l.kind != grammar.Frame)
	t.judge(OpensHeadless, c.open)
	c.open.list(l)
	t.printedBy(c.open, l)
	c.open.problem(crash.Headless, l.N, "its first lines are missing")
}
