package unwrap

import (
	"bytes"
	"strconv"
)

// tellAddress tells text that was made part of an address, or of a form's data (WHATWG
// URL, 5.1): it has no blank, and what no name has is written as %28.
func tellAddress(head []byte, _ bool) verdict {
	const enough = 8
	if bytes.IndexByte(head, '%') < 0 {
		return no
	}
	head = head[:min(len(head), 1024)]
	if line, _, ok := bytes.Cut(head, []byte{'\n'}); ok {
		head = line
	}
	marks := 0
	for _, mark := range [...]string{"%5B", "%20", "%28", "%2B", "%3A", "%0A"} {
		marks += bytes.Count(head, []byte(mark)) + bytes.Count(head, bytes.ToLower([]byte(mark)))
	}
	return when(marks >= enough && bytes.IndexByte(head, ' ') < 0)
}

// address decodes it. A plus sign is a blank, and a true one is written %2B, where blanks
// are not written %20.
type address struct {
	begun []byte
	first bool // bytes came
	plus  byte
}

func newAddress() stage { return &address{} }

func (a *address) feed(dst, p []byte) []byte {
	if !a.first {
		if a.first, a.plus = true, ' '; bytes.Contains(p, []byte("%20")) {
			a.plus = '+'
		}
	}
	for _, c := range p {
		switch {
		case len(a.begun) > 0 || c == '%':
			if a.begun = append(a.begun, c); len(a.begun) < 3 {
				continue
			}
			if v, err := strconv.ParseUint(string(a.begun[1:]), 16, 8); err == nil {
				dst = append(dst, byte(v))
			} else {
				dst = append(dst, a.begun...)
			}
			a.begun = a.begun[:0]
		case c == '+':
			dst = append(dst, a.plus)
		default:
			dst = append(dst, c)
		}
	}
	return dst
}

func (a *address) close(dst []byte) []byte { return append(dst, a.begun...) }
