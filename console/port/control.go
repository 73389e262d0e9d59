//go:build linux

package port

import (
	"errors"
	"os"
	"time"
	"unsafe"

	"golang.org/x/sys/unix"

	"oopscope/console/link"
)

// control is a second descriptor of a serial device, for what the library does
// not do: locks, HUPCL, flow control, error counters, and a Read and a Write
// that Close can interrupt and that cannot hit a descriptor reused by another
// file.
type control struct {
	file *os.File
	base Counters
	pts  bool
}

// errHeld means that another program has the port for itself.
var errHeld = errors.New("in use by another program")

// takeControl opens and locks a device before the library touches it.
func takeControl(path string) (*control, error) {
	f, err := os.OpenFile(path, os.O_RDWR|unix.O_NOCTTY|unix.O_NONBLOCK, 0)
	if err != nil {
		return nil, err
	}
	c := &control{file: f}
	if err := c.claim(); err != nil {
		f.Close()
		return nil, err
	}
	return c, nil
}

func (c *control) claim() error {
	return c.do(func(fd int) error {
		var st unix.Stat_t
		if err := unix.Fstat(fd, &st); err != nil {
			return err
		}
		c.pts = isPseudo(uint64(st.Rdev))
		t, err := unix.IoctlGetTermios(fd, unix.TCGETS)
		if err != nil {
			return err
		}
		// TIOCEXCL does not stop root, and flock only stops those who ask:
		// both are looked at, and both are set (the library sets TIOCEXCL).
		if held, err := unix.IoctlGetInt(fd, unix.TIOCGEXCL); err == nil && held != 0 {
			return errHeld
		}
		if err := unix.Flock(fd, unix.LOCK_EX|unix.LOCK_NB); errors.Is(err, unix.EWOULDBLOCK) {
			return errHeld
		}
		// Without HUPCL the last close leaves DTR alone: on many adapters
		// its edge resets the board.
		t.Cflag &^= unix.HUPCL
		// Raw from the first moment, or what a board says as it is plugged in
		// has its line ends changed and is echoed back to it.
		t.Iflag &^= unix.ISTRIP | unix.INLCR | unix.IGNCR | unix.ICRNL | unix.IXON
		t.Lflag &^= unix.ECHO | unix.ECHONL | unix.ICANON | unix.ISIG | unix.IEXTEN
		unix.IoctlSetTermios(fd, unix.TCSETS, t)
		c.base = count(fd)
		return nil
	})
}

// do runs an ioctl with the descriptor, which stays valid meanwhile.
func (c *control) do(f func(fd int) error) error {
	raw, err := c.file.SyscallConn()
	if err != nil {
		return err
	}
	var inner error
	if err := raw.Control(func(fd uintptr) { inner = f(int(fd)) }); err != nil {
		return err
	}
	return inner
}

// beyond sets what the library has no call for: flow control, which it forces off
// when it opens, and RS-485. Who never asked for RS-485 leaves it as the device tree
// has it; turned tells that it was on before.
func (c *control) beyond(l link.Line, turned bool) error {
	if err := c.setFlow(l.Flow); err != nil {
		return err
	}
	if l.RS485 == "" && !turned {
		return nil
	}
	r, err := link.ParseRS485(l.RS485)
	if err != nil {
		return err
	}
	return c.setRS485(r)
}

func (c *control) setFlow(flow string) error {
	return c.do(func(fd int) error {
		t, err := unix.IoctlGetTermios(fd, unix.TCGETS)
		if err != nil {
			return err
		}
		t.Cflag &^= unix.CRTSCTS
		t.Iflag &^= unix.IXON | unix.IXOFF
		switch flow {
		case "hard":
			t.Cflag |= unix.CRTSCTS
		case "soft":
			t.Iflag |= unix.IXON | unix.IXOFF
		}
		return unix.IoctlSetTermios(fd, unix.TCSETS, t)
	})
}

