package record

import (
	"bufio"
	"encoding/binary"
	"io"
	"os"
	"sort"
	"sync"
	"time"

	"oopscope/console/files"
)

// A stamp says when the byte at an offset came.
type stamp struct {
	offset int64
	at     time.Time
}

func stampOf(offset, nanos int64) stamp { return stamp{offset, time.Unix(0, nanos)} }

const (
	stampsEvery = 10 * time.Millisecond // keeps them few
	stampsMost  = 4096                  // in an item
)

// appendStamps writes stamps behind dst, as an item holds them: the first offset and its time
// in microseconds of Unix, eight bytes each, then for every further one what it is more
// than the one before, as two varints, the second one signed: a clock may be set back. It
// stops at one whose offset is below that of the one before, and returns how many there are.
func appendStamps(dst []byte, list []stamp) ([]byte, int) {
	was := list[0]
	dst = binary.LittleEndian.AppendUint64(dst, uint64(was.offset))
	dst = binary.LittleEndian.AppendUint64(dst, uint64(was.at.UnixMicro()))
	n := 1
	for _, s := range list[1:min(len(list), stampsMost)] {
		if s.offset < was.offset {
			break
		}
		dst = binary.AppendUvarint(dst, uint64(s.offset-was.offset))
		dst = binary.AppendVarint(dst, s.at.UnixMicro()-was.at.UnixMicro())
		was = s
		n++
	}
	return dst, n
}

// readStamps is the inverse; of what makes no sense it returns the beginning.
func readStamps(dst []stamp, p []byte) []stamp {
	if len(p) < 16 {
		return dst
	}
	offset, micro := int64(binary.LittleEndian.Uint64(p)), int64(binary.LittleEndian.Uint64(p[8:]))
	for p = p[16:]; offset >= 0; {
		dst = append(dst, stamp{offset, time.UnixMicro(micro)})
		more, n := binary.Uvarint(p)
		if n <= 0 {
			return dst
		}
		later, k := binary.Varint(p[n:])
		if k <= 0 {
			return dst
		}
		p = p[n+k:]
		offset, micro = offset+int64(more), micro+later
	}
	return dst
}

// Times tells when the bytes of a capture came, out of the index beside it. It is
// for one goroutine, which asks in the order of the bytes.
type Times struct {
	more  func([]stamp) []stamp // appends the next stamps, none at the end; nil when there are none at all
	next  []stamp
	buf   []stamp
	here  time.Time // of the bytes up to the next
	shift int64     // of the offsets asked for
	file  *os.File  // to be closed; nil for none
}

// At returns when the byte at an offset came, which is not before the one asked
// for last; zero when it came before the index began.
func (t *Times) At(offset int64) time.Time {
	for t.ahead() && t.next[0].offset <= offset+t.shift {
		t.here, t.next = t.next[0].at, t.next[1:]
	}
	return t.here
}

// ahead tells whether there is a next stamp.
func (t *Times) ahead() bool {
	if len(t.next) == 0 && t.more != nil {
		if t.next = t.more(t.buf[:0]); len(t.next) == 0 {
			t.more = nil
		}
		t.buf = t.next
	}
	return len(t.next) > 0
}

// Close closes what they are read from.
func (t *Times) Close() error {
	if t.file == nil {
		return nil
	}
	return t.file.Close()
}

// OpenTimes opens the times of a capture. The error is fs.ErrNotExist for one that has
// none, and says what is wrong with an index that is none of ours.
func OpenTimes(capture string) (*Times, error) {
	l, err := openClock(capture)
	if err != nil {
		return nil, err
	}
	t := l.from(0)
	t.file = l.file
	return t, nil
}

// A clock looks up times from anywhere in an index. It may be used from several
// goroutines, also while the index grows.
type clock struct {
	file *os.File
	idx  bool                  // it is of an earlier version
	late func([]stamp) []stamp // appends those that are not in the index as yet; may be nil

	mu    sync.Mutex // around file, too, where it is opened late
	spots []spot
	read  int64 // in the index: up to where the spots are known
}

