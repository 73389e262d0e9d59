package ui

import (
	"fmt"
	"strings"

	tea "charm.land/bubbletea/v2"

	"oopscope/keymap"
	"oopscope/ui/cell"
	"oopscope/ui/edit"
	"oopscope/ui/theme"
)

// From one tab to another, and out of them: one alone, or all.

// show has a tab seen, and gives it the keyboard.
func (t *tabs) show(at int) {
	if was := t.seen(); was.app != nil && at != t.at {
		was.app.tap = nil
		was.app.unseen = make(chan struct{})
		was.looked, _, _ = was.app.book.Counts()
	}
	t.at, t.fresh = at, false
	b := t.seen()
	t.owner.Store(&typist{b.id, b.app})
	if b.app == nil {
		if t.tap != nil {
			t.tap.Console(false)
		}
		return
	}
	b.app.tap = t.tap
	b.app.appear()
}

// turn goes on to another tab, around the end.
func (t *tabs) turn(by int) tea.Cmd {
	if len(t.all) == 1 {
		t.say("there is one board only", t.keys.Console.NewTab, "opens another")
		return nil
	}
	t.show((t.at + by + len(t.all)) % len(t.all))
	return nil
}

// turnTo goes to the tab with a number, from 1.
func (t *tabs) turnTo(n int) tea.Cmd {
	if n < 1 || n > len(t.all) {
		t.say(fmt.Sprintf("there is no tab %d", n), t.keys.Console.NewTab, "opens another board")
		return nil
	}
	t.show(n - 1)
	return nil
}

// find returns the place of a tab, -1 when it is gone.
func (t *tabs) find(b *tab) int {
	for i := range t.all {
		if t.all[i] == b {
			return i
		}
	}
	return -1
}

// grant does what a tab wishes.
func (t *tabs) grant(b *tab, w wish) tea.Cmd {
	switch w.do {
	case wishTurn:
		return t.turn(w.n)
	case wishTab:
		return t.turnTo(w.n)
	case wishAnother:
		return t.open()
	case wishClose:
		return t.closeSeen()
	case wishAway:
		return t.close(b)
	case wishLeave:
		return t.leaveAll()
	case wishTimeline:
		return t.showTimeline()
	}
	return nil
}

// closeSeen closes the tab that is seen; the only one is left by leaving.
func (t *tabs) closeSeen() tea.Cmd {
	b := t.seen()
	switch {
	case len(t.all) == 1:
		t.say("this is the only board", t.keys.Console.Quit, "quits")
		return nil
	case b.app == nil:
		return t.remove(b)
	}
	name := cell.CutMiddle(cell.Clean(b.name()), 32)
	b.app.overlay, b.app.prefix = nil, false
	b.app.line = edit.Confirm("close the tab of "+name+"? The others go on", func() tea.Cmd {
		b.app.wish = wish{do: wishAway}
		return nil
	})
	return nil
}

// close closes a tab once what was written there is on the disk.
func (t *tabs) close(b *tab) tea.Cmd {
	switch {
	case len(t.all) == 1:
		return t.leaveAll()
	case b.app == nil || b.app.settledDown():
		return t.remove(b)
	}
	b.closing = true
	return address(b.id, b.app.leaveNow())
}

// remove takes a tab away, and has its port given back.
func (t *tabs) remove(b *tab) tea.Cmd {
	at := t.find(b)
	if at < 0 || len(t.all) == 1 {
		return tea.Quit
	}
	if at == t.at {
		t.show((at + 1) % len(t.all))
	}
	seen := t.seen()
	t.all = append(t.all[:at], t.all[at+1:]...)
	t.at = t.find(seen)
	t.tellAll()
	t.fresh = false
	cmds := []tea.Cmd{t.toAll(t.room())}
	if b.foyer != nil {
		b.foyer.stop()
	} else {
		b.app.end()
		cmds = append(cmds, address(seen.id, closeSession(b.app)))
	}
	return tea.Batch(cmds...)
}

// closeSession keeps how a session was looked at, and closes it.
func closeSession(a *app) tea.Cmd {
	view, cfg, name := a.view(), a.cfg, a.link.Name
	return func() tea.Msg {
		if cfg.Views != nil {
			_ = cfg.Views.Keep(view)
		}
		if cfg.Close == nil {
			return nil
		}
		return closedMsg{cfg.Close(), name}
	}
}

// tellClosed says how the session of a tab ended.
func (t *tabs) tellClosed(m closedMsg) {
	if a := t.seen().app; a != nil && len(m.words) > 0 {
		t.fresh = false
		a.say(cell.Clean(m.name + ": " + strings.Join(m.words, "; ")))
	}
}

// leaveAll leaves all boards: each as soon as what was written there is on the disk.
func (t *tabs) leaveAll() tea.Cmd {
	var cmds []tea.Cmd
	for _, b := range t.all {
		if b.left = b.app == nil; !b.left {
			cmds = append(cmds, address(b.id, b.app.leaveNow()))
		}
	}
	if len(cmds) == 0 {
		return tea.Quit
	}
	return tea.Batch(cmds...)
}

// ready is when a session can be left. One that cannot be left yet is shown: it says why.
func (t *tabs) ready(b *tab) tea.Cmd {
	if b.closing && t.ctx.Err() == nil {
		return t.remove(b)
	}
	b.left = true
	for i, other := range t.all {
		if t.ctx.Err() == nil && !other.left && other.app != nil && (other.app.leaving || other.app.forsake) {
			t.show(i)
			return nil
		}
	}
	return tea.Quit
}

// open begins a tab in which a port is chosen.
func (t *tabs) open() tea.Cmd {
	if t.cfg.Boards == nil {
		t.say("no other board can be opened here", t.keys.Console.Help, "shows all keys")
		return nil
	}
	b := t.add()
	b.foyer = newFoyer(t.ctx, theme.Named(t.cfg.Theme), t.keys, t.cfg.Boards)
	t.show(len(t.all) - 1)
	t.tellAll()
	return tea.Batch(t.toAll(t.room()), t.introduce(b), address(b.id, b.foyer.choose("")))
}

// opened is when a session is there, or not: then another port may be chosen.
func (t *tabs) opened(b *tab, m openedMsg) tea.Cmd {
	switch {
	case b.foyer == nil || b.foyer.turn != m.turn:
		return m.giveBack()
	case m.err == nil:
		return t.seat(b, m.cfg)
	case t.ctx.Err() != nil:
		return nil
	}
	t.fresh = false
	return address(b.id, b.foyer.choose(m.err.Error()))
}

// say tells something in the tab that is seen.
func (t *tabs) say(words string, key keymap.Binding, does string) {
	if a := t.seen().app; a != nil {
		a.say(words + a.advice(key, does))
	}
}
