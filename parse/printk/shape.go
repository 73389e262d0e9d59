package printk

import (
	"bytes"
	"errors"
	"strings"

	"oopscope/parse/ascii"
)

// A Shape is what stands in front of the kernel's text where somebody put it
// there whom [Read] does not know: a counter, a host, the marks of a quotation, a
// table's pipes. Part of it is the same in every line, part varies.
//
// Written down it is the characters that do not vary, with # for a number, @ for
// letters, ~ for blanks that may be missing and * for anything up to the
// character behind it; a backslash takes the meaning off each of them. A shape
// that ends with a quotation mark encloses the text: it ends at the next one,
// and what stands there as \" and \\ is read as what it means.
type Shape struct {
	parts []part
	text  string
}

// part is one piece of a shape.
type part struct {
	kind byte   // one of # @ ~ *, or 0: the text as it is
	text string // of kind 0
}

// Bounds of a shape and of what it takes off a line, in bytes.
const (
	maxShape = 160
	maxVague = 80 // of * and @
)

// ErrShape says that a text describes no prefix.
var ErrShape = errors.New("a prefix is its characters, with # for a number, @ for letters, ~ for blanks that may be missing and * for anything up to the character behind it")

// ParseShape reads a shape that [Shape.String] wrote. Its error is [ErrShape].
func ParseShape(s string) (*Shape, error) {
	var parts []part
	for i := 0; i < len(s); i++ {
		switch c := s[i]; c {
		case '#', '@', '~', '*':
			parts = append(parts, part{kind: c})
			continue
		case '\\':
			if i++; i == len(s) {
				return nil, ErrShape
			}
		}
		if s[i] < ' ' && s[i] != '\t' || s[i] == 0x7f {
			return nil, ErrShape
		}
		parts = literal(parts, s[i:i+1])
	}
	if len(s) == 0 || len(s) > 2*maxShape || !sound(parts) {
		return nil, ErrShape
	}
	return shape(parts), nil
}

// sound tells parts that take something off each line and end where one can say.
func sound(parts []part) bool {
	taken := false
	for i, p := range parts {
		if p.kind == '*' && (i+1 == len(parts) || parts[i+1].kind != 0) {
			return false
		}
		taken = taken || p.kind != '~'
	}
	return taken
}

// literal appends text as it is.
func literal(parts []part, text string) []part {
	if n := len(parts); n > 0 && parts[n-1].kind == 0 {
		parts[n-1].text += text
		return parts
	}
	return append(parts, part{text: text})
}

