package packed

import (
	"encoding/binary"
	"errors"
	"hash"
	"hash/adler32"
	"io"
)

var errDeflate = errors.New("damaged zlib data")

const (
	history   = 32 << 10 // how far back a distance reaches
	longest   = 258      // bytes of the longest match
	readAhead = 64 << 10
	slack     = 64 // bytes behind a buffer that may be touched

	unpackedBytes = history + 256<<10 + longest + slack
)

// An inflater unpacks what zlib packed, RFC 1950 and 1951. It is here because the debug
// sections of a kernel take twice as long with any other in Go, and as long as with
// zlib itself with this one.
type inflater struct {
	src  io.Reader
	in   [readAhead + slack]byte
	r, n int  // in in: what is taken next, and where the data ends
	end  bool // src has no more

	bits uint64 // taken, the lowest is next; what is above count is not counted yet
	have uint   // how many of them count

	out       [unpackedBytes]byte
	next, pos int // in out: what is to be read next, where the next byte goes
	total     int64

	state             int
	last              bool // the block is the last one
	stored            int  // bytes left of a block that is not packed
	literals, distant table
	sum               hash.Hash32
	err               error
}

// What comes next.
const (
	atStart = iota
	atBlock
	inStored
	inCodes
	atEnd
)

func newInflater(src io.Reader) *inflater { return &inflater{src: src, sum: adler32.New()} }

// Close implements io.Closer.
func (z *inflater) Close() error { return nil }

// Read implements io.Reader.
func (z *inflater) Read(p []byte) (int, error) {
	for z.next == z.pos {
		if z.err != nil {
			return 0, z.err
		}
		z.slide()
		from := z.pos
		z.err = z.step()
		z.sum.Write(z.out[from:z.pos])
		z.total += int64(z.pos - from)
		if z.state == atEnd && z.err == nil {
			z.err = z.check()
		}
	}
	n := copy(p, z.out[z.next:z.pos])
	z.next += n
	return n, nil
}

// slide makes room in out: what was unpacked last stays.
func (z *inflater) slide() {
	if z.pos > len(z.out)-slack-2*longest-readAhead {
		copy(z.out[:history], z.out[z.pos-history:z.pos])
		z.next, z.pos = history, history
	}
}

// step goes on with what comes next, as far as there is room.
func (z *inflater) step() error {
	switch z.state {
	case atStart:
		head := z.take(16)
		if head&0xf != 8 || head>>4&0xf > 7 || (head<<8|head>>8)&0xffff%31 != 0 || head>>13&1 != 0 {
			return z.fault()
		}
		z.state = atBlock
		return nil
	case atBlock:
		return z.block()
	case inStored:
		return z.copyStored()
	}
	return z.codes()
}

// fault tells data that ends too early from data that is wrong.
func (z *inflater) fault() error {
	if z.short() {
		return io.ErrUnexpectedEOF
	}
	return errDeflate
}

// short tells whether more was taken than there is.
func (z *inflater) short() bool { return z.end && z.r-int(z.have>>3) > z.n }

// fill has bits taken until at least 56 count. What lies behind the end of the data
// is zeros, and noticed by short.
func (z *inflater) fill() {
	if z.r+16 > z.n {
		z.more()
	}
	z.bits |= binary.LittleEndian.Uint64(z.in[min(z.r, len(z.in)-8):]) << z.have
	z.r += int((63 - z.have) >> 3)
	z.have |= 56
}

// more reads more data.
func (z *inflater) more() {
	if z.end {
		return
	}
	z.n = copy(z.in[:], z.in[z.r:z.n])
	z.r = 0
	for z.n < readAhead && !z.end {
		n, err := z.src.Read(z.in[z.n:readAhead])
		z.n += n
		z.end = err != nil
	}
	if z.end {
		clear(z.in[z.n:])
	}
}

// take returns the next bits, 32 at most.
func (z *inflater) take(n uint) uint64 {
	z.fill()
	b := z.bits & (1<<n - 1)
	z.bits >>= n
	z.have -= n
	return b
}

// block begins one.
func (z *inflater) block() error {
	if z.last {
		z.state = atEnd
		return nil
	}
	z.last = z.take(1) != 0
	switch z.take(2) {
	case 0:
		z.take(z.have & 7)
		size, not := z.take(16), z.take(16)
		if size != ^not&0xffff || z.short() {
			return z.fault()
		}
		z.r -= int(z.have >> 3) // what was taken and not used goes back
		z.bits, z.have = 0, 0
		z.stored, z.state = int(size), inStored
	case 1:
		var lengths [288]uint8
		for i := range lengths {
			lengths[i] = [...]uint8{8, 9, 7, 8}[min(1, i/144)+min(1, i/256)+min(1, i/280)]
		}
		z.literals.build(lengths[:], literalKinds, 10)
		even := [32]uint8{}
		for i := range even {
			even[i] = 5
		}
		z.distant.build(even[:], distanceKinds, 8)
		z.state = inCodes
	case 2:
		if !z.readCodes() {
			return z.fault()
		}
		z.state = inCodes
	default:
		return z.fault()
	}
	return nil
}

