// Package menu is a table of things to do, each with a letter: it lies over the rest of
// the screen until one is chosen.
package menu

import (
	"fmt"
	"slices"

	tea "charm.land/bubbletea/v2"

	"oopscope/keymap"
	"oopscope/ui/cell"
	"oopscope/ui/theme"
)

// An Entry is one of the things to do.
type Entry struct {
	Key    byte   // chooses it; 0 for a row that only tells something
	Text   string // what it does
	Value  string // how it stands now
	Danger bool   // it is done when its key was pressed twice
	Stays  bool   // the menu stays open; left and right are taken, too

	// Do does it: 0 for its key and Enter, -1 and 1 for left and right.
	Do func(dir int) tea.Cmd
}

// A Menu says what a pane shows. Its rows are asked for at every look: what they tell
// may change meanwhile.
type Menu struct {
	Mode    string // word for the status line
	Title   string
	Hint    string         // what a key does, in two words
	Closing keymap.Binding // told of for leaving; any key that is no entry's leaves
	Rows    func() []Entry
}

// A Pane is a menu being chosen from.
type Pane struct {
	Menu
	th    *theme.Theme
	armed byte // a dangerous key pressed once
	sel   int
	top   int
}

// New returns the pane of a menu, its first entry selected.
func New(th *theme.Theme, m Menu) *Pane {
	return &Pane{Menu: m, th: th, sel: -1}
}

// rows are the menu's, with one of them selected if there is any to choose.
func (p *Pane) rows() []Entry {
	rows := p.Rows()
	p.sel = min(p.sel, len(rows)-1)
	if p.sel < 0 || rows[p.sel].Key == 0 {
		p.sel = slices.IndexFunc(rows, func(e Entry) bool { return e.Key != 0 })
	}
	return rows
}

// Mode names the menu.
func (p *Pane) Mode() string { return p.Menu.Mode }

// Title asks for the second press of a dangerous key.
func (p *Pane) Title() string {
	if p.armed != 0 {
		return fmt.Sprintf("press %c again to do it, anything else to leave it", p.armed)
	}
	return p.Menu.Title
}

// Hints are the keys that work here.
func (p *Pane) Hints() []keymap.Binding {
	hints := []keymap.Binding{{Keys: []string{"key"}, Hint: p.Hint}}
	for _, e := range p.Rows() {
		if e.Stays {
			hints = append(hints, keymap.Binding{Keys: []string{"← →"}, Hint: "change"})
			break
		}
	}
	return append(hints, p.Closing.Hinted("close"))
}

// walk moves the selection to the next row that can be chosen.
func (p *Pane) walk(dir int) {
	rows := p.rows()
	p.armed = 0
	for at := p.sel + dir; at >= 0 && at < len(rows); at += dir {
		if rows[at].Key != 0 {
			p.sel = at
			return
		}
	}
}

// walking takes j and k for down and up, as all lists here do, where no entry has one of them:
// a hand that is used to it would leave the menu, and go on typing to the board.
func walking(key string, rows []Entry) string {
	arrow := map[string]string{"j": "down", "k": "up"}[key]
	if arrow == "" || slices.ContainsFunc(rows, func(e Entry) bool { return e.Key == 'j' || e.Key == 'k' }) {
		return key
	}
	return arrow
}

// Key chooses, arms, or leaves.
func (p *Pane) Key(k tea.KeyPressMsg) (done bool, cmd tea.Cmd) {
	rows := p.rows()
	name, dir := walking(k.String(), rows), 0
	switch name {
	case "down":
		p.walk(1)
		return false, nil
	case "up":
		p.walk(-1)
		return false, nil
	case "left":
		dir = -1
	case "right":
		dir = 1
	}
	for i, e := range rows {
		if e.Key == 0 || name != string(e.Key) && !(i == p.sel && (name == "enter" || dir != 0)) {
			continue
		}
		p.sel = i
		if dir != 0 && !e.Stays {
			return false, nil
		}
		if e.Danger && p.armed != e.Key {
			p.armed = e.Key
			return false, nil
		}
		p.armed = 0
		return !e.Stays, e.Do(dir)
	}
	if p.armed != 0 || dir != 0 {
		p.armed = 0
		return false, nil
	}
	return true, nil
}

// View is the table.
func (p *Pane) View(w, h int) []string {
	rows := make([]string, 0, h)
	for i, e := range p.rows() {
		rows = append(rows, p.row(e, i == p.sel, w))
	}
	p.top = min(p.top, max(p.sel, 0))
	if p.sel >= p.top+h {
		p.top = p.sel - h + 1
	}
	return rows[min(p.top, len(rows)):]
}

// valueAt is the column of the values.
const valueAt = 44

func (p *Pane) row(e Entry, selected bool, w int) string {
	var b cell.Bar
	mark, style := " ", p.th.Text
	if selected {
		mark = "▸"
	}
	if e.Danger {
		style = p.th.Panic
	}
	if e.Key != 0 && p.armed == e.Key {
		style = p.th.Loud
	}
	b.Add(" "+mark, p.th.Key)
	if e.Key == 0 {
		b.Add(cell.Clean(e.Text), p.th.Title)
	} else {
		b.Add(string(e.Key)+"  ", p.th.Key)
		b.Add(cell.Clean(e.Text), style)
	}
	if e.Value != "" {
		b.Fill(' ', min(valueAt, w/2), p.th.Text)
		b.Add("  "+cell.Clean(e.Value), p.th.Title)
	}
	return b.Paint(w)
}
