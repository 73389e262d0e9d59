package record

import (
	"crypto/sha256"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"time"

	"oopscope/console/files"
)

// Finding is what the line index proves of a stretch of its record.
type Finding string

// What can be found of a stretch.
const (
	Whole    Finding = "whole"    // the bytes are those that came
	Later    Finding = "since"    // those that were there when the index was made anew
	Changed  Finding = "changed"  // other bytes
	Missing  Finding = "missing"  // came, and are not in the record
	Unproven Finding = "unproven" // in no block of the index
)

// A Stretch of a record is [From, To), in bytes.
type Stretch struct {
	From, To int64
	Finding  Finding
}

// A Proof is what a record's line index tells of it.
type Proof struct {
	Size      int64     // of the record, in bytes
	Stretches []Stretch // in their order, none beside one of the same finding
	Index     error     // what is wrong with the index, which proves nothing behind that
	First     time.Time // when the first bytes and the last ones came; zero when not known
	Last      time.Time
}

// IsWhole reports whether every byte of the record is proven, and none is missing.
func (p *Proof) IsWhole() bool {
	for _, s := range p.Stretches {
		if s.Finding != Whole && s.Finding != Later {
			return false
		}
	}
	return p.Index == nil
}

// Verify compares a record to the hashes in its line index. An error is one of
// reading; what is wrong with the record or its index is in the proof. Looked is
// called with the number of bytes compared so far, and may be nil.
func Verify(path string, looked func(int64)) (*Proof, error) {
	raw, err := files.OpenJoined(path)
	if err != nil {
		return nil, err
	}
	defer raw.Close()
	size, err := raw.Size()
	if err != nil {
		return nil, err
	}
	p := &Proof{Size: size}
	f, err := files.Open(path + linesEnd)
	if err == nil {
		defer f.Close()
		p.Index, err = p.compare(raw, f, looked)
	} else if errors.Is(err, fs.ErrNotExist) {
		p.Index, err = errors.New("there is no line index beside it, "+path+linesEnd), nil
	}
	if err != nil {
		return nil, err
	}
	p.add(Stretch{p.proven(), p.Size, Unproven})
	p.when(path)
	return p, nil
}

// proven is where the stretches end that were looked at.
func (p *Proof) proven() int64 {
	if n := len(p.Stretches); n > 0 {
		return p.Stretches[n-1].To
	}
	return 0
}

// compare looks at the stretch of each block.
func (p *Proof) compare(raw io.ReaderAt, index *os.File, looked func(int64)) (wrong, err error) {
	c, err := openBlocks(index)
	if err != nil {
		return err, nil
	}
	buf := make([]byte, blockBytes)
	for {
		b, err := c.nextBlock()
		switch {
		case err == io.EOF:
			return nil, nil
		case err != nil:
			return fmt.Errorf("%w (at byte %d of %s)", err, c.place(), index.Name()), nil
		}
		n, err := raw.ReadAt(buf[:b.to-b.from], b.from)
		if err != nil && err != io.EOF && !files.IsAway(err) {
			return nil, err
		}
		p.judge(b, buf[:n])
		if looked != nil {
			looked(b.to)
		}
	}
}

// when tells the first and the last time.
func (p *Proof) when(path string) {
	t, err := OpenTimes(path)
	if err != nil {
		return
	}
	defer t.Close()
	if t.ahead() {
		p.First = t.next[0].at
	}
	p.Last = t.At(p.Size)
}

// judge says what a block proves of the bytes that are in its place.
func (p *Proof) judge(b *block, is []byte) {
	there, found := b.from+int64(len(is)), Whole
	switch {
	case there < b.to: // a hash of half of it there is none
		p.add(Stretch{b.from, there, Unproven})
		p.add(Stretch{there, b.to, Missing})
		return
	case sha256.Sum256(is) != b.bytes:
		found = Changed
	case b.made:
		found = Later
	}
	p.add(Stretch{b.from, b.to, found})
}

// add puts a stretch behind the others, or to the last of them.
func (p *Proof) add(s Stretch) {
	switch n := len(p.Stretches); {
	case s.To <= s.From:
	case n > 0 && p.Stretches[n-1].Finding == s.Finding && p.Stretches[n-1].To == s.From:
		p.Stretches[n-1].To = s.To
	default:
		p.Stretches = append(p.Stretches, s)
	}
}
