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

// A Pane lists everything that was found, trouble included, with the boots
// between. It lies over the rest of the screen until it is done.
type Pane struct {
	th       *theme.Theme
	book     *book.Book
	keys     *keymap.List
	sel, top int
	open     func(*book.Report) tea.Cmd
	save     func(*book.Report) tea.Cmd
	none     string             // what to say of an empty list
	unfolded map[book.Life]bool // crash loops, by their first boot
}

// New returns a list of what is in the book, with its selected report under the
// cursor. Open and save are what the person may do with one; none is what to say
// when there is nothing.
func New(th *theme.Theme, b *book.Book, keys *keymap.List, open, save func(*book.Report) tea.Cmd, none string) *Pane {
	p := &Pane{th: th, book: b, keys: keys, open: open, save: save, none: none, unfolded: map[book.Life]bool{}}
	p.sel = max(slices.IndexFunc(p.items(), func(i item) bool { return i.has(b.Selected) }), 0)
	return p
}

// order lists the reports as they are drawn: boot by boot, and in a boot what has
// the same signature together, at the place of its first.
func (p *Pane) order() []*book.Report {
	type group struct {
		life      book.Life
		signature string
	}
	at, boots := map[group]int{}, map[book.Life]int{}
	place := make(map[*book.Report][2]int, len(p.book.All))
	for i, r := range p.book.All {
		life := r.Life()
		if _, known := boots[life]; !known {
			boots[life] = i
		}
		g := group{life, r.Crash.Signature.Exact}
		first, known := at[g]
		if !known || g.signature == "" {
			at[g], first = i, i
		}
		place[r] = [2]int{boots[life], first}
	}
	all := slices.Clone(p.book.All)
	slices.SortStableFunc(all, func(a, b *book.Report) int {
		return cmp.Or(cmp.Compare(place[a][0], place[b][0]), cmp.Compare(place[a][1], place[b][1]))
	})
	return all
}

// Mode names the list.
func (p *Pane) Mode() string { return "LIST" }

// Title counts.
func (p *Pane) Title() string {
	crashes, trouble, _ := p.book.Counts()
	return fmt.Sprintf("crashes %d · trouble %d", crashes, trouble)
}

// Hints are the keys that work here.
func (p *Pane) Hints() []keymap.Binding {
	if list := p.items(); p.sel < len(list) && list[p.sel].boots > 0 {
		return []keymap.Binding{p.keys.Open.Hinted("each"), p.keys.Save, p.keys.Close}
	}
	return []keymap.Binding{p.keys.Open, p.keys.Save, p.keys.Fold, p.keys.Close}
}

// Key moves, opens and saves.
func (p *Pane) Key(k tea.KeyPressMsg) (done bool, cmd tea.Cmd) {
	name, list := k.String(), p.items()
	p.sel = max(min(p.sel, len(list)-1), 0)
	switch {
	case p.keys.Close.Is(name):
		return true, nil
	case len(list) == 0:
	case p.keys.Down.Is(name):
		p.sel = min(p.sel+1, len(list)-1)
	case p.keys.Up.Is(name):
		p.sel = max(p.sel-1, 0)
	case p.keys.Fold.Is(name), p.keys.Open.Is(name) && list[p.sel].boots > 0:
		p.fold(list)
	case p.keys.Open.Is(name):
		return true, p.open(list[p.sel].report)
	case p.keys.Save.Is(name):
		return false, p.save(list[p.sel].report)
	}
	return false, nil
}

// View draws the part of the list around the selection.
func (p *Pane) View(w, h int) []string {
	if len(p.book.All) == 0 {
		var b cell.Bar
		b.Add("  "+p.none, p.th.Dim)
		return []string{b.Paint(w)}
	}
	list := p.items()
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
	r := i.report
	b.Add(" ", p.th.Dim)
	if r.Crash.Sender != "" {
		b.Add(cell.Clean(r.Crash.Sender)+" ", p.th.Dim)
	}
	if i.boots > 0 {
		b.Add(fmt.Sprintf("boots %d-%d, each as the one before ", i.of[0].Crash.Boot, r.Crash.Boot), p.th.Dim)
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

func (p *Pane) row(i *item, selected bool, w int) string {
	r := i.report
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
	} else if n := p.book.Again(r); n > 1 {
		more.Add(fmt.Sprintf(" %d times this session", n), p.th.Number)
	}
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
