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

// AllDigits reports whether s is decimal digits and nothing else, one at least.
func AllDigits[T string | []byte](s T) bool {
	for i := range len(s) {
		if !IsDigit(s[i]) {
			return false
		}
	}
	return len(s) > 0
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
