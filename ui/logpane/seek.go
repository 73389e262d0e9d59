package logpane

import "time"

// What is looked for in lines that are not in memory.

// begin starts a hunt in place of any other.
func (p *Pane) begin(h *hunt) {
	h.source, h.rows, h.first, h.limit = p.ring.Source, h.left, p.ring.First(), p.limit()
	h.pass(0)
	p.hunt = nil
	for h.left > 0 && p.ring.Here(h.at) {
		if seq := h.sees(p.ring.At(h.at)); seq >= 0 {
			h.done(seq, true, h.wrapped)
			return
		}
		h.pass(1)
	}
	if h.left > 0 && h.source != nil {
		p.hunt = h
		return
	}
	seq := h.end()
	h.done(seq, seq >= 0, h.wrapped)
}

// huntOn returns the task that goes on with a hunt.
func (p *Pane) huntOn() Task {
	h := p.hunt
	if h == nil || h.away {
		return nil
	}
	h.away = true
	return func() any {
		for until := time.Now().Add(slice); h.left > 0 && time.Now().Before(until); {
			if seq, page := h.page(); seq >= 0 {
				return hunted{h, seq, page}
			}
		}
		return hunted{hunt: h, seq: -1}
	}
}

// hunted takes in how far a task got.
func (p *Pane) hunted(done hunted) {
	h := done.hunt
	if h.away = false; p.hunt != h {
		return // stopped meanwhile
	}
	p.take(done.page)
	seq := done.seq
	switch {
	case seq >= 0:
	case h.left > 0:
		return
	default:
		seq = h.end()
	}
	p.hunt = nil
	h.done(seq, seq >= 0, h.wrapped)
}

// Hunting tells whether something is being looked for in lines that are not in
// memory, and how much of them was looked at, in percent.
func (p *Pane) Hunting() (percent int, ok bool) {
	if p.hunt == nil {
		return 0, false
	}
	if !p.hunt.away {
		p.hunt.seen = p.hunt.rows - p.hunt.left
	}
	return p.hunt.seen * 100 / max(p.hunt.rows, 1), true
}

// Await has somebody else told when a search is over that is under way, and reports
// whether there is one.
func (p *Pane) Await(done func(wrapped, ok bool)) bool {
	if p.hunt == nil {
		return false
	}
	h := p.hunt
	h.done = func(seq int, found, wrapped bool) { p.hit(seq, found); done(wrapped, found) }
	return true
}

// hit shows what a search found.
func (p *Pane) hit(seq int, found bool) {
	if found {
		p.Show(seq + 1)
		p.showHit(seq)
	}
}

// Stop ends a hunt, whose done is never told then, and tells whether there was one.
func (p *Pane) Stop() bool {
	was := p.hunt != nil
	p.hunt = nil
	return was
}
