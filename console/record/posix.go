//go:build unix

package record

import (
	"errors"
	"syscall"
)

// noFollow refuses a symbolic link in the place of the file.
const noFollow = syscall.O_NOFOLLOW

func isInvalid(err error) bool {
	return errors.Is(err, syscall.EINVAL) || errors.Is(err, syscall.ENOTSUP)
}
