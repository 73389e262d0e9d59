package unwrap

import (
	"bytes"
	"encoding/base64"

	"oopscope/parse/ascii"
)

// tellBase64 tells base64 as programs write it, in lines of one length (64 or 76,
// RFC 2045 and 4648), or in one long line: the way a log leaves a board that has
// nothing but its console.
func tellBase64(head []byte, _ bool) verdict {
	const enough, long = 60, 200
	line, rest, ended := bytes.Cut(head, []byte{'\n'})
	line = bytes.TrimSuffix(line, []byte{'\r'})
	second, _, _ := bytes.Cut(rest, []byte{'\n'})
	second = bytes.TrimSuffix(second, []byte{'\r'})
	switch {
	case len(line) < enough || !isBase64(line):
		return no
	case len(line) >= long && !isHex(line):
		return yes
	case !ended || len(second) != len(line) || !isBase64(second) || isHex(line):
		return no
	}
	return yes
}

func isBase64(s []byte) bool {
	for _, c := range bytes.TrimRight(s, "=") {
		if !ascii.IsLetter(c) && !ascii.IsDigit(c) && c != '+' && c != '/' {
			return false
		}
	}
	return true
}

// isHex tells digits, which may be a memory dump.
func isHex(s []byte) bool { return len(bytes.Trim(s, "0123456789abcdefABCDEF")) == 0 }

// base64Text decodes four letters at a time.
type base64Text struct{ four []byte }

func newBase64() stage { return &base64Text{} }

func (b *base64Text) feed(dst, p []byte) []byte {
	var out [3]byte
	for _, c := range p {
		if c <= ' ' {
			continue
		}
		if b.four = append(b.four, c); len(b.four) < 4 {
			continue
		}
		n, err := base64.StdEncoding.Decode(out[:], b.four)
		if dst = append(dst, out[:n]...); err != nil { // none after all: nothing is lost
			dst = append(dst, b.four...)
		}
		b.four = b.four[:0]
	}
	return dst
}

func (b *base64Text) close(dst []byte) []byte { return append(dst, b.four...) }
