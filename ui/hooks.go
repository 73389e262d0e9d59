package ui

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"time"

	tea "charm.land/bubbletea/v2"

	"oopscope/console/link"
	"oopscope/parse"
	"oopscope/ui/cell"
	"oopscope/ui/menu"
)

// The commands of the bench, by hand and behind a crash.

// hookKeys are the letters that hooks get in the menu, in their order.
const hookKeys = "acfhijklmnopqtuvwxyz"

// hookRows are the hooks and what the last one said.
func (a *app) hookRows() (rows []menu.Entry) {
	if a.cfg.Hooks == nil || len(a.cfg.Hooks.Names()) == 0 {
		return nil
	}
	rows = append(rows, menu.Entry{Text: "commands of the bench"})
	for i, name := range a.cfg.Hooks.Names() {
		if i == len(hookKeys) {
			break
		}
		cuts := name == "reset" || strings.HasPrefix(name, "power-") && name != "power-on"
		rows = append(rows, menu.Entry{Key: hookKeys[i], Text: name, Danger: cuts, Do: func(int) tea.Cmd { return a.hook(name) }})
	}
	if a.hookSaid != "" {
		rows = append(rows, menu.Entry{Text: "what the last one said"})
		for line := range strings.SplitSeq(a.hookSaid, "\n") {
			rows = append(rows, menu.Entry{Text: "  " + line})
		}
	}
	return rows
}

// hook runs a hook that the person asked for.
func (a *app) hook(name string) tea.Cmd {
	a.say(cell.Clean(name) + " is running")
	ctx, hooks := a.ctx, a.cfg.Hooks
	return func() tea.Msg {
		r, err := hooks.Run(ctx, name, nil, "")
		return hookMsg{words: r.Words(name), output: r.Output, err: err}
	}
}

// hooked tells what became of a hook.
func (a *app) hooked(m hookMsg) {
	if m.output != "" {
		a.hookSaid = m.output
	}
	a.recipe.running = a.recipe.running && !m.over
	if r := a.book.ByID(m.crash); r != nil && m.folder != "" {
		r.Saved = m.folder
	}
	switch {
	case m.err != nil:
		a.complain(cell.Clean(m.err.Error()))
	case m.words != "":
		a.say(cell.Clean(m.words))
	}
}

// afterCrash begins the recipe behind a crash that is complete: an oops, or worse. One
// that comes while it goes on is the same trouble.
func (a *app) afterCrash(crashes []*parse.Crash) tea.Cmd {
	r := a.cfg.Recipe
	if len(r.Steps) == 0 || a.recipe.running {
		return nil
	}
	for _, c := range crashes {
		if c.Open || c.Severity < parse.Oops || c.ID <= a.recipe.last || a.over {
			continue
		}
		a.recipe.last = c.ID
		a.recipe.done++
		switch {
		case r.Stop > 0 && a.recipe.done == r.Stop+1:
			a.warn(fmt.Sprintf("%d crashes: nothing is done behind a crash any more", r.Stop))
			return nil
		case r.Stop > 0 && a.recipe.done > r.Stop:
			return nil
		}
		a.recipe.running = true
		a.say(fmt.Sprintf("behind crash %d: what the profile says is done", c.ID))
		k := cook{ctx: a.ctx, console: a.cfg.Console, ledger: a.cfg.Ledger, hooks: a.cfg.Hooks, crash: c}
		if r := a.book.ByID(c.ID); r != nil {
			k.notes, k.marks = r.Notes, a.marksNear(r)
		}
		return func() tea.Msg { return k.all(r.Steps) }
	}
	return nil
}

// A cook goes through a recipe. It has no screen.
type cook struct {
	ctx     context.Context
	console Console
	ledger  Ledger
	hooks   Hooks
	crash   *parse.Crash
	notes   string // of the person
	marks   []Mark
	folder  string
	output  string
}

// all does step by step, and tells of the first that does not go.
func (k *cook) all(steps []link.RecipeStep) hookMsg {
	for _, s := range steps {
		if err := k.step(s); err != nil {
			return hookMsg{output: k.output, over: true, err: fmt.Errorf("behind crash %d, %s: %w", k.crash.ID, strings.TrimSuffix(s.Do+"="+s.Arg, "="), err)}
		}
	}
	words := fmt.Sprintf("behind crash %d all is done", k.crash.ID)
	if k.folder != "" {
		words += "; it is saved in " + k.folder
	}
	return hookMsg{words: words, output: k.output, over: true, crash: k.crash.ID, folder: k.folder}
}

func (k *cook) step(s link.RecipeStep) (err error) {
	switch s.Do {
	case "quiet":
		return k.quiet(s.Wait)
	case "sysrq":
		return k.sysrq(s.Arg)
	case "save":
		if k.ledger == nil {
			return errors.New("there is no place for it")
		}
		k.folder, err = k.ledger.Save(k.crash, k.notes, k.marks)
		return err
	case "bundle":
		if k.folder == "" || k.hooks == nil {
			return errors.New("it must be saved before")
		}
		_, err = k.hooks.Bundle(k.folder)
		return err
	case "hook":
		r, err := k.hooks.Run(k.ctx, s.Arg, k.crash, k.folder)
		k.output = r.Output
		if err == nil && r.Status != 0 {
			err = errors.New(r.Words(s.Arg))
		}
		return err
	}
	return nil
}

// longestQuiet is how long quiet is waited for: a board that never stops printing is not
// to keep the rest of the recipe from being done.
const longestQuiet = 5 * time.Minute

// quiet waits until nothing came for a while.
func (k *cook) quiet(d time.Duration) error {
	last, since := k.console.Link().Received, time.Now()
	for begin := time.Now(); time.Since(since) < d && time.Since(begin) < longestQuiet; {
		if err := k.pause(min(d/4, 250*time.Millisecond)); err != nil {
			return err
		}
		if now := k.console.Link().Received; now != last {
			last, since = now, time.Now()
		}
	}
	return nil
}

func (k *cook) pause(d time.Duration) error {
	select {
	case <-k.ctx.Done():
		return k.ctx.Err()
	case <-time.After(d):
		return nil
	}
}

// sysrq sends keys, each behind a BREAK, and waits until the board has answered.
func (k *cook) sysrq(keys string) error {
	for _, key := range []byte(keys) {
		switch m := sendSysRq(k.console, key, "")().(type) {
		case noBreakMsg:
			return m.err
		case sentMsg:
			if m.err != nil {
				return m.err
			}
		}
		if err := k.quiet(time.Second); err != nil {
			return err
		}
	}
	return nil
}
