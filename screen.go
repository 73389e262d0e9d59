package main

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"os"
	"slices"
	"strings"
	"sync"
	"sync/atomic"

	"oopscope/console"
	"oopscope/console/boots"
	"oopscope/console/clipboard"
	"oopscope/console/command"
	"oopscope/console/config"
	"oopscope/console/ending"
	"oopscope/console/headless"
	"oopscope/console/ledger"
	"oopscope/console/link"
	"oopscope/console/out"
	"oopscope/console/past"
	"oopscope/console/port"
	"oopscope/console/repro"
	"oopscope/console/serve"
	"oopscope/console/symbols"
	"oopscope/ui"
	"oopscope/ui/picker"
)

// A screen is what the sessions in its tabs have in common.
type screen struct {
	*ending.Ending
	base bench  // what the command line says of all of them
	dir  string // of the ledger

	mu    sync.Mutex
	open  map[*console.Session]string // what each was opened as
	files []*symbols.Symbolizer
	lends map[*console.Session]*command.Lender
	front atomic.Pointer[console.Session] // whose tab is seen
}

// newScreen finds the place where everything is kept. The words are for the terminal when
// the screen is left.
func newScreen(e *ending.Ending, base bench) (x *screen, err error) {
	x = &screen{Ending: e, base: base, open: map[*console.Session]string{}, lends: map[*console.Session]*command.Lender{}}
	dir, warning, err := ledger.Dir()
	if err != nil {
		return nil, err
	}
	if warning != "" { // it stands in the terminal again when the screen is left
		out.Line(out.Stderr, "oopscope: %s", warning)
	}
	x.dir = dir
	return x, nil
}

// release closes what the sessions had open beside their ports.
func (x *screen) release() {
	x.mu.Lock()
	defer x.mu.Unlock()
	for _, f := range x.files {
		f.Close()
	}
}

// Open opens a session for a tab: a port, a profile, a capture, or what is taken up again.
func (x *screen) Open(ctx context.Context, name string) (ui.Config, error) {
	b, target, err := x.base.taking(name)
	if err != nil {
		return ui.Config{}, err
	}
	switch {
	case target == "-":
		return ui.Config{}, errors.New("standard input has no place beside other boards")
	case target != "demo" && x.has(target):
		return ui.Config{}, fmt.Errorf("%s has a tab already", target)
	}
	if b.left == nil && x.records(b.set.Record) { // it was given for the first board
		b.set.Record = ""
	}
	before := command.Size(b.set.Record)
	s, err := x.Ending.Open(ctx, b.onScreen(target))
	if err != nil {
		return ui.Config{}, err
	}
	return x.seat(b, s, target, before), nil
}

// has tells whether a tab has a port.
func (x *screen) has(target string) bool {
	x.mu.Lock()
	defer x.mu.Unlock()
	for _, open := range x.open {
		if open == target {
			return true
		}
	}
	return false
}

// records tells whether a tab records to a file already.
func (x *screen) records(path string) bool {
	return path != "" && slices.ContainsFunc(x.Sessions(), func(s *console.Session) bool { return s.Link().Record == path })
}

// seat makes a session fit for a tab.
func (x *screen) seat(b bench, s *console.Session, target string, before int64) ui.Config {
	store := ledger.Open(x.dir)
	store.Strip = b.set.Look.Strip
	words := command.CapturesOf(wordsOf(store, target, s.Link().Record, before, b.left), store, s, target)
	remark := func(m link.Mark) error {
		_, _, err := words.Remark(m, "")
		return err
	}
	lend := command.Share(x.Ending, s, serve.Options{Port: target, Screen: true, Hooks: command.Hooks(b.set, s), Lent: command.LentMark(s, remark)})
	cfg := ui.Config{
		Ledger: words, Boots: &boots.Reader{Prefixes: command.Prefixes(b.set, target), UnpackLimit: int64(b.set.UnpackMB) << 20},
		Clipboard: clipboard.New(x.dir), Past: past.Open(x.dir), Views: b.viewsOf(s, target), Name: b.set.Profile,
		Front: func() { x.front.Store(s) },
		Close: func() []string { return x.closeTab(s) },
	}
	after := command.AfterCrash(b.set, s, words.Save)
	if after != nil {
		cfg.After = after
	}
	if s.Link().State != link.Over {
		rounds := repro.NewBench(x.dir, target, s.Send)
		rounds.Busy, rounds.Tools = after.Busy, command.Tools(b.set, s)
		rounds.Check = func(steps []repro.Step) error { return command.Lacks(b.set, steps) }
		cfg.Repro = rounds
	}
	if b.left != nil {
		cfg.View = &b.left.View
	}
	if lend != nil {
		cfg.Lender = lend
	}
	x.mu.Lock()
	x.open[s] = target
	if lend != nil {
		x.lends[s] = lend
	}
	x.mu.Unlock()
	if info := s.Port(); info.Live && info.Kind != port.KindDemo && info.Kind != port.KindStdin {
		_ = past.OpenPorts(x.dir).Add(cmp.Or(b.set.Profile, target)) // to be offered again
	}
	x.look(&cfg, s, command.KnowingDemo(b.cmd, b.set, target), target)
	return cfg
}

