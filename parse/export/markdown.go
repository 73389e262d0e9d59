package export

import (
	"fmt"
	"strings"

	"oopscope/parse/crash"
)

// Markdown writes the crash as a report: the report.md of a saved crash.
// Everything the board printed stands in code spans or fenced blocks, or is
// escaped, so that it can neither link, mention, embed nor end a block.
func Markdown(c *crash.Crash, opt Options) string {
	d := documentOf(c, opt)
	var m markdown
	m.line("# " + inline(d.head) + "\n")
	for _, f := range d.fields {
		m.line("- **" + f.name + "**: " + inline(f.value))
	}
	m.findings(d.findings)
	m.story(d.story)
	for _, p := range d.parts {
		m.block(inline(p.title), p.rows)
	}
	m.notes(d)
	if opt.Fold {
		m.folded("As printed", d.raw)
	} else {
		m.block("As printed", d.raw)
	}
	return m.String()
}

type markdown struct{ text }

func (m *markdown) findings(fs []told) {
	if len(fs) == 0 {
		return
	}
	m.line("\n## Why, and what next\n")
	for i, f := range fs {
		m.line(fmt.Sprintf("%d. %s (%s)", i+1, inline(f.text), inline(f.proof)))
		if f.next != "" {
			m.line("   **Next:** " + inline(f.next))
		}
	}
}

// story is the account of the boot, where there is more to it than this crash.
func (m *markdown) story(rows []string) {
	if len(rows) == 0 {
		return
	}
	m.line("\n## Story of the boot\n")
	for _, r := range rows {
		m.line("- " + inline(r))
	}
}

func (m *markdown) block(title string, rows []string) {
	if len(rows) == 0 {
		return
	}
	m.line("\n## " + title + "\n")
	m.fenced(rows)
}

// folded is a block that a tracker shows when it is asked to. The empty line behind
// the summary has GitHub and GitLab read what follows as Markdown.
func (m *markdown) folded(title string, rows []string) {
	if len(rows) == 0 {
		return
	}
	m.line(fmt.Sprintf("\n<details><summary>%s (%d lines)</summary>\n", title, len(rows)))
	m.fenced(rows)
	m.line("\n</details>")
}

// fenced writes rows in a fence longer than any run of backticks in them.
func (m *markdown) fenced(rows []string) {
	fence := "```"
	for _, r := range rows {
		for strings.Contains(r, fence) {
			fence += "`"
		}
	}
	m.line(fence + "text")
	for _, r := range rows {
		m.line(r)
	}
	m.line(fence)
}

// notes are the person's own words: their Markdown stays Markdown.
func (m *markdown) notes(d *document) {
	if len(d.notes)+len(d.marks) == 0 {
		return
	}
	m.line("\n## Notes\n")
	for _, l := range d.notes {
		m.line(l)
	}
	if len(d.notes) > 0 && len(d.marks) > 0 {
		m.line("")
	}
	for _, k := range d.marks {
		m.line(fmt.Sprintf("- line %d: %s %s", k.Line, k.Text, CodeSpan(k.Raw)))
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
