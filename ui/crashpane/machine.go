package crashpane

import (
	"strconv"
	"strings"

	"oopscope/parse/arch"
	"oopscope/parse/arch/all"
	"oopscope/ui/cell"
	"oopscope/ui/say"
)

// registers draws the register file in one column, or two where they fit, and
// the status word bit by bit.
func (p *Pane) registers(b *rowBuilder, _ bool) {
	d, th := &p.c.Dump, p.th
	nameWide := 0
	for _, r := range d.Registers {
		nameWide = max(nameWide, cell.Width(cell.Clean(r.Name)))
	}
	cols, cell := 1, b.w
	if b.w >= 2*(nameWide+len(say.PadHex(0, d.Bits))+3+20) {
		cols, cell = 2, b.w/2
	}
	rows := (len(d.Registers) + cols - 1) / cols
	for i := range rows {
		var spans []Span
		for col := range cols {
			at := i + col*rows // down the columns, as one reads r0 r1 r2
			if at >= len(d.Registers) {
				continue
			}
			s := cutSpans(cleanSpans(p.register(d.Registers[at], nameWide)), cell-1)
			if col+1 < cols {
				s = append(s, Span{strings.Repeat(" ", max(cell-widthOf(s), 0)), &th.Text})
			}
			spans = append(spans, s...)
		}
		b.line(d.Registers[i].Name, d.Registers[i].Line, spans...)
	}
	p.status(b)
}

func (p *Pane) register(r arch.Register, wide int) []Span {
	th := p.th
	name := strings.Repeat(" ", max(wide-cell.Width(cell.Clean(r.Name)), 0)) + r.Name + " "
	spans := []Span{{name, &th.Text}, {say.PadHex(r.Value, p.c.Dump.Bits), &th.Number}}
	if r.Variable != "" {
		spans = append(spans, Span{"  " + r.Variable, &th.Text})
	}
	if s := r.Points(); s != "" { // says more than "kernel text"
		return append(spans, Span{"  " + s, &th.Text})
	}
	if r.Meaning == "" {
		return spans
	}
	style := &th.Dim
	if r.Suspect {
		style = &th.Warning
	}
	return append(spans, Span{"  " + r.Meaning, style})
}

// status draws the decoded status word.
func (p *Pane) status(b *rowBuilder) {
	var spans []Span
	for i, f := range p.c.Dump.Status {
		if i > 0 {
			spans = append(spans, Span{" · ", &p.th.Dim})
		}
		spans = append(spans, Span{f.Name, &p.th.Title})
		if f.Meaning != "" && f.Meaning != f.Name {
			spans = append(spans, Span{" " + f.Meaning, &p.th.Text})
		}
	}
	if len(spans) > 0 {
		b.text("status", p.statusLine(), []Span{{"status ", &p.th.Dim}}, 7, spans...)
	}
}

// statusLine finds where the kernel printed its own reading of the status word.
func (p *Pane) statusLine() int {
	if a := all.ByName(p.c.Arch); a != nil {
		for _, s := range a.Lines.Status {
			if n := lineWith(p.c, s); n > 0 {
				return n
			}
		}
	}
	return p.c.Dump.PCLine
}

// environment is what the report tells of the machine and its kernel.
func (p *Pane) environment(b *rowBuilder, _ bool) {
	c := p.c
	const wide = 9
	put := func(name, value string, line int) {
		if value != "" {
			p.field(b, name, value, wide, line)
		}
	}
	put("kernel", strings.TrimSpace(c.Kernel+" "+c.Build), lineWith(c, "Tainted"))
	put("arch", c.Arch, 0)
	put("machine", c.Machine, lineWith(c, "Hardware name:"))
	put("banner", c.Banner, 0)
	if c.Prefix != "" {
		put("prefix", "learnt: "+strconv.Quote(c.Prefix), 0)
	}
	for i, t := range c.Taint {
		name := "taint"
		if i > 0 {
			name = ""
		}
		put(name, strings.TrimSpace(t.Flag+" "+t.Meaning), lineWith(c, "Tainted:"))
	}
	put("workqueue", c.Workqueue, lineWith(c, "Workqueue:"))
	if c.HasKernelOffset {
		put("KASLR", "kernel moved by "+say.Hex(c.KernelOffset), lineWith(c, "Kernel Offset:"))
	}
	switch {
	case p.symbols == "":
	case p.symbolsOK && hasLocations(c.Chain): // else it stands below the chain, where lines are missed
		put("symbols", p.symbols, 0)
	case !p.symbolsOK:
		p.symbolsRow(b)
	}
}

// symbolsRow says, in red, that the symbols in use are another kernel's.
func (p *Pane) symbolsRow(b *rowBuilder) {
	st := p.th.Badge.Foreground(p.th.Panic.GetForeground())
	b.text("symbols", 0, nil, 2, Span{" SYMBOLS DO NOT FIT ", &st}, Span{" " + p.symbols, &p.th.Error})
}

// quality tells how far the report can be trusted.
func (p *Pane) quality(b *rowBuilder, _ bool) {
	if !p.c.Quality.Complete {
		text := "The report is not complete."
		if p.c.Open {
			text = "The report is still coming."
		}
		b.text("complete", 0, nil, 2, Span{text, &p.th.Warning})
	}
	for _, q := range p.c.Quality.Problems {
		b.text("", q.Line, []Span{{"- ", &p.th.Dim}}, 2, Span{q.Text, &p.th.Text})
	}
}

// signature shows what the crash is recognised by.
func (p *Pane) signature(b *rowBuilder, _ bool) {
	if s := p.c.Signature.Exact; s != "" {
		p.field(b, "exact", s, 5, 0)
	}
	if s := p.c.Signature.Bug; s != "" {
		p.field(b, "bug", s, 5, 0)
	}
}
