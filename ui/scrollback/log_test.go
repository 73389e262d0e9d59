package scrollback

import (
	"bytes"
	"errors"
	"fmt"
	"math/rand"
	"slices"
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	"oopscope/parse"
)

// A shelf is a source in memory, with pages of so many lines.
type shelf struct {
	lines []parse.Line
	per   int
	reads int
}

func (s *shelf) Page(line int) (page, first, end int) {
	page = max(line-1, 0) / s.per
	return page, page*s.per + 1, min((page+1)*s.per, len(s.lines)) + 1
}

func (s *shelf) At(offset int64) int {
	i, _ := slices.BinarySearchFunc(s.lines, offset, func(l parse.Line, at int64) int { return int(l.Last - at - 1) })
	return min(i, len(s.lines)-1) / s.per
}

func (s *shelf) Read(page int) ([]parse.Line, error) {
	s.reads++
	if page*s.per >= len(s.lines) {
		return nil, errors.New("no such page")
	}
	return s.lines[page*s.per : min((page+1)*s.per, len(s.lines))], nil
}

func (s *shelf) Raw(dst []byte, page int) ([]byte, bool) { return dst, false }

// fetch reads what is wanted.
func fetch(g *Log) {
	for _, page := range g.Wanted() {
		lines, _ := g.Source.Read(page)
		g.Put(page, lines)
	}
}

// A log gives back what was put in, from memory or from where it is kept, in any
// order of looking.
func TestLogGivesBackWhatItWasGiven(t *testing.T) {
	rnd := rand.New(rand.NewSource(1))
	s := &shelf{per: 300}
	g := Log{Source: s}
	end := int64(0)
	for len(s.lines) < 20_000 {
		var batch []parse.Line
		for range rnd.Intn(900) {
			raw := make([]byte, rnd.Intn(120))
			rnd.Read(raw)
			first := end
			end = first + int64(len(raw)) + 1 + rnd.Int63n(2)
			batch = append(batch, parse.Line{N: len(s.lines) + len(batch) + 1, First: first, Last: end, Came: time.UnixMilli(1e12 + rnd.Int63n(1e9)), Raw: raw, Text: rnd.Intn(len(raw) + 1), Micro: rnd.Int63n(1e9) - 1, Level: int8(rnd.Intn(9) - 1), Mark: parse.Severity(rnd.Intn(7))})
		}
		s.lines = append(s.lines, batch...)
		if len(batch) > 0 {
			g.Add(batch[rnd.Intn(len(batch)):]) // the others are read back
		}
	}
	if g.First() != 0 || g.End() != len(s.lines) || len(g.tail) > tailRows {
		t.Fatalf("rows %d to %d, %d in memory", g.First(), g.End(), len(g.tail))
	}
	for range 20_000 {
		i := rnd.Intn(len(s.lines))
		got, w := *g.At(i), s.lines[i]
		if got.Absent {
			if got.N != w.N || g.Here(i) {
				t.Fatalf("row %d is absent as line %d", i, got.N)
			}
			fetch(&g)
			got = *g.At(i)
		}
		if got.N != w.N || got.At != w.First || !bytes.Equal([]byte(got.Text), w.Raw) || got.Micro != w.Micro || got.Came != w.Came.UnixMilli() || int(got.Off) != w.Text || got.Level != w.Level || got.Mark != int8(w.Mark) || !g.Here(i) {
			t.Fatalf("row %d is %+v, want %+v", i, got, w)
		}
		if got := g.Seek(w.N); got != i {
			t.Fatalf("line %d is at %d, want %d", w.N, got, i)
		}
		at := w.First + rnd.Int63n(w.Last-w.First)
		seq, ok := g.Holding(at)
		if !ok {
			fetch(&g)
			seq, ok = g.Holding(at)
		}
		if seq != i || !ok {
			t.Fatalf("bytes of row %d are in %d", i, seq)
		}
		if g.cache.bytes > cacheBytes {
			t.Fatalf("%d bytes of pages are in memory", g.cache.bytes)
		}
	}
	if g.Seek(len(s.lines)+1) != g.End() || g.Seek(-1) != 0 || g.Has(g.End()) {
		t.Error("lines that are not there are sought in the wrong place")
	}
}

// The last page grows; what was read of it before is read again when more is wanted.
func TestAPageThatGrows(t *testing.T) {
	s := &shelf{per: 10_000}
	g := Log{Source: s}
	add := func(n int) {
		for range n {
			s.lines = append(s.lines, parse.Line{N: len(s.lines) + 1, First: int64(len(s.lines)) * 10, Last: int64(len(s.lines))*10 + 10, Raw: []byte("line")})
		}
		g.Add(s.lines[len(s.lines)-n:])
	}
	add(4000)
	g.At(100)
	fetch(&g)
	add(4000)
	if g.At(100).Absent || !g.At(5000).Absent {
		t.Fatal("the page is not as it was read")
	}
	if _, ok := g.Holding(50_005); ok {
		t.Error("a byte behind what was read is known")
	}
	fetch(&g)
	if seq, ok := g.Holding(50_005); seq != 5000 || !ok || g.At(5000).Absent || s.reads != 2 {
		t.Errorf("row %d, %v, after %d reads", seq, ok, s.reads)
	}
}

// Without a source the newest rows are held, bounded in bytes.
func TestALogWithoutASourceIsBounded(t *testing.T) {
	rnd := rand.New(rand.NewSource(2))
	g := Log{Limit: 1 << 20}
	for n := range 4000 {
		raw := make([]byte, rnd.Intn(2000))
		if n%50 == 0 {
			raw = make([]byte, rnd.Intn(64<<10))
		}
		rnd.Read(raw)
		g.Add([]parse.Line{{N: n + 1, Raw: raw}})
	}
	if g.First() == 0 || len(g.tail) > 2*stepRows || g.Has(g.First()-1) || g.Oldest() != g.First()+1 {
		t.Errorf("%d bytes in %d rows from %d on", g.bytes, len(g.tail), g.First())
	}
	if got := g.At(g.First()).N; got != g.First()+1 {
		t.Errorf("the first row is line %d", got)
	}
	if seq, ok := g.Holding(-1); seq != -1 || !ok {
		t.Errorf("what is gone is in row %d", seq)
	}
}

func BenchmarkLogAdd(b *testing.B) {
	var lines []parse.Line
	size := 0
	for n := 1; n <= 4096; n++ {
		lines = append(lines, parse.Line{Raw: fmt.Appendf(nil, "line %d.", n), Micro: -1, Level: -1})
		size += len(lines[n-1].Raw)
	}
	b.SetBytes(int64(size))
	n := 0
	for g := (&Log{Source: &shelf{per: 100}}); b.Loop(); {
		for i := range lines {
			n++
			lines[i].N = n
		}
		g.Add(lines)
	}
}

// An endless line is cut in front of a letter, not inside it, and what is not
// shown of it is counted.
func TestEndlessLinesEndWithAWholeLetter(t *testing.T) {
	for lead := range 4 {
		raw := []byte(strings.Repeat("x", lead) + strings.Repeat("漢🚀", MaxLine/7+50))
		var r Log
		r.Add([]parse.Line{{N: 1, Last: int64(len(raw) + 1), Raw: raw}})
		got := r.At(0)
		if !utf8.ValidString(got.Text) || len(got.Text) < MaxLine-3 || int(got.Cut)+len(got.Text) != len(raw)+1 {
			t.Errorf("behind %d bytes: %d kept, %d cut, ends with %q", lead, len(got.Text), got.Cut, got.Text[len(got.Text)-4:])
		}
	}
}
