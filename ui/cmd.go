package ui

import (
	"context"
	"errors"
	"fmt"
	"io"
	"time"

	tea "charm.land/bubbletea/v2"

	"oopscope/parse"
	"oopscope/parse/export"
	"oopscope/parse/triage"
	"oopscope/ui/book"
)

// Everything that waits, computes at length or touches the world is a command
// here; Update only starts them and takes their messages.

// unseenPace is how often a session is asked for what is new whose tab is not seen: its
// record and its decoder go on by themselves.
const unseenPace = time.Second

// listen waits for what is new; for that of a tab that is not seen a while longer, or until
// it is. There is never more than one of it.
func listen(ctx context.Context, c Console, unseen <-chan struct{}) tea.Cmd {
	return func() tea.Msg {
		if unseen != nil {
			select {
			case <-unseen:
			case <-time.After(unseenPace):
			case <-ctx.Done():
			}
		}
		b, err := c.Next(ctx)
		switch {
		case err == nil:
			m := batchMsg{batch: b}
			if c, ok := c.(RawConsole); ok {
				m.raw, m.lost = c.TakeRaw()
			}
			return m
		case errors.Is(err, io.EOF):
			return overMsg{}
		}
		return overMsg{err}
	}
}

func tick() tea.Cmd {
	return tea.Tick(time.Second/2, func(t time.Time) tea.Msg { return tickMsg(t) })
}

func judge(c *parse.Crash) tea.Cmd {
	return func() tea.Msg { return judgedMsg{c, triage.Triage(c)} }
}

// readWhole decodes a crash again.
func readWhole(ctx context.Context, c Console, brief *parse.Crash, boot parse.Boot, then func(*book.Report) tea.Cmd) tea.Cmd {
	r, ok := c.(Rereader)
	if !ok {
		return nil
	}
	return func() tea.Msg {
		whole, err := r.Whole(ctx, brief, boot)
		return wholeMsg{brief, whole, err, then}
	}
}

func resolve(s Symbolizer, c *parse.Crash, links bool) tea.Cmd {
	return func() tea.Msg {
		m := resolvedMsg{of: c, crash: s.Resolve(c)}
		if l, ok := s.(SourcePaths); ok && links {
			m.paths = l.Paths(m.crash)
		}
		m.state, m.ok = s.State(c)
		return m
	}
}

// keepFiles has the files kept that are there when the session and when a boot begins;
// nil where nobody keeps them, and of captures.
func keepFiles(s Symbolizer, c Console) tea.Cmd {
	k, ok := s.(FileKeeper)
	if !ok || c.Link().State == Over {
		return nil
	}
	return func() tea.Msg {
		k.Booted()
		return nil
	}
}

func save(l Ledger, c *parse.Crash, notes string, marks []Mark) tea.Cmd {
	return func() tea.Msg {
		dir, err := l.Save(c, notes, marks)
		return savedMsg{c.ID, dir, err}
	}
}

// recall reads what was remarked on the capture before.
func recall(l Ledger) tea.Cmd {
	if l == nil {
		return nil
	}
	return func() tea.Msg {
		words, err := l.Words()
		return wordsMsg{words, err}
	}
}

func keepMark(l Ledger, m Mark, was string) tea.Cmd {
	return func() tea.Msg {
		kept, path, err := l.Remark(m, was)
		return markKeptMsg{m, kept, path, err}
	}
}

func keepNote(l Ledger, c *parse.Crash, text, was string) tea.Cmd {
	return func() tea.Msg {
		kept, _, err := l.Note(c, text, was)
		return noteKeptMsg{c.ID, text, kept, err}
	}
}

// known asks what is known of crashes from before.
func known(l Ledger, crashes []*parse.Crash) tea.Cmd {
	return func() tea.Msg {
		list, err := l.Known(crashes)
		return seenMsg{crashes, list, err}
	}
}

func copyText(c Clipboard, text string) tea.Cmd {
	return func() tea.Msg {
		if c == nil {
			return copiedMsg{text: text, osc52: true}
		}
		how, file, osc52, err := c.Copy(text)
		return copiedMsg{text, how, file, osc52, err}
	}
}

func copySummary(c Clipboard, crash *parse.Crash, file string) tea.Cmd {
	return func() tea.Msg {
		return copyText(c, export.Summary(crash, export.Options{File: file}))()
	}
}

// copyReport copies the report, or of its sections those that are named.
func copyReport(c Clipboard, crash *parse.Crash, opt export.Options) tea.Cmd {
	return func() tea.Msg {
		return copyText(c, export.Text(crash, opt))()
	}
}

func sendBreak(c Console) tea.Cmd {
	return func() tea.Msg { return sentMsg{"BREAK sent", c.Break()} }
}

// sendSysRq sends BREAK and, within the five seconds the kernel allows, the key.
func sendSysRq(c Console, key byte, what string) tea.Cmd {
	return func() tea.Msg {
		if err := c.Break(); err != nil {
			return noBreakMsg{key, err}
		}
		send := c.Send
		if l, ok := c.(LineConsole); ok { // no map makes another key of it
			send = l.SendRaw
		}
		return sentMsg{fmt.Sprintf("SysRq %c sent: %s", key, what), send([]byte{key})}
	}
}