// copyStored copies what was not packed.
func (z *inflater) copyStored() error {
	for z.stored > 0 && z.pos < len(z.out)-slack-longest {
		if z.r >= z.n {
			if z.more(); z.r >= z.n {
				return io.ErrUnexpectedEOF
			}
		}
		n := copy(z.out[z.pos:min(z.pos+z.stored, len(z.out)-slack)], z.in[z.r:z.n])
		z.r, z.pos, z.stored = z.r+n, z.pos+n, z.stored-n
	}
	if z.stored == 0 {
		z.state = atBlock
	}
	return nil
}

// codeOrder is the order of the lengths of the codes that lengths of codes have,
// RFC 1951, 3.2.7.
var codeOrder = [19]uint8{16, 17, 18, 0, 8, 7, 9, 6, 10, 5, 11, 4, 12, 3, 13, 2, 14, 1, 15}

// readCodes reads the codes of a block.
func (z *inflater) readCodes() bool {
	literals, distances, n := int(z.take(5))+257, int(z.take(5))+1, int(z.take(4))+4
	var own [19]uint8
	for _, at := range codeOrder[:n] {
		own[at] = uint8(z.take(3))
	}
	plain := make(kindOf, 19)
	for i := range plain {
		plain[i] = entry(i) << 16
	}
	if literals > 286 || distances > 30 || !z.literals.build(own[:], plain, 7) {
		return false
	}
	var lengths [286 + 30]uint8
	for at := 0; at < literals+distances; {
		z.fill()
		e := z.literals.find(z.bits)
		if e&isOdd != 0 || z.short() {
			return false
		}
		z.take(uint(e & 63))
		value, times := uint8(e>>16), 1
		switch value {
		case 16:
			if at == 0 {
				return false
			}
			value, times = lengths[at-1], 3+int(z.take(2))
		case 17:
			value, times = 0, 3+int(z.take(3))
		case 18:
			value, times = 0, 11+int(z.take(7))
		}
		if at+times > literals+distances {
			return false
		}
		for range times {
			lengths[at] = value
			at++
		}
	}
	return lengths[256] != 0 && z.literals.build(lengths[:literals], literalKinds, 11) &&
		z.distant.build(lengths[literals:literals+distances], distanceKinds, 8)
}

// codes unpacks a block as far as there is room. What it needs for every code is in
// variables of its own.
func (z *inflater) codes() error {
	b, have, r, pos := z.bits, z.have, z.r, z.pos
	in, out := &z.in, &z.out
	before := z.total - int64(pos) // bytes that were unpacked and are in out no more
	first, mask := z.literals.entries, uint64(1)<<z.literals.first-1
	for pos < len(out)-slack-longest-2 {
		if r+24 > z.n {
			if z.bits, z.have, z.r, z.pos = b, have, r, pos; z.short() {
				return io.ErrUnexpectedEOF
			}
			z.more()
			r = z.r
		}
		b |= binary.LittleEndian.Uint64(in[r:]) << (have & 63)
		r += int((63 - have) >> 3)
		have |= 56
		e := first[b&mask]
		if e&isFurther != 0 {
			e = z.literals.find(b)
		}
		if e&isLiteral != 0 {
			out[pos] = byte(e >> 16)
			pos++
			b >>= e & 63
			have -= uint(e & 63)
			if e = first[b&mask]; e&isLiteral != 0 { // the next one is at hand as well
				out[pos] = byte(e >> 16)
				pos++
				b >>= e & 63
				have -= uint(e & 63)
			}
			continue
		}
		if e&isOdd != 0 {
			z.bits, z.have, z.r, z.pos = b>>(e&63), have-uint(e&63), r, pos
			return z.endOfBlock(e)
		}
		size := e.value(b)
		b >>= e & 63
		have -= uint(e & 63)
		e = z.distant.find(b)
		distance := e.value(b)
		b >>= e & 63
		have -= uint(e & 63)
		if e&isOdd != 0 || int64(distance) > before+int64(pos) || distance > pos {
			z.bits, z.have, z.r, z.pos = b, have, r, pos
			return z.fault()
		}
		again(out, pos, distance, size)
		pos += size
	}
	z.bits, z.have, z.r, z.pos = b, have, r, pos
	return nil
}

// again copies bytes from before pos, which may lie over each other; up to seven behind
// them are overwritten.
func again(out *[unpackedBytes]byte, pos, distance, size int) {
	if distance < 8 {
		for i := pos; i < pos+size; i++ {
			out[i] = out[i-distance]
		}
		return
	}
	for end := pos + size; pos < end; pos += 8 {
		binary.LittleEndian.PutUint64(out[pos:], binary.LittleEndian.Uint64(out[pos-distance:]))
	}
}

func (z *inflater) endOfBlock(e entry) error {
	if e>>16 == 0 || z.short() {
		return z.fault()
	}
	z.state = atBlock
	return nil
}

// check compares the sum behind the last block.
func (z *inflater) check() error {
	z.take(z.have & 7)
	sum := z.take(32)
	if z.short() {
		return io.ErrUnexpectedEOF
	}
	var b [4]byte
	binary.LittleEndian.PutUint32(b[:], uint32(sum))
	if binary.BigEndian.Uint32(b[:]) != z.sum.Sum32() {
		return errors.New("damaged zlib data: its checksum is another")
	}
	return io.EOF
}
