package ui

import (
	"fmt"

	tea "charm.land/bubbletea/v2"

	"oopscope/keymap"
	"oopscope/parse"
	"oopscope/ui/book"
	"oopscope/ui/cell"
	"oopscope/ui/logpane"
	"oopscope/ui/say"
)

// receive takes a batch in: crashes first, so that the lines are drawn as what
// they are from their first frame.
func (a *app) receive(b *parse.Batch) tea.Cmd {
	for _, c := range b.Crashes {
		r := a.book.Upsert(c)
		a.claim(r)
		if a.book.Count(r) {
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
	}
	a.log.Append(b)
	a.placeMarks()
	a.tellReports()
	return a.refresh()
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

// refresh brings the crash pane up to the selected report and starts what is
// missing: findings for every new snapshot, locations once it is complete.
func (a *app) refresh() tea.Cmd {
	r := a.book.Selected
	if r == nil {
		return nil
	}
	a.showReport(r)
	var cmds []tea.Cmd
	if c := r.ToJudge(); c != nil {
		cmds = append(cmds, judge(c))
	}
	if a.cfg.Symbolizer != nil {
		if c := r.ToLocate(); c != nil {
			cmds = append(cmds, resolve(a.cfg.Symbolizer, c))
		}
	}
	if a.cfg.Ledger != nil && r.ToAsk() {
		cmds = append(cmds, seen(a.cfg.Ledger, r.Crash))
	}
	return tea.Batch(cmds...)
}

// seen keeps what other sessions knew of the crash.
func (a *app) seen(m seenMsg) {
	if r := a.book.ByID(m.of.ID); r != nil && m.times > 0 {
		r.Seen = fmt.Sprintf("seen %s before, first %s", times(m.times), m.first.Format("2 Jan 2006"))
	}
}

func times(n int) string {
	if n == 1 {
		return "once"
	}
	return say.Thousands(n) + " times"
}

func (a *app) showReport(r *book.Report) {
	if a.shown.report == r && a.shown.version == r.Version {
		return
	}
	a.shown.report, a.shown.version = r, r.Version
	a.crash.SetCrash(r.Crash, r.Findings, r.Symbols, r.SymbolsOK, r.Notes)
}

// judged takes findings in.
func (a *app) judged(m judgedMsg) tea.Cmd {
	r := a.book.ByID(m.of.ID)
	if r == nil {
		return nil
	}
	r.Judge(m.of, m.findings)
	return a.refresh()
}

// resolved takes locations in.
func (a *app) resolved(m resolvedMsg) tea.Cmd {
	r := a.book.ByID(m.of.ID)
	if r == nil {
		return nil
	}
	r.Locate(m.of, m.crash, m.state, m.ok)
	return a.refresh()
}

// openFirst is what opening a capture ends with: the first crash, at its place.
func (a *app) openFirst() tea.Cmd {
	a.homeless()
	for _, r := range a.book.All {
		if r.IsCrash() && !a.book.Pinned && a.log.Following() {
			return a.choose(r)
		}
	}
	return a.refresh()
}

// choose selects a report for the person and shows its place in the log.
func (a *app) choose(r *book.Report) tea.Cmd {
	a.book.Choose(r)
	r.Relocate()
	a.open, a.shut = true, 0
	a.reveal(r.Crash.First)
	return a.refresh()
}

// reveal shows a line of the log. A filter that hides it is dropped: who jumps
// to a line wants to see it.
func (a *app) reveal(n int) {
	switch {
	case a.log.Show(n):
	case a.log.Holds(n):
		a.log.SetFilter(logpane.Filter{})
		a.log.Show(n)
		a.say("the filter hid that line and was dropped")
	default:
		a.say(fmt.Sprintf("line %s is no longer held here; the record has it", say.Thousands(n)))
	}
}
