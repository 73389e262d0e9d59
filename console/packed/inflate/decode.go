package inflate

import "encoding/binary"

// ahead is how much input a turn of run may look at.
const ahead = 16

// decode unpacks codes until the room is full or the block ends.
func (r *Reader) decode() {
	for r.to < history+room && r.phase == coding && r.err == nil {
		if len(r.buf)-r.pos < ahead {
			r.fill()
			if len(r.buf)-r.pos < ahead {
				r.fail(errShort)
				return
			}
		}
		r.run()
		r.overrun()
	}
}

// run unpacks codes while there is input for it. What it works on is in variables meanwhile,
// and three literals are looked up at a time: they take 33 bits at most, and a copy looks again.
func (r *Reader) run() {
	const mask = 1<<primary - 1
	out, buf, pos, to, bits, n := r.out, r.buf, r.pos, r.to, r.bits, r.n
	for to < history+room && len(buf)-pos >= ahead {
		bits |= binary.LittleEndian.Uint64(buf[pos:]) << (n & 63)
		pos += int(63-n) >> 3
		n |= 56
		e := r.letters.entries[bits&mask]
		for k := 0; k < 3 && e&literal != 0; k++ {
			out[to] = byte(e >> 16)
			to, bits, n = to+1, bits>>(e&63), n-uint(e&63)
			e = r.letters.entries[bits&mask]
		}
		if e&literal != 0 {
			continue
		}
		bits |= binary.LittleEndian.Uint64(buf[pos:]) << (n & 63)
		pos += int(63-n) >> 3
		n |= 56
		e, bits, n = r.letters.longer(e, bits, n)
		switch {
		case e&literal != 0:
			out[to] = byte(e >> 16)
			to++
			continue
		case e == 0 || e&special != 0:
			r.pos, r.to, r.bits, r.n = pos, to, bits, n
			r.stop(e)
			return
		}
		length, bits2, n2 := valued(e, bits, n)
		d, bits2, n2 := r.reaches.longer(r.reaches.entries[bits2&mask], bits2, n2)
		reach, bits2, n2 := valued(d, bits2, n2)
		bits, n = bits2, n2
		if d == 0 || reach > to-r.floor {
			r.fail(ErrData)
			return
		}
		copyBack(out, to, reach, length)
		to += length
	}
	r.pos, r.to, r.bits, r.n = pos, to, bits, n
}

// stop ends a block, or the stream where there is no such code.
func (r *Reader) stop(e uint32) {
	r.phase = between
	if e == 0 {
		r.fail(ErrData)
	}
}

// longer takes the bits of a code, and those of one that goes on in another table.
func (t *table) longer(e uint32, bits uint64, n uint) (uint32, uint64, uint) {
	if e&(special|endMark|literal) == special {
		bits, n = bits>>primary, n-primary
		e = t.entries[(uint64(e>>16)+bits&(1<<(e>>8&63)-1))%maxTable]
	}
	return e, bits >> (e & 63), n - uint(e&63)
}

// valued takes the bits that follow a code of lengths or distances.
func valued(e uint32, bits uint64, n uint) (int, uint64, uint) {
	extra := uint(e >> 8 & 31)
	return int(e>>16) + int(bits&(1<<extra-1)), bits >> extra, n - extra
}

// copyBack repeats what was unpacked so far back, eight bytes at a time where that is
// far enough: it may write up to seven too many, which are written over.
func copyBack(out []byte, to, reach, length int) {
	from, end := to-reach, to+length
	if reach >= 8 {
		for ; to < end; to, from = to+8, from+8 {
			binary.LittleEndian.PutUint64(out[to:], binary.LittleEndian.Uint64(out[from:]))
		}
		return
	}
	for ; to < end; to, from = to+1, from+1 {
		out[to] = out[from]
	}
}
