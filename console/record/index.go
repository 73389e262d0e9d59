package record

import (
	"encoding/binary"
	"fmt"
	"oopscope/console/files"
	"os"
	"sync/atomic"
	"time"
)

// index writes a capture's time index. A nil one does nothing: a capture
// without an index is still a capture.
type index struct {
	file   *os.File
	broken error        // why there is no file
	reply  atomic.Value // a reply: of the last entry
	buf    [entrySize]byte
}

// openIndex opens the index beside a capture for appending. A torn last entry,
// left by a power cut, is taken off first: entries must stay aligned.
func openIndex(path string, fresh bool) (*index, error) {
	flags := os.O_CREATE | os.O_APPEND | os.O_RDWR | files.NoFollow
	if fresh {
		flags |= os.O_EXCL
	}
	f, err := os.OpenFile(path, flags, 0o600)
	if err != nil {
		return nil, err
	}
	if err := align(f); err != nil {
		f.Close()
		return nil, err
	}
	return &index{file: f}, nil
}

func align(f *os.File) error {
	st, err := f.Stat()
	if err != nil {
		return err
	}
	if !st.Mode().IsRegular() {
		return fmt.Errorf("%s is not a file", f.Name())
	}
	if st.Size() == 0 {
		_, err = f.WriteString(indexMagic)
		return err
	}
	var magic [entrySize]byte
	if _, err := f.ReadAt(magic[:], 0); err != nil || string(magic[:]) != indexMagic {
		return fmt.Errorf("%s is not a time index of oopscope", f.Name())
	}
	if torn := st.Size() % entrySize; torn != 0 {
		return f.Truncate(st.Size() - torn)
	}
	return nil
}

func (x *index) add(offset int64, at time.Time) {
	if x == nil || x.file == nil {
		return
	}
	binary.LittleEndian.PutUint64(x.buf[:8], uint64(offset))
	binary.LittleEndian.PutUint64(x.buf[8:], uint64(at.UnixNano()))
	n, err := x.file.Write(x.buf[:])
	x.reply.Store(reply{err})
	if n > 0 && n < entrySize {
		align(x.file)
	}
}

// at returns when the byte at an offset came, whatever was asked for before; zero
// when it came before the index began.
func (x *index) at(offset int64) time.Time {
	if x == nil || x.file == nil {
		return time.Time{}
	}
	return timeAt(x.file, offset)
}

func (x *index) trouble() string {
	if x == nil {
		return ""
	}
	err := x.broken
	if err == nil {
		err = said(&x.reply)
	}
	if err == nil {
		return ""
	}
	return fmt.Sprintf("the record goes on without times: %v", err)
}

func (x *index) close() {
	if x != nil && x.file != nil {
		x.file.Close()
	}
}
