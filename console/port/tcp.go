package port

import (
	"context"
	"errors"
	"io"
	"net"
	"strings"
	"sync/atomic"
	"time"
)

// dialTime limits how long a board server may take to answer.
const dialTime = 3 * time.Second

// connPort is a line over a connection that carries the bytes as they are.
type connPort struct {
	info    Info
	conn    net.Conn
	closing atomic.Bool
}

// openTCP connects to a board server that passes raw bytes.
func openTCP(ctx context.Context, spec, address string, _ Settings) (Port, error) {
	conn, err := dial(ctx, spec, "tcp", address)
	if err != nil {
		return nil, err
	}
	return newConn(spec, KindTCP, conn), nil
}

func newConn(spec string, kind Kind, conn net.Conn) *connPort {
	return &connPort{conn: conn, info: Info{
		Name: printable(spec), Kind: kind, Identity: spec, Writable: true, Live: true,
	}}
}

func dial(ctx context.Context, spec, network, address string) (net.Conn, error) {
	if network == "tcp" {
		if _, _, err := net.SplitHostPort(address); err != nil {
			return nil, &Error{Port: printable(spec), What: "not an address", Do: "write host and port: " + printable(strings.TrimSuffix(spec, address)) + "bench:2001", Err: err}
		}
	}
	// A board server that loses power says nothing: probes find out.
	d := net.Dialer{Timeout: dialTime, KeepAliveConfig: net.KeepAliveConfig{
		Enable: true, Idle: 10 * time.Second, Interval: 5 * time.Second, Count: 3}}
	conn, err := d.DialContext(ctx, network, address)
	if err != nil {
		return nil, &Error{Port: printable(spec), What: "cannot connect: " + dialReason(err),
			Do: "check that the server runs and that no other client has the line", Err: err}
	}
	return conn, nil
}

func dialReason(err error) string {
	var op *net.OpError
	if errors.As(err, &op) {
		err = op.Err
	}
	return printable(err.Error())
}

// Read returns what the board sent.
func (p *connPort) Read(b []byte) (int, error) {
	n, err := p.conn.Read(b)
	if err != nil {
		err = p.ended(err)
	}
	return n, err
}

// Write sends bytes to the board.
func (p *connPort) Write(b []byte) (int, error) {
	n, err := p.conn.Write(b)
	if err != nil {
		err = p.ended(err)
	}
	return n, err
}

func (p *connPort) ended(err error) error {
	switch {
	case p.closing.Load():
		return ErrClosed
	case errors.Is(err, io.EOF):
		return gone("the server closed the connection")
	}
	return gone(dialReason(err))
}

// Break is not possible over plain bytes.
func (p *connPort) Break() error { return ErrNoBreak }

// Close ends the connection, and a Read or Write in progress.
func (p *connPort) Close() error {
	if p.closing.Swap(true) {
		return nil
	}
	return p.conn.Close()
}

// Info tells what the port is.
func (p *connPort) Info() Info { return p.info }

// Counters are not known over plain bytes.
func (p *connPort) Counters() Counters { return Counters{} }
