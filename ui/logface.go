package ui

import (
	"fmt"
)

// What the screen at large sets in the pane and asks of it.

// An absence says of what is not there why it is not.
type absence struct {
	idle []string // for the middle of the pane, while nothing came at all
	none string   // no line passes the filter
	away string   // why nothing can come now, "" while the line is up
}

// Tell gives the pane the words for what is not there.
func (p *logPane) Tell(words absence) { p.absent = words }

// SetBeside tells whether the pane shares its rows with another.
func (p *logPane) SetBeside(b bool) { p.beside = b }

// SetFocused tells whether keys come here.
func (p *logPane) SetFocused(b bool) { p.focused = b }

// SetTyping tells whether keys go to the board, whose cursor is then shown
// behind the last line.
func (p *logPane) SetTyping(b bool) { p.typing = b }

// ToggleWrap shows wide lines on as many rows as they take, or on one again.
func (p *logPane) ToggleWrap() { p.wrap, p.left = !p.wrap, 0 }

// ToggleRaw shows control characters, or acts on them again.
func (p *logPane) ToggleRaw() { p.raw = !p.raw }

// Height returns how many rows are seen.
func (p *logPane) Height() int { return p.h }

// Following reports whether the end is shown, whatever comes.
func (p *logPane) Following() bool { return p.follow }

// Partial returns the unfinished line at the end.
func (p *logPane) Partial() string { return p.partial }

// End returns where the last whole line ends, in bytes of the input.
func (p *logPane) End() int64 { return p.end }

// Stamped returns the last line with a time of the kernel.
func (p *logPane) Stamped() int { return p.stamped }

// Cursor returns where the board's cursor was in the last View, and whether it
// is to be seen there.
func (p *logPane) Cursor() (x, y int, seen bool) {
	return p.cursorX, p.cursorY, p.cursorSeen && p.cursorY >= 0 && p.cursorY < p.h
}

// Drawn says what is special about how lines are drawn.
func (p *logPane) Drawn() (words []string) {
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
func (p *logPane) Tail(n int) (text []string) {
	for seq := max(p.ring.First(), p.ring.End()-n); seq < p.ring.End(); seq++ {
		text = append(text, p.ring.At(seq).Text)
	}
	return text
}

// Holding returns the line that a byte of the input is in, if it is still here.
func (p *logPane) Holding(at int64) (n int, ok bool) {
	seq := p.ring.Holding(at)
	if seq < 0 {
		return 0, false
	}
	return p.ring.At(seq).N, true
}
