package export

import (
	"fmt"
	"strings"

	"oopscope/parse/crash"
	"oopscope/parse/triage"
)

// Markdown writes the crash as a report: the report.md of a saved crash.
// Everything the board printed stands in code spans or fenced blocks, or is
// escaped, so that it can neither link, mention, embed nor end a block.
func Markdown(c *crash.Crash, opt Options) string {
	var m markdown
	m.line("# " + inline(Headline(c)) + "\n")
	for _, f := range fieldsOf(c, &opt) {
		if f.value != "" {
			m.line("- **" + f.name + "**: " + inline(f.value))
		}
	}
	m.findings(judge(c))
	m.story(c)
	m.block("Call chain", chainRows(c.Chain))
	for i := range c.Stacks {
		m.block(inline(stackTitle(&c.Stacks[i])), chainRows(c.Stacks[i].Frames))
	}
	m.block("Details", factRows(c))
	m.block("Code", codeRows(&c.Dump))
	m.block("Registers", registerRows(c))
	m.block("Environment", environmentRows(c))
	m.block("Quality of the report", problemRows(c))
	m.notes(opt)
	if !opt.NoRaw {
		m.block("As printed", rawRows(c))
	}
	return m.String()
}

type markdown struct{ text }

func (m *markdown) findings(fs []triage.Finding) {
	if len(fs) == 0 {
		return
	}
	m.line("\n## Why, and what next\n")
	for i, f := range fs {
		m.line(fmt.Sprintf("%d. %s (%s)", i+1, inline(Clean(f.Text)), inline(proof(f))))
		if f.Next != "" {
			m.line("   **Next:** " + inline(Clean(f.Next)))
		}
	}
}

// story is the account of the boot, where there is more to it than this crash.
func (m *markdown) story(c *crash.Crash) {
	if c.Story == nil || !c.Story.Follows() {
		return
	}
	m.line("\n## Story of the boot\n")
	for _, r := range c.Story.Rows() {
		m.line("- " + inline(Clean(r.Text)))
	}
}

// block writes rows in a fence longer than any run of backticks in them.
func (m *markdown) block(title string, rows []string) {
	if len(rows) == 0 {
		return
	}
	fence := "```"
	for _, r := range rows {
		for strings.Contains(r, fence) {
			fence += "`"
		}
	}
	m.line("\n## " + title + "\n")
	m.line(fence + "text")
	for _, r := range rows {
		m.line(r)
	}
	m.line(fence)
}

// notes are the person's own words: their lines stay lines, and their Markdown
// stays Markdown, but for control bytes.
func (m *markdown) notes(opt Options) {
	if opt.Notes == "" && len(opt.Marks) == 0 {
		return
	}
	m.line("\n## Notes\n")
	for _, l := range strings.Split(strings.TrimRight(opt.Notes, "\n"), "\n") {
		m.line(Clean(l))
	}
	if opt.Notes != "" && len(opt.Marks) > 0 {
		m.line("")
	}
	for _, k := range opt.Marks {
		m.line(fmt.Sprintf("- line %d: %s %s", k.Line, Clean(k.Text), CodeSpan(Clean(k.Raw))))
	}
}

// inline makes a clean line safe as running text. What could become a link or
// a mention on some forge goes into a code span; the rest is escaped.
func inline(s string) string {
	for _, bait := range []string{"@", "#", "://", "www.", "`"} {
		if strings.Contains(s, bait) {
			return CodeSpan(s)
		}
	}
	return escaper.Replace(s)
}

var escaper = strings.NewReplacer(
	`\`, `\\`, "`", "\\`", "*", `\*`, "_", `\_`, "{", `\{`, "}", `\}`,
	"[", `\[`, "]", `\]`, "<", `\<`, ">", `\>`, "!", `\!`, "|", `\|`, "~", `\~`, "&", `\&`, "$", `\$`)

// CodeSpan quotes s as a Markdown code span, with one backtick more than its longest run of them.
func CodeSpan(s string) string {
	if s == "" {
		return ""
	}
	tick := "`"
	for strings.Contains(s, tick) {
		tick += "`"
	}
	if len(tick) == 1 {
		return tick + s + tick
	}
	return tick + " " + s + " " + tick
}
