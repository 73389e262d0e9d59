package say

import (
	"testing"
	"time"
)

func TestNumbers(t *testing.T) {
	for got, want := range map[string]string{
		Hex(0): "0x0", Hex(0x1c1): "0x1c1", Hex(^uint64(0)): "0xffffffffffffffff",
		Count(0, "frame"): "0 frames", Count(1, "frame"): "1 frame", Count(28, "frame"): "28 frames",
		Thousands(0): "0", Thousands(999): "999", Thousands(1000): "1,000", Thousands(12345): "12,345", Thousands(1234567): "1,234,567",
		PadHex(0xd9535b, 32): "00d9535b", PadHex(0xd9535b10, 32): "d9535b10", PadHex(0x1c1, 64): "00000000000001c1",
		PadHex(1<<63, 32): "8000000000000000", // all its digits, whatever the width
		Pad("ab", 4):      "ab  ", Pad("abcd", 4): "abcd", Pad("abcde", 4): "abcde",
		JoinDots(): "", JoinDots("a", "", "b"): "a · b", JoinDots("", "a"): "a",
	} {
		if got != want {
			t.Errorf("%q, want %q", got, want)
		}
	}
}

// TestSize: a kB are a thousand, and the form changes where a digit would be lost.
func TestSize(t *testing.T) {
	for n, want := range map[int64]string{
		0: "0 B", 999: "999 B", 1000: "1.0 kB", 96_400: "96.4 kB", 99_949: "99.9 kB", 100_000: "100 kB", 999_999: "999 kB",
		1_000_000: "1.0 MB", 12_340_000: "12.3 MB", 100_000_000: "100 MB", 999_999_999: "999 MB", 1_000_000_000: "1.0 GB", 12_300_000_000: "12.3 GB",
	} {
		if got := Size(n); got != want {
			t.Errorf("%d bytes: %q, want %q", n, got, want)
		}
	}
}

func TestSeconds(t *testing.T) {
	for d, want := range map[time.Duration]string{
		0: "0.0 s", 3140 * time.Millisecond: "3.1 s", 10*time.Second - time.Millisecond: "10.0 s", 10 * time.Second: "10 s",
		2*time.Minute - time.Second: "119 s", 2 * time.Minute: "2 min", 119 * time.Minute: "119 min", 2 * time.Hour: "2 h", 30 * time.Hour: "30 h",
	} {
		if got := Seconds(d); got != want {
			t.Errorf("%v: %q, want %q", d, got, want)
		}
	}
}
