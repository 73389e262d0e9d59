package files

import (
	"errors"
	"os"

	"golang.org/x/sys/windows"
)

// tryLock locks a file, or tells that another process may be done with it soon.
func tryLock(f *os.File) (held, busy bool) {
	const how = windows.LOCKFILE_EXCLUSIVE_LOCK | windows.LOCKFILE_FAIL_IMMEDIATELY
	err := windows.LockFileEx(windows.Handle(f.Fd()), how, 0, 1, 0, &windows.Overlapped{})
	return err == nil, errors.Is(err, windows.ERROR_LOCK_VIOLATION)
}
