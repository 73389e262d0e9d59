package crashpane

import (
	"strconv"

	"oopscope/parse/crash"
	"oopscope/ui/say"
)

// beside draws what is known of a frame's variables below it.
func (p *Pane) beside(b *rowBuilder, i int) {
	if words := crash.VariablesOf(&p.c.Chain[i]); words != "" && p.c.Telling(i) {
		b.text("", p.c.Chain[i].Line, []Span{{"     ", &p.th.Dim}}, 5, Span{words, &p.th.Text})
	}
}

// variables lists what is known of the variables of all calls of the chain.
func (p *Pane) variables(b *rowBuilder, _ bool) {
	for i := range p.c.Chain {
		f := &p.c.Chain[i]
		if crash.VariablesOf(f) == "" {
			continue
		}
		b.line("variables"+strconv.Itoa(i), f.Line, Span{strconv.Itoa(i) + " ", &p.th.Dim}, Span{f.Function, &p.th.Function})
		for k := range f.Variables {
			v := &f.Variables[k]
			value := Span{v.Said(), &p.th.Number}
			if !v.Known {
				value.Style = &p.th.Dim
			}
			spans := []Span{{v.Declared() + " = ", &p.th.Text}, value}
			if v.Function != "" {
				spans = append(spans, Span{"  in " + v.Function, &p.th.Dim})
			}
			b.text("", f.Line, []Span{{"  ", &p.th.Dim}}, 4, spans...)
		}
	}
}

// variableCount is "12 of 3 calls", how many variables are known of how many.
func variableCount(c *crash.Crash) (calls int, words string) {
	n := 0
	for i := range c.Chain {
		if crash.VariablesOf(&c.Chain[i]) == "" {
			continue
		}
		calls++
		for k := range c.Chain[i].Variables {
			if c.Chain[i].Variables[k].Known {
				n++
			}
		}
	}
	return calls, say.Count(n, "value") + " in " + say.Count(calls, "call")
}
