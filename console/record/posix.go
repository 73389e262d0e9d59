//go:build unix

package record

import (
	"errors"
	"os"
	"syscall"
)

// noFollow refuses a symbolic link in the place of the file.
const noFollow = syscall.O_NOFOLLOW

func isInvalid(err error) bool {
	return errors.Is(err, syscall.EINVAL) || errors.Is(err, syscall.ENOTSUP)
}

// taken locks a file until it is closed, and tells whether somebody else has.
// A file system that knows no locks has no say.
func taken(f *os.File) bool {
	return errors.Is(syscall.Flock(int(f.Fd()), syscall.LOCK_EX|syscall.LOCK_NB), syscall.EWOULDBLOCK)
}
