package ui

import (
	tea "charm.land/bubbletea/v2"

	"oopscope/ui/edit"
)

// What was looked for, and what keeps it over sessions.

// pastMsg brings what was looked for in earlier sessions.
type pastMsg []edit.Looked

// loadPast reads that.
func loadPast(p Past) tea.Cmd {
	if p == nil {
		return nil
	}
	return func() tea.Msg {
		var all pastMsg
		for _, line := range p.Load() {
			all = append(all, edit.LookedIn(line))
		}
		return all
	}
}

// asking gives a prompt the history, at its end.
func (a *app) asking(q *edit.Prompt) *edit.Prompt {
	q.Past = &a.past
	a.past.Rewind()
	return q
}

// lookedFor keeps what a prompt looked for, here and, when it can be, on the disk.
func (a *app) lookedFor(q *edit.Prompt) tea.Cmd {
	l := q.Looked()
	if l.Text == "" {
		return nil
	}
	a.past.Add(l)
	keeper := a.cfg.Past
	if keeper == nil {
		return nil
	}
	return func() tea.Msg {
		_ = keeper.Add(l.Line()) // a search that is forgotten harms nobody
		return nil
	}
}
