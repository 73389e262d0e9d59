package protocol

import (
	"fmt"
	"net"
	"os"
	"runtime"
)

// PID is the process at the other end of a socket, 0 where the system does not tell.
func (c *Conn) PID() int {
	if u, ok := c.conn.(*net.UnixConn); ok {
		if _, pid, known := peerOf(u); known {
			return pid
		}
	}
	return 0
}

// Trusted tells who is at the other end of a socket, or of a connection within the machine,
// for people, and whether that is the user, or root. Where the system does not tell, the
// mode of the socket's folder has to be enough.
func Trusted(c net.Conn) (name string, ok bool) {
	uid, pid, known := 0, 0, false
	switch c := c.(type) {
	case *net.UnixConn:
		uid, pid, known = peerOf(c)
	case *net.TCPConn:
		uid, known = callerOf(c)
	default:
		return "", false
	}
	switch {
	case !known:
		return "another program", runtime.GOOS != "linux"
	case pid > 0:
		name = fmt.Sprintf("pid %d", pid)
	default:
		name = "another program"
	}
	return name, uid == os.Geteuid() || uid == 0
}