// look gives a tab what it needs to show a session.
func (x *screen) look(cfg *ui.Config, s *console.Session, set config.Settings, target string) {
	where := headless.Sources(set)
	if info, err := os.Stat(target); err == nil && info.Mode().IsRegular() {
		where.Captured = info.ModTime()
	}
	files := symbols.New(where)
	x.mu.Lock()
	x.files = append(x.files, files)
	x.mu.Unlock()
	cfg.Console, cfg.Symbolizer, cfg.Sources = s, files, files
	cfg.Editor = cmp.Or(os.Getenv("VISUAL"), os.Getenv("EDITOR"))
	cfg.Typing = set.Start == "typing"
	look := set.Look
	cfg.Filters, cfg.Highlights, cfg.Mouse = look.Filters, look.Highlights, look.Mouse
	cfg.Alert = ui.Alert{Bell: look.Bell, Title: look.Title, Notify: look.Notify}
	if b := set.Board; b != nil {
		cfg.Pulses, cfg.Hooks = b.Pulses, command.Hooks(set, s)
	}
	if back := s.Scroll(); back != nil {
		cfg.Scroll = back
	}
	cfg.Title = "oopscope " + s.Link().Name
	cfg.Theme, cfg.Terminal = set.Theme, terminal(set.Look.Charset)
	cfg.Links = cfg.Terminal.LinkPattern(look.Links)
	cfg.Host, _ = os.Hostname()
}

// closeTab closes the session of one tab while the others go on.
func (x *screen) closeTab(s *console.Session) []string {
	x.mu.Lock()
	delete(x.open, s)
	delete(x.lends, s)
	x.mu.Unlock()
	return x.CloseAlone(s)
}

// lendable is the port of the tab that is seen, which is lent at a signal, and all that may
// be taken back.
func (x *screen) lendable() (lend *command.Lender, back []*command.Lender) {
	x.mu.Lock()
	defer x.mu.Unlock()
	for _, l := range x.lends {
		back = append(back, l)
	}
	return x.lends[x.front.Load()], back
}

// show runs the screen: with a session that is open, or with those that it is to open.
func (x *screen) show(cfg ui.Config, names []string) int {
	in := os.Stdin
	if cfg.Console != nil && cfg.Console.Link().Name == "-" { // the capture comes there, so the keys come from elsewhere
		tty, err := os.Open("/dev/tty")
		if err != nil {
			return command.Failed(fmt.Errorf("no keyboard: %w; use `oopscope scan -`", err))
		}
		defer tty.Close()
		in = tty
	}
	cfg.Lending = func(told func(ui.Lent)) {
		command.HeedLending(x.Ending, x.lendable, func(lent bool, err error) { told(ui.Lent{Lent: lent, Err: err}) })
	}
	cfg.Ended = x.InOrder
	cfg.Theme, cfg.Keymap = x.base.set.Theme, x.base.set.Keymap
	cfg.Input, cfg.Output, cfg.Terminal = in, out.Screen(), terminal(x.base.set.Look.Charset)
	cfg.Boards = &ui.Boards{Names: names, Open: x.Open, Ports: x.ports}
	err := ui.Run(x, cfg)
	if fault := (*link.Fault)(nil); errors.As(err, &fault) {
		x.Break(fault) // leave tells of it
		return headless.Failed
	}
	if err != nil {
		return command.Failed(err)
	}
	return x.unread()
}

// unread tells of captures that were not read to their ends.
func (x *screen) unread() (status int) {
	for _, s := range x.Sessions() {
		switch l := s.Link(); {
		case l.State != link.Over || l.Detail == "" && l.Shared == 0:
		case l.Shared > 0:
			ending.Tell("%s", l.Detail)
		default:
			ending.Tell("%s", l.Detail)
			status = headless.Failed
		}
	}
	return status
}

// ports are those to choose from, but for what is open here.
func (x *screen) ports() []picker.Port {
	return slices.DeleteFunc(ports(), func(p picker.Port) bool {
		record, resumed := strings.CutPrefix(p.Device, resumes)
		return resumed && x.records(record) || x.has(p.Device)
	})
}

// work is a session on the screen, from its opening to the record's name.
func (b bench) work(e *ending.Ending, s *console.Session, target string, before int64) int {
	x, err := newScreen(e, b)
	if err != nil {
		return e.Leave(command.Failed(err))
	}
	defer os.Remove(x.dir) // unless there is something in it
	defer x.release()
	return e.Leave(x.show(x.seat(b, s, target, before), nil))
}

// workAll is a screen of several boards, which it opens itself: one that does not open stops
// no other.
func (b bench) workAll(names []string) int {
	var records []string
	for _, name := range names {
		one, _, err := b.taking(name)
		if err != nil {
			return command.Usage(err)
		}
		if r := one.set.Record; r != "" && r != "off" && slices.Contains(records, r) {
			return command.Usage(fmt.Errorf("two of the boards are to be recorded to %s; each needs a record of its own", r))
		}
		records = append(records, one.set.Record)
	}
	e := ending.Attend()
	x, err := newScreen(e, b)
	if err != nil {
		return e.Leave(command.Failed(err))
	}
	defer os.Remove(x.dir)
	defer x.release()
	return e.Leave(x.show(ui.Config{}, names))
}
