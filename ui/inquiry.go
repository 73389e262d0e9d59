package ui

import (
	tea "charm.land/bubbletea/v2"

	"oopscope/parse"
)

// An inquiry asks the ledger for crashes one after the other: it counts those of a
// signature as they are asked for, and commands overtake each other.
type inquiry struct {
	of      Ledger // nil when there is none
	asking  bool
	waiting []*parse.Crash
}

// ask asks for crashes once the ledger has told of those before them.
func (q *inquiry) ask(list ...*parse.Crash) tea.Cmd {
	if q.of == nil {
		return nil
	}
	if q.waiting = append(q.waiting, list...); q.asking || len(q.waiting) == 0 {
		return nil
	}
	list, q.waiting, q.asking = q.waiting, nil, true
	return known(q.of, list)
}

// answered asks for what waits.
func (q *inquiry) answered() tea.Cmd {
	q.asking = false
	return q.ask()
}
