// Package list shows everything that was found in a session, to go to.
package list

import (
	"cmp"
	"fmt"
	"slices"
	"strconv"

	tea "charm.land/bubbletea/v2"

	"oopscope/keymap"
	"oopscope/ui/book"
	"oopscope/ui/cell"
	"oopscope/ui/theme"
)

// A Board is a session whose reports are listed.
type Board struct {
	Name string
	Book *book.Book

	Open, Save func(*book.Report) tea.Cmd // what the person may do with one
}

// A Pane lists everything that was found, trouble included, with the boots
// between, of one board or of all. It lies over the rest of the screen until it is
// done.
type Pane struct {
	th       *theme.Theme
	keys     *keymap.List
	own      Board
	others   func() []Board // all boards, the own one among them; nil when there is no other
	all      bool           // they are listed, too
	sel, top int
	none     string        // what to say of an empty list
	unfolded map[life]bool // crash loops, by their first boot
	rows     []item        // nil when they are to be made
	of       int           // the versions of the books that they are of
}

// A life is a boot of one of the boards.
type life struct {
	of *book.Book
	book.Life
}

// New returns a list of what is in a board's book, with its selected report under the
// cursor. Others is nil, or lists all boards there are; none is what to say when there
// is nothing.
func New(th *theme.Theme, keys *keymap.List, own Board, others func() []Board, none string) *Pane {
	p := &Pane{th: th, keys: keys, own: own, others: others, none: none, unfolded: map[life]bool{}}
	p.find(own.Book.Selected)
	return p
}

// boards are those that are listed.
func (p *Pane) boards() []Board {
	if p.all {
		return p.others()
	}
	return []Board{p.own}
}

// All tells whether the crashes of other boards are listed, too.
func (p *Pane) All() bool { return p.all }

// find puts the cursor on a report.
func (p *Pane) find(r *book.Report) {
	p.sel = 0
	if r != nil {
		p.sel = max(slices.IndexFunc(p.items(), func(i item) bool { return i.has(r.Crash.ID) }), 0)
	}
}

// order lists the reports of a board as they are drawn: boot by boot, and in a boot what
// has the same signature together, at the place of its first.
func order(b *book.Book) []book.Entry {
	type group struct {
		life      book.Life
		signature string
	}
	at, boots := map[group]int{}, map[book.Life]int{}
	type placed struct {
		book.Entry
		boot, first int
	}
	var all []placed
	for r := range b.Entries() {
		i, life := len(all), r.Life()
		if _, known := boots[life]; !known {
			boots[life] = i
		}
		g := group{life, r.Signature()}
		first, known := at[g]
		if !known || g.signature == "" {
			at[g], first = i, i
		}
		all = append(all, placed{r, boots[life], first})
	}
	slices.SortStableFunc(all, func(a, b placed) int { return cmp.Or(cmp.Compare(a.boot, b.boot), cmp.Compare(a.first, b.first)) })
	out := make([]book.Entry, len(all))
	for i := range all {
		out[i] = all[i].Entry
	}
	return out
}

// Mode names the list.
func (p *Pane) Mode() string { return "LIST" }

// Title counts.
func (p *Pane) Title() string {
	crashes, trouble, left := 0, 0, 0
	for _, b := range p.boards() {
		c, t, _ := b.Book.Counts()
		crashes, trouble = crashes+c, trouble+t
		c, t = b.Book.Left()
		left += c + t
	}
	words := fmt.Sprintf("crashes %d · trouble %d", crashes, trouble)
	if left > 0 {
		words += fmt.Sprintf(" · the oldest %d are in the log only", left)
	}
	if p.all {
		words += fmt.Sprintf(" · of all %d boards", len(p.boards()))
	}
	return words
}

// Hints are the keys that work here.
func (p *Pane) Hints() []keymap.Binding {
	var all []keymap.Binding
	switch {
	case p.all:
		all = []keymap.Binding{p.keys.All.Hinted("this board")}
	case p.others != nil:
		all = []keymap.Binding{p.keys.All}
	}
	if list := p.items(); p.sel < len(list) && list[p.sel].boots > 0 {
		return append([]keymap.Binding{p.keys.Open.Hinted("each"), p.keys.Save}, append(all, p.keys.Close)...)
	}
	return append([]keymap.Binding{p.keys.Open, p.keys.Save, p.keys.Fold}, append(all, p.keys.Close)...)
}

// Key moves, opens and saves.
func (p *Pane) Key(k tea.KeyPressMsg) (done bool, cmd tea.Cmd) {
	name, list := k.String(), p.items()
	p.sel = max(min(p.sel, len(list)-1), 0)
	switch {
	case p.keys.Close.Is(name):
		return true, nil
	case p.keys.All.Is(name) && p.others != nil:
		p.toggle(list)
	case len(list) == 0:
	case p.keys.Down.Is(name):
		p.sel = min(p.sel+1, len(list)-1)
	case p.keys.Up.Is(name):
		p.sel = max(p.sel-1, 0)
	case p.keys.Fold.Is(name), p.keys.Open.Is(name) && list[p.sel].boots > 0:
		p.fold(list)
	case p.keys.Open.Is(name):
		return true, list[p.sel].board.Open(list[p.sel].Report())
	case p.keys.Save.Is(name):
		return false, list[p.sel].board.Save(list[p.sel].Report())
	}
	return false, nil
}

