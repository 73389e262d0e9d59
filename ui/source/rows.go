package source

import (
	"path"
	"strconv"
	"strings"

	"charm.land/lipgloss/v2"

	"oopscope/parse/crash"
	"oopscope/ui/cell"
	"oopscope/ui/say"
)

// View draws what the frame is, then its source and its code: side by side
// where there is room, the code below otherwise.
func (v *Pane) View(w, h int) []string {
	v.h = h
	if !v.ready {
		var b cell.Bar
		b.Add(" looking into the symbols …", v.th.Dim)
		return []string{b.Paint(w)}
	}
	rows := v.head(w)
	rows = rows[:min(len(rows), h)]
	h -= len(rows)
	if w >= 110 && len(v.place().Lines) > 0 && len(v.list.Code) > 0 {
		cw := min(w/2, 90)
		source, code := v.sourceRows(w-cw-1, h), v.codeRows(cw, h)
		edge := cell.Paint([]cell.Glyph{{Rune: '│', Ink: cell.InkOf(v.th.Border)}}, 1)
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
func (v *Pane) wanted(w int) int {
	p := v.place()
	if len(p.Lines) == 0 {
		return len(v.note(p.Note, w)) + 1
	}
	return len(p.Lines) + 1
}

// heading is the row above source and code.
func (v *Pane) heading(w int, name, words string, style lipgloss.Style) string {
	var b cell.Bar
	b.Fill('─', 2, v.th.Border)
	b.Add(" "+name+" ", v.th.Title)
	if words != "" {
		b.Add(cell.CutMiddle(words, max(w-b.Len()-2, 8))+" ", style)
	}
	b.Fill('─', w, v.th.Border)
	return b.Paint(w)
}

// sourceRows are exactly h rows of the source.
func (v *Pane) sourceRows(w, h int) []string {
	if h < 1 {
		return nil
	}
	p := v.place()
	if len(p.Lines) == 0 {
		rows := append([]string{v.heading(w, "source", "", v.th.Dim)}, v.note(p.Note, w)...)
		return cell.Exactly(rows, w, h)
	}
	words, style := v.screen.Tilde(p.Path), v.th.Dim
	if p.Note != "" {
		words, style = cell.Clean(p.Note), v.th.Warning
	}
	rows := []string{v.heading(w, "source", words, style)}
	v.source.fit(len(p.Lines), h-1, p.Line-p.First)
	digits := len(strconv.Itoa(p.First + len(p.Lines)))
	for i := v.source.top; i < len(p.Lines) && len(rows) < h; i++ {
		rows = append(rows, v.sourceRow(p, i, digits, w))
	}
	return cell.Exactly(rows, w, h)
}

func (v *Pane) sourceRow(p crash.Excerpt, i, digits, w int) string {
	var b cell.Bar
	mark, style := "  ", v.th.Text
	if p.First+i == p.Line {
		mark, style = " ▶", v.th.Title
	}
	n := strconv.Itoa(p.First + i)
	b.Add(mark, v.th.Warning)
	b.Add(" "+strings.Repeat(" ", digits-len(n))+n+" ", v.th.Dim)
	b.Add(untabbed(p.Lines[i], w), style)
	return b.Paint(w)
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
	return cell.Clean(b.String())
}

// note wraps a sentence about what is missing.
func (v *Pane) note(text string, w int) (rows []string) {
	var b cell.Bar
	for word := range strings.FieldsSeq(cell.Clean(text)) {
		if b.Len() > 0 && b.Len()+1+cell.Width(word) > w {
			rows = append(rows, b.Paint(w))
			b = cell.Bar{}
		}
		b.Add(" "+word, v.th.Warning)
	}
	return append(rows, b.Paint(w))
}

// A codeRow is an instruction, or the source line that the ones below it were
// made of.
type codeRow struct {
	at    int
	title bool
}

func codeRows(code []crash.Instruction) (rows []codeRow) {
	for i := range code {
		if in := &code[i]; in.File != "" && (i == 0 || in.File != code[i-1].File || in.Line != code[i-1].Line) {
			rows = append(rows, codeRow{i, true})
		}
		rows = append(rows, codeRow{i, false})
	}
	return rows
}

// codeRows are exactly h rows of the machine code.
func (v *Pane) codeRows(w, h int) []string {
	if h < 1 {
		return nil
	}
	if len(v.list.Code) == 0 {
		return cell.Exactly(append([]string{v.heading(w, "code", "", v.th.Dim)}, v.note(v.list.NoCode, w)...), w, h)
	}
	words := "▶ trapped here"
	if v.list.Return {
		words = "▶ the call, ◂ where it returns to"
	}
	in := ""
	if v.list.Function != v.frames[v.at].Function { // where a call was the last instruction
		in = "in " + cell.Clean(v.list.Function)
	}
	rows := []string{v.heading(w, "code", say.JoinDots(cell.Clean(v.list.Image), in, words), v.th.Dim)}
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
	return cell.Exactly(rows, w, h)
}

// madeOf is the source line that instructions were made of.
func (v *Pane) madeOf(in *crash.Instruction, w int) string {
	var b cell.Bar
	b.Add(" "+location(path.Base(in.File), in.Line), v.th.Number)
	b.Add("  "+strings.TrimSpace(untabbed(in.Source, w)), v.th.Dim)
	return b.Paint(w)
}

func (v *Pane) codeRow(i, w int) string {
	th, in := v.th, &v.list.Code[i]
	mark, style := "  ", th.Text
	switch {
	case i == v.list.Mark:
		mark, style = " ▶", th.Warning
	case v.list.Return && i > 0 && i-1 == v.list.Mark:
		mark = " ◂"
	}
	var b cell.Bar
	b.Add(mark, th.Warning)
	offset := "+" + say.Hex(in.Offset)
	b.Add(strings.Repeat(" ", max(7-len(offset), 1))+offset+"  ", th.Address)
	if w >= 78 {
		b.Add(say.Pad(cell.Clean(in.Bytes), 18)+" ", th.Dim)
	}
	text := cell.Clean(in.Text)
	if text == "" {
		text = "(not decoded) " + cell.Clean(in.Bytes)
	}
	name, operands, more := strings.Cut(text, " ")
	if more {
		text = say.Pad(name, 7) + " " + operands
	}
	b.Add(text, style)
	if in.Refers != "" {
		b.Add("  ; "+cell.Clean(in.Refers), th.Module)
	}
	return b.Paint(w)
}
