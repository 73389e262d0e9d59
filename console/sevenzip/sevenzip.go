// Package sevenzip reads 7z archives as far as logs need it: whatever 7z makes of
// text unless it is told otherwise (LZMA2, LZMA), and what is packed by bzip2, deflate or
// zstd in one step or stored. Anything else, encrypted archives, too, is refused by name.
//
// The container is that of 7zFormat.txt in the LZMA SDK: a header at the beginning
// says where the real one lies, which is packed itself as a rule. No more memory is
// taken than is granted, whatever a header asks for.
package sevenzip

import (
	"bytes"
	"encoding/binary"
	"errors"
	"fmt"
	"hash/crc32"
	"io"
	"time"
	"unicode/utf16"

	"oopscope/console/packed"
)

// Magic begins every archive.
const Magic = "7z\xbc\xaf\x27\x1c"

// A File is one file of an archive that holds something.
type File struct {
	Name     string // as whoever made the archive chose it
	Modified time.Time
	In       io.Reader // its bytes, until the next file is asked for
}

var errDamaged = errors.New("damaged 7z archive")

const (
	startSize  = 32       // of the header at the beginning, in bytes
	maxHeader  = 16 << 20 // of the real one
	secondsOf1 = 11644473600
)

// Walk calls visit with each file of an archive, in their order there. Folders,
// links and empty files are none. The error is the visitor's, or says why the
// archive is not read to its end.
func Walk(in io.ReaderAt, size int64, memory packed.Memory, visit func(File) error) error {
	a := archive{in, size, memory}
	head, err := a.header()
	if err != nil {
		return err
	}
	c := cursor{rest: head}
	all, files := c.archive()
	if c.bad {
		return errDamaged
	}
	at := startSize + int64(all.at)
	piece := 0
	for i := range all.folders {
		f := &all.folders[i]
		if f.pieces < 1 || piece+f.pieces > len(all.packed) {
			return errDamaged
		}
		if files, err = a.folder(f, at, all.packed[piece], files, visit); err != nil {
			return err
		}
		for range f.pieces {
			at += int64(all.packed[piece])
			piece++
		}
	}
	return nil
}

type archive struct {
	in     io.ReaderAt
	size   int64
	memory packed.Memory
}

// header returns the real header, unpacked as often as it is packed.
func (a archive) header() ([]byte, error) {
	head, err := a.listed()
	for range 4 {
		if err != nil || len(head) == 0 || head[0] != encodedHeader {
			return head, err
		}
		head, err = a.unpacked(head[1:])
	}
	return nil, errDamaged
}

// listed reads the header that the first one leads to.
func (a archive) listed() ([]byte, error) {
	start := make([]byte, startSize)
	if _, err := a.in.ReadAt(start, 0); err != nil {
		return nil, errDamaged
	}
	le := binary.LittleEndian
	at, size, sum := le.Uint64(start[12:]), le.Uint64(start[20:]), le.Uint32(start[28:])
	switch {
	case crc32.ChecksumIEEE(start[12:]) != le.Uint32(start[8:]):
		return nil, errDamaged
	case size > maxHeader || at > uint64(a.size) || startSize+at+size > uint64(a.size):
		return nil, errors.New("the archive ends too early: its list of files, which stands at the end, is missing")
	}
	head := make([]byte, size)
	if _, err := a.in.ReadAt(head, startSize+int64(at)); err != nil && size > 0 || crc32.ChecksumIEEE(head) != sum {
		return nil, errDamaged
	}
	return head, nil
}

// unpacked unpacks a header that is packed itself: it says where it lies.
func (a archive) unpacked(where []byte) ([]byte, error) {
	c := cursor{rest: where}
	all := c.streams()
	if c.bad || len(all.folders) != 1 || len(all.packed) != 1 || all.folders[0].unpacked > maxHeader {
		return nil, errDamaged
	}
	f := &all.folders[0]
	r, err := a.open(f, startSize+int64(all.at), all.packed[0])
	if err != nil {
		return nil, err
	}
	defer r.Close()
	head, err := io.ReadAll(io.LimitReader(r, int64(f.unpacked)))
	if err != nil || f.check.known && crc32.ChecksumIEEE(head) != f.check.sum {
		return nil, errDamaged
	}
	return head, nil
}

