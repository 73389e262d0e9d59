//go:build unix

package files

import (
	"errors"
	"fmt"
	"os"
	"syscall"
)

// NoFollow refuses a symbolic link in the place of a file.
const NoFollow = syscall.O_NOFOLLOW

// nonBlock opens a pipe without waiting for its other end.
const nonBlock = syscall.O_NONBLOCK

// tryLock locks a file, or tells that another process may be done with it soon.
func tryLock(f *os.File) (held, busy bool) {
	err := syscall.Flock(int(f.Fd()), syscall.LOCK_EX|syscall.LOCK_NB)
	return err == nil, errors.Is(err, syscall.EWOULDBLOCK) || errors.Is(err, syscall.EINTR)
}

// Private tells why a folder is not ours alone, nil when it is: a real folder,
// owned by us, that nobody else can write to or look into.
func Private(dir string) error {
	info, err := os.Lstat(dir)
	if err != nil {
		return err
	}
	st, ok := info.Sys().(*syscall.Stat_t)
	switch {
	case !info.IsDir():
		return fmt.Errorf("%s is not a folder", dir)
	case !ok || int(st.Uid) != os.Getuid():
		return fmt.Errorf("%s belongs to somebody else", dir)
	case info.Mode().Perm()&0o077 != 0:
		return fmt.Errorf("%s is open to others", dir)
	}
	return nil
}
