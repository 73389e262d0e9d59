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

// cells returns a row as it is drawn, before it is cut to the window. They are
// good until the next call.
func (p *Pane) cells(seq int) []cell.Glyph {
	row := p.textCells(seq)
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
	if p.search != nil {
		p.highlight(p.scratch.Row, seq == p.cursor && !p.follow)
	}
	p.cutWords(r)
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
	for _, m := range p.search.All(text) {
		for i := m[0]; i < m[1]; i++ {
			at := places[i]
			for row[at].Ink = k; at+1 < len(row) && row[at+1].Rune == 0; at++ {
				row[at+1].Ink = k
			}
		}
	}
}

// cutWords appends how much of an endless line is not shown.
func (p *Pane) cutWords(r *scrollback.Line) {
	words := ""
	switch {
	case r.Cut > 0:
		words = fmt.Sprintf(" …and %s more, not shown", say.Size(int64(r.Cut)))
	case len(p.scratch.Row) >= cell.MaxCells:
		words = " …and more, not shown"
	default:
		return
	}
	var b cell.Bar
	b.Add(words, p.th.Dim)
	p.scratch.Row = append(p.scratch.Row, b.Cells...)
}
