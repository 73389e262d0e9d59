package crashpane

import (
	"strings"

	"charm.land/lipgloss/v2"

	"oopscope/parse"
	"oopscope/parse/triage"
)

func (p *Pane) aftermathStyle() *lipgloss.Style {
	if p.c.Past() {
		return &p.th.Dim
	}
	switch p.c.Aftermath {
	case parse.Halted, parse.Rebooting:
		return &p.th.Panic
	case parse.ContinuesDamaged:
		return &p.th.Warning
	case parse.Continues:
		return &p.th.OK
	}
	return &p.th.Dim
}

// badge is the severity in its colour, standing out without colours too.
func (p *Pane) badge() Span {
	word := strings.ToUpper(p.c.Severity.String())
	if word == "" {
		word = "REPORT"
	}
	st := p.th.Badge.Foreground(p.th.Severity(p.c.Severity).GetForeground())
	return Span{" " + word + " ", &st}
}

func (p *Pane) confidenceStyle(f triage.Finding) *lipgloss.Style {
	switch f.Confidence {
	case triage.Certain:
		return &p.th.Panic
	case triage.Likely:
		return &p.th.Warning
	}
	return &p.th.Dim
}
