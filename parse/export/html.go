package export

import (
	"fmt"
	"html"
	"strings"

	"oopscope/parse/crash"
)

// HTML writes the crash as a page that stands alone: no script, nothing is loaded
// from anywhere, light or dark as the reader's system is. Everything that the board
// printed is escaped, and the page's own policy forbids what could be loaded or run.
func HTML(c *crash.Crash, opt Options) string {
	d := documentOf(c, opt)
	var p page
	p.WriteString(htmlHead)
	p.line("<title>" + html.EscapeString(d.head) + "</title>\n</head>\n<body>\n<main>")
	p.line(fmt.Sprintf("<h1 class=%s>%s</h1>", c.Severity, html.EscapeString(d.head)))
	p.fields(d.fields)
	p.findings(d.findings)
	p.list("Story of the boot", d.story)
	for _, x := range d.parts {
		p.block(x.title, x.rows)
	}
	p.block("Notes", d.notes)
	p.list("Marked lines", markRows(d.marks))
	if len(d.raw) > 0 {
		p.line(fmt.Sprintf("<details open><summary>As printed (%d lines)</summary>", len(d.raw)))
		p.rows(d.raw)
		p.line("</details>")
	}
	p.WriteString("</main>\n</body>\n</html>\n")
	return p.String()
}

func markRows(marks []Mark) (rows []string) {
	for _, m := range marks {
		rows = append(rows, fmt.Sprintf("line %d: %s: %s", m.Line, m.Text, m.Raw))
	}
	return rows
}

// htmlHead forbids by policy what the page does not need: all but its own styles.
const htmlHead = `<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<style>
:root { color-scheme: light dark; --fg: #1b1f24; --dim: #57606a; --bg: #ffffff; --box: #f3f4f6; --line: #d0d7de; --bad: #b42318; --warn: #8a5a00; }
@media (prefers-color-scheme: dark) { :root { --fg: #e6e8eb; --dim: #9aa4af; --bg: #14171a; --box: #1e2328; --line: #39414a; --bad: #ff7b72; --warn: #e3b341; } }
body { margin: 0; color: var(--fg); background: var(--bg); font: 16px/1.5 system-ui, sans-serif; }
main { max-width: 66rem; margin: 0 auto; padding: 1.5rem; }
h1 { font-size: 1.35rem; color: var(--bad); overflow-wrap: anywhere; }
h1.warning, h1.error { color: var(--warn); }
h2, summary { font-size: 1.05rem; font-weight: 600; margin: 1.5rem 0 .4rem; }
summary { cursor: pointer; }
dl { display: grid; grid-template-columns: max-content 1fr; gap: .2rem 1rem; margin: 0; }
dt { color: var(--dim); }
dd { margin: 0; overflow-wrap: anywhere; }
pre { margin: 0; padding: .7rem; overflow-x: auto; background: var(--box); border: 1px solid var(--line); border-radius: 4px; font: 13px/1.45 ui-monospace, monospace; }
.proof { color: var(--dim); }
@media print { pre { white-space: pre-wrap; } }
</style>
`

// A page lays HTML out; what it is given is text.
type page struct{ strings.Builder }

func (p *page) line(s string) { p.WriteString(s); p.WriteByte('\n') }

func (p *page) heading(title string) { p.line("<h2>" + html.EscapeString(title) + "</h2>") }

func (p *page) fields(fs []field) {
	if len(fs) == 0 {
		return
	}
	p.line("<dl>")
	for _, f := range fs {
		p.line("<dt>" + html.EscapeString(f.name) + "</dt><dd>" + html.EscapeString(f.value) + "</dd>")
	}
	p.line("</dl>")
}

func (p *page) findings(fs []told) {
	if len(fs) == 0 {
		return
	}
	p.heading("Why, and what next")
	p.line("<ol>")
	for _, f := range fs {
		s := "<li>" + html.EscapeString(f.text) + ` <span class="proof">(` + html.EscapeString(f.proof) + ")</span>"
		if f.next != "" {
			s += "<br><b>Next:</b> " + html.EscapeString(f.next)
		}
		p.line(s + "</li>")
	}
	p.line("</ol>")
}

func (p *page) list(title string, rows []string) {
	if len(rows) == 0 {
		return
	}
	p.heading(title)
	p.line("<ul>")
	for _, r := range rows {
		p.line("<li>" + html.EscapeString(r) + "</li>")
	}
	p.line("</ul>")
}

func (p *page) block(title string, rows []string) {
	if len(rows) > 0 {
		p.heading(title)
		p.rows(rows)
	}
}

func (p *page) rows(rows []string) {
	p.WriteString("<pre>")
	for _, r := range rows {
		p.line(html.EscapeString(r))
	}
	p.line("</pre>")
}
