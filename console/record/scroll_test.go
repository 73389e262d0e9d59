package record

import (
	"bytes"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"oopscope/parse"
)

// same fails unless the scroll gives back the lines that a decoder handed out.
func same(t *testing.T, s *Scroll, want []parse.Line, times bool) {
	t.Helper()
	if s.Lines() != len(want) {
		t.Fatalf("%d lines, want %d", s.Lines(), len(want))
	}
	for n := 1; n <= len(want); {
		page, first, end := s.Page(n)
		got, err := s.Read(page)
		if first != n || err != nil || len(got) != end-first {
			t.Fatalf("page %d has lines %d to %d, %d were read: %v", page, first, end, len(got), err)
		}
		for i, l := range got {
			w := want[n-1+i]
			if l.N != w.N || l.First != w.First || l.Last != w.Last || !bytes.Equal(l.Raw, w.Raw) || l.Text != w.Text || l.Micro != w.Micro || l.Level != w.Level || l.Mark != w.Mark {
				t.Fatalf("%+v\n%q, want %+v\n%q", l, l.Raw, w, w.Raw)
			}
			if times && !l.Came.Equal(w.Came) {
				t.Fatalf("line %d came at %v, want %v", l.N, l.Came, w.Came)
			}
			if s.At(l.First) != page {
				t.Fatalf("byte %d is on page %d, want %d", l.First, s.At(l.First), page)
			}
		}
		n = end
	}
}

// told are lines that outlive the batch.
func told(b parse.Batch) []parse.Line {
	b.Lines = slices.Clone(b.Lines)
	for i := range b.Lines {
		b.Lines[i].Raw = bytes.Clone(b.Lines[i].Raw)
	}
	return b.Lines
}

// What a board says comes back from the record as it was shown, however it came:
// behind what the file held before, with gaps in lines, with long lines.
func TestScrollOfARecord(t *testing.T) {
	path := filepath.Join(t.TempDir(), "board.log")
	write(t, path, "what was there\nbefore")
	r, err := Append(path)
	if err != nil {
		t.Fatal(err)
	}
	defer r.Close()
	s, d := NewScroll(r), parse.New(parse.Options{Lines: true})
	var want []parse.Line
	take := func(b parse.Batch) {
		s.Mark(b.Marks)
		want = append(want, told(b)...)
	}
	now, n := noon, 0
	for range 3000 {
		text := fmt.Sprintf("[%5d.%06d] usb 1-1: line %d \x1b[1mbold\x1b[m\r\n", n/100, n, n)
		switch n++; rand.IntN(40) {
		case 0:
			text = strings.Repeat("long ", rand.IntN(6000)) + "\n"
		case 1:
			text = "[    1.000000] foo 1-0:1.0: probe of bar failed with error -22\r\n"
		case 2:
			text = text[:rand.IntN(20)+1]
		case 3:
			take(d.Gap(time.Second, "", now))
			s.Break()
		case 4: // bytes of a file, behind a line, a half one, or one of which nothing can be seen
			blank := []string{"", "\x1b[m\r", "half"}[rand.IntN(3)]
			r.Write([]byte(blank), now)
			s.Grow([]byte(blank))
			b := d.Feed([]byte(blank), now)
			dropped := 0
			if parse.Blank(b.Partial) {
				dropped = len(b.Partial)
			}
			take(b)
			file := strings.Repeat("a file\n", rand.IntN(20_000))
			r.Write([]byte(file), now)
			take(d.Skip(int64(len(file)), "a file", now))
			s.Skip(int64(len(file)), dropped)
		}
		now = now.Add(time.Duration(rand.IntN(3)) * 20 * time.Millisecond)
		r.Write([]byte(text), now)
		s.Grow([]byte(text))
		take(d.Feed([]byte(text), now))
	}
	take(d.Close())
	s.Break()
	inTheFile(t, r)
	for i := range want { // of an endless line there is the beginning
		want[i].Raw = want[i].Raw[:min(len(want[i].Raw), 16<<10)]
	}
	same(t, s, want, false)
}

// A capture is read back where it lies, with its times; pieces of any size make
// the same pages.
func TestScrollOfACapture(t *testing.T) {
	path := filepath.Join(t.TempDir(), "board.log")
	text := log(400_000) + "no end"
	var pieces []string
	for rest := text; len(rest) > 0; {
		n := min(1+rand.IntN(5000), len(rest))
		pieces, rest = append(pieces, rest[:n]), rest[n:]
	}
	write(t, path, pieces...)
	f, err := OpenFile(path)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	times, err := OpenTimes(path)
	if err != nil {
		t.Fatal(err)
	}
	defer times.Close()
	d, s := parse.New(parse.Options{Lines: true, When: times.At}), NewScroll(f)
	want := told(d.Feed([]byte(text), time.Time{}))
	want = append(want, told(d.Close())...)
	for rest := text; len(rest) > 0; {
		n := min(1+rand.IntN(100_000), len(rest))
		s.Grow([]byte(rest[:n]))
		rest = rest[n:]
	}
	s.Break()
	same(t, s, want, true)
	if raw, whole := s.Raw(nil, 1); !whole || !strings.Contains(text, string(raw)) || len(raw) < pageBytes {
		t.Errorf("the second page is %d bytes, whole %v", len(raw), whole)
	}
	os.Truncate(path, 100_000)
	if lines, err := s.Read(1); err != ErrNotThere || len(lines) == 0 {
		t.Errorf("of a page that is half there are %d lines, %v", len(lines), err)
	}
}

// A spool has no name, and holds lines with their places.
func TestScrollOfASpool(t *testing.T) {
	dir := t.TempDir()
	t.Setenv("TMPDIR", dir)
	r, err := Spool(true)
	if err != nil {
		t.Fatal(err)
	}
	defer r.Close()
	if left, _ := os.ReadDir(dir); len(left) > 0 {
		t.Errorf("%v is left", left)
	}
	s := NewScroll(r).Placed()
	var want []parse.Line
	for n := 1; n <= 5000; n++ {
		raw := fmt.Appendf(nil, "[    1.000000] 10.0.0.%d| line %d", n%7, n)
		l := AppendPlaced(nil, int64(n*10), raw)
		r.Write(l, noon.Add(time.Duration(n)*time.Second))
		s.Grow(l)
		want = append(want, parse.Line{N: n, Raw: raw, First: int64(n * 10), Came: noon.Add(time.Duration(n) * time.Second), Text: 15, Micro: 1e6, Level: -1})
	}
	inTheFile(t, r)
	for n := 1; n <= len(want); {
		page, first, end := s.Page(n)
		got, err := s.Read(page)
		if err != nil || len(got) != end-first {
			t.Fatalf("page %d: %d of %d lines, %v", page, len(got), end-first, err)
		}
		for i, l := range got {
			if w := want[first-1+i]; l.N != w.N || l.First != w.First || !bytes.Equal(l.Raw, w.Raw) || !l.Came.Equal(w.Came) || l.Text != w.Text || l.Micro != w.Micro {
				t.Fatalf("%+v %q\nwant %+v %q", l, l.Raw, w, w.Raw)
			}
		}
		n = end
	}
}

// What a full disk lost is missing in its own page only.
func TestScrollAroundAHole(t *testing.T) {
	r := &Record{base: 5}
	r.lose(100, 10)
	r.lose(110, 5)
	r.lose(200, 50)
	for at, want := range map[int64]int64{0: 5, 100: 105, 107: 105, 115: 105, 116: 106, 200: 190, 250: 190, 260: 200} {
		if got := r.place(at); got != want {
			t.Errorf("byte %d is at %d, want %d", at, got, want)
		}
	}
}
