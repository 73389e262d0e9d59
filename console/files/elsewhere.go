//go:build !unix

package files

import (
	"os"
	"time"
)

// NoFollow would refuse a symbolic link in the place of a file.
const NoFollow = 0

const nonBlock = 0

// Lock does not lock here: two sessions may then make two folders of a crash.
func Lock(string, time.Duration) (held bool, unlock func()) { return false, func() {} }

// Private tells why a folder cannot be ours alone.
func Private(dir string) error {
	_, err := os.Lstat(dir)
	return err
}
