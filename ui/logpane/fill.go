package logpane

import (
	"maps"
	"slices"
	"strings"

	"oopscope/parse"
	"oopscope/parse/crash"
	"oopscope/ui/scrollback"
)

// What comes into the pane, and what of it is shown.

// Append takes what is new.
func (p *Pane) Append(b *parse.Batch) {
	for _, g := range b.Gaps {
		p.noteGap(g)
	}
	for _, boot := range b.Boots {
		p.boots[boot.First] = boot.Pack()
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
		p.end, p.newest = b.Lines[n-1].Last, b.Lines[n-1].N
	}
	if p.ring.First() > first || len(p.boots)+len(p.gaps) > maxRules {
		p.forget()
	}
	p.partial = string(scrollback.Kept(b.Partial))
	p.through()
	p.clampView()
}

// noteGap keeps a gap. Where one stands at that place already, what was said first stays in
// front of what is said now: "the board waits for files by ZMODEM; 42 bytes of …".
func (p *Pane) noteGap(g parse.Gap) {
	const between = "; "
	if was, ok := p.gaps[g.After]; ok && was != g {
		g.Length += was.Length
		if first, _, _ := strings.Cut(was.Reason, between); first != g.Reason && first != "" {
			g.Reason = first + between + g.Reason
		}
	}
	p.gaps[g.After] = g
}

// maxRules is how many boots and gaps are kept: a board in a boot loop must not fill
// the memory.
const maxRules = 20_000

// forget drops the boots and gaps of lines that are gone, or the oldest of too many.
func (p *Pane) forget() {
	oldest := p.ring.Oldest()
	if len(p.boots)+len(p.gaps) > maxRules {
		lines := slices.Concat(slices.Collect(maps.Keys(p.boots)), slices.Collect(maps.Keys(p.gaps)))
		slices.Sort(lines)
		oldest = max(oldest, lines[len(lines)/4])
	}
	p.forgetBoots(oldest)
	maps.DeleteFunc(p.boots, func(n int, _ crash.PackedBoot) bool { return n < oldest })
	maps.DeleteFunc(p.gaps, func(n int, _ parse.Gap) bool { return n < oldest-1 })
}

// SetSize tells the pane its place on the screen.
func (p *Pane) SetSize(w, h int) {
	p.w, p.h = max(w, 0), max(h, 0)
	p.clampView()
}
