package export

import (
	"fmt"
	"strings"

	"oopscope/parse/crash"
	"oopscope/parse/triage"
)

const summaryFrames = 5

// Summary is the crash in about fifteen lines, for a chat or a ticket.
func Summary(c *crash.Crash, opt Options) string {
	var t text
	t.line(Headline(c))
	for _, f := range fieldsOf(c, &opt) {
		switch f.name {
		case "class", "signature", "taint":
		default:
			t.fields([]field{f})
		}
	}
	findings := judge(c)
	if f, ok := triage.Before(findings); ok {
		t.wrapped("before it  ", Clean(f.Text))
	}
	if f, ok := triage.Telling(findings); ok {
		t.wrapped("why        ", Clean(f.Text)+" ("+proof(f)+")")
		if f.Next != "" {
			t.wrapped("next       ", Clean(f.Next))
		}
	}
	if chain := summaryChain(c); chain != "" {
		t.wrapped("chain      ", chain)
	}
	return t.String()
}

// summaryChain is the innermost reliable functions, joined by arrows.
func summaryChain(c *crash.Crash) string {
	var names []string
	more := 0
	for i := range c.Chain {
		f := &c.Chain[i]
		if !f.Reliable || f.Function == "" {
			continue
		}
		if len(names) == summaryFrames {
			more++
			continue
		}
		names = append(names, Clean(f.Function))
	}
	s := strings.Join(names, " <- ")
	if more > 0 {
		s += fmt.Sprintf(" <- %d more", more)
	}
	return s
}
