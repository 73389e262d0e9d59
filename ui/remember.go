package ui

import (
	tea "charm.land/bubbletea/v2"

	"oopscope/parse"
	"oopscope/ui/cell"
)

// What the session meets is remembered, and what is remembered is shown with it.

// remember has the ledger enter what a batch brought: what is complete, boots, and
// trouble that grows whenever it came twice as often.
func (a *app) remember(b *parse.Batch) tea.Cmd {
	if a.cfg.Ledger == nil {
		return nil
	}
	var list []*parse.Crash
	for _, c := range b.Crashes {
		if !c.Open || c.Severity == parse.Error && c.Count&(c.Count-1) == 0 {
			list = append(list, c)
		}
	}
	if len(list) == 0 && len(b.Boots) == 0 {
		return nil
	}
	return saw(a.cfg.Ledger, list, b.Boots)
}

// remembered takes in what is known from before.
func (a *app) remembered(m seenMsg) {
	if m.err != nil && !a.forgetful {
		a.forgetful = true // once: the record has all of it
		a.complain("the ledger does not count what comes: " + cell.Clean(m.err.Error()))
	}
	for i, c := range m.of {
		r := a.book.ByID(c.ID)
		if r == nil || i >= len(m.known) {
			continue
		}
		was := r.History.Back
		r.History = m.known[i]
		r.Changed()
		if r.History.Back && !was {
			a.warn(cell.Clean(r.Name()+" was called "+r.History.Verdict.Words()) + ", and is here again" + a.advice(a.keys.Normal.NextCrash, "shows it"))
		}
		if r == a.book.Selected {
			a.showReport(r)
		}
	}
}
