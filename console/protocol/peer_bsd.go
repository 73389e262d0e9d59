//go:build darwin || freebsd

package protocol

import (
	"net"

	"golang.org/x/sys/unix"
)

// peerOf asks the system who is at the other end of a socket.
func peerOf(c *net.UnixConn) (uid, pid int, ok bool) {
	raw, err := c.SyscallConn()
	if err != nil {
		return 0, 0, false
	}
	var cred *unix.Xucred
	raw.Control(func(fd uintptr) { cred, err = unix.GetsockoptXucred(int(fd), unix.SOL_LOCAL, unix.LOCAL_PEERCRED) })
	if err != nil || cred == nil {
		return 0, 0, false
	}
	return int(cred.Uid), 0, true
}

// callerOf knows nobody here.
func callerOf(*net.TCPConn) (uid int, ok bool) { return 0, false }
