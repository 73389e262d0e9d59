package port

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"sync"
	"sync/atomic"
	"syscall"
	"time"

	"go.bug.st/serial"
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
	breaks  sync.Mutex             // held around Break, which sleeps with a bare descriptor
}

// openSerial opens a character device. The device's traps come as an *Error
// that says what to do.
func openSerial(name, path string, s Settings) (*serialPort, error) {
	c, err := takeControl(path)
	if err != nil {
		return nil, advise(name, path, s, err)
	}
	mode, err := s.mode()
	if err != nil {
		c.Close()
		return nil, &Error{Port: name, What: err.Error(), Err: err}
	}
	// InitialStatusBits stays nil: with it, opening a pty fails (ENOTTY).
	line, err := serial.Open(path, mode)
	if err == nil {
		if err = c.setFlow(s.Flow); err != nil {
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
	i := Info{Name: name, Kind: KindSerial, Settings: s.String(), Writable: true, Breaks: true, Live: true}
	if p.control.isPty() {
		i.Kind, i.Breaks = KindPty, false
	} else {
		i.Warning = Local().alsoHeld(path)
	}
	// A UART still reads well at 2 % off.
	if real := p.control.speed(); real > 0 && abs(real-s.Baud)*50 > s.Baud {
		i.Settings += fmt.Sprintf(" (really %d)", real)
	}
	return i
}

func (s Settings) mode() (*serial.Mode, error) {
	if err := s.Check(); err != nil {
		return nil, err
	}
	m := &serial.Mode{BaudRate: s.Baud, DataBits: s.DataBits, StopBits: serial.OneStopBit}
	if s.StopBits == 2 {
		m.StopBits = serial.TwoStopBits
	}
	m.Parity = map[string]serial.Parity{
		"none": serial.NoParity, "odd": serial.OddParity, "even": serial.EvenParity,
		"mark": serial.MarkParity, "space": serial.SpaceParity,
	}[s.Parity]
	return m, nil
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
	return i
}

// Counters tells the errors that the driver counted.
func (p *serialPort) Counters() Counters { return p.control.counters() }

func abs(n int) int { return max(n, -n) }
