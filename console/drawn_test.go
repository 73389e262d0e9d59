package console

import (
	"io"
	"strings"
	"testing"
	"time"

	"oopscope/parse"
)

// However the bytes are cut, the last switch counts; one that is none does not.
func TestWhoHasTheTerminal(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]bool{
		"":                                           false,
		"login: ":                                    false,
		"~ # vi\r\n\x1b[?1049hfile":                  true,
		"\x1b[?1049hfile\x1b[?1049l~ # ":             false,
		"\x1b[?47h" + strings.Repeat("x", 100):       true,
		"\x1b[?1047h\x1b[?47l":                       false,
		"\x1b[?1049l\x1b[?1047h":                     true,
		"\x1b[?1049h\x1b[?1049 \x1b[?1049":           true,
		"\x1b[?1049l\x1b[?1049h\x1b[?1049l\x1b[?47h": true,
		"[?1049h":                                    false,
	} {
		for size := 1; size <= len(text)+1; size++ {
			var d drawn
			for rest := text; rest != ""; {
				n := min(size, len(rest))
				d.take([]byte(rest[:n]))
				rest = rest[n:]
			}
			if d.on != want {
				t.Errorf("%q by %d: %v", text, size, d.on)
			}
		}
	}
}

// waiting is a decoder that notes whether an answer is waited for.
type waiting struct {
	Decoder
	told chan string
}

func (w *waiting) Typed(p []byte, now time.Time) { w.told <- "typed" }
func (w *waiting) Away()                         { w.told <- "away" }

// TestEnterInVi: a shell owes an answer to Enter, vi owes none; a board that boots again has
// no vi any more.
func TestEnterInVi(t *testing.T) {
	t.Parallel()
	w := newWire(t)
	d := &waiting{told: make(chan string, 100)}
	s := openSession(t, Options{Spec: w.link, Decode: func(o parse.Options) Decoder { d.Decoder = parse.New(o); return d }})
	for _, c := range []struct{ said, want string }{
		{"~ # ", "typed"},
		{"vi\r\n\x1b[?1049h~", "away"},
		{"[    0.000000] Booting Linux on physical CPU 0x0\r\n[    0.000000] Linux version 6.1.0 (a@b) (gcc) #1 SMP\r\n", "typed"},
	} {
		io.WriteString(w.master, c.said)
		for end := time.Now().Add(time.Minute); ; {
			if err := s.Send([]byte("\r")); err != nil {
				t.Fatal(err)
			}
			var got string
			select {
			case got = <-d.told:
			case <-time.After(2 * tickEvery):
			}
			if got == c.want {
				break
			}
			if time.Now().After(end) {
				t.Fatalf("behind %q the decoder is told %q", c.said, got)
			}
		}
	}
}
