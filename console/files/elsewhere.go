//go:build !unix

package files

import "os"

// NoFollow would refuse a symbolic link in the place of a file.
const NoFollow = 0

const nonBlock = 0

// Private tells why a folder cannot be ours alone.
func Private(dir string) error {
	_, err := os.Lstat(dir)
	return err
}
