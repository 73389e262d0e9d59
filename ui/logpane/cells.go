package logpane

import (
	"fmt"
	"slices"

	"oopscope/parse"
	"oopscope/ui/cell"
	"oopscope/ui/match"
	"oopscope/ui/say"
	"oopscope/ui/scrollback"
)

// cells returns a row as it is drawn, before it is cut to the window, but for what is
// looked for in it. They are good until the next call.
func (p *Pane) cells(seq int) []cell.Glyph { return p.flanked(seq, p.textCells(seq)) }

// litCells are the cells of a row that is on the screen.
func (p *Pane) litCells(seq int) []cell.Glyph {
	row := p.textCells(seq)
	p.light(row)
	if p.search != nil {
		p.highlight(row, seq == p.cursor && !p.follow)
	}
	return p.flanked(seq, row)
}

// flanked puts the host time before a row, and behind it how much is not shown.
func (p *Pane) flanked(seq int, row []cell.Glyph) []cell.Glyph {
	row = append(row, p.cutWords(p.ring.At(seq))...)
	if stamp := p.hostStamp(seq); stamp != "" {
		var b cell.Bar
		b.Add(stamp, p.th.Dim)
		row = slices.Insert(row, 0, b.Cells...)
	}
	return row
}

// textCells are the cells of what the board sent, without those of a host time: no
// carriage return of the board's may write over that.
func (p *Pane) textCells(seq int) []cell.Glyph {
	r := p.ring.At(seq)
	p.scratch = cell.Line{Row: p.scratch.Row[:0]}
	prefix, text := r.Text[:r.Off], r.Text[r.Off:]
	if p.raw {
		prefix, text = cell.Caret(prefix), cell.Caret(text)
	}
	p.scratch.Play(p.kernelStamp(seq, r, prefix))
	dim := cell.InkOf(p.th.Dim)
	stamped := len(p.scratch.Row)
	p.scratch.Play(text)
	base := p.rowInk(r)
	for i := range p.scratch.Row {
		g := &p.scratch.Row[i]
		if i < stamped {
			g.Ink = dim.Under(g.Ink)
		} else {
			g.Ink = base.Under(g.Ink)
		}
	}
	return p.scratch.Row
}

// rowInk is the colour of a line's text: what it belongs to first, then its
// level, then its words.
func (p *Pane) rowInk(r *scrollback.Line) cell.Ink {
	mark := parse.Severity(r.Mark)
	if rep := p.book.Covering(r.N); rep != nil {
		switch {
		case r.N == rep.Crash.First || mark >= parse.Warning:
			k := cell.InkOf(p.th.Severity(rep.Crash.Severity))
			k.Attr |= cell.Bold
			return k
		case rep.Crash.Severity > parse.Error:
			return cell.Ink{}
		}
	}
	switch {
	case mark > 0:
		return cell.InkOf(p.th.Severity(mark))
	case r.Level >= 0 && r.Level <= 2:
		return cell.InkOf(p.th.Panic)
	case r.Level == 3:
		return cell.InkOf(p.th.Error)
	case r.Level == 4:
		return cell.InkOf(p.th.Warning)
	case r.Level == 7:
		return cell.InkOf(p.th.Dim)
	case r.Level < 0 && match.ErrorWords.In(r.Text[r.Off:]):
		return cell.InkOf(p.th.Error)
	}
	return cell.Ink{}
}

// highlight colours what the search finds.
func (p *Pane) highlight(row []cell.Glyph, here bool) {
	k := cell.InkOf(p.th.Match)
	if here {
		k = cell.InkOf(p.th.MatchHere)
	}
	text, places := cell.Index(row)
	colour(row, places, p.search.All(text), func(cell.Ink) cell.Ink { return k })
}

// colour changes the ink of what was found in a row.
func colour(row []cell.Glyph, places []int, found [][]int, ink func(was cell.Ink) cell.Ink) {
	for _, m := range found {
		last := -1
		for i := m[0]; i < m[1]; i++ {
			at := places[i]
			if at == last { // of the same letter
				continue
			}
			last = at
			k := ink(row[at].Ink)
			for row[at].Ink = k; at+1 < len(row) && row[at+1].Rune == 0; at++ {
				row[at+1].Ink = k
			}
		}
	}
}

// cutWords are how much of an endless line is not shown.
func (p *Pane) cutWords(r *scrollback.Line) []cell.Glyph {
	words := ""
	switch {
	case r.Cut > 0:
		words = fmt.Sprintf(" …and %s more, not shown", say.Size(int64(r.Cut)))
	case len(p.scratch.Row) >= cell.MaxCells:
		words = " …and more, not shown"
	default:
		return nil
	}
	var b cell.Bar
	b.Add(words, p.th.Dim)
	return b.Cells
}
