package crashpane

import (
	"strconv"

	"oopscope/parse/crash"
	"oopscope/ui/say"
)

// storyLine says what the crash is in the story of its boot: what it follows from and
// why, or how many follow from it.
func (p *Pane) storyLine(b *rowBuilder) {
	c, th := p.c, p.th
	if c.Echo.Of != 0 {
		p.labelled(b, "story", "story", c.Echo.First, Span{"Follows from " + p.nameOf(c.Echo.Of) + ", at line " + strconv.Itoa(c.Echo.First) + ": " + c.Echo.Why, &th.Warning})
		return
	}
	s := c.Story
	if s == nil || !s.Follows() {
		return
	}
	if s.Cause.ID == c.ID {
		if n := len(s.Led) + s.Cause.Again; n > 0 {
			p.labelled(b, "story", "story", followsAt(s), Span{"The first of its boot's story. What followed from it: " + say.Count(n, "report") + ".", &th.Text})
		}
		return
	}
	p.labelled(b, "story", "story", s.Cause.First, Span{"No link is known to " + p.nameOf(s.Cause.ID) + ", at line " + strconv.Itoa(s.Cause.First) + ", the worst of this boot.", &th.Dim})
}

// followsAt is the line of the first report that came of the cause.
func followsAt(s *crash.Story) int {
	if len(s.Led) > 0 {
		return s.Led[0].First
	}
	return s.Cause.AgainLast
}

// story is the account of the boot: the cause, what followed from it with the
// reasons, what else there was, the end.
func (p *Pane) story(b *rowBuilder, _ bool) {
	for i, r := range p.c.Story.Rows() {
		b.text("chapter "+strconv.Itoa(i), r.Line, []Span{{"· ", &p.th.Border}}, 2, Span{r.Text, &p.th.Text})
	}
}
