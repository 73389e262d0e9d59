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
}

// NodeAt looks at a name, through links. It opens nothing and costs a few
// microseconds.
func NodeAt(path string) Node {
	st, err := os.Stat(path)
	if err != nil {
		return Node{}
	}
	return nodeOf(st)
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
	if isAddress(spec) || err != nil || st.Mode()&os.ModeCharDevice == 0 {
		return ""
	}
	return Real(path)
}
