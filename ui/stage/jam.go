//go:build linux

package stage

import (
	"fmt"
	"os"
	"time"

	"golang.org/x/sys/unix"
)

// unblock throws away what a terminal has not taken when it takes nothing any
// more, and tells whether it did. A write that hangs there sleeps on all the same
// until the output is started, which also undoes a ctrl+s
// (drivers/tty/tty_ioctl.c, n_tty_ioctl_helper).
func (s *Stage) unblock() bool {
	if s.outWas == nil || takes(s.out) {
		return false
	}
	fd := int(s.out.Fd())
	err := unix.IoctlSetInt(fd, unix.TCFLSH, unix.TCOFLUSH)
	for _, flow := range []int{unix.TCOOFF, unix.TCOON} {
		_ = unix.IoctlSetInt(fd, unix.TCXONC, flow)
	}
	return err == nil
}

// takes tells whether a write to a terminal would not block.
func takes(f *os.File) bool {
	p := []unix.PollFd{{Fd: int32(f.Fd()), Events: unix.POLLOUT}}
	n, err := unix.Poll(p, 0)
	return err != nil || n > 0
}

// writeNow writes what a terminal takes without waiting. The descriptor is a
// new one: not to block is a property of the open file, and ours is the shell's, too.
func writeNow(f *os.File, text string) {
	fd, err := unix.Open(fmt.Sprintf("/proc/self/fd/%d", f.Fd()), unix.O_WRONLY|unix.O_NONBLOCK|unix.O_NOCTTY, 0)
	if err != nil {
		return
	}
	defer unix.Close(fd)
	for range 20 { // the write that hung may be at its end only now
		n, err := unix.Write(fd, []byte(text))
		if text = text[max(n, 0):]; text == "" || err != unix.EAGAIN && err != unix.EINTR {
			return
		}
		time.Sleep(5 * time.Millisecond)
	}
}
