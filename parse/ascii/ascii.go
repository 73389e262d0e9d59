// Package ascii has the questions about single bytes that the readers of a
// kernel's text ask all the time: they know ASCII and nothing else, and cost
// next to nothing.
package ascii

import "strings"

// IsDigit reports whether c is a decimal digit.
func IsDigit(c byte) bool { return c-'0' < 10 }

// IsLetter reports whether c is a letter.
func IsLetter(c byte) bool { return (c|0x20)-'a' < 26 }

// IsHexDigit reports whether c is a hexadecimal digit of either case.
func IsHexDigit(c byte) bool { return IsDigit(c) || (c|0x20)-'a' < 6 }

// Unindented returns s without the blanks and tabs that it begins with.
func Unindented(s string) string {
	i := 0
	for i < len(s) && (s[i] == ' ' || s[i] == '\t') {
		i++
	}
	return s[i:]
}

// AllDigits reports whether s is decimal digits and nothing else, one at least.
func AllDigits[T string | []byte](s T) bool {
	for i := range len(s) {
		if !IsDigit(s[i]) {
			return false
		}
	}
	return len(s) > 0
}

// HexRun reports whether so many hexadecimal digits stand in a row. It looks where
// the last of them would be, and from there back.
func HexRun(s string, least int) bool {
	for from := 0; from+least <= len(s); {
		i := from + least - 1
		for i >= from && IsHexDigit(s[i]) {
			i--
		}
		if i < from {
			return true
		}
		from = i + 1
	}
	return false
}

// AllHexDigits reports whether s is hexadecimal digits and nothing else, one at
// least.
func AllHexDigits(s string) bool {
	for i := range len(s) {
		if !IsHexDigit(s[i]) {
			return false
		}
	}
	return len(s) > 0
}

// IsPlain reports whether s is printable ASCII throughout, as most of a kernel's
// output is.
func IsPlain[T string | []byte](s T) bool {
	const low, one, high = 0x2020202020202020, 0x0101010101010101, 0x8080808080808080
	i := 0
	for ; i+8 <= len(s); i += 8 {
		// a byte below 0x20 borrows in x-low, DEL gets its top bit in x+one, and
		// what is no ASCII has it
		if x := word(s[i : i+8]); (x|(x-low)|(x+one))&high != 0 {
			return false
		}
	}
	for ; i < len(s); i++ {
		if s[i] < 0x20 || s[i] >= 0x7f {
			return false
		}
	}
	return true
}

// word is the first eight bytes of s as one number; the compiler loads them at once.
func word[T string | []byte](s T) uint64 {
	return uint64(s[0]) | uint64(s[1])<<8 | uint64(s[2])<<16 | uint64(s[3])<<24 |
		uint64(s[4])<<32 | uint64(s[5])<<40 | uint64(s[6])<<48 | uint64(s[7])<<56
}

// WithoutDigits appends s to dst without its decimal digits.
func WithoutDigits(dst []byte, s string) []byte {
	for i := range len(s) {
		if !IsDigit(s[i]) {
			dst = append(dst, s[i])
		}
	}
	return dst
}

// ContainsFold is strings.Contains without regard to case.
func ContainsFold(s, sub string) bool {
	for i := 0; i+len(sub) <= len(s); i++ {
		if strings.EqualFold(s[i:i+len(sub)], sub) {
			return true
		}
	}
	return false
}
