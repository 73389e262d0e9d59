package symbol

import (
	"bytes"
	"cmp"
	"debug/elf"
	"errors"
	"io"
	"slices"
)

const (
	blockSize = 16 << 10 // what one small read fetches
	blocks    = 4        // how many of them a section keeps
	margin    = 16       // a relocated field at a window's edge lies within this

	// No compressed section grows beyond these: zlib packs at most 1032 to 1.
	maxInflated = 1 << 30
	maxRatio    = 1100
)

var errRange = errors.New("outside its section")

// section is one section of an image, read piece by piece. Pieces of a
// relocatable file come relocated.
type section struct {
	r        io.ReaderAt
	size     int64
	packed   *Packing // while it is compressed
	unpacked []byte   // afterwards, in memory
	keep     Unpacker // what unpacks it elsewhere, or nil
	share    *Share
	relocs   *relocs
	cache    [blocks]block
	turn     int
}

// block is a piece of a section kept for the next small read nearby.
type block struct {
	off  int64
	data []byte
}

// newSection returns the bytes of s, or nil when the file does not hold them
// (NOBITS, as in files made by objcopy --only-keep-debug).
func newSection(s *elf.Section, in *container, share *Share) *section {
	if s == nil || s.Type == elf.SHT_NOBITS {
		return nil
	}
	p, packed := in.packing(s)
	if !packed {
		return &section{r: s.ReaderAt, size: int64(s.FileSize), share: share}
	}
	if p == nil || p.Size > maxInflated || p.Size/maxRatio > p.Data.Size() {
		return nil
	}
	return &section{size: p.Size, packed: p, keep: in.keep, share: share}
}

// unpack inflates a compressed section, as a whole: its pieces cannot be
// reached otherwise. One that finds no room, or is damaged, is empty.
func (s *section) unpack() {
	packed := s.packed
	s.packed = nil
	if s.keep != nil && s.share.bounded(s.size) {
		if r, err := s.keep.Unpack(*packed); err == nil {
			s.r = r
			return
		}
	}
	if s.share.Take(s.size) != nil {
		s.size = 0
		return
	}
	data, err := packed.inMemory()
	if err != nil {
		s.share.Give(s.size)
		s.size = 0
		return
	}
	s.unpacked, s.r = data, bytes.NewReader(data)
}

// begin has a section unpacked that will be needed, where that goes on by itself.
func (s *section) begin() {
	if s != nil && s.packed != nil && s.keep != nil {
		s.unpack()
	}
}

// length is the section's size, 0 for a missing one.
func (s *section) length() int64 {
	if s == nil {
		return 0
	}
	return s.size
}

// window returns n bytes at off, which stay as they are.
func (s *section) window(off, n int64) ([]byte, error) { return s.windowIn(nil, off, n) }

// windowIn is window in the memory of buf when that is large enough. Sections
// are unpacked before anything is read of them, so that buf never is a part of
// what was unpacked.
func (s *section) windowIn(buf []byte, off, n int64) ([]byte, error) {
	if s != nil && s.packed != nil {
		s.unpack()
	}
	if s == nil || off < 0 || n < 0 || off > s.size || n > s.size-off {
		return nil, errRange
	}
	if s.unpacked != nil && s.relocs == nil {
		return s.unpacked[off : off+n : off+n], nil
	}
	lo, hi := off, off+n
	if s.relocs != nil {
		lo, hi = max(0, off-margin), min(s.size, off+n+margin)
	}
	buf, err := readAt(s.r, buf[:0], lo, hi-lo)
	if err != nil {
		return nil, err
	}
	if s.relocs != nil {
		s.relocs.apply(buf, lo)
	}
	return buf[off-lo : off-lo+n], nil
}

// readAt reads n bytes into buf, in steps, so that a size which lies costs no
// memory beyond what the file really holds.
func readAt(r io.ReaderAt, buf []byte, off, n int64) ([]byte, error) {
	const step = 8 << 20
	for int64(len(buf)) < n {
		at := len(buf)
		part := int(min(step, n-int64(at)))
		buf = slices.Grow(buf, part)[:at+part]
		if got, err := r.ReadAt(buf[at:], off+int64(at)); got < part {
			return nil, cmp.Or(err, io.ErrUnexpectedEOF)
		}
	}
	return buf, nil
}

// near returns the bytes from off on, at least n of them unless the section
// ends before; they stay valid until the next call only.
func (s *section) near(off int64, n int) []byte {
	if s == nil || off < 0 || off >= s.size {
		return nil
	}
	want := min(int64(n), s.size-off)
	for i := range s.cache {
		b := &s.cache[i]
		if at := off - b.off; at >= 0 && at+want <= int64(len(b.data)) {
			return b.data[at:]
		}
	}
	start := off &^ 63
	s.turn = (s.turn + 1) % blocks
	b := &s.cache[s.turn]
	old := b.data
	b.data = nil
	data, err := s.windowIn(old, start, min(max(blockSize, off-start+want), s.size-start))
	if err != nil {
		return nil
	}
	*b = block{start, data}
	return data[off-start:]
}

// maxText bounds a name: longer ones are damage.
const maxText = 4096

// text returns the zero-ended string at off, fit to be shown.
func (s *section) text(off int64) string { return printed(string(s.bytesAt(off))) }

// bytesAt is text without the copy, valid until the next call.
func (s *section) bytesAt(off int64) []byte {
	for n := 256; ; n *= 4 {
		b := s.near(off, n)
		if i := bytes.IndexByte(b, 0); i >= 0 {
			return b[:i]
		}
		if n >= maxText || len(b) < n {
			return nil
		}
	}
}
