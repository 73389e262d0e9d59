package logpane

import (
	"strings"

	"oopscope/parse"
	"oopscope/ui/cell"
)

// What stands below the last row: the line that is being printed or typed, and why
// nothing more can come.

func (p *Pane) tailHeight() int {
	if p.pausedAt > 0 {
		return 0
	}
	n := 0
	if _, ok := p.gapBehind(); ok {
		n++
	}
	if p.partial != "" || p.typing {
		cells, col := p.partialCells()
		n += len(p.partialLines(cells, col))
	}
	if p.absent.Away != "" {
		n++
	}
	return n
}

// gapBehind is a gap with no line behind it as yet, which would stand above that.
func (p *Pane) gapBehind() (g parse.Gap, ok bool) {
	g, ok = p.gaps[p.newest]
	return g, ok
}

// drawTail appends the gap behind the last line, the unfinished line and the gap that is open now.
func (p *Pane) drawTail(lines []string) []string {
	for len(p.screenRow) < len(lines) { // words about an empty log
		p.screenRow = append(p.screenRow, -1)
	}
	if g, ok := p.gapBehind(); ok {
		lines = append(lines, p.rule(gapWords(g), p.w))
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
