package port

import (
	"bytes"
	"context"
	"net"
	"sync"
)

// subMax bounds a subnegotiation: what is longer is dropped.
const subMax = 256

// telnetPort is a line behind a telnet server (a terminal server, an
// emulator). It carries bytes faithfully once both sides agreed on binary.
type telnetPort struct {
	*connPort
	replies chan []byte
	done    chan struct{}
	once    sync.Once

	mu     sync.Mutex
	ours   map[byte]bool // options that we offered or agreed to
	theirs map[byte]bool // options that we asked for or agreed to
	agreed map[byte]bool // of ours, those that the server accepted
	binary bool          // the server sends binary
	cols   int           // of the terminal, 0 while nobody said
	rows   int
	asked  bool // the server asked for the size when there was none to tell

	write sync.Mutex // one frame at a time

	// The state of the reader.
	state   func(*telnetPort, byte) (data bool)
	verb    byte
	sub     []byte
	afterCR bool
	literal bool // a stray IAC was data
	raw     [8 << 10]byte
	data    [16 << 10]byte // a stray IAC makes two bytes of one
	rest    []byte         // of data, what was not read yet

	// onSub takes a subnegotiation, onRefused an option that the server
	// turned down; both nil in plain telnet.
	onSub     func(option byte, data []byte)
	onAgreed  func(option byte)
	onRefused func(option byte)
}

// openTelnet connects to a telnet server.
func openTelnet(ctx context.Context, spec, address string, _ Settings) (Port, error) {
	conn, err := dial(ctx, spec, "tcp", address)
	if err != nil {
		return nil, err
	}
	p := newTelnet(spec, KindTelnet, conn)
	p.start()
	return p, nil
}

func newTelnet(spec string, kind Kind, conn net.Conn) *telnetPort {
	p := &telnetPort{
		connPort: newConn(spec, kind, conn), state: (*telnetPort).plain,
		replies: make(chan []byte, 64), done: make(chan struct{}),
		ours: map[byte]bool{}, theirs: map[byte]bool{}, agreed: map[byte]bool{},
	}
	p.info.Breaks = true
	return p
}

// start sends the first offers. They go out beside the reader, which must
// never wait for a server that does not take them.
func (p *telnetPort) start(more ...byte) {
	go p.answer()
	for _, option := range append([]byte{optBinary, optSGA}, more...) {
		p.ours[option], p.theirs[option] = true, option != optComPort
		p.reply(telIAC, telWILL, option)
		if option != optComPort {
			p.reply(telIAC, telDO, option)
		}
	}
}

// answer writes replies. When 64 of them wait for a server that does not read,
// further ones are dropped: it is not listening.
func (p *telnetPort) answer() {
	for {
		select {
		case r := <-p.replies:
			if p.frame(r) != nil {
				return
			}
		case <-p.done:
			return
		}
	}
}

func (p *telnetPort) reply(b ...byte) {
	select {
	case p.replies <- b:
	default:
	}
}

func (p *telnetPort) frame(b []byte) error {
	p.write.Lock()
	defer p.write.Unlock()
	_, err := p.connPort.Write(b)
	return err
}

// Write sends bytes to the board, escaped as the protocol wants it.
func (p *telnetPort) Write(b []byte) (int, error) {
	p.mu.Lock()
	binary := p.agreed[optBinary]
	p.mu.Unlock()
	if err := p.frame(escapeTelnet(b, binary)); err != nil {
		return 0, err
	}
	return len(b), nil
}

// escapeTelnet doubles IAC and, while the line is not binary, marks a carriage
// return that no line feed follows.
func escapeTelnet(b []byte, binary bool) []byte {
	if bytes.IndexByte(b, telIAC) < 0 && (binary || bytes.IndexByte(b, '\r') < 0) {
		return b
	}
	out := make([]byte, 0, len(b)+8)
	for i, c := range b {
		out = append(out, c)
		switch {
		case c == telIAC:
			out = append(out, telIAC)
		case c == '\r' && !binary && (i+1 == len(b) || b[i+1] != '\n'):
			out = append(out, 0)
		}
	}
	return out
}

// Break sends telnet's BREAK, which the server turns into one on the line.
func (p *telnetPort) Break() error { return p.frame([]byte{telIAC, telBRK}) }

// Close ends the connection, and a Read or Write in progress.
func (p *telnetPort) Close() error {
	p.once.Do(func() { close(p.done) })
	return p.connPort.Close()
}

// Read returns what the board sent, commands taken out.
func (p *telnetPort) Read(b []byte) (int, error) {
	for len(p.rest) == 0 {
		n, err := p.connPort.Read(p.raw[:])
		p.rest = p.decode(p.data[:0], p.raw[:n])
		if len(p.rest) == 0 && err != nil {
			return 0, err
		}
	}
	n := copy(b, p.rest)
	p.rest = p.rest[n:]
	return n, nil
}

func (p *telnetPort) decode(out, raw []byte) []byte {
	for _, c := range raw {
		data := p.state(p, c)
		if p.literal {
			out, p.literal = append(out, telIAC), false
		}
		if data {
			out = append(out, c)
		}
	}
	return out
}

func (p *telnetPort) plain(c byte) bool {
	afterCR := p.afterCR
	p.afterCR = c == '\r'
	switch {
	case c == telIAC:
		p.state = (*telnetPort).command
		return false
	case c == 0 && afterCR:
		p.mu.Lock()
		defer p.mu.Unlock()
		return p.binary
	}
	return true
}

func (p *telnetPort) command(c byte) bool {
	p.state = (*telnetPort).plain
	switch {
	case c == telIAC:
		return true
	case c == telSB:
		p.sub, p.state = p.sub[:0], (*telnetPort).inSub
	case c >= telWILL:
		p.verb, p.state = c, (*telnetPort).option
	case c < telSE:
		// Not a command: QEMU does not double the 0xff that a board sends.
		p.literal = true
		return true
	}
	return false
}

func (p *telnetPort) inSub(c byte) bool {
	if c == telIAC {
		p.state = (*telnetPort).subCommand
	} else if len(p.sub) < subMax {
		p.sub = append(p.sub, c)
	}
	return false
}

func (p *telnetPort) subCommand(c byte) bool {
	switch c {
	case telIAC:
		p.state = (*telnetPort).inSub
		if len(p.sub) < subMax {
			p.sub = append(p.sub, c)
		}
	case telSE:
		p.state = (*telnetPort).plain
		if p.onSub != nil && len(p.sub) > 1 {
			p.onSub(p.sub[0], p.sub[1:])
		}
	default: // a broken subnegotiation: take the line back
		p.state = (*telnetPort).plain
	}
	return false
}
