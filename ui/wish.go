package ui

import "oopscope/ui/list"

// company is what a session knows of there being others: by itself it has none.
type company struct {
	among  int                 // tabs there are
	more   bool                // others can be opened
	wish   wish                // what is to be done with all of them
	unseen chan struct{}       // closed when the tab is seen again; nil while it is
	boards func() []list.Board // all of them; nil for one alone
}

// A wish is what a tab wants done with all of them. It is done within the same message:
// keys behind the one that asked for it are the next tab's.
type wish struct {
	do wishes
	n  int
}

type wishes int

// What may be done with all tabs.
const (
	wishNothing  wishes = iota
	wishTurn            // to the tab that is n places on
	wishTab             // to tab n, from 1
	wishAnother         // a board, in a tab of its own
	wishClose           // to be asked whether this tab is to be closed
	wishAway            // this tab closed
	wishLeave           // all of them left
	wishTimeline        // shown
)

// toTab goes to the tab whose digit was pressed.
func toTab(digit string) wish { return wish{wishTab, int(digit[0] - '0')} }
