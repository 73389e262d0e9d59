package transfer

import (
	"bytes"
	"fmt"
	"time"

	"oopscope/parse/printk"
)

// A Sieve parts what a board says while a file goes over the line: what the protocol says,
// which is no text, and what it prints all the same, the kernel's last words among them.
// It only listens: it answers nothing, and needs not know what is answered.
type Sieve struct {
	units  lexer
	buf    []byte    // not parted yet
	at     int       // of that, what was looked through
	heard  []stretch // of the protocol in it, in order
	since  time.Time // when something in it was not understood first; zero for never
	last   time.Time // when something came last
	Errors int       // damaged pieces, or pieces that the other end asked for again
}

// A Piece is text, or that many bytes of the protocol, with so many line ends among them.
type Piece struct {
	Text   []byte
	Hidden int64
	Ends   int
}

// InRecordOnly says of so many bytes of a protocol that they are in no line.
func InRecordOnly(n int64, protocol string) string {
	if n == 1 {
		return "1 byte of " + protocol + " is in the record only"
	}
	return fmt.Sprintf("%d bytes of %s are in the record only", n, protocol)
}

// stretch is where something stands in a buffer.
type stretch struct{ from, to int }

// A verdict is what a lexer says of what begins at a place.
type verdict int

const (
	foreign verdict = iota // nothing of the protocol
	whole                  // a whole piece of it
	damaged                // a piece of it that is not as it was sent
	begun                  // it may be one when the rest has come
)

// A lexer tells of each place what of the protocol begins there, and how long that is.
type lexer interface {
	unit(p []byte, at int) (n int, v verdict)
	reset(p []byte) int // what was begun will not go on; of that, how much is the protocol's all the same
}

// Text in the middle of a transfer waits a moment: when a damaged block comes again it was
// the file's.
const (
	sieveWait = time.Second
	sieveMost = 64 << 10
	wordsMin  = 16 // letters in a row among bytes that are none
)

// NewSieve is for a protocol and a direction; nil where all that comes is text.
func NewSieve(protocol string, receive bool) *Sieve {
	s := &Sieve{}
	switch {
	case protocol == "raw":
		return nil
	case protocol == "ZMODEM":
		s.units = &zUnits{sieve: s}
	case receive:
		s.units = &blocks{}
	default:
		s.units = answers{}
	}
	return s
}

// Sift takes what came, and returns what was parted.
func (s *Sieve) Sift(p []byte, now time.Time) (parted []Piece) {
	s.buf = append(s.buf, p...)
	s.last = now
	for s.at < len(s.buf) {
		n, v := s.units.unit(s.buf, s.at)
		if v == begun {
			break
		}
		if v == whole {
			s.heard = append(s.heard, stretch{s.at, s.at + n})
		} else {
			if v == damaged {
				s.Errors++
			}
			if s.since.IsZero() {
				s.since = now
			}
		}
		s.at += n
		if s.since.IsZero() { // nothing but the protocol so far
			parted = hide(parted, s.buf[:s.at])
			s.drop(s.at)
		}
	}
	if len(s.buf) > sieveMost {
		return append(parted, s.part(s.at)...)
	}
	return parted
}

// Late is for when time goes by: what waited for long enough is parted as it is.
func (s *Sieve) Late(now time.Time) []Piece {
	switch {
	case len(s.buf) > s.at && now.Sub(s.last) >= sieveWait: // what was begun does not go on
		if n := s.units.reset(s.buf[s.at:]); n > 0 {
			s.heard = append(s.heard, stretch{s.at, s.at + n})
		}
		return s.part(len(s.buf))
	case !s.since.IsZero() && now.Sub(s.since) >= sieveWait:
		return s.part(s.at)
	}
	return nil
}

// End is for when the transfer is over: what was parted, and what was said behind it.
func (s *Sieve) End() (parted []Piece, behind []byte) {
	end := 0
	if len(s.heard) > 0 {
		end = s.heard[len(s.heard)-1].to
	}
	if tail := s.buf[end:]; isText(tail) {
		behind = bytes.Clone(tail)
		parted = s.part(end)
		if len(behind) > 0 && len(bytes.Trim(behind, controls)) == 0 {
			parted, behind = hide(parted, behind), nil
		}
		s.drop(len(s.buf))
		return parted, behind
	}
	return s.part(len(s.buf)), nil
}

