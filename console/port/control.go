//go:build linux

package port

import (
	"errors"
	"os"
	"time"
	"unsafe"

	"golang.org/x/sys/unix"
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
		// Unix98 pseudo-terminals: majors 136 to 143, Documentation/admin-guide/devices.txt
		major := unix.Major(uint64(st.Rdev))
		c.pts = major >= 136 && major <= 143
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

// setFlow sets what the library has no call for, after it forced it off.
func (c *control) setFlow(flow string) error {
	if flow == "none" {
		return nil
	}
	return c.do(func(fd int) error {
		t, err := unix.IoctlGetTermios(fd, unix.TCGETS)
		if err != nil {
			return err
		}
		if flow == "hard" {
			t.Cflag |= unix.CRTSCTS
		} else {
			t.Iflag |= unix.IXON | unix.IXOFF
		}
		return unix.IoctlSetTermios(fd, unix.TCSETS, t)
	})
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
	if left > 0 {
		c.do(func(fd int) error { return unix.IoctlSetInt(fd, unix.TCFLSH, unix.TCOFLUSH) })
	}
	return c.file.Close()
}

// unsent is how many bytes wait in the driver, 0 when it does not tell.
func (c *control) unsent() (n int) {
	c.do(func(fd int) (err error) { n, err = unix.IoctlGetInt(fd, unix.TIOCOUTQ); return err })
	return n
}

// wire is our own descriptor, which the runtime polls, so that Close ends a
// Write that the line does not take. The library's Read selects and then reads
// a blocking descriptor: where another program was quicker to take the bytes,
// it sits there until the board speaks again, and Close waits for it.
func (p *serialPort) wire() *control { return p.control }
