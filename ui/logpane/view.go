package logpane

import (
	"strings"

	"oopscope/ui/cell"
)

// View draws exactly h lines of exactly w cells, and nothing that is not seen.
func (p *Pane) View() string {
	lines := make([]string, 0, p.h+8)
	p.screenRow = p.screenRow[:0]
	p.cursorSeen = false
	top := p.top
	if p.follow {
		top = p.bottom()
	}
	seq, last := top.seq, p.last()
	for ; p.ring.Has(seq) && seq <= last && len(lines) < p.h; seq = p.step(seq, 1) {
		lines = p.draw(lines, seq, top.skip)
		top.skip = 0
		if seq == last {
			break
		}
	}
	empty := len(lines) == 0 && p.partial == ""
	if empty && !p.typing {
		lines = p.drawEmpty()
	}
	if p.pausedAt == 0 && (seq >= last || !p.ring.Has(seq)) {
		lines = p.drawTail(lines)
	}
	if empty && p.typing { // below the cursor
		if words := p.drawEmpty(); len(words) > len(lines) {
			lines = append(lines, words[len(lines):]...)
		}
	}
	return p.window(lines)
}

// drawEmpty says why there is nothing to see, and what to do.
func (p *Pane) drawEmpty() []string {
	if p.ring.End() > 0 {
		return []string{p.rule(p.absent.None, p.w)}
	}
	lines := []string{}
	for _, words := range p.absent.Idle {
		var b cell.Bar
		b.Fill(' ', max((p.w-cell.Width(words))/2, 1), p.th.Dim)
		b.Add(words, p.th.Dim)
		lines = append(lines, b.Paint(p.w))
	}
	for range max(p.h/2-len(lines), 0) {
		lines = append([]string{strings.Repeat(" ", p.w)}, lines...)
	}
	return lines
}

// window cuts the lines to the pane: their end when following, else their
// beginning.
func (p *Pane) window(lines []string) string {
	for len(p.screenRow) < len(lines) {
		p.screenRow = append(p.screenRow, -1)
	}
	if extra := len(lines) - p.h; extra > 0 && p.follow {
		lines, p.screenRow = lines[extra:], p.screenRow[extra:]
		p.cursorY -= extra
	}
	if len(lines) > p.h {
		lines = lines[:p.h]
	}
	blank := strings.Repeat(" ", p.w)
	for len(lines) < p.h {
		lines = append(lines, blank)
	}
	return strings.Join(lines, "\n")
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
	cells := p.cells(seq)
	gutter := p.gutter(seq, r)
	for first := true; ; first = false {
		var piece []cell.Glyph
		piece, cells = p.cutCells(cells)
		if first && p.Margin() == 0 {
			piece = p.marked(piece, seq, r)
		}
		next(func() string { return gutter + cell.Paint(piece, p.Columns()) })
		if len(cells) == 0 {
			break
		}
	}
	if m, ok := p.marks[r.N]; ok && m.Text != "" {
		next(func() string { return p.remark(r.N, m.Text) })
	}
	return lines
}

// leads are the words of the rules drawn before a row: a gap, a boot, another day.
func (p *Pane) leads(seq int) (words []string) {
	r := p.ring.At(seq)
	if g, ok := p.gaps[r.N-1]; ok {
		words = append(words, gapWords(g))
	}
	if b, ok := p.boots[r.N]; ok {
		words = append(words, bootWords(b))
	}
	if day := p.newDay(seq); day != "" {
		words = append(words, day)
	}
	return words
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

// drawTail appends the unfinished line and the gap that is open now.
func (p *Pane) drawTail(lines []string) []string {
	for len(p.screenRow) < len(lines) { // words about an empty log
		p.screenRow = append(p.screenRow, -1)
	}
	if p.partial != "" || p.typing {
		lines = p.drawPartial(lines)
	}
	if p.absent.Away != "" {
		lines = append(lines, p.rule(p.absent.Away, p.w))
	}
	return lines
}

// drawPartial draws the line that is being printed or typed. It always wraps:
// while typing the cursor must be seen.
func (p *Pane) drawPartial(lines []string) []string {
	cells, col := p.partialCells()
	for _, piece := range p.partialLines(cells, col) {
		if col >= 0 && col < max(len(piece), 1) {
			p.cursorX, p.cursorY, p.cursorSeen = p.Margin()+col, len(lines), true
		}
		col -= len(piece)
		lines = append(lines, strings.Repeat(" ", p.Margin())+cell.Paint(piece, p.Columns()))
	}
	return lines
}

// partialLines wraps the unfinished line, with a place for the cursor.
func (p *Pane) partialLines(cells []cell.Glyph, col int) [][]cell.Glyph {
	for len(cells) <= col {
		cells = append(cells, cell.Glyph{Rune: ' '})
	}
	return cell.Wrap(cells, p.Columns())
}

func (p *Pane) partialCells() (cells []cell.Glyph, col int) {
	p.scratch = cell.Line{Row: p.scratch.Row[:0]}
	p.scratch.Play(p.partial)
	return p.scratch.Row, p.scratch.Col
}

func (p *Pane) tailHeight() int {
	if p.pausedAt > 0 {
		return 0
	}
	n := 0
	if p.partial != "" || p.typing {
		cells, col := p.partialCells()
		n += len(p.partialLines(cells, col))
	}
	if p.absent.Away != "" {
		n++
	}
	return n
}
