package letter

import "github.com/clipperhouse/uax29/v2/graphemes"

// Cut returns the most of the beginning of s that n bytes hold without tearing
// a letter: neither a rune nor an accent from what it stands on. Of a letter
// that is longer than n bytes by itself nothing is left.
func Cut(s string, n int) string {
	n = max(n, 0)
	if len(s) <= n {
		return s
	}
	if n > 0 && s[n-1]|s[n] < 0x80 && s[n-1] != '\r' {
		return s[:n]
	}
	at := 0
	for g := graphemes.FromString(s); g.Next() && g.End() <= n; {
		at = g.End()
	}
	return s[:at]
}

// CutEnd is Cut for the end of s.
func CutEnd(s string, n int) string {
	n = max(n, 0)
	if len(s) <= n {
		return s
	}
	from := len(s) - n
	for g := graphemes.FromString(s); g.Next(); {
		if g.Start() >= from {
			return s[g.Start():]
		}
	}
	return ""
}

// Clip is Cut that shows with "…", which is within the n bytes, that something
// is missing.
func Clip(s string, n int) string {
	if len(s) <= n {
		return s
	}
	return Cut(s, n-len("…")) + "…"
}
