//go:build !linux

package port

func openKmsg(path string) (Port, error) { return nil, &Error{Port: path, What: "is of Linux only"} }
