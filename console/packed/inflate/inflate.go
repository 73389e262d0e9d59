// Package inflate unpacks what zlib packed (RFC 1950 and 1951) where there is much of it, as in
// the debug sections of a kernel: its decoder looks up several literals between two looks at
// the input, and copies eight bytes at a time. For small files its tables cost more than they
// save.
package inflate

import (
	"errors"
	"hash"
	"hash/adler32"
	"io"
)

// Errors of Read and NewReader.
var (
	ErrData  = errors.New("zlib: the data is damaged")
	errShort = io.ErrUnexpectedEOF
)

const (
	history = 32 << 10  // how far back a copy may reach
	room    = 256 << 10 // unpacked at a time
	longest = 258       // bytes of one copy
	spare   = 16        // bytes that a wide copy may write too far
	inSize  = 256 << 10
	padding = 32 // zeros behind the end of the input, so that looks at it stay within
)

// Reader unpacks one stream.
type Reader struct {
	in    io.Reader
	buf   []byte
	pos   int
	ended bool // the input has: the last bytes of buf are padding

	bits uint64 // the next bits of the input, the first one lowest
	n    uint   // how many

	out      []byte // what was unpacked before, and what is now
	from, to int    // what nobody has read yet
	floor    int    // where the stream begins in out, at most history before what is new
	sum      hash.Hash32
	err      error

	phase   phase
	last    bool // the block is the last one
	stored  int  // bytes to come of a block that is not packed
	letters table
	reaches table
}

// phase is where in a block the reader is.
type phase uint8

const (
	between phase = iota // two blocks
	storing              // in one that is not packed
	coding               // in one of codes
	behind               // the last
)

// NewReader reads the header of a stream.
func NewReader(in io.Reader) (*Reader, error) {
	r := &Reader{in: in, buf: make([]byte, 0, inSize+padding), out: make([]byte, history+room+longest+spare), sum: adler32.New()}
	r.from, r.to, r.floor = history, history, history
	const deflate, dictionary = 8, 0x20
	method, flags := r.take(8), r.take(8)
	if r.err == nil && (method&15 != deflate || flags&dictionary != 0 || (method<<8|flags)%31 != 0) {
		r.err = ErrData
	}
	if r.err != nil {
		return nil, r.err
	}
	return r, nil
}

// Close implements io.Closer.
func (r *Reader) Close() error { return nil }

// Read implements io.Reader.
func (r *Reader) Read(p []byte) (int, error) {
	for r.from == r.to {
		if r.err != nil {
			return 0, r.err
		}
		r.more()
	}
	n := copy(p, r.out[r.from:r.to])
	r.from += n
	return n, nil
}

// more unpacks until the room is full, or all there is.
func (r *Reader) more() {
	copy(r.out, r.out[r.to-history:r.to])
	r.floor = max(0, r.floor-(r.to-history))
	r.from, r.to = history, history
	for r.err == nil && r.to < history+room && r.phase != behind {
		switch r.phase {
		case storing:
			r.plain()
		case coding:
			r.decode()
		default:
			r.block()
		}
	}
	if r.err != nil { // of what is behind the end of the input, or damaged
		r.from = r.to
		return
	}
	r.sum.Write(r.out[history:r.to])
	if r.phase == behind {
		r.finish()
	}
}

// finish compares the sum that ends the stream.
func (r *Reader) finish() {
	r.take(r.n & 7)
	var want uint32
	for range 4 {
		want = want<<8 | r.take(8)
	}
	switch {
	case r.err != nil:
	case want != r.sum.Sum32():
		r.err = ErrData
	default:
		r.err = io.EOF
	}
}

// block begins the next block.
func (r *Reader) block() {
	if r.last {
		r.phase = behind
		return
	}
	r.last = r.take(1) == 1
	switch r.take(2) {
	case 0:
		r.take(r.n & 7)
		size, check := r.take(16), r.take(16)
		if size != ^check&0xffff {
			r.fail(ErrData)
		}
		r.stored, r.phase = int(size), storing
	case 1:
		r.fixed()
	case 2:
		r.dynamic()
	default:
		r.fail(ErrData)
	}
}

// plain copies what is not packed.
func (r *Reader) plain() {
	for r.stored > 0 && r.to < history+room && r.err == nil {
		if r.n >= 8 { // looked at already
			r.out[r.to] = byte(r.take(8))
			r.to, r.stored = r.to+1, r.stored-1
			continue
		}
		r.settle()
		end := len(r.buf)
		if r.ended {
			end -= padding
		}
		if r.pos >= end && !r.fill() {
			r.fail(errShort)
			return
		}
		n := copy(r.out[r.to:min(r.to+r.stored, history+room)], r.buf[r.pos:max(end, r.pos)])
		r.pos, r.to, r.stored = r.pos+n, r.to+n, r.stored-n
	}
	if r.stored == 0 {
		r.phase = between
	}
}

func (r *Reader) fail(err error) {
	if r.err == nil {
		r.err = err
	}
}
