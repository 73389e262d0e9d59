package printk

import (
	"bytes"
	"unicode/utf8"
)

// MaxLine bounds what is read of one line, in bytes; the rest is passed over.
const MaxLine = 16 << 10

// Trim takes the line end off a line, and what it does not read of a long one.
func Trim(raw []byte) []byte {
	if len(raw) > MaxLine {
		raw = raw[:MaxLine]
	}
	if n := len(raw); n > 0 && raw[n-1] == '\n' {
		raw = raw[:n-1]
	}
	for len(raw) > 0 && (raw[len(raw)-1] == '\r' || raw[len(raw)-1] == 0) { // a terminal server's carriage return is CR NUL (RFC 854)
		raw = raw[:len(raw)-1]
	}
	return raw
}

// Clean appends the line to dst without terminal control and without what a
// carriage return overwrote.
func Clean(dst, raw []byte) []byte { return Scrub(dst, leftToSee(raw)) }

// leftToSee is what no carriage return had overwritten:
// "progress 10%\rprogress 20%\r[    1.0] text".
func leftToSee(raw []byte) []byte {
	for len(raw) > 0 && raw[0] == '\r' {
		raw = raw[1:]
	}
	if i := bytes.LastIndexByte(raw, '\r'); i >= 0 && i+1 < len(raw) {
		raw = raw[i+1:]
	}
	return raw
}

// RawOffset is where in the raw bytes a prefix of n clean ones ends. Colours
// behind it belong to the text, and no sequence is cut.
func RawOffset(raw []byte, n int) int {
	if n == 0 {
		return 0
	}
	if bytes.IndexByte(raw, '\b') >= 0 {
		return overwrittenOffset(raw, n)
	}
	i := len(raw) - len(leftToSee(raw))
	for i < len(raw) && n > 0 {
		c := raw[i]
		if c == 0x1b {
			i = skipEscape(raw, i)
			continue
		}
		if c >= 0x20 && c != 0x7f || c == '\t' {
			n--
		}
		i++
	}
	return i
}

// overwrittenOffset is RawOffset for what has backspaces in it: the letters that stay in
// the end are counted, each with where it ends.
func overwrittenOffset(raw []byte, n int) int {
	var letters []byte
	var ends []int
	back := 0
	for i := len(raw) - len(leftToSee(raw)); i < len(raw); {
		c := raw[i]
		if c == 0x1b {
			i = skipEscape(raw, i)
			continue
		}
		i++
		switch {
		case c == '\b':
			back++
		case c >= 0x20 && c != 0x7f || c == '\t':
			if c != '\t' {
				letters = withoutLast(letters, 0, back)
			}
			back = 0
			letters, ends = append(letters, c), append(ends[:len(letters)], i)
		}
	}
	if n > len(ends) {
		return len(raw)
	}
	return ends[n-1]
}

// Scrub appends s to dst without terminal control: escape sequences and control
// bytes are dropped, tabs kept, bytes that are not UTF-8 kept as they are for
// the caller to judge. An unterminated sequence ends with the line. What is
// printed behind a backspace overwrites.
func Scrub(dst, s []byte) []byte {
	start, back := len(dst), 0
	for i := 0; i < len(s); {
		c := s[i]
		if back > 0 && c >= ' ' && c != 0x7f {
			dst, back = withoutLast(dst, start, back), 0
		}
		switch {
		case c == '\b':
			back, i = back+1, i+1
		case c == 0x1b:
			i = skipEscape(s, i)
		case c == '\t':
			dst, back, i = append(dst, c), 0, i+1
		case c < 0x20 || c == 0x7f:
			i++
		case c >= 0x80 && c < 0xa0 && len(dst) > start && dst[len(dst)-1] == 0xc2: // C1 in UTF-8
			dst, i = dst[:len(dst)-1], i+1
		default:
			dst, i = append(dst, c), i+1
		}
	}
	return dst
}

// withoutLast takes the last n letters off, of those behind start.
func withoutLast(dst []byte, start, n int) []byte {
	for ; n > 0 && len(dst) > start; n-- {
		_, size := utf8.DecodeLastRune(dst[start:])
		dst = dst[:len(dst)-size]
	}
	return dst
}

// skipEscape returns the index behind the escape sequence at i.
func skipEscape(s []byte, i int) int {
	i++
	if i >= len(s) {
		return i
	}
	switch s[i] {
	case '[': // CSI: parameters 0x30-0x3f, intermediates 0x20-0x2f, one final byte
		return skipCSI(s, i+1)
	case ']', 'P', '_', '^', 'X': // strings, up to BEL or ESC \
		return skipString(s, i+1)
	}
	for i < len(s) && s[i] >= 0x20 && s[i] <= 0x2f { // ESC ( B and the like
		i++
	}
	if i < len(s) {
		i++
	}
	return i
}

// skipCSI returns the index behind the control sequence whose parameters begin
// at i; a byte that cannot be part of it ends it.
func skipCSI(s []byte, i int) int {
	for ; i < len(s); i++ {
		if s[i] >= 0x40 && s[i] <= 0x7e {
			return i + 1
		}
		if s[i] < 0x20 || s[i] > 0x7e {
			return i
		}
	}
	return i
}

// skipString returns the index behind the control string that begins at i, and
// i itself when it is never terminated: it is garbage, and what follows may be
// the kernel's.
func skipString(s []byte, i int) int {
	for j := i; j < len(s); j++ {
		if s[j] == 0x07 {
			return j + 1
		}
		if s[j] == 0x1b {
			if j+1 < len(s) && s[j+1] == '\\' {
				return j + 2
			}
			return j
		}
	}
	return i
}
