package printk

import (
	"bytes"
	"fmt"
	"strings"
	"testing"
)

// TestMaxLine: 16 KiB of a line are read, and its end is not among them.
func TestMaxLine(t *testing.T) {
	for n, want := range map[int]int{16<<10 - 1: 16<<10 - 1, 16 << 10: 16 << 10, 16<<10 + 1: 16 << 10, 1 << 20: 16 << 10} {
		if got := len(Trim(bytes.Repeat([]byte{'x'}, n))); got != want {
			t.Errorf("%d of %d bytes are read", got, n)
		}
	}
	for raw, want := range map[string]string{"": "", "\n": "", "a\r\n": "a", "a\r\r\n": "a", "a\n\n": "a\n", "\r": "", "a\rb\n": "a\rb"} {
		if got := string(Trim([]byte(raw))); got != want {
			t.Errorf("%q: %q, want %q", raw, got, want)
		}
	}
}

// TestScrubOfEveryByte: nothing that controls a terminal is left, and nothing that is text is
// lost. Every control byte, escape sequences of every kind, C1 in UTF-8.
func TestScrubOfEveryByte(t *testing.T) {
	for c := range 0x20 {
		want := "ab"
		if c == '\t' {
			want = "a\tb"
		}
		if c == '\b' {
			want = "b"
		}
		if c == 0x1b {
			continue
		}
		if got := string(Scrub(nil, []byte{'a', byte(c), 'b'})); got != want {
			t.Errorf("%#x: %q", c, got)
		}
	}
	for in, want := range map[string]string{
		"a\x7fb": "ab", "\x1b[1;31mred\x1b[0m": "red", "\x1b]0;title\ax": "x", "\x1b]0;title\x1b\\x": "x", "\x1b(Bx": "x", "\x1b[31": "", "a\x1b": "a",
		"\u0080x\u009fy": "xy", "\u00a0x": "\u00a0x", "äöü €": "äöü €", "\xffx": "\xffx", "\x1bPq\x1b\\x": "x",
	} {
		if got := string(Scrub(nil, []byte(in))); got != want {
			t.Errorf("%q: %q, want %q", in, got, want)
		}
	}
	for in, want := range map[string]string{"10%\r20%\r[ 1.0] text": "[ 1.0] text", "\r\rtext": "text", "text\r": "text"} {
		if got := string(Clean(nil, []byte(in))); got != want {
			t.Errorf("%q: %q, want %q", in, got, want)
		}
	}
}

// TestFragmentsAreBounded: 256 pieces of a record are joined; what follows is text.
func TestFragmentsAreBounded(t *testing.T) {
	for pieces, left := range map[int]int{255: 0, 256: 0, 257: 1, 300: 44} {
		var s strings.Builder
		for i := range pieces {
			fmt.Fprintf(&s, "6,416,1758426,-,ncfrag=%d/%d;x", i, pieces)
		}
		got := string(Join(nil, []byte(s.String())))
		if n := strings.Count(got, "ncfrag="); n != left || !strings.HasPrefix(got, "6,416,1758426,-;xxx") {
			t.Errorf("%d pieces: %d are left, %.60q", pieces, n, got)
		}
	}
}

// TestSecondRecord: the head of another record is known within a text, up to 95 bytes
// of it.
func TestSecondRecord(t *testing.T) {
	const head = "6,417,1758430,-;more"
	for text, want := range map[string]int{"text " + head: 5, "no head; here": -1, "": -1, head: 0, "text": -1} {
		if got := SecondRecord([]byte(text)); got != want {
			t.Errorf("%q: at %d, want %d", text, got, want)
		}
	}
	for n, want := range map[int]bool{64: true, 71: true, 72: false} { // the head has 95 bytes at most
		text := "text 6,417,1758430,-,caller=T" + strings.Repeat("1", n) + ";more"
		if got := SecondRecord([]byte(text)) >= 0; got != want {
			t.Errorf("a caller of %d digits: a record %v", n, got)
		}
	}
}

// TestShapesAreBounded: a shape is written in 160 bytes.
func TestShapesAreBounded(t *testing.T) {
	for n, want := range map[int]bool{1: true, 160: true, 320: true, 321: false} {
		if _, err := ParseShape(strings.Repeat("x", n)); (err == nil) != want {
			t.Errorf("a shape of %d bytes: %v", n, err)
		}
	}
	for n, want := range map[int]bool{2: true, 160: true, 161: false} {
		if got := GuessShape([]byte(strings.Repeat("a ", 81)[:n])); (got != nil) != want {
			t.Errorf("a prefix of %d bytes can be learnt: %v", n, got != nil)
		}
	}
	shape, err := ParseShape("*> ")
	if err != nil {
		t.Fatal(err)
	}
	for n, want := range map[int]bool{0: true, 1: true, 80: true, 81: false} {
		line := strings.Repeat("x", n) + "> text"
		if got := shape.Match([]byte(line)) == n+2; got != want {
			t.Errorf("%d bytes are taken for anything: %v", n, got)
		}
	}
}
