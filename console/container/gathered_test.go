package container

import (
	"io"
	"strings"
	"testing"
	"testing/iotest"
	"testing/synctest"
	"time"
)

// TestGathered: a pipe's pieces do not matter, and a live one is heard before it goes on.
func TestGathered(t *testing.T) {
	text := strings.Repeat("[    3.813005] pump: ready\n", 9)
	synctest.Test(t, func(t *testing.T) { inOneGo(t, text) })
	synctest.Test(t, func(t *testing.T) {
		r, w := io.Pipe()
		go func() {
			w.Write([]byte("one\n"))
			time.Sleep(10 * gatherFor)
			w.Write([]byte("two\nthree\n"))
			w.Close()
		}()
		began := time.Now()
		all := gathered(r)
		head := make([]byte, 3)
		if n, _ := all.Read(head); string(head[:n]) != "one" || time.Since(began) != gatherFor {
			t.Errorf("%q after %v", head[:n], time.Since(began))
		}
		if rest, err := io.ReadAll(all); string(rest) != "\ntwo\nthree\n" || err != nil {
			t.Errorf("%q, %v", rest, err)
		}
	})
}

func inOneGo(t *testing.T, text string) {
	for name, in := range map[string]io.Reader{
		"byte by byte": iotest.OneByteReader(strings.NewReader(text)),
		"at once":      strings.NewReader(text),
		"with its end": iotest.DataErrReader(strings.NewReader(text)),
	} {
		all := gathered(in)
		head := make([]byte, headSize)
		if n, _ := all.Read(head); string(head[:n]) != text {
			t.Errorf("%s: %d bytes in one go, of %d", name, n, len(text))
		}
		if rest, err := io.ReadAll(all); len(rest) > 0 || err != nil {
			t.Errorf("%s: %q and %v behind it", name, rest, err)
		}
	}
}
