package crashpane

import (
	"strings"

	"oopscope/parse"
	"oopscope/ui/cell"
)

// lineWith finds the line of the report that a fact was printed in; 0 without one.
func lineWith(c *parse.Crash, s string) int {
	for i := range c.Body {
		if strings.Contains(c.Body[i].Text, s) {
			return c.Body[i].N
		}
	}
	return 0
}

// bodyText is the text of one of the report's lines, "" when it has no such line.
func bodyText(c *parse.Crash, n int) string {
	for i := range c.Body {
		if c.Body[i].N == n {
			return c.Body[i].Text
		}
	}
	return ""
}

func culpritLine(c *parse.Crash) int {
	if i := c.CulpritFrame(); i >= 0 {
		return c.Chain[i].Line
	}
	return c.Dump.PCLine
}

// field adds "name  value", the names in a column when that leaves room.
func (p *Pane) field(b *rowBuilder, name, value string, wide, target int) {
	name = cell.Clean(name)
	n := cell.Width(name)
	if wide > b.w/3 {
		b.text("", target, nil, 4, Span{name + ":", &p.th.Dim}, Span{" " + value, &p.th.Text})
		return
	}
	lead := name + strings.Repeat(" ", max(wide-n, 0)+2)
	b.text("", target, []Span{{lead, &p.th.Dim}}, wide+2, Span{value, &p.th.Text})
}
