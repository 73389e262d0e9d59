package bootdiff

import (
	"fmt"
	"strings"

	"charm.land/lipgloss/v2"

	"oopscope/parse/compare"
	"oopscope/ui/cell"
	"oopscope/ui/say"
)

// beside is how wide the pane is at least when the boots stand side by side, in cells.
const beside = 110

// View draws the part of the pane that fits.
func (p *Pane) View(w, h int) []string {
	if p.x == nil {
		return []string{p.bar("  "+cell.Clean(p.words), p.th.Dim, w)}
	}
	if wide := w >= beside; wide != p.wide {
		p.wide = wide
		row := p.row()
		p.arrange()
		p.show(row)
	}
	rows := p.head(w)
	p.h = max(h-len(rows), 1)
	p.top = max(min(p.top, p.sel, len(p.lines)-p.h), p.sel-p.h+1, 0)
	for i := p.top; i < min(p.top+p.h, len(p.lines)); i++ {
		rows = append(rows, p.line(p.lines[i], i == p.sel, w))
	}
	return rows
}

func (p *Pane) bar(text string, style lipgloss.Style, w int) string {
	var b cell.Bar
	b.Add(cell.CutEnd(text, w), style)
	return b.Paint(w)
}

// head says what differs in all, and heads the columns.
func (p *Pane) head(w int) []string {
	rows := []string{p.bar(" "+p.sum(), p.th.Title, w)}
	if !p.wide {
		return rows
	}
	var b cell.Bar
	half := (w - 1) / 2
	b.Add("  "+cell.CutEnd(cell.Clean(p.a), half-2), p.th.Dim)
	b.Fill(' ', half, p.th.Dim)
	b.Add("│ "+cell.CutEnd(cell.Clean(p.b), half-2), p.th.Dim)
	return append(rows, b.Paint(w))
}

// sum is what differs in all, in words.
func (p *Pane) sum() string {
	x := p.x
	var parts []string
	for _, c := range []struct {
		n     int
		words string
	}{{x.Appeared, "new"}, {x.Vanished, "gone"}, {x.Otherwise, "said otherwise"}, {x.Moved, "moved in time"}} {
		if c.n > 0 {
			parts = append(parts, say.Thousands(c.n)+" "+c.words)
		}
	}
	words := "these boots say the same"
	if len(parts) > 0 {
		words = strings.Join(parts, " · ")
	}
	if x.First >= 0 {
		words += " · » the first line that only one has"
	}
	if p.cut {
		words += " · of long boots the beginning"
	}
	return words
}

// line draws a line of the pane.
func (p *Pane) line(l line, selected bool, w int) string {
	if l.fold > 0 {
		style := p.th.Dim
		if selected {
			style = p.th.Selected
		}
		return p.bar(fmt.Sprintf("  ⋯ %s alike", say.Count(l.fold, "line")), style, w)
	}
	if p.wide {
		return p.pair(&p.x.Rows[l.row], l.row == p.x.First, selected, w)
	}
	return p.single(l, selected, w)
}

// pair draws both lines of a row beside each other.
func (p *Pane) pair(r *compare.Row, first, selected bool, w int) string {
	var b cell.Bar
	half, style := (w-1)/2, p.style(r)
	p.margin(&b, first)
	if r.A >= 0 {
		p.said(&b, &p.x.A[r.A], style, selected, half)
	}
	b.Fill(' ', half, p.th.Text)
	b.Add(mark(r), p.markStyle(r))
	b.Add(" ", p.th.Text)
	if r.B >= 0 {
		p.said(&b, &p.x.B[r.B], style, selected, w-len(late(r)))
	}
	b.Fill(' ', w-len(late(r)), p.th.Text)
	b.Add(late(r), p.th.Warning)
	return b.Paint(w)
}

// single draws a row as a line of a unified diff.
func (p *Pane) single(l line, selected bool, w int) string {
	var b cell.Bar
	r := &p.x.Rows[l.row]
	p.margin(&b, l.row == p.x.First)
	sign, of := " ", r.B
	lines := p.x.B
	switch {
	case l.side == ofB || r.A < 0:
		sign = "+"
	case l.side == ofA || r.B < 0:
		sign, of, lines = "-", r.A, p.x.A
	}
	if r.Relation == compare.Elsewhere {
		sign = "·"
	}
	b.Add(sign, p.markStyle(r))
	p.said(&b, &lines[of], p.style(r), selected, w-len(late(r)))
	b.Fill(' ', w-len(late(r)), p.th.Text)
	b.Add(late(r), p.th.Warning)
	return b.Paint(w)
}

// margin marks the line in which the boots part.
func (p *Pane) margin(b *cell.Bar, first bool) {
	if first {
		b.Add("»", p.th.Key)
		return
	}
	b.Add(" ", p.th.Text)
}

// said draws a line of a boot up to a column: when it came, and what it says.
func (p *Pane) said(b *cell.Bar, l *compare.Line, style lipgloss.Style, selected bool, to int) {
	stamp := strings.Repeat(" ", 13)
	if l.Micro >= 0 {
		stamp = fmt.Sprintf("%12.6f ", float64(l.Micro)/1e6)
	}
	b.Add(stamp, p.th.Dim)
	if selected {
		style = p.th.Selected
	}
	b.Add(cell.CutEnd(cell.Clean(l.Text), to-b.Len()), style)
}

// mark says of a row how its lines belong together.
func mark(r *compare.Row) string {
	switch {
	case r.Relation == compare.Vanished:
		return "<"
	case r.Relation == compare.Appeared:
		return ">"
	case r.Relation == compare.Otherwise:
		return "~"
	}
	return "│"
}

func (p *Pane) style(r *compare.Row) lipgloss.Style {
	if r.Differs() {
		return p.th.Text
	}
	return p.th.Dim
}

func (p *Pane) markStyle(r *compare.Row) lipgloss.Style {
	switch r.Relation {
	case compare.Vanished:
		return p.th.Oops
	case compare.Appeared:
		return p.th.OK
	case compare.Otherwise:
		return p.th.Warning
	}
	return p.th.Border
}

// late says by how much a line moved in time.
func late(r *compare.Row) string {
	if r.Moved == 0 {
		return ""
	}
	return fmt.Sprintf(" %+.3f s", r.Moved)
}
