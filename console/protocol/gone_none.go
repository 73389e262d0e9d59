//go:build !unix

package protocol

// Gone cannot tell here.
func (*Conn) Gone() bool { return false }
