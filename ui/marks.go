package ui

import (
	"fmt"
	"slices"

	tea "charm.land/bubbletea/v2"

	"oopscope/ui/say"
)

// marksNear returns the marks in the crash and a little around it.
func (a *app) marksNear(r *report) []Mark {
	const around = 200
	return a.marksIn(r.crash.First-around, r.crash.Last+around)
}

func (a *app) marksIn(first, last int) (marks []Mark) {
	for _, m := range a.log.marks {
		if m.Line >= first && m.Line <= last {
			marks = append(marks, m)
		}
	}
	slices.SortFunc(marks, func(x, y Mark) int { return x.Line - y.Line })
	return marks
}

// askMark writes a remark on the line under the cursor; an empty one on a
// marked line takes the mark away.
func (a *app) askMark() tea.Cmd {
	line, ok := a.log.Line()
	if !ok {
		return nil
	}
	m := Mark{Line: line.N, Byte: line.At, Raw: line.Plain()}
	old, had := a.log.marks[m.Line]
	a.line = &prompt{mode: "MARK", label: fmt.Sprintf("remark on line %s: ", say.Thousands(m.Line)), box: newTextbox(old.Text), words: true,
		done: func(p *prompt) tea.Cmd {
			m.Text, m.At = p.box.Text(), a.now()
			m.Gone = had && m.Text == ""
			return a.keepMark(m)
		}}
	return nil
}

func (a *app) nextMark() {
	line, ok := a.log.Line()
	if !ok || len(a.log.marks) == 0 {
		a.say("no line is marked" + a.advice(a.keys.Normal.Mark, "marks one"))
		return
	}
	lines := make([]int, 0, len(a.log.marks))
	for n := range a.log.marks {
		lines = append(lines, n)
	}
	slices.Sort(lines)
	i, found := slices.BinarySearch(lines, line.N)
	if found {
		i++
	}
	a.reveal(lines[i%len(lines)])
}
