package crashpane

import (
	"strconv"
	"strings"

	"oopscope/parse/arch"
	"oopscope/parse/triage"
)

// why gives the findings with their evidence and the next step, or says
// honestly that there are none.
func (p *Pane) why(b *rowBuilder, _ bool) {
	if len(p.findings) == 0 {
		p.nothingKnown(b)
		return
	}
	for i, f := range p.findings {
		if i > 0 {
			b.blank()
		}
		p.finding(b, f)
	}
	p.assigned(b)
}

// assigned lists the lines that set what keeps the pointer that went wrong.
func (p *Pane) assigned(b *rowBuilder) {
	if p.c.Operand == nil || len(p.c.Operand.Assigned) == 0 {
		return
	}
	b.blank()
	b.text("assigned", 0, nil, 2, Span{p.c.Operand.Pointer + " is assigned in this tree at:", &p.th.Text})
	for i := range p.c.Operand.Assigned {
		b.line("assigned:"+strconv.Itoa(i), 0, Span{"  " + p.c.Operand.Assigned[i].Words(), &p.th.Dim})
	}
}

func (p *Pane) finding(b *rowBuilder, f triage.Finding) {
	th := p.th
	target := 0
	if len(f.Evidence) > 0 {
		target = f.Evidence[0]
	}
	b.text(f.Rule, target, nil, 2, Span{f.Confidence + ":", p.confidenceStyle(f)}, Span{" " + f.Text, &th.Text})
	for _, n := range f.Evidence {
		lead := []Span{{"  line " + strconv.Itoa(n), &th.Number}, {"  ", &th.Dim}}
		b.line(f.Rule+":"+strconv.Itoa(n), n, append(lead, p.evidence(n, b.w-widthOf(lead))...)...)
	}
	if f.Next != "" {
		b.text(f.Rule+" next", target, []Span{{"→ ", &th.OK}}, 2, Span{f.Next, &th.Title})
	}
}

// evidence shows what a line says. A line of the call trace is shown as its
// frame: the addresses at its beginning would leave no room for the name.
func (p *Pane) evidence(n, room int) []Span {
	for i := range p.c.Chain {
		if f := &p.c.Chain[i]; f.Line == n && f.Function != "" {
			return Symbol(p.th, f.Symbol, room)
		}
	}
	text := strings.TrimSpace(bodyText(p.c, n))
	if text == "" && n > p.c.Last {
		text = "later in the log"
	}
	return []Span{{text, &p.th.Dim}}
}

// before are the lines before the crash that other boots do not have so.
func (p *Pane) before(b *rowBuilder, _ bool) {
	for i := range p.c.Before {
		u := &p.c.Before[i]
		n := strconv.Itoa(u.Line)
		b.line(n, u.Line, Span{"line " + n, &p.th.Number}, Span{"  " + u.Text, &p.th.Text})
		b.text(n+" why", u.Line, []Span{{"  ", &p.th.Dim}}, 2, Span{u.Words(), &p.th.Dim})
	}
}

// noReason is said when no rule knows why.
const noReason = "No known pattern fits this report."

func (p *Pane) nothingKnown(b *rowBuilder) {
	c, th := p.c, p.th
	if c.Open {
		b.text("none", 0, nil, 0, Span{"Still receiving. Reasons are sought when the report is complete.", &th.Dim})
		return
	}
	b.text("none", 0, nil, 0, Span{noReason, &th.Text})
	if c.Culprit.Function == "" {
		b.text("look", 0, []Span{{"→ ", &th.OK}}, 2, Span{"It names no function to look at: read its own lines under Raw.", &th.Text})
		return
	}
	spans := append([]Span{{"Look at ", &th.Text}}, Symbol(th, arch.Symbol{Function: c.Culprit.Function, Module: c.Culprit.Module}, 0)...)
	if n := culpritLine(c); n > 0 {
		spans = append(spans, Span{", line " + strconv.Itoa(n), &th.Text})
	}
	spans = append(spans, Span{": the first function of the chain that is not plumbing.", &th.Text})
	b.text("look", culpritLine(c), []Span{{"→ ", &th.OK}}, 2, spans...)
}
