package packed

import (
	"encoding/binary"
	"errors"
	"io"
)

var errLZMA = errors.New("damaged LZMA data")

// lzmaExtra is what the window of a decoder has beyond its dictionary, so that it is
// not moved for every chunk.
func lzmaExtra(dict int64) int64 { return maxChunk + dict/8 }

const maxChunk = 2 << 20 // bytes that one chunk of LZMA2 unpacks to, at most

// An lzma2 unpacks LZMA2: chunks of LZMA, each with what it unpacks to and how much
// of the decoder's state it begins anew, as xz-file-format.txt 1.2 and
// lib/xz/xz_dec_lzma2.c of the kernel have it. It is here because a module of 50 MB
// takes the package lzma a minute.
type lzma2 struct {
	in interface {
		io.Reader
		io.ByteReader
	}
	win        []byte
	dict       int // bytes that a distance may reach
	next, pos  int // in win: what is to be read next, where the next byte goes
	total      int // bytes since the dictionary was empty
	needDict   bool
	needProps  bool
	over       bool
	lz         coder
	compressed rangeDecoder
}

func newLZMA2(in interface {
	io.Reader
	io.ByteReader
}, dict int64) *lzma2 {
	return &lzma2{in: in, win: make([]byte, dict+lzmaExtra(dict)), dict: int(dict), needDict: true, needProps: true}
}

// Read implements io.Reader.
func (z *lzma2) Read(p []byte) (int, error) {
	for z.next == z.pos {
		if z.over {
			return 0, io.EOF
		}
		if err := z.chunk(); err != nil {
			z.over = true
			if err == io.EOF {
				err = io.ErrUnexpectedEOF
			}
			return 0, err
		}
	}
	n := copy(p, z.win[z.next:z.pos])
	z.next += n
	return n, nil
}

// chunk unpacks one chunk. Its first byte tells what it is, and what of the state
// before it holds no more.
func (z *lzma2) chunk() error {
	const newDict, newProps, newState, compressed = 0xe0, 0xc0, 0xa0, 0x80
	control, err := z.in.ReadByte()
	if err != nil {
		return err
	}
	switch {
	case control == 0:
		z.over = true
		return nil
	case control >= newDict || control == 1:
		z.needDict, z.total = false, 0
		z.needProps = true
	case z.needDict || control > 2 && control < compressed:
		return errLZMA
	}
	if control < compressed {
		return z.stored()
	}
	var head [5]byte
	size := head[:4]
	if control >= newProps {
		size = head[:5]
	}
	if _, err := io.ReadFull(z.in, size); err != nil {
		return err
	}
	switch {
	case control >= newProps:
		z.needProps = false
		if !z.lz.setup(head[4]) {
			return errLZMA
		}
	case z.needProps:
		return errLZMA
	case control >= newState:
		z.lz.reset()
	}
	n := int(control&0x1f)<<16 + int(binary.BigEndian.Uint16(head[:])) + 1
	if err := z.compressed.fill(z.in, int(binary.BigEndian.Uint16(head[2:]))+1); err != nil {
		return err
	}
	z.room(n)
	if !z.decode(n) || !z.compressed.finished() {
		return errLZMA
	}
	return nil
}

// stored takes a chunk that is not compressed.
func (z *lzma2) stored() error {
	var size [2]byte
	if _, err := io.ReadFull(z.in, size[:]); err != nil {
		return err
	}
	n := int(binary.BigEndian.Uint16(size[:])) + 1
	z.room(n)
	if _, err := io.ReadFull(z.in, z.win[z.pos:z.pos+n]); err != nil {
		return err
	}
	z.pos, z.total = z.pos+n, z.total+n
	return nil
}

// room makes room for n bytes: the dictionary moves to the front. All that was
// unpacked has been read.
func (z *lzma2) room(n int) {
	if z.pos+n <= len(z.win) {
		return
	}
	keep := min(z.dict, z.total, z.pos)
	copy(z.win, z.win[z.pos-keep:z.pos])
	z.next, z.pos = keep, keep
}

// A coder is the state of the decoder between symbols: probabilities of zero bits in
// 2048ths, by what came before.
type coder struct {
	lc, lp, pb uint
	state      uint32
	rep        [4]uint32 // the last distances, less one

	isMatch    [12 << 4]uint16
	isRep      [12]uint16
	isRep0     [12]uint16
	isRep1     [12]uint16
	isRep2     [12]uint16
	isRep0Long [12 << 4]uint16
	slot       [4][64]uint16
	special    [128]uint16
	align      [16]uint16
	matchLen   lengths
	repLen     lengths
	literal    [16 * 0x300]uint16
}

// lengths are the probabilities of a length's bits.
type lengths struct {
	choice [2]uint16
	low    [16][8]uint16
	mid    [16][8]uint16
	high   [256]uint16
}

