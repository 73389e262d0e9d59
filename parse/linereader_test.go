package parse

import (
	"bytes"
	"os"
	"path/filepath"
	"testing"
	"time"
)

// TestLinesAreReadAnew: of the lines of every carried log a LineReader tells what the
// decoder told, and a scan marks the same lines as a decoder that shows them all.
func TestLinesAreReadAnew(t *testing.T) {
	logs, _ := filepath.Glob("../testdata/*/*.log")
	if len(logs) < 50 {
		t.Fatalf("%d logs", len(logs))
	}
	marks := 0
	for _, path := range logs {
		text, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		all, scan := New(Options{Lines: true}), New(Options{})
		b := all.Feed(text, time.Time{})
		r := NewLineReader(all.learnt.shapes)
		for i, raw := range bytes.SplitAfter(text, []byte("\n"))[:len(b.Lines)] {
			want, got := b.Lines[i], r.Read(raw)
			if !bytes.Equal(got.Raw, want.Raw) || got.Text != want.Text || got.Micro != want.Micro || got.Level != want.Level {
				t.Fatalf("%s, line %d: %+v, want %+v", path, want.N, got, want)
			}
		}
		marked := map[int]bool{}
		for _, m := range append(b.Marks, all.Close().Marks...) {
			marked[m.N] = true
		}
		for _, l := range b.Lines {
			if l.Mark > 0 && !marked[l.N] {
				t.Errorf("%s: the mark on line %d is not told", path, l.N)
			}
		}
		for _, m := range append(scan.Feed(text, time.Time{}).Marks, scan.Close().Marks...) {
			if marks++; !marked[m.N] {
				t.Errorf("%s: a scan marks line %d", path, m.N)
			}
			delete(marked, m.N)
		}
		if len(marked) > 0 {
			t.Errorf("%s: a scan does not mark %v", path, marked)
		}
	}
	if marks < 100 {
		t.Errorf("%d marks", marks)
	}
}
