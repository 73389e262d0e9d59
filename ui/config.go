package ui

import (
	"context"
	"errors"
	"fmt"
	"os"
	"slices"
	"strings"
	"time"

	tea "charm.land/bubbletea/v2"

	"oopscope/console/link"
	"oopscope/keymap"
	"oopscope/ui/stage"
	"oopscope/ui/term"
	"oopscope/ui/theme"
)

// Config is what main hands the screen. Console is needed, all else may be nil
// or empty.
type Config struct {
	Console    Console
	Ledger     Ledger
	Clipboard  Clipboard
	Past       Past
	Symbolizer Symbolizer
	Sources    Sources
	Editor     string // the person's, as in $EDITOR; "" for vi
	Theme      string // "dark", "light", "mono", "" to follow the terminal
	Keymap     string // preset of package keymap, "" for tio's
	Typing     bool   // begin with the keys going to the board, if the line takes any
	Title      string // of the terminal's window
	Input      *os.File
	Output     *os.File
	Now        func() time.Time // the clock; nil for the real one
}

// Check says what is wrong with a person's choice of colours and keys.
func Check(colours, preset string) error {
	if !slices.Contains(theme.Names, colours) {
		return fmt.Errorf("no theme %q; there are: %s", colours, strings.Join(theme.Names[1:], ", "))
	}
	_, err := keymap.New(preset)
	return err
}

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
	p := tea.NewProgram(g, tea.WithoutSignalHandler(), tea.WithInput(a.tap), tea.WithOutput(term.Output{File: cfg.Output}), tea.WithFilter(term.ByRune))
	a.tap.Notify(func(m tea.Msg) { go p.Send(m) })
	a.jobs = stage.ControlJobs(func(m tea.Msg) { go p.Send(m) })
	defer a.jobs.Release()
	err = stage.New(cfg.Input, cfg.Output).Run(ctx, p)
	if err == nil && ctx.Err() == nil && a.blind {
		err = stage.ErrGone
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
