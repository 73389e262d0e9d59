package manual

import (
	"fmt"
	"strings"

	"oopscope/console/config"
	"oopscope/keymap"
)

// dated is the day that the page in docs/ bears, which is generated from what is the same
// each time; .ci/release gives it that of the commit.
const dated = "2026-11-22"

// Man is the manual page, in the macros of man(7).
func Man() string {
	keys, err := keymap.New("")
	if err != nil {
		panic(err) // the default is always there
	}
	p := page{}
	p.line(`.TH OOPSCOPE 1 "` + dated + `" "oopscope" "User Commands"`)
	p.section("NAME")
	p.line(`oopscope \- ` + escape(config.Summary))
	p.section("SYNOPSIS")
	for i, u := range config.Usages {
		if i > 0 {
			p.line(".br")
		}
		p.line(strings.TrimSpace(`\fBoopscope\fR ` + escape(u.Args)))
	}
	p.section("DESCRIPTION")
	for _, u := range config.Usages {
		p.entry(strings.TrimSpace("oopscope "+u.Args), u.Help)
	}
	p.section("OPTIONS")
	for i := range config.Flags {
		f := &config.Flags[i]
		p.entry(f.Spelled(), sentence(f))
	}
	for _, mode := range keys.Modes() {
		p.section("KEYS: " + strings.ToUpper(strings.ReplaceAll(mode.Title, "`", "")))
		for _, b := range mode.Bindings {
			p.entry(strings.Join(b.Keys, ", "), b.Help)
		}
	}
	p.section("EXIT STATUS")
	for _, s := range config.Statuses {
		p.entry(fmt.Sprint(s.Code), s.Help)
	}
	p.line(".PP")
	p.line(escape(config.Bisecting))
	p.section("FILES AND ENVIRONMENT")
	p.line(escape(config.Places))
	return p.String()
}

// sentence is what a flag does, and for whom.
func sentence(f *config.Flag) string {
	if f.On == "" {
		return f.Help
	}
	commands := strings.Fields(f.On)
	for i, c := range commands {
		if c == "monitor" {
			commands[i] = "the screen"
		}
	}
	return f.Help + "\nFor " + strings.Join(commands, ", ") + "."
}

// page is a manual page that is being written.
type page struct{ strings.Builder }

func (p *page) line(text string) { p.WriteString(text + "\n") }

func (p *page) section(name string) { p.line(`.SH "` + escape(name) + `"`) }

// entry is a paragraph with a tag, its lines broken where the text has them.
func (p *page) entry(tag, text string) {
	p.line(".TP\n" + `\fB` + escape(tag) + `\fR`)
	for i, l := range strings.Split(text, "\n") {
		if i > 0 {
			p.line(".br")
		}
		p.line(escape(l))
	}
}

// escape takes the meaning from what roff would read as a request or an escape.
func escape(text string) string {
	text = strings.NewReplacer(`\`, `\e`, "-", `\-`, `"`, `\(dq`, "`", `\(ga`, "^", `\(ha`, "~", `\(ti`).Replace(text)
	if strings.HasPrefix(text, ".") || strings.HasPrefix(text, "'") {
		text = `\&` + text
	}
	return strings.ReplaceAll(text, "\n.", "\n\\&.")
}
