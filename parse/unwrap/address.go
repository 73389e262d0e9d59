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

// address decodes it. Forms write a blank as a plus sign and a true one as %2B; what
// writes blanks as %20 may leave a plus sign alone. Which it is the first of the two
// says, wherever it stands, and what lies between waits for it.
type address struct {
	begun []byte // of a mark
	held  []byte // from the first plus sign on, while nobody knows what that is
	plus  byte   // what one stands for, where that is known
}

// heldPlus bounds what waits: a line of a log has its next blank long before.
const heldPlus = 1024

func newAddress() stage { return &address{} }

func (a *address) feed(dst, p []byte) []byte {
	for _, c := range p {
		switch {
		case len(a.begun) > 0 || c == '%':
			if a.begun = append(a.begun, c); len(a.begun) == 3 {
				dst = a.marked(dst)
			}
		case c == '+' && a.plus != 0:
			dst = append(dst, a.plus)
		case c == '+' || len(a.held) > 0:
			if a.held = append(a.held, c); len(a.held) == heldPlus {
				dst = a.settle(dst, ' ')
			}
		default:
			dst = append(dst, c)
		}
	}
	return dst
}

// marked appends what three bytes like %28 stand for.
func (a *address) marked(dst []byte) []byte {
	v, err := strconv.ParseUint(string(a.begun[1:]), 16, 8)
	if err == nil && a.plus == 0 {
		switch v {
		case ' ':
			dst = a.settle(dst, '+')
		case '+':
			dst = a.settle(dst, ' ')
		}
	}
	text := a.begun
	if err == nil {
		text = []byte{byte(v)}
	}
	a.begun = a.begun[:0]
	if len(a.held) == 0 {
		return append(dst, text...)
	}
	if a.held = append(a.held, text...); len(a.held) >= heldPlus {
		return a.settle(dst, ' ')
	}
	return dst
}

// settle says what a plus sign is, and lets go of what waited for that.
func (a *address) settle(dst []byte, plus byte) []byte {
	a.plus = plus
	dst = append(dst, bytes.ReplaceAll(a.held, []byte{'+'}, []byte{plus})...)
	a.held = nil
	return dst
}

func (a *address) close(dst []byte) []byte {
	if a.plus == 0 {
		dst = a.settle(dst, ' ')
	}
	return append(dst, a.begun...)
}
