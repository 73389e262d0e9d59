package export

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
	"unicode/utf8"

	"oopscope/parse/arch"
	"oopscope/parse/crash"
	"oopscope/parse/triage"
)

const columns = 76 // a mail quoted twice still fits a terminal

// Text writes the crash as plain text for a terminal or a mail: what died and
// where, what it means, why, then the proof.
func Text(c *crash.Crash, opt Options) string {
	d := documentOf(c, opt)
	var t text
	t.line(d.head)
	t.line(strings.Repeat("=", min(columns, utf8.RuneCountInString(d.head))))
	t.fields(d.fields)
	t.findings(d.findings)
	t.story(d.story)
	for _, p := range d.parts {
		t.section(p.title, p.rows)
	}
	t.notes(d)
	t.section("As printed", d.raw)
	return t.String()
}

// Headline is the crash in one line: severity, title, number.
func Headline(c *crash.Crash) string {
	title := Clean(c.Title)
	if title == "" {
		title = Clean(c.Class)
	}
	s := strings.ToUpper(c.Severity.String()) + ": " + title
	if c.Die > 1 {
		s += fmt.Sprintf(" [#%d: not the first of this boot]", c.Die)
	}
	return s
}

// Fields that are said of every crash in the same words: nothing of them is anybody's.
const (
	ownerField     = "whose"
	signatureField = "signature"
)

// fieldsOf are the lines of the summary; those without a value are not written.
func fieldsOf(c *crash.Crash, opt *Options) []field {
	where := Where(c)
	if by := Caller(c); by != "" && where != "" {
		where += ", called by " + by
	}
	return []field{
		{"where", where},
		{"look at", culprit(c)},
		{ownerField, c.Owner().String()},
		{"running", Running(c)},
		{"seen", Clean(opt.Met)},
		{"fault", Fault(c)},
		{"in C", Clean(c.Operand.Words())},
		{"source", Clean(c.Operand.Quoted())},
		{"set at", Clean(c.Operand.SetAt())},
		{"object", Clean(c.Object.Words())},
		{"after it", Aftermath(c)},
		{"echo of", EchoOf(c)},
		{"machine", join(Clean(c.Machine), Clean(c.Arch))},
		{"kernel", strings.TrimSpace(Clean(c.Kernel) + " " + Clean(c.Build))},
		{"symbols", Clean(c.Symbols.String())},
		{"taint", Taints(c)},
		{"class", c.Class},
		{"found in", Origin(c, opt.File)},
		{"prefix", Prefix(c)},
		{signatureField, c.Signature.Exact},
	}
}

// culprit is worth a line only when it is not the place of death itself.
func culprit(c *crash.Crash) string {
	if c.Culprit.Function == "" || c.Culprit.Function == c.Dump.PC.Function {
		return ""
	}
	return Place(arch.Symbol{Function: c.Culprit.Function, Module: c.Culprit.Module})
}

// text lays plain text out.
type text struct {
	strings.Builder
	width int // of prose; 0 is columns
}

func (t *text) line(s string) { t.WriteString(s); t.WriteByte('\n') }

func (t *text) fields(fs []field) {
	for _, f := range fs {
		if f.value != "" {
			t.wrapped(fmt.Sprintf("%-11s", f.name), f.value)
		}
	}
}

// wrapped writes s behind a lead and continues under it.
func (t *text) wrapped(lead, s string) {
	indent := strings.Repeat(" ", utf8.RuneCountInString(lead))
	for i, l := range wrap(s, cmp.Or(t.width, columns)-len(indent)) {
		if i > 0 {
			lead = indent
		}
		t.line(lead + l)
	}
}

func (t *text) section(title string, rows []string) {
	if len(rows) == 0 {
		return
	}
	t.line("")
	t.line(title)
	for _, r := range rows {
		t.line("  " + r)
	}
}

// story is the account of the boot, where there is more to it than this crash.
func (t *text) story(rows []string) {
	if len(rows) == 0 {
		return
	}
	t.line("")
	t.line("Story of the boot")
	for _, r := range rows {
		t.wrapped("  - ", r)
	}
}

func (t *text) findings(fs []told) {
	if len(fs) == 0 {
		return
	}
	t.line("")
	t.line("Why, and what next")
	for i, f := range fs {
		t.wrapped(fmt.Sprintf("  %d. ", i+1), f.text+" ("+f.proof+")")
		if f.next != "" {
			t.wrapped("     -> ", f.next)
		}
	}
}

// notes are the person's own words and the lines that they marked.
func (t *text) notes(d *document) {
	rows := slices.Clone(d.notes)
	for _, m := range d.marks {
		rows = append(rows, fmt.Sprintf("line %d: %s", m.Line, m.Text), "  "+m.Raw)
	}
	t.section("Notes", rows)
}

// proof is "likely, lines 5, 9, 117".
func proof(f triage.Finding) string { return join(f.Confidence, evidence(f.Evidence)) }

// wrap breaks s at spaces so that lines keep to the width where a word allows.
func wrap(s string, width int) []string {
	var lines []string
	var line strings.Builder
	n := 0
	for _, w := range strings.Fields(s) {
		l := utf8.RuneCountInString(w)
		if n > 0 && n+1+l > width {
			lines = append(lines, line.String())
			line.Reset()
			n = 0
		}
		if n > 0 {
			line.WriteByte(' ')
			n++
		}
		line.WriteString(w)
		n += l
	}
	return append(lines, line.String())
}
