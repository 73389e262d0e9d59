// Package bootdiff shows two boots side by side, aligned by the shapes of their lines.
// It lies over the rest of the screen until it is done.
package bootdiff

import (
	tea "charm.land/bubbletea/v2"

	"oopscope/keymap"
	"oopscope/parse/compare"
	"oopscope/ui/theme"
)

// Acts are what the person may do that the pane cannot do itself. Each may be nil.
type Acts struct {
	Jump  func(line int) tea.Cmd // shows a line of the session
	Step  func(by int) tea.Cmd   // the boot before this one (-1), or the one behind it
	Close func()                 // stops what is still being read
}

// A Pane is two boots beside each other.
type Pane struct {
	th   *theme.Theme
	keys *keymap.Boots
	acts Acts
	a, b string // what the boots are called

	words  string // of how far the reading got, or why there is nothing
	x      *compare.Alignment
	cut    bool // of a boot only the beginning was read
	all    bool // lines that are alike are shown, too
	wide   bool // as it was drawn last
	lines  []line
	sel    int // line under the cursor
	top, h int
}

// A line is one line of the pane: a row of the alignment, of which it may show one side
// only, or rows that are alike and folded.
type line struct {
	row  int
	side side
	fold int // so many rows, 0 for none
}

// A side says which of a row's lines a line of the pane shows.
type side byte

const (
	both side = iota
	ofA
	ofB
)

// context is how many lines that are alike stand around one that is not.
const context = 2

// New returns a pane that waits for two boots of these names.
func New(th *theme.Theme, keys *keymap.Boots, a, b string, acts Acts) *Pane {
	return &Pane{th: th, keys: keys, a: a, b: b, acts: acts, words: "reading both boots …"}
}

// Tell says how far the reading got, or why nothing can be shown.
func (p *Pane) Tell(words string) { p.words = words }

// Take shows two boots, with the first line that is of one only under the cursor. Cut
// says that of one of them only the beginning is held.
func (p *Pane) Take(x *compare.Alignment, cut bool) {
	p.x, p.cut = x, cut
	p.arrange()
	p.show(max(x.First, 0))
}

// Mode names the pane.
func (p *Pane) Mode() string { return "BOOTS" }

// Title says what is shown.
func (p *Pane) Title() string { return p.a + " against " + p.b }

// Hints are the keys that work here.
func (p *Pane) Hints() []keymap.Binding {
	k := p.keys
	if p.x == nil {
		return []keymap.Binding{k.Close}
	}
	fold := k.Fold
	if p.all {
		fold = fold.Hinted("differences")
	}
	hints := []keymap.Binding{k.Next, k.Prev, fold}
	if p.acts.Jump != nil {
		hints = append(hints, k.Jump)
	}
	if p.acts.Step != nil {
		hints = append(hints, k.Older, k.Newer)
	}
	return append(hints, k.Close)
}

// Key moves, folds, goes to a line or to another boot.
func (p *Pane) Key(msg tea.KeyPressMsg) (done bool, cmd tea.Cmd) {
	k, name := p.keys, msg.String()
	switch {
	case k.Close.Is(name):
		if p.acts.Close != nil {
			p.acts.Close()
		}
		return true, nil
	case k.Older.Is(name) && p.acts.Step != nil:
		return false, p.acts.Step(-1)
	case k.Newer.Is(name) && p.acts.Step != nil:
		return false, p.acts.Step(1)
	case p.x == nil:
	case k.Jump.Is(name) && p.acts.Jump != nil:
		return p.jump()
	default:
		p.move(name)
	}
	return false, nil
}

// move is for the keys that move the cursor, or fold.
func (p *Pane) move(name string) {
	switch k := p.keys; {
	case k.Down.Is(name):
		p.sel++
	case k.Up.Is(name):
		p.sel--
	case k.PageDown.Is(name):
		p.sel += max(p.h-1, 1)
	case k.PageUp.Is(name):
		p.sel -= max(p.h-1, 1)
	case k.Top.Is(name):
		p.sel = 0
	case k.Bottom.Is(name):
		p.sel = len(p.lines)
	case k.Next.Is(name):
		p.next(1)
	case k.Prev.Is(name):
		p.next(-1)
	case k.Fold.Is(name):
		row := p.row()
		p.all = !p.all
		p.arrange()
		p.show(row)
	}
	p.sel = max(min(p.sel, len(p.lines)-1), 0)
}

// next goes to the next run of lines that differ.
func (p *Pane) next(dir int) {
	differs := func(i int) bool { return p.lines[i].fold == 0 && p.x.Rows[p.lines[i].row].Differs() }
	for i := p.sel + dir; i >= 0 && i < len(p.lines); i += dir {
		if differs(i) && (i == 0 || !differs(i-1)) {
			p.sel = i
			return
		}
	}
}

// jump shows the line under the cursor in the log.
func (p *Pane) jump() (done bool, cmd tea.Cmd) {
	if len(p.lines) == 0 {
		return false, nil
	}
	r := p.x.Rows[p.row()]
	if l := p.lines[p.sel]; r.B >= 0 && l.side != ofA {
		return true, p.acts.Jump(p.x.B[r.B].N)
	}
	return true, p.acts.Jump(p.x.A[r.A].N)
}

// row is the row of the alignment that the cursor is on.
func (p *Pane) row() int {
	if p.sel >= len(p.lines) {
		return 0
	}
	return p.lines[p.sel].row
}

// show puts the cursor on a row.
func (p *Pane) show(row int) {
	for i, l := range p.lines {
		if l.row <= row {
			p.sel = i
		}
		if l.row == row && l.fold == 0 {
			break
		}
	}
	p.top = max(p.sel-max(p.h/3, 3), 0)
}

// arrange makes the lines of the pane anew.
func (p *Pane) arrange() {
	p.lines = p.lines[:0]
	near := p.near()
	for i := 0; i < len(p.x.Rows); i++ {
		n := i
		for n < len(near) && !near[n] {
			n++
		}
		if !p.all && n > i+1 {
			p.lines = append(p.lines, line{row: i, fold: n - i})
			i = n - 1
			continue
		}
		if !p.wide && p.x.Rows[i].Relation == compare.Otherwise {
			p.lines = append(p.lines, line{row: i, side: ofA}, line{row: i, side: ofB})
			continue
		}
		p.lines = append(p.lines, line{row: i})
	}
	p.sel = max(min(p.sel, len(p.lines)-1), 0)
}

// near tells of each row whether it differs, or stands near one that does.
func (p *Pane) near() []bool {
	near := make([]bool, len(p.x.Rows))
	for i := range p.x.Rows {
		if p.x.Rows[i].Differs() {
			for j := max(i-context, 0); j <= min(i+context, len(near)-1); j++ {
				near[j] = true
			}
		}
	}
	return near
}
