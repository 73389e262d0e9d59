package ui

import (
	"fmt"

	tea "charm.land/bubbletea/v2"
)

// Lines that are not in memory are read, searched and filtered by commands.

// withWork adds to a command the tasks that the log pane has now.
func (a *app) withWork(cmd tea.Cmd) tea.Cmd {
	for _, task := range a.log.Tasks() {
		cmd = tea.Batch(cmd, func() tea.Msg { return workMsg{task()} })
	}
	return cmd
}

// worked takes in what a task did.
func (a *app) worked(m workMsg) tea.Cmd {
	a.log.Done(m.done)
	a.placeMarks()
	a.tellHunt()
	cmd := a.found
	a.found = nil
	return cmd
}

// tellHunt says how far a search got that is not over.
func (a *app) tellHunt() {
	percent, ok := a.log.Hunting()
	if !ok {
		return
	}
	a.say(fmt.Sprintf("looking further: %d %%", percent) + a.advice(a.keys.Normal.Cancel, "stops"))
	a.notice.holds = func(Link) bool { _, ok := a.log.Hunting(); return ok }
}

// sought takes away what was said of a search that is over.
func (a *app) sought() { a.recant() }
