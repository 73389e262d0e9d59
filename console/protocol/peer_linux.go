package protocol

import (
	"encoding/binary"
	"encoding/hex"
	"fmt"
	"net"
	"net/netip"
	"os"
	"strconv"
	"strings"

	"golang.org/x/sys/unix"
)

// peerOf asks the system who is at the other end of a socket.
func peerOf(c *net.UnixConn) (uid, pid int, ok bool) {
	raw, err := c.SyscallConn()
	if err != nil {
		return 0, 0, false
	}
	var cred *unix.Ucred
	raw.Control(func(fd uintptr) { cred, err = unix.GetsockoptUcred(int(fd), unix.SOL_SOCKET, unix.SO_PEERCRED) })
	if err != nil || cred == nil {
		return 0, 0, false
	}
	return int(cred.Uid), int(cred.Pid), true
}

// callerOf looks in the kernel's table of connections whose one is that comes from this
// machine. One that was closed meanwhile is nobody's any more, and so is one from elsewhere.
func callerOf(c *net.TCPConn) (uid int, ok bool) {
	from, err := netip.ParseAddrPort(c.RemoteAddr().String())
	to, err2 := netip.ParseAddrPort(c.LocalAddr().String())
	if err != nil || err2 != nil {
		return 0, false
	}
	table := "/proc/net/tcp6"
	if from.Addr().Is4() {
		table = "/proc/net/tcp"
	}
	text, err := os.ReadFile(table)
	if err != nil {
		return 0, false
	}
	want := inTable(from) + " " + inTable(to)
	for line := range strings.Lines(string(text)) {
		f := strings.Fields(line) // sl local remote st queues tr retransmits uid timeout inode (proc(5))
		if len(f) < 10 || f[1]+" "+f[2] != want || f[9] == "0" {
			continue
		}
		uid, err = strconv.Atoi(f[7])
		return uid, err == nil
	}
	return 0, false
}

// inTable is an address as the table has it: words of 32 bits in the machine's order.
func inTable(a netip.AddrPort) string {
	b := a.Addr().AsSlice()
	for i := 0; i < len(b); i += 4 {
		binary.NativeEndian.PutUint32(b[i:], binary.BigEndian.Uint32(b[i:]))
	}
	return fmt.Sprintf("%s:%04X", strings.ToUpper(hex.EncodeToString(b)), a.Port())
}
