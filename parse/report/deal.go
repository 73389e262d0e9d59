package report

import (
	"slices"

	"oopscope/parse/class"
	"oopscope/parse/crash"
	"oopscope/parse/grammar"
)

// deal finds to which of the reports that are open at once a line belongs.
func (t *Tracker) deal(c *context, l *Line, hits []class.Hit) *context {
	t.retire(c, l)
	switch {
	case len(c.beside) == 0:
		return c
	case len(hits) > 0:
		lane := t.ofHeader(c, l, hits)
		if lane != c && len(c.preamble) > 0 {
			lane.preamble, c.preamble = c.preamble, nil
		}
		return lane
	case l.preamble, len(c.preamble) > 0 && l.kind == grammar.Other:
		return c
	case l.kind == grammar.Other, l.kind == grammar.Blank:
		return c.latest()
	}
	return c.fitting(l)
}

// ofHeader finds the report that a header goes on with, or replaces.
func (t *Tracker) ofHeader(c *context, l *Line, hits []class.Hit) *context {
	if i := slices.IndexFunc(hits, func(h class.Hit) bool { return h.Role == class.Die }); i >= 0 {
		if lane := t.ofDie(c, &hits[i]); lane != nil {
			return lane
		}
	}
	if onlyHints(hits) {
		return c.latest()
	}
	var own *context
	cpu := hitCPU(hits)
	for _, lane := range c.lanes() {
		r := lane.open
		switch {
		case r == nil:
		case cpu >= 0 && r.cpu == cpu:
			return lane
		case cpu >= 0 && r.cpu >= 0 || !r.joins(l, hits) || r.another(l, hits):
		case own == nil || r.lastN > own.open.lastN:
			own = lane
		}
	}
	if own != nil {
		return own
	}
	return c
}

// latest is where the latest line went.
func (c *context) latest() *context {
	latest := c
	for _, lane := range c.beside {
		if latest.open == nil || lane.open != nil && lane.open.lastN > latest.open.lastN {
			latest = lane
		}
	}
	return latest
}

// fitting is where the line fits best. Where several are as good the line goes to
// the latest, because a CPU prints several lines before another one gets its
// turn, and is contested.
func (c *context) fitting(l *Line) *context {
	order := c.known(l)
	best, equal := c.bestFit(l, order)
	switch {
	case len(equal) == 0:
		if l.kind == grammar.Frame || l.kind == grammar.Code || order.Place(l.kind, l.Text) > 0 && l.kind == grammar.Registers {
			contest(c.reports(), l.N, "this line is of another CPU's report, or one of its own is missing before it")
		}
	case c.alike(best, l) || len(equal) == 1:
	case l.kind == grammar.Heading && order.FromPC(): // the first frame tells
	case l.kind == grammar.Heading || l.kind == grammar.Ending: // whose trace begins, or is over
		contest(equal, l.N, "two CPUs printed this line at the same time: the traces may be exchanged")
	default:
		l.Contested = true
		for _, r := range equal {
			if r != best.open {
				r.lack(l)
			}
		}
	}
	return best
}

// bestFit finds the reports that the line fits equally well, none when it
// contradicts all, and which of them is to have it.
func (c *context) bestFit(l *Line, order grammar.Order) (best *context, equal []*Report) {
	best = c.latest()
	most, reports, waiting := never, c.reports(), c.waiting()
	for _, lane := range c.lanes() {
		r := lane.open
		if r == nil {
			continue
		}
		f := fit{order, r, l, reports, waiting}.score()
		switch {
		case f <= never || f < most:
		case f > most:
			best, most, equal = lane, f, append(equal[:0], r)
		default:
			equal = append(equal, r)
			if r.isNext(best.open, l) {
				best = lane
			}
		}
	}
	return best, equal
}

// contest notes that a line, and what follows upon it, may be of any of the reports.
func contest(reports []*Report, n int, text string) {
	for _, r := range reports {
		if r.stage == growing && !r.stranger {
			r.problem(crash.Contested, n, text)
		}
	}
}

// isNext tells which of two reports a line is given to that fits both as well: the
// latest, but for an end mark, where who had the die lock first is over first.
func (r *Report) isNext(o *Report, l *Line) bool {
	if l.kind == grammar.Ending && r.has(class.Die) && o.has(class.Die) {
		return r.dieLine() < o.dieLine()
	}
	return r.lastN > o.lastN
}

// alike tells that another of the reports has the very same line: whose is
// whose does not matter, and that one is no longer contested either.
func (c *context) alike(best *context, l *Line) (held bool) {
	delete(best.open.lacking, l.Text)
	for _, lane := range c.lanes() {
		if lane == best || lane.open == nil {
			continue
		}
		body := lane.open.body
		for i := len(body) - 1; i >= max(0, len(body)-reach); i-- {
			if body[i].Text == l.Text {
				body[i].Contested, held = false, true
				break
			}
		}
	}
	return held
}

// waiting tells that one of the reports waits for its die line.
func (c *context) waiting() bool {
	return slices.ContainsFunc(c.lanes(), func(lane *context) bool { return lane.open != nil && lane.open.waits() })
}

// told draws the conclusions from a line that one of several reports took.
func (t *Tracker) told(c *context, l *Line) {
	if r := c.open; r != nil && r.lastN == l.N {
		if r.Ended && r.unsure {
			t.verify(c)
		}
		t.relate(c, l)
	}
}

// taken is the report beside that took the line, nil when none did.
func (c *context) taken(l *Line) *Report {
	for _, lane := range c.firstLane().beside {
		if lane.open != nil && lane.open.lastN == l.N {
			return lane.open
		}
	}
	return nil
}
