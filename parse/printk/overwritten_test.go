package printk

import "testing"

// TestOffsetsOfTheOverwritten: where a prefix ends in the bytes that came, when letters of
// them were overwritten by others.
func TestOffsetsOfTheOverwritten(t *testing.T) {
	for _, c := range []struct {
		raw  string
		n    int
		want string // the raw bytes up to there
	}{
		{"abc", 2, "ab"}, {"ax\bbc", 2, "ax\bb"}, {"ab\b\bcd", 2, "ab\b\bcd"}, {"ab\b\bcd", 1, "ab\b\bc"}, {"x\b", 1, "x"}, {"a\b\tb", 2, "a\b\t"}, {"a\b\tb", 3, "a\b\tb"}, {"\b\ba", 9, "\b\ba"},
	} {
		if got := c.raw[:RawOffset([]byte(c.raw), c.n)]; got != c.want {
			t.Errorf("%q, %d: %q, want %q", c.raw, c.n, got, c.want)
		}
	}
}

// TestCarriageReturnNUL: terminal servers end a line so.
func TestCarriageReturnNUL(t *testing.T) {
	if got := string(Clean(nil, Trim([]byte("[    1.000000] a\r\x00\n")))); got != "[    1.000000] a" {
		t.Errorf("%q", got)
	}
}
