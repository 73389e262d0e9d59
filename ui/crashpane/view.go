package crashpane

import (
	"strings"

	"oopscope/ui/cell"
)

// View returns exactly h rows of exactly w cells.
func (p *Pane) View() string {
	if p.w == 0 || p.h == 0 {
		return ""
	}
	out := make([]string, p.h)
	for y := range out {
		out[y] = p.viewRow(y)
	}
	return strings.Join(out, "\n")
}

func (p *Pane) viewRow(y int) string {
	var b cell.Bar
	at := p.top + y
	switch {
	case p.c == nil && y == 0:
		b.Add(" No crash seen yet.", p.th.Dim)
		return b.Paint(p.w)
	case y == 0 && at < p.firstShown():
		p.stickyRow(&b)
		return b.Paint(p.w)
	case at >= len(p.rows):
		return strings.Repeat(" ", p.w)
	}
	r := p.rows[at]
	selected := r.item >= 0 && r.item == p.sel
	p.gutter(&b, selected)
	p.paint(&b, r, selected)
	b.Cut(p.w - 1)
	b.Fill(' ', p.w-1, p.th.Text)
	p.thumb(&b, y)
	return b.Paint(p.w)
}

// gutter is the first column: it marks the selection where colours cannot.
func (p *Pane) gutter(b *cell.Bar, selected bool) {
	switch {
	case selected && p.focused:
		b.Add("▌", p.th.BorderFocused)
	case selected:
		b.Add("▏", p.th.Dim)
	default:
		b.Add(" ", p.th.Text)
	}
}

func (p *Pane) paint(b *cell.Bar, r row, selected bool) {
	bright := selected && p.focused
	for _, s := range r.spans {
		style := s.Style
		if bright {
			style = &p.th.Selected
		}
		b.Add(s.Text, *style)
	}
	if bright {
		b.Fill(' ', p.w-1, p.th.Selected)
	}
}

// thumb draws the last column: where the window stands in the whole.
func (p *Pane) thumb(b *cell.Bar, y int) {
	n := len(p.rows)
	if n <= p.h {
		return
	}
	size := max(p.h*p.h/n, 1)
	at := p.top * (p.h - size) / (n - p.h)
	if y >= at && y < at+size {
		b.Add("┃", p.th.Border)
	}
}

// stickyRow says what one is looking at when the head is scrolled away.
func (p *Pane) stickyRow(b *cell.Bar) {
	badge := p.badge()
	where := cell.Clean(p.titles[p.rows[min(p.top+1, len(p.rows)-1)].sectionIn(p.items)])
	b.Add(badge.Text, *badge.Style)
	b.Add(" ", p.th.Text)
	room := p.w - 2 - cell.Width(where)
	b.Add(cell.CutEnd(cell.Clean(p.c.Title), max(room-b.Len(), 0)), p.th.Title)
	b.Fill(' ', room, p.th.Text)
	b.Add(" "+where, p.th.Dim)
	b.Cut(p.w)
}

// sectionIn names the section a row belongs to, "" for a blank one.
func (r row) sectionIn(items []item) string {
	if r.item < 0 {
		return ""
	}
	return items[r.item].section
}
