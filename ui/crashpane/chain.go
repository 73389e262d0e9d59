package crashpane

import (
	"fmt"
	"strconv"
	"strings"

	"oopscope/parse"
	"oopscope/parse/arch"
	"oopscope/parse/crash"
	"oopscope/parse/mangled"
	"oopscope/ui/cell"
	"oopscope/ui/say"
	"oopscope/ui/theme"
)

// chain draws the call chain of the crash, innermost first, cut where one
// context lies on top of another.
func (p *Pane) chain(b *rowBuilder, _ bool) {
	if !p.symbolsOK && p.symbols != "" {
		p.symbolsRow(b)
	}
	p.frames(b, p.c.Chain, taskWords(p.c.Task), p.c.CulpritFrame(), p.beside)
	if p.symbolsOK && !hasLocations(p.c.Chain) && p.symbols != "" {
		b.text("hint", 0, nil, 2, Span{p.symbols, &p.th.Dim})
	}
	if s := p.c.Symbols; p.symbolsOK && len(s.Proof) > 0 {
		b.text("proof", 0, []Span{{"✓ ", &p.th.OK}}, 2, Span{s.String(), &p.th.Dim})
	}
}

// frames draws one chain; the frame to look at, if any, gets an arrow.
// Behind each frame comes what the caller draws there.
func (p *Pane) frames(b *rowBuilder, frames []arch.Frame, task string, culprit int, behind func(b *rowBuilder, i int)) {
	several := contextsIn(frames) > 1
	context, subsystem := "", ""
	for i := range frames {
		f := &frames[i]
		if f.Context != "" && f.Context != context {
			if several || f.Context != arch.Task {
				p.separator(b, f, context, task)
			}
			context = f.Context
		}
		p.frame(b, i, f, i == culprit, subsystem)
		behind(b, i)
		subsystem = crash.Subsystem(f)
	}
}

func contextsIn(frames []arch.Frame) int {
	n, last := 0, ""
	for i := range frames {
		if c := frames[i].Context; c != "" && c != last {
			n, last = n+1, c
		}
	}
	return n
}

// separator heads a run of frames: "── interrupted task: modprobe[1726] ──".
func (p *Pane) separator(b *rowBuilder, f *arch.Frame, above, task string) {
	words := map[string]string{arch.IRQ: "interrupt", arch.SoftIRQ: "softirq", arch.NMI: "NMI", arch.User: "user space"}[f.Context]
	switch {
	case f.Context == arch.Task && above != "":
		words = "interrupted task"
	case f.Context == arch.Task:
		words = "task"
	case above != "" && f.Context != arch.User:
		words = "interrupted " + words
	}
	if f.Context == arch.Task && task != "" {
		words += ": " + task
	}
	text := "── " + cell.Clean(words) + " "
	text += strings.Repeat("─", max(2, min(b.w, 60)-cell.Width(text)))
	b.line("", f.Line, Span{text, &p.th.Border})
}

// frame draws one entry, behind what was inlined into it, so that from row to row
// it goes outwards; what symbols know of it stands below or, where there is room,
// behind it; without symbols, its subsystem when that is another than above.
// Guessed frames are dim and carry the kernel's "?".
func (p *Pane) frame(b *rowBuilder, i int, f *arch.Frame, culprit bool, above string) {
	th := p.th
	mark, markStyle := "  ", &th.Dim
	switch {
	case culprit:
		mark, markStyle = "▶ ", &th.Warning
	case !f.Reliable:
		mark = "? "
	}
	lead := []Span{{fmt.Sprintf("%2d ", i), &th.Dim}, {mark, markStyle}}
	room := b.w - widthOf(lead)
	spans := Symbol(th, f.Symbol, room)
	if culprit {
		bold := th.Function.Bold(true)
		spans[0].Style = &bold
	}
	if !f.Reliable {
		for i := range spans {
			spans[i].Style = &th.Dim
		}
	}
	spans = append(lead, spans...)
	at := p.location(f.File, f.FileLine)
	beside := f.File != "" && widthOf(spans)+2+widthOf(at) <= b.w
	if beside {
		spans = append(append(spans, Span{"  ", &th.Text}), at...)
	}
	if s := crash.Subsystem(f); f.File == "" && s != above && widthOf(spans)+2+cell.Width(s) <= b.w {
		spans = append(spans, Span{"  " + s, &th.Dim})
	}
	below := []Span{{"     ", &th.Dim}}
	for _, in := range f.Inlined {
		s := append(append([]Span{}, below...), Span{"inlined ", &th.Dim}, Span{in.Function, &th.Function}, Span{" ", &th.Dim})
		b.push(cutSpans(cleanSpans(append(s, p.location(in.File, in.Line)...)), b.w))
	}
	b.line(frameKey+strconv.Itoa(i), f.Line, spans...)
	for _, in := range f.Candidates {
		s := append(append([]Span{}, below...), Span{"one of ", &th.Warning})
		b.push(cutSpans(cleanSpans(append(s, p.location(in.File, in.Line)...)), b.w))
	}
	if f.File != "" && !beside {
		b.push(cutSpans(cleanSpans(append(append([]Span{}, below...), at...)), b.w))
	}
}

