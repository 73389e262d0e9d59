package ui

import (
	"path"
	"strings"

	"charm.land/lipgloss/v2"

	"oopscope/parse"
	"oopscope/parse/arch"
)

// View draws what the frame is, then its source and its code: side by side
// where there is room, the code below otherwise.
func (v *sourceView) View(w, h int) []string {
	v.h = h
	if !v.ready {
		var b bar
		b.add(" looking into the symbols …", v.th.Dim)
		return []string{b.paint(w)}
	}
	rows := v.head(w)
	rows = rows[:min(len(rows), h)]
	h -= len(rows)
	if w >= 110 && len(v.place().Lines) > 0 && len(v.list.Code) > 0 {
		cw := min(w/2, 90)
		source, code := v.sourceRows(w-cw-1, h), v.codeRows(cw, h)
		edge := paintCells([]glyph{{'│', inkOf(v.th.Border)}}, 1)
		for i := range h {
			rows = append(rows, source[i]+edge+code[i])
		}
		return rows
	}
	sh := min(v.wanted(w), h*9/20)
	if len(v.list.Code) == 0 {
		sh = min(v.wanted(w), max(h-3, 0)) // a heading, and why there is no code
	}
	rows = append(rows, v.sourceRows(w, sh)...)
	return append(rows, v.codeRows(w, h-sh)...)
}

// wanted is how many rows the source could fill.
func (v *sourceView) wanted(w int) int {
	p := v.place()
	if len(p.Lines) == 0 {
		return len(v.note(p.Note, w)) + 1
	}
	return len(p.Lines) + 1
}

// head says which frame this is, whether its symbols fit, and where it lies:
// the innermost inlined function first.
func (v *sourceView) head(w int) []string {
	th, f := v.th, v.frames[v.at]
	var b bar
	b.add(" ", th.Text)
	for _, s := range symbolSpans(th, f.Symbol, w-30) {
		b.add(clean(s.text), *s.style)
	}
	words := "return address"
	if f.Exact {
		words = "program counter"
	}
	if !f.Reliable {
		words += ", a guess of the kernel's"
	}
	b.add("  "+joinDots(words, contextWords[f.Context]), th.Dim)
	rows := []string{b.paint(w)}
	if v.misfits() {
		rows = append(rows, v.misfit(w)...)
	}
	for i, p := range v.list.Places {
		if p.File != "" {
			rows = append(rows, v.placeRow(i, p, w))
		}
	}
	return append(rows, v.compared(w)...)
}

var contextWords = map[string]string{arch.IRQ: "in an interrupt", arch.SoftIRQ: "in a softirq", arch.NMI: "in an NMI", arch.Task: "in a task", arch.User: "in user space"}

// misfits tells that the symbols are those of another kernel. Before they were
// looked at, nothing is known of them.
func (v *sourceView) misfits() bool { return !v.report.symbolOK && v.report.symbols != "" }

// misfit is the badge for symbols of another kernel, and what differs.
func (v *sourceView) misfit(w int) (rows []string) {
	var b bar
	b.add(" ", v.th.Text)
	b.add(" SYMBOLS DO NOT FIT ", v.th.Badge.Foreground(v.th.Panic.GetForeground()))
	for word := range strings.FieldsSeq(clean(v.report.symbols)) {
		if b.len()+1+len([]rune(word)) > w && len(rows) < 2 {
			rows = append(rows, b.paint(w))
			b = bar{}
			b.add("  ", v.th.Text)
		}
		b.add(" "+word, v.th.Error)
	}
	return append(rows, b.paint(w))
}

// placeRow is one of the functions that the compiler put into one another.
func (v *sourceView) placeRow(i int, p parse.Excerpt, w int) string {
	th := v.th
	var b bar
	mark, style := "   ", th.Text
	if i == v.level {
		mark, style = " ▸ ", th.Title
	}
	b.add(mark, th.Key)
	b.add(location(cutMiddle(v.tilde(p.File), max(w-40, 20)), p.Line), style)
	b.add("  ", th.Text)
	if i > 0 {
		b.add("inlined into ", th.Dim)
	}
	b.add(clean(p.Function), th.Function)
	if v.misfits() {
		b.add(" (doubtful)", th.Error)
	}
	return b.paint(w)
}

// location is "worker.c:51" as a person writes it.
func location(file string, line int) string {
	if line > 0 {
		file += ":" + itoa(line)
	}
	return clean(file)
}

// compared holds the instruction that trapped against the one the board
// printed: no better proof that file and board belong together, or do not.
func (v *sourceView) compared(w int) []string {
	ours, theirs := v.marked(), boardsInsn(v.report.crash)
	f := v.frames[v.at]
	if ours == nil || theirs == nil || !f.Exact || f.Function != v.report.crash.Dump.PC.Function {
		return nil
	}
	var b bar
	switch {
	case ours.Bytes == theirs.Bytes:
		b.add("   the board printed the same instruction: "+clean(ours.Bytes), v.th.OK)
	case ours.Refers != "" || arch.Branches(ours.Text): // filled in when it was loaded
		return nil
	default:
		b.add("   the board printed "+clean(theirs.Bytes)+", this file has "+clean(ours.Bytes)+": another build, or code patched at run time", v.th.Error)
	}
	return []string{b.paint(w)}
}

func (v *sourceView) marked() *parse.Instruction {
	if v.list.Mark < 0 || v.list.Mark >= len(v.list.Code) {
		return nil
	}
	return &v.list.Code[v.list.Mark]
}

func boardsInsn(c *parse.Crash) *arch.Insn {
	for i := range c.Dump.Code {
		if c.Dump.Code[i].Trap && c.Dump.Code[i].Text != "" {
			return &c.Dump.Code[i]
		}
	}
	return nil
}

