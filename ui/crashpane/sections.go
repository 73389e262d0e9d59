package crashpane

import (
	"strconv"
	"strings"

	"oopscope/parse"
	"oopscope/ui/cell"
	"oopscope/ui/say"
)

// A section is a part of the note that one can move to and fold away.
type section struct {
	id, title, count string
	folded           bool // unless the person says otherwise
	digest           bool // body draws something when folded too
	body             func(b *rowBuilder, open bool)
}

// sections lists what there is to say about the crash, most important first.
func (p *Pane) sections() []section {
	c, d := p.c, &p.c.Dump
	s := []section{
		{id: headSection, title: "Summary", body: p.head},
		{id: "why", title: "Why", count: countOf(len(p.findings), "finding"), body: p.why},
	}
	if p.judged() {
		s = append(s, section{id: "said", title: "Said of it before", count: countOf(len(p.history.Verdict.Notes), "note"), body: p.said})
	}
	if c.Story != nil && c.Story.Follows() {
		s = append(s, section{id: "story", title: "Story of the boot", body: p.story})
	}
	add := func(n int, x section) {
		if n > 0 {
			s = append(s, x)
		}
	}
	add(len(c.Before), section{id: "before", title: "Unusual before it", count: say.Count(len(c.Before), "line"), body: p.before})
	facts := func() { add(len(c.Facts), section{id: "facts", title: "Facts", body: p.facts}) }
	if !d.Fault.HasAddress { // then they are what a fault address is to an oops
		facts()
	}
	add(len(c.Chain), section{id: "chain", title: "Chain", count: chainCount(c.Chain), body: p.chain})
	calls, known := variableCount(c)
	add(calls, section{id: "variables", title: "Variables", count: known, folded: true, body: p.variables})
	for i := range c.Stacks {
		st := &c.Stacks[i]
		s = append(s, section{id: "stack" + strconv.Itoa(i), title: stackTitle(st), count: chainCount(st.Frames), folded: i >= 3, body: p.stack(i)})
	}
	if d.Fault.HasAddress {
		facts()
	}
	add(len(d.Code), section{id: "code", title: "Code", count: say.Count(len(d.Code), "instruction"), body: p.code})
	add(len(d.Registers)+len(d.Status), section{id: "registers", title: "Registers", count: strconv.Itoa(len(d.Registers)), folded: p.h < 24, body: p.registers})
	add(len(d.Stack), section{id: "words", title: "Stack memory", count: say.Count(len(d.Stack), "word"), folded: true, body: p.stackWords})
	add(len(d.Notes), section{id: "fault", title: "Fault", count: say.Count(len(d.Notes), "field"), body: p.fault})
	add(len(c.Modules), section{id: "modules", title: "Modules", count: strconv.Itoa(len(c.Modules)), folded: true, digest: true, body: p.modules})
	s = append(s, section{id: "environment", title: "Environment", body: p.environment})
	problems := len(c.Quality.Problems)
	if !c.Quality.Complete {
		problems++
	}
	add(problems, section{id: "quality", title: "Quality", count: countOf(len(c.Quality.Problems), "problem"), body: p.quality})
	add(len(c.Signature.Exact)+len(c.Signature.Bug), section{id: "signature", title: "Signature", body: p.signature})
	add(len(p.notes), section{id: "notes", title: "Notes", body: p.personNotes})
	add(len(c.Body), section{id: "raw", title: "Raw", count: say.Count(len(c.Body), "line"), folded: true, body: p.raw})
	return s
}

// header draws the first row of a section: fold mark, title, count, rule.
func (p *Pane) header(b *rowBuilder, s section, open bool) {
	mark := "▾ "
	if !open {
		mark = "▸ "
	}
	spans := []Span{{mark, &p.th.Border}, {s.title, &p.th.Title}}
	if s.count != "" {
		spans = append(spans, Span{"  " + s.count, &p.th.Dim})
	}
	if n := b.w - widthOf(cleanSpans(spans)) - 1; n > 0 {
		spans = append(spans, Span{" " + strings.Repeat("─", n), &p.th.Border})
	}
	b.line("header", p.sectionTarget(s.id), spans...)
}