// location is "file.c:214"; doubtful when the symbols do not fit the kernel.
func (p *Pane) location(file string, line int) []Span {
	if file == "" {
		return nil
	}
	at := file
	if line > 0 {
		at += ":" + strconv.Itoa(line)
	}
	if !p.symbolsOK {
		return []Span{{at, &p.th.Dim}, {" (doubtful)", &p.th.Error}}
	}
	style := &p.th.Number
	if p.Address != nil {
		if address := p.Address(file, line); address != "" {
			linked := style.Hyperlink(address)
			style = &linked
		}
	}
	return []Span{{at, style}}
}

func hasLocations(frames []arch.Frame) bool {
	for i := range frames {
		if frames[i].File != "" {
			return true
		}
	}
	return false
}

// Symbol writes a symbol as the kernel does. When room is given, what
// matters least goes first: the size, then the offset, then the module.
func Symbol(th *theme.Theme, s arch.Symbol, room int) []Span {
	name := Span{mangled.Plain(s.Function), &th.Function}
	if s.Function == "" {
		name = Span{say.Hex(s.Address), &th.Address}
	}
	var offset, size, module []Span
	if s.HasOffset && s.Function != "" {
		offset = []Span{{"+" + say.Hex(s.Offset), &th.Dim}}
		if s.Size > 0 {
			size = []Span{{"/" + say.Hex(s.Size), &th.Dim}}
		}
	}
	if s.Module != "" {
		module = []Span{{" ", &th.Text}, {"[" + s.Module + "]", &th.Module}}
	}
	var out []Span
	for _, parts := range [][][]Span{{offset, size, module}, {offset, module}, {module}, {}} {
		out = []Span{name}
		for _, p := range parts {
			out = append(out, p...)
		}
		if room <= 0 || widthOf(cleanSpans(out)) <= room {
			break
		}
	}
	return out
}

// stackWords names a further stack by what it is for.
var stackWords = map[string]string{
	"allocated": "Allocated", "freed": "Freed", "created": "Created", "stored": "Stored", "mapped": "Mapped",
	"page-allocated": "Page allocated", "page-freed": "Page freed", "work": "Queued by", "blocker": "Blocked by", "lock": "Lock taken",
	"stalled": "Stalled", "other-cpu": "Another CPU", "rcu-kthread": "RCU's own thread", "race": "The other access",
	"preempt-off": "Preemption was switched off", "handlers": "Handlers", "panic": "Panic in", "task": "Task",
}

// stackTitle is "Allocated by modprobe[211]".
func stackTitle(s *parse.Stack) string {
	words := stackWords[s.Role]
	if words == "" {
		words = say.JoinDots("Stack", s.Role)
	}
	if t := taskWords(s.Task); t != "" {
		if strings.HasSuffix(words, "ed") && s.Role != "stalled" {
			words += " by"
		}
		words += " " + t
	}
	if s.CPU >= 0 {
		words += " on CPU " + strconv.Itoa(s.CPU)
	}
	return words
}

// chainCount is "21 frames, 12 guessed".
func chainCount(frames []arch.Frame) string {
	guessed := 0
	for i := range frames {
		if !frames[i].Reliable {
			guessed++
		}
	}
	s := say.Count(len(frames), "frame")
	if guessed > 0 {
		s += ", " + strconv.Itoa(guessed) + " guessed"
	}
	return s
}

// stack draws one further stack of the report.
func (p *Pane) stack(i int) func(*rowBuilder, bool) {
	return func(b *rowBuilder, _ bool) {
		s := &p.c.Stacks[i]
		if s.Title != "" {
			b.text("title", s.Line, nil, 2, Span{s.Title, &p.th.Dim})
		}
		p.frames(b, s.Frames, taskWords(s.Task), -1, func(*rowBuilder, int) {})
	}
}
