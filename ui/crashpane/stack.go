package crashpane

import (
	"strconv"
	"strings"

	"charm.land/lipgloss/v2"

	"oopscope/parse/arch"
	"oopscope/parse/arch/all"
	"oopscope/ui/say"
)

// stackWords draws the words of the Stack: block, each with what it is: what
// the functions on the stack kept there, and where they return to. Runs of one
// value are one row.
func (p *Pane) stackWords(b *rowBuilder, open bool) {
	if !open {
		return
	}
	d := &p.c.Dump
	a := all.ByName(p.c.Arch)
	for i := 0; i < len(d.Stack); i++ {
		w := d.Stack[i]
		run := 1
		for i+run < len(d.Stack) && d.Stack[i+run].Value == w.Value {
			run++
		}
		if run < 3 {
			run = 1
		}
		i += run - 1
		b.line(say.Hex(w.Address), w.Line, p.stackWord(a, w, run)...)
	}
}

func (p *Pane) stackWord(a *arch.Arch, w arch.StackWord, run int) []Span {
	th, d := p.th, &p.c.Dump
	mark := "   "
	if w.Address == d.SP {
		mark = "sp "
	}
	spans := []Span{{mark, &th.Warning}, {say.PadHex(w.Address, d.Bits) + "  ", &th.Address}, {say.PadHex(w.Value, d.Bits), &th.Number}}
	if run > 1 {
		spans = append(spans, Span{" × " + strconv.Itoa(run), &th.Dim})
	}
	if a == nil {
		return spans
	}
	means := arch.MeaningOf(d, a, w.Value)
	what := means.Text
	if w.Symbol != "" && !means.Calls { // says more than "kernel text"
		what, means = w.Symbol, arch.Meaning{}
	}
	for _, r := range d.Registers {
		if r.Value == w.Value && w.Value >= 1<<16 && r.Name != "" {
			what = strings.TrimPrefix(what+", as "+r.Name, ", ")
			break
		}
	}
	return append(spans, Span{"  " + what, p.meaningStyle(&means)})
}

// meaningStyle makes return addresses stand out, and what a pointer must not be.
func (p *Pane) meaningStyle(m *arch.Meaning) *lipgloss.Style {
	switch {
	case m.Calls:
		return &p.th.Function
	case m.Suspect():
		return &p.th.Warning
	}
	return &p.th.Dim
}
