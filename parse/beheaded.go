package parse

import (
	"oopscope/parse/class"
	"oopscope/parse/crash"
	"oopscope/parse/grammar"
)

// An input may begin in the middle of a report: the last part of a ramoops
// buffer, a console opened too late. Such a report is one only when an end
// marker or a panic follows, which no dump that the operator asked for has.

// beheadedRule stands for the header that is missing.
var beheadedRule = class.Headless.Stand(class.Names)

// headless is how many lines an input may have before it must have begun.
const headless = 2

// beginsInside tells that the first lines of the input are those of a report.
func (k *desk) beginsInside(e entry, hits []class.Hit) bool {
	if k.d.n > headless || len(k.lanes) > 0 || len(hits) > 0 {
		return false
	}
	return e.kind == grammar.Frame || e.kind == grammar.Heading || e.kind == grammar.Registers || e.kind == grammar.Code
}

// behead opens a report without a header.
func (k *desk) behead(e entry) {
	l := &lane{caller: e.caller}
	k.lanes = append(k.lanes, l)
	k.openWindow(l, e, []class.Hit{{Matcher: beheadedRule, At: e.BodyLine}}, origin{})
	l.open.beheaded = true
	l.open.problem(crash.Headless, e.N, "its first lines are missing")
}
