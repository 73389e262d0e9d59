package ui

import (
	"context"
	"errors"
	"os"
	"sync"

	tea "charm.land/bubbletea/v2"

	"oopscope/console/link"
	"oopscope/keymap"
	"oopscope/ui/cell"
	"oopscope/ui/stage"
	"oopscope/ui/term"
	"oopscope/ui/theme"
)

// The screen from its beginning to its end.

// Run shows the screen until the person quits or ctx ends, and returns why it
// ended when that was not what they wanted. It takes no signals but those of the
// terminal itself, and after the end of ctx it returns soon, with the terminal
// as it was before.
func Run(ctx context.Context, cfg Config) error {
	keys, err := keymap.New(cfg.Keymap)
	if err != nil {
		return err
	}
	if cfg.Input == nil {
		cfg.Input = os.Stdin
	}
	if cfg.Output == nil {
		cfg.Output = os.Stdout
	}
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	t := newTabs(ctx, cfg, keys)
	g := stage.NewGuard(t, cancel)
	t.tap = term.NewTap(cfg.Input, keys, t.send)
	t.stage = stage.New(cfg.Input, cfg.Output, term.Output{File: cfg.Output})
	if cfg.Links != "" {
		t.stage.Link(cell.LinkOf)
	}
	p := t.stage.Program(g, t.tap)
	t.tap.Notify(func(m tea.Msg) { m = t.told(m); go p.Send(m) })
	t.jobs = stage.ControlJobs(func(m tea.Msg) { go p.Send(m) })
	defer t.jobs.Release()
	if cfg.Lending != nil {
		cfg.Lending(func(m Lent) { go p.Send(m) })
	}
	t.begin() // before the first key is read
	err = t.stage.Run(ctx)
	g.Leave()
	if cfg.Ended != nil {
		cfg.Ended()
	}
	if err == nil && ctx.Err() == nil && t.blind {
		err = stage.ErrGone
	}
	if g.Err() == nil {
		t.keepViews()
	}
	return errors.Join(err, g.Err(), rescued(t))
}

// begin makes the tabs that are there from the start. Their commands are Init's.
func (t *tabs) begin() {
	if t.cfg.Console != nil {
		t.start = append(t.start, t.seat(t.add(), t.cfg))
	}
	if t.cfg.Boards != nil {
		for _, name := range t.cfg.Boards.Names {
			b := t.add()
			b.foyer = newFoyer(t.ctx, theme.Named(t.cfg.Theme), t.keys, t.cfg.Boards)
			t.start = append(t.start, address(b.id, b.foyer.open(name)))
		}
	}
	t.tellAll()
	t.show(0)
}

// keepViews writes down how the sessions were looked at last: all at a time, as a disk that is
// slow takes its time for each.
func (t *tabs) keepViews() {
	var all sync.WaitGroup
	for _, b := range t.all {
		if b.app != nil && b.app.cfg.Views != nil {
			views, last := b.app.cfg.Views, b.app.view()
			all.Go(func() { _ = views.Keep(last) })
		}
	}
	all.Wait()
}

// rescued is the rescue of a screen that may be what is broken.
func rescued(t *tabs) (err error) {
	defer func() {
		if what := recover(); what != nil {
			err = link.NewFault("keeping what was written", what)
		}
	}()
	return t.rescue()
}
