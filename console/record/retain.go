package record

import (
	"cmp"
	"errors"
	"os"
	"path/filepath"
	"slices"
	"sync"
	"time"

	"oopscope/console/files"
)

// companions stand beside a record and go with it. What a person wrote is none of them.
var companions = []string{idxEnd, linesEnd, linesEnd + ".old", linesEnd + ".new", ".session"}

// remarks is what the name of a journal of remarks has behind the record's.
const remarks = ".marks.md"

// retaining is for the sessions of this process.
var retaining sync.Mutex

// Retain takes the oldest records of a folder away until the others, each with what stands
// beside it, take no more than so many bytes, and returns how many went and what they took. It touches none that a
// session writes, that a person named, or that has remarks. The order is that in which
// they were written last, so a clock that is wrong costs no more than the bound asks for.
// Several that do it in one folder do it one after the other: each would take away what
// another one has just made room for.
func Retain(dir string, most int64) (gone int, bytes int64, err error) {
	retaining.Lock()
	defer retaining.Unlock()
	_, unlock := files.Lock(filepath.Join(dir, ".retain.lock"), time.Minute) // where nothing can be locked it goes on
	defer unlock()
	paths, err := filepath.Glob(filepath.Join(escaped(dir), "oopscope-*.log"))
	if err != nil {
		return 0, 0, err
	}
	type old struct {
		path string
		info os.FileInfo
		size int64 // with what goes with it
	}
	var all []old
	sum := int64(0)
	for _, path := range paths {
		if info, err := os.Lstat(path); err == nil && info.Mode().IsRegular() {
			o := old{path, info, info.Size() + beside(path)}
			o.info = lastWritten(path, info)
			all = append(all, o)
			sum += o.size
		}
	}
	slices.SortFunc(all, func(a, b old) int {
		return cmp.Or(a.info.ModTime().Compare(b.info.ModTime()), cmp.Compare(a.path, b.path))
	})
	for _, o := range all {
		if sum <= most {
			break
		}
		if _, e := os.Lstat(o.path + remarks); !errors.Is(e, os.ErrNotExist) {
			continue
		}
		switch removed, e := remove(o.path); {
		case errors.Is(e, os.ErrNotExist): // somebody else took it away
			sum -= o.size
		case e != nil:
			err = errors.Join(err, e)
		case removed:
			gone++
			bytes += o.size
			sum -= o.size
		}
	}
	for _, o := range all {
		freed, e := thin(o.path, sum-most)
		bytes += freed
		sum -= freed
		err = errors.Join(err, e)
	}
	return gone, bytes, err
}

// thin takes parts of a record away that a session writes, the oldest first, until so many bytes are
// free: neither the first, by which the record is known, nor the one that is written.
func thin(path string, excess int64) (freed int64, err error) {
	parts := files.Parts(path)
	for _, p := range parts[:max(0, len(parts)-1)] {
		if excess <= freed || !isBusy(path) {
			return freed, err
		}
		info, e := os.Lstat(p.Path)
		if e == nil {
			e = os.Remove(p.Path)
		}
		if err = errors.Join(err, e); e == nil {
			freed += info.Size()
		}
	}
	return freed, err
}

// isBusy reports whether a session writes a record.
func isBusy(path string) bool {
	f, err := files.Open(path)
	if err != nil {
		return false
	}
	defer f.Close()
	return taken(f)
}

// lastWritten is the part of a record that was written last.
func lastWritten(path string, first os.FileInfo) os.FileInfo {
	if parts := files.Parts(path); len(parts) > 0 {
		if info, err := os.Lstat(parts[len(parts)-1].Path); err == nil {
			return info
		}
	}
	return first
}

// beside is how many bytes the files take that go with a record, further parts among them, and the
// remarks on it.
func beside(path string) (sum int64) {
	for _, p := range files.Parts(path) {
		if info, err := os.Lstat(p.Path); err == nil {
			sum += info.Size()
		}
	}
	for _, end := range append(slices.Clone(companions), remarks) {
		if info, err := os.Lstat(path + end); err == nil && info.Mode().IsRegular() {
			sum += info.Size()
		}
	}
	return sum
}

// remove takes a record away with what stands beside it, unless a session has it.
func remove(path string) (bool, error) {
	f, err := files.Open(path)
	if err != nil {
		return false, err
	}
	defer f.Close()
	if taken(f) {
		return false, nil
	}
	if err := files.RemoveAll(path); err != nil {
		return false, err
	}
	for _, end := range companions {
		os.Remove(path + end)
	}
	return true, nil
}

// escaped makes a folder's name one that Glob takes as it is.
func escaped(dir string) string {
	var b []byte
	for i := range len(dir) {
		if c := dir[i]; c == '*' || c == '?' || c == '[' || c == '\\' {
			b = append(b, '\\')
		}
		b = append(b, dir[i])
	}
	return string(b)
}
