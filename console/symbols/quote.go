package symbols

import (
	"strings"

	"oopscope/parse"
	"oopscope/parse/crash"
	"oopscope/parse/letter"
	"oopscope/parse/typed"
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

// quote reads the line of the source that the expression stands in, and where the tree
// sets what keeps a pointer that went wrong.
func (s *Symbolizer) quote(c *parse.Crash, at *look) {
	holder, held := typed.HolderOf(c)
	o, ok := within(s.sources, func() *crash.Operand {
		o := *c.Operand
		text := newReader(at.src.trees(at.module))
		defer text.roots.close()
		at.quote(text, &o)
		if held && o.Source.Text != "" {
			o.Assigned = text.assigned(o.Source.File, holder)
		}
		return &o
	})
	if ok {
		c.Operand = o
	}
}

// quote puts the line into the operand, and settles by it which of several members is
// meant.
func (l *look) quote(text *reader, o *crash.Operand) {
	e := l.Places[0]
	q := &o.Source
	*q = crash.Quote{File: e.File, Line: e.Line}
	t, err := text.text(e.File)
	if err != nil {
		return
	}
	text.fill(&e, l.module, 0)
	if q.Doubt = text.mismatch(t, &e, l.claims[0], l.release); q.Doubt == "" && len(e.Lines) == 1 {
		q.Text, q.Doubt = letter.Clean(strings.TrimSpace(e.Lines[0])), e.Note
	}
	q.Doubt = letter.Clean(q.Doubt)
	if q.Text == "" || q.Doubt != "" {
		return
	}
	if settled, ok := typed.Settle(o, e.Lines[0]); ok {
		*o = settled
	} else if settled, ok := typed.Settle(o, t.statement(e.Line)); ok {
		*o = settled
	}
}