func shape(parts []part) *Shape {
	var b strings.Builder
	for _, p := range parts {
		if p.kind != 0 {
			b.WriteByte(p.kind)
			continue
		}
		for _, c := range []byte(p.text) {
			if strings.IndexByte(`#@~*\`, c) >= 0 {
				b.WriteByte('\\')
			}
			b.WriteByte(c)
		}
	}
	return &Shape{parts, b.String()}
}

// String is the shape written down, see [Shape].
func (s *Shape) String() string { return s.text }

// Match returns how many bytes of a clean line the shape takes off its front, -1
// when the line does not begin so.
func (s *Shape) Match(line []byte) int { return match(s.parts, line, nil) }

// match walks the parts over the line; taken, when it is not nil, gets what each
// of them took.
func match(parts []part, line []byte, taken []string) int {
	at := 0
	for i, p := range parts {
		n := p.length(line[at:], parts[i+1:])
		if n < 0 {
			return -1
		}
		if taken != nil {
			taken[i] = string(line[at : at+n])
		}
		at += n
	}
	return at
}

// length is how many bytes a part takes, -1 when it does not fit; next are those
// behind it.
func (p *part) length(s []byte, next []part) int {
	switch p.kind {
	case 0:
		if len(s) < len(p.text) || string(s[:len(p.text)]) != p.text {
			return -1
		}
		return len(p.text)
	case '~':
		return run(s, maxVague, func(c byte) bool { return c == ' ' })
	case '*':
		return bytes.Index(s[:min(len(s), maxVague+len(next[0].text))], []byte(next[0].text))
	case '#':
		if n := run(s, 24, ascii.IsDigit); n > 0 {
			return n
		}
		return -1
	}
	if n := run(s, maxVague, ofWord); n > 0 {
		return n
	}
	return -1
}

// run counts the bytes at the start of s that are of a kind.
func run(s []byte, most int, of func(byte) bool) int {
	n := 0
	for n < len(s) && n < most && of(s[n]) {
		n++
	}
	return n
}

// ofWord tells letters, those of other scripts among them.
func ofWord(c byte) bool { return ascii.IsLetter(c) || c == '_' || c >= 0x80 }

// Apply takes the shape off a line behind its known prefix, and what encloses the
// text off its end. It reports whether the line begins so.
func (s *Shape) Apply(l *Line) bool {
	n := s.Match(l.Clean[l.Prefix.Text:])
	if n <= 0 {
		return false
	}
	from := l.Prefix.Text
	l.Prefix.Text += n
	l.Shape = s.text
	s.open(l)
	if l.Prefix.Micro < 0 {
		if micro, ok := timeIn(l.Clean[from:l.Prefix.Text]); ok {
			l.Prefix.Micro, l.Prefix.Kernel = micro, true
		}
	}
	if l.Text = l.Prefix.Text; len(l.Clean) != len(l.Raw) {
		l.Text = min(RawOffset(l.Raw, l.Text), len(l.Raw))
	}
	return true
}

// open takes off what encloses the text: a quotation mark, a table's last pipe.
func (s *Shape) open(l *Line) {
	switch {
	case strings.HasSuffix(s.text, `"`):
		l.Clean = unquote(l.Clean, l.Prefix.Text)
	case s.text[0] == '|':
		if text := bytes.TrimRight(l.Clean, " "); len(text) > l.Prefix.Text && text[len(text)-1] == '|' {
			l.Clean = bytes.TrimRight(text[:len(text)-1], " ")
			l.Prefix.Text = min(l.Prefix.Text, len(l.Clean))
		}
	}
}

// unquote ends a line at the quotation mark that closes the text which begins at
// from, and reads its escapes.
func unquote(line []byte, from int) []byte {
	out := bytes.Clone(line[:from])
	for i := from; i < len(line) && line[i] != '"'; i++ {
		if line[i] != '\\' || i+1 == len(line) {
			out = append(out, line[i])
			continue
		}
		switch i++; line[i] {
		case 'n', 'r':
		case 't':
			out = append(out, '\t')
		case 'u': // < > and & as many encoders of JSON write them
			c := byte('?')
			if len(line) >= i+5 && string(line[i+1:i+3]) == "00" {
				c = hexByte(line[i+3])<<4 | hexByte(line[i+4])
			}
			if i = min(i+4, len(line)-1); c >= ' ' && c < 0x7f {
				out = append(out, c)
			}
		default:
			out = append(out, line[i])
		}
	}
	return out
}

func hexByte(c byte) byte {
	switch {
	case ascii.IsDigit(c):
		return c - '0'
	case c|0x20 >= 'a' && c|0x20 <= 'f':
		return c | 0x20 - 'a' + 10
	}
	return 0
}

// timeIn finds printk's time in a prefix: seconds since the start, and six digits.
func timeIn(prefix []byte) (micro int64, ok bool) {
	for i, c := range prefix {
		if c != '.' || len(prefix) < i+8 || !ascii.AllDigits(prefix[i+1:i+7]) || prefix[i+7] != ']' && prefix[i+7] != ' ' {
			continue
		}
		from := i
		for from > 0 && i-from < 9 && ascii.IsDigit(prefix[from-1]) {
			from--
		}
		if sec, n := decimal(prefix[from:i], 8); n > 0 && n == i-from {
			frac, _ := decimal(prefix[i+1:i+7], 6)
			return sec*1e6 + frac, true
		}
	}
	return 0, false
}
