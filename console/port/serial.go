package port

import (
	"errors"
	"io"
	"io/fs"
	"sync"
	"sync/atomic"
	"syscall"
	"time"

	"go.bug.st/serial"

	"oopscope/console/link"
)

// breakTime is longer than a character at any rate and what the kernel's
// serial drivers expect (tcsendbreak: a quarter of a second).
const breakTime = 250 * time.Millisecond

// serialPort guards a port of go.bug.st/serial, whose traps are: Close does
// not unblock Write, and waits for a Read that lost its bytes to another
// program; either, after Close, goes to whatever file has the descriptor by
// then; descriptors of 1024 and more make it panic; and an unplugged port
// reports "closed" as our own Close does, at once and again and again.
type serialPort struct {
	info    Info
	line    serial.Port
	control *control // nil where the system has none
	closing atomic.Bool
	stable  atomic.Pointer[string] // the identity, when it was found after the opening
	tuned   atomic.Pointer[string] // the settings, when they were changed after the opening
	breaks  sync.Mutex             // held around what uses the library's bare descriptor
	asked   link.Line              // that the line was set to; guarded by breaks
}

// openSerial opens a character device. The device's traps come as an *Error
// that says what to do.
func openSerial(name, path string, s Settings) (*serialPort, error) {
	c, err := takeControl(path)
	if err != nil {
		return nil, advise(name, path, s, err)
	}
	if err := s.Check(); err != nil {
		c.Close()
		return nil, &Error{Port: name, What: err.Error(), Err: err}
	}
	// InitialStatusBits stays nil: with it, opening a pty fails (ENOTTY).
	line, err := serial.Open(path, modeOf(s.Line))
	if err == nil {
		if err = c.beyond(s.Line, false); err != nil {
			line.Close()
		}
	}
	if err != nil {
		c.Close()
		return nil, advise(name, path, s, err)
	}
	p := &serialPort{line: line, control: c}
	p.info = p.describe(name, path, s)
	return p, nil
}

func (p *serialPort) describe(name, path string, s Settings) Info {
	i := Info{Name: name, Kind: KindSerial, Writable: true, Breaks: true, Live: true}
	if p.control.isPty() {
		i.Kind, i.Breaks = KindPty, false
	} else {
		i.Warning = Local().alsoHeld(path)
	}
	i.Settings = s.Line.Beside(p.control.held(s.Line))
	p.asked = s.Line
	return i
}

// Read returns what the board sent.
func (p *serialPort) Read(b []byte) (n int, err error) {
	n, err = p.wire().Read(b)
	if err != nil {
		err = p.ended(err)
	}
	return n, err
}

// Write sends bytes to the board.
func (p *serialPort) Write(b []byte) (int, error) {
	if p.closing.Load() {
		return 0, ErrClosed
	}
	n, err := p.wire().Write(b)
	if err != nil {
		err = p.ended(err)
	}
	return n, err
}

// ended tells our own Close from an unplugged adapter: the library has the
// same code for both, and the system has many errors for the second.
func (p *serialPort) ended(err error) error {
	var pe *serial.PortError
	switch {
	case p.closing.Load():
		return ErrClosed
	// The library, and the system: a hung up terminal is at its end.
	case errors.As(err, &pe) && pe.Code() == serial.PortClosed, errors.Is(err, io.EOF):
		return gone("unplugged, or the other end closed")
	case errors.Is(err, syscall.EIO), errors.Is(err, syscall.ENXIO), errors.Is(err, syscall.ENODEV),
		errors.Is(err, syscall.EBADF), errors.Is(err, fs.ErrClosed):
		return gone("unplugged, or the other end closed")
	}
	return gone(err)
}

// Break pulls the line to the break state for a quarter of a second.
func (p *serialPort) Break() error {
	if !p.info.Breaks {
		return ErrNoBreak
	}
	p.breaks.Lock()
	defer p.breaks.Unlock()
	if p.closing.Load() {
		return ErrClosed
	}
	if err := p.line.Break(breakTime); err != nil {
		return p.ended(err)
	}
	return nil
}

// Close ends the port, and a Read or Write in progress.
func (p *serialPort) Close() error {
	if p.closing.Swap(true) {
		return nil
	}
	p.control.Close()
	p.breaks.Lock()
	defer p.breaks.Unlock()
	return p.line.Close()
}

// Info tells what the port is.
func (p *serialPort) Info() Info {
	i := p.info
	if stable := p.stable.Load(); stable != nil {
		i.Identity = *stable
	}
	if tuned := p.tuned.Load(); tuned != nil {
		i.Settings = *tuned
	}
	return i
}

// Counters tells the errors that the driver counted.
func (p *serialPort) Counters() Counters { return p.control.counters() }
