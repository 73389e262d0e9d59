package record

import (
	"cmp"
	"errors"
	"os"
	"path/filepath"
	"slices"

	"oopscope/console/files"
)

// companions stand beside a record and go with it. What a person wrote is none of them.
var companions = []string{indexEnd, linesEnd, linesEnd + ".old", ".session"}

// remarks is what the name of a journal of remarks has behind the record's.
const remarks = ".marks.md"

// Retain takes the oldest records of a folder away until the others, each with what stands
// beside it, take no more than so many bytes, and returns how many went and what they took. It touches none that a
// session writes, that a person named, or that has remarks. The order is that in which
// they were written last, so a clock that is wrong costs no more than the bound asks for.
func Retain(dir string, most int64) (gone int, bytes int64, err error) {
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
		case e != nil:
			err = errors.Join(err, e)
		case removed:
			gone++
			bytes += o.size
			sum -= o.size
		}
	}
	return gone, bytes, err
}

// beside is how many bytes the files take that go with a record, and the remarks on it.
func beside(path string) (sum int64) {
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
	if err := os.Remove(path); err != nil {
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
