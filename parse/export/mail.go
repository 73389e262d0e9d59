package export

import (
	"fmt"
	"strings"
	"unicode/utf8"

	"oopscope/parse/arch"
	"oopscope/parse/crash"
)

// mailColumns is how wide prose may be in a mail to the kernel's lists
// (Documentation/process/email-clients.rst), longestLine what mail servers take
// (RFC 5322, 2.1.1: 998 bytes without the line end).
const (
	mailColumns = 75
	longestLine = 990
)

// kernelList is read by everybody; copies go there.
const kernelList = "linux-kernel@vger.kernel.org"

// Mail writes the crash as a mail to the list of whoever owns the function to look
// at (MAINTAINERS): headers, an empty line, and a body of plain ASCII, so that no
// transfer encoding is needed. The crash's own lines are decoded as the kernel's
// scripts/decode_stacktrace.sh does it.
func Mail(c *crash.Crash, opt Options) string {
	m := mail{text{width: mailColumns}}
	d := documentOf(c, opt)
	if to := c.Owner().List; to != "" && to != kernelList {
		m.line("To: " + to)
		m.line("Cc: " + kernelList)
	} else {
		m.line("To: " + kernelList)
	}
	m.header("Subject", "[BUG] "+subject(c, opt.Redact))
	m.line("")
	m.fields(d.fields)
	m.findings(d.findings)
	m.story(d.story)
	for _, p := range d.parts {
		if p.title == chainTitle && len(d.raw) > 0 { // its frames are decoded in the log
			continue
		}
		if len(opt.Sections) > 0 || p.title == qualityTitle {
			m.section(p.title, p.rows)
		}
	}
	m.notes(d)
	if len(d.raw) > 0 {
		m.log(decoded(c, opt.Redact))
	}
	return inASCII(m.String())
}

// subject is the title, or what the class is called, with the kernel's release.
func subject(c *crash.Crash, redact func(string) string) string {
	s := Clean(c.Title)
	if s == "" {
		s = Clean(c.Class)
	}
	if k := Clean(c.Kernel); k != "" {
		s += " (" + k + ")"
	}
	if redact != nil {
		s = redact(s)
	}
	return s
}

// A mail lays its text out for a mailing list.
type mail struct{ text }

// header writes a header line, folded between words (RFC 5322, 2.2.3).
func (m *mail) header(name, value string) {
	for i, l := range wrap(name+": "+inASCII(value), mailColumns) {
		if i > 0 {
			l = " " + l
		}
		m.line(l)
	}
}

// log writes the crash's own lines as they were printed, but for those that no mail
// server would take.
func (m *mail) log(rows []string) {
	m.line("")
	for _, r := range rows {
		r = inASCII(r)
		for len(r) > longestLine {
			m.line(r[:longestLine] + `\`)
			r = r[longestLine:]
		}
		if strings.HasPrefix(r, "From ") || strings.HasPrefix(r, "-- ") || r == "." { // an mbox, a signature, the end of the mail
			r = " " + r
		}
		m.line(r)
	}
}

// decoded are the crash's own lines, in which the frames that symbols know have
// their source positions as decode_stacktrace.sh writes them.
func decoded(c *crash.Crash, redact func(string) string) []string {
	at := map[int][]*arch.Frame{}
	for i := range c.Chain {
		at[c.Chain[i].Line] = append(at[c.Chain[i].Line], &c.Chain[i])
	}
	for i := range c.Stacks {
		for j := range c.Stacks[i].Frames {
			f := &c.Stacks[i].Frames[j]
			at[f.Line] = append(at[f.Line], f)
		}
	}
	rows := make([]string, len(c.Body))
	for i := range c.Body {
		rows[i] = Clean(c.Body[i].Raw)
		for _, f := range at[c.Body[i].N] {
			rows[i] = withPosition(rows[i], f)
		}
		if redact != nil {
			rows[i] = redact(rows[i])
		}
	}
	return rows
}

// withPosition puts the source position of a frame into its line: "f+0x1/0x2 [m]"
// becomes "f (file.c:12) m".
func withPosition(row string, f *arch.Frame) string {
	if f.File == "" || f.Function == "" || !f.HasOffset {
		return row
	}
	printed := fmt.Sprintf("%s+%#x", Clean(f.Function), f.Offset)
	if f.Size != 0 {
		printed += fmt.Sprintf("/%#x", f.Size)
	}
	before, after, found := strings.Cut(row, printed)
	if !found {
		return row
	}
	var places []string
	for _, in := range f.Inlined {
		places = append(places, fmt.Sprintf("%s:%d", Clean(in.File), in.Line))
	}
	s := before + Clean(f.Function) + " (" + strings.Join(append(places, Location(f)), " ") + ")"
	if module := " [" + Clean(f.Module); f.Module != "" && strings.HasPrefix(after, module) {
		if _, rest, closed := strings.Cut(after, "]"); closed {
			return s + " " + Clean(f.Module) + rest
		}
	}
	return s + after
}

// plainer are what typography has in place of ASCII.
var plainer = strings.NewReplacer("…", "...", "–", "-", "—", "-", "−", "-", "‘", "'", "’", "'", "“", `"`, "”", `"`, "→", "->", "←", "<-",
	"×", "x", "µ", "u", "·", "*", "≤", "<=", "≥", ">=", "\u00a0", " ")

// inASCII writes what ASCII has no letter for as \u00e9.
func inASCII(s string) string {
	if isASCII(s) {
		return s
	}
	var b strings.Builder
	for _, r := range plainer.Replace(s) {
		switch {
		case r < utf8.RuneSelf:
			b.WriteRune(r)
		case r > 0xffff:
			fmt.Fprintf(&b, `\U%08x`, r)
		default:
			fmt.Fprintf(&b, `\u%04x`, r)
		}
	}
	return b.String()
}

func isASCII(s string) bool {
	return strings.IndexFunc(s, func(r rune) bool { return r >= utf8.RuneSelf }) < 0
}
