package term

import (
	"bytes"
	"unicode/utf8"

	"oopscope/parse/letter"
	"oopscope/ui/cell"
)

// A strainer stands between the board and the emulator of the full-screen
// mode: it cuts the stream into text, which it cleans, and complete escape
// sequences, which somebody else decides about. Strings (OSC, DCS, APC and
// their like: titles, clipboards, hyperlinks, definitions) end here, unread.
type strainer struct {
	text    func(p []byte) // letters and harmless controls
	escape  func(seq []byte)
	control func(c sequence)

	held   []byte // a rune or a sequence that has begun
	within bool   // a string
	out    []byte
}

// A sequence is a control sequence, "CSI ? 25 h", in its parts.
type sequence struct {
	prefix, inter, final byte // prefix and inter are 0 when there is none
	params               string
}

// maxSequence is longer than any sequence that means something.
const maxSequence = 128

// Feed takes the next bytes, however they are cut.
func (s *strainer) Feed(p []byte) {
	in := p
	if len(s.held) > 0 {
		in = append(s.held, p...)
		s.held = nil
	}
	for len(in) > 0 {
		n := s.step(in)
		if n == 0 {
			s.held = bytes.Clone(in)
			break
		}
		in = in[n:]
	}
	s.flush()
}

// Interrupt forgets what has begun: bytes were lost behind it.
func (s *strainer) Interrupt() { s.held, s.within = nil, false }

// step handles what the input begins with and returns its length, 0 when more
// must come first.
func (s *strainer) step(in []byte) int {
	switch {
	case s.within:
		return s.skip(in)
	case in[0] == 0x1b:
		return s.sequence(in)
	}
	return s.rune(in)
}

// skip passes over a string. A line's end ends one that garbage began, or a
// wrong baud rate could blank the screen for good. ESC \ is left for what
// cuts sequences, to whom it means nothing.
func (s *strainer) skip(in []byte) int {
	i := bytes.IndexAny(in, "\a\x18\x1a\n\x1b")
	if i < 0 {
		return len(in)
	}
	s.within = false
	if in[i] != 0x1b {
		return i + 1
	}
	return i + s.sequence(in[i:])
}

// rune cleans one rune of text, as the line view does. What comes through are
// letters, and marks that stand on them.
func (s *strainer) rune(in []byte) int {
	switch c := in[0]; {
	case c >= 0x20 && c < 0x7f, c >= '\b' && c <= '\r', c == 0x0e, c == 0x0f:
		s.out = append(s.out, c)
		return 1
	case c < 0x80:
		return 1
	case !utf8.FullRune(in):
		return 0
	}
	r, n := utf8.DecodeRune(in)
	switch {
	case r >= 0x80 && r < 0xa0, n == 1 && in[0] < 0xa0, letter.Joins(r): // C1, and what hides
	case n == 1 || letter.Hidden(r):
		s.out = utf8.AppendRune(s.out, cell.Substitute)
	default:
		s.out = append(s.out, in[:n]...)
	}
	return n
}

func (s *strainer) flush() {
	if len(s.out) > 0 {
		s.text(s.out)
		s.out = s.out[:0]
	}
}

// sequence handles what ESC begins.
func (s *strainer) sequence(in []byte) int {
	if len(in) < 2 {
		return 0
	}
	switch c := in[1]; {
	case c == '[':
		return s.csi(in)
	case bytes.IndexByte([]byte("]PX^_"), c) >= 0:
		s.within = true
		return 2
	}
	i := 1
	for i < len(in) && in[i] >= 0x20 && in[i] < 0x30 { // intermediates, "ESC ( 0"
		i++
	}
	switch {
	case i > 4:
		return i
	case i == len(in):
		return 0
	case in[i] < 0x30 || in[i] > 0x7e:
		return i // cut by a control, which counts itself
	}
	s.flush()
	s.escape(in[:i+1])
	return i + 1
}

func (s *strainer) csi(in []byte) int {
	i := 2
	for i < len(in) && i < maxSequence && in[i] >= 0x20 && in[i] < 0x40 {
		i++
	}
	switch {
	case i == maxSequence:
		return i
	case i == len(in):
		return 0
	case in[i] < 0x40 || in[i] > 0x7e:
		return i
	}
	if c, ok := cutSequence(in[2:i], in[i]); ok {
		s.flush()
		s.control(c)
	}
	return i + 1
}

// cutSequence takes a sequence apart. More than one intermediate, or a prefix
// in the middle, is nothing that anybody means.
func cutSequence(body []byte, final byte) (c sequence, ok bool) {
	c.final = final
	if len(body) > 0 && body[0] >= 0x3c {
		c.prefix, body = body[0], body[1:]
	}
	if n := len(body); n > 0 && body[n-1] < 0x30 {
		c.inter, body = body[n-1], body[:n-1]
	}
	c.params = string(body)
	return c, len(bytes.Trim(body, "0123456789;:")) == 0
}
