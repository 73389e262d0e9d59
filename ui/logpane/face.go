package logpane

import "fmt"

// What the screen at large sets in the pane and asks of it.

// Tell gives the pane the words for what is not there.
func (p *Pane) Tell(words Absence) { p.absent = words }

// SetBeside tells whether the pane shares its rows with another.
func (p *Pane) SetBeside(b bool) { p.beside = b }

// SetFocused tells whether keys come here.
func (p *Pane) SetFocused(b bool) { p.focused = b }

// SetTyping tells whether keys go to the board, whose cursor is then shown
// behind the last line.
func (p *Pane) SetTyping(b bool) { p.typing = b }

// ToggleWrap shows wide lines on as many rows as they take, or on one again.
func (p *Pane) ToggleWrap() { p.wrap, p.left = !p.wrap, 0 }

// ToggleRaw shows control characters, or acts on them again.
func (p *Pane) ToggleRaw() { p.raw = !p.raw }

// Look returns how lines are drawn: which times stand before them, whether they are
// wrapped, and whether control characters are shown.
func (p *Pane) Look() (times int, wrap, raw bool) { return int(p.times), p.wrap, p.raw }

// SetLook draws lines as Look told.
func (p *Pane) SetLook(times int, wrap, raw bool) {
	p.times, p.wrap, p.raw = timesMode(times)%timesModes, wrap, raw
}

// Height returns how many rows are seen.
func (p *Pane) Height() int { return p.h }

// Following reports whether the end is shown, whatever comes.
func (p *Pane) Following() bool { return p.follow }

// Partial returns the unfinished line at the end.
func (p *Pane) Partial() string { return p.partial }

// End returns where the last whole line ends, in bytes of the input.
func (p *Pane) End() int64 { return p.end }

// Stamped returns the last line with a time of the kernel.
func (p *Pane) Stamped() int { return p.stamped }

// Cursor returns where the board's cursor was in the last View, and whether it
// is to be seen there.
func (p *Pane) Cursor() (x, y int, seen bool) {
	return p.cursorX, p.cursorY, p.cursorSeen && p.cursorY >= 0 && p.cursorY < p.h
}

// Drawn says what is special about how lines are drawn.
func (p *Pane) Drawn() (words []string) {
	if s := p.timesWords(); s != "" {
		words = append(words, s)
	}
	if p.raw {
		words = append(words, "raw")
	}
	if p.left > 0 && !p.Wraps() {
		words = append(words, fmt.Sprintf("column %d", p.left+1))
	}
	return words
}

// Tail returns the text of the last n lines.
func (p *Pane) Tail(n int) (text []string) {
	for seq := max(p.ring.First(), p.ring.End()-n); seq < p.ring.End(); seq++ {
		text = append(text, p.ring.At(seq).Text)
	}
	return text
}

// Holding returns the line that a byte of the input is in, 0 when that is not here.
// Known is false when it shows once the line was read.
func (p *Pane) Holding(at int64) (n int, known bool) {
	seq, known := p.ring.Holding(at)
	return seq + 1, known || p.unread[p.pageAt(at)]
}

func (p *Pane) pageAt(at int64) int {
	if p.ring.Source == nil {
		return -1
	}
	return p.ring.Source.At(at)
}

// Waiting returns how many lines came since the view was frozen, -1 when it is not.
func (p *Pane) Waiting() int {
	if p.pausedAt == 0 {
		return -1
	}
	return p.ring.End() - min(p.pausedAt, p.ring.End())
}

// Filter returns which lines are shown.
func (p *Pane) Filter() Filter { return p.filter }

// Holds tells whether a line of the input is still here, shown or not.
func (p *Pane) Holds(n int) bool {
	seq := p.ring.Seek(n)
	return p.ring.Has(seq) && p.ring.At(seq).N == n
}

// Lines returns how many lines came so far.
func (p *Pane) Lines() int {
	if p.ring.End() == p.ring.First() {
		return 0
	}
	return p.ring.At(p.ring.End() - 1).N
}
