// Package help shows every key there is, made from the keymap.
package help

import (
	"slices"
	"strings"

	tea "charm.land/bubbletea/v2"

	"oopscope/keymap"
	"oopscope/ui/cell"
	"oopscope/ui/theme"
)

// A Pane shows every key by mode. It lies over the rest of the screen until it is
// done.
type Pane struct {
	th   *theme.Theme
	keys *keymap.Map
	lead string // the mode to begin with
	top  int
	last int // rows of the last View, to know where scrolling ends
	h    int
}

// New returns the help, which begins with the mode of that name, or with the
// first.
func New(th *theme.Theme, keys *keymap.Map, lead string) *Pane {
	return &Pane{th: th, keys: keys, lead: lead}
}

// Mode names the help.
func (p *Pane) Mode() string { return "HELP" }

// Title says how to leave.
func (p *Pane) Title() string {
	n := &p.keys.Normal
	return "keys · " + n.Down.Keys[0] + " " + n.Up.Keys[0] + " scroll · any other key closes"
}

// Hints are the keys that work here.
func (p *Pane) Hints() []keymap.Binding {
	n := &p.keys.Normal
	return []keymap.Binding{n.Down.Hinted("down"), n.Up.Hinted("up"), n.Cancel.Hinted("close")}
}

// Key scrolls, and leaves on anything else.
func (p *Pane) Key(k tea.KeyPressMsg) (done bool, cmd tea.Cmd) {
	n := &p.keys.Normal
	switch name := k.String(); {
	case n.Down.Is(name):
		p.top++
	case n.Up.Is(name):
		p.top--
	case n.PageDown.Is(name) || n.HalfDown.Is(name) || name == "space":
		p.top += max(p.h-1, 1)
	case n.PageUp.Is(name) || n.HalfUp.Is(name):
		p.top -= max(p.h-1, 1)
	default:
		return true, nil
	}
	p.top = max(min(p.top, p.last-p.h), 0)
	return false, nil
}

// View sets the groups in as many columns as there is room for.
func (p *Pane) View(w, h int) []string {
	p.h = h
	columns := max(min(w/58, 3), 1)
	width := w / columns
	rows := p.rows(width)
	per := max((len(rows)+columns-1)/columns, 1)
	cols := make([][]string, columns)
	for i := range cols {
		cols[i] = rows[min(i*per, len(rows)):min(i*per+per, len(rows))]
	}
	rows = joinColumns(cols, width, w)
	p.last = len(rows)
	p.top = max(min(p.top, p.last-h), 0)
	return rows[p.top:]
}

func joinColumns(cols [][]string, width, w int) []string {
	longest := 0
	for _, c := range cols {
		longest = max(longest, len(c))
	}
	rows := make([]string, longest)
	pad := strings.Repeat(" ", w-width*len(cols))
	for i := range rows {
		for _, c := range cols {
			if i < len(c) {
				rows[i] += c[i]
			} else {
				rows[i] += strings.Repeat(" ", width)
			}
		}
		rows[i] += pad
	}
	return rows
}

// rows lists every binding below its group's heading.
func (p *Pane) rows(w int) []string {
	var rows []string
	modes := p.keys.Modes()
	if i := slices.IndexFunc(modes, func(m keymap.Mode) bool { return m.Name == p.lead }); i > 0 {
		lead := modes[i]
		modes = slices.Insert(slices.Delete(modes, i, i+1), 0, lead)
	}
	for _, mode := range modes {
		if mode.Name == "picker" { // it is over
			continue
		}
		group := ""
		for _, b := range mode.Bindings {
			if b.Group != group {
				group = b.Group
				rows = append(rows, p.heading(mode, group, w))
			}
			rows = append(rows, p.row(mode, b, w)...)
		}
	}
	return rows
}

func (p *Pane) heading(mode keymap.Mode, group string, w int) string {
	words := group
	if mode.Name == "console" {
		words = "behind " + p.keys.Prefix + ": " + group
	}
	var b cell.Bar
	b.Add(" "+words, p.th.Title)
	return b.Paint(w)
}

// row is one binding, its help wrapped beside its keys.
func (p *Pane) row(mode keymap.Mode, k keymap.Binding, w int) []string {
	const indent = 17
	label := k.Label()
	var b cell.Bar
	b.Add("  "+label, p.th.Key)
	b.Fill(' ', indent-1, p.th.Text)
	var rows []string
	for word := range strings.FieldsSeq(k.Help) {
		if b.Len() > indent && b.Len()+1+cell.Width(word) >= w {
			rows = append(rows, b.Paint(w))
			b = cell.Bar{}
			b.Fill(' ', indent-1, p.th.Text)
		}
		b.Add(" "+word, p.th.Text)
	}
	return append(rows, b.Paint(w))
}
