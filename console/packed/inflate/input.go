package inflate

import (
	"encoding/binary"
	"io"
)

// fill reads more of the input behind what is left of it, and tells whether there was any.
func (r *Reader) fill() bool {
	if r.ended {
		return false
	}
	r.buf = r.buf[:copy(r.buf, r.buf[r.pos:])]
	r.pos = 0
	before := len(r.buf)
	n, err := io.ReadFull(r.in, r.buf[before:inSize])
	r.buf = r.buf[:before+n]
	switch err {
	case nil:
	case io.EOF, io.ErrUnexpectedEOF:
		r.ended = true
		r.buf = append(r.buf, make([]byte, padding)...)
	default:
		r.fail(err)
	}
	return n > 0
}

// refill looks at as many bits as there is place for: 56 at least, or what is there.
func (r *Reader) refill() {
	if len(r.buf)-r.pos < 8 {
		r.fill()
		if len(r.buf)-r.pos < 8 {
			return
		}
	}
	r.bits |= binary.LittleEndian.Uint64(r.buf[r.pos:]) << r.n
	r.pos += int(63-r.n) >> 3
	r.n |= 56
}

// settle forgets bits of bytes that were looked at too early.
func (r *Reader) settle() {
	r.bits &= 1<<r.n - 1
}

// take returns the next bits, up to 16 of them.
func (r *Reader) take(n uint) uint32 {
	if r.n < n {
		r.refill()
		if r.n < n {
			r.fail(errShort)
			return 0
		}
	}
	v := uint32(r.bits) & (1<<n - 1)
	r.bits, r.n = r.bits>>n, r.n-n
	r.overrun()
	return v
}

// overrun notices that what was taken is padding.
func (r *Reader) overrun() {
	if r.ended && r.pos-int(r.n>>3) > len(r.buf)-padding {
		r.fail(errShort)
	}
}
