//go:build unix

package port

import (
	"io/fs"
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
