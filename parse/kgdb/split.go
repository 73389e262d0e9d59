package kgdb

// A Splitter parts what comes over a line that the console and gdb share: packets, and the
// answers to those of gdb, are gdb's; all else is the console's. What looks like a packet
// and is none stays with the console, in its place.
type Splitter struct {
	packet []byte // that has begun
	owed   int    // answers to what gdb sent
}

// packetMost is longer than any packet of kgdb (BUFMAX of the architectures: 4096 at
// most, each byte of it escaped).
const packetMost = 16 << 10

// Sent tells that gdb sent bytes: the line owes an answer for each packet in them.
func (s *Splitter) Sent(b []byte) {
	for _, c := range b {
		if c == '$' {
			s.owed = min(s.owed+1, 16)
		}
	}
}

// Split parts what came next. Both results are good until the next call.
func (s *Splitter) Split(b []byte) (console, gdb []byte) {
	for _, c := range b {
		switch {
		case len(s.packet) > 0:
			console, gdb = s.more(c, console, gdb)
		case c == '$':
			s.packet = append(s.packet, c)
		case s.owed > 0 && (c == '+' || c == '-'):
			s.owed--
			gdb = append(gdb, c)
		default:
			console = append(console, c)
		}
	}
	return console, gdb
}

// more takes a byte behind the beginning of a packet.
func (s *Splitter) more(c byte, console, gdb []byte) ([]byte, []byte) {
	s.packet = append(s.packet, c)
	n := len(s.packet)
	switch {
	case n >= 4 && s.packet[n-3] == '#':
		if isPacket(s.packet) {
			gdb = append(gdb, s.packet...)
			s.packet = s.packet[:0]
			return console, gdb
		}
	case c != '\n' && c != '\r' && c != '$' && n < packetMost:
		return console, gdb
	}
	// It was none; another one may begin with its last byte.
	rest := n
	if c == '$' {
		rest--
	}
	console = append(console, s.packet[:rest]...)
	s.packet = append(s.packet[:0], s.packet[rest:]...)
	return console, gdb
}

// Rest gives the console what was held back, because nothing more comes for now.
func (s *Splitter) Rest() []byte {
	rest := s.packet
	s.packet = nil
	return rest
}