// A spot is where in the index the stamps from an offset on stand. There is one for every
// spotEvery bytes of the index.
type spot struct{ offset, at int64 }

const spotEvery = 4 << 10

// openClock opens the index beside a capture.
func openClock(capture string) (*clock, error) {
	f, err := files.Open(capture + linesEnd)
	if err == nil {
		if err = readMagic(f); err == nil {
			return &clock{file: f}, nil
		}
		f.Close()
	}
	older, e := files.Open(capture + idxEnd)
	if e != nil {
		return nil, err
	}
	if _, err := idxTimes(older); err != nil {
		older.Close()
		return nil, err
	}
	return &clock{file: older, idx: true}, nil
}

// from returns the times of the bytes from an offset on. They are valid while the clock is open.
func (c *clock) from(offset int64) *Times {
	switch {
	case c == nil:
		return &Times{}
	case c.idx:
		return c.idxFrom(offset)
	}
	var waiting []stamp
	if c.late != nil { // before the index is read: they may be written meanwhile
		waiting = c.late(nil)
	}
	file, at := c.spot(offset)
	if file == nil {
		return &Times{next: waiting}
	}
	in := &items{in: bufio.NewReaderSize(io.NewSectionReader(file, at, 1<<62-at), 16<<10)}
	return &Times{more: func(dst []stamp) []stamp {
		for {
			switch kind, holds, err := in.next(); {
			case err != nil:
				dst, waiting = append(dst, waiting...), nil
				return dst
			case kind == timesItem:
				if dst = readStamps(dst, holds); len(dst) > 0 {
					return dst
				}
			}
		}
	}}
}

// opened tells that there is an index now, where none was known.
func (c *clock) opened(f *os.File) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.file == nil {
		c.file = f
	}
}

// forget gives the index up that was known.
func (c *clock) forget() {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.file != nil {
		c.file.Close()
	}
	c.file, c.spots, c.read = nil, nil, 0
}

// spot returns the index and where in it to begin to read for an offset; nil while there is none.
// It reads no more of it than that takes.
func (c *clock) spot(offset int64) (file *os.File, at int64) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.file == nil {
		return nil, 0
	}
	if c.read == 0 {
		c.read = int64(len(linesMagic))
	}
	in := &items{in: bufio.NewReaderSize(io.NewSectionReader(c.file, c.read, 1<<62-c.read), 64<<10)}
	begin := c.read
	for len(c.spots) == 0 || c.spots[len(c.spots)-1].offset <= offset {
		before := begin + in.at
		kind, holds, err := in.next()
		if err != nil { // the end, or what is just being written
			break
		}
		c.read = begin + in.at
		if n := len(c.spots); kind == timesItem && len(holds) >= 16 && (n == 0 || before-c.spots[n-1].at >= spotEvery) {
			c.spots = append(c.spots, spot{int64(binary.LittleEndian.Uint64(holds)), before})
		}
	}
	behind := sort.Search(len(c.spots), func(i int) bool { return c.spots[i].offset > offset })
	if behind == 0 {
		return c.file, int64(len(linesMagic))
	}
	return c.file, c.spots[behind-1].at
}

// idxFrom is from for an index of an earlier version.
func (c *clock) idxFrom(offset int64) *Times {
	info, err := c.file.Stat()
	if err != nil {
		return &Times{}
	}
	var b [idxEntry]byte
	behind := sort.Search(int(info.Size()/idxEntry)-1, func(i int) bool { // the i-th entry stands behind the magic
		_, err := c.file.ReadAt(b[:], int64(i+1)*idxEntry)
		return err != nil || int64(binary.LittleEndian.Uint64(b[:])) > offset
	})
	in := bufio.NewReaderSize(io.NewSectionReader(c.file, int64(max(behind, 1))*idxEntry, 1<<62), 16<<10)
	return &Times{more: func(dst []stamp) []stamp { return idxStamps(dst, in) }}
}

// close closes the index.
func (c *clock) close() {
	if c != nil {
		c.file.Close()
	}
}
