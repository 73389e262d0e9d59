package theme

import "oopscope/ui/cell"

// TitleRow is the line above a pane: its name, and at the right what mode it
// is in. The pane with the focus has the heavier line.
func TitleRow(th *Theme, w int, name, right string, focused, loud bool) string {
	var b cell.Bar
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
	b.Fill(line, 2, rule)
	b.Add(" "+cell.CutEnd(name, max(w-4, 1))+" ", style)
	if room := w - cell.Width(right) - 2; b.Len() <= room {
		b.Fill(line, room, rule)
		b.Add(right, style)
	}
	b.Fill(line, w, rule)
	return b.Paint(w)
}
