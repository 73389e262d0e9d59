package arch

import (
	"strconv"
	"strings"

	"oopscope/parse/ascii"
)

// HexPrefix reads the hex digits at the start of s, at most 16 of them, and
// tells how many there were.
func HexPrefix(s string) (v uint64, n int) {
	for ; n < len(s) && n < 16 && ascii.IsHexDigit(s[n]); n++ {
		d := s[n] - '0'
		if d > 9 {
			d = s[n] | 0x20 - 'a' + 10
		}
		v = v<<4 | uint64(d)
	}
	return v, n
}

// HexAfter reads the hex number behind the first occurrence of key, with or
// without "0x" and blanks before it.
func HexAfter(s, key string) (uint64, bool) {
	i := strings.Index(s, key)
	if i < 0 {
		return 0, false
	}
	t := strings.TrimLeft(s[i+len(key):], " ")
	t = strings.TrimPrefix(t, "0x")
	v, n := HexPrefix(t)
	return v, n > 0
}

// Hex writes a number as the kernel does: "0x1c1".
func Hex(v uint64) string { return "0x" + strconv.FormatUint(v, 16) }

// Decimal reads a displacement, "-8" or "152".
func Decimal(s string) (uint64, bool) {
	digits := strings.TrimPrefix(s, "-")
	v := uint64(0)
	for _, c := range digits {
		if c < '0' || c > '9' || v > 1<<32 {
			return 0, false
		}
		v = v*10 + uint64(c-'0')
	}
	if len(digits) != len(s) {
		v = -v
	}
	return v, digits != ""
}

// SignExtend takes the lowest bits of v as a signed number.
func SignExtend(v uint32, bits uint) int64 {
	return int64(v) << (64 - bits) >> (64 - bits)
}

// RegisterValue tells whether a line begins with a register-wide number.
func RegisterValue(s string) bool {
	_, n := HexPrefix(s)
	return (n == 8 || n == 16) && (len(s) == n || s[n] == ' ')
}

// Begins tells whether s begins with one of the prefixes.
func Begins(s string, prefixes []string) bool {
	if s == "" {
		return false
	}
	for _, p := range prefixes {
		if p[0] == s[0] && strings.HasPrefix(s, p) {
			return true
		}
	}
	return false
}
