//go:build !linux

package container

import (
	"io"
	"io/fs"
	"os"
)

// IsKmsg tells the log of the kernel that runs here, which is of Linux only.
func IsKmsg(fs.FileInfo) bool { return false }

func openKmsg(f *os.File) io.Reader { return f }
