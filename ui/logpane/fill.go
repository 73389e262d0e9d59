package logpane

import (
	"maps"
	"slices"

	"oopscope/parse"
	"oopscope/ui/scrollback"
)

// What comes into the pane, and what of it is shown.

// Append takes what is new.
func (p *Pane) Append(b *parse.Batch) {
	for _, g := range b.Gaps {
		p.gaps[g.After] = g
	}
	for _, boot := range b.Boots {
		p.boots[boot.First] = boot
	}
	p.noteBoots(b)
	for _, l := range slices.Backward(b.Lines) {
		if l.Micro >= 0 {
			p.stamped = l.N
			break
		}
	}
	first := p.ring.First()
	p.ring.Limit = p.Limit
	p.ring.Add(b.Lines)
	if n := len(b.Lines); n > 0 {
		p.end = b.Lines[n-1].Last
	}
	if p.ring.First() > first {
		p.forget()
	}
	p.partial = string(scrollback.Kept(b.Partial))
	p.sift()
	p.clampView()
}

// forget drops the boots and gaps of lines that are gone: a board in a boot
// loop must not fill the memory.
func (p *Pane) forget() {
	oldest := p.ring.Oldest()
	p.forgetBoots(oldest)
	maps.DeleteFunc(p.boots, func(n int, _ parse.Boot) bool { return n < oldest })
	maps.DeleteFunc(p.gaps, func(n int, _ parse.Gap) bool { return n < oldest-1 })
}

// sift runs the filter over the rows it has not seen.
func (p *Pane) sift() {
	if !p.filter.Active() {
		p.kept = nil
		return
	}
	for seq := max(p.seen, p.ring.First()); seq < p.ring.End(); seq++ {
		r := p.ring.At(seq)
		if p.filter.shows(r, p.book) {
			p.kept = append(p.kept, seq)
		}
	}
	p.seen = p.ring.End()
	gone := 0
	for gone < len(p.kept) && p.kept[gone] < p.ring.First() {
		gone++
	}
	p.kept = p.kept[gone:]
}

// SetFilter shows only what passes and keeps the cursor near where it was.
func (p *Pane) SetFilter(f Filter) {
	p.filter, p.kept, p.seen = f, nil, 0
	if f.Active() {
		p.kept = []int{}
	}
	p.sift()
	p.cursor = p.atOrBefore(p.cursor)
	if p.top.seq > p.cursor {
		p.top = spot{p.cursor, 0}
	}
	p.clampView()
}

// SetSize tells the pane its place on the screen.
func (p *Pane) SetSize(w, h int) {
	p.w, p.h = max(w, 0), max(h, 0)
	p.clampView()
}
