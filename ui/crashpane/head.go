package crashpane

import (
	"strconv"
	"strings"

	"oopscope/parse/arch"
	"oopscope/parse/class"
	"oopscope/parse/triage"
	"oopscope/ui/cell"
	"oopscope/ui/say"
)

const headSection = "head"

// label is the width of the label column where there is room for one.
const label = 7

// head is what is read in the first seconds: what died, where, on whose behalf,
// and whether the machine is still there.
func (p *Pane) head(b *rowBuilder, _ bool) {
	c, th := p.c, p.th
	p.badgeRow(b)
	b.text("title", c.First, nil, 2, Span{c.Title, &th.Title})
	p.place(b)
	if s := whoWords(c); s != "" {
		p.labelled(b, "who", "who", lineWith(c, "Comm:"), Span{s, &th.Text})
	}
	p.seen(b)
	if s := faultWords(&c.Dump); s != "" {
		p.labelled(b, "fault", "fault", c.Dump.Fault.Line, Span{s, &th.Text})
	}
	if s := c.Operand.Words(); s != "" {
		p.labelled(b, "operand", "in C", c.Dump.CodeLine, Span{s, &th.Text})
		p.quote(b)
	}
	if s := c.Object.Words(); s != "" {
		p.labelled(b, "object", "object", lineWith(c, "Allocated"), Span{s, &th.Text})
	}
	p.useless(b)
	if p.low() && len(p.findings) > 0 {
		p.gist(b)
	}
	p.labelled(b, "now", "now", c.OutcomeLine(), Span{c.Outcome(), p.aftermathStyle()})
	if c.Panic != "" {
		p.labelled(b, "panic", "panic", c.PanicLine, p.unlabelled(b, "panic: "), Span{c.Panic, &th.Text})
	}
	if s := earlierReports(c); s != "" {
		p.labelled(b, "first", "beware", lineWith(c, "Tainted:"), Span{s, &th.Warning})
	}
	p.storyLine(b)
	if c.Parent > 0 && c.Echo.Of == 0 {
		p.labelled(b, "parent", "beware", c.ParentLine, Span{"Came out of " + p.nameOf(c.Parent) + ", at line " + strconv.Itoa(c.ParentLine) + ": read that one first.", &th.Warning})
	}
	if s := foreignCode(c); s != "" {
		p.labelled(b, "taint", "taint", lineWith(c, "Tainted:"), Span{s, &th.Text})
	}
	p.boardAndTime(b)
}

// useless says at once that a file which was given for symbols cannot serve, and what to give: nobody
// looks for it behind a long chain without lines.
func (p *Pane) useless(b *rowBuilder) {
	if p.c.Symbols.Doubt != "" && p.symbolsOK && p.symbols != "" && !hasLocations(p.c.Chain) {
		p.labelled(b, "symbols", "symbols", 0, Span{p.c.Symbols.Doubt, &p.th.Warning})
	}
}

// quote is the source line of what is said in C.
func (p *Pane) quote(b *rowBuilder) {
	if q := &p.c.Operand.Source; q.Some() && !p.low() {
		style := &p.th.Dim
		if q.Doubt != "" {
			style = &p.th.Warning
		}
		p.labelled(b, "quote", "", p.c.Dump.CodeLine, Span{q.Words(), style})
	}
}

// low tells that the pane is too low to show the head and the reasons at once.
func (p *Pane) low() bool { return p.h < 16 }

// gist is the first sentence of the reason that tells most, for a low pane; in
// one row when there are hardly any.
func (p *Pane) gist(b *rowBuilder) {
	f, ok := triage.Telling(p.findings)
	if !ok {
		p.labelled(b, "gist", "why", culpritLine(p.c), Span{noReason, &p.th.Dim})
		return
	}
	var spans []Span
	if hasLabels(b) {
		spans = []Span{{say.Pad("why", label+1), &p.th.Dim}}
	}
	target := 0
	if len(f.Evidence) > 0 {
		target = f.Evidence[0]
	}
	if sentence, _, _ := strings.Cut(f.Text, ". "); p.h >= 11 && p.w >= 60 && hasLabels(b) {
		p.labelled(b, "gist", "why", target, Span{f.Confidence + ": ", p.confidenceStyle(f)}, Span{strings.TrimSuffix(sentence, ".") + ".", &p.th.Text})
		return
	}
	b.line("gist", target, append(spans, Span{f.Confidence + ": ", p.confidenceStyle(f)}, Span{f.Text, &p.th.Text})...)
}

// boardAndTime ends the head; in a low pane it is one row, because the reasons
// below matter more and Environment says it all again.
func (p *Pane) boardAndTime(b *rowBuilder) {
	c, th := p.c, p.th
	board, when := say.JoinDots(c.Kernel, c.Machine), p.whenWords()
	if p.h < 24 {
		b.line("when", c.First, Span{say.JoinDots(when, board), &th.Dim})
		return
	}
	if board != "" {
		p.labelled(b, "board", "board", lineWith(c, "Hardware name:"), Span{board, &th.Dim})
	}
	if when != "" {
		p.labelled(b, "when", "when", c.First, Span{when, &th.Dim})
	}
}

