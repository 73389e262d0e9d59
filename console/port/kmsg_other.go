//go:build !linux

package port

import "io/fs"

func isKmsg(fs.FileInfo) bool { return false }

func openKmsg(path string) (Port, error) { return nil, &Error{Port: path, What: "is of Linux only"} }
