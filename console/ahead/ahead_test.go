package ahead_test

import (
	"bytes"
	"errors"
	"io"
	"runtime"
	"strings"
	"testing"
	"testing/iotest"

	"oopscope/console/ahead"
	"oopscope/parse"
)

func TestReadHandsEverythingOnInOrder(t *testing.T) {
	data := bytes.Repeat([]byte("0123456789abcdef"), 300_000) // several chunks
	for name, r := range map[string]io.Reader{
		"file": bytes.NewReader(data), "odd": iotest.HalfReader(bytes.NewReader(data)), "data with EOF": iotest.DataErrReader(bytes.NewReader(data)),
	} {
		var got []byte
		err := ahead.Read(r, func(p []byte, _ *parse.Survey) error { got = append(got, p...); return nil })
		if err != nil || !bytes.Equal(got, data) {
			t.Errorf("%s: %d of %d bytes, %v", name, len(got), len(data), err)
		}
	}
}

func TestReadTellsTheFailureAfterTheBytes(t *testing.T) {
	broken := io.MultiReader(strings.NewReader("before"), iotest.ErrReader(io.ErrUnexpectedEOF))
	var got []byte
	err := ahead.Read(broken, func(p []byte, _ *parse.Survey) error { got = append(got, p...); return nil })
	if string(got) != "before" || !errors.Is(err, io.ErrUnexpectedEOF) {
		t.Errorf("%q, %v", got, err)
	}
	stop := errors.New("enough")
	if err := ahead.Read(strings.NewReader("x"), func([]byte, *parse.Survey) error { return stop }); err != stop {
		t.Errorf("got %v", err)
	}
}

// Of many short inputs none leaves behind what it was read into.
func TestReadMakesNoGarbage(t *testing.T) {
	short := strings.Repeat("a line\n", 100)
	before := allocated()
	const reads = 100
	for range reads {
		if err := ahead.Read(strings.NewReader(short), func([]byte, *parse.Survey) error { return nil }); err != nil {
			t.Fatal(err)
		}
	}
	if got := (allocated() - before) / reads; got > ahead.Chunk/2 {
		t.Errorf("%d bytes of garbage for each, which has %d", got, len(short))
	}
}

func allocated() uint64 {
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	return m.TotalAlloc
}
