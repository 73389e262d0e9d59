package logpane

import (
	"sort"

	"oopscope/ui/cell"
)

// The rows a person can see are those that pass the filter, up to where the
// view was frozen. Everything here walks over those.

// A spot is one line of the screen in the log: a row, and how many of the lines
// it is drawn with are above.
type spot struct{ seq, skip int }

func (s spot) before(t spot) bool { return s.seq < t.seq || s.seq == t.seq && s.skip < t.skip }

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
	if len(p.kept) > 0 {
		return p.kept[0]
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
	if len(p.kept) == 0 {
		return p.ring.First() - 1
	}
	i := sort.SearchInts(p.kept, seq+1)
	return p.kept[max(i-1, 0)]
}

// step returns the row n visible rows further, or as far as there are any.
func (p *Pane) step(seq, n int) int {
	if p.kept == nil {
		return p.atOrBefore(max(seq+n, p.ring.First()))
	}
	if len(p.kept) == 0 {
		return seq
	}
	i := sort.SearchInts(p.kept, seq) + n
	return p.atOrBefore(p.kept[max(min(i, len(p.kept)-1), 0)])
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

// bottom is the first line of the window that ends with the last one.
func (p *Pane) bottom() spot {
	last := p.last()
	if !p.ring.Has(last) {
		return spot{last, 0}
	}
	return p.up(spot{last, p.height(last) - 1}, p.h-p.tailHeight()-1)
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

// freezeCursor leaves following with the cursor where the eye is.
func (p *Pane) freezeCursor() {
	if p.follow {
		p.cursor = p.last()
		p.top = p.bottom()
		p.follow = false
	}
}

// manyRows is from where on a count jumps over the inside of tall rows.
const manyRows = 1000

// Move moves the cursor by rows. A row taller than the window is scrolled
// through by its lines first. Down at the end is following again.
func (p *Pane) Move(n int) {
	if p.follow && n > 0 {
		return
	}
	p.freezeCursor()
	if n < -manyRows || n > manyRows {
		p.cursor = p.step(p.cursor, n)
		p.clampView()
		return
	}
	for dir := max(min(n, 1), -1); n != 0 && !p.follow; n -= dir {
		p.moveOne(dir)
	}
}

func (p *Pane) moveOne(dir int) {
	if p.ring.Has(p.cursor) {
		y, tall := p.offset(p.cursor), p.height(p.cursor)
		if tall > p.h && (dir > 0 && y+tall > p.h || dir < 0 && y < 0) {
			p.top = p.shift(p.top, dir)
			return
		}
	}
	was := p.cursor
	p.cursor = p.step(p.cursor, dir)
	if dir > 0 && p.cursor == was && p.pausedAt == 0 {
		p.Follow()
	}
	p.clampView()
}

// Scroll moves the window by lines of the screen, with its cursor: a page or
// half of one. At the end of the log the cursor goes there.
func (p *Pane) Scroll(n int) {
	if p.follow && n > 0 {
		return
	}
	p.freezeCursor()
	was, eye := p.top, max(0, min(p.offset(p.cursor), max(p.h-1, 0)))
	p.top = p.shift(p.top, n)
	switch {
	case p.top != was:
		p.cursor = p.down(p.top, eye).seq
	case n < 0:
		p.cursor = p.oldest()
	case p.cursor == p.last() && p.pausedAt == 0:
		p.Follow()
	default:
		p.cursor = p.last()
	}
	p.clampView()
}

// Wheel moves the window and lets the cursor stay while it is in it.
func (p *Pane) Wheel(n int) {
	if p.follow && n > 0 {
		return
	}
	p.freezeCursor()
	if n > 0 && !p.top.before(p.bottom()) && p.pausedAt == 0 {
		p.Follow()
		return
	}
	p.top = p.shift(p.top, n)
	if !p.visible(p.cursor) {
		p.cursor = max(p.top.seq, min(p.cursor, p.down(p.top, p.h-1).seq))
	}
	p.clampView()
}

// Top goes to the oldest line.
func (p *Pane) Top() {
	p.freezeCursor()
	p.cursor = p.oldest()
	p.top = spot{p.cursor, 0}
	p.clampView()
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

// between counts the visible rows from one to another.
func (p *Pane) between(from, to int) int {
	if p.kept == nil {
		return to - from
	}
	return sort.SearchInts(p.kept, to) - sort.SearchInts(p.kept, from)
}

func (p *Pane) visibleRows() int {
	if p.kept == nil {
		return p.limit() - p.ring.First()
	}
	return sort.SearchInts(p.kept, p.limit())
}

// rowAt returns the i-th visible row, -1 when there is none.
func (p *Pane) rowAt(i int) int {
	switch {
	case i < 0 || i >= p.visibleRows():
		return -1
	case p.kept == nil:
		return p.ring.First() + i
	}
	return p.kept[i]
}
