package ui

import "sort"

// The rows a person can see are those that pass the filter, up to where the
// view was frozen. Everything here walks over those.

func (p *logPane) limit() int {
	if p.pausedAt > 0 {
		return min(p.pausedAt, p.ring.end())
	}
	return p.ring.end()
}

// last returns the newest visible row, one before first() when there is none.
func (p *logPane) last() int { return p.atOrBefore(p.limit() - 1) }

// oldest returns the oldest visible row.
func (p *logPane) oldest() int {
	if len(p.kept) > 0 {
		return p.kept[0]
	}
	return p.ring.first()
}

// atOrBefore returns seq when it is visible, else the nearest visible row
// before it, else the oldest one.
func (p *logPane) atOrBefore(seq int) int {
	seq = min(seq, p.limit()-1)
	if p.kept == nil {
		return max(seq, min(p.ring.first(), p.limit()-1))
	}
	if len(p.kept) == 0 {
		return p.ring.first() - 1
	}
	i := sort.SearchInts(p.kept, seq+1)
	return p.kept[max(i-1, 0)]
}

// step returns the row n visible rows further, or as far as there are any.
func (p *logPane) step(seq, n int) int {
	if p.kept == nil {
		return p.atOrBefore(max(seq+n, p.ring.first()))
	}
	if len(p.kept) == 0 {
		return seq
	}
	i := sort.SearchInts(p.kept, seq) + n
	return p.atOrBefore(p.kept[max(min(i, len(p.kept)-1), 0)])
}

// freezeCursor leaves following with the cursor where the eye is.
func (p *logPane) freezeCursor() {
	if p.follow {
		p.cursor = p.last()
		p.top = p.bottomTop()
		p.follow = false
	}
}

// Move moves the cursor by rows. Down at the end is following again.
func (p *logPane) Move(n int) {
	if p.follow && n > 0 {
		return
	}
	p.freezeCursor()
	was := p.cursor
	p.cursor = p.step(p.cursor, n)
	if n > 0 && p.cursor == was && p.pausedAt == 0 {
		p.Follow()
	}
	p.clampView()
}

// Scroll moves the window with its cursor, a page or half of one.
func (p *logPane) Scroll(n int) {
	if p.follow && n > 0 {
		return
	}
	p.freezeCursor()
	was, bottom := p.cursor, p.bottomTop()
	p.cursor = p.step(p.cursor, n)
	p.top = min(p.step(p.top, n), bottom)
	if n > 0 && p.cursor == was && p.pausedAt == 0 {
		p.Follow()
	}
	p.clampView()
}

// Wheel moves the window and lets the cursor stay while it is in it.
func (p *logPane) Wheel(n int) {
	if p.follow && n > 0 {
		return
	}
	p.freezeCursor()
	bottom := p.bottomTop()
	if n > 0 && p.top >= bottom && p.pausedAt == 0 {
		p.Follow()
		return
	}
	p.top = min(p.step(p.top, n), bottom)
	for p.cursor > p.top && !p.visible(p.cursor) {
		p.cursor = p.step(p.cursor, -1)
	}
	p.cursor = max(p.cursor, p.top)
}

// Top goes to the oldest line.
func (p *logPane) Top() {
	p.freezeCursor()
	p.cursor = p.oldest()
	p.top = p.cursor
	p.clampView()
}

// Sideways scrolls by columns.
func (p *logPane) Sideways(n int) { p.left = max(min(p.left+n, maxCells), 0) }

// bottomTop returns the row at the top of the window that ends with the last one.
func (p *logPane) bottomTop() int {
	seq := p.last()
	room := p.h - p.tailHeight()
	for p.ring.has(seq) {
		room -= p.height(seq)
		before := p.step(seq, -1)
		if room <= 0 || before >= seq || p.height(before) > room {
			break
		}
		seq = before
	}
	return seq
}

// clampView keeps cursor and window on rows that exist, and the cursor inside.
func (p *logPane) clampView() {
	if p.follow || p.ring.end() == p.ring.first() {
		return
	}
	p.cursor = p.atOrBefore(max(p.cursor, p.ring.first()))
	p.top = p.atOrBefore(max(p.top, p.ring.first()))
	if p.cursor < p.top {
		p.top = p.cursor
	}
	for p.top < p.cursor && !p.visible(p.cursor) {
		p.top = p.step(p.top, max(1, p.between(p.top, p.cursor)-p.h))
	}
	p.top = max(min(p.top, p.bottomTop()), p.oldest())
}

// between counts the visible rows from one to another.
func (p *logPane) between(from, to int) int {
	if p.kept == nil {
		return to - from
	}
	return sort.SearchInts(p.kept, to) - sort.SearchInts(p.kept, from)
}

// Find looks for the search text from a row on, forward or back, and around
// the end once. It returns the row, and whether it went around.
func (p *logPane) Find(m *matcher, from, dir int) (seq int, wrapped, ok bool) {
	rows := p.visibleRows()
	at := p.between(p.oldest(), from)
	if rows > 0 && (at < 0 || at >= rows) {
		at, wrapped = (at+rows)%rows, true
	}
	for range rows {
		seq := p.rowAt(at)
		if seq >= 0 && m.in(p.ring.at(seq).plain()) {
			return seq, wrapped, true
		}
		at += dir
		if at < 0 || at >= rows {
			at, wrapped = (at+rows)%rows, true
		}
	}
	return 0, false, false
}

func (p *logPane) visibleRows() int {
	if p.kept == nil {
		return p.limit() - p.ring.first()
	}
	return sort.SearchInts(p.kept, p.limit())
}

// rowAt returns the i-th visible row, -1 when there is none.
func (p *logPane) rowAt(i int) int {
	switch {
	case i < 0 || i >= p.visibleRows():
		return -1
	case p.kept == nil:
		return p.ring.first() + i
	}
	return p.kept[i]
}

// visible tells whether the whole row is in the window, or at its top.
func (p *logPane) visible(seq int) bool {
	if seq < p.top {
		return false
	}
	room := p.h
	for s := p.top; s <= seq && p.ring.has(s); {
		room -= p.height(s)
		if room < 0 {
			return seq == p.top
		}
		next := p.step(s, 1)
		if next <= s {
			break
		}
		s = next
	}
	return true
}
