//go:build unix

package files

import (
	"errors"
	"fmt"
	"os"
	"syscall"
	"time"
)

// NoFollow refuses a symbolic link in the place of a file.
const NoFollow = syscall.O_NOFOLLOW

// nonBlock opens a pipe without waiting for its other end.
const nonBlock = syscall.O_NONBLOCK

// Lock waits until nobody else holds the lock file, as long as patience lasts,
// and returns what gives it back. Held tells whether it was got: a file system
// without locks, or a process that was stopped while it had the lock, must not
// cost a person's words. The lock ends with its process.
func Lock(path string, patience time.Duration) (held bool, unlock func()) {
	f, err := os.OpenFile(path, os.O_RDWR|os.O_CREATE|NoFollow|nonBlock, 0o600)
	if err != nil {
		return false, func() {}
	}
	for end := time.Now().Add(patience); ; time.Sleep(5 * time.Millisecond) {
		err := syscall.Flock(int(f.Fd()), syscall.LOCK_EX|syscall.LOCK_NB)
		if err == nil {
			return true, func() { f.Close() }
		}
		if !errors.Is(err, syscall.EWOULDBLOCK) && !errors.Is(err, syscall.EINTR) || time.Now().After(end) {
			f.Close()
			return false, func() {}
		}
	}
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
