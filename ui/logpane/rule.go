package logpane

import (
	"fmt"

	"oopscope/parse"
	"oopscope/ui/cell"
	"oopscope/ui/say"
)

// rule draws a line across the pane with words in it.
func (p *Pane) rule(words string, w int) string {
	var b cell.Bar
	b.Add("── ", p.th.Dim)
	b.Add(cell.Clean(words)+" ", p.th.Title)
	b.Fill('─', w, p.th.Dim)
	return b.Paint(w)
}

func gapWords(g parse.Gap) string {
	words := g.Reason
	if words == "" {
		words = "nothing could be received"
	}
	if g.Length > 0 {
		words += " · " + say.Seconds(g.Length)
	}
	return words
}

func bootWords(b parse.Boot) string {
	words := fmt.Sprintf("boot %d", b.N)
	if b.Sender != "" {
		words = b.Sender + " · " + words
	}
	for _, s := range []string{b.Kernel, b.Machine} {
		if s != "" {
			words += " · " + s
		}
	}
	if b.Kernel == "" && b.How != "" && b.How != "first" {
		words += " · " + b.How
	}
	if b.Silent {
		words += " · without a word before"
	}
	return words
}
