package ui

import (
	tea "charm.land/bubbletea/v2"

	"oopscope/ui/match"
)

// askSearch looks while the person types; leaving goes back to where it began.
func (a *app) askSearch() tea.Cmd {
	p := a.log
	follow, cursor, top, left, was := p.follow, p.cursor, p.top, p.left, p.search
	dir := 1
	if follow {
		dir = -1 // from the end, the newest hit
	}
	start := p.last()
	if !follow {
		start = p.cursor
	}
	a.line = a.asking(&prompt{mode: "SEARCH", label: "/", box: newTextbox(""), find: true,
		changed: func(q *prompt) {
			p.search, q.found = nil, ""
			m, err := match.New(q.box.Text(), q.regexp)
			switch {
			case err != nil:
				q.found = "no regexp yet"
			case m.Text != "":
				p.search = m
				if !a.find(start, dir) {
					q.found = "nothing found"
				}
			}
		},
		done: func(q *prompt) tea.Cmd {
			if q.box.Text() == "" {
				p.search = was
				return a.findAgain(1)
			}
			if _, err := match.New(q.box.Text(), q.regexp); err != nil {
				a.complain(err.Error())
			} else if !a.find(start, dir) {
				a.say("nothing found")
			}
			return a.lookedFor(q)
		},
		dropped: func() { p.follow, p.cursor, p.top, p.left, p.search = follow, cursor, top, left, was },
	})
	return nil
}

// find shows the next hit from a row on.
func (a *app) find(from, dir int) bool {
	seq, wrapped, ok := a.log.Find(a.log.search, from, dir)
	if !ok {
		return false
	}
	if wrapped {
		a.say("the search went around the end")
	}
	a.log.Show(a.log.ring.At(seq).N)
	a.log.showHit(seq)
	return true
}

func (a *app) findAgain(dir int) tea.Cmd {
	p := a.log
	if p.search == nil {
		a.say("no search" + a.advice(a.keys.Normal.Search, "begins one"))
		return nil
	}
	p.freezeCursor()
	if !a.find(p.cursor+dir, dir) {
		a.say("nothing found")
	}
	return nil
}

// askFilter filters while the person types; an empty text shows all again.
func (a *app) askFilter() tea.Cmd {
	was := a.log.filter
	text := ""
	if was.match != nil {
		text = was.match.Text
		if was.not {
			text = "!" + text
		}
	}
	apply := func(q *prompt) error {
		f := filter{worst: was.worst}
		text := q.box.Text()
		if f.not = len(text) > 1 && text[0] == '!'; f.not {
			text = text[1:]
		}
		if text != "" {
			m, err := match.New(text, q.regexp)
			if err != nil {
				return err
			}
			f.match = m
		}
		a.log.SetFilter(f)
		return nil
	}
	a.line = a.asking(&prompt{mode: "FILTER", label: "only lines with (!: without): ", box: newTextbox(text), find: true,
		regexp:  was.match != nil && was.match.Regexp != nil,
		changed: func(q *prompt) { _ = apply(q) },
		done: func(q *prompt) tea.Cmd {
			if err := apply(q); err != nil {
				a.complain(err.Error())
			}
			return a.lookedFor(q)
		},
		dropped: func() { a.log.SetFilter(was) },
	})
	return nil
}
