package ui

import (
	"context"
	"oopscope/console/link/menus"
	"strings"
	"time"

	tea "charm.land/bubbletea/v2"

	"oopscope/parse"
	"oopscope/ui/cell"
	"oopscope/ui/menu"
)

// The commands of the bench, by hand and behind a crash.

// hookRows are the hooks and what the last one said.
func (a *app) hookRows() (rows []menu.Entry) {
	if a.cfg.Hooks == nil || len(a.cfg.Hooks.Names()) == 0 {
		return []menu.Entry{{Text: "power and reset by command: [profile.NAME.hook] of config.toml"}, {Text: "names them, power-cycle = [\"uhubctl\", ...] (docs/cookbook.md)"}}
	}
	for _, r := range menus.Hooks(a.cfg.Hooks.Names()) {
		e := menu.Entry{Key: r.Key, Text: r.Text, Danger: r.Danger}
		if r.Hook != "" {
			e.Do = func(int) tea.Cmd { return a.hook(r.Hook) }
		}
		if on, runs := a.hooksOn[r.Hook]; runs {
			e.Value = "runs since " + on.since.Format(time.TimeOnly) + "; stops it"
		}
		rows = append(rows, e)
	}
	if a.hookSaid != "" {
		rows = append(rows, menu.Entry{Text: "what the last one said"})
		for line := range strings.SplitSeq(a.hookSaid, "\n") {
			rows = append(rows, menu.Entry{Text: "  " + line})
		}
	}
	return rows
}

// hook runs a hook that the person asked for; one that runs it stops, for a relay is not to
// be switched by two at a time, and a program that hangs is not waited for.
func (a *app) hook(name string) tea.Cmd {
	if on, runs := a.hooksOn[name]; runs {
		on.stop()
		a.say(cell.Clean(name) + " is being stopped")
		return nil
	}
	ctx, stop := context.WithCancel(a.ctx)
	if a.hooksOn == nil {
		a.hooksOn = map[string]hookRun{}
	}
	a.hooksOn[name] = hookRun{time.Now(), stop}
	a.say(cell.Clean(name) + " is running" + a.advice(a.keys.Console.Board, "and its letter stop it"))
	hooks := a.cfg.Hooks
	return func() tea.Msg {
		defer stop()
		r, err := hooks.Run(ctx, name, nil, "")
		return hookMsg{name: name, words: r.Words(name), output: r.Output, err: err}
	}
}

// hooked tells what became of a hook.
func (a *app) hooked(m hookMsg) {
	delete(a.hooksOn, m.name)
	if m.output != "" {
		a.hookSaid = m.output
	}
	if r := a.book.Keep(a.book.ByID(m.crash)); r != nil && m.folder != "" {
		r.Saved = m.folder
	}
	switch {
	case m.err != nil:
		a.complain(cell.Clean(m.err.Error()))
	case m.words != "":
		a.say(cell.Clean(m.words))
	}
}

// afterCrash begins what is to be done behind a crash.
func (a *app) afterCrash(crashes []*parse.Crash) tea.Cmd {
	if a.cfg.After == nil || a.over {
		return nil
	}
	c, words := a.cfg.After.Begin(crashes)
	switch {
	case c == nil && words != "":
		a.warn(words)
		return nil
	case c == nil:
		return nil
	}
	a.say(words)
	var notes string
	var marks []Mark
	if r := a.book.ByID(c.ID); r != nil {
		notes, marks = r.Notes, a.marksNear(r)
	}
	ctx, after := a.ctx, a.cfg.After
	return func() tea.Msg {
		r := after.Do(ctx, c, notes, marks)
		return hookMsg{words: r.Words, output: r.Output, err: r.Err, crash: r.Crash, folder: r.Folder}
	}
}