// held reads back what the driver holds, the asked for what it does not tell.
func (c *control) held(asked link.Line) link.Line {
	l := asked
	if rate := c.speed(); rate > 0 {
		l.Baud = rate
	}
	c.do(func(fd int) error {
		t, err := unix.IoctlGetTermios(fd, unix.TCGETS)
		if err != nil {
			return err
		}
		l.DataBits = map[uint32]int{unix.CS5: 5, unix.CS6: 6, unix.CS7: 7, unix.CS8: 8}[uint32(t.Cflag)&unix.CSIZE]
		l.StopBits = 1
		if t.Cflag&unix.CSTOPB != 0 {
			l.StopBits = 2
		}
		l.Parity, l.Flow = parityOf(uint32(t.Cflag)), "none"
		switch {
		case t.Cflag&unix.CRTSCTS != 0:
			l.Flow = "hard"
		case t.Iflag&unix.IXON != 0:
			l.Flow = "soft"
		}
		return nil
	})
	return l
}

// parityOf reads the parity of a termios's c_cflag: with CMSPAR the bit sticks.
func parityOf(cflag uint32) string {
	odd, sticks := cflag&unix.PARODD != 0, cflag&unix.CMSPAR != 0
	switch {
	case cflag&unix.PARENB == 0:
		return "none"
	case sticks && odd:
		return "mark"
	case sticks:
		return "space"
	case odd:
		return "odd"
	}
	return "even"
}

// serialICounter is struct serial_icounter_struct of linux/serial.h.
type serialICounter struct {
	cts, dsr, rng, dcd, rx, tx              int32
	frame, overrun, parity, brk, bufOverrun int32
	_                                       [9]int32
}

// count reads the driver's error counters; a pty and some drivers have none.
func count(fd int) Counters {
	var ic serialICounter
	_, _, errno := unix.Syscall(unix.SYS_IOCTL, uintptr(fd), unix.TIOCGICOUNT, uintptr(unsafe.Pointer(&ic)))
	if errno != 0 {
		return Counters{}
	}
	return Counters{
		Frame: int64(ic.frame), Parity: int64(ic.parity),
		Overrun: int64(ic.overrun) + int64(ic.bufOverrun), Breaks: int64(ic.brk), Known: true,
	}
}

// counters returns the errors since the port was opened.
func (c *control) counters() Counters {
	var now Counters
	c.do(func(fd int) error { now = count(fd); return nil })
	if !now.Known {
		return now
	}
	return Counters{
		Frame: now.Frame - c.base.Frame, Parity: now.Parity - c.base.Parity,
		Overrun: now.Overrun - c.base.Overrun, Breaks: now.Breaks - c.base.Breaks, Known: true,
	}
}

func (c *control) Read(p []byte) (int, error)  { return c.file.Read(p) }
func (c *control) Write(p []byte) (int, error) { return c.file.Write(p) }
func (c *control) isPty() bool                 { return c.pts }

// Close ends a Read and a Write in progress. What the driver has not sent may
// leave as long as it does leave: the last close of a line that takes nothing
// (flow control) would else wait for it half a minute, closing_wait of the
// kernel's drivers/tty/serial/serial_core.c.
func (c *control) Close() error {
	c.file.SetWriteDeadline(time.Now())
	if c.drain() > 0 {
		c.do(func(fd int) error { return unix.IoctlSetInt(fd, unix.TCFLSH, unix.TCOFLUSH) })
	}
	return c.file.Close()
}

// drain waits while what was written leaves, and returns how many bytes do not.
func (c *control) drain() (left int) {
	left, still := c.unsent(), 0
	for range 100 {
		if left == 0 || still == 10 {
			break
		}
		time.Sleep(30 * time.Millisecond)
		before := left
		if left = c.unsent(); left < before {
			still = 0
		} else {
			still++
		}
	}
	return left
}

// unsent is how many bytes wait in the driver, 0 when it does not tell.
func (c *control) unsent() (n int) {
	c.do(func(fd int) (err error) { n, err = unix.IoctlGetInt(fd, unix.TIOCOUTQ); return err })
	return n
}

// Waiting is how many bytes came that nobody has read.
func (p *serialPort) Waiting() (n int) {
	p.control.do(func(fd int) (err error) { n, err = unix.IoctlGetInt(fd, unix.TIOCINQ); return err })
	return n
}

// wire is our own descriptor, which the runtime polls, so that Close ends a
// Write that the line does not take. The library's Read selects and then reads
// a blocking descriptor: where another program was quicker to take the bytes,
// it sits there until the board speaks again, and Close waits for it.
func (p *serialPort) wire() *control { return p.control }
