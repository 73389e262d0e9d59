package ui

import (
	"reflect"

	tea "charm.land/bubbletea/v2"

	"oopscope/ui/stage"
)

// What a session's commands bring goes back to that session, whichever is seen by then.

// tabMsg is a message for one of the tabs. A [tea.QuitMsg] in it says that the session
// can be left.
type tabMsg struct {
	id  int
	msg tea.Msg
}

// address has what a command brings be a tab's.
func address(id int, cmd tea.Cmd) tea.Cmd {
	if cmd == nil {
		return nil
	}
	return func() tea.Msg {
		msg := cmd()
		switch msg := msg.(type) {
		case nil, tabMsg:
			return msg
		case tea.BatchMsg:
			for i := range msg {
				msg[i] = address(id, msg[i])
			}
			return msg
		case tea.QuitMsg:
			return tabMsg{id, msg}
		}
		if forTheStage(msg) {
			return msg
		}
		return tabMsg{id, msg}
	}
}

// Whose messages are no session's: Bubble Tea's own, to run an editor for example, and
// the stage's, which sees them before the model.
var theirs = []string{reflect.TypeFor[tea.QuitMsg]().PkgPath(), reflect.TypeFor[stage.RedrawMsg]().PkgPath()}

func forTheStage(msg tea.Msg) bool {
	of := reflect.TypeOf(msg).PkgPath()
	return of == theirs[0] || of == theirs[1]
}
