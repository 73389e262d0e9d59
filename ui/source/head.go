package source

import (
	"strconv"
	"strings"

	"oopscope/parse"
	"oopscope/parse/arch"
	"oopscope/parse/arch/all"
	"oopscope/parse/crash"
	"oopscope/ui/cell"
	"oopscope/ui/crashpane"
	"oopscope/ui/say"
)

// head says which frame this is, whether its symbols fit, and where it lies:
// the innermost inlined function first.
func (v *Pane) head(w int) []string {
	th, f := v.th, v.frames[v.at]
	var b cell.Bar
	b.Add(" ", th.Text)
	for _, s := range crashpane.Symbol(th, f.Symbol, w-30) {
		b.Add(cell.Clean(s.Text), *s.Style)
	}
	words := "return address"
	if f.Exact {
		words = "program counter"
	}
	if !f.Reliable {
		words += ", a guess of the kernel's"
	}
	b.Add("  "+say.JoinDots(words, contextWords[f.Context]), th.Dim)
	rows := []string{b.Paint(w)}
	if v.list.Doubt != "" {
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

// misfit is the badge for symbols of another kernel, and what differs.
func (v *Pane) misfit(w int) (rows []string) {
	var b cell.Bar
	b.Add(" ", v.th.Text)
	b.Add(" SYMBOLS DO NOT FIT ", v.th.Badge.Foreground(v.th.Panic.GetForeground()))
	for word := range strings.FieldsSeq(cell.Clean(v.list.Doubt)) {
		if b.Len()+1+cell.Width(word) > w && len(rows) < 2 {
			rows = append(rows, b.Paint(w))
			b = cell.Bar{}
			b.Add("  ", v.th.Text)
		}
		b.Add(" "+word, v.th.Error)
	}
	return append(rows, b.Paint(w))
}

// placeRow is one of the functions that the compiler put into one another.
func (v *Pane) placeRow(i int, p crash.Excerpt, w int) string {
	th := v.th
	var b cell.Bar
	mark, style := "   ", th.Text
	if i == v.level {
		mark, style = " ▸ ", th.Title
	}
	b.Add(mark, th.Key)
	b.Add(location(cell.CutMiddle(v.screen.Tilde(p.File), max(w-40, 20)), p.Line), style)
	b.Add("  ", th.Text)
	if i > 0 {
		b.Add("inlined into ", th.Dim)
	}
	b.Add(cell.Clean(p.Function), th.Function)
	if v.list.Doubt != "" {
		b.Add(" (doubtful)", th.Error)
	}
	return b.Paint(w)
}

// location is "worker.c:51" as a person writes it.
func location(file string, line int) string {
	if line > 0 {
		file += ":" + strconv.Itoa(line)
	}
	return cell.Clean(file)
}

// compared holds the instruction that trapped against the one the board
// printed: no better proof that file and board belong together, or do not.
func (v *Pane) compared(w int) []string {
	ours, theirs := v.marked(), boardsInsn(v.report.Crash)
	f := v.frames[v.at]
	if ours == nil || theirs == nil || !f.Exact || f.Function != v.report.Crash.Dump.PC.Function {
		return nil
	}
	var b cell.Bar
	switch {
	case ours.Bytes == theirs.Bytes:
		b.Add("   the board printed the same instruction: "+cell.Clean(ours.Bytes), v.th.OK)
	case ours.Refers != "" || all.ByName(v.report.Crash.Arch).Branches(ours.Text): // filled in when it was loaded
		return nil
	default:
		b.Add("   the board printed "+cell.Clean(theirs.Bytes)+", this file has "+cell.Clean(ours.Bytes)+": another build, or code patched at run time", v.th.Error)
	}
	return []string{b.Paint(w)}
}

func (v *Pane) marked() *crash.Instruction {
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