// setup takes the properties of what follows.
func (l *coder) setup(props byte) bool {
	if props >= 9*5*5 {
		return false
	}
	l.lc, l.lp, l.pb = uint(props%9), uint(props/9%5), uint(props/45)
	l.reset()
	return l.lc+l.lp <= 4
}

func (l *coder) reset() {
	*l = coder{lc: l.lc, lp: l.lp, pb: l.pb}
	for _, probs := range [][]uint16{l.isMatch[:], l.isRep[:], l.isRep0[:], l.isRep1[:], l.isRep2[:], l.isRep0Long[:],
		l.slot[0][:], l.slot[1][:], l.slot[2][:], l.slot[3][:], l.special[:], l.align[:], l.literal[:]} {
		even(probs)
	}
	for _, n := range []*lengths{&l.matchLen, &l.repLen} {
		even(n.choice[:])
		even(n.high[:])
		for i := range n.low {
			even(n.low[i][:])
			even(n.mid[i][:])
		}
	}
}

func even(probs []uint16) {
	for i := range probs {
		probs[i] = 1024
	}
}

// decode unpacks a chunk of n bytes.
func (z *lzma2) decode(n int) bool {
	l, rc, win := &z.lz, &z.compressed, z.win
	pos, limit := z.pos, z.pos+n
	posMask, literalMask := 1<<l.pb-1, 1<<l.lp-1
	ahead := z.total - pos // from places in the window to those in the stream
	for pos < limit {
		if rc.pos > rc.end {
			return false
		}
		posState := uint32((pos + ahead) & posMask)
		if rc.bit(&l.isMatch[l.state<<4+posState]) == 0 {
			before := byte(0)
			if pos+ahead > 0 {
				before = win[pos-1]
			}
			at := ((pos+ahead)&literalMask<<l.lc + int(before>>(8-l.lc))) * 0x300
			probs := (*[0x300]uint16)(l.literal[at:])
			if l.state < 7 {
				win[pos] = rc.byte(probs)
			} else {
				win[pos] = rc.byteBeside(probs, uint32(win[pos-int(l.rep[0])-1]))
			}
			l.state = afterLiteral[l.state]
			pos++
			continue
		}
		size := l.match(rc, posState)
		distance := int(l.rep[0]) + 1
		if distance > pos+ahead || distance > z.dict || size > limit-pos {
			return false
		}
		repeat(win[:limit], pos, distance, size)
		pos += size
	}
	z.pos, z.total = pos, pos+ahead
	return true
}

var afterLiteral = [16]uint32{0, 0, 0, 0, 1, 2, 3, 4, 5, 6, 4, 5}

// repeat copies bytes from before pos, which may lie over each other.
func repeat(win []byte, pos, distance, size int) {
	from := pos - distance
	if distance >= size {
		copy(win[pos:pos+size], win[from:])
		return
	}
	for size > 0 {
		n := copy(win[pos:pos+size], win[from:pos])
		pos, size = pos+n, size-n
	}
}

// match reads a match: how many bytes, and into rep how far back.
func (l *coder) match(rc *rangeDecoder, posState uint32) int {
	after := func(early, late uint32) {
		if l.state < 7 {
			l.state = early
		} else {
			l.state = late
		}
	}
	state := l.state
	if rc.bit(&l.isRep[state]) == 0 {
		after(7, 10)
		size := rc.length(&l.matchLen, posState)
		copy(l.rep[1:], l.rep[:3])
		l.rep[0] = l.distance(rc, size)
		return size
	}
	if rc.bit(&l.isRep0[state]) == 0 {
		if rc.bit(&l.isRep0Long[state<<4+posState]) == 0 {
			after(9, 11)
			return 1
		}
	} else {
		which := uint32(1)
		if rc.bit(&l.isRep1[state]) != 0 {
			which = 2 + rc.bit(&l.isRep2[state])
		}
		distance := l.rep[which]
		copy(l.rep[1:which+1], l.rep[:which])
		l.rep[0] = distance
	}
	after(8, 11)
	return rc.length(&l.repLen, posState)
}

func (l *coder) distance(rc *rangeDecoder, size int) uint32 {
	slot := rc.tree(l.slot[min(size-2, 3)][:])
	if slot < 4 {
		return slot
	}
	bits := slot>>1 - 1
	high := 2 | slot&1
	if slot < 14 {
		high <<= bits
		return high + rc.reverse(l.special[high-slot:], bits)
	}
	return rc.direct(high, bits-4)<<4 + rc.reverse(l.align[:], 4)
}

func (rc *rangeDecoder) length(l *lengths, posState uint32) int {
	switch {
	case rc.bit(&l.choice[0]) == 0:
		return 2 + int(rc.tree(l.low[posState][:]))
	case rc.bit(&l.choice[1]) == 0:
		return 10 + int(rc.tree(l.mid[posState][:]))
	}
	return 18 + int(rc.tree(l.high[:]))
}

