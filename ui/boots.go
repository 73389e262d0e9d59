package ui

import (
	"context"
	"errors"
	"fmt"
	"path/filepath"
	"slices"
	"time"

	tea "charm.land/bubbletea/v2"

	"oopscope/console/link"
	"oopscope/parse"
	"oopscope/parse/compare"
	"oopscope/ui/book"
	"oopscope/ui/bootdiff"
	"oopscope/ui/cell"
	"oopscope/ui/say"
	"oopscope/ui/scrollback"
)

// Two boots side by side: of the session, or of what all sessions met.

// mostOfABoot is how many lines of a boot are read, from its beginning: to hold days of
// console against each other tells nothing.
const mostOfABoot = 20_000

// bootLines reads the lines of one boot; cut says that there are more.
type bootLines func(ctx context.Context, looked func(percent int)) (lines []compare.Line, cut bool, err error)

// showBoots puts the boot at the cursor beside the one before it.
func (a *app) showBoots() tea.Cmd {
	boots := a.log.Boots()
	switch {
	case len(boots) > 0 && boots[0].Sender != "":
		a.say("several boards send here: choose boots of one" + a.advice(a.keys.Normal.Ledger, "lists them"))
		return nil
	case a.cfg.Scroll == nil:
		a.complain("lines that came before cannot be read back here, so no boots can be compared")
		return nil
	case len(boots) < 2:
		a.say(say.Count(len(boots), "boot") + " so far, and two are needed" + a.advice(a.keys.Normal.Ledger, "lists those of all sessions"))
		return nil
	}
	at := len(boots) - 1
	if line, ok := a.log.Line(); ok && !a.log.Following() {
		at, _ = slices.BinarySearchFunc(boots, line.N+1, func(b parse.Boot, n int) int { return b.First - n })
		at--
	}
	return a.showPair(boots, max(at, 1))
}

// showPair shows a boot of the session beside the one before it.
func (a *app) showPair(boots []parse.Boot, at int) tea.Cmd {
	before, this := boots[at-1], boots[at]
	end := a.log.Lines() + 1
	if at+1 < len(boots) {
		end = boots[at+1].First
	}
	reports := a.book.Snapshot()
	return a.compareBoots(bootName(before), bootName(this), bootdiff.Acts{
		Jump: func(n int) tea.Cmd {
			a.reveal(n)
			return nil
		},
		Step: func(by int) tea.Cmd {
			if next := at + by; next >= 1 && next < len(boots) {
				return a.showPair(boots, next)
			}
			return nil
		},
	}, at+1 == len(boots) && a.link.State != Over, a.scrolledBoot(before.First, this.First, reports), a.scrolledBoot(this.First, end, reports))
}

func bootName(b parse.Boot) string { return nameOfBoot(b.N, b.Kernel, b.Seen) }

// nameOfBoot tells a boot from others: its number, what it runs, when it began.
func nameOfBoot(n int, kernel string, at time.Time) string {
	name := fmt.Sprintf("boot %d", n)
	if kernel != "" {
		name += ", " + cell.Clean(kernel)
	}
	if !at.IsZero() {
		name += ", " + at.Local().Format("2 Jan 15:04:05")
	}
	return name
}

// scrolledBoot reads lines of the session.
func (a *app) scrolledBoot(first, end int, reports *book.Book) bootLines {
	source := a.cfg.Scroll
	return func(ctx context.Context, _ func(int)) (list []compare.Line, cut bool, err error) {
		lines, cut, err := scrollback.Between(ctx, source, first, end, mostOfABoot)
		for i := range lines {
			list = append(list, *lineOf(&lines[i], reports))
		}
		return list, cut, err
	}
}

// compareRecalled shows two boots that the ledger knows.
func (a *app) compareRecalled(before, since link.Life) tea.Cmd {
	if a.cfg.Boots == nil {
		a.complain("boots of other sessions cannot be read here")
		return nil
	}
	recalled := func(l link.Life) bootLines {
		return func(ctx context.Context, looked func(int)) ([]compare.Line, bool, error) {
			return a.cfg.Boots.Boot(ctx, l, mostOfABoot, looked)
		}
	}
	list := a.overlay
	return a.compareBoots(lifeName(before), lifeName(since), bootdiff.Acts{Close: func() { a.overlay = list }}, false, recalled(before), recalled(since))
}

func lifeName(l link.Life) string {
	name := nameOfBoot(l.Boot, l.Kernel, l.At)
	if l.At.IsZero() {
		name += " of " + cell.Clean(filepath.Base(l.Source))
	}
	return name
}

// compareBoots opens the screen on two boots, which are read meanwhile. The second one
// may be running.
func (a *app) compareBoots(before, since string, acts bootdiff.Acts, running bool, ofA, ofB bootLines) tea.Cmd {
	a.stopBoots()
	ctx, stop := context.WithCancel(a.ctx)
	r := &bootReading{stop: stop}
	back := acts.Close
	acts.Close = func() {
		a.stopBoots()
		if back != nil {
			back()
		}
	}
	r.pane = bootdiff.New(a.th, &a.keys.Boots, before, since, acts)
	a.overlay, a.reading = r.pane, r
	return func() tea.Msg {
		defer stop()
		x, cutA, err := ofA(ctx, func(percent int) { r.at.Store(int32(percent / 2)) })
		if err != nil {
			return bootsMsg{of: r, err: fmt.Errorf("%s cannot be read: %w", before, err)}
		}
		y, cutB, err := ofB(ctx, func(percent int) { r.at.Store(int32(50 + percent/2)) })
		if err != nil {
			return bootsMsg{of: r, err: fmt.Errorf("%s cannot be read: %w", since, err)}
		}
		return bootsMsg{of: r, with: compare.Align(x, y, running), cut: cutA || cutB}
	}
}

// stopBoots gives up what is being read for that screen.
func (a *app) stopBoots() {
	if a.reading != nil {
		a.reading.stop()
		a.reading = nil
	}
}

// tellBoots says how far the reading got.
func (a *app) tellBoots() {
	if r := a.reading; r != nil {
		if a.overlay != r.pane {
			a.stopBoots()
			return
		}
		r.pane.Tell(fmt.Sprintf("reading both boots: %d %% · %s stops", r.at.Load(), a.keys.Boots.Close.Keys[0]))
	}
}

// bootsRead takes in what was read.
func (a *app) bootsRead(m bootsMsg) {
	if a.reading == m.of {
		a.reading = nil
	}
	switch {
	case errors.Is(m.err, context.Canceled):
	case m.err != nil:
		m.of.pane.Tell(m.err.Error())
	default:
		m.of.pane.Take(m.with, m.cut)
	}
}
