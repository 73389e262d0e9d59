package record

import (
	"bytes"
	"crypto/sha256"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"

	"oopscope/console/files"
)

// lineIndex writes a record's line index. It reads back what is in the record, so that it
// can be behind it, begin anew, or be lost, without harm. One goroutine uses it at a time.
type lineIndex struct {
	path string
	raw  io.ReaderAt // the record
	base int64       // what was in the record before this session

	file  *os.File // nil until there is something to write
	good  int64    // bytes of it that are whole
	chain chain    // of what was written
	lines int64    // line ends in what is proven
	cut   bool     // that ends inside a line
	buf   []byte
	out   []byte
	holds []byte

	opened func(*os.File) // told of the file once it is open; may be nil
}

// openLines goes on with the index beside a record, or begins it anew when it is
// missing, or is another record's: that one is moved aside. What is torn at its
// end is taken off, and one of an earlier version is written anew. An index of a newer
// version is left alone.
func openLines(record string, raw io.ReaderAt, size int64) (*lineIndex, error) {
	x := &lineIndex{path: record + linesEnd, raw: raw, base: size, buf: make([]byte, blockBytes)}
	x.begin()
	switch err := x.read(size); {
	case err == nil:
		return x, nil
	case errors.Is(err, fs.ErrNotExist):
		return x, x.renew(record, size)
	case errors.Is(err, errOlder):
		return x, x.renew(record, size)
	case errors.Is(err, errNewer):
		return nil, fmt.Errorf("%s: %w", x.path, err)
	case !errors.Is(err, errNotItsOwn):
		return nil, err
	}
	x.begin()
	return x, os.Rename(x.path, x.path+".old")
}

// errNotItsOwn is an index that is not of the record.
var errNotItsOwn = errors.New("it is another record's")

// begin is an index without an item.
func (x *lineIndex) begin() {
	x.good, x.lines, x.cut = 0, 0, false
	x.chain = chain{items: items{at: int64(len(linesMagic))}, sum: sha256.New()}
	x.chain.follow(&block{line: 1, own: sha256.Sum256([]byte(linesMagic))})
}

// read reads the index that is there. What is wrong behind some of its items is cut off: a
// block that was changed takes all items with it that it proves.
func (x *lineIndex) read(size int64) error {
	f, err := files.Open(x.path)
	if err != nil {
		return err
	}
	defer f.Close()
	c, err := newChain(f)
	switch {
	case errors.Is(err, errAlien):
		return errNotItsOwn
	case err != nil:
		return err
	}
	for err == nil {
		_, _, err = c.next()
	}
	if err != io.EOF && !errors.Is(err, errTorn) {
		c.at = c.since
	}
	if !x.follows(&c.last, size) {
		return errNotItsOwn
	}
	x.good, x.chain = c.at, *c
	if x.good == int64(len(linesMagic)) {
		x.good = 0
	}
	return x.rehash(f)
}

// rehash has the chain stand where the last item ends.
func (x *lineIndex) rehash(f io.ReaderAt) error {
	x.chain.sum.Reset()
	x.chain.sum.Write(x.chain.last.own[:])
	x.chain.in = nil
	_, err := io.Copy(x.chain.sum, io.NewSectionReader(f, x.chain.since, max(x.good-x.chain.since, 0)))
	return err
}

// follows goes on behind a block, when that is of this record.
func (x *lineIndex) follows(b *block, size int64) bool {
	if b.to > size {
		return false
	}
	p := x.buf[:b.to-b.from]
	if n, _ := x.raw.ReadAt(p, b.from); n < len(p) || b.to > 0 && sha256.Sum256(p) != b.bytes {
		return false
	}
	x.lines = b.line - 1 + int64(bytes.Count(p, []byte{'\n'}))
	if b.at > b.from && len(p) > 0 { // the first line end is that of a line that began before
		x.lines--
	}
	x.cut = len(p) > 0 && p[len(p)-1] != '\n'
	return true
}

// end is how much of the record is proven.
func (x *lineIndex) end() int64 { return x.chain.last.to }

// add writes what is new of the session, and, where asked to, a block for the next stretch
// of the record, which reaches to an offset at most. After an error there is nothing of it
// in the index.
func (x *lineIndex) add(stamps []stamp, known *Known, to int64, prove bool) error {
	x.out = x.out[:0]
	if x.good == 0 {
		x.out = append(x.out, linesMagic...)
	}
	begin := len(x.out)
	for len(stamps) > 0 {
		var n int
		x.holds, n = appendStamps(x.holds[:0], stamps)
		x.out, stamps = appendItem(x.out, timesItem, x.holds), stamps[n:]
	}
	if known != nil && len(known.skips) > 0 {
		x.holds = appendSkips(x.holds[:0], known.skips)
		x.out = appendItem(x.out, skipsItem, x.holds)
	}
	if known != nil && !known.empty() {
		x.out = appendItem(x.out, knownItem, known.append(x.holds[:0]))
	}
	x.chain.sum.Write(x.out[begin:])
	var b *block
	var err error
	if prove && to > x.end() {
		if b, err = x.block(to); err == nil {
			x.prove(b)
		}
	}
	if err == nil && len(x.out) > begin {
		err = x.write()
	}
	if err != nil {
		if x.file != nil {
			err = errors.Join(err, x.file.Truncate(x.good), x.rehash(x.file))
		} else {
			err = errors.Join(err, x.rehash(bytes.NewReader(nil)))
		}
		return err
	}
	x.chain.at = x.good
	if b != nil {
		x.chain.follow(b)
		p := x.buf[:b.to-b.from]
		x.lines += int64(bytes.Count(p, []byte{'\n'}))
		x.cut = p[len(p)-1] != '\n'
	}
	return nil
}

