package ui

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	tea "charm.land/bubbletea/v2"

	"oopscope/console/link"
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

// speeds are those of consoles, as boards have them.
var speeds = []int{1200, 2400, 4800, 9600, 19200, 38400, 57600, 74880, 115200, 230400, 250000, 460800, 500000, 576000, 921600, 1000000, 1152000, 1500000, 2000000, 3000000, 4000000}

// lineRows are the settings with their values.
func (a *app) lineRows(c LineConsole) []menu.Entry {
	if !a.lines.known {
		return []menu.Entry{{Text: "the driver is being asked"}}
	}
	var rows []menu.Entry
	if err := a.lines.NoTune; err != nil {
		rows = append(rows, menu.Entry{Text: "not to be set: " + cell.Clean(err.Error())})
	} else {
		rows = append(rows, a.wireRows()...)
	}
	t := &a.lines.Terminal
	return append(rows,
		menu.Entry{Text: "bytes on their way (the record has them as they came)"},
		menu.Entry{Key: 'e', Text: "local echo", Value: onOff(t.Echo), Stays: true,
			Do: func(int) tea.Cmd { return a.treat(c, func(t *link.Terminal) { t.Echo = !t.Echo }) }},
		menu.Entry{Key: 'm', Text: "maps, in and out", Value: orNone(t.Maps), Stays: true,
			Do: a.asks("maps (ICRNL, OCRNL, ODELBS ..., none): ", t.Maps, func(s string) tea.Cmd {
				return a.treat(c, func(t *link.Terminal) { t.Maps = s })
			})},
		menu.Entry{Key: 'o', Text: "pause behind each byte sent", Value: pauseWords(t.CharDelay), Stays: true,
			Do: func(dir int) tea.Cmd {
				return a.treat(c, func(t *link.Terminal) { t.CharDelay = step(charDelays, t.CharDelay, dir) })
			}},
		menu.Entry{Key: 'O', Text: "pause behind each line sent", Value: pauseWords(t.LineDelay), Stays: true,
			Do: func(dir int) tea.Cmd {
				return a.treat(c, func(t *link.Terminal) { t.LineDelay = step(lineDelays, t.LineDelay, dir) })
			}})
}

var (
	charDelays = []time.Duration{0, time.Millisecond, 2 * time.Millisecond, 5 * time.Millisecond, 10 * time.Millisecond, 20 * time.Millisecond}
	lineDelays = []time.Duration{0, 10 * time.Millisecond, 50 * time.Millisecond, 100 * time.Millisecond, 250 * time.Millisecond, 500 * time.Millisecond, time.Second}
)

// wireRows are how the bytes are put on the line.
func (a *app) wireRows() []menu.Entry {
	l, held := &a.lines.want, a.lines.Held
	real := func(want, held string) string {
		if want != held && !a.lines.tuning {
			return want + "  (the driver holds " + held + ")"
		}
		return want
	}
	set := func(change func(dir int)) func(int) tea.Cmd {
		return func(dir int) tea.Cmd { change(dir); return a.tune() }
	}
	return []menu.Entry{
		{Text: "on the wire: " + l.Beside(held)},
		{Key: 'b', Text: "speed (enter: any)", Value: real(strconv.Itoa(l.Baud), strconv.Itoa(held.Baud)), Stays: true, Do: a.changeSpeed},
		{Key: 'd', Text: "data bits", Value: real(strconv.Itoa(l.DataBits), strconv.Itoa(held.DataBits)), Stays: true,
			Do: set(func(dir int) { l.DataBits = step([]int{5, 6, 7, 8}, l.DataBits, dir) })},
		{Key: 'p', Text: "parity", Value: real(l.Parity, held.Parity), Stays: true,
			Do: set(func(dir int) { l.Parity = step(link.Parities, l.Parity, dir) })},
		{Key: 's', Text: "stop bits", Value: real(strconv.Itoa(l.StopBits), strconv.Itoa(held.StopBits)), Stays: true,
			Do: set(func(dir int) { l.StopBits = step([]int{1, 2}, l.StopBits, dir) })},
		{Key: 'f', Text: "flow control", Value: real(l.Flow, held.Flow), Stays: true,
			Do: set(func(dir int) { l.Flow = step(link.Flows, l.Flow, dir) })},
		{Key: '4', Text: "RS-485", Value: orNone(l.RS485), Stays: true,
			Do: set(func(dir int) { l.RS485 = step([]string{"", "on"}, l.RS485, dir) })},
	}
}

// changeSpeed goes to the next usual speed, or asks for any.
func (a *app) changeSpeed(dir int) tea.Cmd {
	l := &a.lines.want
	if dir != 0 {
		near := slices.IndexFunc(speeds, func(s int) bool { return s >= l.Baud })
		switch {
		case near < 0:
			l.Baud = speeds[len(speeds)-1]
		case dir > 0 && speeds[near] > l.Baud:
			l.Baud = speeds[near]
		default:
			l.Baud = speeds[max(0, min(near+dir, len(speeds)-1))]
		}
		return a.tune()
	}
	a.line = edit.Ask("", edit.Prompt{Mode: "SPEED", Label: "speed in baud: ", Done: func(p *edit.Prompt) tea.Cmd {
		n, err := strconv.Atoi(strings.TrimSpace(p.Text()))
		if err != nil {
			a.complain(fmt.Sprintf("%q is no speed; 115200 is one", cell.Clean(p.Text())))
			return nil
		}
		l.Baud = n
		return a.tune()
	}})
	return nil
}

// asks is an entry that asks for a text.
func (a *app) asks(label, now string, done func(string) tea.Cmd) func(int) tea.Cmd {
	return func(int) tea.Cmd {
		a.line = edit.Ask(now, edit.Prompt{Mode: "LINE", Label: label, Done: func(p *edit.Prompt) tea.Cmd { return done(p.Text()) }})
		return nil
	}
}

// step is the next of several values, round and round.
func step[T comparable](all []T, now T, dir int) T {
	if dir == 0 {
		dir = 1
	}
	at := slices.Index(all, now)
	return all[(max(at, 0)+dir+len(all))%len(all)]
}

func onOff(on bool) string {
	if on {
		return "on"
	}
	return "off"
}

func orNone(s string) string {
	if s == "" {
		return "none"
	}
	return s
}

func pauseWords(d time.Duration) string {
	if d == 0 {
		return "none"
	}
	return d.String()
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
		return linesMsg{lines: c.Lines(), err: err, words: "local echo " + onOff(t.Echo)}
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
