package logpane

import "slices"

// Boots and gaps stand between lines; a person goes from one to the next.

// NextBoot returns the line that the next boot begins with: below the cursor or, for a
// dir of -1, above it.
func (p *Pane) NextBoot(dir int) (n int, ok bool) {
	lines := make([]int, 0, len(p.boots))
	for n := range p.boots {
		lines = append(lines, n)
	}
	return p.nearest(lines, dir)
}

// NextGap returns the first line behind the next gap, as NextBoot does. Behind a gap
// that is open no line came so far.
func (p *Pane) NextGap(dir int) (n int, ok bool) {
	lines := make([]int, 0, len(p.gaps))
	for n := range p.gaps {
		if p.Holds(n + 1) {
			lines = append(lines, n+1)
		}
	}
	return p.nearest(lines, dir)
}

// nearest returns the next of some lines in a direction from the cursor.
func (p *Pane) nearest(lines []int, dir int) (n int, ok bool) {
	here, ok := p.Line()
	if !ok {
		return 0, false
	}
	slices.Sort(lines)
	i, on := slices.BinarySearch(lines, here.N)
	switch {
	case dir < 0:
		i--
	case on:
		i++
	}
	if i < 0 || i >= len(lines) {
		return 0, false
	}
	return lines[i], true
}
