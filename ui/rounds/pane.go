// Package rounds shows how far it is to crash a board over and over: rounds, crashes, how
// many rounds there are from one to the next. It lies over the rest of the screen until it
// is done; the rounds go on without it.
package rounds

import (
	"fmt"
	"strings"
	"time"

	tea "charm.land/bubbletea/v2"
	"charm.land/lipgloss/v2"

	"oopscope/console/link"
	"oopscope/keymap"
	"oopscope/ui/cell"
	"oopscope/ui/say"
	"oopscope/ui/theme"
)

// Acts are what the person may do that the pane cannot do itself.
type Acts struct {
	Toggle func() // stops the rounds, or goes on with them
	New    func() // asks for a new run
}

// A Pane is how far the rounds are.
type Pane struct {
	th    *theme.Theme
	keys  *keymap.Rounds
	acts  Acts
	state link.Rounds
}

// New returns a pane that shows nothing as yet.
func New(th *theme.Theme, keys *keymap.Rounds, acts Acts) *Pane {
	return &Pane{th: th, keys: keys, acts: acts}
}

// Take shows how far it is.
func (p *Pane) Take(s link.Rounds) { p.state = s }

// Mode names the pane.
func (p *Pane) Mode() string { return "ROUNDS" }

// Title says what a round is.
func (p *Pane) Title() string {
	if len(p.state.Do) == 0 {
		return "repro"
	}
	return "repro: " + cell.Clean(strings.Join(p.state.Do, "; "))
}

// Hints are the keys that work here.
func (p *Pane) Hints() []keymap.Binding {
	k := p.keys
	stop := k.Stop
	if !p.state.Running {
		stop = stop.Hinted("go on")
	}
	if p.state.Running {
		return []keymap.Binding{stop, k.Close}
	}
	return []keymap.Binding{stop, k.New, k.Close}
}

// Key stops, goes on, begins anew.
func (p *Pane) Key(msg tea.KeyPressMsg) (done bool, cmd tea.Cmd) {
	switch k, name := p.keys, msg.String(); {
	case k.Close.Is(name):
		return true, nil
	case k.Stop.Is(name):
		p.acts.Toggle()
	case k.New.Is(name) && !p.state.Running:
		p.acts.New()
	}
	return false, nil
}

// View draws how far it is.
func (p *Pane) View(w, h int) []string {
	s := &p.state
	var rows []string
	add := func(style lipgloss.Style, format string, args ...any) {
		for _, line := range wrapped(cell.Clean(fmt.Sprintf(format, args...)), w-2) {
			var b cell.Bar
			b.Add("  "+line, style)
			rows = append(rows, b.Paint(w))
		}
	}
	rows = append(rows, p.bar(w))
	add(p.th.Title, "%s", s.Counted)
	add(p.th.Dim, "%s", p.doing())
	if s.Ended != "" && s.Ended != "done" {
		add(p.th.Error, "%s", s.Ended)
	}
	if s.Trouble != "" {
		add(p.th.Error, "%s", s.Trouble)
	}
	if len(s.Crashes) > 0 {
		add(p.th.Text, "")
	}
	for _, c := range s.Crashes {
		add(p.th.Text, "%6d  %s  (round %d the last)", c.Rounds, c.Title, c.Last)
	}
	if s.Clean > 0 {
		add(p.th.Text, "")
		add(p.th.Dim, "With a change that helps, %s without a crash show it (95 %%).", say.Count(s.Clean, "round"))
	}
	if s.Against != "" {
		add(p.th.Text, "%s", s.Against)
	}
	return rows[:min(len(rows), max(h, 1))]
}

// wrapped breaks text between words into lines of at most w cells, where that can be.
func wrapped(text string, w int) (lines []string) {
	line, blank := text, ""
	for {
		head, tail := cell.Split(line, w)
		if at := strings.LastIndexByte(head, ' '); tail != "" && at > len(blank) {
			head, tail = line[:at], line[at+1:]
		}
		lines = append(lines, head)
		if tail == "" {
			return lines
		}
		blank = "  "
		line = blank + tail
	}
}

// bar draws how much is done, where there is an end.
func (p *Pane) bar(w int) string {
	s := &p.state
	var b cell.Bar
	b.Add("  ", p.th.Text)
	if s.Done < 0 {
		b.Add("until it is stopped", p.th.Dim)
		if s.Until != "" {
			b = cell.Bar{}
			b.Add("  until "+cell.Clean(s.Until), p.th.Dim)
		}
		return b.Paint(w)
	}
	room := max(w-10, 4)
	full := int(s.Done * float64(room))
	b.Add(strings.Repeat("█", full), p.th.OK)
	b.Add(strings.Repeat("░", room-full), p.th.Border)
	b.Add(fmt.Sprintf(" %3.0f %%", s.Done*100), p.th.Number)
	return b.Paint(w)
}

// doing says what goes on, and how long it took.
func (p *Pane) doing() string {
	s := &p.state
	words := "stopped"
	switch {
	case s.Running && s.Doing != "":
		words = s.Doing
	case s.Running:
		words = "begins"
	case s.Ended == "done":
		words = "done"
	}
	return words + " · " + s.Took.Round(time.Second).String()
}
