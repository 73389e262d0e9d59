// Package rulelist shows a person's named filters or highlights, to turn them on and
// off, change them and add to them.
package rulelist

import (
	tea "charm.land/bubbletea/v2"
	"charm.land/lipgloss/v2"

	"oopscope/console/link"
	"oopscope/keymap"
	"oopscope/ui/cell"
	"oopscope/ui/theme"
)

// Acts are what the list is of, and what can be done with it.
type Acts struct {
	Mode  string // word for the status line
	Title func() string
	All   func() []link.Rule
	Turn  func(i int)         // on, or off
	Edit  func(i int) tea.Cmd // asks how it is to be; of -1 for a new one
	Drop  func(i int)
	Copy  func() tea.Cmd // all of them, as the configuration has them
	None  string         // what to say of an empty list
}

// A Pane lists rules. It lies over the rest of the screen until it is done.
type Pane struct {
	Acts
	th       *theme.Theme
	keys     *keymap.Rules
	sel, top int
}

// New returns a list with its first rule under the cursor.
func New(th *theme.Theme, keys *keymap.Rules, acts Acts) *Pane {
	return &Pane{Acts: acts, th: th, keys: keys}
}

// Mode names the list.
func (p *Pane) Mode() string { return p.Acts.Mode }

// Title says what the rules do together.
func (p *Pane) Title() string { return p.Acts.Title() }

// Hints are the keys that work here.
func (p *Pane) Hints() []keymap.Binding {
	if len(p.All()) == 0 {
		return []keymap.Binding{p.keys.New, p.keys.Close}
	}
	return []keymap.Binding{p.keys.Turn, p.keys.New, p.keys.Edit, p.keys.Drop, p.keys.Copy, p.keys.Close}
}

// Key moves, turns on and off, and asks.
func (p *Pane) Key(k tea.KeyPressMsg) (done bool, cmd tea.Cmd) {
	name, n := k.String(), len(p.All())
	p.sel = max(min(p.sel, n-1), 0)
	switch {
	case p.keys.Close.Is(name):
		return true, nil
	case p.keys.New.Is(name):
		p.sel = n
		return false, p.Edit(-1)
	case n == 0:
	case p.keys.Down.Is(name):
		p.sel = min(p.sel+1, n-1)
	case p.keys.Up.Is(name):
		p.sel = max(p.sel-1, 0)
	case p.keys.Turn.Is(name):
		p.Turn(p.sel)
	case p.keys.Edit.Is(name):
		return false, p.Acts.Edit(p.sel)
	case p.keys.Drop.Is(name):
		p.Drop(p.sel)
	case p.keys.Copy.Is(name):
		return false, p.Copy()
	}
	return false, nil
}

// View draws the part of the list around the cursor.
func (p *Pane) View(w, h int) []string {
	list := p.All()
	if len(list) == 0 {
		var b cell.Bar
		b.Add("  "+p.None, p.th.Dim)
		return []string{b.Paint(w)}
	}
	p.sel = max(min(p.sel, len(list)-1), 0)
	p.top = max(min(p.top, p.sel), p.sel-h+1)
	var rows []string
	for i := p.top; i < min(p.top+h, len(list)); i++ {
		rows = append(rows, p.row(&list[i], i == p.sel, w))
	}
	return rows
}

func (p *Pane) row(r *link.Rule, selected bool, w int) string {
	var b cell.Bar
	mark, box, style := "  ", "[ ] ", p.th.Text
	if selected {
		mark, style = " ▸", p.th.Selected
	}
	if r.On {
		box = "[x] "
	}
	b.Add(mark, p.th.Key)
	b.Add(box, p.th.Key)
	b.Add(cell.CutEnd(cell.Clean(r.Name), max(w/3, 1)), style)
	b.Fill(' ', min(24, w/2), p.th.Text)
	b.Add("  ", p.th.Text)
	b.Add(cell.CutEnd(cell.Clean(r.String()), max(w-b.Len(), 1)), p.pattern(r))
	return b.Paint(w)
}

// pattern is what a highlight looks like.
func (p *Pane) pattern(r *link.Rule) lipgloss.Style {
	switch {
	case r.Colour != "":
		return p.th.Highlight(r.Colour)
	case r.Not:
		return p.th.Dim
	}
	return p.th.Text
}
