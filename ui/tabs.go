package ui

import (
	"context"
	"strings"
	"sync/atomic"

	tea "charm.land/bubbletea/v2"

	"oopscope/keymap"
	"oopscope/ui/stage"
	"oopscope/ui/term"
	"oopscope/ui/theme"
)

// tabs is the model of the screen: a tab for each board, one of which is seen. It
// routes messages to the sessions, which know nothing of each other.
type tabs struct {
	ctx   context.Context
	cfg   Config // of the first, for what concerns all
	th    *theme.Theme
	keys  *keymap.Map
	tap   *term.Tap // nil in tests
	stage *stage.Stage
	jobs  *stage.Jobs

	all   []*tab
	at    int // the one that is seen
	ids   int // given so far
	w, h  int
	back  tea.Msg                // what the terminal said of its background, nil until it did
	owner atomic.Pointer[typist] // who has the keyboard, for the tap
	blind bool                   // the terminal is gone
	start []tea.Cmd              // of the tabs that are there from the start

	drawn tea.View // the tab that is seen
	fresh bool     // and it still looks so
	strip string   // over it
	whole string   // both
}

// A tab is one board's: a whole session with a place of its own, or, before there is one,
// the room where it is waited for.
type tab struct {
	id    int
	app   *app
	foyer *foyer // nil once there is a session

	closing bool // it goes as soon as what was written is on the disk
	left    bool // that is so, and the others are waited for
	looked  int  // crashes when it was seen last
	told    int  // and those that were told of since
}

// A typist is what the tap knows of a tab, which is not the tap's to look into.
type typist struct {
	id  int
	app *app // nil before there is a session
}

// newTabs returns the screen with no tab as yet.
func newTabs(ctx context.Context, cfg Config, keys *keymap.Map) *tabs {
	return &tabs{ctx: ctx, cfg: cfg, keys: keys, th: theme.Named(cfg.Theme)}
}

// model is what takes messages and draws.
func (b *tab) model() tea.Model {
	if b.foyer != nil {
		return b.foyer
	}
	return b.app
}

// add makes a tab, behind all others. It is not seen before it is shown.
func (t *tabs) add() *tab {
	t.ids++
	b := &tab{id: t.ids}
	t.all = append(t.all, b)
	return b
}

// seat puts a session into a tab.
func (t *tabs) seat(b *tab, cfg Config) tea.Cmd {
	ctx, end := context.WithCancel(t.ctx)
	a := newApp(ctx, cfg, t.keys)
	a.stage, a.jobs, a.end = t.stage, t.jobs, end
	a.unseen = make(chan struct{})
	b.app, b.foyer = a, nil
	t.tellAll()
	if b == t.seen() {
		t.show(t.at)
	}
	cmd := t.introduce(b)
	return tea.Batch(address(b.id, a.Init()), cmd)
}

// introduce tells a tab what all others were told: how large the screen is, and of what
// colour.
func (t *tabs) introduce(b *tab) tea.Cmd {
	var cmds []tea.Cmd
	if t.back != nil {
		cmds = append(cmds, t.update(b, t.back))
	}
	if t.w > 0 {
		cmds = append(cmds, t.update(b, t.room()))
	}
	return tea.Batch(cmds...)
}

// room is what a tab has of the screen: all of it but the strip, which a single one does
// without.
func (t *tabs) room() tea.WindowSizeMsg {
	return tea.WindowSizeMsg{Width: t.w, Height: max(t.h-t.above(), 0)}
}

// above is how many rows stand over a tab.
func (t *tabs) above() int {
	if len(t.all) < 2 || t.h < theme.MinHeight+1 {
		return 0
	}
	return 1
}

// tellAll tells the sessions how many boards there are, and whether more can be opened.
func (t *tabs) tellAll() {
	for _, b := range t.all {
		if b.app != nil {
			b.app.among, b.app.more, b.app.boards = len(t.all), t.cfg.Boards != nil, t.listed
			if len(t.all) == 1 {
				b.app.boards = nil
			}
		}
	}
}