// folder calls visit with the files of a folder, and returns those behind them.
func (a archive) folder(f *folder, at int64, size uint64, files []File, visit func(File) error) ([]File, error) {
	if len(f.parts) > len(files) {
		return nil, errDamaged
	}
	r, err := a.open(f, at, size)
	if err != nil {
		return nil, fmt.Errorf("%w: %s and all behind it is not read", err, files[0].Name)
	}
	defer r.Close()
	for i, p := range f.parts {
		in := &checked{in: io.LimitReader(r, int64(p.size)), left: p.size, want: p.check}
		files[i].In = in
		if err := visit(files[i]); err != nil {
			return nil, err
		}
		if _, err := io.Copy(io.Discard, in); err != nil { // up to the next one
			return nil, fmt.Errorf("%w: what stands behind %s is not read", err, files[i].Name)
		}
	}
	return files[len(f.parts):], nil
}

// open returns what a folder unpacks to.
func (a archive) open(f *folder, at int64, size uint64) (io.ReadCloser, error) {
	if at < 0 || int64(size) < 0 || at+int64(size) > a.size {
		return nil, errors.New("the archive ends too early")
	}
	if len(f.coders) != 1 || f.pieces != 1 || f.coders[0].ins != 1 || f.coders[0].outs != 1 {
		return nil, refused(f.coders)
	}
	unpack := methods[f.coders[0].method]
	if unpack == nil {
		return nil, refused(f.coders)
	}
	return unpack(io.NewSectionReader(a.in, at, int64(size)), f.coders[0].options, f.unpacked, a.memory)
}

// archive reads the real header: the packed data, and the files that hold some of it.
func (c *cursor) archive() (s streams, files []File) {
	if len(c.rest) == 0 {
		return s, nil
	}
	if c.byte() != aHeader {
		c.bad = true
	}
	for id := c.byte(); id != atEnd && !c.bad; id = c.byte() {
		switch id {
		case mainStreams:
			s = c.streams()
		case filesInfo:
			files = c.files()
		case properties:
			for c.byte() != atEnd && !c.bad {
				c.take(c.number())
			}
		default:
			c.bad = true
		}
	}
	return s, files
}

// files reads the names of the files, without those that hold nothing.
func (c *cursor) files() []File {
	files := make([]File, c.count())
	empty := make([]bool, len(files))
	for id := c.byte(); id != atEnd && !c.bad; id = c.byte() {
		field := cursor{rest: c.take(c.number())}
		switch id {
		case emptyStream:
			empty = field.flags(len(files))
		case names:
			field.byte() // whether they stand elsewhere
			for i := range files {
				files[i].Name = field.name()
			}
		case modified:
			known := field.some(len(files))
			field.byte()
			for i := range files {
				if known[i] { // since 1601, in steps of 100 ns
					t := field.u64()
					files[i].Modified = time.Unix(int64(t/1e7)-secondsOf1, int64(t%1e7)*100)
				}
			}
		}
		c.bad = c.bad || field.bad
	}
	full := files[:0]
	for i := range files {
		if !empty[i] {
			full = append(full, files[i])
		}
	}
	return full
}

// name reads a name in UTF-16 up to its zero.
func (c *cursor) name() string {
	var units []uint16
	for !c.bad {
		b := c.take(2)
		if b == nil || b[0]|b[1] == 0 {
			break
		}
		units = append(units, binary.LittleEndian.Uint16(b))
	}
	return string(utf16.Decode(units))
}

// checked reads a file and tells at its end whether it is what was packed.
type checked struct {
	in   io.Reader
	left uint64
	sum  uint32
	want checksum
}

// Read implements io.Reader.
func (r *checked) Read(p []byte) (int, error) {
	n, err := r.in.Read(p)
	r.sum = crc32.Update(r.sum, crc32.IEEETable, p[:n])
	r.left -= uint64(n)
	switch {
	case err == io.EOF && r.left > 0:
		return n, errors.New("the packed data ends too early")
	case err == io.EOF && r.want.known && r.want.sum != r.sum:
		return n, fmt.Errorf("%w: a checksum is another", errDamaged)
	}
	return n, err
}

// Is tells an archive by its first bytes.
func Is(head []byte) bool { return bytes.HasPrefix(head, []byte(Magic)) }