// toggle lists this board's reports, or all boards', with the same one under the cursor.
func (p *Pane) toggle(list []item) {
	r := p.own.Book.Selected
	if p.sel < len(list) {
		r = list[p.sel].Report()
	}
	p.all, p.top, p.rows = !p.all, 0, nil
	p.find(r)
}

// View draws the part of the list around the selection.
func (p *Pane) View(w, h int) []string {
	list := p.items()
	if len(list) == 0 {
		var b cell.Bar
		b.Add("  "+p.none, p.th.Dim)
		return []string{b.Paint(w)}
	}
	p.sel = max(min(p.sel, len(list)-1), 0)
	var lines []listRow
	selRow := 0
	for i := range list {
		if list[i].head {
			lines = append(lines, listRow{&list[i], true})
		}
		if i == p.sel {
			selRow = len(lines)
		}
		lines = append(lines, listRow{&list[i], false})
	}
	p.top = min(p.top, max(selRow-1, 0))
	if selRow >= p.top+h {
		p.top = selRow - h + 1
	}
	var rows []string
	for i := p.top; i < min(p.top+h, len(lines)); i++ {
		if l := lines[i]; l.boot {
			rows = append(rows, p.bootRow(l.item, w))
		} else {
			rows = append(rows, p.row(l.item, i == selRow, w))
		}
	}
	return rows
}

// A listRow is an item, or the heading of the boot that it is the first of.
type listRow struct {
	item *item
	boot bool
}

func (p *Pane) bootRow(i *item, w int) string {
	var b cell.Bar
	r := i.Report()
	b.Add(" ", p.th.Dim)
	if p.all {
		b.Add(cell.CutMiddle(cell.Clean(i.board.Name), w/3)+" ", p.th.Title)
	}
	if r.Crash.Sender != "" {
		b.Add(cell.Clean(r.Crash.Sender)+" ", p.th.Dim)
	}
	if i.boots > 0 {
		b.Add(fmt.Sprintf("boots %d-%d, each as the one before ", i.of[0].Life().Boot, r.Crash.Boot), p.th.Dim)
	} else {
		b.Add(fmt.Sprintf("boot %d ", r.Crash.Boot), p.th.Dim)
	}
	b.Add(cell.Clean(r.Crash.Kernel), p.th.Dim)
	if i.hidden > 0 {
		b.Add(fmt.Sprintf(" · %d trouble", i.hidden), p.th.Dim)
	}
	if r.Crash.Past() && i.boots == 0 {
		b.Add(" · restarted "+r.Crash.Restarted(), p.th.Dim)
	}
	return b.Paint(w)
}

// elsewhere says which other boards have a crash of the same signature: each has its rows, at
// the place where it came.
func (p *Pane) elsewhere(i *item) string {
	if !p.all || i.Signature() == "" || !i.IsCrash() {
		return ""
	}
	var names []string
	for _, b := range p.boards() {
		if b.Book != i.board.Book && b.Book.Again(i.Report()) > 0 {
			names = append(names, b.Name)
		}
	}
	switch len(names) {
	case 0:
		return ""
	case 1:
		return " also on " + cell.CutMiddle(cell.Clean(names[0]), boardWidth)
	}
	return fmt.Sprintf(" also on %d boards", len(names))
}

// boardWidth is the column of the boards' names.
const boardWidth = 12

func (p *Pane) row(i *item, selected bool, w int) string {
	r := i.Report()
	c := r.Crash
	style := p.th.Severity(c.Severity)
	if c.Past() {
		style = p.th.Dim
	}
	number := ""
	if r.Number > 0 {
		number = strconv.Itoa(r.Number)
	}
	var b cell.Bar
	mark := " "
	if selected {
		mark = "▸"
	}
	b.Add(mark, p.th.Key)
	b.Add(fmt.Sprintf("%3s ", number), p.th.Text)
	if p.all {
		b.Add(cell.CutMiddle(cell.Clean(i.board.Name), boardWidth), p.th.Dim)
		b.Fill(' ', 5+boardWidth+1, p.th.Text)
	}
	if c.Echo.Of != 0 {
		b.Add("└ ", p.th.Border)
	}
	b.Add(fmt.Sprintf("%-8s", c.Severity), style)
	if w >= 70 {
		when := ""
		if c.HasTime {
			when = fmt.Sprintf("%.3f", c.Time)
		}
		b.Add(fmt.Sprintf("%11s  ", when), p.th.Dim)
	}
	title := p.th.Text
	if selected {
		title = p.th.Selected
	}
	var more cell.Bar
	if i.boots > 0 {
		more.Add(fmt.Sprintf(" in each of %d boots", i.boots), p.th.Number)
	} else if n := i.board.Book.Again(r); n > 1 {
		more.Add(fmt.Sprintf(" %d times this session", n), p.th.Number)
	}
	more.Add(p.elsewhere(i), p.th.Number)
	if c.Count > 1 {
		more.Add(fmt.Sprintf(" ×%d", c.Count), p.th.Number)
	}
	if r.Saved != "" {
		more.Add(" saved", p.th.OK)
	}
	if r.Notes != "" {
		more.Add(" note", p.th.Key)
	}
	b.Add(cell.CutEnd(cell.Clean(c.Title), w-b.Len()-more.Len()), title)
	b.Cells = append(b.Cells, more.Cells...)
	return b.Paint(w)
}
