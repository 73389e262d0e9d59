package ui

import (
	"context"
	"os"
	"time"

	tea "charm.land/bubbletea/v2"
	"github.com/charmbracelet/colorprofile"

	"oopscope/keymap"
	"oopscope/ui/book"
	"oopscope/ui/crashpane"
	"oopscope/ui/logpane"
	"oopscope/ui/term"
	"oopscope/ui/theme"
)

// newApp returns the model for a console, which shows nothing as yet.
func newApp(ctx context.Context, cfg Config, keys *keymap.Map) *app {
	th := theme.Named(cfg.Theme)
	if cfg.Output != nil {
		th.SetDepth(theme.DepthOf(colorprofile.Detect(cfg.Output, os.Environ())))
	}
	book := &book.Book{}
	a := &app{
		boots: map[string]int{},
		ctx:   ctx, cfg: cfg, th: th, keys: keys, now: cfg.Now, share: 47, mouse: cfg.Mouse,
		book: book, crash: crashpane.New(th, book.NameOf),
		inquiry: inquiry{of: cfg.Ledger}, words: &personal{onDisk: map[int]string{}, waiting: map[int]Mark{}},
	}
	if a.paths = map[string]string{}; cfg.Links != "" {
		a.crash.Address = a.address
	}
	a.log = logpane.New(th, book, a.words.refused)
	a.log.ReadFrom(cfg.Scroll)
	_, book.Rereads = cfg.Console.(Rereader)
	book.Rereads = book.Rereads && cfg.Scroll != nil
	a.term = term.NewPane()
	a.rules = rules{cfg.Filters, cfg.Highlights}
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
	a.applyRules()
	return a
}

// Init starts listening to the console, and reads what was remarked on it before.
func (a *app) Init() tea.Cmd {
	a.words.reading = a.cfg.Ledger != nil
	return tea.Batch(listen(a.ctx, a.cfg.Console, nil), recall(a.cfg.Ledger), loadPast(a.cfg.Past), keepFiles(a.cfg.Symbolizer, a.cfg.Console), tick())
}
