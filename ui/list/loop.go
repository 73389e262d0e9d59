package list

import (
	"slices"
	"time"

	"oopscope/ui/book"
)

// leastLoop is how many boots with the same crashes, one after the other, are a crash loop.
const leastLoop = 3

// An item is a row that can be selected: a report, or one that stands for those of the
// same signature in each boot of a crash loop.
type item struct {
	board      *Board
	book.Entry // of a loop the latest
	of         []book.Entry
	boots      int // of the loop, 0 when it is none
	hidden     int // trouble of those boots
	head       bool
}

// has tells whether the row stands for a report, by its ID.
func (i *item) has(id int) bool {
	return i.ID() == id || slices.ContainsFunc(i.of, func(e book.Entry) bool { return e.ID() == id })
}

// items lists the rows. They are made anew when a book has other reports.
func (p *Pane) items() []item {
	boards, version := p.boards(), 0
	for i := range boards {
		version += 1 + boards[i].Book.Version + len(boards[i].Book.All)
	}
	if p.rows == nil || p.of != version || len(p.rows) == 0 {
		p.rows, p.of = p.itemsNow(boards), version
	}
	return p.rows
}

// itemsNow makes them: boot by boot, crash loops folded that nobody opened. Those of
// several boards are in the order in which they came, by the clock here.
func (p *Pane) itemsNow(boards []Board) (list []item) {
	if len(boards) == 1 {
		return p.itemsOf(&boards[0])
	}
	var boots [][]item
	for i := range boards {
		for _, it := range p.itemsOf(&boards[i]) {
			if it.head {
				boots = append(boots, nil)
			}
			boots[len(boots)-1] = append(boots[len(boots)-1], it)
		}
	}
	slices.SortStableFunc(boots, func(a, b []item) int { return a[0].when().Compare(b[0].when()) })
	return slices.Concat(boots...)
}

// when is when the earliest report of a row came.
func (i *item) when() time.Time {
	e := i.Entry
	if len(i.of) > 0 {
		e = i.of[0]
	}
	at, _, _, _ := e.Met()
	return at
}

// itemsOf lists the rows of one board.
func (p *Pane) itemsOf(b *Board) (list []item) {
	lives := livesOf(order(b.Book))
	for i := 0; i < len(lives); {
		n := 1
		for i+n < len(lives) && sameCrashes(lives[i], lives[i+n]) {
			n++
		}
		if n < leastLoop || p.unfolded[life{b.Book, lives[i][0].Life()}] {
			for _, life := range lives[i : i+n] {
				for at, r := range life {
					list = append(list, item{board: b, Entry: r, head: at == 0})
				}
			}
		} else {
			list = append(list, folded(b, lives[i:i+n])...)
		}
		i += n
	}
	return list
}

// livesOf parts reports by their boots.
func livesOf(all []book.Entry) (lives [][]book.Entry) {
	for _, r := range all {
		if n := len(lives); n > 0 && lives[n-1][0].Life() == r.Life() {
			lives[n-1] = append(lives[n-1], r)
		} else {
			lives = append(lives, []book.Entry{r})
		}
	}
	return lives
}

// crashesOf are the crashes among the reports of a boot.
func crashesOf(life []book.Entry) []book.Entry {
	return slices.DeleteFunc(slices.Clone(life), func(r book.Entry) bool { return !r.IsCrash() })
}

// sameCrashes tells boots of one board that had the same crashes in the same order. What is
// too poor for a signature is the same as nothing.
func sameCrashes(a, b []book.Entry) bool {
	x, y := crashesOf(a), crashesOf(b)
	return len(x) > 0 && a[0].Life().Sender == b[0].Life().Sender && slices.EqualFunc(x, y, func(r, s book.Entry) bool {
		return r.Signature() != "" && r.Signature() == s.Signature()
	})
}

// folded are the rows of a crash loop: one for each crash that its boots have.
func folded(b *Board, lives [][]book.Entry) (list []item) {
	for at := range crashesOf(lives[0]) {
		i := item{board: b, boots: len(lives), head: at == 0}
		for _, life := range lives {
			i.hidden += len(life) - len(crashesOf(life))
			i.Entry = crashesOf(life)[at]
			i.of = append(i.of, i.Entry)
		}
		list = append(list, i)
	}
	return list
}

// fold opens a crash loop to the single crashes, or closes it again.
func (p *Pane) fold(list []item) {
	i := list[p.sel]
	here, of := i.Entry, i.board.Book
	p.rows = nil
	if i.boots > 0 {
		p.unfolded[life{of, i.of[0].Life()}] = true
		here = i.of[0]
	} else {
		lives := livesOf(order(of))
		at := slices.IndexFunc(lives, func(l []book.Entry) bool { return l[0].Life() == here.Life() })
		for at > 0 && sameCrashes(lives[at-1], lives[at]) {
			at--
		}
		delete(p.unfolded, life{of, lives[at][0].Life()})
	}
	p.find(here.Report())
}
