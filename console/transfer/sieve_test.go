package transfer

import (
	"bytes"
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"
	"time"
)

// dice fall the same in each run: what random bytes look like now and then is for the fuzzing.
var dice = rand.New(rand.NewPCG(20, 26))

// sieved runs bytes through a sieve in pieces of any length, and returns its text and how much
// was hidden.
func sieved(s *Sieve, said string) (text string, hidden int64, behind string) {
	return sievedInPieces(s, said, func() int { return 1 + dice.IntN(700) })
}

// sievedInPieces runs bytes through a sieve in pieces of these lengths.
func sievedInPieces(s *Sieve, said string, length func() int) (text string, hidden int64, behind string) {
	now := time.Unix(0, 0)
	take := func(list []Piece) {
		for _, p := range list {
			text, hidden = text+string(p.Text), hidden+p.Hidden
		}
	}
	for rest := said; len(rest) > 0; {
		n := min(length(), len(rest))
		take(s.Sift([]byte(rest[:n]), now))
		now, rest = now.Add(time.Millisecond), rest[n:]
		take(s.Late(now))
	}
	list, tail := s.End()
	take(list)
	if int64(len(text)+len(tail))+hidden != int64(len(said)) {
		panic(fmt.Sprintf("%d bytes of text, %d hidden, %d behind: %d came", len(text), hidden, len(tail), len(said)))
	}
	return text, hidden, string(tail)
}

func frame(n byte, data []byte) string {
	size, head := 1024, byte(stx)
	if len(data) <= 128 {
		size, head = 128, soh
	}
	p := append(bytes.Clone(data), bytes.Repeat([]byte{sub}, size-len(data))...)
	c := crc16(p)
	return string(append(append([]byte{head, n, ^n}, p...), byte(c>>8), byte(c)))
}

const kernelSays = "[   12.345678] BUG: kernel NULL pointer dereference, address: 0000000000000008\r\n[   12.345679] Oops: 0000 [#1] SMP\r\n"

// What a sender of XMODEM says is no text; what the kernel prints between its blocks, or in the
// middle of one, is; and so is the prompt behind.
func TestASieveOfBlocks(t *testing.T) {
	random := make([]byte, 1024)
	for i := range random {
		random[i] = byte(dice.Uint32())
	}
	log := []byte(strings.Repeat("[    1.000000] usb 1-1: a log that is received, line for line\r\n", 15))
	for name, c := range map[string]struct{ said, text, behind string }{
		"a file":           {frame(1, random) + frame(2, log) + "\x04\x04~ # ", "", "~ # "},
		"a short one":      {frame(1, []byte("hello")) + "\x04", "", ""},
		"between blocks":   {frame(1, random) + kernelSays + frame(2, random) + "\x04", kernelSays, ""},
		"within a block":   {frame(1, random)[:500] + kernelSays + frame(1, random)[500:] + frame(1, random) + "\x04\x04", kernelSays, ""},
		"and it ends":      {frame(1, random)[:500] + kernelSays, kernelSays, ""},
		"damaged text":     {strings.Replace(frame(1, log), "line for", "lin\xe5 for", 1) + frame(1, log) + "\x04", "", ""},
		"given up":         {frame(1, random) + "\x18\x18\x18\x18\x18\b\b\b\b\b\r\n# ", "", "\r\n# "},
		"before the first": {"Give your local XMODEM receive command now.\r\n" + frame(1, random) + "\x04", "Give your local XMODEM receive command now.\r\n", ""},
	} {
		for range 30 {
			text, _, behind := sieved(NewSieve("XMODEM", true), c.said)
			if i := strings.Index(text, c.text); i < 0 || i > 8 || len(text) > len(c.text)+16 || strings.TrimLeft(behind, controls) != c.behind {
				t.Fatalf("%s: the text is %q, behind it %q", name, text, behind)
			}
		}
	}
}

// A checksum and the first byte of a CRC are the same in one block of 256.
func TestASieveOfBlocksWithChecksums(t *testing.T) {
	for n := range 3000 {
		f := frame(byte(n), fmt.Appendf(nil, "block %d", n))
		sum := f[:131] + string([]byte{checksum([]byte(f[3:131]))})
		for _, said := range []string{f, sum} {
			if text, hidden, behind := sieved(NewSieve("XMODEM", true), said+said+"# "); text != "" || hidden != 2*int64(len(said)) || behind != "# " {
				t.Fatalf("block %d: the text is %q, %d hidden, behind it %q", n, text, hidden, behind)
			}
		}
	}
}

// What a receiver answers is no text either.
func TestASieveOfAnswers(t *testing.T) {
	for name, c := range map[string]struct{ said, text, behind string }{
		"a file":       {"CCCC\x06\x06C\x06\x06\x15\x06\x06# ", "", "# "},
		"u-boot":       {"## Ready for binary (ymodem) download to 0x82000000 at 115200 bps...\r\nCCC\x06C\x06\x06\x06xyzModem - CRC mode\r\n", "## Ready for binary (ymodem) download to 0x82000000 at 115200 bps...\r\n", "xyzModem - CRC mode\r\n"},
		"an oops":      {"C\x06\x06" + kernelSays + "CPU: 0 PID: 1 Comm: rx\r\nCall Trace:\r\nCode: 00 00\r\n\x15\x15", kernelSays + "CPU: 0 PID: 1 Comm: rx\r\nCall Trace:\r\nCode: 00 00\r\n", ""},
		"in one's own": {"CC" + kernelSays + "\x06", kernelSays, ""},
	} {
		for range 30 {
			text, _, behind := sieved(NewSieve("YMODEM", false), c.said)
			if text != c.text && text+behind != c.text || text+behind == c.text+c.behind && behind != c.behind {
				t.Fatalf("%s: the text is %q, behind it %q", name, text, behind)
			}
		}
	}
}

