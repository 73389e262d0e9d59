package ui

import (
	"reflect"
	"time"

	tea "charm.land/bubbletea/v2"

	"oopscope/console/link"
	"oopscope/ui/logpane"
	"oopscope/ui/match"
)

// A session that is left is taken up again as it was: what a person looks at is kept
// now and then, and shown again once its lines are here.

const keepViewEvery = 2 * time.Second

// view is how the person looks at the session now.
func (a *app) view() link.View {
	if a.goal != nil { // not there yet
		return *a.goal
	}
	f := a.log.Filter()
	v := link.View{
		Crash: -1, Open: a.open, OnPane: a.onCrash, Zoom: a.zoom, Share: a.share,
		Search: sought(a.log.Searched()), Filter: sought(f.Match), Not: f.Not, Worst: f.Worst,
	}
	v.Times, v.Wrap, v.Raw = a.log.Look()
	v.Filters, v.Highlights = a.rules.filters, a.rules.highlights
	if r, ok := a.log.Line(); ok && !a.log.Following() {
		v.Line = r.N
	}
	if r := a.book.Selected; r != nil {
		v.Crash = r.Crash.FirstByte
	}
	return v
}

func sought(m *match.Matcher) link.Sought {
	if m == nil {
		return link.Sought{}
	}
	return link.Sought{Text: m.Text, Regexp: m.Regexp != nil}
}

// matcher is the inverse of sought; nil for what is no regexp any more.
func matcher(s link.Sought) *match.Matcher {
	if s.Text == "" {
		return nil
	}
	m, err := match.New(s.Text, s.Regexp)
	if err != nil {
		return nil
	}
	return m
}

// takeUp begins to look at the session as it was left.
func (a *app) takeUp(v link.View) {
	a.goal = &v
	a.log.SetLook(v.Times, v.Wrap, v.Raw)
	a.log.Search(matcher(v.Search))
	a.rules = rules{takeRules(a.rules.filters, v.Filters), takeRules(a.rules.highlights, v.Highlights)}
	f := logpane.Filter{Match: matcher(v.Filter), Not: v.Not, Worst: v.Worst}
	if f.Match == nil {
		f.Not = false
	}
	a.log.SetFilter(f)
	if v.Share > 0 {
		a.share = v.Share
	}
	a.zoom = v.Zoom
}

// reach goes to where the person was as soon as that is here. Whoever presses a key has
// something else in mind.
func (a *app) reach(msg tea.Msg) {
	switch msg.(type) {
	case tea.KeyPressMsg, tea.MouseClickMsg, tea.MouseWheelMsg:
		a.goal = nil
	}
	v := a.goal
	if v == nil || a.log.Lines() < max(v.Line, 1) || v.Crash >= a.log.End() {
		return
	}
	a.goal = nil
	if r := a.book.AtByte(v.Crash); r != nil {
		a.book.Choose(r)
	}
	if v.Crash >= 0 { // else there was none to be seen, and what came since is as new as ever
		a.open = v.Open && a.book.Selected != nil
	}
	a.onCrash = a.open && v.OnPane
	if v.Line > 0 {
		a.log.GoTo(v.Line)
	}
}

// keepView writes down how the person looks at the session, when that changed.
func (a *app) keepView() tea.Cmd {
	v, keeper := a.view(), a.cfg.Views
	if keeper == nil || reflect.DeepEqual(v, a.kept) || a.now().Sub(a.keptAt) < keepViewEvery {
		return nil
	}
	a.kept, a.keptAt = v, a.now()
	return func() tea.Msg {
		_ = keeper.Keep(v) // the record is what matters; the next one is tried again
		return nil
	}
}
