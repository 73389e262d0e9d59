package report

import (
	"slices"
	"strings"

	"oopscope/parse/class"
	"oopscope/parse/grammar"
)

// A Reading is a line that was read and not yet taken.
type Reading struct {
	line     *Line
	hits     []class.Hit
	context  *context       // nil when no report wants the line
	headless *class.Matcher // stands for the header of a report that begins without one; nil when none does
	inside   *class.Matcher // of a line that only stands inside of reports
	again    bool           // the same header was seen before: the log is being replayed
}

// News reports whether the line has a header that was not seen before.
func (r *Reading) News() bool {
	return r.context != nil && len(r.hits) > 0 && !r.again && !r.line.preamble
}

// Kind is the shape of the line.
func (r *Reading) Kind() grammar.Kind { return r.line.kind }

// Claims reports whether the header counts in the line.
func (r *Reading) Claims(m *class.Matcher) bool {
	return slices.ContainsFunc(r.hits, func(h class.Hit) bool { return h.Matcher == m })
}

// Read finds what a line is. Found are the headers whose literal stands in it.
func (t *Tracker) Read(l *Line, found []*class.Matcher) Reading {
	l.kind, t.n, t.seq = grammar.KindOf(l.Text), l.N, l.Seq
	if l.kind == grammar.Other && t.namesFrame(l) {
		l.kind = grammar.Frame
	}
	l.preamble = isPreamble(l)
	t.judge(NoReport, nil)
	t.expire(l)
	if l.kind == grammar.Other && isSysRq(l.Text) {
		t.SettleAll(l.N)
		t.asked = true
		t.judge(IsAskedFor, nil)
		return Reading{line: l}
	}
	r := Reading{line: l, hits: t.hits(l, found)}
	inside := onlyInside(r.hits)
	if inside != nil {
		r.hits, r.inside = nil, inside
	}
	t.resume(l, r.hits)
	if r.headless = t.withoutHeader(l, r.hits, inside); r.headless != nil {
		return r
	}
	r.context = t.contextOf(l, r.hits)
	if r.context != nil && len(r.hits) > 0 && !l.preamble {
		open := r.context.open
		r.again = t.isAgain(l) && (open == nil || open.traced)
	}
	return r
}

// namesFrame tells a frame that is a name alone: it stands right below the heading of a trace, or
// below another one.
func (t *Tracker) namesFrame(l *Line) bool {
	for _, c := range t.contexts {
		if c.open == nil {
			continue
		}
		last := &c.open.body[len(c.open.body)-1]
		if last.seq+1 != l.Seq {
			continue
		}
		heading, above := last.kind == grammar.Heading, false
		if last.kind == grammar.Frame {
			heading = grammar.IsMarker(last.Text)
			_, above = grammar.NamedFrame(last.Text, false)
		}
		if heading || above {
			_, ok := grammar.NamedFrame(l.Text, heading)
			return ok
		}
	}
	return false
}

// Take gives a line to the report that it opens, extends or closes. It returns
// the report that the line is part of now, nil when there is none, and the most
// telling of its headers.
func (t *Tracker) Take(r Reading) (*Report, *class.Matcher) {
	report, header := t.take(r)
	t.heard = t.heard || r.line.Kernel
	return report, header
}

func (t *Tracker) take(r Reading) (*Report, *class.Matcher) {
	l, c := r.line, r.context
	switch {
	case r.headless != nil:
		t.openHeadless(t.ownContext(l), l, r.headless)
		return nil, nil
	case c == nil:
		return nil, nil
	case l.preamble:
		t.preamble(c, l)
		return nil, nil
	case r.again:
		t.judge(IsReplayed, c.open)
		if c.open != nil {
			t.settle(c.open, ByGrammar, l.N)
		}
	case len(r.hits) > 0:
		t.header(c, l, r.hits)
	case c.announces(l):
		t.judge(Announces, c.open)
	default:
		c.open.standIn(r.inside)
		t.body(c, l)
	}
	if c.first != nil || len(c.beside) > 0 {
		t.told(c, l)
	}
	c.firstLane().agePreamble(l)
	open := c.open
	if c.open == nil || open.lastN != l.N {
		if open = c.taken(l); open == nil {
			return nil, nil
		}
	}
	if len(r.hits) == 0 {
		return open, nil
	}
	return open, r.hits[0].Matcher
}

// contextOf finds the context a line belongs to; it is made when the line opens
// one.
func (t *Tracker) contextOf(l *Line, hits []class.Hit) *context {
	var spread *context
	for _, c := range t.contexts {
		if c.caller == l.Caller {
			if len(c.beside) > 0 {
				return t.deal(c, l, hits)
			}
			return c
		}
		if c.open != nil && c.open.everyCPU && l.Caller.IsCPU() {
			spread = c
		}
	}
	if spread != nil {
		return spread
	}
	if len(hits) == 0 && !l.preamble {
		return nil
	}
	return t.ownContext(l)
}

// ownContext is the context of the line's caller; it is made when there is none.
func (t *Tracker) ownContext(l *Line) *context {
	if i := slices.IndexFunc(t.contexts, func(c *context) bool { return c.caller == l.Caller }); i >= 0 {
		return t.contexts[i]
	}
	if len(t.contexts) >= maxContexts {
		t.dropContext()
	}
	c := &context{caller: l.Caller}
	t.contexts = append(t.contexts, c)
	return c
}

// dropContext makes room: the first idle one goes, or the oldest report closes.
func (t *Tracker) dropContext() {
	i := slices.IndexFunc(t.contexts, func(c *context) bool { return c.open == nil })
	if i < 0 {
		i = 0
		t.finish(t.contexts[0], ByGrammar)
	}
	t.contexts = slices.Delete(t.contexts, i, i+1)
}

// isSysRq tells that the operator asked for a dump: what follows is no report.
func isSysRq(text string) bool {
	return (strings.HasPrefix(text, "sysrq: ") || strings.HasPrefix(text, "SysRq : ")) && !strings.Contains(text, "Trigger a crash")
}
