package console

import (
	"bytes"
	"compress/gzip"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"oopscope/parse"
)

// drain takes all batches of a session that ends.
func drain(t *testing.T, s *Session) (all parse.Batch) {
	t.Helper()
	for {
		b, err := s.Next(context.Background())
		if errors.Is(err, io.EOF) {
			return all
		}
		if err != nil {
			t.Fatal(err)
		}
		all.Lines, all.Crashes, all.Boots, all.Gaps = append(all.Lines, b.Lines...), append(all.Crashes, b.Crashes...), append(all.Boots, b.Boots...), append(all.Gaps, b.Gaps...)
	}
}

// readsBack fails unless the session gives these lines back.
func readsBack(t *testing.T, s *Session, want []parse.Line) {
	t.Helper()
	if s.Scroll() == nil || s.Scroll().Lines() != len(want) {
		t.Fatalf("of %d lines not all can be read back: %+v", len(want), s.Scroll())
	}
	for n := 1; n <= len(want); {
		page, _, end := s.Scroll().Page(n)
		got, err := s.Scroll().Read(page)
		if err != nil {
			t.Fatal(err)
		}
		for i, l := range got {
			w := want[n-1+i]
			if l.N != w.N || l.First != w.First || !bytes.Equal(l.Raw, w.Raw) || l.Text != w.Text || l.Micro != w.Micro || l.Mark != w.Mark {
				t.Fatalf("%+v\n%q, want %+v\n%q", l, l.Raw, w, w.Raw)
			}
		}
		n = end
	}
}

// bigLog is a log of many pages with a crash now and then.
func bigLog() string {
	var b strings.Builder
	for n := 0; b.Len() < 3<<20; n++ {
		fmt.Fprintf(&b, "[%5d.%06d] usb 1-1: \x1b[1mnew\x1b[m device number %d\r\n", n/1000, n%1000, n)
		if n%15_000 == 9000 {
			for _, l := range oopsOn("bench") {
				fmt.Fprintf(&b, "[%5d.%06d] %s\r\n", n/1000, n%1000, l)
			}
		}
	}
	return b.String() + "no line end"
}

// A capture is known to its end while its lines stay where they are: crashes are
// those of a reader of all lines, the newest lines come, and all can be read back.
func TestCapturesAreReadBack(t *testing.T) {
	text := bigLog()
	plain := filepath.Join(t.TempDir(), "board.log")
	packed := plain + ".gz"
	os.WriteFile(plain, []byte(text), 0o600)
	var b bytes.Buffer
	z := gzip.NewWriter(&b)
	io.WriteString(z, text)
	z.Close()
	os.WriteFile(packed, b.Bytes(), 0o600)
	for _, path := range []string{plain, packed} {
		want := drain(t, openSession(t, Options{Spec: path}))
		s := openSession(t, Options{Spec: path, Scroll: true})
		got := drain(t, s)
		readsBack(t, s, want.Lines)
		if last := got.Lines[len(got.Lines)-1]; last.N != len(want.Lines) || string(last.Raw) != "no line end" {
			t.Errorf("the last line that came is %+v", last)
		}
		latest := map[int]*parse.Crash{}
		for _, c := range want.Crashes {
			latest[c.ID] = c
		}
		seen := map[int]bool{}
		for _, c := range got.Crashes {
			if w := latest[c.ID]; w == nil || !c.Open && (c.First != w.First || c.Last != w.Last || c.Title != w.Title) {
				t.Errorf("crash %d is %+v", c.ID, c)
			}
			seen[c.ID] = true
		}
		if len(seen) != len(latest) || len(seen) < 2 || len(got.Gaps) > 0 {
			t.Errorf("%d crashes of %d, gaps %v", len(seen), len(latest), got.Gaps)
		}
	}
}

// A live line is read back from its record, or from a spool when there is none.
func TestALiveLineIsReadBack(t *testing.T) {
	for _, where := range []string{"", "off", filepath.Join(t.TempDir(), "my.log")} {
		w := newWire(t)
		s := openSession(t, Options{Spec: w.link, Record: where, Scroll: true})
		var want []parse.Line
		for n := range 4000 {
			fmt.Fprintf(w.master, "[%5d.000000] line %d of what the board says\r\n", n, n)
			if n%100 == 99 {
				b := gather(t, s, func(b parse.Batch) bool { return len(b.Lines) == 100 })
				want = append(want, b.Lines...)
			}
		}
		readsBack(t, s, want)
	}
}

// Lines of several boards are read back as they are shown.
func TestSeveralBoardsAreReadBack(t *testing.T) {
	s, boards := netconsole(t, Options{Scroll: true}, "127.0.0.2", "127.0.0.3")
	var want []parse.Line
	for n := range 300 {
		for _, b := range boards {
			b.send(fmt.Sprintf("[%5d.000000] line %d of %s\n", n, n, b.ip))
		}
		b := gather(t, s, func(b parse.Batch) bool { return len(b.Lines) == 2 })
		want = append(want, b.Lines...)
	}
	readsBack(t, s, want)
	if !strings.Contains(string(want[599].Raw), "127.0.0.3| line 299") {
		t.Errorf("the last is %q", want[599].Raw)
	}
}

// A wrapped stream is read back as its text.
func TestAWrappedStreamIsReadBack(t *testing.T) {
	path := filepath.Join(t.TempDir(), "pipe")
	var text strings.Builder
	for n := range 3000 {
		fmt.Fprintf(&text, `{"log":"[%5d.000000] line %d\n","stream":"stdout","time":"2026-01-01T00:00:00Z"}`+"\n", n, n)
	}
	both := func(scroll bool) (*Session, parse.Batch) {
		f, err := os.CreateTemp(filepath.Dir(path), "in")
		if err != nil {
			t.Fatal(err)
		}
		io.WriteString(f, text.String())
		f.Seek(0, io.SeekStart)
		defer func(was *os.File) { os.Stdin = was }(os.Stdin)
		os.Stdin = f
		s := openSession(t, Options{Spec: "-", Scroll: scroll})
		return s, drain(t, s)
	}
	_, want := both(false)
	s, _ := both(true)
	if len(want.Lines) != 3000 || !strings.HasSuffix(string(want.Lines[9].Raw), "line 9") {
		t.Fatalf("%d lines, %q", len(want.Lines), want.Lines[9].Raw)
	}
	readsBack(t, s, want.Lines)
}

// told are lines that outlive the batch.
func told(b parse.Batch) []parse.Line {
	b.Lines = slices.Clone(b.Lines)
	for i := range b.Lines {
		b.Lines[i].Raw = bytes.Clone(b.Lines[i].Raw)
	}
	return b.Lines
}
