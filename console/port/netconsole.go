package port

import (
	"context"
	"net"
	"sync/atomic"
)

// netconsolePort listens for the datagrams of Linux' netconsole. Every board
// that sends here is heard; nothing can be sent back.
type netconsolePort struct {
	info    Info
	conn    net.PacketConn
	closing atomic.Bool
	rest    []byte // of a datagram larger than the reader's buffer
	from    net.Addr
	buf     [65536]byte
}

// openNetconsole listens on an address such as ":6666".
func openNetconsole(ctx context.Context, spec, address string, _ Settings) (Port, error) {
	conn, err := new(net.ListenConfig).ListenPacket(ctx, "udp", address)
	if err != nil {
		return nil, &Error{Port: printable(spec), What: "cannot listen: " + dialReason(err),
			Do: "write udp://:6666, and end what else listens there", Err: err}
	}
	// A burst of a dump must fit while the reader is busy; the system may
	// give less.
	if u, ok := conn.(*net.UDPConn); ok {
		u.SetReadBuffer(4 << 20)
	}
	return &netconsolePort{conn: conn, info: Info{
		Name: printable(spec), Kind: KindNetconsole, Identity: spec, Live: true,
	}}, nil
}

// Read returns one datagram, or a part of one.
func (p *netconsolePort) Read(b []byte) (int, error) {
	for len(p.rest) == 0 {
		n, from, err := p.conn.ReadFrom(p.buf[:])
		if err != nil {
			if p.closing.Load() {
				return 0, ErrClosed
			}
			return 0, gone(dialReason(err))
		}
		p.rest, p.from = p.buf[:n], from
	}
	n := copy(b, p.rest)
	p.rest = p.rest[n:]
	return n, nil
}

// Sender tells who sent the latest datagram.
func (p *netconsolePort) Sender() string {
	if p.from == nil {
		return ""
	}
	return p.from.String()
}

// Write is not possible: netconsole only talks.
func (p *netconsolePort) Write([]byte) (int, error) { return 0, ErrReadOnly }

// Break is not possible: netconsole only talks.
func (p *netconsolePort) Break() error { return ErrNoBreak }

// Close stops listening, and ends a Read in progress.
func (p *netconsolePort) Close() error {
	if p.closing.Swap(true) {
		return nil
	}
	return p.conn.Close()
}

// Info tells what the port is.
func (p *netconsolePort) Info() Info { return p.info }

// Counters are not known: datagrams are lost without a trace.
func (p *netconsolePort) Counters() Counters { return Counters{} }
