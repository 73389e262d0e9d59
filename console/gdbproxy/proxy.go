// Package gdbproxy gives gdb a kernel's kgdb over a line that is the console as well: what
// comes is parted into packets, for gdb, and text, for the console.
package gdbproxy

import (
	"context"
	"io"
	"net"
	"sync"
	"time"

	"oopscope/console/protocol"
	"oopscope/parse/kgdb"
)

// A Line is what kgdb is at the other end of.
type Line interface {
	io.Reader
	// Pour sends bytes, no faster than the line takes them.
	Pour(b []byte) error
	// Break sends a BREAK.
	Break() error
	// Yield tells that gdb has nothing to say for now: the kernel runs, or gdb is gone.
	Yield()
}

// quiet is how long the rest of a packet may take. What looks like the beginning of one,
// a shell's prompt for example, is the console's then.
const quiet = 500 * time.Millisecond

// Proxy serves gdb, one at a time, until ctx or the line ends; console gets the rest. An
// error is the line's.
func Proxy(ctx context.Context, line Line, l net.Listener, console io.Writer) error {
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	defer l.Close()
	context.AfterFunc(ctx, func() { l.Close() })
	p := &proxy{line: line, console: console}
	go p.accept(l)
	defer p.leave(nil)
	came, failed := make(chan []byte), make(chan error, 1)
	go func() {
		for {
			b := make([]byte, 32<<10)
			n, err := line.Read(b)
			if n > 0 {
				select {
				case came <- b[:n]:
				case <-ctx.Done():
					return
				}
			}
			if err != nil {
				failed <- err
				return
			}
		}
	}()
	for {
		select {
		case b := <-came:
			p.take(b)
		case <-time.After(quiet):
			p.rest()
		case err := <-failed:
			p.rest()
			if err == io.EOF {
				err = nil
			}
			return err
		case <-ctx.Done():
			return nil
		}
	}
}

// proxy is the parting of one line.
type proxy struct {
	line    Line
	console io.Writer

	mu    sync.Mutex
	split kgdb.Splitter
	gdb   net.Conn // nil while there is none
}

// gdbTime is how long gdb may take to take a packet.
const gdbTime = 5 * time.Second

func (p *proxy) take(b []byte) {
	p.mu.Lock()
	text, packets := p.split.Split(b)
	p.mu.Unlock()
	p.handOut(text, packets)
}

func (p *proxy) handOut(text, packets []byte) {
	p.mu.Lock()
	gdb := p.gdb
	p.mu.Unlock()
	p.console.Write(text)
	if gdb != nil && len(packets) > 0 {
		gdb.SetWriteDeadline(time.Now().Add(gdbTime))
		if _, err := gdb.Write(packets); err != nil {
			p.leave(gdb)
		}
	}
}

func (p *proxy) rest() {
	p.mu.Lock()
	text, packets := p.split.Rest()
	p.mu.Unlock()
	p.handOut(text, packets)
}

// accept lets gdb in; a second one takes the place of the first, which may have died.
// Whoever gets in may write to the kernel's memory, so that it has to be the user's.
func (p *proxy) accept(l net.Listener) {
	for {
		c, err := l.Accept()
		if err != nil {
			return
		}
		if _, ok := protocol.Trusted(c); !ok {
			c.Close()
			continue
		}
		p.mu.Lock()
		old := p.gdb
		p.gdb = c
		p.split.Begin()
		p.mu.Unlock()
		if old != nil {
			old.Close()
		}
		go p.hear(c)
	}
}

// hear gives the line what gdb sends.
func (p *proxy) hear(c net.Conn) {
	defer p.leave(c)
	b := make([]byte, 16<<10)
	for {
		n, err := c.Read(b)
		if p.send(b[:n]) != nil || err != nil {
			return
		}
	}
}

// send sends what gdb does. To be interrupted the kernel wants SysRq g: BREAK, and the
// letter within five seconds (Documentation/process/debugging/kgdb.rst).
func (p *proxy) send(b []byte) error {
	for len(b) > 0 {
		p.mu.Lock()
		n, stop := p.split.Sent(b)
		p.mu.Unlock()
		if n > 0 {
			if err := p.line.Pour(b[:n]); err != nil {
				return err
			}
			if kgdb.Resumes(b[:n]) {
				p.line.Yield()
			}
		}
		if b = b[n:]; !stop {
			continue
		}
		b = b[1:]
		if err := p.line.Break(); err != nil {
			return err
		}
		if err := p.line.Pour([]byte{'g'}); err != nil {
			return err
		}
	}
	return nil
}

// leave ends a connection, the one there is for nil.
func (p *proxy) leave(c net.Conn) {
	p.mu.Lock()
	if c == nil {
		c = p.gdb
	}
	if p.gdb == c {
		p.gdb = nil
	}
	p.mu.Unlock()
	if c != nil {
		c.Close()
		p.line.Yield()
	}
}
