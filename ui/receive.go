package ui

import (
	"fmt"

	tea "charm.land/bubbletea/v2"

	"oopscope/keymap"
	"oopscope/parse"
	"oopscope/ui/cell"
	"oopscope/ui/say"
)

// receive takes a batch in: crashes first, so that the lines are drawn as what
// they are from their first frame.
func (a *app) receive(b *parse.Batch) tea.Cmd {
	for _, c := range b.Crashes {
		r := a.book.upsert(c)
		a.claim(r)
		if a.book.count(r) {
			a.arrived(r)
		} else if r == a.book.selected && r.isCrash() && !a.open && c.Severity > a.shut {
			a.open = true // what was an oops became a panic
		}
	}
	for _, boot := range b.Boots {
		a.boots[boot.Sender] = max(a.boots[boot.Sender], boot.N)
		a.book.boot(boot)
	}
	if len(b.Lines) > 0 || string(b.Partial) != a.log.Partial() {
		a.heard = a.now()
	}
	a.log.Append(b)
	a.placeMarks()
	a.tellReports()
	return a.refresh()
}

// arrived shows a new crash, unless the person is reading another one or
// closed the pane over one that was no less severe.
func (a *app) arrived(r *report) {
	if !a.open {
		a.book.pinned = false // nothing is being read
	}
	a.book.arrived(r, a.onCrash)
	if a.book.fresh == r {
		a.announce(r, a.keys.Normal.NextCrash, func() bool { return a.book.fresh == r })
		return
	}
	a.open = a.open || r.crash.Severity > a.shut
	a.place()
	switch {
	case !a.open:
		a.announce(r, a.keys.Normal.Close, func() bool { return !a.open && a.book.selected == r })
	case !a.lay.crash.shown():
		a.announce(r, a.keys.Normal.Focus, func() bool { return a.book.selected == r && !a.lay.crash.shown() })
	}
}

// announce says loudly that there is a crash which the screen does not show, for
// as long as the key shows it: a larger terminal may do so, the first size told,
// or a worse crash that opens the pane and takes it.
func (a *app) announce(r *report, key keymap.Binding, shows func() bool) {
	a.warn(fmt.Sprintf("new %s: %s", r.name(), cell.Clean(r.crash.Title)) + a.advice(key, "shows it"))
	a.notice.holds = func(Link) bool { return shows() }
}

// refresh brings the crash pane up to the selected report and starts what is
// missing: findings for every new snapshot, locations once it is complete.
func (a *app) refresh() tea.Cmd {
	r := a.book.selected
	if r == nil {
		return nil
	}
	a.showReport(r)
	var cmds []tea.Cmd
	if c := r.toJudge(); c != nil {
		cmds = append(cmds, judge(c))
	}
	if a.cfg.Symbolizer != nil {
		if c := r.toLocate(); c != nil {
			cmds = append(cmds, resolve(a.cfg.Symbolizer, c))
		}
	}
	if a.cfg.Ledger != nil && r.toAsk() {
		cmds = append(cmds, seen(a.cfg.Ledger, r.crash))
	}
	return tea.Batch(cmds...)
}

// seen keeps what other sessions knew of the crash.
func (a *app) seen(m seenMsg) {
	if r := a.book.byID(m.of.ID); r != nil && m.times > 0 {
		r.seen = fmt.Sprintf("seen %s before, first %s", times(m.times), m.first.Format("2 Jan 2006"))
	}
}

func times(n int) string {
	if n == 1 {
		return "once"
	}
	return say.Thousands(n) + " times"
}

func (a *app) showReport(r *report) {
	if a.shown.report == r && a.shown.version == r.version {
		return
	}
	a.shown.report, a.shown.version = r, r.version
	a.crash.SetCrash(r.crash, r.findings, r.symbols, r.symbolOK, r.notes)
}

// judged takes findings in.
func (a *app) judged(m judgedMsg) tea.Cmd {
	r := a.book.byID(m.of.ID)
	if r == nil {
		return nil
	}
	r.judge(m.of, m.findings)
	return a.refresh()
}

// resolved takes locations in.
func (a *app) resolved(m resolvedMsg) tea.Cmd {
	r := a.book.byID(m.of.ID)
	if r == nil {
		return nil
	}
	r.locate(m.of, m.crash, m.state, m.ok)
	return a.refresh()
}

// openFirst is what opening a capture ends with: the first crash, at its place.
func (a *app) openFirst() tea.Cmd {
	a.homeless()
	for _, r := range a.book.all {
		if r.isCrash() && !a.book.pinned && a.log.Following() {
			return a.choose(r)
		}
	}
	return a.refresh()
}

// choose selects a report for the person and shows its place in the log.
func (a *app) choose(r *report) tea.Cmd {
	a.book.choose(r)
	r.relocate()
	a.open, a.shut = true, 0
	a.reveal(r.crash.First)
	return a.refresh()
}

// reveal shows a line of the log. A filter that hides it is dropped: who jumps
// to a line wants to see it.
func (a *app) reveal(n int) {
	switch {
	case a.log.Show(n):
	case a.log.Holds(n):
		a.log.SetFilter(filter{})
		a.log.Show(n)
		a.say("the filter hid that line and was dropped")
	default:
		a.say(fmt.Sprintf("line %s is no longer held here; the record has it", say.Thousands(n)))
	}
}
