package ui

import (
	"fmt"
	"strconv"
	"strings"
	"time"

	tea "charm.land/bubbletea/v2"

	"oopscope/ui/cell"
	"oopscope/ui/edit"
	"oopscope/ui/say"
	"oopscope/ui/theme"
)

// The screen, put together from the views of its panes.

// View draws the screen: exactly as many rows and columns as the terminal has.
func (a *app) View() tea.View {
	v := tea.View{AltScreen: true, WindowTitle: cell.Clean(a.windowTitle())}
	if a.mouse {
		v.MouseMode = tea.MouseModeCellMotion
	}
	if a.w <= 0 || a.h <= 0 {
		return v
	}
	if a.lay.tooSmall {
		v.Content = theme.TooSmall(a.w, a.h)
		return v
	}
	rows := append(a.body(), statusLine(a.th, a.status(), a.w), a.bottomLine())
	if more := a.noticeOver(); more != "" {
		rows[a.lay.status] = more
	}
	v.Content = strings.Join(rows, "\n")
	v.Cursor = a.cursor()
	return v
}

// body returns the rows above the status line.
func (a *app) body() []string {
	if a.overlay != nil {
		in := a.lay.body.inner()
		rows := []string{theme.TitleRow(a.th, a.w, a.overlay.Title(), "", true, false)}
		return append(rows, cell.Exactly(a.overlay.View(in.w, in.h), in.w, in.h)...)
	}
	log, crash := a.logRows(), a.crashRows()
	switch {
	case a.lay.beside:
		bar := cell.Paint([]cell.Glyph{{Rune: '│', Ink: cell.InkOf(a.th.Border)}}, 1)
		for i := range log {
			log[i] += bar + crash[i]
		}
		return log
	case len(crash) > 0:
		return append(log, crash...)
	}
	return log
}

func (a *app) logRows() []string {
	r := a.lay.log
	if !r.shown() {
		return nil
	}
	name, loud := "console", a.typing
	if a.typing {
		name = "CONSOLE: keys go to the board"
		leaves := ", " + a.chord(a.keys.Console.Leave) + " leaves"
		if r.w >= 60 && (!a.full() || r.w >= cell.Width(name+leaves+a.screenState())+9) { // what is said of the screen goes before
			name += leaves
		}
	}
	rows := []string{theme.TitleRow(a.th, r.w, name, a.logState(), !a.onCrash, loud)}
	if a.full() {
		return append(rows, a.screenRows()...)
	}
	return append(rows, strings.Split(a.log.View(), "\n")...)
}

// logState is what is special about the view of the log.
func (a *app) logState() string {
	if a.full() {
		return a.screenState()
	}
	var words []string
	switch n := a.log.Waiting(); {
	case n >= 0:
		words = append(words, fmt.Sprintf("PAUSED +%d", n))
	case a.log.Following() && a.link.State == Over: // nothing more will come
		words = append(words, "at the end")
	case a.log.Following():
		words = append(words, "following")
	default:
		if r, ok := a.log.Line(); ok {
			words = append(words, fmt.Sprintf("line %s of %s", say.Thousands(r.N), say.Thousands(a.log.Lines())))
		}
	}
	return strings.Join(append(words, a.log.Drawn()...), " · ")
}

func (a *app) crashRows() []string {
	r := a.lay.crash
	if !r.shown() || a.book.Selected == nil {
		return nil
	}
	c := a.book.Selected.Crash
	n, _, at := a.book.Counts()
	name := fmt.Sprintf("crash %d/%d", at, n)
	if !a.book.Selected.IsCrash() {
		name = "trouble"
	}
	name += " · " + c.Class
	var words []string
	if c.Sender != "" {
		name += " · " + cell.Clean(c.Sender)
	}
	if now := a.boots[c.Sender]; now > c.Boot && a.link.State != Over {
		words = append(words, fmt.Sprintf("the board is at boot %d", now))
	}
	if a.book.Selected.Unkept && a.words.failed {
		words = append(words, "NOTE NOT KEPT YET")
	}
	if a.book.Selected.Saved != "" {
		words = append(words, "saved")
	}
	state := strings.Join(words, " · ")
	rows := []string{theme.TitleRow(a.th, r.w, name, state, a.onCrash, false)}
	return append(rows, strings.Split(a.crash.View(), "\n")...)
}

// status collects what the status line tells.
func (a *app) status() status {
	s := status{link: a.link, drawn: a.over, lines: a.log.Lines(), mode: "NORMAL", modeStyle: a.th.Dim}
	if a.rounds.Running {
		s.round = a.rounds.N + 1
	}
	if len(a.boots) == 1 { // of several boards each has its own
		for _, s.boot = range a.boots {
		}
	}
	s.crashes, s.trouble, s.at = a.book.Counts()
	s.worst = a.book.Worst()
	s.filter = a.log.Filter().Words()
	s.debugger = a.debuggerWord()
	if r := a.mute(); r != nil {
		s.silent = r.Crash.Seen.Format(time.TimeOnly)
	}
	loud := a.th.Badge
	switch {
	case a.prefix:
		s.mode, s.modeStyle = "PREFIX", a.th.Loud
	case a.overlay != nil:
		s.mode, s.modeStyle = a.overlay.Mode(), loud
	case a.full() && a.line == nil:
		s.mode, s.modeStyle = "FULL SCREEN", a.th.Loud
	case a.typing && a.line == nil:
		s.mode, s.modeStyle = "CONSOLE", a.th.Loud
	case a.line != nil:
		s.mode, s.modeStyle = a.line.Mode, loud
	case a.log.Waiting() >= 0:
		s.mode, s.modeStyle = fmt.Sprintf("PAUSED +%d", a.log.Waiting()), loud
	}
	if a.count > 0 {
		s.mode, s.modeStyle = strconv.Itoa(a.count), loud
	}
	return s
}

// cursor puts the terminal's cursor where typing goes.
func (a *app) cursor() *tea.Cursor {
	switch {
	case a.line != nil:
		x, _ := a.line.Cursor(a.w)
		return tea.NewCursor(x, a.lay.prompt)
	case a.overlay != nil:
		if e, ok := a.overlay.(*edit.Note); ok {
			x, y := e.Cursor()
			return tea.NewCursor(min(x, a.w-1), min(y+1, a.lay.body.h-1))
		}
	case a.full():
		return a.screenCursor()
	case a.typing:
		in := a.lay.log.inner()
		if x, y, seen := a.log.Cursor(); seen {
			return tea.NewCursor(min(in.x+x, in.x+in.w-1), in.y+y)
		}
	}
	return nil
}
