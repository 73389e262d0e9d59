package ui

import (
	"fmt"

	tea "charm.land/bubbletea/v2"

	"oopscope/console/link"
	"oopscope/console/link/menus"
	"oopscope/ui/cell"
	"oopscope/ui/edit"
	"oopscope/ui/hexview"
	"oopscope/ui/menu"
)

// The modem lines, pulses on them, and the bytes of the line one by one.

// showSignals opens the modem lines.
func (a *app) showSignals() tea.Cmd {
	c := a.lineConsole()
	if c == nil {
		return nil
	}
	a.overlay = menu.New(a.th, menu.Menu{
		Mode: "BOARD", Title: "the board: modem lines, and what resets it", Hint: "does it",
		Closing: a.keys.Normal.Cancel, Rows: func() []menu.Entry { return a.signalRows(c) },
	})
	return readLines(c)
}

// signalRows are the modem lines and the pulses, with the hooks of the profile.
func (a *app) signalRows(c LineConsole) (rows []menu.Entry) {
	if !a.lines.known {
		return []menu.Entry{{Text: "the driver is being asked"}}
	}
	for _, r := range menus.Board(a.lines.Lines, a.cfg.Pulses) {
		e := menu.Entry{Key: r.Key, Text: cell.Clean(r.Text), Value: r.Value, Stays: r.Assert != ""}
		switch {
		case r.Assert != "":
			e.Do = func(int) tea.Cmd { return assert(c, r.Assert, r.On) }
		case r.Pulse != nil:
			e.Do = func(int) tea.Cmd { return a.pulse(c, *r.Pulse) }
		}
		rows = append(rows, e)
	}
	return append(rows, a.hookRows()...)
}

func assert(c LineConsole, name string, on bool) tea.Cmd {
	return func() tea.Msg {
		err := c.Assert(name, on)
		return linesMsg{lines: c.Lines(), err: err, words: name + " " + menus.OnOff(on)}
	}
}

func (a *app) pulse(c LineConsole, p link.Pulse) tea.Cmd {
	ctx := a.ctx
	return func() tea.Msg {
		err := c.Pulse(ctx, p)
		return linesMsg{lines: c.Lines(), err: err, words: cell.Clean(p.Name) + " done"}
	}
}

// hexShown is what the view of bytes asks for.
const hexShown = 64 << 10

// showHex opens the bytes as they came.
func (a *app) showHex() tea.Cmd {
	c, ok := a.cfg.Console.(LineConsole)
	if !ok {
		a.complain("no bytes to be seen: this console gives lines only")
		return nil
	}
	a.overlay = hexview.New(a.th, &a.keys.Normal, func() ([]byte, int64) { return c.Recent(hexShown) })
	return nil
}

// askHex sends bytes that are written as hexadecimal digits.
func (a *app) askHex() tea.Cmd {
	c := a.lineConsole()
	if c == nil {
		return nil
	}
	a.line = edit.Ask("", edit.Prompt{Mode: "HEX", Label: "send bytes, as 1b 5b 41: ", Done: func(p *edit.Prompt) tea.Cmd {
		b, err := menus.ParseHex(p.Text())
		if err != nil {
			a.complain(cell.Clean(err.Error()))
			return nil
		}
		if err := c.SendRaw(b); err != nil {
			a.sent(sentMsg{err: err})
			return nil
		}
		a.say(fmt.Sprintf("sent % x", b))
		return nil
	}})
	return nil
}
