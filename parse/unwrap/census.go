package unwrap

import (
	"unicode/utf8"

	"oopscope/parse/ascii"
)

// A Census tells text from other bytes: letters of ASCII, well-formed UTF-8,
// blanks, line ends and what terminals are told are text. NUL is neither, as a
// log that lost its power has holes of it. The zero value is ready.
type Census struct {
	text, other, zero int64
	Head              []byte // the first bytes
}

// headSize is enough for the marks that kinds of files begin with.
const headSize = 2048

// enough bytes of text, with little else among them, are text beyond doubt.
const enough = 32 << 10

// Add counts the next bytes. It looks at no more of what is text beyond doubt.
func (c *Census) Add(p []byte) {
	if room := headSize - len(c.Head); room > 0 {
		c.Head = append(c.Head, p[:min(room, len(p))]...)
	}
	const piece = 64 // of a log most are of one kind
	for len(p) > 0 && (c.text <= enough || c.text <= 8*c.other) {
		if len(p) >= piece && ascii.IsPlain(p[:piece]) {
			c.text += piece
			p = p[piece:]
			continue
		}
		switch b := p[0]; {
		case b == 0:
			c.zero++
		case b >= ' ' && b < 0x7f, b == '\n', b == '\r', b == '\t', b == 0x1b, b == '\b':
			c.text++
		case b < 0x80:
			c.other++
		default:
			if r, n := utf8.DecodeRune(p); r != utf8.RuneError {
				c.text += int64(n)
				p = p[n:]
				continue
			}
			c.other++
		}
		p = p[1:]
	}
}

// Text reports whether what was counted is text, with noise perhaps. Nothing is.
func (c *Census) Text() bool {
	if c.text == 0 {
		return c.other+c.zero == 0
	}
	return 2*c.text >= 3*c.other && c.zero <= 16*c.text
}
