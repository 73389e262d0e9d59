package files

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"sync"
)

// A large file of ours may go on in others beside it, FILE.OFFSET, where the offset is how
// many bytes come before it, in decimals. They are read as one. Older ones may have been taken away,
// but never the first.

// PartName is the name of the file that a file goes on in from an offset on.
func PartName(path string, offset int64) string { return path + "." + strconv.FormatInt(offset, 10) }

// IsPart reports whether a name is that of a further part of a file in the same folder.
func IsPart(path string) bool {
	first, offset, ok := cutPart(path)
	if !ok || offset <= 0 {
		return false
	}
	info, err := os.Lstat(first)
	return err == nil && info.Mode().IsRegular()
}

func cutPart(path string) (first string, offset int64, ok bool) {
	dot := strings.LastIndexByte(path, '.')
	if dot < 0 || !strings.HasSuffix(path[:dot], ".log") {
		return "", 0, false
	}
	offset, err := strconv.ParseInt(path[dot+1:], 10, 64)
	return path[:dot], offset, err == nil && PartName(path[:dot], offset) == path
}

// A Part is a file that holds what comes from an offset on.
type Part struct {
	Path   string
	Offset int64
}

// Parts returns the further parts of a file, in their order.
func Parts(path string) (list []Part) {
	dir, base := filepath.Split(path)
	if !strings.HasSuffix(base, ".log") {
		return nil
	}
	names, err := os.ReadDir(filepath.Clean("./" + dir))
	if filepath.IsAbs(dir) {
		names, err = os.ReadDir(dir)
	}
	if err != nil {
		return nil
	}
	for _, e := range names {
		if first, offset, ok := cutPart(e.Name()); ok && first == base && offset > 0 && e.Type().IsRegular() {
			list = append(list, Part{dir + e.Name(), offset})
		}
	}
	slices.SortFunc(list, func(a, b Part) int { return int(min(max(a.Offset-b.Offset, -1), 1)) })
	return list
}

// A Joined is a file with its further parts. It may grow, by further parts as well, while it
// is read, from several goroutines.
type Joined struct {
	*os.File // the first
	path     string

	mu   sync.Mutex
	more []joint
}

type joint struct {
	offset int64
	file   *os.File
}

// errAway is what is read where a part is missing.
var errAway = errors.New("a part of the file was taken away")

// IsAway reports whether an error of reading says that a part was taken away.
func IsAway(err error) bool { return errors.Is(err, errAway) }

// OpenJoined opens a regular file with its further parts.
func OpenJoined(path string) (*Joined, error) {
	f, err := Open(path)
	if err != nil {
		return nil, err
	}
	return Join(f, path), nil
}

// Join is OpenJoined for a file that is open.
func Join(f *os.File, path string) *Joined {
	j := &Joined{File: f, path: path}
	j.look()
	return j
}

// look opens parts that are new.
func (j *Joined) look() {
	j.mu.Lock()
	defer j.mu.Unlock()
	last := int64(0)
	if n := len(j.more); n > 0 {
		last = j.more[n-1].offset
	}
	for _, p := range Parts(j.path) {
		if p.Offset <= last {
			continue
		}
		if f, err := Open(p.Path); err == nil {
			j.more = append(j.more, joint{p.Offset, f})
		}
	}
}

// Alone reports whether there are no further parts.
func (j *Joined) Alone() bool {
	j.mu.Lock()
	defer j.mu.Unlock()
	return len(j.more) == 0
}

// Size is how many bytes there are in all, with those of parts that were taken away.
func (j *Joined) Size() (int64, error) {
	j.look()
	at, f := int64(0), j.File
	j.mu.Lock()
	if n := len(j.more); n > 0 {
		at, f = j.more[n-1].offset, j.more[n-1].file
	}
	j.mu.Unlock()
	info, err := f.Stat()
	if err != nil {
		return 0, err
	}
	return at + info.Size(), nil
}

// ReadAt implements io.ReaderAt over all parts.
func (j *Joined) ReadAt(p []byte, offset int64) (n int, err error) {
	for n < len(p) {
		k, err := j.readPart(p[n:], offset+int64(n))
		n += k
		if err != nil {
			return n, err
		}
	}
	return n, nil
}

// readPart reads what one part has of it.
func (j *Joined) readPart(p []byte, offset int64) (int, error) {
	at, end, f := j.at(offset)
	if end > 0 && int64(len(p)) > end-offset {
		p = p[:end-offset]
	}
	n, err := f.ReadAt(p, offset-at)
	switch {
	case n > 0 && err == io.EOF && n < len(p):
		return n, nil
	case n > 0:
		return n, nil
	case err == io.EOF && end == 0:
		if before := j.count(); before >= 0 {
			j.look()
			if j.count() > before {
				return 0, nil
			}
		}
	case err == io.EOF:
		return 0, fmt.Errorf("%w: bytes %d to %d", errAway, offset, end-1)
	}
	return n, err
}

func (j *Joined) count() int {
	j.mu.Lock()
	defer j.mu.Unlock()
	return len(j.more)
}

// at returns the part that an offset is in: where it begins, and where the next one does, 0
// when there is none.
func (j *Joined) at(offset int64) (at, end int64, f *os.File) {
	j.mu.Lock()
	defer j.mu.Unlock()
	f = j.File
	for _, m := range j.more {
		if m.offset > offset {
			return at, m.offset, f
		}
		at, f = m.offset, m.file
	}
	return at, 0, f
}

// Reader returns a reader of all of it, from its beginning.
func (j *Joined) Reader() io.Reader { return io.NewSectionReader(j, 0, 1<<62) }

// Close closes all parts.
func (j *Joined) Close() error {
	j.mu.Lock()
	defer j.mu.Unlock()
	err := j.File.Close()
	for _, m := range j.more {
		err = errors.Join(err, m.file.Close())
	}
	return err
}

// RemoveAll takes a file away with its further parts.
func RemoveAll(path string) error {
	err := os.Remove(path)
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return err
	}
	for _, p := range Parts(path) {
		err = errors.Join(err, os.Remove(p.Path))
	}
	return err
}
