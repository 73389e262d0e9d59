package port

import (
	"context"
	"net"

	"oopscope/console/demo"
)

// pipedDemo is the simulated board where there are no pseudo-terminals, on Windows: at
// the end of a pipe in this process.
type pipedDemo struct {
	net.Conn
	info Info
	stop context.CancelFunc
	gone chan struct{} // closed when the board ended
}

func openPipedDemo(s Settings) *pipedDemo {
	ours, boards := net.Pipe()
	ctx, stop := context.WithCancel(context.Background())
	p := &pipedDemo{Conn: ours, stop: stop, gone: make(chan struct{})}
	p.info = Info{Name: "demo", Kind: KindDemo, Settings: s.String(), Identity: "demo", Writable: true, Live: true}
	go func() {
		defer close(p.gone)
		defer boards.Close()
		defer context.AfterFunc(ctx, func() { boards.Close() })()
		_ = demo.Run(ctx, boards, demo.Options{Speed: s.DemoSpeed, Quiet: s.DemoQuiet})
	}()
	return p
}

// Read returns what the board says.
func (p *pipedDemo) Read(b []byte) (int, error) {
	n, err := p.Conn.Read(b)
	if err != nil {
		err = ErrClosed
	}
	return n, err
}

// Write types to the board.
func (p *pipedDemo) Write(b []byte) (int, error) {
	n, err := p.Conn.Write(b)
	if err != nil {
		err = ErrClosed
	}
	return n, err
}

// Break reaches nobody.
func (p *pipedDemo) Break() error { return ErrNoBreak }

// Info tells what it is.
func (p *pipedDemo) Info() Info { return p.info }

// Counters are not known.
func (p *pipedDemo) Counters() Counters { return Counters{} }

// Close switches the board off and waits until it is.
func (p *pipedDemo) Close() error {
	p.stop()
	err := p.Conn.Close()
	<-p.gone
	return err
}
