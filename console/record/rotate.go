package record

import (
	"errors"
	"os"
	"path/filepath"

	"oopscope/console/files"
)

// A record that is rotated goes on in another file after so many bytes: see files.Joined.
// Offsets, the line index and all that is read run over its parts as over one file.

// Rotate has the record go on in another file after so many bytes, from now on. Turned is
// called, on the writer's goroutine, each time it did.
func (r *Record) Rotate(every int64, turned func()) {
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.self != nil && every > 0 {
		r.every, r.turned = every, turned
	}
}

// turn begins the next part when the present one is full. Where that cannot be, the record goes on
// in the same file. Others have the disk keep the part that is left: the writer waits for none.
func (r *Record) turn() {
	r.mu.Lock()
	every, turned := r.every, r.turned
	r.mu.Unlock()
	at := r.base + r.written.Load()
	if every == 0 || at-r.part < every {
		return
	}
	f, err := os.OpenFile(files.PartName(r.path, at), os.O_WRONLY|os.O_CREATE|os.O_EXCL|os.O_APPEND|files.NoFollow, 0o600)
	if err != nil {
		return
	}
	r.mu.Lock()
	r.left = append(r.left, r.file)
	r.file, r.part = f, at
	r.mu.Unlock()
	if turned != nil {
		turned()
	}
}

// keepLeft has the disk keep the parts that are full, and their names.
func (r *Record) keepLeft() (err error) {
	r.mu.Lock()
	left := r.left
	r.left = nil
	r.mu.Unlock()
	for _, f := range left {
		err = errors.Join(err, keep(f))
		if f != r.first {
			f.Close()
		}
	}
	if len(left) > 0 {
		files.SyncDir(filepath.Dir(r.path))
	}
	return err
}

// lastPart opens the part that a record goes on in: the first file holds the lock.
func (r *Record) lastPart() error {
	parts := files.Parts(r.path)
	if len(parts) == 0 {
		return nil
	}
	last := parts[len(parts)-1]
	f, err := os.OpenFile(last.Path, os.O_WRONLY|os.O_APPEND|files.NoFollow|noWait, 0)
	if err != nil {
		return err
	}
	info, err := f.Stat()
	if err != nil || !info.Mode().IsRegular() {
		f.Close()
		return err
	}
	r.file, r.part, r.held = f, last.Offset, last.Offset+info.Size()
	return nil
}
