package ui

import (
	"slices"
	"strings"

	tea "charm.land/bubbletea/v2"
)

// A looked is a text that was looked for, in a search or a filter.
type looked struct {
	text   string
	regexp bool
}

// A history is what was looked for, the newest last; searches and filters share
// it, since one follows from the other.
type history struct {
	all   []looked
	at    int    // where the prompt is in it, len(all) at the text being written
	draft looked // that text, while an earlier one is shown
}

const maxHistory = 200

// add puts a text at the end, where it stands once.
func (h *history) add(l looked) {
	if l.text == "" {
		return
	}
	h.all = append(slices.DeleteFunc(h.all, func(x looked) bool { return x == l }), l)
	h.all = h.all[max(len(h.all)-maxHistory, 0):]
}

// step goes to an earlier text, or a later one for a dir of 1, from what stands
// in the prompt now. It says whether there is one.
func (h *history) step(now looked, dir int) (l looked, ok bool) {
	at := h.at + dir
	if at < 0 || at > len(h.all) {
		return now, false
	}
	if h.at == len(h.all) {
		h.draft = now
	}
	if h.at = at; at == len(h.all) {
		return h.draft, true
	}
	return h.all[at], true
}

// regexpMark begins a regexp where texts are kept over sessions; a text begins
// with a blank.
const regexpMark = "~"

func (l looked) line() string {
	if l.regexp {
		return regexpMark + l.text
	}
	return " " + l.text
}

// pastMsg brings what was looked for in earlier sessions.
type pastMsg []looked

// loadPast reads that. What is in a file is cleaned as what is typed is.
func loadPast(p Past) tea.Cmd {
	if p == nil {
		return nil
	}
	return func() tea.Msg {
		var all pastMsg
		for _, line := range p.Load() {
			text, isRegexp := strings.CutPrefix(line, regexpMark)
			box := newTextbox("")
			box.Insert(strings.TrimPrefix(text, " "))
			all = append(all, looked{box.Text(), isRegexp})
		}
		return all
	}
}

// remember puts what earlier sessions looked for before what this one did.
func (a *app) remember(m pastMsg) {
	now := a.past.all
	a.past.all = nil
	for _, l := range slices.Concat(m, now) {
		a.past.add(l)
	}
	a.past.at = len(a.past.all)
}

// asking gives a prompt the history, at its end.
func (a *app) asking(q *prompt) *prompt {
	q.past = &a.past
	a.past.at = len(a.past.all)
	return q
}

// lookedFor keeps what a prompt looked for, here and, when it can be, on the disk.
func (a *app) lookedFor(q *prompt) tea.Cmd {
	l := looked{q.box.Text(), q.regexp}
	if l.text == "" {
		return nil
	}
	a.past.add(l)
	keeper := a.cfg.Past
	if keeper == nil {
		return nil
	}
	return func() tea.Msg {
		_ = keeper.Add(l.line()) // a search that is forgotten harms nobody
		return nil
	}
}
