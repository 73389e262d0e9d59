//go:build unix || windows

package files

import (
	"os"
	"time"
)

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
		held, busy := tryLock(f)
		if held {
			return true, func() { f.Close() }
		}
		if !busy || time.Now().After(end) {
			f.Close()
			return false, func() {}
		}
	}
}
