package symbols

import (
	"strings"

	"oopscope/parse"
	"oopscope/parse/crash"
	"oopscope/parse/letter"
)

// A resolved crash goes with where the line of its expression is to be looked for;
// nil when there is no such line.
type resolved struct {
	*parse.Crash
	at *look
}

// quotable is the place of the expression of a resolved crash.
func (set *images) quotable(c *parse.Crash, src Sources) *look {
	if c.Operand == nil || c.Operand.Frame.Function == "" {
		return nil
	}
	l := set.lookAt(c, &c.Operand.Frame, src)
	if len(l.Places) == 0 || l.Places[0].Line == 0 {
		return nil
	}
	return l
}

// quote reads the line of the source that the expression stands in.
func (s *Symbolizer) quote(c *parse.Crash, at *look) {
	q, ok := within(s.sources, at.quote)
	if ok {
		o := *c.Operand
		o.Source = q
		c.Operand = &o
	}
}

func (l *look) quote() crash.Quote {
	e := l.Places[0]
	text := newReader(l.src.trees(l.module))
	defer text.roots.close()
	q := crash.Quote{File: e.File, Line: e.Line}
	t, err := text.text(e.File)
	if err != nil {
		return q
	}
	text.fill(&e, l.module, 0)
	if q.Doubt = text.mismatch(t, &e, l.claims[0], l.release); q.Doubt == "" && len(e.Lines) == 1 {
		q.Text, q.Doubt = letter.Clean(strings.TrimSpace(e.Lines[0])), e.Note
	}
	q.Doubt = letter.Clean(q.Doubt)
	return q
}
