package ui

import (
	"fmt"
	"strings"

	"oopscope/ui/cell"
	"oopscope/ui/logpane"
	"oopscope/ui/say"
)

// The state of the line, and what is said of it where nothing came.

// followLink takes the state of the line, which changes without a message.
func (a *app) followLink() {
	if a.cfg.Console == nil {
		return
	}
	a.link = a.cfg.Console.Link()
	if a.typing && a.link.State == Up && !a.link.Writable { // known now that it came
		a.stopTyping()
		a.yielded = a.link.Typist != ""
	}
	a.recant()
	a.followTypist()
	if warning := a.link.Warning; warning != "" && warning != a.warned {
		a.complainWhile(func(l Link) bool { return l.Warning == warning }, cell.Clean(warning))
	}
	a.warned = a.link.Warning
	if ailment := a.link.Ailment; ailment != "" && ailment != a.ailing {
		a.complainWhile(func(l Link) bool { return l.Ailment == ailment }, cell.Clean(a.link.Trouble))
	}
	a.ailing = a.link.Ailment
	if a.link.Unfiled != "" {
		a.tellUnfiled(a.link.Unfiled)
	}
	a.tellNoise()
	a.log.Tell(a.absent())
}

// absent says why there is nothing to see in the log where there is nothing.
func (a *app) absent() (words logpane.Absence) {
	words.Idle = a.idleWords()
	words.None = "no line passes the filter" + a.advice(a.keys.Normal.Cancel, "drops it")
	if a.link.State == Away {
		why := cell.Clean(a.link.Detail)
		if why == "" {
			why = "the port is away"
		}
		if a.log.Lines() == 0 { // all of it stands above
			why = "nothing received yet"
		}
		words.Away = fmt.Sprintf("%s · %s · waiting for it", why, say.Seconds(a.now().Sub(a.link.Since)))
	}
	return words
}

// idleWords is for a console from which nothing came yet.
func (a *app) idleWords() []string {
	l := a.link
	switch {
	case a.over:
		return []string{"the capture is empty"}
	case l.State == Away:
		return append([]string{"waiting for " + cell.Clean(l.Name)}, strings.Split(cell.Clean(l.Detail), "; ")...)
	case !l.Writable:
		return []string{"nothing received yet"}
	}
	wake := "power the board, or wake its console with Enter"
	if !a.typing {
		wake = "power the board, or wake its console: " + a.chord(a.keys.Normal.Type) + ", then Enter"
	}
	return []string{"nothing received yet from " + cell.Clean(l.Name), wake}
}
