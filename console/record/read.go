package record

import (
	"os"
	"time"
)

// A Reader gives random access to a capture, one that is still being written
// too.
type Reader struct {
	file  *os.File
	times *times // nil when there is no index
}

// Open opens a capture for reading. A missing index is no error.
func Open(path string) (*Reader, error) {
	f, err := os.Open(path)
	if err != nil {
		return nil, err
	}
	r := &Reader{file: f}
	r.times, _ = openTimes(path + indexEnd)
	return r, nil
}

// ReadAt reads bytes of the capture from an offset, as io.ReaderAt does.
func (r *Reader) ReadAt(p []byte, offset int64) (int, error) { return r.file.ReadAt(p, offset) }

// Size returns the present length of the capture.
func (r *Reader) Size() int64 {
	st, err := r.file.Stat()
	if err != nil {
		return 0
	}
	return st.Size()
}

// Time tells when the byte at an offset was received; false when no index
// tells.
func (r *Reader) Time(offset int64) (time.Time, bool) {
	if r.times == nil {
		return time.Time{}, false
	}
	return r.times.at(offset)
}

// Close closes the capture.
func (r *Reader) Close() error {
	if r.times != nil {
		r.times.file.Close()
	}
	return r.file.Close()
}
