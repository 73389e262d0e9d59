package unwrap

import (
	"bytes"
	"encoding/binary"
	"unicode/utf16"
	"unicode/utf8"
)

// The marks that an encoding may begin with.
var (
	markUTF8     = []byte("\xef\xbb\xbf")
	markLittle16 = []byte("\xff\xfe")
	markBig16    = []byte("\xfe\xff")
)

// tellUTF16 tells text of two bytes a letter: PowerShell's ">" writes it, and
// Windows' terminal programs. Without the mark every second byte of the first
// letters is NUL, as it is for all of ASCII.
func tellUTF16(head []byte, over bool) verdict {
	const enough = 64
	switch {
	case bytes.HasPrefix(head, markLittle16), bytes.HasPrefix(head, markBig16):
		return yes
	case len(head) == 1 && (head[0] == 0xff || head[0] == 0xfe) && !over:
		return more
	}
	_, sure := zeroHalf(head[:min(len(head), enough)])
	switch {
	case !sure || len(head) < 8 && over:
		return no
	case len(head) < enough && !over:
		return more
	}
	return yes
}

// zeroHalf tells which byte of every pair is NUL, where it is always one and the
// same, and the other never.
func zeroHalf(head []byte) (order binary.ByteOrder, sure bool) {
	little, big := len(head) >= 2, len(head) >= 2
	for i := 0; i+1 < len(head); i += 2 {
		little = little && head[i] != 0 && head[i+1] == 0
		big = big && head[i] == 0 && head[i+1] != 0
	}
	if big {
		return binary.BigEndian, true
	}
	return binary.LittleEndian, little
}

// wide turns UTF-16 into UTF-8.
type wide struct {
	order binary.ByteOrder // nil before the first pair
	held  []byte           // of a pair, or of two pairs that are one letter
}

func newUTF16() stage { return &wide{} }

func (w *wide) feed(dst, p []byte) []byte {
	p = append(w.held, p...)
	if w.order == nil && len(p) >= 2 {
		p = w.begin(p)
	}
	for len(p) >= 2 && w.order != nil {
		r := rune(w.order.Uint16(p))
		n := 2
		if utf16.IsSurrogate(r) {
			if len(p) < 4 {
				break
			}
			if r = utf16.DecodeRune(r, rune(w.order.Uint16(p[2:]))); r != utf8.RuneError {
				n = 4
			}
		}
		dst, p = utf8.AppendRune(dst, r), p[n:]
	}
	w.held = bytes.Clone(p)
	return dst
}

// begin learns the order of the bytes, and passes over the mark.
func (w *wide) begin(p []byte) []byte {
	switch {
	case bytes.HasPrefix(p, markBig16):
		w.order, p = binary.BigEndian, p[2:]
	case bytes.HasPrefix(p, markLittle16):
		w.order, p = binary.LittleEndian, p[2:]
	default:
		w.order, _ = zeroHalf(p[:2])
	}
	return p
}

func (w *wide) close(dst []byte) []byte {
	if len(w.held) > 0 {
		dst = utf8.AppendRune(dst, utf8.RuneError)
	}
	return dst
}

// tellMark tells UTF-8 with the mark that Windows and some CI services put in
// front.
func tellMark(head []byte, over bool) verdict {
	switch {
	case bytes.HasPrefix(head, markUTF8):
		return yes
	case bytes.HasPrefix(markUTF8, head) && !over:
		return more
	}
	return no
}

// mark passes over the mark.
type mark struct{ done bool }

func newMark() stage { return &mark{} }

func (m *mark) feed(dst, p []byte) []byte {
	if !m.done {
		m.done, p = true, p[len(markUTF8):]
	}
	return append(dst, p...)
}

func (m *mark) close(dst []byte) []byte { return dst }

// tellReturns tells lines that end with a carriage return alone, as some
// terminal programs log them.
func tellReturns(head []byte, _ bool) verdict {
	if bytes.ContainsAny(head, "\n\x00") { // of other line ends, or no text
		return no
	}
	if bytes.Count(head[:max(0, len(head)-1)], []byte{'\r'}) < 2 {
		return no
	}
	return yes
}

// returns makes line feeds of carriage returns until the first line feed: then
// it was a line that rewrote itself, and the file has line ends as others.
type returns struct{ over bool }

func newReturns() stage { return &returns{} }

func (r *returns) feed(dst, p []byte) []byte {
	for i, c := range p {
		if c == '\n' || r.over {
			r.over = true
			return append(dst, p[i:]...)
		}
		if c == '\r' {
			c = '\n'
		}
		dst = append(dst, c)
	}
	return dst
}

func (r *returns) close(dst []byte) []byte { return dst }
