package record

import (
	"bytes"
	"io"
	"os"
	"path/filepath"
	"slices"

	"oopscope/console/files"
)

// Section returns the bytes that came from one offset to another, as far as they
// are in the file. An offset is one of the bytes that Write was given; what was
// lost of those is not there.
func (r *Record) Section(from, to int64) io.Reader {
	if r.raw == nil {
		return bytes.NewReader(nil)
	}
	from, to = r.place(from), r.place(to)
	return io.NewSectionReader(r.raw, from, to-from)
}

// Readable reports whether what is written can be read back: a pipe cannot.
func (r *Record) Readable() bool { return r != nil && r.raw != nil }

// Times tells when the bytes from an offset on came.
func (r *Record) Times(from int64) *Times {
	t := r.clock.from(r.base + from)
	t.shift = r.base
	return t
}

// A hole is bytes that were given to Write and are not in the file.
type hole struct{ at, size int64 }

// place returns where in the file a byte is that was given to Write.
func (r *Record) place(offset int64) int64 {
	r.mu.Lock()
	defer r.mu.Unlock()
	lost := int64(0)
	for _, h := range r.holes {
		lost += min(max(offset-h.at, 0), h.size)
	}
	return r.base + offset - lost
}

// lose notes a hole; mu is held.
func (r *Record) lose(at, size int64) {
	if n := len(r.holes); n > 0 && r.holes[n-1].at+r.holes[n-1].size == at {
		r.holes[n-1].size += size
		return
	}
	r.holes = append(r.holes, hole{at, size})
}

// Spool begins a record that nobody else sees and that is gone when it is closed:
// for what is to be read back and is in no file. With times it has an index of them.
func Spool(times bool) (*Record, error) {
	f, err := unnamed("oopscope-spool-*")
	if err != nil {
		return nil, err
	}
	r := &Record{file: f, raw: f, spool: true}
	if times {
		x, err := unnamed("oopscope-times-*")
		if err != nil {
			f.Close()
			return nil, err
		}
		r.followTimes(x)
	}
	return r.start(), nil
}

// unnamed makes a file and takes its name away.
func unnamed(pattern string) (*os.File, error) {
	var f *os.File
	var err error
	for _, dir := range spoolDirs() {
		if f, err = os.CreateTemp(dir, pattern); err == nil {
			return f, os.Remove(f.Name())
		}
	}
	return nil, err
}

// spoolDirs are the places for a spool. /tmp may be memory, so it comes last.
func spoolDirs() (dirs []string) {
	if dir := os.Getenv("TMPDIR"); filepath.IsAbs(dir) {
		dirs = append(dirs, dir)
	}
	return slices.Compact(append(dirs, "/var/tmp", os.TempDir()))
}

// A File is a capture that is read where it lies.
type File struct {
	raw   *files.Joined
	times *clock // nil when it has none
}

// OpenFile opens a capture, with its times when it has an index of ours.
func OpenFile(path string) (*File, error) {
	raw, err := os.Open(path)
	if err != nil {
		return nil, err
	}
	f := &File{raw: files.Join(raw, path)}
	f.times, _ = openClock(path) // without times it is a capture as well
	return f, nil
}

// IsRecording tells that a capture was recorded here: its line index is beside it.
func IsRecording(path string) bool {
	f, err := files.Open(path + linesEnd)
	if err != nil {
		return false
	}
	defer f.Close()
	err = readMagic(f)
	return err == nil || err == errOlder
}

// Whole returns the capture with its further parts, at its beginning as long as nobody read from it.
func (f *File) Whole() io.Reader {
	if f.raw.Alone() {
		return f.raw.File
	}
	return f.raw.Reader()
}

// Size is how many bytes it has now.
func (f *File) Size() int64 {
	size, err := f.raw.Size()
	if err != nil {
		return 0
	}
	return size
}

// Section returns the bytes from one offset to another, as far as they are there.
func (f *File) Section(from, to int64) io.Reader { return io.NewSectionReader(f.raw, from, to-from) }

// Times tells when the bytes from an offset on came.
func (f *File) Times(from int64) *Times {
	return f.times.from(from)
}

// Close closes the capture.
func (f *File) Close() error {
	f.times.close()
	return f.raw.Close()
}
