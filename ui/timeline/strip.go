package timeline

import (
	"time"

	"charm.land/lipgloss/v2"

	"oopscope/ui/cell"
)

// The strips: a board's time from left to right.

const (
	nameWidth = 14
	mostZoom  = 40 // of all times that there are down to a second
	day       = 24 * time.Hour
)

// A span is the time that the strips show.
type span struct {
	from, to time.Time
	cells    int
}

// span is all of the time that the boards were heard, or a part of it around the event
// under the cursor.
func (p *Pane) span(boards []Board, list []entry, w int) span {
	s := span{to: p.now(), cells: max(w-nameWidth-3, 1)}
	first := func(t time.Time) {
		if !t.IsZero() && (s.from.IsZero() || t.Before(s.from)) {
			s.from = t
		}
	}
	for i := range boards {
		first(boards[i].Since)
	}
	if len(list) > 0 {
		first(list[0].At)
	}
	if s.from.IsZero() || !s.from.Before(s.to) {
		s.from = s.to.Add(-time.Second)
	}
	whole := s.to.Sub(s.from)
	for p.zoom > 0 && whole>>p.zoom < time.Second { // as near as it gets
		p.zoom--
	}
	if p.zoom == 0 || len(list) == 0 {
		return s
	}
	part := whole >> p.zoom
	from := list[p.sel].At.Add(-part / 2)
	if end := s.to.Add(-part); from.After(end) {
		from = end
	}
	if from.Before(s.from) {
		from = s.from
	}
	s.from, s.to = from, from.Add(part)
	return s
}

// place is the cell of a moment, false when it is not shown. A machine whose clock began in
// 1970 has spans that times their cells are more nanoseconds than there are numbers for.
func (s span) place(at time.Time) (x int, ok bool) {
	if at.Before(s.from) || at.After(s.to) {
		return 0, false
	}
	part := float64(at.Sub(s.from)) / float64(max(s.to.Sub(s.from), 1))
	return min(int(part*float64(s.cells)+1e-6), s.cells-1), true
}

// moment is when a cell begins.
func (s span) moment(x int) time.Time {
	return s.from.Add(time.Duration(float64(s.to.Sub(s.from)) * float64(x) / float64(s.cells)))
}

// strip draws a board: a line while it was heard, what it met upon that, the worse over
// the rest.
func (p *Pane) strip(b *Board, s span, w int) string {
	marked := make([]*Event, s.cells)
	for i := range b.Events {
		e := &b.Events[i]
		if x, ok := s.place(e.At); ok && (marked[x] == nil || weight(e) >= weight(marked[x])) {
			marked[x] = e
		}
	}
	var bar cell.Bar
	bar.Add(" "+cell.CutMiddle(cell.Clean(b.Name), nameWidth-1), p.th.Title)
	bar.Fill(' ', nameWidth+1, p.th.Text)
	for x := range marked {
		at, next := s.moment(x), s.moment(x+1)
		switch e := marked[x]; {
		case e != nil:
			bar.Add(string(marks[e.Kind]), p.style(e))
		case b.Since.IsZero() || next.Before(b.Since):
			bar.Add(" ", p.th.Text)
		case at.After(b.Heard) && b.Away:
			bar.Add("╌", p.th.Warning)
		case at.After(b.Heard):
			bar.Add("·", p.th.Dim)
		default:
			bar.Add("─", p.th.OK)
		}
	}
	return bar.Paint(w)
}

// weight is which of two events in one cell is seen.
func weight(e *Event) int {
	switch e.Kind {
	case Crash:
		return 10 + int(e.Worst)
	case Silent:
		return 3
	case Gap:
		return 2
	}
	return 1
}

func (p *Pane) style(e *Event) lipgloss.Style {
	switch e.Kind {
	case Crash:
		return p.th.Severity(e.Worst).Bold(true)
	case Boot:
		return p.th.Key
	}
	return p.th.Warning.Bold(true)
}

// pointer shows where the event under the cursor is.
func (p *Pane) pointer(list []entry, s span, w int) string {
	var b cell.Bar
	if len(list) > 0 {
		if x, ok := s.place(list[p.sel].At); ok {
			b.Fill(' ', nameWidth+1+x, p.th.Text)
			b.Add("▲", p.th.Key)
		}
	}
	return b.Paint(w)
}

// axis writes the times below the strips, as many as there is room for.
func (p *Pane) axis(s span, w int) string {
	const each = 16
	layout := "15:04:05"
	switch length := s.to.Sub(s.from); {
	case length > 300*day:
		layout = "2 Jan 2006"
	case length > day:
		layout = "2 Jan 15:04"
	}
	var b cell.Bar
	for x := 0; x+len(layout) <= s.cells; x += each {
		b.Fill(' ', nameWidth+1+x, p.th.Text)
		b.Add(s.moment(x).Local().Format(layout), p.th.Dim)
	}
	return b.Paint(w)
}
