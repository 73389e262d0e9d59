package ui

import (
	"cmp"
	"fmt"
	"strings"
	"time"

	tea "charm.land/bubbletea/v2"

	"oopscope/console/link"
	"oopscope/console/link/menus"
	"oopscope/ui/cell"
	"oopscope/ui/edit"
	"oopscope/ui/menu"
	"oopscope/ui/say"
)

// Files over the line.

// transferredMsg says what became of a transfer.
type transferredMsg struct {
	words string
	err   error
}

// showFiles opens the ways that files go, or, while one is on its way, stops it.
func (a *app) showFiles() tea.Cmd {
	if p := a.pasting.Load(); p != nil {
		a.line = edit.Confirm("stop the paste?", func() tea.Cmd { p.Stop(); return nil })
		return nil
	}
	c := a.lineConsole()
	if c == nil {
		return nil
	}
	if a.link.Transfer != nil {
		a.line = edit.Confirm("stop the transfer?", func() tea.Cmd { c.StopTransfer(); return nil })
		return nil
	}
	a.overlay = menu.New(a.th, menu.Menu{
		Mode: "FILES", Title: "files over the line; the board's program is to be started first", Hint: "takes it",
		Closing: a.keys.Normal.Cancel, Rows: func() []menu.Entry { return a.fileRows(c) },
	})
	return nil
}

func (a *app) fileRows(c LineConsole) (rows []menu.Entry) {
	for _, r := range menus.Files() {
		e := menu.Entry{Key: r.Key, Text: r.Text, Value: r.Value}
		if r.File != nil {
			e.Do = func(int) tea.Cmd { a.askFile(c, *r.File); return nil }
		}
		rows = append(rows, e)
	}
	return rows
}

// askFile asks which file, or where to, and begins.
func (a *app) askFile(c LineConsole, t link.Transfer) {
	label, now := menus.FileAsked(t)
	a.line = edit.Ask(now, edit.Prompt{Mode: "FILE", Label: label, Done: func(p *edit.Prompt) tea.Cmd {
		t.Files, t.Dir = p.Text(), strings.TrimSpace(p.Text())
		ctx := a.ctx
		return func() tea.Msg {
			words, err := c.Transfer(ctx, t)
			return transferredMsg{words, err}
		}
	}})
}

// transferred tells what became of it.
func (a *app) transferred(m transferredMsg) {
	if m.err != nil {
		a.complain(cell.Clean(m.err.Error()))
		return
	}
	a.say(cell.Clean(m.words))
}

// busyWords are what the last line shows while something has the line.
func (a *app) busyWords() string {
	p := a.link.Transfer
	if p == nil {
		return cmp.Or(a.pasteWords(), cell.Clean(a.link.Busy))
	}
	shown := *p
	shown.Name, shown.For = cell.CutMiddle(cell.Clean(p.Name), 24), cell.CutMiddle(cell.Clean(p.For), 24)
	words := []string{shown.Direction()}
	wide := a.w >= 110
	if wide {
		words[0] += " by " + p.Protocol
	}
	if p.Total > 0 && p.Done > 0 {
		words = append(words, bar(p.Done, p.Total, map[bool]int{true: 20, false: 8}[wide])+fmt.Sprintf(" %d %%", p.Done*100/p.Total))
	}
	switch took := a.now().Sub(p.Began); {
	case p.Done == 0:
		words = append(words, "waiting for the board")
	case wide || p.Total == 0:
		words = append(words, say.Size(p.Done))
		fallthrough
	case took > time.Second:
		words = append(words, say.Size(int64(float64(p.Done)/max(took.Seconds(), 1)))+"/s")
	}
	if p.Errors > 0 {
		words = append(words, fmt.Sprintf("%d errors", p.Errors))
	}
	return strings.Join(words, " · ") + a.advice(a.keys.Console.Files, "stops it")
}

// bar is how much of a whole is done.
func bar(done, whole int64, w int) string {
	n := int(min(done, whole) * int64(w) / whole)
	return "[" + strings.Repeat("#", n) + strings.Repeat("·", w-n) + "]"
}
