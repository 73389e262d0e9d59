package logpane

import "oopscope/ui/cell"

// How a row becomes lines of the screen.

// leads are the words of the rules drawn before a row: a gap, a boot, another day.
func (p *Pane) leads(seq int) (words []string) {
	r := p.ring.At(seq)
	if g, ok := p.gaps[r.N-1]; ok {
		words = append(words, gapWords(g))
	}
	if b, ok := p.boots[r.N]; ok {
		words = append(words, bootWords(b.Boot()))
	}
	if day := p.newDay(seq); day != "" {
		words = append(words, day)
	}
	return words
}

// height returns how many lines draw makes of the row.
func (p *Pane) height(seq int) int {
	n := 1 + len(p.leads(seq))
	if m, ok := p.marks[p.ring.At(seq).N]; ok && m.Text != "" {
		n++
	}
	if p.Wraps() {
		for cells := p.cells(seq); ; n++ {
			if _, cells = p.cutCells(cells); len(cells) == 0 {
				break
			}
		}
	}
	return n
}

// draw appends the lines of one row that are in the window, without the first
// few: what stands before it, the row itself, and the remark on it.
func (p *Pane) draw(lines []string, seq, skip int) []string {
	r := p.ring.At(seq)
	next := func(paint func() string) {
		if skip > 0 || len(lines) >= p.h {
			skip--
			return
		}
		lines = append(lines, paint())
		p.screenRow = append(p.screenRow, seq)
	}
	for _, words := range p.leads(seq) {
		next(func() string { return p.rule(words, p.w) })
	}
	cells := p.litCells(seq)
	for first := true; ; first = false {
		var piece []cell.Glyph
		piece, cells = p.cutCells(cells)
		if first && p.Margin() == 0 {
			piece = p.marked(piece, seq, r)
		}
		next(func() string { return p.gutter(seq, r, first) + cell.Paint(piece, p.Columns()) })
		if len(cells) == 0 {
			break
		}
	}
	if m, ok := p.marks[r.N]; ok && m.Text != "" {
		next(func() string { return p.remark(r.N, m.Text) })
	}
	return lines
}

// cutCells takes what fits on one line. Without wrapping it is the columns in
// the window, with a mark where more follows, and nothing is left over.
func (p *Pane) cutCells(cells []cell.Glyph) (piece, rest []cell.Glyph) {
	width := p.Columns()
	if p.Wraps() {
		n := cell.LineEnd(cells, width)
		return cells[:n], cells[n:]
	}
	cells = cells[min(p.left, len(cells)):]
	if len(cells) > width {
		cells = cells[:width]
		cells[width-1] = cell.Glyph{Rune: '›', Ink: cell.InkOf(p.th.Dim)}
	}
	return cells, nil
}

// remark is a person's words below the line they are about.
func (p *Pane) remark(n int, words string) string {
	var b cell.Bar
	if p.refused(n) {
		words += " (not on the disk yet)"
	}
	b.Add("    ◆ "+words, p.th.Key)
	return b.Paint(p.w)
}
