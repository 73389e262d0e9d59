package ledger

import (
	"cmp"
	"path/filepath"

	tea "charm.land/bubbletea/v2"

	"oopscope/console/link"
	"oopscope/console/link/recall"
	"oopscope/ui/cell"
)

// The boots of all sessions: a row each, or for several that went alike.

// bootRows draw the boots, the newest at the bottom, and below them the times and
// what the letters stand for.
func (p *Pane) bootRows(w, h int) []string {
	p.lives = p.all.Lives
	if p.words != "" {
		crashes, _ := p.filter.Of(p.all.Crashes)
		p.lives = recall.Only(p.lives, crashes)
	}
	t := recall.NewTimeline(p.lives, "", w-1, p.now)
	p.rows = t.Rows(p.lives)
	legend := p.legend(t, max(min(h/3, 8), 1))
	room := max(h-len(legend)-1, 1)
	if !p.moved {
		p.life = len(p.rows) - 1
	}
	p.life = max(min(p.life, len(p.rows)-1), 0)
	p.top = max(min(p.top, p.life, len(p.rows)-room), p.life-room+1, 0)
	var rows []string
	for i := p.top; i < min(p.top+room, len(p.rows)); i++ {
		rows = append(rows, p.bootRow(&p.rows[i], i == p.life, w))
	}
	for _, line := range append([]string{t.Axis()}, legend...) {
		rows = append(rows, p.dim(" "+cell.CutEnd(cell.Clean(line), w-1), w))
	}
	return rows
}

// bootRow draws a boot, or several.
func (p *Pane) bootRow(r *recall.Row, selected bool, w int) string {
	var b cell.Bar
	mark, style := " ", p.th.Text
	if selected {
		mark, style = "▸", p.th.Selected
	}
	for i := range r.Lives {
		if p.held != nil && sameLife(&p.lives[r.First+i], p.held) {
			mark = "="
		}
	}
	b.Add(mark, p.th.Key)
	b.Add(cell.CutEnd(cell.Clean(r.Text), w-1), style)
	return b.Paint(w)
}

// legend says what the letters stand for.
func (p *Pane) legend(t *recall.Timeline, most int) (lines []string) {
	keys := t.Keys()
	for _, key := range keys[:min(len(keys), most)] {
		for i := range p.all.Crashes {
			if g := &p.all.Crashes[i]; g.Key == key {
				lines = append(lines, t.Letter(key)+"  "+link.Times(g.Times)+"  "+g.Title)
			}
		}
	}
	return lines
}

func sameLife(a, b *link.Life) bool {
	return a.Source == b.Source && a.Base == b.Base && a.Boot == b.Boot
}

// here is the place of the boot under the cursor, the newest of those that a row stands
// for; -1 when there is none.
func (p *Pane) here() int {
	if p.life >= len(p.rows) {
		return -1
	}
	r := &p.rows[p.life]
	return r.First + r.Lives - 1
}

// hold keeps the boot under the cursor, to be shown beside another; the same again lets
// it go.
func (p *Pane) hold() {
	at := p.here()
	if at < 0 {
		return
	}
	if l := p.lives[at]; p.held == nil || !sameLife(&l, p.held) {
		p.held = &l
		return
	}
	p.held = nil
}

// beside shows the boot under the cursor beside the one that is held, else beside the
// one before it: of its own session, or the latest of its board.
func (p *Pane) beside() tea.Cmd {
	at := p.here()
	if at < 0 {
		return nil
	}
	this := p.lives[at]
	if p.held != nil && !sameLife(&this, p.held) {
		if this.At.Before(p.held.At) {
			return p.acts.Beside(this, *p.held)
		}
		return p.acts.Beside(*p.held, this)
	}
	for i := at - 1; i >= 0; i-- {
		if l := p.lives[i]; l.Source == this.Source || l.Board == this.Board {
			return p.acts.Beside(l, this)
		}
	}
	p.acts.Tell("no boot before this one is known of " + cmp.Or(this.Board, filepath.Base(this.Source)) + " · " + p.keys.Hold.Keys[0] + " holds a boot, to open another one beside it")
	return nil
}
