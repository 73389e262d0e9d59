package console

import (
	"bytes"
	"context"
	"errors"
	"io"
	"os"
	"path/filepath"
	"testing"
	"time"

	"oopscope/console/port"
	"oopscope/console/record"
	"oopscope/parse"
)

func TestAFileIsReadToItsEnd(t *testing.T) {
	path := filepath.Join(t.TempDir(), "capture.log")
	var want bytes.Buffer
	for want.Len() < fileBytes {
		want.WriteString("[    1.000000] an ordinary line of an ordinary boot, nothing to see\r\n")
	}
	want.WriteString("no line end")
	os.WriteFile(path, want.Bytes(), 0o600)
	s := openSession(t, Options{Spec: path})
	var bytesSeen, n int64
	for {
		b, err := s.Next(context.Background())
		if err != nil {
			if !errors.Is(err, io.EOF) {
				t.Fatal(err)
			}
			break
		}
		if len(b.Gaps) > 0 {
			t.Fatalf("a file lost lines: %+v", b.Gaps)
		}
		for _, l := range b.Lines {
			if n++; int64(l.N) != n || l.First != bytesSeen {
				t.Fatalf("line %d begins at %d, want line %d at %d", l.N, l.First, n, bytesSeen)
			}
			bytesSeen = l.Last
		}
	}
	if bytesSeen != int64(want.Len()) {
		t.Errorf("saw %d of %d bytes", bytesSeen, want.Len())
	}
	if l := s.Link(); l.State != Over || l.Record != "" || l.Writable {
		t.Errorf("link %+v", l)
	}
	if err := s.Send([]byte("x")); !errors.Is(err, port.ErrReadOnly) {
		t.Errorf("Send to a file: %v", err)
	}
}

// With `record = "board.log"` in the configuration, a person opens board.log.
func TestACaptureIsNotRecordedToItself(t *testing.T) {
	path := filepath.Join(t.TempDir(), "board.log")
	os.WriteFile(path, []byte("what the board said\n"), 0o600)
	s := openSession(t, Options{Spec: path, Record: path})
	if _, err := s.Next(context.Background()); err != nil {
		t.Fatal(err)
	}
	s.Close()
	if got, _ := os.ReadFile(path); string(got) != "what the board said\n" || s.Link().Record != "" {
		t.Errorf("the capture became %q, recorded to %q", got, s.Link().Record)
	}
}

func TestCloseDoesNotWaitForAFilesReader(t *testing.T) {
	path := filepath.Join(t.TempDir(), "big.log")
	os.WriteFile(path, bytes.Repeat([]byte("line\n"), 1<<20), 0o600)
	s := openSession(t, Options{Spec: path})
	until(t, "the reader waits for us", func() bool {
		s.mail.mu.Lock()
		defer s.mail.mu.Unlock()
		return s.mail.lines.size() > fileBytes
	})
	s.Close()
	if l := s.Link(); l.State != Closed {
		t.Errorf("state %s", l.State)
	}
}

// When a line came is told live and when the recording is opened again, in which
// crashes and boots have their hour as well. A capture without an index has none.
func TestLinesKnowWhenTheyCame(t *testing.T) {
	noon := time.Date(2026, 3, 28, 12, 0, 0, 0, time.Local)
	path := filepath.Join(t.TempDir(), "my.log")
	rec, err := record.Append(path)
	if err != nil {
		t.Fatal(err)
	}
	for i, text := range []string{"U-Boot 2021.01\nLoad", "ing: done\n[    0.000000] Linux version 5.10.0\n", "[    9.000000] Kernel panic - not syncing: x\n", "U-Boot 2021.01\n"} {
		rec.Write([]byte(text), noon.Add(time.Duration(i)*time.Minute))
	}
	if err := rec.Close(); err != nil {
		t.Fatal(err)
	}
	read := func() (came []time.Time, boot, crash time.Time) {
		s := openSession(t, Options{Spec: path})
		all := gather(t, s, func(b parse.Batch) bool { return len(b.Lines) == 5 && len(b.Crashes) > 0 && len(b.Boots) > 1 })
		for _, l := range all.Lines {
			came = append(came, l.Came)
		}
		return came, all.Boots[len(all.Boots)-1].Seen, all.Crashes[0].Seen
	}
	came, boot, crash := read()
	for i, minute := range []int{0, 0, 1, 2, 3} {
		if want := noon.Add(time.Duration(minute) * time.Minute); !came[i].Equal(want) {
			t.Errorf("line %d came at %v, want %v", i+1, came[i], want)
		}
	}
	if !boot.Equal(noon.Add(3*time.Minute)) || !crash.Equal(noon.Add(2*time.Minute)) {
		t.Errorf("the boot began at %v, the crash came at %v", boot, crash)
	}
	os.Remove(path + ".lines")
	came, _, _ = read()
	for i, at := range came {
		if !at.IsZero() {
			t.Errorf("without an index line %d came at %v", i+1, at)
		}
	}

	before := time.Now()
	w := newWire(t)
	s := openSession(t, Options{Spec: w.link})
	io.WriteString(w.master, "hello\n")
	all := gather(t, s, func(b parse.Batch) bool { return len(b.Lines) > 0 })
	if at := all.Lines[0].Came; at.Before(before) || at.After(time.Now()) {
		t.Errorf("a live line came at %v", at)
	}
}
