package ui

import (
	"slices"

	tea "charm.land/bubbletea/v2"

	"oopscope/console/link"
	"oopscope/parse"
	"oopscope/ui/cell"
)

// What is remembered of what the session meets is shown with it.

// remember asks the ledger what it knows of the crashes that a batch brought whole.
func (a *app) remember(b *parse.Batch) tea.Cmd {
	list := slices.DeleteFunc(slices.Clone(b.Crashes), func(c *parse.Crash) bool { return c.Open || c.Severity == parse.Error })
	return a.inquiry.ask(list...)
}

// remembered takes in what is known from before, and asks on.
func (a *app) remembered(m seenMsg) tea.Cmd {
	a.showKnown(m)
	return a.inquiry.answered()
}

func (a *app) showKnown(m seenMsg) {
	if m.err != nil {
		a.tellUnfiled(m.err.Error())
	}
	for i, c := range m.of {
		if i >= len(m.known) {
			break
		}
		r := a.book.Held(c.ID)
		if m.known[i].Back { // which is to be said, of whatever is past already, too
			r = a.book.Keep(a.book.ByID(c.ID))
		}
		if r == nil {
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

// tellUnfiled says that the ledger does not count what comes.
func (a *app) tellUnfiled(why string) {
	if !a.forgetful {
		a.forgetful = true // once: the record has all of it
		a.complain(link.Uncounted(cell.Clean(why)))
	}
}
