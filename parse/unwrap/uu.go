package unwrap

import (
	"bytes"

	"oopscope/parse/regex"
)

// uuencode (POSIX): what a board without anything better sends a file as.
//
//	begin 644 dmesg.log
//	M6R @("!N+C(Q-#$X.5T@0E5'.B!K97)N96P@3E5,3"!P;VEN=&5R(&1E<F5F
//	`
//	end

var uuBegin = regex.Of(`^begin [0-7]{3,4} [^\r\n]{1,200}\r?\n[!-M]`)

func tellUU(head []byte, _ bool) verdict {
	return when(bytes.HasPrefix(head, []byte("begin ")) && uuBegin.Get().Match(head))
}

// uu decodes each line: its first letter says how many bytes it holds. What is no such line
// is handed on.
func newUU() stage {
	return &lines{rewrite: func(dst, line []byte) []byte {
		text := bytes.TrimRight(line, "\r\n")
		n := 0
		if len(text) > 0 {
			n = int(text[0]-' ') & 63
		}
		switch {
		case len(text) > 0 && (text[0] < ' ' || text[0] > '`' || len(text) < 1+(n*4+2)/3 || n == 0 && len(text) > 1):
			if bytes.HasPrefix(text, []byte("begin ")) || string(text) == "end" {
				return dst
			}
			return append(dst, line...)
		case n == 0:
			return dst
		}
		return uuLine(dst, text[1:], n)
	}}
}

func uuLine(dst, text []byte, n int) []byte {
	at := func(i int) byte {
		if i >= len(text) {
			return 0
		}
		return (text[i] - ' ') & 63
	}
	for i := 0; n > 0; i += 4 {
		three := [3]byte{at(i)<<2 | at(i+1)>>4, at(i+1)<<4 | at(i+2)>>2, at(i+2)<<6 | at(i+3)}
		dst = append(dst, three[:min(n, 3)]...)
		n -= 3
	}
	return dst
}
