package source

// A scroller is a window on rows of which one is marked.
type scroller struct {
	top, mark int
	placed    bool // the mark was shown once; from then on the person scrolls
	last      int  // the highest top
}

// fit is told how many rows there are and how many are seen, before drawing.
func (s *scroller) fit(rows, h, mark int) {
	s.mark, s.last = mark, max(rows-h, 0)
	if !s.placed {
		s.placed = true
		s.top = mark - h*2/5 // what leads to it matters more than what follows
	}
	s.top = max(0, min(s.top, s.last))
}

func (s *scroller) scroll(n int) { s.top = max(0, min(s.top+n, s.last)) }
