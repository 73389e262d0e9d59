package scrollback

import (
	"bytes"
	"fmt"
	"math/rand"
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	"oopscope/parse"
)

// A ring gives back what was put in, packed or not, in any order of looking.
func TestRingKeepsWhatItWasGiven(t *testing.T) {
	rnd := rand.New(rand.NewSource(1))
	var want []parse.Line
	r := Ring{}
	n, end := 0, int64(0)
	for len(want) < 20_000 {
		var batch []parse.Line
		for range rnd.Intn(900) {
			n += 1 + rnd.Intn(3)
			raw := make([]byte, rnd.Intn(120))
			rnd.Read(raw)
			first := end + rnd.Int63n(3)
			end = first + int64(len(raw)) + 1 + rnd.Int63n(2)
			batch = append(batch, parse.Line{N: n, First: first, Last: end, Came: time.UnixMilli(1e12 + rnd.Int63n(1e9)), Raw: raw, Text: rnd.Intn(len(raw) + 1), Micro: rnd.Int63n(1e9) - 1, Level: int8(rnd.Intn(9) - 1), Mark: parse.Severity(rnd.Intn(7))})
		}
		r.Add(batch)
		want = append(want, batch...)
	}
	if len(r.pages) < 30 || r.First() != 0 || r.End() != len(want) {
		t.Fatalf("%d pages, %d to %d", len(r.pages), r.First(), r.End())
	}
	for range 50_000 {
		i := rnd.Intn(len(want))
		got, w := r.At(i), want[i]
		if got.N != w.N || got.At != w.First || !bytes.Equal([]byte(got.Text), w.Raw) || got.Micro != w.Micro || got.Came != w.Came.UnixMilli() || int(got.Off) != w.Text || got.Level != w.Level || got.Mark != int8(w.Mark) {
			t.Fatalf("row %d is %+v, want %+v", i, got, w)
		}
		if got := r.Seek(w.N); got != i {
			t.Fatalf("line %d is at %d, want %d", w.N, got, i)
		}
		if got := r.Holding(w.First + rnd.Int63n(w.Last-w.First)); got != i {
			t.Fatalf("bytes of row %d are in %d", i, got)
		}
	}
	if r.Seek(n+1) != r.End() || r.Seek(-1) != 0 {
		t.Error("lines that are not there are sought in the wrong place")
	}
}

// What a ring and its cache hold is bounded, whatever the lines.
func TestRingIsBounded(t *testing.T) {
	rnd := rand.New(rand.NewSource(2))
	r := Ring{Limit: 1 << 20}
	for n := range 4000 {
		raw := make([]byte, rnd.Intn(2000))
		if n%50 == 0 {
			raw = make([]byte, rnd.Intn(64<<10))
		}
		rnd.Read(raw)
		r.Add([]parse.Line{{N: n + 1, Raw: raw}})
		if n%100 == 0 {
			r.At(r.First())
		}
	}
	if r.gone == 0 || r.bytes > 1<<20 && len(r.pages) > 0 || r.Has(r.First()-1) {
		t.Errorf("%d bytes in %d pages, %d gone", r.bytes, len(r.pages), r.gone)
	}
	if got := r.At(r.First()).N; got != r.First()+1 {
		t.Errorf("the first row is line %d", got)
	}
	if r.cache.bytes > cacheBytes && len(r.cache.open) > 1 {
		t.Errorf("the cache holds %d bytes", r.cache.bytes)
	}
}

func BenchmarkRingAdd(b *testing.B) {
	var lines []parse.Line
	size := 0
	for n := 1; n <= 4096; n++ {
		lines = append(lines, parse.Line{N: n, Raw: fmt.Appendf(nil, "line %d.", n), Micro: -1, Level: -1})
		size += len(lines[n-1].Raw)
	}
	b.SetBytes(int64(size))
	for r := (&Ring{}); b.Loop(); {
		r.Add(lines)
	}
}

// Noise is bounded more tightly than text, of which as much is kept as ever.
func TestNoiseTakesLittleOfTheRing(t *testing.T) {
	dice := rand.New(rand.NewSource(3))
	held := func(line func(n int) []byte) (packed, rows int) {
		r := Ring{Limit: 4 << 20}
		for n := 1; n <= 200_000 && r.gone == 0; n += 100 {
			var some []parse.Line
			for i := range 100 {
				some = append(some, parse.Line{N: n + i, Raw: line(n + i)})
			}
			r.Add(some)
		}
		for _, p := range r.pages {
			packed += len(p.bytes)
		}
		return packed, r.End()
	}
	noise, _ := held(func(int) []byte {
		b := make([]byte, 200)
		dice.Read(b)
		return b
	})
	text, rows := held(func(n int) []byte {
		return fmt.Appendf(nil, "[%5d.%06d] usb 1-1: new high-speed USB device number %d using xhci_hcd", n/100, n*7919%1000000, n%127)
	})
	if noise > 4<<20/noiseWeight {
		t.Errorf("%d bytes of noise are kept", noise)
	}
	if rows < 150_000 {
		t.Errorf("of text %d lines are kept, in %d bytes", rows, text)
	}
}

// An endless line is cut in front of a letter, not inside it, and what is not
// shown of it is counted.
func TestEndlessLinesEndWithAWholeLetter(t *testing.T) {
	for lead := range 4 {
		raw := []byte(strings.Repeat("x", lead) + strings.Repeat("漢🚀", MaxLine/7+50))
		var r Ring
		r.Add([]parse.Line{{N: 1, Last: int64(len(raw) + 1), Raw: raw}})
		got := r.At(0)
		if !utf8.ValidString(got.Text) || len(got.Text) < MaxLine-3 || int(got.Cut)+len(got.Text) != len(raw)+1 {
			t.Errorf("behind %d bytes: %d kept, %d cut, ends with %q", lead, len(got.Text), got.Cut, got.Text[len(got.Text)-4:])
		}
	}
}
