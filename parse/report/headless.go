package report

import (
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
	return l.kind == grammar.Frame || l.kind == grammar.Heading || l.kind == grammar.Registers || l.kind == grammar.Code
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
