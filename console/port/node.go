package port

import (
	"os"
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
