package ui

import (
	"fmt"
	"strconv"

	tea "charm.land/bubbletea/v2"

	"oopscope/keymap"
	"oopscope/parse"
	"oopscope/ui/book"
	"oopscope/ui/cell"
)

// What comes from the console: batches, crashes among them, and the end.

// receive takes a batch in: crashes first, so that the lines are drawn as what
// they are from their first frame.
func (a *app) receive(b *parse.Batch) tea.Cmd {
	var fresh []*parse.Crash
	for _, c := range b.Crashes {
		r := a.book.Upsert(c)
		a.claim(r)
		if a.book.Count(r) {
			fresh = append(fresh, c)
			a.arrived(r)
		} else if r == a.book.Selected && r.IsCrash() && !a.open && c.Severity > a.shut {
			a.open = true // what was an oops became a panic
		}
	}
	for _, boot := range b.Boots {
		a.boots[boot.Sender] = max(a.boots[boot.Sender], boot.N)
		a.book.Boot(boot)
	}
	if len(b.Lines) > 0 || string(b.Partial) != a.log.Partial() {
		a.heard = a.now()
		if a.since.IsZero() {
			a.since = a.heard
		}
	}
	a.noteGaps(b.Gaps)
	a.log.Append(b)
	after := a.afterCrash(b.Crashes) // before the rounds hear of it: they type nothing meanwhile
	if a.cfg.Repro != nil {
		a.cfg.Repro.Take(b)
	}
	a.followAlarm(b.Crashes)
	a.placeMarks()
	a.tellPrefix(b.Crashes)
	a.tellReports()
	a.offerProbe()
	a.spotDebugger(b)
	cmds := []tea.Cmd{a.remember(b), a.refresh(), a.alert(fresh), after}
	if len(b.Boots) > 0 {
		cmds = append(cmds, keepFiles(a.cfg.Symbolizer, a.cfg.Console))
	}
	return tea.Batch(cmds...)
}

// offerProbe says once that the board owes a word, and how to ask whether it lives:
// SysRq is served by an interrupt, so an answer means that those work.
func (a *app) offerProbe() {
	r := a.mute()
	if r == nil || r.Crash.ID == a.probed {
		return
	}
	a.probed = r.Crash.ID
	text := cell.Clean(r.Crash.Title) + a.advice(a.keys.Console.NextTrouble, "shows it")
	if a.link.Writable {
		text += a.advice(a.keys.Console.SysRq, "(SysRq) asks whether it lives")
	}
	a.warn(text)
	a.notice.holds = func(Link) bool { return a.mute() == r }
}

// tellPrefix says once what was learnt to stand in front of the kernel's lines.
func (a *app) tellPrefix(crashes []*parse.Crash) {
	for _, c := range crashes {
		if c.Prefix != "" && c.Prefix != a.learnt {
			a.learnt = c.Prefix
			a.say("prefix learnt: " + strconv.Quote(c.Prefix))
		}
	}
}

// arrived shows a new crash, unless the person is reading another one or
// closed the pane over one that was no less severe.
func (a *app) arrived(r *book.Report) {
	if !a.open {
		a.book.Pinned = false // nothing is being read
	}
	a.book.Arrived(r, a.onCrash)
	if a.book.Fresh == r {
		a.announce(r, a.keys.Normal.NextCrash, func() bool { return a.book.Fresh == r })
		return
	}
	a.open = a.open || r.Crash.Severity > a.shut
	a.place()
	switch {
	case !a.open:
		a.announce(r, a.keys.Normal.Close, func() bool { return !a.open && a.book.Selected == r })
	case !a.lay.crash.shown():
		a.announce(r, a.keys.Normal.Focus, func() bool { return a.book.Selected == r && !a.lay.crash.shown() })
	}
}

// announce says loudly that there is a crash which the screen does not show, for
// as long as the key shows it: a larger terminal may do so, the first size told,
// or a worse crash that opens the pane and takes it.
func (a *app) announce(r *book.Report, key keymap.Binding, shows func() bool) {
	a.warn(fmt.Sprintf("new %s: %s", r.Name(), cell.Clean(r.Crash.Title)) + a.advice(key, "shows it"))
	a.notice.holds = func(Link) bool { return shows() }
}

// openFirst is what opening a capture ends with: the first crash, at its place, unless
// the person went elsewhere, searches, or closed the pane meanwhile.
func (a *app) openFirst() tea.Cmd {
	a.goToSought()
	a.homeless()
	_, looking := a.log.Hunting()
	if r := a.book.First(); r != nil && !a.book.Pinned && !looking && a.log.Following() && (a.open || r.Crash.Severity > a.shut) {
		return a.choose(r)
	}
	return a.refresh()
}

// ended is the end of the input: a file was read, or the console is gone.
func (a *app) ended(err error) tea.Cmd {
	a.over = true
	if a.cfg.Repro != nil {
		a.cfg.Repro.Stop()
	}
	a.followLink()
	a.tellReports()
	if a.ctx.Err() != nil {
		return tea.Quit
	}
	if err != nil {
		a.complain("the console ended: " + cell.Clean(err.Error()))
		return nil
	}
	return a.openFirst()
}
