//go:build unix

package thrift

import "golang.org/x/sys/unix"

// Room returns n bytes that are not on Go's heap, and a function that gives them
// back: what is alive there counts twice, because garbage piles up beside it.
// Nobody may look at them after that.
func Room(n int) (room []byte, giveBack func()) {
	room, err := unix.Mmap(-1, 0, n, unix.PROT_READ|unix.PROT_WRITE, unix.MAP_ANON|unix.MAP_PRIVATE)
	if err != nil {
		return make([]byte, n), func() {}
	}
	return room, func() { _ = unix.Munmap(room) }
}
