package ui

import (
	"bytes"
	"fmt"
	"slices"
	"strings"
	"time"

	tea "charm.land/bubbletea/v2"

	"oopscope/parse"
	"oopscope/ui/cell"
	"oopscope/ui/paste"
)

// How the screen at large meets the full-screen mode.

// What is to be played is bounded in bytes, and what is played at once in time, because
// some sequences take long on a large screen. No serial line comes near; of a flood
// the end matters.
const (
	maxPlayed = 64 << 10
	maxPlay   = 40 * time.Millisecond
)

// maxAnswers bounds what a board can make us say in one batch.
const maxAnswers = 16

// full tells whether the console is shown as a terminal.
func (a *app) full() bool { return a.typing && a.term.Shown() }

// watchScreen asks for the bytes that the terminal needs: while somebody
// types, and as long as a program has the alternate screen.
func (a *app) watchScreen() {
	c, ok := a.cfg.Console.(RawConsole)
	if !ok {
		return
	}
	want := a.typing || a.term.Busy()
	if want && !a.watching {
		a.seedScreen()
	}
	if a.watching = want; !want {
		a.unplayed = nil
	}
	c.WantRaw(want)
	a.term.Answer(nil)
	if a.typing {
		a.term.Answer(a.answer)
	}
}

// seedScreen begins a terminal with the end of the log, as text.
func (a *app) seedScreen() {
	a.term.Rebooted()
	var b bytes.Buffer
	_, rows := a.term.Size()
	for _, line := range a.log.Tail(rows) {
		b.WriteString(cell.Clean(line) + "\r\n")
	}
	b.WriteString(cell.Clean(a.log.Partial()))
	a.term.Write(b.String())
}

// answer sends what a program on the board asked the terminal for.
func (a *app) answer(p []byte) {
	if a.answers++; a.answers <= maxAnswers && a.link.Writable {
		_ = a.cfg.Console.Send(p) // nobody typed it, so nobody is told
	}
}

// play gives the bytes of a batch to the terminal. It is on before the log has
// them, so that the question of a program is answered within the same frame.
func (a *app) play(m *batchMsg) tea.Cmd {
	for _, b := range m.batch.Boots {
		if b.N > max(a.lastBoot, 1) {
			a.term.Booted()
		}
		a.lastBoot = max(a.lastBoot, b.N)
	}
	if !a.watching {
		return nil
	}
	coming := len(a.unplayed) > 0 // the message that has it go on
	if m.lost || len(m.batch.Gaps) > 0 {
		a.unplayed = nil
		a.term.Interrupt()
	}
	a.unplayed = append(a.unplayed, m.raw...)
	if over := len(a.unplayed) - maxPlayed; over > 0 {
		a.unplayed = a.unplayed[over:]
		a.term.Interrupt()
	}
	a.answers = 0
	if coming {
		return nil
	}
	return a.playOn()
}

// playOn plays what was not yet, as long as one may, and comes back for the rest.
func (a *app) playOn() tea.Cmd {
	for start := a.now(); len(a.unplayed) > 0 && a.now().Sub(start) < maxPlay; {
		n := min(len(a.unplayed), 512)
		a.term.Feed(a.unplayed[:n], a.now())
		a.unplayed = a.unplayed[n:]
	}
	a.watchScreen()
	if a.tap != nil {
		a.tap.CursorKeys(a.term.CursorKeys())
	}
	if len(a.unplayed) == 0 {
		a.unplayed = nil
		return nil
	}
	return func() tea.Msg { return playMsg{} }
}

// crashOnScreen makes a crash heard over a full-screen program. An oops is
// printed across the program's screen, so the lines are shown until it draws
// again; a panic ends it with everything else.
func (a *app) crashOnScreen(b *parse.Batch) {
	for _, c := range b.Crashes {
		r := a.book.ByID(c.ID)
		if r == nil || !r.IsCrash() {
			continue
		}
		fresh := c.ID > a.lastCrash
		a.lastCrash = max(a.lastCrash, c.ID)
		name := "new " + r.Name() + ": " + cell.Clean(c.Title)
		switch {
		case !a.full():
		case c.Severity == parse.Panic:
			a.term.Rebooted()
			a.warn(name)
		case fresh && c.Severity >= parse.Oops:
			a.term.StepBack()
			a.warn(name + a.advice(a.keys.Console.FullScreen, "goes back to the program"))
		case fresh:
			a.warn(name + a.advice(a.keys.Console.FullScreen, "shows the lines"))
		}
	}
}

// seeLines shows the lines while the view is scrolled back in them, and the
// program's screen again when it is not.
func (a *app) seeLines() {
	switch {
	case a.full() && !a.log.Following():
		a.term.Toggle()
		a.peeking = true
	case a.peeking && a.typing && a.log.Following():
		a.peeking = false
		if a.term.Away() {
			a.term.Toggle()
		}
	}
}

// boardSize is the terminal that the board has: what is seen of its lines in
// the present layout. It is what the board is told by every way there is.
func (a *app) boardSize() (cols, rows int) {
	return a.log.Columns(), a.log.Height()
}

// sized passes the size on when there is something to see.
func (a *app) sized() {
	if !a.lay.log.inner().shown() {
		return
	}
	cols, rows := a.boardSize()
	a.term.SetSize(cols, rows)
	if c, ok := a.cfg.Console.(SizedConsole); ok {
		c.Resize(cols, rows)
	}
}

// screenRows are the rows of the terminal, below where the lines would stand.
func (a *app) screenRows() []string {
	rows := strings.Split(a.term.View(), "\n")
	for i := range rows {
		rows[i] = strings.Repeat(" ", a.log.Margin()) + rows[i]
	}
	return rows
}

// bracket marks pasted text when the program asked for it. The mark of the end
// cannot be within: a program would take what follows for typed.
func (a *app) bracket(text []byte) []byte {
	if !a.watching || !a.term.Bracketed() {
		return text
	}
	for bytes.Contains(text, paste.Ends) {
		text = bytes.ReplaceAll(text, paste.Ends, nil)
	}
	return slices.Concat(paste.Begins, text, paste.Ends)
}

// screenState is what the title says of the terminal.
func (a *app) screenState() string {
	cols, rows := a.term.Size()
	words := fmt.Sprintf("full screen %dx%d", cols, rows)
	if !a.term.Fits() {
		words += a.advice(a.keys.Console.TellSize, "fits it")
	}
	return words
}

func (a *app) screenCursor() *tea.Cursor {
	x, y, seen := a.term.Cursor()
	in := a.lay.log.inner()
	if !seen || !in.shown() {
		return nil
	}
	return tea.NewCursor(in.x+min(a.log.Margin()+x, in.w-1), in.y+min(y, in.h-1))
}
