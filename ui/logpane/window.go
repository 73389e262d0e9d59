package logpane

import "oopscope/ui/cell"

// The window begins with a spot. A row is drawn with as many lines of the screen
// as it takes, so the window is moved by lines and the cursor by rows.

// bottom is the first line of the window that ends with the last one.
func (p *Pane) bottom() spot {
	last := p.last()
	if !p.ring.Has(last) {
		return spot{last, 0}
	}
	return p.up(spot{last, p.height(last) - 1}, p.h-p.tailHeight()-1)
}

// down returns the spot n lines of the screen further, or as far as there are any.
func (p *Pane) down(s spot, n int) spot {
	for n > 0 && p.ring.Has(s.seq) {
		left := p.height(s.seq) - 1 - s.skip
		next := p.step(s.seq, 1)
		if n <= left || next <= s.seq {
			return spot{s.seq, s.skip + min(n, left)}
		}
		n -= left + 1
		s = spot{next, 0}
	}
	return s
}

// up is the inverse of down.
func (p *Pane) up(s spot, n int) spot {
	for n > 0 && p.ring.Has(s.seq) {
		before := p.step(s.seq, -1)
		if n <= s.skip || before >= s.seq {
			return spot{s.seq, max(s.skip-n, 0)}
		}
		n -= s.skip + 1
		s = spot{before, p.height(before) - 1}
	}
	return s
}

// shift is down, or up for a negative n, no further than the window that ends
// with the last line.
func (p *Pane) shift(s spot, n int) spot {
	if n < 0 {
		return p.up(s, -n)
	}
	s = p.down(s, n)
	if bottom := p.bottom(); bottom.before(s) {
		return bottom
	}
	return s
}

// offset is how many lines below the top of the window a row begins: less than
// 0 when its beginning is above, and not less than the height when it is below.
func (p *Pane) offset(seq int) int {
	if seq < p.top.seq {
		return -cell.MaxCells
	}
	y := -p.top.skip
	for s := p.top.seq; s < seq && y < p.h && p.ring.Has(s); {
		y += p.height(s)
		next := p.step(s, 1)
		if next <= s {
			break
		}
		s = next
	}
	return y
}

// visible tells whether any line of a row is in the window.
func (p *Pane) visible(seq int) bool {
	y := p.offset(seq)
	return y < p.h && (y >= 0 || seq == p.top.seq)
}

// bringIn scrolls as little as shows the row: all of it, or, when it is taller
// than the window, its nearest line.
func (p *Pane) bringIn(seq int) {
	tall := p.height(seq)
	y := p.offset(seq)
	switch {
	case seq < p.top.seq:
		p.top = spot{seq, max(tall-p.h, 0)}
	case y >= 0 && y+tall <= p.h, tall > p.h && y < p.h:
	case tall > p.h:
		p.top = p.up(spot{seq, 0}, p.h-1)
	case y < 0:
		p.top = spot{seq, 0}
	default:
		p.top = p.up(spot{seq, tall - 1}, p.h-1)
	}
}

// clampView keeps cursor and window on rows that exist, and the cursor inside.
func (p *Pane) clampView() {
	if p.follow || p.ring.End() == p.ring.First() {
		return
	}
	p.cursor = p.atOrBefore(max(p.cursor, p.ring.First()))
	if seq := p.atOrBefore(max(p.top.seq, p.ring.First())); seq != p.top.seq {
		p.top = spot{seq, 0}
	}
	if !p.ring.Has(p.top.seq) { // no row passes the filter
		return
	}
	p.top.skip = max(0, min(p.top.skip, p.height(p.top.seq)-1))
	p.bringIn(p.cursor)
	if bottom := p.bottom(); bottom.before(p.top) {
		p.top = bottom
	}
}

// freezeCursor leaves following with the cursor where the eye is.
func (p *Pane) freezeCursor() {
	p.sift.anchor = -1
	if p.follow {
		p.cursor = p.last()
		p.top = p.bottom()
		p.follow = false
	}
}
