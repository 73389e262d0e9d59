package logpane

// What a person's keys and the mouse do: they move the cursor, the window, or both. Who goes
// elsewhere is not taken to the hit of a search that is under way: that stops.

// manyRows is from where on a count jumps over the inside of tall rows.
const manyRows = 1000

// Move moves the cursor by rows. A row taller than the window is scrolled
// through by its lines first. Down at the end is following again.
func (p *Pane) Move(n int) {
	if p.follow && n > 0 {
		return
	}
	p.Stop()
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
	p.Stop()
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
	p.Stop()
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
	p.Stop()
	p.freezeCursor()
	p.cursor = p.oldest()
	p.top = spot{p.cursor, 0}
	p.clampView()
}

// Follow goes to the end and stays there.
func (p *Pane) Follow() {
	p.Stop()
	p.follow, p.pausedAt, p.left = true, 0, 0
	p.sift.anchor = -1
}

// TogglePause freezes the view, or lets it go on.
func (p *Pane) TogglePause() {
	if p.pausedAt > 0 {
		p.pausedAt = 0
		p.follow = p.resume
		return
	}
	p.resume = p.follow
	p.freezeCursor()
	p.pausedAt = max(p.ring.End(), 1)
}

// Show puts the cursor on a line of the input and leaves following. It says
// whether that line is still held and shown.
func (p *Pane) Show(n int) bool {
	seq := p.ring.Seek(n)
	if !p.ring.Has(seq) || p.ring.At(seq).N != n {
		return false
	}
	if p.pausedAt > 0 && seq >= p.pausedAt {
		p.pausedAt = p.ring.End()
	}
	p.Stop()
	p.follow, p.sift.anchor = false, -1
	p.cursor = p.atOrBefore(seq)
	if !p.visible(p.cursor) {
		p.top = p.up(spot{p.cursor, 0}, p.h/3)
	}
	p.clampView()
	return p.cursor == seq
}

// GoTo is Show for a line that the filter may not have been over yet.
func (p *Pane) GoTo(n int) {
	if p.Show(n); len(p.sift.todo) > 0 {
		p.sift.anchor, p.sift.top = n-1, p.top
	}
}

// Click puts the cursor on what is drawn in row y of the pane.
func (p *Pane) Click(y int) {
	n, ok := p.LineAt(y)
	if !ok {
		return
	}
	p.Stop()
	p.freezeCursor()
	p.cursor = p.ring.Seek(n)
	p.clampView()
}
