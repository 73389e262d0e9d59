package ui

import (
	"fmt"

	tea "charm.land/bubbletea/v2"

	"oopscope/ui/edit"
)

// What the keys of a session ask of the tabs.

// does is an action that is about all tabs.
func does(w wishes) func(*app) tea.Cmd {
	return func(a *app) tea.Cmd { a.wish = wish{do: w}; return nil }
}

// nextTab goes on by so many tabs, or with a count to the tab of that number.
func (a *app) nextTab(by int) tea.Cmd {
	if a.wish = (wish{wishTurn, by}); a.count > 0 {
		a.wish = wish{wishTab, a.count}
	}
	return nil
}

// appear takes the keyboard, and what came while the tab was not seen.
func (a *app) appear() {
	if a.unseen != nil {
		close(a.unseen)
		a.unseen = nil
	}
	if a.tap != nil {
		a.tap.CursorKeys(a.term.CursorKeys())
	}
	if a.cfg.Front != nil {
		a.cfg.Front()
	}
	a.followLink()
	a.place()
	a.syncTap()
}

// quit leaves: of several boards all, when that is what the person wants.
func (a *app) quit() tea.Cmd {
	if a.among < 2 || a.leaving || a.forsake {
		return a.leaveNow()
	}
	a.overlay = nil
	a.line = edit.Confirm(fmt.Sprintf("leave all %d boards?", a.among), func() tea.Cmd {
		a.wish = wish{do: wishLeave}
		return nil
	})
	a.say("the capture of all of them ends" + a.advice(a.keys.Console.CloseTab, "closes this one alone"))
	return nil
}