// sectionTarget is the line where what the section shows was printed.
func (p *Pane) sectionTarget(id string) int {
	c := p.c
	switch id {
	case "chain":
		if len(c.Chain) > 0 {
			return c.Chain[0].Line
		}
	case "code":
		return c.Dump.CodeLine
	case "registers":
		if len(c.Dump.Registers) > 0 {
			return c.Dump.Registers[0].Line
		}
	case "words":
		if len(c.Dump.Stack) > 0 {
			return c.Dump.Stack[0].Line
		}
	case "raw":
		return c.First
	}
	return 0
}

// facts are the class's own fields.
func (p *Pane) facts(b *rowBuilder, _ bool) {
	wide := 0
	for _, f := range p.c.Facts {
		wide = max(wide, cell.Width(cell.Clean(f.Name)))
	}
	for _, f := range p.c.Facts {
		p.field(b, f.Name, f.Value, wide, f.Line)
	}
}

// fault is what the architecture printed about the trap, bit by bit.
func (p *Pane) fault(b *rowBuilder, _ bool) {
	wide := 0
	for _, n := range p.c.Dump.Notes {
		wide = max(wide, cell.Width(cell.Clean(n.Name)))
	}
	for _, n := range p.c.Dump.Notes {
		p.field(b, n.Name, n.Value, wide, n.Line)
	}
}

// modules shows those first that come, go, or taint; the rest in one breath.
func (p *Pane) modules(b *rowBuilder, open bool) {
	c, th := p.c, p.th
	var rest []string
	line := 0
	for _, pass := range []bool{true, false} { // those on their way first
		for _, m := range c.Modules {
			special, moving := m.Flags != "" || m.State != "", m.State != ""
			switch {
			case special && moving == pass:
				p.module(b, m)
			case !special && pass:
				rest = append(rest, cell.Clean(m.Name))
				line = m.Line
			}
		}
	}
	if len(c.LastUnloaded) > 0 {
		b.text("unloaded", lineWith(c, "last unloaded"), nil, 2, Span{"last unloaded: ", &th.Dim}, Span{strings.Join(c.LastUnloaded, ", "), &th.Module})
	}
	switch {
	case len(rest) == 0:
	case open:
		b.text("rest", line, nil, 2, Span{strings.Join(rest, " "), &th.Text})
	default:
		b.line("rest", line, Span{strconv.Itoa(len(rest)) + " more: " + strings.Join(rest, " "), &th.Dim})
	}
}

func (p *Pane) module(b *rowBuilder, m parse.Module) {
	th := p.th
	spans := []Span{{m.Name, &th.Module}}
	if m.Flags != "" {
		spans = append(spans, Span{"(" + m.Flags + ")", &th.Dim})
	}
	if m.State != "" {
		spans = append(spans, Span{" " + stateWords(m.State), &th.Warning})
	}
	if s := moduleFlags(m.Flags); s != "" {
		spans = append(spans, Span{" " + s, &th.Text})
	}
	b.text("", m.Line, nil, 2, spans...)
}

func stateWords(s string) string {
	switch s {
	case "unloading":
		return "being unloaded"
	case "loading":
		return "being loaded"
	}
	return s
}

// moduleFlags spells the letters behind a module's name out (module_flags_taint).
func moduleFlags(flags string) string {
	words := map[rune]string{'O': "out-of-tree", 'P': "proprietary", 'E': "unsigned", 'F': "loaded by force",
		'C': "staging", 'K': "live patch", 'X': "auxiliary", 'N': "test"}
	var out []string
	for _, r := range flags {
		if w := words[r]; w != "" {
			out = append(out, w)
		}
	}
	return strings.Join(out, ", ")
}

// personNotes are what the person at the bench wrote.
func (p *Pane) personNotes(b *rowBuilder, _ bool) {
	for _, l := range strings.Split(strings.TrimRight(p.notes, "\n"), "\n") {
		b.text("", 0, nil, 2, Span{l, &p.th.Text})
	}
}

// raw gives the report's own lines with their numbers.
func (p *Pane) raw(b *rowBuilder, _ bool) {
	n := len(strconv.Itoa(p.c.Last))
	for i := range p.c.Body {
		l := &p.c.Body[i]
		no := strconv.Itoa(l.N)
		lead := strings.Repeat(" ", max(n-len(no), 0)) + no + " "
		b.line(no, l.N, Span{lead, &p.th.Dim}, Span{l.Raw, &p.th.Text})
	}
}

// countOf is count, silent about nothing.
func countOf(n int, what string) string {
	if n == 0 {
		return ""
	}
	return say.Count(n, what)
}
