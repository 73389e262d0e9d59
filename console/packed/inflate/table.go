package inflate

import "math/bits"

// A code of up to primary bits is found at once; the entry of a longer one leads to a table of
// the rest.
const (
	primary  = 11
	maxCode  = 15
	maxTable = 1<<primary + 1<<12 // two codes at least share a table of the rest, of 288 symbols
)

// An entry is what a code means: the low byte is how many bits it has.
//
//	literal   1<<31 | byte<<16          | bits
//	length or distance  base<<16 | extra<<8 | bits
//	end       1<<15 | 1<<14             | bits
//	longer    1<<15 | index<<16 | rest<<8   | primary
const (
	literal = 1 << 31
	special = 1 << 15
	endMark = 1 << 14
)

type table struct {
	entries [maxTable]uint32
}

// build fills the table from the lengths of the codes of each symbol; ok is false where those
// make no code. An entry of 0 is of no code.
func (t *table) build(lengths []uint8, means []uint32) (ok bool) {
	var count [maxCode + 1]int
	for _, n := range lengths {
		count[n]++
	}
	count[0] = 0
	var next [maxCode + 1]int
	left, code, longest := 1, 0, 0
	for n := 1; n <= maxCode; n++ {
		if count[n] > 0 {
			longest = n
		}
		if left = left<<1 - count[n]; left < 0 {
			return false
		}
		code = (code + count[n-1]) << 1
		next[n] = code
	}
	used := len(lengths) - countOf(lengths, 0)
	if left > 0 && !(used == 0 || used == 1 && count[1] == 1) { // one code may be alone
		return false
	}
	clear(t.entries[:1<<primary])
	free := 1 << primary
	for s, n := range lengths {
		if n == 0 {
			continue
		}
		from := int(bits.Reverse16(uint16(next[n])) >> (16 - n))
		next[n]++
		if free, ok = t.put(from, int(n), means[s], free, longest-primary); !ok {
			return false
		}
	}
	return true
}

func countOf(lengths []uint8, n uint8) (c int) {
	for _, l := range lengths {
		if l == n {
			c++
		}
	}
	return c
}

// put stores what a code means wherever bits begin with it, and returns where the next table of
// longer codes may begin.
func (t *table) put(code, n int, means uint32, free, rest int) (int, bool) {
	if n <= primary {
		for at := code; at < 1<<primary; at += 1 << n {
			t.entries[at] = means | uint32(n)
		}
		return free, true
	}
	first := &t.entries[code&(1<<primary-1)]
	if *first == 0 {
		if free+1<<rest > maxTable {
			return free, false
		}
		clear(t.entries[free : free+1<<rest])
		*first = special | uint32(free)<<16 | uint32(rest)<<8 | primary
		free += 1 << rest
	}
	base := int(*first &^ special >> 16)
	for at := code >> primary; at < 1<<rest; at += 1 << (n - primary) {
		t.entries[base+at] = means | uint32(n-primary)
	}
	return free, true
}

// What the symbols mean, RFC 1951 section 3.2.5.
var lettersMean, reachesMean = meanings()

func meanings() (letters [288]uint32, reaches [32]uint32) {
	for s := range 256 {
		letters[s] = literal | uint32(s)<<16
	}
	letters[256] = special | endMark
	base := uint32(3)
	for s := 257; s < 285; s++ {
		extra := uint32(max(0, s-261) / 4)
		letters[s] = base<<16 | extra<<8
		base += 1 << extra
	}
	letters[285] = longest << 16
	base = 1
	for s := range 30 {
		extra := uint32(max(0, s-2) / 2)
		reaches[s] = base<<16 | extra<<8
		base += 1 << extra
	}
	return letters, reaches
}

// fixed begins a block of the codes that need not be told.
func (r *Reader) fixed() {
	var letters [288]uint8
	for s := range letters {
		switch {
		case s < 144, s > 279:
			letters[s] = 8
		case s < 256:
			letters[s] = 9
		default:
			letters[s] = 7
		}
	}
	var reaches [32]uint8
	for s := range reaches {
		reaches[s] = 5
	}
	r.begin(letters[:], reaches[:])
}

// begin begins a block of codes.
func (r *Reader) begin(letters, reaches []uint8) {
	if !r.letters.build(letters, lettersMean[:]) || !r.reaches.build(reaches, reachesMean[:]) {
		r.fail(ErrData)
	}
	r.phase = coding
}

// dynamic begins a block that tells its codes, RFC 1951 section 3.2.7.
func (r *Reader) dynamic() {
	letters, reaches, more := int(r.take(5))+257, int(r.take(5))+1, int(r.take(4))+4
	if letters > 286 || reaches > 30 {
		r.fail(ErrData)
		return
	}
	var own [19]uint8
	for _, s := range []int{16, 17, 18, 0, 8, 7, 9, 6, 10, 5, 11, 4, 12, 3, 13, 2, 14, 1, 15}[:more] {
		own[s] = uint8(r.take(3))
	}
	var means [19]uint32
	for s := range means {
		means[s] = uint32(s) << 16
	}
	if !r.letters.build(own[:], means[:]) {
		r.fail(ErrData)
	}
	var all [286 + 30]uint8
	for at := 0; at < letters+reaches && r.err == nil; {
		at = r.lengthsOf(all[:letters+reaches], at)
	}
	if r.err == nil && all[256] == 0 { // it would never end
		r.fail(ErrData)
	}
	if r.err == nil {
		r.begin(all[:letters], all[letters:letters+reaches])
	}
}

// lengthsOf reads the length of one code, or of several that are alike.
func (r *Reader) lengthsOf(all []uint8, at int) int {
	if r.n < maxCode {
		r.refill()
	}
	e := r.letters.entries[r.bits&(1<<primary-1)]
	n := uint(e & 0xff)
	if e == 0 || n > r.n {
		r.fail(ErrData)
		return at
	}
	r.take(n)
	var times int
	value := uint8(e >> 16)
	switch value {
	case 16:
		if times = 3 + int(r.take(2)); at == 0 {
			r.fail(ErrData)
			return at
		}
		value = all[at-1]
	case 17:
		value, times = 0, 3+int(r.take(3))
	case 18:
		value, times = 0, 11+int(r.take(7))
	default:
		times = 1
	}
	if at+times > len(all) {
		r.fail(ErrData)
		return at
	}
	for range times {
		all[at] = value
		at++
	}
	return at
}
