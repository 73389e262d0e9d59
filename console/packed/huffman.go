package packed

import "math/bits"

// An entry of a decoding table tells what the next bits are:
//
//	bits 0-5    how many of them, with what follows the code
//	bits 8-12   how many are the code's own
//	bits 13-15  what it is
//	bits 16-31  a letter, the least of a length or a distance, or where a table goes on
type entry uint32

const (
	isLiteral entry = 1 << (13 + iota) // a letter
	isFurther                          // longer codes stand in a table of their own
	isOdd                              // the end of the block, or no code at all
)

// kindOf tells of every symbol what its entries hold beside the length of its code.
type kindOf []entry

// number is a symbol for numbers from base on, with so many bits behind the code.
func number(base, extra int) entry { return entry(base)<<16 | entry(extra) }

// RFC 1951, 3.2.5: letters, the end of a block, lengths; and distances.
var literalKinds, distanceKinds = kinds()

func kinds() (literals, distances kindOf) {
	for i := range 256 {
		literals = append(literals, isLiteral|entry(i)<<16)
	}
	literals = append(literals, isOdd|1<<16)
	for i, base := 0, 3; i < 28; i++ {
		extra := max(0, i/4-1)
		literals = append(literals, number(base, extra))
		base += 1 << extra
	}
	literals = append(literals, number(258, 0), isOdd, isOdd)
	for i, base := 0, 1; i < 30; i++ {
		extra := max(0, i/2-1)
		distances = append(distances, number(base, extra))
		base += 1 << extra
	}
	return literals, append(distances, isOdd, isOdd)
}

// A table finds the entry of a code by its first bits, and where that is not enough
// by those behind them.
type table struct {
	entries []entry
	first   uint // bits
}

const maxCode = 15 // bits of the longest code

// build makes the table of a code that is given by the lengths of the codes of all
// symbols, RFC 1951, 3.2.2. It refuses codes that leave bits without a meaning, but
// for one that has a single symbol, and those that give them two.
func (t *table) build(lengths []uint8, kinds kindOf, first uint) bool {
	var count [maxCode + 1]int
	for _, n := range lengths {
		count[n]++
	}
	used := len(lengths) - count[0]
	var next [maxCode + 2]int
	left := 1
	for n := 1; n <= maxCode; n++ {
		if left = left<<1 - count[n]; left < 0 {
			return false
		}
		next[n+1] = (next[n] + count[n]) << 1
	}
	if left > 0 && (used > 1 || used == 1 && count[1] != 1) {
		return false
	}
	t.first = first
	t.entries = t.entries[:0]
	for range 1 << first {
		t.entries = append(t.entries, isOdd|1)
	}
	longest := uint(maxCode)
	for longest > 1 && count[longest] == 0 {
		longest--
	}
	for symbol, n := range lengths {
		if n == 0 {
			continue
		}
		code := int(bits.Reverse16(uint16(next[n])) >> (16 - n))
		next[n]++
		e := kinds[symbol] + entry(n) | entry(n)<<8
		if uint(n) <= first {
			for ; code < 1<<first; code += 1 << n {
				t.entries[code] = e
			}
			continue
		}
		t.further(code, uint(n), longest-first, e)
	}
	return true
}

// further puts a code longer than the first bits into a table of its own, for so many
// bits behind them.
func (t *table) further(code int, n, more uint, e entry) {
	head := &t.entries[code&(1<<t.first-1)]
	if *head&isFurther == 0 {
		*head = isFurther | entry(len(t.entries))<<16 | entry(more)<<8
		for range 1 << more {
			t.entries = append(t.entries, isOdd|1)
		}
		head = &t.entries[code&(1<<t.first-1)]
	}
	start := int(*head >> 16)
	for at := code >> t.first; at < 1<<more; at += 1 << (n - t.first) {
		t.entries[start+at] = e
	}
}

// value returns the number whose code bits begin with.
func (e entry) value(b uint64) int { return int(e>>16) + int(b&(1<<(e&63)-1)>>(e>>8&31)) }

// find returns the entry that bits begin with.
func (t *table) find(b uint64) entry {
	e := t.entries[b&(1<<t.first-1)]
	if e&isFurther != 0 {
		e = t.entries[uint64(e>>16)+b>>t.first&(1<<(e>>8&31)-1)]
	}
	return e
}