// seen is the tab that is seen.
func (t *tabs) seen() *tab { return t.all[t.at] }

// send gives the board that has the keyboard what is typed to it. The tap calls it, on
// the goroutine that reads the keys.
func (t *tabs) send(p []byte) error {
	if b := t.owner.Load(); b.app != nil {
		return b.app.toBoard(p)
	}
	return nil
}

// told is what the tap has to say beside the stream of keys, for who had them then.
func (t *tabs) told(m tea.Msg) tea.Msg {
	if _, gone := m.(term.GoneMsg); gone {
		return m
	}
	return tabMsg{t.owner.Load().id, m}
}

// Init begins what is there from the start.
func (t *tabs) Init() tea.Cmd { return tea.Batch(t.start...) }

// Update routes a message: to the tab that it is for, to all when it is about the
// terminal, else to the one that is seen.
func (t *tabs) Update(msg tea.Msg) (tea.Model, tea.Cmd) {
	switch msg := msg.(type) {
	case tabMsg:
		return t, t.deliver(msg)
	case tea.WindowSizeMsg:
		t.w, t.h = msg.Width, msg.Height
		return t, t.toAll(t.room())
	case tea.BackgroundColorMsg:
		t.back = msg
		t.th.SetDark(msg.IsDark())
		return t, t.toAll(msg)
	case term.GoneMsg:
		t.blind = true
		return t, tea.Quit
	case tea.MouseClickMsg:
		if msg.Y -= t.above(); msg.Y < 0 {
			return t, t.click(msg.X)
		}
		return t, t.update(t.seen(), msg)
	case tea.MouseWheelMsg:
		msg.Y -= t.above()
		return t, t.update(t.seen(), msg)
	}
	return t, t.update(t.seen(), msg)
}

// deliver gives a tab a message of its own, if it is there still.
func (t *tabs) deliver(m tabMsg) tea.Cmd {
	for _, b := range t.all {
		if b.id != m.id {
			continue
		}
		switch msg := m.msg.(type) {
		case tea.QuitMsg:
			return t.ready(b)
		case openedMsg:
			return t.opened(b, msg)
		case closedMsg:
			t.tellClosed(msg)
			return nil
		}
		return t.update(b, m.msg)
	}
	if m, ok := m.msg.(openedMsg); ok {
		return m.giveBack()
	}
	return nil
}

// toAll tells every tab.
func (t *tabs) toAll(msg tea.Msg) tea.Cmd {
	var cmds []tea.Cmd
	for _, b := range t.all {
		cmds = append(cmds, t.update(b, msg))
	}
	return tea.Batch(cmds...)
}

// update has a tab take a message in, and does what it wishes of all.
func (t *tabs) update(b *tab, msg tea.Msg) tea.Cmd {
	t.fresh = t.fresh && b != t.seen() && !t.looksAtAll()
	_, cmd := b.model().Update(msg)
	cmd = address(b.id, cmd)
	if w := b.takeWish(); w.do != wishNothing {
		cmd = tea.Batch(cmd, t.grant(b, w))
	}
	t.notice(b)
	return cmd
}

// takeWish returns what a tab wishes to be done with all, once.
func (b *tab) takeWish() (w wish) {
	var of *wish
	if b.foyer != nil {
		of = &b.foyer.wish
	} else {
		of = &b.app.wish
	}
	w, *of = *of, wish{}
	return w
}

// View draws the tab that is seen, and no other, below the strip.
func (t *tabs) View() tea.View {
	strip, same := "", t.fresh
	if t.above() > 0 {
		strip = t.drawStrip()
	}
	if !t.fresh {
		t.drawn, t.fresh = t.seen().model().View(), true
	}
	v := t.drawn
	if strip == "" || v.Content == "" {
		return v
	}
	if !same || strip != t.strip {
		t.strip, t.whole = strip, strings.Join([]string{strip, v.Content}, "\n")
	}
	v.Content = t.whole
	if v.Cursor != nil {
		at := *v.Cursor
		at.Y += t.above()
		v.Cursor = &at
	}
	return v
}
