//go:build unix

package serve_test

import (
	"bytes"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"testing"
	"time"

	"golang.org/x/sys/unix"

	"oopscope/console"
	"oopscope/console/serve"
	"oopscope/parse"
)

// TestAttachIsQuick: the newest line of a large record is there before the rest was read.
func TestAttachIsQuick(t *testing.T) {
	dir, err := os.MkdirTemp("", "oops")
	if err != nil {
		t.Fatal(err)
	}
	defer os.RemoveAll(dir)
	path := filepath.Join(dir, "large.log")
	f, err := os.Create(path)
	if err != nil {
		t.Fatal(err)
	}
	lines := int(*attachSize / 72)
	for n := 0; n < lines; {
		var some bytes.Buffer
		for range min(10_000, lines-n) {
			n++
			fmt.Fprintf(&some, "[%12d.000000] usb 1-1: new high-speed USB device number %10d\n", n, n)
		}
		f.Write(some.Bytes())
	}
	f.Close()
	b := newBenchOf(t, serve.Options{}, console.Options{Record: path, Resume: true})
	waitFor(t, "the record to be read", func() bool { _, _, err := b.s.Hold(); return err == nil })
	var took []time.Duration
	for range 10 {
		began := time.Now()
		s := b.attach(false)
		gather(t, s, func(x *parse.Batch) bool {
			return len(x.Lines) > 0 && x.Lines[len(x.Lines)-1].N == lines
		})
		took = append(took, time.Since(began))
		s.Close()
	}
	slices.Sort(took)
	t.Logf("%d MB, %d lines: attached in %v, at worst %v", *attachSize>>20, lines, took[5], took[9])
	if took[5] > 5*time.Second {
		t.Errorf("it takes %v to attach", took[5])
	}
}

// TestKeyToBoard: a key that goes through the socket is at the board hardly later than
// one that is written to the terminal itself.
func TestKeyToBoard(t *testing.T) {
	b := newBench(t, serve.Options{})
	s := b.attach(true)
	waitFor(t, "the keyboard", func() bool { return s.Link().Writable })
	bare, err := os.OpenFile(b.device, os.O_RDWR|unix.O_NOCTTY, 0)
	if err != nil {
		t.Skip("the line is another's alone: ", err) // but root's
	}
	defer bare.Close()
	measure := func(send func([]byte) error) []time.Duration {
		var took []time.Duration
		got := make([]byte, 1)
		for range *keys {
			began := time.Now()
			if err := send([]byte("x")); err != nil {
				t.Fatal(err)
			}
			if _, err := b.board.Read(got); err != nil {
				t.Fatal(err)
			}
			took = append(took, time.Since(began))
			time.Sleep(time.Millisecond)
		}
		slices.Sort(took)
		return took
	}
	direct := measure(func(p []byte) error { _, err := bare.Write(p); return err })
	through := measure(s.Send)
	at := *keys * 99 / 100
	t.Logf("p50 and p99: bare %v %v, through the socket %v %v", direct[*keys/2], direct[at], through[*keys/2], through[at])
	if through[*keys/2] > direct[*keys/2]+50*time.Millisecond {
		t.Errorf("a key takes %v", through[*keys/2])
	}
}
