//go:build unix

package record

import (
	"errors"
	"os"
	"syscall"
)

// noWait opens a pipe without waiting for its reader, which would be out of
// everybody's reach; on files it means nothing.
const noWait = syscall.O_NONBLOCK

// isUnread tells that a pipe was to be opened that nobody reads from.
func isUnread(err error) bool { return errors.Is(err, syscall.ENXIO) }

// nameless tells whether an open file has no name any more.
func nameless(f *os.File) bool {
	info, err := f.Stat()
	if err != nil {
		return false
	}
	st, ok := info.Sys().(*syscall.Stat_t)
	return ok && st.Nlink == 0
}

// inode is the number of an open file that no other file of its disk has.
func inode(info os.FileInfo) uint64 {
	if st, ok := info.Sys().(*syscall.Stat_t); ok {
		return uint64(st.Ino)
	}
	return 0
}

func isInvalid(err error) bool {
	return errors.Is(err, syscall.EINVAL) || errors.Is(err, syscall.ENOTSUP)
}

// taken locks a file until it is released or closed, and tells whether somebody else has.
// A file system that knows no locks has no say.
func taken(f *os.File) bool {
	return errors.Is(syscall.Flock(int(f.Fd()), syscall.LOCK_EX|syscall.LOCK_NB), syscall.EWOULDBLOCK)
}

// release lets others lock a file again.
func release(f *os.File) { syscall.Flock(int(f.Fd()), syscall.LOCK_UN) }
