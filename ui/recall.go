package ui

import (
	tea "charm.land/bubbletea/v2"

	"oopscope/console/link"
	"oopscope/ui/cell"
	"oopscope/ui/edit"
	"oopscope/ui/ledger"
)

// The screen of all sessions: it is read when it is opened, and again when
// something was said.

// recalledMsg brings what is known of all sessions.
type recalledMsg struct {
	all link.Recollection
	err error
}

// metMsg brings where a signature was met.
type metMsg struct {
	key  string
	list []link.Sighting
}

// saidMsg tells that what a person said of a signature was written, or why not.
type saidMsg struct {
	said saying
	err  error
}

// A saying is what a person said of a signature.
type saying struct{ key, what, words string }

func recallAll(l Ledger) tea.Cmd {
	return func() tea.Msg {
		all, err := l.Recall()
		return recalledMsg{all, err}
	}
}

func sayOf(l Ledger, s saying) tea.Cmd {
	return func() tea.Msg { return saidMsg{s, l.Say(s.key, s.what, s.words)} }
}

// showLedger opens it, at the signature of the crash that is read.
func (a *app) showLedger() tea.Cmd {
	if a.cfg.Ledger == nil {
		a.complain("there is no place where earlier sessions could be remembered")
		return nil
	}
	key := ""
	if r := a.book.Selected; r != nil {
		key = r.Crash.Signature.Exact
	}
	a.overlay = ledger.New(a.th, &a.keys.Ledger, a.now(), key, ledger.Acts{
		Open: func(kind, key string) tea.Cmd {
			return func() tea.Msg {
				list, _ := a.cfg.Ledger.Of(kind, key) // the list was read, so this can be
				return metMsg{key, list}
			}
		},
		Beside: func(before, since link.Life) tea.Cmd {
			return func() tea.Msg { return besideMsg{before, since} }
		},
		Ask:    a.askSaying,
		Filter: a.askLedgerFilter,
		Tell:   func(text string) { a.complain(cell.Clean(text)) },
	})
	return recallAll(a.cfg.Ledger)
}

// recalled is for what comes for that screen.
func (a *app) recalled(msg tea.Msg) tea.Cmd {
	p, open := a.overlay.(*ledger.Pane)
	switch msg := msg.(type) {
	case recalledMsg:
		if open {
			p.Take(msg.all, errorText(msg.err))
		}
	case metMsg:
		if open {
			p.TakeSightings(msg.key, msg.list)
		}
	case saidMsg:
		return tea.Batch(a.saidOf(msg), a.settled(msg.err))
	}
	return nil
}

func errorText(err error) string {
	if err == nil {
		return ""
	}
	return err.Error()
}

// askLedgerFilter asks for words, and shows what fits while they are written.
func (a *app) askLedgerFilter(text string, set func(string)) {
	a.line = edit.Ask(text, edit.Prompt{
		Mode: "FILTER", Label: "only (text, kernel: board: class: tag: status: since:) ",
		Done:    func(q *edit.Prompt) tea.Cmd { set(q.Text()); return nil },
		Dropped: func() { set(text) },
	})
}

// askSaying asks for what a person wants to say of a signature.
func (a *app) askSaying(what, key, text string) {
	label := map[string]string{link.SaidNote: "note on this signature: ", link.SaidStatus: "status (new, known, fixed in VERSION, ignore): ", link.SaidTags: "tags: "}[what]
	a.line = edit.Ask(text, edit.Prompt{Mode: "LEDGER", Label: label, Words: true, Done: func(q *edit.Prompt) tea.Cmd {
		if q.Text() == text {
			return nil
		}
		return a.keepSaying(saying{key, what, q.Text()})
	}})
}

// keepSaying writes it down.
func (a *app) keepSaying(s saying) tea.Cmd {
	a.words.unsaid = append(a.words.unsaid, s)
	a.asked()
	a.started()
	return sayOf(a.cfg.Ledger, s)
}

// saidOf is when it was written, or not. What makes no sense is said and dropped;
// what the disk did not take is tried again.
func (a *app) saidOf(m saidMsg) tea.Cmd {
	if m.err != nil && !link.IsNonsense(m.err) {
		a.refused("what you said of "+m.said.key, m.err)
		return nil
	}
	for i, s := range a.words.unsaid {
		if s == m.said {
			a.words.unsaid = append(a.words.unsaid[:i:i], a.words.unsaid[i+1:]...)
			break
		}
	}
	a.words.failed = false
	if m.err != nil {
		a.complain(cell.Clean(m.err.Error()))
		return nil
	}
	a.say(m.said.what + " kept")
	return recallAll(a.cfg.Ledger)
}
