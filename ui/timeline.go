package ui

import (
	"fmt"

	tea "charm.land/bubbletea/v2"

	"oopscope/parse/class"
	"oopscope/ui/book"
	"oopscope/ui/cell"
	"oopscope/ui/list"
	"oopscope/ui/say"
	"oopscope/ui/timeline"
)

// What is shown of all boards together: one list of crashes, and one timeline.

// numbered is what a board is called where several are: its tab's number goes before.
func (t *tabs) numbered(i int) string { return fmt.Sprintf("%d %s", i+1, t.all[i].name()) }

// listed are the boards whose crashes are listed together.
func (t *tabs) listed() (boards []list.Board) {
	for i, b := range t.all {
		if b.app != nil {
			boards = append(boards, list.Board{
				Name: t.numbered(i), Book: b.app.book,
				Open: func(r *book.Report) tea.Cmd { return t.goTo(b, r) },
				Save: func(r *book.Report) tea.Cmd { return address(b.id, b.app.save(r)) },
			})
		}
	}
	return boards
}

// goTo shows a report in its tab.
func (t *tabs) goTo(b *tab, r *book.Report) tea.Cmd {
	at := t.find(b)
	if at < 0 || b.app == nil {
		return nil
	}
	t.show(at)
	b.app.overlay, b.app.line = nil, nil
	cmd := b.app.choose(r)
	b.app.place()
	b.app.syncTap()
	return address(b.id, cmd)
}

// goToLine shows a line in its tab.
func (t *tabs) goToLine(b *tab, line int) tea.Cmd {
	at := t.find(b)
	if at < 0 || b.app == nil {
		return nil
	}
	t.show(at)
	b.app.overlay, b.app.line = nil, nil
	b.app.onCrash = false
	b.app.revealNear(line)
	b.app.place()
	b.app.syncTap()
	return nil
}

// showTimeline shows what all boards met.
func (t *tabs) showTimeline() tea.Cmd {
	a := t.seen().app
	if a == nil {
		return nil
	}
	a.overlay = timeline.New(a.th, &t.keys.Timeline, a.now, t.history)
	a.syncTap()
	return nil
}

// history is what all boards met.
func (t *tabs) history() (boards []timeline.Board) {
	for i, b := range t.all {
		if b.app != nil {
			boards = append(boards, t.historyOf(b, t.numbered(i)))
		}
	}
	return boards
}

func (t *tabs) historyOf(b *tab, name string) timeline.Board {
	a := b.app
	h := timeline.Board{Name: name, Since: a.since, Heard: a.heard, Away: a.link.State == Away}
	if a.live() && a.link.State == Up && a.mute() == nil {
		h.Heard = a.now() // a board at its prompt is quiet
	}
	for _, boot := range a.log.Boots() {
		words := fmt.Sprintf("boot %d", boot.N)
		if boot.Kernel != "" {
			words += ": " + cell.Clean(boot.Kernel)
		}
		h.Events = append(h.Events, timeline.Event{At: boot.Seen, Kind: timeline.Boot, Text: words, Open: func() tea.Cmd { return t.goToLine(b, boot.First) }})
	}
	for r := range a.book.Entries() {
		id := r.ID()
		at, what, title, worst := r.Met()
		e := timeline.Event{At: at, Kind: timeline.Crash, Worst: worst, Text: r.Name() + ": " + title, Open: func() tea.Cmd { return t.goTo(b, a.book.ByID(id)) }}
		switch {
		case what == class.Silent.Name:
			e.Kind, e.Text = timeline.Silent, title
		case !r.IsCrash():
			continue
		}
		h.Events = append(h.Events, e)
	}
	for _, g := range a.holes {
		words := g.gap.Reason + " · for " + say.Seconds(g.gap.Length)
		h.Events = append(h.Events, timeline.Event{At: g.at, Kind: timeline.Gap, Text: words, Open: func() tea.Cmd { return t.goToLine(b, max(g.gap.After, 1)) }})
	}
	return h
}

// looksAtAll tells whether what is seen changes with what other tabs meet.
func (t *tabs) looksAtAll() bool {
	a := t.seen().app
	if a == nil {
		return false
	}
	switch pane := a.overlay.(type) {
	case *timeline.Pane:
		return true
	case *list.Pane:
		return pane.All()
	}
	return false
}
