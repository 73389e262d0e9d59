package ui

import (
	tea "charm.land/bubbletea/v2"

	"oopscope/ui/edit"
	"oopscope/ui/logpane"
	"oopscope/ui/match"
)

// askSearch looks while the person types; leaving goes back to where it began.
func (a *app) askSearch() tea.Cmd {
	p := a.log
	place, was := p.Place(), p.Searched()
	start, dir := p.SearchStart()
	a.line = a.asking(edit.Ask("", edit.Prompt{Mode: "SEARCH", Label: "/", Find: true,
		Changed: func(q *edit.Prompt) {
			p.Search(nil)
			p.Stop()
			q.Found = ""
			m, err := match.New(q.Text(), q.Regexp)
			switch {
			case err != nil:
				q.Found = "no regexp yet"
			case m.Text != "":
				p.Search(m)
				q.Found = "looking further"
				a.find(start, dir, func(ok bool) {
					if q.Found = ""; !ok {
						q.Found = "nothing found"
					}
				})
			}
		},
		Done: func(q *edit.Prompt) tea.Cmd {
			if q.Text() == "" {
				p.Search(was)
				return a.findAgain(1)
			}
			if _, err := match.New(q.Text(), q.Regexp); err != nil {
				a.complain(err.Error())
			} else if !p.Await(func(_, ok bool) { a.orNothing(ok) }) { // unless it is under way
				a.find(start, dir, a.orNothing)
			}
			return a.lookedFor(q)
		},
		Dropped: func() {
			p.Return(place)
			p.Search(was)
		},
	}))
	return nil
}

// find shows the next hit from a row on, as soon as it is found.
func (a *app) find(from, dir int, done func(ok bool)) {
	a.log.Find(from, dir, func(wrapped, ok bool) {
		a.sought()
		if wrapped && ok {
			a.say("the search went around the end")
		}
		done(ok)
	})
	a.tellHunt()
}

func (a *app) orNothing(ok bool) {
	if !ok {
		a.say("nothing found")
	}
}

func (a *app) findAgain(dir int) tea.Cmd {
	if a.log.Searched() == nil {
		a.say("no search" + a.advice(a.keys.Normal.Search, "begins one"))
		return nil
	}
	a.find(a.log.SearchOn(dir), dir, a.orNothing)
	return nil
}

// askFilter filters while the person types; an empty text shows all again.
func (a *app) askFilter() tea.Cmd {
	was := a.log.Filter()
	text := ""
	if was.Match != nil {
		text = was.Match.Text
		if was.Not {
			text = "!" + text
		}
	}
	apply := func(q *edit.Prompt) error {
		f := logpane.Filter{Worst: was.Worst, Named: was.Named}
		text := q.Text()
		if f.Not = len(text) > 1 && text[0] == '!'; f.Not {
			text = text[1:]
		}
		if text != "" {
			m, err := match.New(text, q.Regexp)
			if err != nil {
				return err
			}
			f.Match = m
		}
		a.log.SetFilter(f)
		return nil
	}
	a.line = a.asking(edit.Ask(text, edit.Prompt{Mode: "FILTER", Label: "only lines with (!: without): ", Find: true,
		Regexp:  was.Match != nil && was.Match.Regexp != nil,
		Changed: func(q *edit.Prompt) { _ = apply(q) },
		Done: func(q *edit.Prompt) tea.Cmd {
			if err := apply(q); err != nil {
				a.complain(err.Error())
			}
			return a.lookedFor(q)
		},
		Dropped: func() { a.log.SetFilter(was) },
	}))
	return nil
}
