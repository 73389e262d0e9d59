// Package port opens the lines that a board's console comes over: a serial
// adapter, a pseudo-terminal, a socket, netconsole, a file. One transport a
// file; what they share is Port. It also lists the serial ports of the
// machine, without opening any.
package port

import (
	"errors"
	"fmt"
	"io"

	"oopscope/console/link"
)

// A Port is an open line. Read and Write may be called at the same time, from
// one goroutine each; Close may be called at any time and ends both.
type Port interface {
	// Read returns bytes as they come. The error is io.EOF at the end of a
	// file, ErrClosed after Close, and one that is ErrGone when the line broke
	// and may come back.
	io.Reader
	// Write sends bytes to the board. It may block while the line takes none.
	io.Writer
	io.Closer
	// Break sends a serial break, and blocks while it lasts.
	Break() error
	// Info tells what the port is. It never blocks.
	Info() Info
	// Counters tells the errors counted since the port was opened.
	Counters() Counters
}

// A Sizer is a port that can tell the board how large its terminal is.
type Sizer interface {
	// Resize says how many columns and rows there are now. It never blocks.
	Resize(cols, rows int)
}

// A Tuner is a port whose line can be set up anew while it is open.
type Tuner interface {
	// Tune sets the line up, after what was written left. It may take a second.
	Tune(l link.Line) error
	// Held tells what the driver, or the server, has the line set to, as far as it
	// tells; it takes what it is given and makes the nearest of it that it can.
	Held() (link.Line, error)
}

// A Wired port has modem lines.
type Wired interface {
	// Signals tells how they are now.
	Signals() (link.Signals, error)
	// Assert drives one of ours, link.DTR or link.RTS.
	Assert(name string, on bool) error
}

// A Waiter is a port that tells how much waits to be read.
type Waiter interface {
	// Waiting is how many bytes came that Read was not asked for.
	Waiting() int
}

// Senders is a Port that several boards may send to.
type Senders interface {
	Port
	// Sender tells who sent what Read returned last, as "address:port". It is
	// called from the goroutine that reads.
	Sender() string
}

// Kind tells the transports apart.
type Kind string

// The kinds of ports.
const (
	KindSerial     Kind = "serial"
	KindPty        Kind = "pty"
	KindDemo       Kind = "demo"
	KindTCP        Kind = "tcp"
	KindTelnet     Kind = "telnet"
	KindRFC2217    Kind = "rfc2217"
	KindUnix       Kind = "unix"
	KindNetconsole Kind = "netconsole"
	KindKmsg       Kind = "kmsg"
	KindFile       Kind = "file"
	KindStdin      Kind = "stdin"
	KindPipe       Kind = "pipe"
	KindShared     Kind = "shared" // another process of ours has the line
)

// Info is what a person and the session need to know of a port.
type Info struct {
	Name     string // as a person calls it: "/dev/ttyUSB0", "demo", "-"
	Kind     Kind
	Settings string // "115200 8N1", "" where there is none
	Identity string // opening this again finds the same line, wherever it was plugged in
	Writable bool
	Breaks   bool   // whether Break reaches a board
	Live     bool   // whether bytes come in their own time and are lost when not read
	Wrapped  bool   // whether a file's text is not its bytes: it is packed, or wrapped in something
	Warning  string // something a person should know, "" when nothing
}

// Counters are the errors that a driver counted.
type Counters struct {
	Frame, Parity, Overrun, Breaks int64
	Known                          bool // whether anything counts them at all
}

// Lost is the number of bytes known to be damaged or missing.
func (c Counters) Lost() int64 { return c.Frame + c.Parity + c.Overrun }

// How a port ends.
var (
	// ErrGone means that the line broke by itself and is worth retrying.
	ErrGone = errors.New("the line is gone")
	// ErrClosed means that this program closed the port.
	ErrClosed = errors.New("the port is closed")
	// ErrNoBreak means that the line has no way to carry a break.
	ErrNoBreak = errors.New("this line carries no BREAK; on the board: echo h > /proc/sysrq-trigger")
	// ErrNoTune means that the line has no speed that could be set from here.
	ErrNoTune = errors.New("this line is not set up from here: its speed is that of the server, or it has none")
	// ErrNoSignals means that the line has no modem lines.
	ErrNoSignals = errors.New("this line has no modem lines")
	// ErrReadOnly means that nothing can be sent over the line.
	ErrReadOnly = errors.New("nothing can be sent over this line")
)

// gone says that a line broke, and why.
func gone(why any) error { return fmt.Errorf("%w: %v", ErrGone, why) }

// An Error says what could not be opened, what happened, and what to do.
type Error struct {
	Port string
	What string
	Do   string // "" when there is nothing to advise
	Err  error  // the cause, when there is one
}

// Error returns all of it as one line.
func (e *Error) Error() string {
	s := e.Port + ": " + e.What
	if e.Do != "" {
		s += "; " + e.Do
	}
	return s
}

// Unwrap returns the cause.
func (e *Error) Unwrap() error { return e.Err }
