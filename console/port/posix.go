//go:build unix

package port

import (
	"io/fs"
	"os"
	"strconv"
	"syscall"
)

// groupOf returns the numeric group of a file.
func groupOf(st fs.FileInfo) (string, bool) {
	sys, ok := st.Sys().(*syscall.Stat_t)
	if !ok {
		return "", false
	}
	return strconv.FormatUint(uint64(sys.Gid), 10), true
}

// pollable returns a file whose Close ends a Read or Write in progress. The
// one it is given, which it closes, was switched to blocking by its maker.
func pollable(f *os.File) (*os.File, error) {
	defer f.Close()
	fd, err := syscall.Dup(int(f.Fd()))
	if err != nil {
		return nil, err
	}
	syscall.CloseOnExec(fd)
	if err := syscall.SetNonblock(fd, true); err != nil {
		syscall.Close(fd)
		return nil, err
	}
	return os.NewFile(uintptr(fd), f.Name()), nil
}
