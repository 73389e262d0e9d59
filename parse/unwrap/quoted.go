package unwrap

import (
	"bytes"
	"strconv"
	"unicode/utf16"
	"unicode/utf8"
)

// escapes are those of one letter, of JSON and of YAML.
var escapes = map[byte]rune{
	'b': '\b', 'f': '\f', 'n': '\n', 'r': '\r', 't': '\t', '0': 0, 'a': '\a', 'v': '\v', 'e': 0x1b,
	'N': 0x85, '_': 0xa0, 'L': 0x2028, 'P': 0x2029,
}

// widths are how many digits follow the letters that have some.
var widths = map[byte]int{'x': 2, 'u': 4, 'U': 8}

// unquote takes the escapes out of a string, in place. One that is none is kept
// as it is, but for the backslash.
func unquote(s []byte) []byte {
	at := bytes.IndexByte(s, '\\')
	if at < 0 {
		return s
	}
	out := append([]byte(nil), s[:at]...)
	for i := at; i < len(s); {
		if s[i] != '\\' || i+1 == len(s) {
			out, i = append(out, s[i]), i+1
			continue
		}
		r, n := escape(s[i+1:])
		out, i = utf8.AppendRune(out, r), i+1+n
	}
	return out
}

// escape reads what stands behind a backslash, and how long it is.
func escape(s []byte) (r rune, n int) {
	if digits := widths[s[0]]; digits > 0 {
		r, ok := hex(s, digits)
		if !ok {
			return rune(s[0]), 1
		}
		n = 1 + digits
		if utf16.IsSurrogate(r) && len(s) > n+1 && s[n] == '\\' {
			if low, ok := hex(s[n+1:], 4); ok && s[n+1] == 'u' {
				if both := utf16.DecodeRune(r, low); both != utf8.RuneError {
					return both, n + 6
				}
			}
		}
		return r, n
	}
	if r, ok := escapes[s[0]]; ok {
		return r, 1
	}
	r, n = utf8.DecodeRune(s)
	return r, n
}

// hex reads so many digits behind the first byte.
func hex(s []byte, digits int) (rune, bool) {
	if len(s) < 1+digits {
		return 0, false
	}
	n, err := strconv.ParseUint(string(s[1:1+digits]), 16, 32)
	return rune(n), err == nil
}
