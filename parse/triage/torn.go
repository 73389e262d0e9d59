package triage

import (
	"strings"

	"oopscope/parse/arch"
)

// contradictions are those of the dump, and of the header with the dump.
func (x *exam) contradictions() []arch.Contradiction {
	if x.arch == nil {
		return nil
	}
	all := x.c.Dump.Contradictions(x.arch)
	if c, ok := x.otherPlace(); ok {
		all = append(all, c)
	}
	return all
}

// otherPlace compares the function that a WARNING's header names with the PC of the
// registers: where WARN() is a trap, both are its address (lib/bug.c: report_bug()).
func (x *exam) otherPlace() (c arch.Contradiction, differ bool) {
	d := &x.c.Dump
	if x.c.Class != "warning" || d.UserMode || d.PCLine == 0 || d.PC.Function == "" {
		return c, false
	}
	_, rest, ok := strings.Cut(x.c.Header, " at "+x.c.Source+" ")
	s, _, named := arch.ParseSymbol(rest)
	if !ok || !named || x.c.Source == "" || s.Function == d.PC.Function && s.Module == d.PC.Module { // s390 points behind the instruction
		return c, false
	}
	return arch.Contradiction{
		Text:  "the header names " + place(s.Function, s.Module) + ", and the PC is in " + place(d.PC.Function, d.PC.Module),
		Lines: []int{x.headLine(), d.PCLine},
	}, true
}
