package ui

import (
	"oopscope/ui/logpane"
)

// Who has the keys: the board, or the screen.

func (a *app) startTyping() {
	if !a.link.Writable {
		a.refuse("")
		return
	}
	a.typing = true
	a.log.SetTyping(true)
	a.log.SetFilter(logpane.Filter{Named: a.conditions()}) // or the board's answers would be hidden
	a.backToEnd()
	a.watchScreen()
}

func (a *app) stopTyping() {
	a.typing = false
	a.log.SetTyping(false)
	a.applyRules()
	a.watchScreen()
}

// begin gives the keys to the board from the start, when that is the person's
// setting and the line takes any. A line that is away may.
func (a *app) begin() {
	if !a.cfg.Typing {
		return
	}
	a.typing = a.link.Writable || a.link.State == Away
	a.log.SetTyping(a.typing)
	a.watchScreen()
}

// backToEnd shows the place where typing goes.
func (a *app) backToEnd() {
	a.log.Follow()
	a.onCrash, a.zoom = false, a.zoom && !a.onCrash
}

// scrolledBack tells whether that place may be out of sight.
func (a *app) scrolledBack() bool { return !a.log.Following() || a.onCrash }

// toggleFull is the person's key for the full screen, from every mode.
func (a *app) toggleFull() {
	if _, ok := a.cfg.Console.(RawConsole); !ok && a.link.Writable {
		a.complain("no full screen: this console gives lines only")
		return
	}
	if a.typing {
		a.term.Toggle()
		return
	}
	a.startTyping()
	if a.typing && !a.term.Shown() {
		a.term.Toggle()
	}
}
