package kgdb

import "bytes"

// A Splitter parts what comes over a line that the console and gdb share: packets, and the
// answers to those of gdb, are gdb's; all else is the console's. What looks like a packet
// and is none stays with the console, in its place.
type Splitter struct {
	packet []byte // that may have begun, with the answer before it
	owed   int    // answers to what gdb sent
	text   bool   // the console's line goes on: what comes next stands behind text
	acked  bool   // the last byte took a packet of gdb's: its reply may follow
	reply  bool   // the packet stands right behind that

	spoke   bool // gdb said something: until then all is the console's, a kernel's hint "use $D#44" too
	sending bool // gdb is inside a packet
	check   int  // digits of its sum that are still to come
}

// packetMost is longer than any packet: kgdb's have 4096 bytes at most (BUFMAX of the
// architectures), each of which may be escaped, gdbserver's 18 KiB.
const packetMost = 64 << 10

// interrupt is what gdb sends between its packets to stop what runs. Within one it may
// stand for itself: gdb's binary packets escape other bytes.
const interrupt = 3

// Begin tells that another gdb sends from now on.
func (s *Splitter) Begin() { s.owed, s.spoke, s.sending, s.check = 0, false, false, 0 }

// Sent tells what gdb sent. The first n bytes are for the line, which owes an answer for
// each packet in them; when stop is true, the byte behind them is an interrupt, which is
// not to be sent as it is.
func (s *Splitter) Sent(b []byte) (n int, stop bool) {
	for i, c := range b {
		switch {
		case s.check > 0:
			s.check--
		case s.sending && c == '#':
			s.sending, s.check = false, 2
		case s.sending:
		case c == '$':
			s.spoke, s.sending, s.owed = true, true, min(s.owed+1, 16)
		case c == interrupt:
			return i, true
		}
	}
	return len(b), false
}

// Resumes reports whether what gdb sent ends with a packet that lets the kernel run: the
// next word of it may be long in coming.
func Resumes(b []byte) bool {
	at := bytes.LastIndexByte(b, '$')
	if at < 0 || !isPacket(b[at:]) {
		return false
	}
	switch text := b[at+1 : len(b)-3]; {
	case len(text) == 0:
		return false
	case bytes.HasPrefix(text, []byte("vCont;")):
		return true
	default: // with a signal, and with an address
		return bytes.IndexByte([]byte("cCsSDk"), text[0]) >= 0
	}
}

// Split parts what came next. Both results are good until the next call.
func (s *Splitter) Split(b []byte) (console, gdb []byte) {
	if !s.spoke && len(s.packet) == 0 {
		return b, nil
	}
	for _, c := range b {
		console, gdb = s.add(c, console, gdb)
	}
	return console, gdb
}

func (s *Splitter) add(c byte, console, gdb []byte) ([]byte, []byte) {
	switch {
	case len(s.packet) == 1 && isAnswer(s.packet[0]) && c != '$': // it was text
		console, s.text = append(console, s.packet[0]), true
		s.packet = s.packet[:0]
		return s.add(c, console, gdb)
	case len(s.packet) > 0:
		return s.more(c, console, gdb)
	case c == '$':
		s.packet, s.reply, s.acked = append(s.packet, c), s.acked, false
	case s.owed > 0 && c == '+' && !s.text:
		s.owed--
		s.acked = true
		gdb = append(gdb, c)
	case s.owed > 0 && isAnswer(c): // what follows tells
		s.packet = append(s.packet, c)
	default:
		s.acked = false
		console = append(console, c)
		s.text = c != '\n' && c != '\r'
	}
	return console, gdb
}

// isAnswer tells the answers to a packet: it came whole, or is to be sent again.
func isAnswer(c byte) bool { return c == '+' || c == '-' }

// more takes a byte behind the beginning of a packet. A line end is in none of kgdb's, but
// in replies of other stubs, which describe the machine in XML.
func (s *Splitter) more(c byte, console, gdb []byte) ([]byte, []byte) {
	s.packet = append(s.packet, c)
	n := len(s.packet)
	switch {
	case n >= 4 && s.packet[n-3] == '#':
		answer := 0
		if isAnswer(s.packet[0]) {
			answer = 1
		}
		if isPacket(s.packet[answer:]) {
			gdb = append(gdb, s.packet...)
			s.packet, s.owed, s.text = s.packet[:0], s.owed-answer, false
			return console, gdb
		}
	case n < packetMost && c != '$' && (s.reply || c != '\n' && c != '\r'), n == 2 && isAnswer(s.packet[0]):
		return console, gdb
	}
	// It was none; another one may begin with its last byte.
	rest := n
	if c == '$' {
		rest--
	}
	console = append(console, s.packet[:rest]...)
	s.text = c != '\n' && c != '\r'
	s.packet = append(s.packet[:0], s.packet[rest:]...)
	return console, gdb
}

// Holds tells that something is held back.
func (s *Splitter) Holds() bool { return len(s.packet) > 0 }

// Rest parts what was held back, because nothing more comes for now.
func (s *Splitter) Rest() (console, gdb []byte) {
	rest := s.packet
	s.packet = nil
	if len(rest) == 1 && rest[0] == '-' { // the kernel wants it again, and waits
		s.owed--
		return nil, rest
	}
	s.text = s.text || len(rest) > 0
	return rest, nil
}
