package ui

import (
	"charm.land/lipgloss/v2"
)

// A bar is one line of the screen under construction: cells, so that its width
// is known whatever the styles.
type bar struct {
	cells []glyph
}

func (b *bar) len() int { return len(b.cells) }

// add appends text in a style. What has no agreed width is replaced.
func (b *bar) add(s string, style lipgloss.Style) {
	k := inkOf(style)
	for _, r := range s {
		switch cellWidth(r) {
		case 1:
			b.cells = append(b.cells, glyph{r, k})
		case 2:
			b.cells = append(b.cells, glyph{r, k}, glyph{0, k})
		default:
			b.cells = append(b.cells, glyph{substitute, k})
		}
	}
}

// fill appends runes up to a width.
func (b *bar) fill(r rune, w int, style lipgloss.Style) {
	k := inkOf(style)
	for len(b.cells) < w {
		b.cells = append(b.cells, glyph{r, k})
	}
}

// paint returns the bar as exactly w cells.
func (b *bar) paint(w int) string { return paintCells(b.cells, w) }

// cutMiddle shortens text to w cells, keeping its beginning and its end: of a
// path both tell more than the middle.
func cutMiddle(s string, w int) string {
	r := []rune(s)
	if len(r) <= w || w < 8 {
		return s
	}
	head := w / 3
	return string(r[:head]) + "…" + string(r[len(r)-(w-head-1):])
}

// splitCells cuts text where w cells are full.
func splitCells(s string, w int) (head, tail string) {
	used := 0
	for i, r := range s {
		if used += max(cellWidth(r), 1); used > w { // without a width of its own it is substituted
			return s[:i], s[i:]
		}
	}
	return s, ""
}

// cutEnd shortens text to w cells, and shows that it did.
func cutEnd(s string, w int) string {
	r := []rune(s)
	if runesWidth(r) <= w || w < 1 {
		return s
	}
	for runesWidth(r) > w-1 {
		r = r[:len(r)-1]
	}
	return string(r) + "…"
}

// titleRow is the line above a pane: its name, and at the right what mode it
// is in. The pane with the focus has the heavier line.
func titleRow(th *Theme, w int, name, right string, focused, loud bool) string {
	var b bar
	rule, line, style := th.Border, '─', th.Title
	if focused {
		rule, line = th.BorderFocused, '━'
	}
	if loud {
		rule, line, style = th.Loud, '━', th.Loud
	}
	if right != "" {
		right = " " + right + " "
	}
	b.fill(line, 2, rule)
	b.add(" "+cutEnd(name, max(w-4, 1))+" ", style)
	if room := w - len([]rune(right)) - 2; b.len() <= room {
		b.fill(line, room, rule)
		b.add(right, style)
	}
	b.fill(line, w, rule)
	return b.paint(w)
}
