package ui

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
	if room := w - textCells(right) - 2; b.len() <= room {
		b.fill(line, room, rule)
		b.add(right, style)
	}
	b.fill(line, w, rule)
	return b.paint(w)
}
