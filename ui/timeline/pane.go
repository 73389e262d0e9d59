// Package timeline shows what several boards met, by the clock of this machine: a strip for
// each, one below the other, and what happened in the order in which it did. It lies over
// the rest of the screen until it is done.
package timeline

import (
	"cmp"
	"fmt"
	"slices"
	"time"

	tea "charm.land/bubbletea/v2"

	"oopscope/keymap"
	"oopscope/parse"
	"oopscope/ui/cell"
	"oopscope/ui/say"
	"oopscope/ui/theme"
)

// A Board is one of those that are shown.
type Board struct {
	Name   string
	Since  time.Time // when it was heard of first; zero when that is not known
	Heard  time.Time // and last
	Away   bool      // its port is
	Events []Event
}

// An Event is something that a board met.
type Event struct {
	At    time.Time
	Kind  Kind
	Worst parse.Severity // of a crash
	Text  string
	Open  func() tea.Cmd // shows it; nil for what has no place
}

// Kind tells events apart.
type Kind int

// The kinds of events.
const (
	Boot Kind = iota
	Crash
	Gap
	Silent
)

// marks stand for events in a strip.
var marks = map[Kind]rune{Boot: '┃', Crash: '✖', Gap: '╳', Silent: '◌'}

// A Pane is the timeline on the screen.
type Pane struct {
	th     *theme.Theme
	keys   *keymap.Timeline
	boards func() []Board
	now    func() time.Time

	sel   int // event under the cursor
	moved bool
	top   int
	zoom  int // how often the time that is shown was halved
	h     int
}

// New returns a pane that asks at each look what the boards met.
func New(th *theme.Theme, keys *keymap.Timeline, now func() time.Time, boards func() []Board) *Pane {
	return &Pane{th: th, keys: keys, now: now, boards: boards}
}

// An entry is an event and the place of its board.
type entry struct {
	*Event
	board int
}

// entries are the events of all boards in their order. What has no time is left out.
func entries(boards []Board) (list []entry) {
	for i := range boards {
		for j := range boards[i].Events {
			if e := &boards[i].Events[j]; !e.At.IsZero() {
				list = append(list, entry{e, i})
			}
		}
	}
	slices.SortStableFunc(list, func(a, b entry) int { return cmp.Or(a.At.Compare(b.At), cmp.Compare(a.board, b.board)) })
	return list
}

// Mode names the pane.
func (p *Pane) Mode() string { return "TIMELINE" }

// Title counts.
func (p *Pane) Title() string {
	boards := p.boards()
	return fmt.Sprintf("timeline · %s · %s", say.Count(len(boards), "board"), say.Count(len(entries(boards)), "event"))
}

// Hints are the keys that work here.
func (p *Pane) Hints() []keymap.Binding {
	k := p.keys
	return []keymap.Binding{k.Open, k.Down, k.Up, k.Nearer, k.Farther, k.Close}
}

// Key moves, opens, and shows more or less of the time.
func (p *Pane) Key(msg tea.KeyPressMsg) (done bool, cmd tea.Cmd) {
	k, name := p.keys, msg.String()
	list := entries(p.boards())
	p.follow(len(list))
	switch {
	case k.Close.Is(name):
		return true, nil
	case k.Nearer.Is(name):
		p.zoom = min(p.zoom+1, mostZoom)
	case k.Farther.Is(name):
		p.zoom = max(p.zoom-1, 0)
	case len(list) == 0:
	case k.Open.Is(name):
		if open := list[p.sel].Open; open != nil {
			return true, open()
		}
	default:
		p.move(name, len(list))
	}
	return false, nil
}

func (p *Pane) move(name string, n int) {
	k, to := p.keys, p.sel
	switch {
	case k.Down.Is(name):
		to++
	case k.Up.Is(name):
		to--
	case k.PageDown.Is(name):
		to += max(p.h, 1)
	case k.PageUp.Is(name):
		to -= max(p.h, 1)
	case k.Top.Is(name):
		to = 0
	case k.Bottom.Is(name):
		to = n - 1
	default:
		return
	}
	p.sel = max(min(to, n-1), 0)
	p.moved = p.sel < n-1
}

// follow keeps the cursor on the newest event until the person moves it.
func (p *Pane) follow(n int) {
	if !p.moved {
		p.sel = n - 1
	}
	p.sel = max(min(p.sel, n-1), 0)
}

// View draws the strips, the times below them, and the events around the cursor.
func (p *Pane) View(w, h int) []string {
	boards := p.boards()
	list := entries(boards)
	p.follow(len(list))
	s := p.span(boards, list, w)
	var rows []string
	most := max(h-5, 1)
	for i := range boards[:min(len(boards), most)] {
		rows = append(rows, p.strip(&boards[i], s, w))
	}
	rows = append(rows, p.pointer(list, s, w), p.axis(s, w))
	p.h = max(h-len(rows), 1)
	if len(list) == 0 {
		var b cell.Bar
		b.Add("  nothing happened so far: no boot, no crash, no gap", p.th.Dim)
		return append(rows, b.Paint(w))
	}
	p.top = max(min(p.top, p.sel, len(list)-p.h), p.sel-p.h+1, 0)
	for i := p.top; i < min(p.top+p.h, len(list)); i++ {
		rows = append(rows, p.row(&list[i], boards, i == p.sel, layout(list), w))
	}
	return rows
}

// layout is how the times of events are written: with their day, when they are of several.
func layout(list []entry) string {
	const ofADay = "15:04:05"
	if date := time.DateOnly; list[0].At.Local().Format(date) != list[len(list)-1].At.Local().Format(date) {
		return "_2 Jan " + ofADay
	}
	return ofADay
}

func (p *Pane) row(e *entry, boards []Board, selected bool, layout string, w int) string {
	var b cell.Bar
	mark, text := " ", p.th.Text
	if selected {
		mark, text = "▸", p.th.Selected
	}
	b.Add(mark, p.th.Key)
	b.Add(e.At.Local().Format(layout)+" ", p.th.Dim)
	b.Add(string(marks[e.Kind])+" ", p.style(e.Event))
	name := b.Len()
	b.Add(cell.CutMiddle(cell.Clean(boards[e.board].Name), nameWidth-1), p.th.Title)
	b.Fill(' ', name+nameWidth, p.th.Text)
	b.Add(cell.CutEnd(cell.Clean(e.Text), max(w-b.Len(), 1)), text)
	return b.Paint(w)
}
