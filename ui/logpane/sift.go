package logpane

import (
	"time"

	"oopscope/ui/scrollback"
)

// What a filter shows of the lines that are in memory shows at once; the others go
// through it by tasks, those around the cursor first.

// SetFilter shows only what passes and keeps the cursor near where it was.
func (p *Pane) SetFilter(f Filter) {
	p.filter, p.kept, p.seen, p.sift = f, nil, p.ring.First(), &sifting{anchor: -1}
	if f.Active() {
		p.kept = &scrollback.Set{}
		if newest := p.ring.Newest(); newest > p.ring.First() {
			here := max(min(p.cursor-p.h, newest), p.ring.First())
			p.owe(span{here, newest, false})
			p.owe(span{p.ring.First(), here, true})
			p.seen, p.sift.anchor = newest, max(p.cursor, 0)
		}
	}
	p.sift.top = p.top
	p.through()
	p.near(p.cursor)
	p.clampView()
}

// near puts the cursor near a row.
func (p *Pane) near(seq int) {
	p.cursor = p.atOrBefore(seq)
	if p.top.seq > p.cursor {
		p.top = spot{p.cursor, 0}
	}
}

func (p *Pane) owe(s span) {
	if s.from < s.to {
		p.sift.todo = append(p.sift.todo, s)
		p.sift.total += s.to - s.from
	}
}

// through runs the filter over the rows in memory that it has not seen.
func (p *Pane) through() {
	if !p.filter.Active() {
		p.kept = nil
		return
	}
	if newest := p.ring.Newest(); p.seen < newest {
		if p.ring.Source != nil {
			p.owe(span{p.seen, newest, false})
		}
		p.seen = newest
	}
	for ; p.seen < p.ring.End(); p.seen++ {
		if p.filter.shows(p.ring.At(p.seen), p.book) {
			p.kept.Add(p.seen)
		}
	}
	p.kept.Drop(p.ring.First())
}

// Sifting tells whether lines are still to go through the filter, and how many did,
// in percent.
func (p *Pane) Sifting() (percent int, ok bool) {
	left := 0
	for _, s := range p.sift.todo {
		left += s.to - s.from
	}
	return (p.sift.total - left) * 100 / max(p.sift.total, 1), left > 0
}

// siftOn returns the task that goes on with the filter.
func (p *Pane) siftOn() Task {
	if p.sift.away || len(p.sift.todo) == 0 {
		return nil
	}
	p.sift.away = true
	s := sieve{filter: p.filter, book: p.book.Snapshot(), source: p.ring.Source}
	done := sifted{of: p.sift, rest: p.sift.todo[0]}
	return func() any {
		for until := time.Now().Add(slice); done.rest.from < done.rest.to && time.Now().Before(until); {
			done.rows, done.rest = s.page(done.rows, done.rest)
		}
		return done
	}
}

// sifted takes in what a task found.
func (p *Pane) sifted(done sifted) {
	s := done.of
	if s.away = false; s != p.sift {
		return // another filter by now
	}
	for _, seq := range done.rows {
		p.kept.Add(seq)
	}
	if s.todo[0] = done.rest; done.rest.from >= done.rest.to {
		s.todo = s.todo[1:]
	}
	if s.anchor >= 0 && !p.follow {
		p.top = s.top
		p.near(s.anchor)
	}
	if len(s.todo) == 0 {
		s.total, s.anchor = 0, -1
	}
}
