package port

import (
	"os"
	"path/filepath"
	"runtime"
)

// A Node is what stands under a device's name at a moment: two are equal when
// nothing was unplugged between two looks. The zero Node is nothing.
type Node struct {
	device, inode, number uint64
	changed               int64 // nanoseconds: numbers of inodes are used again
	named                 int64 // the same of the link that leads there, 0 without one
	pseudo                bool  // a pseudo-terminal
}

// NodeAt looks at a name, through links. It opens nothing and costs a few
// microseconds.
func NodeAt(path string) Node {
	st, err := os.Stat(path)
	if err != nil {
		return Node{}
	}
	n := nodeOf(st)
	if name, err := os.Lstat(path); err == nil && name.Mode()&os.ModeSymlink != 0 {
		n.named = nodeOf(name).changed
	}
	return n
}

// Renumbered tells of a pseudo-terminal that got the number of this one, which is gone: nobody
// named it anew, so that it may be anybody's, an xterm's for example.
func (n Node) Renumbered(now Node) bool {
	return n.pseudo && now.pseudo && n != now && n.named == now.named
}

// Device returns the name under which a device disappears when it is unplugged
// and stands again when it is back; "" for a line that is no device or not found yet, and on
// Windows, where ports are not files.
func (i Info) Device() string {
	if finds(i.Identity) || runtime.GOOS == "windows" || i.Kind != KindSerial && i.Kind != KindPty {
		return ""
	}
	return i.Identity
}

// Real returns what the system calls a device, all links followed; "" when nothing is
// there.
func Real(device string) string {
	real, err := filepath.EvalSymlinks(device)
	if device == "" || err != nil {
		return ""
	}
	return real
}

// Named returns the device that a spec names, as the system calls it; "" for all else.
func Named(spec string) string {
	path := devicePath(spec)
	st, err := os.Stat(path)
	if IsAddress(spec) || err != nil || st.Mode()&os.ModeCharDevice == 0 {
		return ""
	}
	return Real(path)
}
