package record

import (
	"bufio"
	"bytes"
	"crypto/sha256"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"slices"
	"time"

	"oopscope/console/files"
)

// lineIndex writes a record's line index. It reads back what is in the record,
// so that it can be behind it, begin anew, or be lost, without harm. One
// goroutine uses it at a time.
type lineIndex struct {
	path string
	raw  io.ReaderAt           // the record
	came func(int64) time.Time // when its bytes came
	base int64                 // what was in the record before this session

	file  *os.File // nil until there is a block to write
	good  int64    // bytes of it that are whole
	last  block
	lines int64 // line ends in what is indexed
	cut   bool  // it ends inside a line
	boot  int
	buf   []byte
	out   []byte
}

// openLines goes on with the index beside a record, or begins it anew when it is
// missing, or is another record's: that one is moved aside. What is torn at its
// end is taken off. An index of a newer version is left alone.
func openLines(record string, raw io.ReaderAt, size int64, came func(int64) time.Time) (*lineIndex, error) {
	x := &lineIndex{path: record + linesEnd, raw: raw, came: came, base: size, buf: make([]byte, blockBytes)}
	x.begin()
	f, err := files.Open(x.path)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return x, nil
	case err != nil:
		return nil, err
	}
	defer f.Close()
	c := &chain{in: bufio.NewReaderSize(f, 64<<10)}
	if err := c.begin(); errors.Is(err, errNewer) {
		return nil, fmt.Errorf("%s: %w", x.path, err)
	} else if err == nil {
		for err == nil {
			_, err = c.next()
		}
		if x.follows(c, size) {
			return x, nil
		}
	}
	x.begin()
	if err := os.Rename(x.path, x.path+".old"); err != nil {
		return nil, err
	}
	return x, nil
}

// begin is an index without a block.
func (x *lineIndex) begin() {
	x.good, x.lines, x.cut = 0, 0, false
	x.last = block{line: 1, own: sha256.Sum256([]byte(linesMagic))}
}

// follows goes on behind what was read of an index, when that is of this record.
func (x *lineIndex) follows(c *chain, size int64) bool {
	b := &c.last
	if b.to > size {
		return false
	}
	p := x.buf[:b.to-b.from]
	if n, _ := x.raw.ReadAt(p, b.from); n < len(p) || b.to > 0 && sha256.Sum256(p) != b.bytes {
		return false
	}
	x.good, x.last, x.boot = c.at, *b, int(b.boot)
	x.lines = b.line - 1 + int64(bytes.Count(p, []byte{'\n'}))
	if b.at > b.from && len(p) > 0 { // the first line end is that of a line that began before
		x.lines--
	}
	x.cut = len(p) > 0 && p[len(p)-1] != '\n'
	return true
}

// end is how much of the record is indexed.
func (x *lineIndex) end() int64 { return x.last.to }

// add indexes the next stretch, which reaches to an offset at most, with those of
// the notes that are known by then. It returns the others.
func (x *lineIndex) add(to int64, notes []Note) ([]Note, error) {
	b := block{from: x.end(), to: min(to, x.end()+blockBytes), made: x.end() < x.base, before: x.last.own}
	if b.made { // what comes now is proven from its beginning
		b.to = min(b.to, x.base)
	}
	p := x.buf[:b.to-b.from]
	if _, err := x.raw.ReadAt(p, b.from); err != nil {
		return notes, err
	}
	b.bytes = sha256.Sum256(p)
	b.line, b.at = x.lines+1, b.from
	if x.cut {
		b.line++
		if b.at = b.to; bytes.IndexByte(p, '\n') >= 0 {
			b.at = b.from + int64(bytes.IndexByte(p, '\n')) + 1
		}
	}
	if at := x.came(b.from); !at.IsZero() {
		b.came = at.UnixNano()
	}
	n := 0
	for n < min(len(notes), blockNotes) && notes[n].At < b.to {
		n++
	}
	b.notes = notes[:n]
	boot := x.boot
	for _, note := range b.notes {
		boot = max(boot, note.Boot)
	}
	b.boot = uint32(boot)
	if err := x.write(&b); err != nil {
		return notes, err
	}
	x.lines += int64(bytes.Count(p, []byte{'\n'}))
	x.cut, x.boot, x.last = p[len(p)-1] != '\n', boot, b
	x.last.notes = nil
	return slices.Clone(notes[n:]), nil
}

// write puts a block behind the others. After an error there is nothing of it.
func (x *lineIndex) write(b *block) error {
	if x.file == nil {
		f, err := files.Append(x.path)
		if err != nil {
			return err
		}
		if err := f.Truncate(x.good); err != nil {
			f.Close()
			return err
		}
		x.file = f
	}
	x.out = x.out[:0]
	if x.good == 0 {
		x.out = append(x.out, linesMagic...)
	}
	x.out = b.append(x.out)
	if _, err := x.file.Write(x.out); err != nil {
		return errors.Join(err, x.file.Truncate(x.good))
	}
	x.good += int64(len(x.out))
	return nil
}

func (x *lineIndex) close() {
	if x.file != nil {
		x.file.Sync()
		x.file.Close()
	}
}
