package ui

import (
	"fmt"
	"maps"
	"slices"

	tea "charm.land/bubbletea/v2"

	"oopscope/parse"
	"oopscope/ui/ability"
	"oopscope/ui/book"
	"oopscope/ui/cell"
	"oopscope/ui/logpane"
	"oopscope/ui/say"
)

// What is shown of a report, and what is sought for it meanwhile.

// choose selects a report for the person and shows its place in the log.
func (a *app) choose(r *book.Report) tea.Cmd {
	if r == nil { // so many came since that it is not held any more
		return nil
	}
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
		a.dropFilter()
		a.log.Show(n)
		a.say("the filter hid that line and was dropped")
	default:
		a.say(fmt.Sprintf("line %s is no longer held here; the record has it", say.Thousands(n)))
	}
}

// dropFilter shows all lines again: the named filters are off.
func (a *app) dropFilter() {
	off := slices.Clone(a.rules.filters)
	for i := range off {
		off[i].On = false
	}
	a.rules.filters = off
	a.log.SetFilter(logpane.Filter{})
}

// refresh brings the crash pane up to the selected report and starts what is
// missing: findings and locations for every new snapshot.
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
			cmds = append(cmds, resolve(a.cfg.Symbolizer, c, a.cfg.Links != ""))
		}
	}
	return tea.Batch(append(cmds, a.readSelected(r), a.lookBefore(r))...)
}

func (a *app) showReport(r *book.Report) {
	if a.shown.report == r && a.shown.version == r.Version {
		return
	}
	a.shown.report, a.shown.version = r, r.Version
	a.crash.SetHistory(r.History, a.now())
	a.crash.SetCrash(r.Crash, r.Findings, r.Symbols, r.SymbolsOK, r.Notes)
}

// mostPaths is how many source files are linked to, more or less.
const mostPaths = 10_000

// address is where the terminal finds a source file that the symbols name; "" for one
// that is in none of the trees.
func (a *app) address(file string, line int) string {
	path := a.paths[file]
	if path == "" {
		return ""
	}
	return ability.Address(a.cfg.Links, a.cfg.Host, path, line)
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
	r := a.book.Held(m.of.ID)
	if r == nil {
		return nil
	}
	if len(a.paths) < mostPaths {
		maps.Copy(a.paths, m.paths)
	}
	r.Locate(m.of, m.crash, m.state, m.ok)
	return a.refresh()
}

// lookBefore begins to hold the lines before a crash against other boots: of one crash at
// a time, and of a capture when it was read.
func (a *app) lookBefore(r *book.Report) tea.Cmd {
	if a.looking || a.cfg.Scroll == nil || a.link.State == Over && !a.over || r.Crash.Sender != "" {
		return nil
	}
	if !a.twoBoots() || !r.ToCompare() { // the boots are many in a crash loop, and this is asked with every batch
		return nil
	}
	boots := a.log.Boots()
	at := slices.IndexFunc(boots, func(b parse.Boot) bool { return b.N == r.Crash.Boot })
	if len(boots) < 2 || at < 0 {
		return nil
	}
	a.looking = true
	others := besides(boots, at, a.log.Lines(), a.book, r.Crash)
	return lookBefore(a.ctx, a.cfg.Scroll, a.book.Snapshot(), r.Crash, stretch{first: boots[at].First, end: r.Crash.First}, others)
}

// lookedBefore takes in what is unusual.
func (a *app) lookedBefore(m beforeMsg) tea.Cmd {
	a.looking = false
	if r := a.book.Held(m.of.ID); r != nil {
		r.Compared(m.before)
	}
	return a.refresh()
}

// Of a session with many crashes, and of a record that is opened again, most are known in
// brief. The one that somebody looks at is decoded again.

// whole reads a crash that is known in brief, and then does something with it; with one
// that is whole at once.
func (a *app) whole(r *book.Report, then func(*book.Report) tea.Cmd) tea.Cmd {
	if r == nil || !r.Crash.Brief {
		return then(r)
	}
	return readWhole(a.ctx, a.cfg.Console, r.Crash, a.book.BootOf(r.Crash), then)
}

// readSelected reads the crash that is shown.
func (a *app) readSelected(r *book.Report) tea.Cmd {
	c := r.ToRead()
	if c == nil {
		return nil
	}
	return readWhole(a.ctx, a.cfg.Console, c, a.book.BootOf(c), nil)
}

// readAgain takes a whole crash in.
func (a *app) readAgain(m wholeMsg) tea.Cmd {
	r := a.book.ByID(m.of.ID)
	if r == nil {
		return nil
	}
	if m.err != nil {
		a.complain(r.Name() + " cannot be shown as a whole: " + cell.Clean(m.err.Error()))
		return nil
	}
	if r.Crash.Brief {
		r = a.book.Upsert(m.whole)
	}
	cmds := []tea.Cmd{a.refresh()}
	cmds = append(cmds, a.inquiry.ask(m.whole))
	if m.then != nil {
		cmds = append(cmds, m.then(r))
	}
	return tea.Batch(cmds...)
}