// part parts the buffer up to a place.
func (s *Sieve) part(to int) (parted []Piece) {
	var file []byte // what of it the protocol says
	for _, h := range s.heard {
		file = append(file, s.buf[h.from:h.to]...)
	}
	at := 0
	for _, h := range append(s.heard, stretch{to, to}) {
		parted = between(parted, s.buf[at:h.from], file)
		parted = hide(parted, s.buf[h.from:h.to])
		at = h.to
	}
	s.drop(to)
	return parted
}

// drop forgets the buffer up to a place.
func (s *Sieve) drop(to int) {
	s.buf = append(s.buf[:0], s.buf[to:]...)
	s.at, s.heard, s.since = max(s.at-to, 0), s.heard[:0], time.Time{}
}

// Hide adds bytes of a protocol to what was parted.
func Hide(parted []Piece, p []byte) []Piece { return hide(parted, p) }

// Joined are pieces of which no two of a kind follow each other.
func Joined(pieces []Piece) (joined []Piece) {
	for _, p := range pieces {
		k := len(joined) - 1
		switch {
		case k < 0 || (joined[k].Text == nil) != (p.Text == nil):
			joined = append(joined, p)
		case p.Text == nil:
			joined[k].Hidden += p.Hidden
			joined[k].Ends += p.Ends
		default:
			joined[k].Text = append(joined[k].Text, p.Text...)
		}
	}
	return joined
}

func hide(parted []Piece, p []byte) []Piece {
	if len(p) == 0 {
		return parted
	}
	n, ends := int64(len(p)), bytes.Count(p, []byte{'\n'})
	if k := len(parted); k > 0 && parted[k-1].Text == nil {
		parted[k-1].Hidden += n
		parted[k-1].Ends += ends
		return parted
	}
	return append(parted, Piece{Hidden: n, Ends: ends})
}

// between parts what stands between two pieces of the protocol: text, or what is left of
// damaged ones with text in it.
func between(parted []Piece, p, file []byte) []Piece {
	least := wordsMin
	if isText(p) {
		least = 1
	}
	for at := 0; at < len(p); {
		n, letters := run(p[at:])
		text := p[at : at+n]
		lead := len(text) - len(bytes.TrimLeft(text, controls))
		if least > 1 {
			lead = max(lead, chance(text))
		}
		tail := len(text) - len(bytes.TrimRight(text, controls))
		if letters < least || sentAgain(text, file) || blank(text) {
			parted = hide(parted, text)
		} else {
			parted = hide(parted, text[:lead])
			parted = append(parted, Piece{Text: bytes.Clone(text[lead : n-tail])})
			parted = hide(parted, text[n-tail:])
		}
		if at += n; at < len(p) {
			parted = hide(parted, p[at:at+1])
			at++
		}
	}
	return parted
}

// chance is how many of a text's first letters only look so, bytes of a file in front of the
// time that the kernel begins its lines with.
func chance(text []byte) int {
	at := bytes.IndexByte(text[:min(len(text), wordsMin)], '[')
	if at < 0 || at+1 == len(text) || text[at+1] != ' ' && (text[at+1] < '0' || text[at+1] > '9') || bytes.IndexByte(text[:at], '\n') >= 0 {
		return 0
	}
	return at
}

// sentAgain tells that a text stands in what came well, too.
func sentAgain(text, file []byte) (again bool) {
	for line := range bytes.Lines(text) {
		if line = bytes.Trim(line, controls+"\r\n"); len(line) < wordsMin {
			continue
		}
		if again = bytes.Contains(file, line); !again {
			return false
		}
	}
	return again
}

// blank tells that nothing of a text can be seen: senders set the terminal back and begin the
// line anew.
func blank(text []byte) bool { return len(bytes.TrimSpace(printk.Scrub(nil, text))) == 0 }

// controls are the bytes that stand in no text, and that protocols answer with: a terminal
// shows nothing of them.
const controls = "\x00\x01\x02\x03\x04\x05\x06\x07\x08\x0b\x0c\x0e\x0f\x10\x11\x12\x13\x14\x15\x16\x17\x18\x19\x1a\x1c\x1d\x1e\x1f"

// run is how much of the beginning may be text, and how many letters are in it.
func run(p []byte) (n, letters int) {
	for n < len(p) && p[n] < 0x7f {
		if p[n] >= ' ' || p[n] == '\n' || p[n] == '\r' || p[n] == '\t' || p[n] == 0x1b {
			letters++
		}
		n++
	}
	return n, letters
}

// isText tells that nothing but text and controls stands there.
func isText(p []byte) bool {
	n, _ := run(p)
	return n == len(p)
}
