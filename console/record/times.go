package record

import (
	"bufio"
	"encoding/binary"
	"fmt"
	"io"
	"os"
	"sort"
	"time"

	"oopscope/console/files"
)

// The index is a magic record and then fixed-size ones: the offset in the
// capture (8 bytes, little endian) and the time at which the byte there came
// (unix nanoseconds, 8 bytes), both rising.
const (
	entrySize  = 16
	indexMagic = "oopscope-idx-1\r\n"
	indexEnd   = ".idx"
)

// Times tells when the bytes of a capture came, out of the index beside it. It is
// for one goroutine, which asks in the order of the bytes.
type Times struct {
	file *os.File
	in   *bufio.Reader
	here time.Time // of the bytes up to next
	next entry
	more bool // whether there is a next

	shift int64 // of the offsets asked for
}

type entry struct {
	offset int64
	at     time.Time
}

// OpenTimes opens the index of a capture. The error is fs.ErrNotExist for a
// capture that has none, and says what is wrong with one that is none of ours.
func OpenTimes(capture string) (*Times, error) {
	f, err := files.Open(capture + indexEnd)
	if err != nil {
		return nil, err
	}
	t := &Times{file: f, in: bufio.NewReaderSize(f, 64<<10)}
	if err := t.begin(capture); err != nil {
		f.Close()
		return nil, err
	}
	return t, nil
}

// begin reads as far as the first entry. Every entry stands for a byte at least:
// an index with more of them than its capture has bytes is not read at all.
func (t *Times) begin(capture string) error {
	index, err := t.file.Stat()
	if err != nil {
		return err
	}
	raw, err := os.Stat(capture)
	if err != nil {
		return err
	}
	var magic [entrySize]byte
	if _, err := io.ReadFull(t.in, magic[:]); err != nil || string(magic[:]) != indexMagic {
		return fmt.Errorf("%s is not a time index of oopscope", t.file.Name())
	}
	if index.Size()/entrySize > raw.Size()+1 {
		return fmt.Errorf("%s is not the index of %s: it is too large", t.file.Name(), capture)
	}
	t.step()
	return nil
}

// step reads the next entry. A torn one at the end is none.
func (t *Times) step() {
	var b [entrySize]byte
	_, err := io.ReadFull(t.in, b[:])
	t.more = err == nil
	t.next = readEntry(b[:])
}

// At returns when the byte at an offset came, which is not before the one asked
// for last; zero when it came before the index began.
func (t *Times) At(offset int64) time.Time {
	for t.more && t.next.offset <= offset+t.shift {
		t.here = t.next.at
		t.step()
	}
	return t.here
}

// timeAt looks up in an index when the byte at an offset came.
func timeAt(index *os.File, offset int64) time.Time { return timesFrom(index, offset).here }

// timesFrom returns the times of the bytes from an offset on. The index stays the
// caller's.
func timesFrom(index *os.File, offset int64) *Times {
	info, err := index.Stat()
	if err != nil {
		return &Times{}
	}
	var b [entrySize]byte
	read := func(i int) (e entry, ok bool) { // the i-th entry stands behind the magic
		_, err := index.ReadAt(b[:], int64(i+1)*entrySize)
		return readEntry(b[:]), err == nil
	}
	entries := int(info.Size()/entrySize) - 1
	behind := sort.Search(max(entries, 0), func(i int) bool {
		e, ok := read(i)
		return !ok || e.offset > offset
	})
	t := &Times{in: bufio.NewReaderSize(io.NewSectionReader(index, int64(behind+1)*entrySize, info.Size()), 4<<10)}
	if behind > 0 {
		e, _ := read(behind - 1)
		t.here = e.at
	}
	t.step()
	return t
}

func readEntry(b []byte) entry {
	return entry{int64(binary.LittleEndian.Uint64(b[:8])), time.Unix(0, int64(binary.LittleEndian.Uint64(b[8:])))}
}

// Close closes the index.
func (t *Times) Close() error { return t.file.Close() }
