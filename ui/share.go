package ui

import (
	tea "charm.land/bubbletea/v2"
	"oopscope/ui/cell"
)

// Several screens may look at one session: who has its keyboard, and who its port.

// keyboardMsg says whether this screen has the keyboard now.
type keyboardMsg struct{ err error }

// takeKeyboard takes the keyboard for this screen.
func (a *app) takeKeyboard() tea.Cmd {
	c, ok := a.cfg.Console.(SharedConsole)
	if !ok || a.link.Typist == "" {
		a.startTyping()
		return nil
	}
	return func() tea.Msg { return keyboardMsg{c.TakeKeyboard()} }
}

func (a *app) tookKeyboard(m keyboardMsg) {
	a.followLink()
	switch {
	case m.err != nil:
		a.complain("the keyboard stays where it is: " + cell.Clean(m.err.Error()))
	case a.link.Writable:
		a.startTyping()
	}
}

// lend hands the port to another program, or takes it back.
func (a *app) lend() tea.Cmd {
	l := a.cfg.Lender
	if l == nil {
		a.complain("nothing to lend: this is no live line, or nobody else can reach it")
		return nil
	}
	return func() tea.Msg {
		lent, err := l.Toggle()
		return Lent{lent, err}
	}
}

func (a *app) lent(m Lent) {
	switch {
	case m.Err != nil:
		a.complain(cell.Clean(m.Err.Error()))
	case m.Lent:
		a.say("the port is free for another program" + a.advice(a.keys.Console.Lend, "takes it back"))
	default:
		a.say("the port is back")
	}
}

// shared is for what concerns other screens and programs.
func (a *app) shared(msg tea.Msg) {
	switch msg := msg.(type) {
	case keyboardMsg:
		a.tookKeyboard(msg)
	case Lent:
		a.lent(msg)
	}
}

// followTypist tells when the keyboard goes to somebody else.
func (a *app) followTypist() {
	if now := a.link.Typist; now != a.typist {
		if now != "" && a.typist == "" && a.link.State == Up && a.began {
			a.warn(cell.Clean(now) + " has the keyboard now" + a.advice(a.keys.Console.Keyboard, "takes it"))
		}
		if now == "" && a.yielded && a.link.Writable && a.overlay == nil && a.line == nil {
			a.startTyping()
			a.say("the keyboard is back")
		}
		a.typist = now
	}
	a.began = true
}
