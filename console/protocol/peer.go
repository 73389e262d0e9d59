package protocol

import (
	"fmt"
	"net"
	"os"
	"runtime"
)

// Trusted tells who is at the other end of a socket, for people, and whether that is the
// user, or root. Where the system does not tell, the folder's mode has to be enough.
func Trusted(c net.Conn) (name string, ok bool) {
	u, isUnix := c.(*net.UnixConn)
	if !isUnix {
		return "", false
	}
	uid, pid, known := peerOf(u)
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
