package symbols

import (
	"errors"
	"fmt"
	"os"
	"time"
)

var (
	errKind   = errors.New("is not a regular file")
	errPseudo = errors.New("is not on a disk: the kernel makes it up, as all of /proc and /sys")
)

// An opener opens a file by name: os.OpenFile, or an os.Root's method.
type opener struct {
	stat func(name string) (os.FileInfo, error)
	open func(name string, flag int, mode os.FileMode) (*os.File, error)
}

var anywhere = opener{os.Stat, os.OpenFile}

// regular opens a file for reading that can be read to its end: no pipe, no
// device, nothing that the kernel makes up as it is read, like /proc/kmsg. It
// is looked at first, as opening alone has effects on some devices, and again
// when it is open, as it may have been replaced meanwhile.
func (o opener) regular(name string) (*os.File, os.FileInfo, error) {
	info, err := o.stat(name)
	if err != nil {
		return nil, nil, err
	}
	if !info.Mode().IsRegular() {
		return nil, nil, fmt.Errorf("%s %w", name, errKind)
	}
	f, err := o.open(name, os.O_RDONLY|nonBlocking, 0)
	if err != nil {
		return nil, nil, err
	}
	if info, err = f.Stat(); err == nil && !info.Mode().IsRegular() {
		err = fmt.Errorf("%s %w", name, errKind)
	}
	if err == nil && madeUp(f) {
		err = fmt.Errorf("%s %w", name, errPseudo)
	}
	if err != nil {
		f.Close()
		return nil, nil, err
	}
	return f, info, nil
}

// modified is when a file was last written to; zero when that is not known.
func modified(path string) time.Time {
	if info, err := os.Stat(path); err == nil {
		return info.ModTime()
	}
	return time.Time{}
}