// heading is the row above source and code.
func (v *sourceView) heading(w int, name, words string, style lipgloss.Style) string {
	var b bar
	b.fill('─', 2, v.th.Border)
	b.add(" "+name+" ", v.th.Title)
	b.add(cutMiddle(words, max(w-b.len()-2, 8))+" ", style)
	b.fill('─', w, v.th.Border)
	return b.paint(w)
}

// sourceRows are exactly h rows of the source.
func (v *sourceView) sourceRows(w, h int) []string {
	if h < 1 {
		return nil
	}
	p := v.place()
	if len(p.Lines) == 0 {
		rows := append([]string{v.heading(w, "source", "", v.th.Dim)}, v.note(p.Note, w)...)
		return exactly(rows, w, h)
	}
	words, style := v.tilde(p.Path), v.th.Dim
	if p.Note != "" {
		words, style = clean(p.Note), v.th.Warning
	}
	rows := []string{v.heading(w, "source", words, style)}
	v.source.fit(len(p.Lines), h-1, p.Line-p.First)
	digits := len(itoa(p.First + len(p.Lines)))
	for i := v.source.top; i < len(p.Lines) && len(rows) < h; i++ {
		rows = append(rows, v.sourceRow(p, i, digits, w))
	}
	return exactly(rows, w, h)
}

func (v *sourceView) sourceRow(p parse.Excerpt, i, digits, w int) string {
	var b bar
	mark, style := "  ", v.th.Text
	if p.First+i == p.Line {
		mark, style = " ▶", v.th.Title
	}
	n := itoa(p.First + i)
	b.add(mark, v.th.Warning)
	b.add(" "+strings.Repeat(" ", digits-len(n))+n+" ", v.th.Dim)
	b.add(untabbed(p.Lines[i], w), style)
	return b.paint(w)
}

// untabbed is a line of the source as printable text. Kernel people indent by
// eight, which a narrow pane cannot afford.
func untabbed(s string, w int) string {
	step := 8
	if w < 90 {
		step = 4
	}
	var b strings.Builder
	n := 0
	for _, r := range s {
		if r != '\t' {
			b.WriteRune(r)
			n++
			continue
		}
		b.WriteString(strings.Repeat(" ", step-n%step))
		n += step - n%step
	}
	return clean(b.String())
}

// note wraps a sentence about what is missing.
func (v *sourceView) note(text string, w int) (rows []string) {
	var b bar
	for word := range strings.FieldsSeq(clean(text)) {
		if b.len() > 0 && b.len()+1+len([]rune(word)) > w {
			rows = append(rows, b.paint(w))
			b = bar{}
		}
		b.add(" "+word, v.th.Warning)
	}
	return append(rows, b.paint(w))
}

// A codeRow is an instruction, or the source line that the ones below it were
// made of.
type codeRow struct {
	at    int
	title bool
}

func codeRows(code []parse.Instruction) (rows []codeRow) {
	for i := range code {
		if in := &code[i]; in.File != "" && (i == 0 || in.File != code[i-1].File || in.Line != code[i-1].Line) {
			rows = append(rows, codeRow{i, true})
		}
		rows = append(rows, codeRow{i, false})
	}
	return rows
}

// codeRows are exactly h rows of the machine code.
func (v *sourceView) codeRows(w, h int) []string {
	if h < 1 {
		return nil
	}
	if len(v.list.Code) == 0 {
		return exactly(append([]string{v.heading(w, "code", "", v.th.Dim)}, v.note(v.list.NoCode, w)...), w, h)
	}
	words := "▶ trapped here"
	if v.list.Return {
		words = "▶ the call, ◂ where it returns to"
	}
	rows := []string{v.heading(w, "code", joinDots(clean(v.list.Image), words), v.th.Dim)}
	mark := 0
	for i, r := range v.rows {
		if r.at == v.list.Mark && !r.title {
			mark = i
		}
	}
	v.code.fit(len(v.rows), h-1, mark)
	for i := v.code.top; i < len(v.rows) && len(rows) < h; i++ {
		if r := v.rows[i]; r.title {
			rows = append(rows, v.madeOf(&v.list.Code[r.at], w))
		} else {
			rows = append(rows, v.codeRow(r.at, w))
		}
	}
	return exactly(rows, w, h)
}

// madeOf is the source line that instructions were made of.
func (v *sourceView) madeOf(in *parse.Instruction, w int) string {
	var b bar
	b.add(" "+location(path.Base(in.File), in.Line), v.th.Number)
	b.add("  "+strings.TrimSpace(untabbed(in.Source, w)), v.th.Dim)
	return b.paint(w)
}

func (v *sourceView) codeRow(i, w int) string {
	th, in := v.th, &v.list.Code[i]
	mark, style := "  ", th.Text
	switch {
	case i == v.list.Mark:
		mark, style = " ▶", th.Warning
	case v.list.Return && i > 0 && i-1 == v.list.Mark:
		mark = " ◂"
	}
	var b bar
	b.add(mark, th.Warning)
	offset := "+" + hex(in.Offset)
	b.add(strings.Repeat(" ", max(7-len(offset), 1))+offset+"  ", th.Address)
	if w >= 78 {
		b.add(pad(clean(in.Bytes), 18)+" ", th.Dim)
	}
	text := clean(in.Text)
	if text == "" {
		text = "(not decoded) " + clean(in.Bytes)
	}
	name, operands, more := strings.Cut(text, " ")
	if more {
		text = pad(name, 7) + " " + operands
	}
	b.add(text, style)
	if in.Refers != "" {
		b.add("  ; "+clean(in.Refers), th.Module)
	}
	return b.paint(w)
}
