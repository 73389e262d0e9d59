package ui

import (
	"context"
	"errors"
	"os"
	"time"

	tea "charm.land/bubbletea/v2"

	"oopscope/console/link"
	"oopscope/keymap"
	"oopscope/ui/book"
	"oopscope/ui/crashpane"
	"oopscope/ui/logpane"
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
	a := newApp(ctx, cfg, keys)
	a.tap = term.NewTap(cfg.Input, keys, cfg.Console.Send)
	a.syncTap() // before the first key is read
	g := stage.NewGuard(a, cancel)
	a.stage = stage.New(cfg.Input, cfg.Output, term.Output{File: cfg.Output})
	p := a.stage.Program(g, a.tap)
	a.tap.Notify(func(m tea.Msg) { go p.Send(m) })
	a.jobs = stage.ControlJobs(func(m tea.Msg) { go p.Send(m) })
	defer a.jobs.Release()
	err = a.stage.Run(ctx)
	g.Leave()
	if err == nil && ctx.Err() == nil && a.blind {
		err = stage.ErrGone
	}
	if cfg.Views != nil && g.Err() == nil {
		_ = cfg.Views.Keep(a.view())
	}
	return errors.Join(err, g.Err(), rescued(a))
}

// rescued is the rescue of a screen that may be what is broken.
func rescued(a *app) (err error) {
	defer func() {
		if what := recover(); what != nil {
			err = link.NewFault("keeping what was written", what)
		}
	}()
	return a.rescue()
}

// newApp returns the model for a console, which shows nothing as yet.
func newApp(ctx context.Context, cfg Config, keys *keymap.Map) *app {
	th := theme.Named(cfg.Theme)
	book := &book.Book{}
	a := &app{
		boots: map[string]int{},
		ctx:   ctx, cfg: cfg, th: th, keys: keys, now: cfg.Now, share: 47,
		book: book, crash: crashpane.New(th, book.NameOf),
		words: &personal{onDisk: map[int]string{}, waiting: map[int]Mark{}},
	}
	a.log = logpane.New(th, book, a.words.refused)
	a.log.ReadFrom(cfg.Scroll)
	a.term = term.NewPane()
	if cfg.View != nil {
		a.takeUp(*cfg.View)
	}
	a.home, _ = os.UserHomeDir()
	if a.now == nil {
		a.now = time.Now
	}
	if cfg.Console != nil {
		a.link = cfg.Console.Link()
		a.begin()
	}
	return a
}

// Init starts listening to the console, and reads what was remarked on it before.
func (a *app) Init() tea.Cmd {
	return tea.Batch(listen(a.ctx, a.cfg.Console), recall(a.cfg.Ledger), loadPast(a.cfg.Past), keepFiles(a.cfg.Symbolizer, a.cfg.Console), tick())
}