// block reads the next stretch of the record.
func (x *lineIndex) block(to int64) (*block, error) {
	b := &block{from: x.end(), to: min(to, x.end()+blockBytes), made: x.end() < x.base}
	if b.made { // what comes now is proven from its beginning
		b.to = min(b.to, x.base)
	}
	p := x.buf[:b.to-b.from]
	if _, err := x.raw.ReadAt(p, b.from); err != nil {
		return nil, err
	}
	b.bytes = sha256.Sum256(p)
	b.line, b.at = x.lines+1, b.from
	if x.cut {
		b.line++
		if b.at = b.to; bytes.IndexByte(p, '\n') >= 0 {
			b.at = b.from + int64(bytes.IndexByte(p, '\n')) + 1
		}
	}
	return b, nil
}

// prove puts a block behind what is to be written, and settles its own hash.
func (x *lineIndex) prove(b *block) {
	at := len(x.out)
	x.holds = append(b.append(x.holds[:0]), b.own[:]...)
	x.out = appendItem(x.out, blockItem, x.holds)
	x.chain.sum.Write(x.out[at:][:itemHead+blockHead])
	b.own = [hashSize]byte(x.chain.sum.Sum(nil))
	x.out = appendItem(x.out[:at], blockItem, append(x.holds[:blockHead], b.own[:]...))
}

// write puts what is to be written behind the others.
func (x *lineIndex) write() error {
	if err := x.open(); err != nil {
		return err
	}
	if _, err := x.file.Write(x.out); err != nil {
		return err
	}
	x.good += int64(len(x.out))
	return nil
}

// open opens the index for adding to what is whole of it.
func (x *lineIndex) open() error {
	if x.file != nil {
		return nil
	}
	f, err := files.Append(x.path)
	if err != nil {
		return err
	}
	if err := f.Truncate(x.good); err != nil {
		f.Close()
		return err
	}
	if x.file = f; x.opened != nil {
		x.opened(f)
	}
	return nil
}

func (x *lineIndex) close() {
	if x.file != nil {
		x.file.Sync()
		x.file.Close()
	}
}

// renew writes what an earlier version kept beside a record into one index of this one,
// and takes that away.
func (x *lineIndex) renew(record string, size int64) error {
	idx, err := files.Open(record + idxEnd)
	if err != nil {
		idx = nil
	} else {
		defer idx.Close()
	}
	f, err := files.Open(x.path)
	if err != nil {
		f = nil
	} else {
		defer f.Close()
	}
	if idx == nil && f == nil {
		return nil
	}
	older, renewed := x.path, x.path+".new"
	os.Remove(renewed) // what was not finished
	x.path = renewed
	err = errors.Join(x.takeTimes(idx), x.takeBlocks(f))
	x.path = older
	if err == nil && x.file != nil {
		err = errors.Join(x.file.Sync(), os.Rename(renewed, older))
	}
	if err != nil {
		return fmt.Errorf("%s is of an earlier version and cannot be written anew: %w", older, err)
	}
	if x.file != nil {
		os.Remove(record + idxEnd)
	}
	if !x.follows(&x.chain.last, size) {
		x.file.Close()
		x.file = nil
		x.begin()
		return os.Rename(x.path, x.path+".old")
	}
	return nil
}

// takeTimes takes over the times of an earlier version.
func (x *lineIndex) takeTimes(f *os.File) error {
	if f == nil {
		return nil
	}
	t, err := idxTimes(f)
	if err != nil {
		return nil // somebody else's: there are no times
	}
	for t.ahead() {
		var list []stamp
		for ; len(list) < stampsMost && t.ahead(); t.next = t.next[1:] {
			list = append(list, t.next[0])
		}
		if err := x.add(list, nil, 0, false); err != nil {
			return err
		}
	}
	return nil
}

// takeBlocks takes over the blocks of an earlier version, as far as they are whole.
func (x *lineIndex) takeBlocks(f *os.File) error {
	if f == nil {
		return nil
	}
	c, err := newOlderChain(f)
	if err != nil {
		return err
	}
	for b, err := c.nextBlock(); err == nil; b, err = c.nextBlock() {
		x.out = x.out[:0]
		if x.good == 0 {
			x.out = append(x.out, linesMagic...)
		}
		kept := *b
		x.prove(&kept)
		if err := x.write(); err != nil {
			return err
		}
		x.chain.at = x.good
		x.chain.follow(&kept)
	}
	return nil
}
