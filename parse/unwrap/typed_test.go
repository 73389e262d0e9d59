package unwrap

import (
	"encoding/base64"
	hexa "encoding/hex"
	"encoding/json"
	"fmt"
	"html"
	"net/url"
	"strings"
	"testing"
)

// rowsOf are the bytes of the log, sixteen a row.
func rowsOf(row func(at int, p []byte) string) string {
	var b strings.Builder
	for at := 0; at < len(log); at += 16 {
		b.WriteString(row(at, []byte(log[at:min(at+16, len(log))])) + "\n")
	}
	return b.String()
}

// words writes the bytes two by two, the low one first.
func words(p []byte) (s string) {
	for i := 0; i < len(p); i += 2 {
		w := []byte{0, p[i]}
		if i+1 < len(p) {
			w[0] = p[i+1]
		}
		s += " " + hexa.EncodeToString(w)
	}
	return s
}

// letter writes a byte as od -c does.
func letter(c byte) string {
	switch {
	case c == '\n':
		return `  \n`
	case c >= 0x80:
		return fmt.Sprintf(" %03o", c)
	}
	return "   " + string(rune(c))
}

// TestTypedOff: a log comes back whole out of what people and their tools make of it to
// send it on.
func TestTypedOff(t *testing.T) {
	text := strings.TrimSuffix(log, "\n")
	plain := strings.ReplaceAll(log, `"`, "") // where a quotation mark is the wrapping's own
	one, _ := json.Marshal(log)
	list, _ := json.Marshal(strings.Split(text, "\n"))
	mail := "Subject: oops\nContent-Transfer-Encoding: base64\n\n"
	for name, c := range map[string]struct{ in, want string }{
		"hexdump -C": {rowsOf(func(at int, p []byte) string {
			return fmt.Sprintf("%08x  %-49s  |%s|", at, fmt.Sprintf("% x", p), strings.Repeat(".", len(p)))
		}), log},
		"xxd": {rowsOf(func(at int, p []byte) string {
			s := hexa.EncodeToString(p)
			for i := 4; i < len(s); i += 5 {
				s = s[:i] + " " + s[i:]
			}
			return fmt.Sprintf("%08x: %-39s  %s", at, s, strings.Repeat(".", len(p)))
		}), log},
		"xxd -p":  {rowsOf(func(_ int, p []byte) string { return hexa.EncodeToString(p) }), log},
		"hexdump": {rowsOf(func(at int, p []byte) string { return fmt.Sprintf("%07x%s", at, words(p)) }), log + "\x00"},
		"od -x":   {rowsOf(func(at int, p []byte) string { return fmt.Sprintf("%07o%s", at, words(p)) }), log + "\x00"},
		"od -c": {rowsOf(func(at int, p []byte) string {
			s := fmt.Sprintf("%07o", at)
			for _, c := range p {
				s += letter(c)
			}
			return s
		}), log},
		"one string":           {string(one) + "\n", log},
		"one string, twice":    {quoted(string(one)) + "\n", log},
		"an array":             {string(list), log},
		"an array of lines":    {"[\n" + each(func(l string) string { return "  " + quoted(l) + ",\n" }) + "]\n", log},
		"a list of YAML":       {"log:\n" + each(func(l string) string { return "- " + quoted(l) + "\n" }), "log:\n" + log},
		"single quotes":        {"log:\n" + strings.ReplaceAll(each(func(l string) string { return "- '" + strings.ReplaceAll(l, `\`, `\\`) + "'\n" }), `"`, ""), "log:\n" + plain},
		"Python's bytes":       {strings.ReplaceAll(each(func(l string) string { return "b'" + strings.ReplaceAll(l, `\`, `\\`) + `\n'` + "\n" }), `"`, ""), plain},
		"a form":               {"log=" + url.QueryEscape(log), "log=" + log},
		"a path":               {url.PathEscape(log), log},
		"cat -A":               {each(func(l string) string { return l + "^M$\n" }), log},
		"XML":                  {"<?xml version=\"1.0\"?>\n<log host=\"a\">\n" + each(func(l string) string { return "<l n='1'>" + html.EscapeString(l) + "</l>\n" }) + "</log>\n", log},
		"CDATA":                {"<?xml version=\"1.0\"?>\n<out><![CDATA[" + log + "[<bf19b018>] f+0x1/0x2\n]]></out>\n", log + "[<bf19b018>] f+0x1/0x2\n"},
		"cells of HTML":        {"<table>\n" + each(func(l string) string { return "<tr><td>1</td><td>" + html.EscapeString(l) + "</td></tr>\n" }), "\n" + each(func(l string) string { return "1 " + l + " \n\n" })},
		"base64 in a mail":     {mail + base64.StdEncoding.EncodeToString([]byte(log)) + "\n\nFrom b\n", mail + log + "\n\nFrom b\n"},
		"Markdown's table":     {each(func(l string) string { return "  | 1 | `" + l + "` |\n" }), log},
		"a box":                {each(func(l string) string { return "| " + l + "    |\n" }), log},
		"line ends of rsyslog": {"kernel: " + strings.ReplaceAll(text, "\n", "#012") + "\n", "kernel: " + log},
		"a PDF":                {strings.ReplaceAll(log, "vfs", "v\u00ad\u200bf\u200bs") + "\ufb01\n", log + "fi\n"},
	} {
		if got, names := unwrapped(c.in); got != c.want {
			t.Errorf("%s: %q in %q", name, got, names)
		}
	}
}

// TestNotTypedOff: what only looks a little like it stays as it is.
func TestNotTypedOff(t *testing.T) {
	for name, in := range map[string]string{
		"a dump of memory":     "00000000  de ad be ef 00 00 00 00  00 00 00 00 00 00 00 00  |................|\n00000010  de ad be ef 00 00 00 00  00 00 00 00 00 00 00 00  |................|\n",
		"one that is no first": "00000040  5b 20 20 34 2e 32 31 34  31 38 39 5d 20 42 55 47  |[  4.214189] BUG|\n00000050  5b 20 20 34 2e 32 31 34  31 38 39 5d 20 42 55 47  |[  4.214189] BUG|\n",
		"digits of a dump":     "deadbeefdeadbeefdeadbeefdeadbeefdeadbeef\ndeadbeefdeadbeefdeadbeefdeadbeefdeadbeef\n",
		"strings in a program": "const (\n\ta = \"[    1.000000] BUG\"\n\tb = \"x\"\n\tc = \"x\"\n\td = \"x\"\n\te = \"x\"\n)\n",
		"three strings":        "\"a\"\n\"b\"\n\"c\"\n",
		"a rate":               "[    1.000000] 50% of 20%28 done\n",
		"a few dollars":        "a$\nb$\nc$\nd$\n",
		"a line with pipes":    "| a | b |\n[    1.000000] a | b\n",
		"two escapes":          `[    1.000000] said "a\nb\nc"` + "\n",
		"a soft hyphen":        "[    1.000000] a\u00adb\n",
	} {
		if got, names := unwrapped(in); got != in {
			t.Errorf("%s: %q in %q", name, got, names)
		}
	}
}
