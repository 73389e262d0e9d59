//go:build linux

package port

import (
	"errors"
	"unsafe"

	"golang.org/x/sys/unix"

	"oopscope/console/link"
)

// driven tells which of the modem lines we assert; the library only tells of the
// other end's.
func (c *control) driven() (dtr, rts bool) {
	c.do(func(fd int) error {
		bits, err := unix.IoctlGetInt(fd, unix.TIOCMGET)
		dtr, rts = bits&unix.TIOCM_DTR != 0, bits&unix.TIOCM_RTS != 0
		return err
	})
	return dtr, rts
}

// noSignals makes words of what drivers without modem lines say: a pseudo-terminal has
// none, tty_tiocmget of drivers/tty/tty_io.c.
func noSignals(err error) error {
	if errors.Is(err, unix.ENOTTY) || errors.Is(err, unix.EINVAL) {
		return ErrNoSignals
	}
	return err
}

// serialRS485 is struct serial_rs485 of linux/serial.h.
type serialRS485 struct {
	flags, before, after uint32
	_                    [5]uint32
}

// The flags of struct serial_rs485.
const (
	rs485Enabled      = 1 << 0
	rs485RTSOnSend    = 1 << 1
	rs485RTSAfterSend = 1 << 2
	rs485RxDuringTx   = 1 << 4
)

func rs485Of(r link.RS485) serialRS485 {
	s := serialRS485{before: r.Before, after: r.After}
	for flag, on := range map[uint32]bool{
		rs485Enabled: r.On, rs485RTSOnSend: r.RTSOnSend, rs485RTSAfterSend: r.RTSAfterSend, rs485RxDuringTx: r.RxDuringTx,
	} {
		if on {
			s.flags |= flag
		}
	}
	return s
}

// setRS485 has the driver turn the line round, or not any more.
func (c *control) setRS485(r link.RS485) error {
	s := rs485Of(r)
	return c.do(func(fd int) error {
		_, _, errno := unix.Syscall(unix.SYS_IOCTL, uintptr(fd), unix.TIOCSRS485, uintptr(unsafe.Pointer(&s)))
		switch {
		case errno == unix.ENOTTY && r.On:
			return errNoRS485
		case errno == unix.ENOTTY, errno == 0:
			return nil
		}
		return errno
	})
}
