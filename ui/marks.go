package ui

import (
	"fmt"
	"math"

	tea "charm.land/bubbletea/v2"

	"oopscope/ui/edit"
	"oopscope/ui/marklist"
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
	return a.askRemark(Mark{Line: line.N, Byte: line.At, Raw: line.Plain()})
}

// askRemark asks for the remark of a mark that is, or is to be, on a line.
func (a *app) askRemark(m Mark) tea.Cmd {
	old, had := a.log.Mark(m.Line)
	a.line = edit.Ask(old.Text, edit.Prompt{Mode: "MARK", Label: fmt.Sprintf("remark on line %s: ", say.Thousands(m.Line)), Words: true,
		Done: func(p *edit.Prompt) tea.Cmd {
			m.Text, m.At = p.Text(), a.now()
			m.Gone = had && m.Text == ""
			return a.keepMark(m)
		}})
	return nil
}

// showMarks lists all marks, to go to one, name it or take it away.
func (a *app) showMarks() {
	a.overlay = marklist.New(a.th, &a.keys.Marks, marklist.Acts{
		All: func() []Mark { return a.log.Marks(1, math.MaxInt) },
		Open: func(m Mark) tea.Cmd {
			a.reveal(m.Line)
			return nil
		},
		Name: a.askRemark,
		Drop: func(m Mark) tea.Cmd {
			a.line = edit.Confirm(fmt.Sprintf("take the mark on line %s away?", say.Thousands(m.Line)), func() tea.Cmd {
				m.Text, m.At, m.Gone = "", a.now(), true
				return a.keepMark(m)
			})
			return nil
		},
		None: "no line is marked" + a.advice(a.keys.Normal.Mark, "marks one"),
	}, a.log.MarkHere())
}

// jump goes to the next boot or gap in a direction.
func (a *app) jump(what, where string, dir int, next func(dir int) (n int, ok bool)) {
	n, ok := next(dir)
	if !ok {
		a.say("no " + what + " begins " + where)
		return
	}
	a.onCrash = false
	a.reveal(n)
}

// nextMark goes to the next marked line, as soon as it is known what earlier sessions
// marked.
func (a *app) nextMark() {
	n, ok := a.log.NextMark()
	if !ok && a.unplaced() {
		a.words.sought = true
		a.say("the marks of earlier sessions are being read")
		a.notice.holds = func(Link) bool { return a.words.sought }
		return
	}
	if !ok {
		a.say("no line is marked" + a.advice(a.keys.Normal.Mark, "marks one"))
		return
	}
	a.reveal(n)
}

// goToSought goes to a mark that was asked for before it was known.
func (a *app) goToSought() {
	if a.words.sought && !a.unplaced() {
		a.words.sought = false
		a.nextMark()
	}
}