// A rangeDecoder reads bits of which it knows how probable they are.
type rangeDecoder struct {
	size, code uint32
	pos, end   int
	data       [1 << 17]byte // one chunk is half as long: what lies is noticed before it is read to the end
}

// fill takes the packed bytes of a chunk.
func (rc *rangeDecoder) fill(in io.Reader, n int) error {
	if n < 5 {
		return errLZMA
	}
	if _, err := io.ReadFull(in, rc.data[:n]); err != nil {
		return err
	}
	clear(rc.data[n : n+64])
	rc.size, rc.code = 0xffffffff, binary.BigEndian.Uint32(rc.data[1:])
	rc.pos, rc.end = 5, n
	return nil
}

// finished tells whether all that was packed has been used up.
func (rc *rangeDecoder) finished() bool {
	rc.size, rc.code, rc.pos = rc.normal(rc.size, rc.code, rc.pos)
	return rc.code == 0 && rc.pos == rc.end
}

func (rc *rangeDecoder) normal(size, code uint32, pos int) (uint32, uint32, int) {
	if size < 1<<24 {
		return size << 8, code<<8 | uint32(rc.data[pos&(len(rc.data)-1)]), pos + 1
	}
	return size, code, pos
}

// step reads one bit without asking which: of code below the bound it is 0, and the
// mask all ones. Which bit comes is what no processor foresees.
func step(size, code uint32, p *uint16) (uint32, uint32, uint32) {
	probability := uint32(*p)
	bound := size >> 11 * probability
	mask := uint32((int64(code) - int64(bound)) >> 63)
	*p = uint16(int32(probability) - (int32(probability)+int32(mask&(1<<32-2048+31)))>>5)
	return size - bound + mask&(2*bound-size), code - bound&^mask, 1 + mask
}

// bit reads one bit.
func (rc *rangeDecoder) bit(p *uint16) uint32 {
	size, code, pos := rc.normal(rc.size, rc.code, rc.pos)
	bound := size >> 11 * uint32(*p)
	rc.pos = pos
	if code < bound {
		rc.size, rc.code = bound, code
		*p += (2048 - *p) >> 5
		return 0
	}
	rc.size, rc.code = size-bound, code-bound
	*p -= *p >> 5
	return 1
}

// tree reads a number whose bits, highest first, are as probable as those before tell.
func (rc *rangeDecoder) tree(probs []uint16) uint32 {
	size, code, pos := rc.size, rc.code, rc.pos
	m, bit := uint32(1), uint32(0)
	for m < uint32(len(probs)) {
		size, code, pos = rc.normal(size, code, pos)
		size, code, bit = step(size, code, &probs[m])
		m = m<<1 | bit
	}
	rc.size, rc.code, rc.pos = size, code, pos
	return m - uint32(len(probs))
}

// byte reads a literal.
func (rc *rangeDecoder) byte(probs *[0x300]uint16) byte {
	size, code, pos := rc.size, rc.code, rc.pos
	m, bit := uint32(1), uint32(0)
	for range 8 {
		size, code, pos = rc.normal(size, code, pos)
		size, code, bit = step(size, code, &probs[m&0xff])
		m = m<<1 | bit
	}
	rc.size, rc.code, rc.pos = size, code, pos
	return byte(m)
}

// byteBeside reads a literal behind a match, which differs from the byte that would
// have gone on with it.
func (rc *rangeDecoder) byteBeside(probs *[0x300]uint16, match uint32) byte {
	size, code, pos := rc.size, rc.code, rc.pos
	m, bit, offset := uint32(1), uint32(0), uint32(0x100)
	for range 8 {
		match <<= 1
		same := match & offset
		size, code, pos = rc.normal(size, code, pos)
		size, code, bit = step(size, code, &probs[offset+same+m&0xff])
		m = m<<1 | bit
		offset &= same ^ (bit - 1)
	}
	rc.size, rc.code, rc.pos = size, code, pos
	return byte(m)
}

// reverse reads a number with the lowest bit first.
func (rc *rangeDecoder) reverse(probs []uint16, bits uint32) (n uint32) {
	m := uint32(1)
	for i := range bits {
		bit := rc.bit(&probs[m])
		m = m<<1 | bit
		n |= bit << i
	}
	return n
}

// direct reads bits that are as probable as not, behind high.
func (rc *rangeDecoder) direct(high, bits uint32) uint32 {
	size, code, pos := rc.size, rc.code, rc.pos
	for range bits {
		size, code, pos = rc.normal(size, code, pos)
		size >>= 1
		mask := uint32((int64(code) - int64(size)) >> 63)
		code -= size &^ mask
		high = high<<1 + 1 + mask
	}
	rc.size, rc.code, rc.pos = size, code, pos
	return high
}
