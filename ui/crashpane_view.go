package ui

import (
	"strings"

	"charm.land/lipgloss/v2"
	"github.com/charmbracelet/x/ansi"

	"oopscope/parse"
)

// View returns exactly h rows of exactly w cells.
func (p *crashPane) View() string {
	if p.w == 0 || p.h == 0 {
		return ""
	}
	out := make([]string, p.h)
	for y := range out {
		out[y] = p.viewRow(y)
	}
	return strings.Join(out, "\n")
}

func (p *crashPane) viewRow(y int) string {
	at := p.top + y
	switch {
	case p.c == nil && y == 0:
		return fitLine(p.th.Dim.Render(" No crash seen yet."), p.w)
	case y == 0 && at < p.firstShown():
		return fitLine(p.stickyRow(), p.w)
	case at >= len(p.rows):
		return strings.Repeat(" ", p.w)
	}
	r := p.rows[at]
	selected := r.item >= 0 && r.item == p.sel
	text := p.gutter(selected) + p.paint(r, selected)
	return fitLine(fitLine(text, p.w-1)+p.thumb(y), p.w)
}

// gutter is the first column: it marks the selection where colours cannot.
func (p *crashPane) gutter(selected bool) string {
	switch {
	case selected && p.focused:
		return p.th.BorderFocused.Render("▌")
	case selected:
		return p.th.Dim.Render("▏")
	}
	return " "
}

func (p *crashPane) paint(r row, selected bool) string {
	var b strings.Builder
	if selected && p.focused {
		for _, s := range r.spans {
			b.WriteString(s.text)
		}
		text := b.String()
		if n := p.w - 2 - ansi.StringWidth(text); n > 0 {
			text += strings.Repeat(" ", n)
		}
		return p.th.Selected.Render(text)
	}
	for _, s := range r.spans {
		b.WriteString(s.style.Render(s.text))
	}
	return b.String()
}

// thumb draws the last column: where the window stands in the whole.
func (p *crashPane) thumb(y int) string {
	n := len(p.rows)
	if n <= p.h {
		return " "
	}
	size := max(p.h*p.h/n, 1)
	at := p.top * (p.h - size) / (n - p.h)
	if y < at || y >= at+size {
		return " "
	}
	return p.th.Border.Render("┃")
}

// stickyRow says what one is looking at when the head is scrolled away.
func (p *crashPane) stickyRow() string {
	badge := p.badge()
	where := clean(p.titles[p.rows[min(p.top+1, len(p.rows)-1)].sectionIn(p.items)])
	room := p.w - 3 - ansi.StringWidth(badge.text) - ansi.StringWidth(where)
	title := ansi.Truncate(clean(p.c.Title), max(room, 0), "…")
	gap := strings.Repeat(" ", max(room-ansi.StringWidth(title), 0))
	return badge.style.Render(badge.text) + " " + p.th.Title.Render(title) + gap + " " + p.th.Dim.Render(where) + " "
}

// sectionIn names the section a row belongs to, "" for a blank one.
func (r row) sectionIn(items []item) string {
	if r.item < 0 {
		return ""
	}
	return items[r.item].section
}

// fitLine makes a styled line exactly n cells wide, whatever is in it.
func fitLine(s string, n int) string {
	w := ansi.StringWidth(s)
	if w > n {
		s = ansi.Truncate(s, n, "…") + "\x1b[m"
		w = ansi.StringWidth(s)
	}
	return s + strings.Repeat(" ", max(n-w, 0))
}

// badge is the severity in its colour, standing out without colours too.
func (p *crashPane) badge() span {
	word := strings.ToUpper(p.c.Severity.String())
	if word == "" {
		word = "REPORT"
	}
	st := p.th.Badge.Foreground(p.th.severity(p.c.Severity).GetForeground())
	return span{" " + word + " ", &st}
}

func (p *crashPane) aftermathStyle() *lipgloss.Style {
	switch p.c.Aftermath {
	case parse.Halted, parse.Rebooting:
		return &p.th.Panic
	case parse.ContinuesDamaged:
		return &p.th.Warning
	case parse.Continues:
		return &p.th.OK
	}
	return &p.th.Dim
}
