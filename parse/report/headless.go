package report

import (
	"strings"

	"oopscope/parse/class"
	"oopscope/parse/crash"
	"oopscope/parse/grammar"
)

// An input may begin in the middle of a report: the last part of a ramoops
// buffer, a console opened too late. Such a report is one only when an end
// marker or a panic follows, which no dump that the operator asked for has.

// noHeader stands for the header that is missing.
var noHeader = class.Headless.Stand(class.Names)

// FirstLines is how many lines an input may have before it must have begun.
const FirstLines = 2

// beginsInside tells that the first lines of the input are those of a report.
func (t *Tracker) beginsInside(l *Line, hits []class.Hit) bool {
	if l.Seq > FirstLines || len(t.contexts) > 0 || len(hits) > 0 {
		return false
	}
	switch l.kind {
	case grammar.Frame, grammar.Heading, grammar.Registers, grammar.Code, grammar.Hex:
		return true
	case grammar.System:
		_, _, who := grammar.CPU(l.Text)
		return who
	}
	return false
}

// dies tells the line about the task that show_registers() prints for die() alone, and not
// for the operator (arch/x86, arch/mips, arch/loongarch; arm has it in __die()):
//
//	Process Xorg (pid: 18801, threadinfo ffff8801744b6000, task ffff880174747080)
//	Process insmod (pid: 260, stack limit = 0xc21be198)
func (l *Line) dies() bool {
	return l.kind == grammar.System && strings.HasPrefix(l.Text, "Process ") && strings.Contains(l.Text, " (pid: ")
}

// openHeadless opens a report without a header.
func (t *Tracker) openHeadless(l *Line) {
	c := &context{caller: l.Caller}
	t.contexts = append(t.contexts, c)
	t.open(c, l, []class.Hit{{Matcher: noHeader, At: l.BodyLine}}, Origin{})
	c.open.Headless = true
	t.judge(OpensHeadless, c.open)
	c.open.problem(crash.Headless, l.N, "its first lines are missing")
}
