package ui

import (
	"fmt"
	"slices"

	"oopscope/parse"
)

// cells returns a row as it is drawn, before it is cut to the window. They are
// good until the next call.
func (p *logPane) cells(seq int) []glyph {
	row := p.textCells(seq)
	if stamp := p.hostStamp(seq); stamp != "" {
		var b bar
		b.add(stamp, p.th.Dim)
		row = slices.Insert(row, 0, b.cells...)
	}
	return row
}

// textCells are the cells of what the board sent, without those of a host time: no
// carriage return of the board's may write over that.
func (p *logPane) textCells(seq int) []glyph {
	r := p.ring.at(seq)
	p.scratch = lineScreen{row: p.scratch.row[:0]}
	prefix, text := r.text[:r.off], r.text[r.off:]
	if p.raw {
		prefix, text = caret(prefix), caret(text)
	}
	p.scratch.play(p.kernelStamp(seq, r, prefix))
	dim := inkOf(p.th.Dim)
	stamped := len(p.scratch.row)
	p.scratch.play(text)
	base := p.rowInk(r)
	for i := range p.scratch.row {
		g := &p.scratch.row[i]
		if i < stamped {
			g.ink = dim.under(g.ink)
		} else {
			g.ink = base.under(g.ink)
		}
	}
	if p.search != nil {
		p.highlight(p.scratch.row, seq == p.cursor && !p.follow)
	}
	p.cutWords(r)
	return p.scratch.row
}

// rowInk is the colour of a line's text: what it belongs to first, then its
// level, then its words.
func (p *logPane) rowInk(r *logLine) ink {
	mark := parse.Severity(r.mark)
	if rep := p.book.covering(r.n); rep != nil {
		switch {
		case r.n == rep.crash.First || mark >= parse.Warning:
			k := inkOf(p.th.severity(rep.crash.Severity))
			k.attr |= bold
			return k
		case rep.crash.Severity > parse.Error:
			return ink{}
		}
	}
	switch {
	case mark > 0:
		return inkOf(p.th.severity(mark))
	case r.level >= 0 && r.level <= 2:
		return inkOf(p.th.Panic)
	case r.level == 3:
		return inkOf(p.th.Error)
	case r.level == 4:
		return inkOf(p.th.Warning)
	case r.level == 7:
		return inkOf(p.th.Dim)
	case r.level < 0 && errorWords.in(r.text[r.off:]):
		return inkOf(p.th.Error)
	}
	return ink{}
}

// highlight colours what the search finds.
func (p *logPane) highlight(row []glyph, here bool) {
	k := inkOf(p.th.Match)
	if here {
		k = inkOf(p.th.MatchHere)
	}
	text, places := textOf(row)
	for _, m := range p.search.all(text) {
		for i := m[0]; i < m[1]; i++ {
			at := places[i]
			for row[at].ink = k; at+1 < len(row) && row[at+1].r == 0; at++ {
				row[at+1].ink = k
			}
		}
	}
}

// cutWords appends how much of an endless line is not shown.
func (p *logPane) cutWords(r *logLine) {
	words := ""
	switch {
	case r.cut > 0:
		words = fmt.Sprintf(" …and %s more, not shown", size(int64(r.cut)))
	case len(p.scratch.row) >= maxCells:
		words = " …and more, not shown"
	default:
		return
	}
	var b bar
	b.add(words, p.th.Dim)
	p.scratch.row = append(p.scratch.row, b.cells...)
}

// size writes a number of bytes for a person.
func size(n int64) string {
	switch {
	case n < 1000:
		return fmt.Sprintf("%d B", n)
	case n < 100_000:
		return fmt.Sprintf("%.1f kB", float64(n)/1e3)
	case n < 1_000_000:
		return fmt.Sprintf("%d kB", n/1000)
	case n < 100_000_000:
		return fmt.Sprintf("%.1f MB", float64(n)/1e6)
	}
	if n < 1_000_000_000 {
		return fmt.Sprintf("%d MB", n/1_000_000)
	}
	return fmt.Sprintf("%.1f GB", float64(n)/1e9)
}
