package unwrap

import (
	"bytes"

	"oopscope/parse/regex"
)

// A list of strings, and nothing else: an array of JSON, a list of YAML, Python's or C's
// strings, each of them a line or many; or one string with the whole log in it.
//
//	[
//	  "[    4.214189] BUG: …",
//	- '[    4.214189] BUG: …'
//	b'[    4.214189] BUG: …\r\n'

// enoughStrings are as many strings as no chance puts one behind another, and longString
// is as long as a single one must be, in bytes.
const (
	enoughStrings = 4
	longString    = 200
)

// between may stand between two strings.
const between = " \t\r\n,-[]()bru;+\\"

// tellStrings tells a list of strings, which a single long one is as well.
func tellStrings(head []byte, _ bool) verdict {
	rest := head
	if name, list, ok := bytes.Cut(head, []byte{'\n'}); ok && isKey(name) {
		rest = list
	}
	if list := listIn(head); list != nil {
		rest = list
	} else if at := listBehind(head); at > 0 {
		rest = head[at:]
	}
	for n := 0; ; n++ {
		rest = bytes.TrimLeft(rest, between)
		end := stringEnd(rest)
		switch {
		case n >= enoughStrings:
			return yes
		case len(rest) == 0 || rest[0] != '"' && rest[0] != '\'':
			return no
		case end < 0: // it goes on behind what is known
			return when(len(rest) > longString && bytes.Count(rest, []byte(`\n`)) >= enoughStrings)
		case end > longString && bytes.Count(rest[:end], []byte(`\n`)) >= enoughStrings:
			return yes
		}
		rest = rest[end:]
	}
}

// listIn is the first list of strings in an object of JSON that stands on one line:
//
//	{"job": "boot", "lines": ["[    4.214189] BUG: …", …
func listIn(head []byte) []byte {
	const enough = 1 << 10
	head = bytes.TrimLeft(head, " \t\r\n")
	if len(head) == 0 || head[0] != '{' {
		return nil
	}
	line, _, _ := bytes.Cut(head[:min(len(head), enough)], []byte{'\n'})
	at := bytes.Index(line, []byte(`["`))
	if at < 0 {
		return nil
	}
	return head[at:]
}

// listBehind is where a list of a kernel's lines begins behind a few other lines, 0 for none:
//
//	ok: [node17] => {
//	    "out.stdout_lines": [
//	        "[    4.214189] BUG: …",
func listBehind(head []byte) int {
	m := listHead.Get().FindSubmatchIndex(head[:min(len(head), 1<<10)])
	if m == nil {
		return 0
	}
	return m[2]
}

var listHead = regex.Of(`\[[ \t]*\r?\n[ \t]*()["'](?:<\d{1,3}>)?\[ {0,8}\d{1,9}\.\d{6}\]`)

func when(sure bool) verdict {
	if sure {
		return yes
	}
	return no
}

// isKey tells the name of a list of YAML: "log:".
func isKey(line []byte) bool {
	line = bytes.TrimRight(line, " \r")
	return len(line) > 1 && line[len(line)-1] == ':' && !bytes.ContainsAny(line, " \t[\"'")
}

// stringEnd is the length of the string that s begins with, -1 when it does not end, or
// ends at a line's: no string does that.
func stringEnd(s []byte) int {
	if len(s) == 0 {
		return -1
	}
	for i := 1; i < len(s); i++ {
		switch s[i] {
		case s[0]:
			return i + 1
		case '\\':
			i++
		case '\n':
			return -1
		}
	}
	return -1
}

// strung takes the text out of the strings, a line at least each.
type strung struct {
	quote   byte // of the string that is open, 0 for none
	escaped []byte
	ended   bool // the text so far ends a line
	begun   bool
}

func newStrings() stage { return &strung{ended: true} }

func (s *strung) feed(dst, p []byte) []byte {
	if !s.begun {
		dst, p = s.begin(dst, p)
	}
	for _, c := range p {
		switch {
		case s.quote == 0 && (c == '"' || c == '\''):
			s.quote = c
			dst = s.endLine(dst)
		case s.quote == 0 && bytes.IndexByte([]byte(between), c) < 0:
			dst, s.ended = append(dst, c), false // nothing is lost
		case s.quote == 0 && c == '\n' && !s.ended:
			dst, s.ended = append(dst, '\n'), true
		case s.quote == 0:
		case len(s.escaped) > 0 || c == '\\':
			dst = s.escape(dst, c)
		case c == s.quote:
			s.quote = 0
			dst = s.endLine(dst)
		default:
			dst, s.ended = append(dst, c), c == '\n'
		}
	}
	return dst
}

// begin hands on what stands in front of a list.
func (s *strung) begin(dst, p []byte) (text, rest []byte) {
	s.begun = true
	at := listBehind(p)
	if len(bytes.TrimLeft(p[:at], between)) > 0 {
		dst = append(dst, p[:at]...)
	}
	return dst, p[at:]
}

func (s *strung) endLine(dst []byte) []byte {
	if !s.ended {
		dst, s.ended = append(dst, '\n'), true
	}
	return dst
}

// escape collects a backslash and what belongs to it, and writes what it stands for.
func (s *strung) escape(dst []byte, c byte) []byte {
	s.escaped = append(s.escaped, c)
	if len(s.escaped) < 2 || len(s.escaped) < 2+widths[s.escaped[1]] {
		return dst
	}
	dst = append(dst, unquote(s.escaped)...)
	s.escaped, s.ended = s.escaped[:0], len(dst) > 0 && dst[len(dst)-1] == '\n'
	return dst
}

func (s *strung) close(dst []byte) []byte { return append(dst, s.escaped...) }
