package ui

import (
	"fmt"

	tea "charm.land/bubbletea/v2"

	"oopscope/ui/edit"
	"oopscope/ui/say"
)

// askMark writes a remark on the line under the cursor; an empty one on a
// marked line takes the mark away.
func (a *app) askMark() tea.Cmd {
	line, ok := a.log.Line()
	switch {
	case !ok:
		return nil
	case line.Absent: // a remark stands on what was seen
		a.say("that line is being read")
		return nil
	}
	m := Mark{Line: line.N, Byte: line.At, Raw: line.Plain()}
	old, had := a.log.Mark(m.Line)
	a.line = edit.Ask(old.Text, edit.Prompt{Mode: "MARK", Label: fmt.Sprintf("remark on line %s: ", say.Thousands(m.Line)), Words: true,
		Done: func(p *edit.Prompt) tea.Cmd {
			m.Text, m.At = p.Text(), a.now()
			m.Gone = had && m.Text == ""
			return a.keepMark(m)
		}})
	return nil
}

func (a *app) nextMark() {
	n, ok := a.log.NextMark()
	if !ok {
		a.say("no line is marked" + a.advice(a.keys.Normal.Mark, "marks one"))
		return
	}
	a.reveal(n)
}
