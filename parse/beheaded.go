package parse

import "strings"

// An input may begin in the middle of a report: the last part of a ramoops
// buffer, a console opened too late. Such a report is one only when an end
// marker or a panic follows, which no dump that the operator asked for has.

// beheadedRule stands for the header that is missing.
var beheadedRule = &rule{header: &header{role: names}, class: byName["trap"], rank: len(rules)}

// headless is how many lines an input may have before it must have begun.
const headless = 2

// beginsInside tells that the first lines of the input are those of a report.
func (k *desk) beginsInside(e entry, hits []hit) bool {
	if k.d.n > headless || len(k.lanes) > 0 || len(hits) > 0 {
		return false
	}
	return e.kind == lineFrame || e.kind == lineHeading || e.kind == lineRegs || e.kind == lineCode
}

// behead opens a report without a header.
func (k *desk) behead(e entry) {
	l := &lane{caller: e.caller}
	k.lanes = append(k.lanes, l)
	k.openWindow(l, e, []hit{{rule: beheadedRule, groups: map[string]string{}, at: e.BodyLine}}, 0)
	l.open.beheaded = true
	l.open.problem("its first lines are missing")
}

// warnInstructions are what WARN and BUG compile to where they trap.
var warnInstructions = []string{"ud2", "brk", "ebreak", "c.ebreak", "twui", "tdnei", "mc", "udf"}

// refineBeheaded tells a WARN from a fault by the instruction it trapped on.
// Nobody dies of a WARN: of an exception that was fatal the end is known and
// the kind is not.
func (x *decoding) refineBeheaded() {
	if strings.HasPrefix(x.c.Panic, "Fatal exception") {
		x.reclass("panic")
		return
	}
	for i := range x.c.Dump.Code {
		in := &x.c.Dump.Code[i]
		name, _, _ := strings.Cut(strings.TrimSpace(in.Text), " ")
		name, _, _ = strings.Cut(name, "\t")
		for _, w := range warnInstructions {
			if in.Trap && name == w {
				x.reclass("warning")
				return
			}
		}
	}
}
