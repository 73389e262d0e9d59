package unwrap

import (
	"bytes"
	"strconv"

	"oopscope/parse/ascii"
)

// tellRich tells rich text: what office programs make of a log that was pasted.
func tellRich(head []byte, over bool) verdict {
	magic := []byte(`{\rtf`)
	switch {
	case bytes.HasPrefix(head, magic):
		return yes
	case !over && len(head) < len(magic) && bytes.HasPrefix(magic, head):
		return more
	}
	return no
}

func newRich() stage { return &lines{rewrite: plain} }

// plain takes the control words of rich text out of a line (RTF Specification 1.9.1).
// Its own line ends mean nothing; a \par does, and a backslash at the end of a line.
func plain(dst, line []byte) []byte {
	for i := 0; i < len(line); {
		switch c := line[i]; {
		case c == '{', c == '}', c == '\n', c == '\r':
			i++
		case c != '\\':
			dst, i = append(dst, c), i+1
		default:
			var n int
			dst, n = control(dst, line[i+1:])
			i += 1 + n
		}
	}
	return dst
}

// breaks are the control words that stand for white space.
var breaks = map[string]byte{"par": '\n', "line": '\n', "row": '\n', "cell": '\t', "tab": '\t'}

// control reads what stands behind a backslash, and how long it is.
func control(dst, s []byte) ([]byte, int) {
	switch {
	case len(s) == 0:
		return dst, 0
	case s[0] == '\n':
		return append(dst, '\n'), 1
	case s[0] == '\r':
		return dst, 0
	case s[0] == '~':
		return append(dst, ' '), 1
	case s[0] == '\'' && len(s) >= 3:
		if v, err := strconv.ParseUint(string(s[1:3]), 16, 8); err == nil {
			return append(dst, byte(v)), 3
		}
		return dst, 1
	case s[0] < 'a' || s[0] > 'z': // \\ \{ \} and symbols
		return append(dst, s[0]), 1
	}
	n := 0
	for n < len(s) && s[n] >= 'a' && s[n] <= 'z' {
		n++
	}
	if b, ok := breaks[string(s[:n])]; ok {
		dst = append(dst, b)
	}
	for n < len(s) && (s[n] == '-' || ascii.IsDigit(s[n])) {
		n++
	}
	if n < len(s) && s[n] == ' ' { // ends the word, and is no text
		n++
	}
	return dst, n
}
