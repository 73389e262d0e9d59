// Package marklist shows the lines that a person marked, to go to.
package marklist

import (
	"fmt"
	"slices"

	tea "charm.land/bubbletea/v2"

	"oopscope/console/link"
	"oopscope/keymap"
	"oopscope/ui/cell"
	"oopscope/ui/say"
	"oopscope/ui/theme"
)

// Acts are what the list is of, and what can be done with a mark of it.
type Acts struct {
	All  func() []link.Mark // in the order of their lines; asked for at every look
	Open func(link.Mark) tea.Cmd
	Name func(link.Mark) tea.Cmd
	Drop func(link.Mark) tea.Cmd
	None string // what to say of an empty list
}

// A Pane lists the marks. It lies over the rest of the screen until it is done.
type Pane struct {
	Acts
	th   *theme.Theme
	keys *keymap.Marks
	sel  int // line of the mark under the cursor
	top  int
}

// New returns a list with the mark of a line under the cursor.
func New(th *theme.Theme, keys *keymap.Marks, acts Acts, line int) *Pane {
	return &Pane{Acts: acts, th: th, keys: keys, sel: line}
}

// Mode names the list.
func (p *Pane) Mode() string { return "MARKS" }

// Title counts.
func (p *Pane) Title() string { return fmt.Sprintf("marked lines %d", len(p.All())) }

// Hints are the keys that work here.
func (p *Pane) Hints() []keymap.Binding {
	if len(p.All()) == 0 {
		return []keymap.Binding{p.keys.Close}
	}
	return []keymap.Binding{p.keys.Open, p.keys.Name, p.keys.Drop, p.keys.Close}
}

// at returns where in the marks the cursor is: that one may be gone, and then it is the
// next.
func (p *Pane) at(marks []link.Mark) int {
	i := slices.IndexFunc(marks, func(m link.Mark) bool { return m.Line >= p.sel })
	if i < 0 {
		i = len(marks) - 1
	}
	return i
}

// Key moves, opens, names and takes away.
func (p *Pane) Key(k tea.KeyPressMsg) (done bool, cmd tea.Cmd) {
	name, marks := k.String(), p.All()
	at := p.at(marks)
	switch {
	case p.keys.Close.Is(name):
		return true, nil
	case at < 0:
	case p.keys.Down.Is(name):
		p.sel = marks[min(at+1, len(marks)-1)].Line
	case p.keys.Up.Is(name):
		p.sel = marks[max(at-1, 0)].Line
	case p.keys.Open.Is(name):
		return true, p.Open(marks[at])
	case p.keys.Name.Is(name):
		return false, p.Name(marks[at])
	case p.keys.Drop.Is(name):
		return false, p.Drop(marks[at])
	}
	return false, nil
}

// View draws the part of the list around the cursor.
func (p *Pane) View(w, h int) []string {
	marks := p.All()
	at := p.at(marks)
	if at < 0 {
		var b cell.Bar
		b.Add("  "+p.None, p.th.Dim)
		return []string{b.Paint(w)}
	}
	p.top = max(min(p.top, at), at-h+1)
	var rows []string
	for i := p.top; i < min(p.top+h, len(marks)); i++ {
		rows = append(rows, p.row(&marks[i], i == at, w))
	}
	return rows
}

// row is a mark: its line's number, the remark, and the line as far as there is room.
func (p *Pane) row(m *link.Mark, selected bool, w int) string {
	var b cell.Bar
	sign, style := "  ", p.th.Text
	if selected {
		sign, style = " ▸", p.th.Selected
	}
	b.Add(sign, p.th.Key)
	b.Add(fmt.Sprintf("%9s  ", say.Thousands(m.Line)), p.th.Number)
	if m.Text != "" {
		b.Add(cell.CutEnd(cell.Clean(m.Text), max(w-b.Len(), 1)), style)
		b.Add("  ", p.th.Text)
		style = p.th.Dim
	}
	if room := w - b.Len(); room > 0 {
		b.Add(cell.CutEnd(cell.Clean(m.Raw), room), style)
	}
	return b.Paint(w)
}
