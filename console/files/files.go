// Package files reads and writes the program's own files, in folders that may
// be full, read-only, or in other people's reach. What is there already is
// never followed, waited for or taken at its size: a link, a pipe or a giant in
// the place of a file is an error that says so.
package files

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
)

// Read returns what a regular file holds. A pipe, a device or a folder is an
// error, as is a file of more bytes than the limit; none of them is waited for.
func Read(path string, limit int64) ([]byte, error) {
	f, err := Open(path)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	data, err := io.ReadAll(io.LimitReader(f, limit+1))
	if err == nil && int64(len(data)) > limit {
		err = &fs.PathError{Op: "read", Path: path, Err: fmt.Errorf("larger than the %d kB that make sense", limit>>10)}
	}
	if err != nil {
		return nil, err
	}
	return data, nil
}

// Open opens a regular file for reading, and waits for none that is not.
func Open(path string) (*os.File, error) {
	return regular(os.OpenFile(path, os.O_RDONLY|nonBlock, 0))
}

// regular passes on what was opened, when that is a regular file.
func regular(f *os.File, err error) (*os.File, error) {
	if err != nil {
		return nil, err
	}
	info, err := f.Stat()
	if err == nil && !info.Mode().IsRegular() {
		err = &fs.PathError{Op: "open", Path: f.Name(), Err: fmt.Errorf("%s, not a file", kind(info.Mode()))}
	}
	if err != nil {
		f.Close()
		return nil, err
	}
	return f, nil
}

func kind(m fs.FileMode) string {
	switch {
	case m.IsDir():
		return "a folder"
	case m&fs.ModeNamedPipe != 0:
		return "a pipe"
	case m&fs.ModeSocket != 0:
		return "a socket"
	}
	return "a device"
}

// Create makes a file that was not there, for its owner alone.
func Create(path string) (*os.File, error) {
	return os.OpenFile(path, os.O_WRONLY|os.O_CREATE|os.O_EXCL|NoFollow, 0o600)
}

// Append opens a file of ours for adding to it, and makes it where there is
// none.
func Append(path string) (*os.File, error) {
	for range 3 { // it may come or go in between
		f, err := os.OpenFile(path, os.O_RDWR|os.O_CREATE|os.O_EXCL|os.O_APPEND|NoFollow, 0o600)
		if !errors.Is(err, fs.ErrExist) {
			return f, err
		}
		f, err = os.OpenFile(path, os.O_RDWR|os.O_APPEND|NoFollow|nonBlock, 0)
		if errors.Is(err, fs.ErrNotExist) {
			continue
		}
		return regular(f, err)
	}
	return nil, &fs.PathError{Op: "open", Path: path, Err: fs.ErrExist}
}

// Write makes a file and sees what fill writes onto the disk. After an error
// there is no file.
func Write(path string, fill func(io.Writer) error) error {
	f, err := Create(path)
	if err != nil {
		return err
	}
	err = fill(f)
	if e := f.Sync(); err == nil {
		err = e
	}
	if e := f.Close(); err == nil {
		err = e
	}
	if err != nil {
		os.Remove(path)
	}
	return err
}

// Replace gives a file new content in one step: at any time there is the old
// file or the new one, whole. The new one is written below a name that begins
// with temp first, in the same folder.
func Replace(path, temp string, fill func(io.Writer) error) error {
	return aside(path, temp, fill, func(fresh string) error {
		if err := os.Rename(fresh, path); err != nil {
			return err
		}
		SyncDir(filepath.Dir(path))
		return nil
	})
}

// New makes a file that was not there in one step: at any time there is none, or all of
// it. It is written below a name that begins with temp first, in the same folder; on a file
// system without links it grows in its place.
func New(path, temp string, fill func(io.Writer) error) error {
	return aside(path, temp, fill, func(fresh string) error {
		err := os.Link(fresh, path) // which, unlike a renaming, takes nobody's place
		switch {
		case err == nil:
			SyncDir(filepath.Dir(path))
			return nil
		case errors.Is(err, fs.ErrExist):
			return err
		}
		return Write(path, fill)
	})
}

// aside writes a file beside the place where it is to stand, and has it put there.
func aside(path, temp string, fill func(io.Writer) error, put func(fresh string) error) error {
	dir, err := os.MkdirTemp(filepath.Dir(path), temp) // nobody else can plant anything in it
	if err != nil {
		return err
	}
	defer os.RemoveAll(dir)
	fresh := filepath.Join(dir, filepath.Base(path))
	if err := Write(fresh, fill); err != nil {
		return err
	}
	return put(fresh)
}

// SyncDir sees a folder's names onto the disk. A file system that cannot is no
// reason to fail.
func SyncDir(dir string) {
	if f, err := os.Open(dir); err == nil {
		f.Sync()
		f.Close()
	}
}
