package ui

import (
	"fmt"

	tea "charm.land/bubbletea/v2"

	"oopscope/ui/cell"
	"oopscope/ui/say"
	"oopscope/ui/stage"
)

// suspend gives the terminal back and stops, with all of the job when the person
// asked for it on the terminal. A stopped program reads nothing, and a live line
// does not wait for it: that is said before.
func (a *app) suspend(job bool) tea.Cmd {
	words := "oopscope is suspended; fg continues it"
	if a.link.State == Up || a.link.State == Away || a.among > 1 {
		words = "oopscope is suspended: until fg continues it NOTHING IS READ OR RECORDED"
	}
	return a.stage.Stop(words, func() bool { return a.jobs.Stop(job) })
}

// redraw takes the terminal anew.
func (a *app) redraw() tea.Cmd {
	return a.stage.Stop("", func() bool { return false })
}

// resumed tells what the stop may have cost.
func (a *app) resumed(m stage.ResumedMsg) {
	switch {
	case m.Err != nil:
		a.complain("the terminal could not be taken back: " + cell.Clean(m.Err.Error()))
	case !m.Stopped:
		a.warn("not suspended: there is no shell here that could continue it")
	case a.link.State == Up:
		a.warn(fmt.Sprintf("back after %s; of what came meanwhile there is what the system kept, some kB", say.Seconds(m.After)))
	}
}
