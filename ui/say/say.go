// Package say writes numbers the way a person says them.
package say

import (
	"fmt"
	"strconv"
	"strings"
	"time"

	"oopscope/console/link"
)

// Hex is "0x1c1".
func Hex(v uint64) string { return "0x" + strconv.FormatUint(v, 16) }

// Count is "1 frame", "28 frames".
func Count(n int, what string) string { return link.Count(n, what) }

// Size is a number of bytes, "96 kB"; a kB are a thousand.
func Size(n int64) string {
	switch {
	case n < 1000:
		return fmt.Sprintf("%d B", n)
	case n < 100_000:
		return fmt.Sprintf("%.1f kB", float64(n)/1e3)
	case n < 1_000_000:
		return fmt.Sprintf("%d kB", n/1000)
	case n < 100_000_000:
		return fmt.Sprintf("%.1f MB", float64(n)/1e6)
	}
	if n < 1_000_000_000 {
		return fmt.Sprintf("%d MB", n/1_000_000)
	}
	return fmt.Sprintf("%.1f GB", float64(n)/1e9)
}

// Seconds is a duration, "3.1 s" or "12 min".
func Seconds(d time.Duration) string {
	switch {
	case d < 10*time.Second:
		return fmt.Sprintf("%.1f s", d.Seconds())
	case d < 2*time.Minute:
		return fmt.Sprintf("%.0f s", d.Seconds())
	case d < 2*time.Hour:
		return fmt.Sprintf("%.0f min", d.Minutes())
	}
	return fmt.Sprintf("%.0f h", d.Hours())
}

// Thousands is a number with its thousands apart, "12,345".
func Thousands(n int) string {
	s := strconv.Itoa(n)
	var b strings.Builder
	for i, c := range s {
		if i > 0 && (len(s)-i)%3 == 0 {
			b.WriteByte(',')
		}
		b.WriteRune(c)
	}
	return b.String()
}

// JoinDots puts dots between those that are not empty.
func JoinDots(parts ...string) string {
	var out []string
	for _, s := range parts {
		if s != "" {
			out = append(out, s)
		}
	}
	return strings.Join(out, " · ")
}

// PadHex is a value of 32 or 64 bits with all its digits, "d9535b10".
func PadHex(v uint64, bits int) string {
	s := Hex(v)[2:]
	n := 16
	if bits == 32 {
		n = 8
	}
	return strings.Repeat("0", max(n-len(s), 0)) + s
}

// Pad fills text of one-cell letters up to n with blanks.
func Pad(s string, n int) string { return s + strings.Repeat(" ", max(n-len(s), 0)) }
