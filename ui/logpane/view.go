package logpane

import (
	"fmt"
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
	if percent, ok := p.Sifting(); ok {
		return []string{p.rule(fmt.Sprintf("looking for lines that pass: %d %%", percent), p.w)}
	}
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

// LineAt returns which line of the input the last View has in row y of the pane.
func (p *Pane) LineAt(y int) (n int, ok bool) {
	if y < 0 || y >= min(len(p.screenRow), p.h) || !p.ring.Has(p.screenRow[y]) {
		return 0, false
	}
	return p.ring.At(p.screenRow[y]).N, true
}
