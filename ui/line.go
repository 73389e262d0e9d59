package ui

import (
	"fmt"
	"strings"

	tea "charm.land/bubbletea/v2"

	"oopscope/console/link"
	"oopscope/console/link/menus"
	"oopscope/ui/cell"
	"oopscope/ui/edit"
	"oopscope/ui/menu"
)

// The line as it is set up, to be read back and to be changed.

// lineConsole is the console, if its line can be set up; nil and a complaint if not.
func (a *app) lineConsole() LineConsole {
	c, ok := a.cfg.Console.(LineConsole)
	if !ok || !a.link.Writable {
		a.refuse("")
		return nil
	}
	return c
}

func readLines(c LineConsole) tea.Cmd {
	return func() tea.Msg { return linesMsg{lines: c.Lines()} }
}

// showLines opens the settings of the line.
func (a *app) showLines() tea.Cmd {
	c := a.lineConsole()
	if c == nil {
		return nil
	}
	a.lines.known = a.lines.tuning
	a.overlay = menu.New(a.th, menu.Menu{
		Mode: "LINE", Title: "the line: how it is set up, and what is done with its bytes", Hint: "changes it",
		Closing: a.keys.Normal.Cancel, Rows: func() []menu.Entry { return a.lineRows(c) },
	})
	return readLines(c)
}

// followLines reads the line again while it is looked at: the board moves its lines, too.
func (a *app) followLines() tea.Cmd {
	m, shown := a.overlay.(*menu.Pane)
	c, ok := a.cfg.Console.(LineConsole)
	if !shown || !ok || m.Mode() != "LINE" && m.Mode() != "BOARD" || a.lines.tuning {
		return nil
	}
	return readLines(c)
}

// tookLines takes what was read back.
func (a *app) tookLines(m linesMsg) tea.Cmd {
	if !a.lines.known {
		a.lines.want = m.lines.Held
	}
	a.lines.Lines, a.lines.known = m.lines, true
	switch {
	case m.err != nil:
		a.complain(cell.Clean(m.err.Error()))
	case m.words != "":
		a.say(m.words)
	}
	if m.tuned == nil {
		return nil
	}
	a.lines.tuning = false
	if a.lines.want != *m.tuned && m.err == nil { // changed meanwhile
		return a.tune()
	}
	if m.err != nil {
		a.lines.want = m.lines.Held
	}
	return nil
}

// tune sets the line to what is wanted, unless it is being set now.
func (a *app) tune() tea.Cmd {
	c, ok := a.cfg.Console.(LineConsole)
	if !ok || a.lines.tuning {
		return nil
	}
	a.lines.tuning = true
	want := a.lines.want
	return func() tea.Msg {
		err := c.Tune(want)
		m := linesMsg{lines: c.Lines(), tuned: &want, err: err}
		if err == nil {
			m.words = "the line has " + want.Beside(m.lines.Held)
		}
		return m
	}
}

// treat changes what is done with bytes.
func (a *app) treat(c LineConsole, change func(*link.Terminal)) tea.Cmd {
	change(&a.lines.Terminal)
	t := a.lines.Terminal
	return func() tea.Msg {
		err := c.SetTerminal(t)
		return linesMsg{lines: c.Lines(), err: err}
	}
}

// lineRows are the settings with their values.
func (a *app) lineRows(c LineConsole) (rows []menu.Entry) {
	if !a.lines.known {
		return []menu.Entry{{Text: "the driver is being asked"}}
	}
	for _, r := range menus.Line(a.lines.Lines, a.lines.want, a.lines.tuning) {
		e := menu.Entry{Key: r.Key, Text: cell.Clean(r.Text), Value: r.Value, Stays: true}
		switch {
		case r.Treat != nil:
			e.Do = func(dir int) tea.Cmd { return a.treat(c, func(t *link.Terminal) { r.Treat(t, dir) }) }
		case r.Ask != nil:
			e.Do = func(dir int) tea.Cmd {
				if dir != 0 && r.Wire != nil {
					r.Wire(&a.lines.want, dir)
					return a.tune()
				}
				return a.askSetting(c, r)
			}
		case r.Wire != nil:
			e.Do = func(dir int) tea.Cmd { r.Wire(&a.lines.want, dir); return a.tune() }
		}
		rows = append(rows, e)
	}
	return rows
}

// askSetting asks for a value that is written.
func (a *app) askSetting(c LineConsole, r menus.Row) tea.Cmd {
	mode := "LINE"
	if r.Ask.Wire != nil {
		mode = "SPEED"
	}
	a.line = edit.Ask(r.Ask.Now, edit.Prompt{Mode: mode, Label: r.Ask.Label, Done: func(p *edit.Prompt) tea.Cmd {
		if r.Ask.Treat != nil {
			return a.treat(c, func(t *link.Terminal) { r.Ask.Treat(t, p.Text()) })
		}
		if err := r.Ask.Wire(&a.lines.want, strings.TrimSpace(p.Text())); err != nil {
			a.complain(cell.Clean(err.Error()))
			return nil
		}
		return a.tune()
	}})
	return nil
}

// toggleEcho is the key for the local echo.
func (a *app) toggleEcho() tea.Cmd {
	c := a.lineConsole()
	if c == nil {
		return nil
	}
	return func() tea.Msg {
		t := c.Lines().Terminal
		t.Echo = !t.Echo
		err := c.SetTerminal(t)
		return linesMsg{lines: c.Lines(), err: err, words: "local echo " + menus.OnOff(t.Echo)}
	}
}

// findSpeed listens at the speeds of consoles until one reads as text.
func (a *app) findSpeed() tea.Cmd {
	c := a.lineConsole()
	if c == nil || a.lines.finding {
		return nil
	}
	a.lines.finding = true
	a.say("listening at the speeds of consoles; the board must be printing")
	ctx := a.ctx
	return func() tea.Msg {
		n, err := c.FindSpeed(ctx)
		return foundMsg{n, linesMsg{lines: c.Lines(), err: err, words: fmt.Sprintf("at %d it reads as text: the line has that now", n)}}
	}
}

// tellNoise says once that the line is noise, and what finds its speed.
func (a *app) tellNoise() {
	noise := a.link.Noise
	if noise != "" && !a.noisy && !a.lines.finding {
		a.complainWhile(func(l Link) bool { return l.Noise != "" }, cell.Clean(noise)+a.advice(a.keys.Console.Speed, "finds its speed by listening"))
	}
	a.noisy = noise != ""
}
