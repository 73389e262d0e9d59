package ascii

import (
	"strings"
	"testing"
)

// Every byte is judged the same wherever it stands: words of eight are looked at
// at once.
func TestIsPlain(t *testing.T) {
	for c := range 256 {
		want := c >= ' ' && c < 0x7f
		for at := range 19 {
			s := strings.Repeat("x", at) + string([]byte{byte(c)}) + strings.Repeat(" ", 18-at)
			if IsPlain(s) != want || IsPlain([]byte(s)) != want {
				t.Errorf("%q: %v", s, !want)
			}
		}
	}
	if !IsPlain("") {
		t.Error("nothing is not printable")
	}
}

// TestSingleBytes: what stands beside a range of ASCII is not in it.
func TestSingleBytes(t *testing.T) {
	for c := range 256 {
		b, r := byte(c), rune(c)
		digit := strings.ContainsRune("0123456789", r)
		letter := strings.ContainsRune("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ", r)
		hex := strings.ContainsRune("0123456789abcdefABCDEF", r)
		if IsDigit(b) != digit || IsLetter(b) != letter || IsHexDigit(b) != hex {
			t.Errorf("%q: digit %v, letter %v, hexadecimal %v", r, IsDigit(b), IsLetter(b), IsHexDigit(b))
		}
	}
}

func TestWords(t *testing.T) {
	for s, want := range map[string][2]bool{
		"": {false, false}, "0": {true, true}, "0123456789": {true, true}, "12a": {false, true}, "12 ": {false, false}, "-1": {false, false}, "deadBEEF": {false, true}, "g": {false, false},
	} {
		if AllDigits(s) != want[0] || AllDigits([]byte(s)) != want[0] || AllHexDigits(s) != want[1] {
			t.Errorf("%q: digits %v, hexadecimal %v", s, AllDigits(s), AllHexDigits(s))
		}
	}
	if got := string(WithoutDigits([]byte("k:"), "spi1.0: transfer 12 failed")); got != "k:spi.: transfer  failed" {
		t.Errorf("%q", got)
	}
	for _, c := range []struct {
		s, sub string
		want   bool
	}{{"Kernel PANIC", "panic", true}, {"panic", "panic", true}, {"pani", "panic", false}, {"", "", true}, {"a panicked", "Panic", true}} {
		if ContainsFold(c.s, c.sub) != c.want {
			t.Errorf("%q in %q: %v", c.sub, c.s, !c.want)
		}
	}
}

func TestHexRun(t *testing.T) {
	for text, want := range map[string]bool{"x0123abcdx": true, "0123 abcd": false, "0123abc": false, "": false} {
		if HexRun(text, 8) != want {
			t.Errorf("eight digits in a row in %q: %v", text, !want)
		}
	}
}
