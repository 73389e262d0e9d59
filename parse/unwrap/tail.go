package unwrap

import (
	"bytes"

	"oopscope/parse/ascii"
)

// Behind the text a record may have more fields than a quote ends: the unit, a count, what a
// call returned. All lines end alike then, but for numbers:
//
//	time="2026-11-20T04:09:41Z" msg="[    4.214189] BUG: …" vm=bench n=12
//	write(1, "[    4.214189] BUG: …\n", 45) = 45
//	2026 Nov 20 04:09:41 switch %KERN-4-SYSTEM_MSG: [    4.214189] BUG: … - kernel

// longestTail bounds what stands behind the text, in bytes, and a line of a report must have
// stood in enoughOfReport lines.
const (
	longestTail    = 160
	enoughOfReport = 4
)

// A tail is what all lines end with; '0' stands for any number.
type tail []byte

// of is how much of the text the tail takes at its end, 0 when it does not end so.
func (t tail) of(text []byte) int {
	at := len(text)
	for i := len(t) - 1; i >= 0; i-- {
		if t[i] == '0' {
			from := at
			for at > 0 && ascii.IsDigit(text[at-1]) {
				at--
			}
			if at == from {
				return 0
			}
			continue
		}
		if at == 0 || text[at-1] != t[i] {
			return 0
		}
		at--
	}
	return len(text) - at
}

// shapeOf writes the end of a line with a 0 for each number.
func shapeOf(dst, text []byte) []byte {
	for i, c := range text[max(0, len(text)-longestTail):] {
		if !ascii.IsDigit(c) {
			dst = append(dst, c)
		} else if i == 0 || len(dst) == 0 || dst[len(dst)-1] != '0' {
			dst = append(dst, '0')
		}
	}
	return dst
}

// common is what two shapes end with alike.
func common(a, b []byte) []byte {
	n := 0
	for n < len(a) && n < len(b) && a[len(a)-1-n] == b[len(b)-1-n] {
		n++
	}
	return a[len(a)-n:]
}

// tailOf is what nearly all lines end with, nil when there is nothing, or no report.
func tailOf(head []byte) tail {
	var t, shape []byte
	lines, reports, others := 0, 0, 0
	for line := range bytes.Lines(head) {
		text := bytes.TrimRight(line, " \t\r\n")
		if len(text) == 0 || line[len(line)-1] != '\n' || isRuler(text) {
			continue
		}
		shape = shapeOf(shape[:0], text)
		lines++
		if c := common(t, shape); len(c) > 0 {
			t = c
		} else if others++; others > 2+lines/20 {
			return nil
		} else if lines <= 3 { // the first may be a head of its own
			t = bytes.Clone(shape)
		}
		if reports < enoughOfReport && ofReport.Get().Match(text) {
			reports++
		}
	}
	if t = begun(t); lines < enoughClosed || reports < enoughOfReport {
		return nil
	}
	return t
}

// isRuler tells a line of nothing but marks.
func isRuler(text []byte) bool { return !bytes.ContainsFunc(text, isAlnum) }

func isAlnum(r rune) bool {
	return r < 0x80 && (ascii.IsLetter(byte(r)) || ascii.IsDigit(byte(r)))
}

// begun cuts a tail to where it begins for certain: at a quote, an escape or a mark that
// stands alone. What the text itself ends with may be alike, too.
func begun(t []byte) tail {
	for i := range t {
		switch c := t[i]; {
		case c == '"', c == '\\':
			return tail(t[i:])
		case c == '\'' || c == '+' || c == '|' || c == '<':
			if i+1 == len(t) || !isAlnum(rune(t[i+1])) {
				return tail(t[i:])
			}
		case bytes.HasPrefix(t[i:], []byte(" - ")):
			return tail(t[i:])
		}
	}
	return nil
}

func tellTail(head []byte, _ bool) verdict {
	if bytes.IndexByte(head, '[') < 0 && bytes.IndexByte(head, '+') < 0 {
		return no
	}
	return when(len(tailOf(head)) > 0)
}

// tailed takes the tail off, and where it begins with a quote the escapes of the text.
type tailed struct {
	lines
	tail tail
}

func newTail() stage {
	s := &tailed{}
	s.rewrite = func(dst, line []byte) []byte {
		text := bytes.TrimRight(line, " \t\r\n")
		n := s.tail.of(text)
		if n == 0 {
			return append(dst, line...)
		}
		body := bytes.TrimRight(text[:len(text)-n], " ")
		if bytes.IndexByte(s.tail, '"') >= 0 {
			body = unquote(body[opensAt(body):])
		}
		return append(append(dst, body...), '\n')
	}
	return s
}

// opensAt is where the string begins that goes on to the end, 0 when none does.
func opensAt(text []byte) int {
	for i := len(text) - 1; i >= 0; i-- {
		if text[i] == '"' && (i == 0 || text[i-1] != '\\') {
			return i + 1
		}
	}
	return 0
}

func (s *tailed) feed(dst, p []byte) []byte {
	if s.tail == nil {
		s.tail = tailOf(p[:min(len(p), window)])
	}
	return s.lines.feed(dst, p)
}
