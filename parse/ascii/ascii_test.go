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
