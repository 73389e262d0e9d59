package theme

import (
	"oopscope/keymap"
	"oopscope/ui/cell"
)

// HintWidth returns the cells that AddHint takes for a binding: two blanks, its first
// key, a blank, its word.
func HintWidth(h keymap.Binding) int {
	if h.Hint == "" {
		return 0
	}
	return 3 + cell.Width(h.Keys[0]) + cell.Width(h.Hint)
}

// AddHint adds a binding to a line of hints.
func AddHint(b *cell.Bar, th *Theme, h keymap.Binding) {
	b.Add("  ", th.Text)
	b.Add(h.Keys[0], th.Key)
	b.Add(" "+h.Hint, th.Dim)
}