// badgeRow is the first row: severity, what the class means, and whether more
// of the report is still coming.
func (p *Pane) badgeRow(b *rowBuilder) {
	badge := p.badge()
	words := class.ByName(p.c.Class).Meaning
	if words == "" {
		words = p.c.Class
	}
	if p.c.Count > 1 {
		words = strconv.Itoa(p.c.Count) + " times: " + words
	}
	spans := []Span{badge, {" ", &p.th.Text}}
	if s := p.c.OutcomeWord(); s != "" {
		spans = append(spans, Span{s, p.aftermathStyle()}, Span{" · ", &p.th.Dim})
	}
	spans = append(spans, Span{words, &p.th.Text})
	if p.c.Open {
		live := "● receiving… " + say.Count(len(p.c.Body), "line")
		gap := b.w - cell.Width(badge.Text+live)
		rest := cutSpans(cleanSpans(spans[1:]), max(gap-1, 0))
		if gap < 12 { // a few letters of the words say nothing
			rest = nil
		}
		spans = append([]Span{badge}, rest...)
		spans = append(spans, Span{strings.Repeat(" ", max(b.w-widthOf(spans)-cell.Width(live), 1)), &p.th.Text})
		spans = append(spans, Span{live, &p.th.OK})
	}
	b.line("badge", p.c.First, spans...)
}

// place names the function that died, its source, who called it, and the
// function to look at when that is another.
func (p *Pane) place(b *rowBuilder) {
	c, th := p.c, p.th
	at := c.DeathFrame()
	where, line := c.Dump.PC, c.Dump.PCLine
	if !known(where) && at >= 0 {
		where, line = c.Chain[at].Symbol, c.Chain[at].Line
	}
	if known(where) {
		p.labelled(b, "where", "where", line, Symbol(th, where, p.labelRoom(b))...)
	}
	if at >= 0 && c.Chain[at].File != "" {
		p.labelled(b, "source", "", line, p.location(c.Chain[at].File, c.Chain[at].FileLine)...)
	}
	if c.Source != "" {
		p.labelled(b, "site", "at", c.First, p.unlabelled(b, "at "), Span{c.Source, &th.Number})
	}
	if caller := c.Caller(); caller != nil && !p.low() {
		spans := Symbol(th, caller.Symbol, p.labelRoom(b)-len("called by "))
		p.labelled(b, "caller", "", caller.Line, append([]Span{{"called by ", &th.Dim}}, spans...)...)
	}
	if s := c.Culprit; s.Function != "" && s.Function != where.Function {
		spans := Symbol(th, arch.Symbol{Function: s.Function, Module: s.Module}, 0)
		p.labelled(b, "culprit", "look at", culpritLine(c), append([]Span{p.unlabelled(b, "look at ")}, spans...)...)
	}
	if o := c.Owner().String(); o != "" && !p.low() {
		p.labelled(b, "whose", "whose", culpritLine(c), p.unlabelled(b, "whose "), Span{o, &th.Text})
	}
}

func known(s arch.Symbol) bool { return s.Function != "" || s.HasAddress }

// labelled adds text behind a label in a column of its own, where there is room.
func (p *Pane) labelled(b *rowBuilder, key, name string, target int, spans ...Span) {
	if !hasLabels(b) {
		b.text(key, target, nil, 2, spans...)
		return
	}
	if n := label - len(name); n > 0 {
		name += strings.Repeat(" ", n)
	}
	b.text(key, target, []Span{{name + " ", &p.th.Dim}}, label+1, spans...)
}

func hasLabels(b *rowBuilder) bool { return b.w >= 48 }

// labelRoom is what a labelled row has left for its value.
func (p *Pane) labelRoom(b *rowBuilder) int {
	if hasLabels(b) {
		return b.w - label - 1
	}
	return b.w
}

// unlabelled says in the row itself what the label would have said.
func (p *Pane) unlabelled(b *rowBuilder, s string) Span {
	if hasLabels(b) {
		s = ""
	}
	return Span{s, &p.th.Dim}
}

func (p *Pane) whenWords() string {
	c := p.c
	var parts []string
	if c.HasTime {
		parts = append(parts, strconv.FormatFloat(c.Time, 'f', 3, 64)+" s")
	}
	if !c.Seen.IsZero() {
		parts = append(parts, c.Seen.Format("15:04:05"))
	}
	if c.Boot > 0 {
		parts = append(parts, "boot "+strconv.Itoa(c.Boot))
	}
	if c.Die > 0 {
		parts = append(parts, "oops #"+strconv.Itoa(c.Die))
	}
	if c.First > 0 && c.Last >= c.First {
		lines := "line " + strconv.Itoa(c.First)
		if c.Last > c.First {
			lines = "lines " + strconv.Itoa(c.First) + "–" + strconv.Itoa(c.Last)
		}
		parts = append(parts, lines)
	}
	return strings.Join(parts, " · ")
}
