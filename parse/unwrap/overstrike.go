package unwrap

import (
	"bytes"
	"unicode/utf8"
)

// What goes through nroff, or a printer's driver, comes with bold letters struck twice and
// underlined ones over a line: B\bBU\bUG\bG:, _\bp_\bu_\bm_\bp.

// enoughStruck are more than a person's corrections at a prompt.
const enoughStruck = 12

// struck tells the letter that stands at s[i] and is struck over by the same, or is the
// line below another one: how many bytes are to be left out.
func struck(s []byte, i int) int {
	_, n := utf8.DecodeRune(s[i:])
	if s[i] < ' ' || i+n >= len(s) || s[i+n] != '\b' {
		return 0
	}
	if s[i] == '_' || bytes.HasPrefix(s[i+n+1:], s[i:i+n]) {
		return n + 1
	}
	return 0
}

func tellOverstrike(head []byte, _ bool) verdict {
	n := 0
	for i := 0; n < enoughStruck; i++ {
		at := bytes.IndexByte(head[i:], '\b')
		if at < 0 {
			return no
		}
		if i += at; i > 0 && struck(head, i-1) > 0 {
			n++
		}
	}
	return yes
}

func newOverstrike() stage {
	return &lines{rewrite: func(dst, line []byte) []byte {
		if bytes.IndexByte(line, '\b') < 0 {
			return append(dst, line...)
		}
		for i := 0; i < len(line); i++ {
			if n := struck(line, i); n > 0 {
				i += n - 1
				continue
			}
			dst = append(dst, line[i])
		}
		return dst
	}}
}
