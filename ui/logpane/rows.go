package logpane

import "oopscope/ui/scrollback"

// The rows a person can see are those that pass the filter, up to where the
// view was frozen. Everything here walks over those.

// Line returns the line the cursor is on.
func (p *Pane) Line() (r *scrollback.Line, ok bool) {
	seq := p.cursor
	if p.follow {
		seq = p.last()
	}
	if !p.ring.Has(seq) {
		return nil, false
	}
	return p.ring.At(seq), true
}

func (p *Pane) limit() int {
	if p.pausedAt > 0 {
		return min(p.pausedAt, p.ring.End())
	}
	return p.ring.End()
}

// last returns the newest visible row, one before first() when there is none.
func (p *Pane) last() int { return p.atOrBefore(p.limit() - 1) }

// oldest returns the oldest visible row.
func (p *Pane) oldest() int {
	if p.kept != nil && p.kept.Len() > 0 {
		return p.kept.At(0)
	}
	return p.ring.First()
}

// atOrBefore returns seq when it is visible, else the nearest visible row
// before it, else the oldest one.
func (p *Pane) atOrBefore(seq int) int {
	seq = min(seq, p.limit()-1)
	if p.kept == nil {
		return max(seq, min(p.ring.First(), p.limit()-1))
	}
	if p.kept.Len() == 0 {
		return p.ring.First() - 1
	}
	return p.kept.At(max(p.kept.Rank(seq+1)-1, 0))
}

// step returns the row n visible rows further, or as far as there are any.
func (p *Pane) step(seq, n int) int {
	if p.kept == nil {
		return p.atOrBefore(max(seq+n, p.ring.First()))
	}
	if p.kept.Len() == 0 {
		return seq
	}
	i := p.kept.Rank(seq) + n
	return p.atOrBefore(p.kept.At(max(min(i, p.kept.Len()-1), 0)))
}
