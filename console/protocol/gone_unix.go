//go:build unix

package protocol

import (
	"syscall"

	"golang.org/x/sys/unix"
)

// Gone tells whether the other end is closed, also when there is something left to be
// read of it. It may say false of a connection over TCP.
func (c *Conn) Gone() (gone bool) {
	s, ok := c.conn.(syscall.Conn)
	if !ok {
		return false
	}
	raw, err := s.SyscallConn()
	if err != nil {
		return true
	}
	err = raw.Control(func(fd uintptr) {
		p := []unix.PollFd{{Fd: int32(fd)}} // an end and an error are told in any case
		n, err := unix.Poll(p, 0)
		gone = err == nil && n > 0 && p[0].Revents&(unix.POLLHUP|unix.POLLERR) != 0
	})
	return gone || err != nil
}