// Who waits for a file asks with a C every few seconds: none of them is a line.
func TestAReceiverThatIsKeptWaiting(t *testing.T) {
	s, now := NewSieve("YMODEM", false), time.Unix(0, 0)
	var parted []Piece
	for range 3 {
		parted = append(parted, s.Sift([]byte("C"), now)...)
		now = now.Add(3 * time.Second)
		parted = append(parted, s.Late(now)...)
	}
	parted = append(parted, s.Sift([]byte("\x06C\x06Call Trace:\r\n"), now)...)
	last, _ := s.End()
	text, hidden := "", int64(0)
	for _, p := range append(parted, last...) {
		text, hidden = text+string(p.Text), hidden+p.Hidden
	}
	if hidden != 6 || text != "" {
		t.Errorf("%q is text, %d bytes are hidden", text, hidden)
	}
}

// zHeader is a header of ZMODEM in hexadecimal digits.
func zHeader(kind byte, at ...byte) string {
	b := append([]byte{kind}, append(at, 0, 0, 0, 0)[:4]...)
	c := crc16(b)
	return fmt.Sprintf("**\x18B%x%02x%02x\r\x8a\x11", b, c>>8, c&0xff)
}

func TestASieveOfZMODEMsHeaders(t *testing.T) {
	s := NewSieve("ZMODEM", false)
	said := zHeader(zRinit) + zHeader(zRpos) + zHeader(zRpos, 0, 4) + zHeader(zRpos, 0, 8) + kernelSays + zHeader(zRinit) + zHeader(zFin) + "# "
	if text, _, behind := sieved(s, said); text != kernelSays || behind != "# " || s.Errors != 2 {
		t.Errorf("the text is %q, behind it %q, %d errors", text, behind, s.Errors)
	}
}

// Wherever the bytes are cut on their way, the same is text and the same is hidden: one cut at
// every place, and each byte for itself.
func TestASieveIsCutAnywhere(t *testing.T) {
	data := []byte("a file of a few bytes, \x18 and \x8d among them")
	zmodem := zHeader(zRinit) + zHeader(zRpos) + zHeader(zRpos, 0, 4) + kernelSays + zHeader(zRinit) + zHeader(zFin)
	for name, c := range map[string]struct {
		sieve func() *Sieve
		said  string
	}{
		"headers":           {func() *Sieve { return NewSieve("ZMODEM", false) }, zmodem + "# "},
		"over and out":      {func() *Sieve { return NewSieve("ZMODEM", true) }, zCalls[:3] + zmodem + "OO# "},
		"blocks":            {func() *Sieve { return NewSieve("YMODEM", true) }, frame(0, data) + kernelSays + frame(1, data) + "\x04# "},
		"a damaged block":   {func() *Sieve { return NewSieve("XMODEM", true) }, frame(1, data)[:60] + kernelSays + frame(1, data)[60:] + frame(1, data) + "\x04# "},
		"answers to a file": {func() *Sieve { return NewSieve("XMODEM", false) }, "C\x06\x06" + kernelSays + "\x15\x06# "},
	} {
		text, hidden, behind := sievedInPieces(c.sieve(), c.said, func() int { return len(c.said) })
		if !strings.Contains(text+behind, kernelSays) || !strings.HasSuffix(behind, "# ") {
			t.Errorf("%s: the text is %q, behind it %q", name, text, behind)
		}
		for at := range len(c.said) {
			n := at
			next := func() int { defer func() { n = len(c.said) }(); return n }
			if at == 0 {
				next = func() int { return 1 }
			}
			if a, b, e := sievedInPieces(c.sieve(), c.said, next); a != text || b != hidden || e != behind {
				t.Errorf("%s, cut at %d of %d: the text is %q, %d hidden, behind it %q; in one piece %q, %d, %q", name, at, len(c.said), a, b, e, text, hidden, behind)
			}
		}
	}
}

// Whatever comes, each byte is either text or hidden, and the work is bounded.
func FuzzSieve(f *testing.F) {
	f.Add([]byte(frame(1, []byte("x"))+kernelSays), 0)
	f.Add([]byte(zHeader(zData)+"text\x18hab"), 2)
	f.Fuzz(func(t *testing.T, p []byte, which int) {
		for _, receive := range []bool{true, false} {
			for _, protocol := range []string{"XMODEM", "YMODEM", "ZMODEM"} {
				said := string(p)
				text, hidden, behind := sievedInPieces(NewSieve(protocol, receive), said, func() int { return len(said) })
				if a, b, e := sieved(NewSieve(protocol, receive), said); len(said) < sieveMost && (a != text || b != hidden || e != behind) {
					t.Errorf("in one piece the text is %q, %d hidden, behind it %q; in several %q, %d, %q", text, hidden, behind, a, b, e)
				}
			}
		}
	})
}
