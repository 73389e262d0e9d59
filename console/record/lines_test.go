package record

import (
	"bytes"
	"crypto/rand"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"
)

// write makes a record of pieces, and closes it.
func write(t *testing.T, path string, pieces ...string) {
	t.Helper()
	r, err := Append(path)
	if err != nil {
		t.Fatal(err)
	}
	for i, p := range pieces {
		r.Write([]byte(p), noon.Add(time.Duration(i)*time.Second))
	}
	if err := r.Close(); err != nil {
		t.Fatal(err)
	}
}

// blocksOf reads the index of a record.
func blocksOf(t *testing.T, path string) (all []block) {
	t.Helper()
	f, err := os.Open(path + linesEnd)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	c, err := openBlocks(f)
	for err == nil {
		var b *block
		if b, err = c.nextBlock(); err == nil {
			all = append(all, *b)
		}
	}
	return all
}

func proof(t *testing.T, path string) *Proof {
	t.Helper()
	p, err := Verify(path, nil)
	if err != nil {
		t.Fatal(err)
	}
	return p
}

// log is so many bytes of lines of all lengths.
func log(size int) string {
	var b strings.Builder
	for n := 0; b.Len() < size; n++ {
		fmt.Fprintf(&b, "[%5d.%06d] line %d %s\r\n", n/1000, n%1000, n, strings.Repeat("x", n*7919%200))
	}
	return b.String()[:size]
}

// Every block says which line begins in it and where, and the blocks are the whole
// record, whatever it holds.
func TestBlocksTellTheirLines(t *testing.T) {
	noise := make([]byte, 200_000)
	rand.Read(noise)
	for name, text := range map[string]string{
		"lines": log(300_000), "one line": strings.Repeat("x", 200_000), "short": "a\nb", "no end": log(70_000) + "\n" + strings.Repeat("y", 140_000) + "\nz",
		"line ends": strings.Repeat("\n", 150_000), "noise": string(noise),
		"at the edge": strings.Repeat("x", blockBytes-1) + "\n" + strings.Repeat("y", blockBytes-1) + "\nlast\n",
	} {
		path := filepath.Join(t.TempDir(), "board.log")
		half := len(text) / 3
		write(t, path, text[:half])
		write(t, path, text[half:])
		blocks := blocksOf(t, path)
		end := int64(0)
		for i, b := range blocks {
			before := text[:b.from]
			line, at := int64(strings.Count(before, "\n")+1), b.from
			if len(before) > 0 && before[len(before)-1] != '\n' {
				line++
				if next := strings.IndexByte(text[b.from:b.to], '\n'); next < 0 {
					at = b.to
				} else {
					at += int64(next) + 1
				}
			}
			if b.from != end || b.line != line || b.at != at {
				t.Fatalf("%s: block %d is %d to %d, line %d at %d, want line %d at %d from %d", name, i, b.from, b.to, b.line, b.at, line, at, end)
			}
			end = b.to
		}
		p := proof(t, path)
		if end != int64(len(text)) || !p.IsWhole() || len(p.Stretches) != 1 || p.Stretches[0] != (Stretch{0, end, Whole}) || !p.First.Equal(noon) {
			t.Errorf("%s: indexed up to %d of %d, %+v", name, end, len(text), p)
		}
	}
}

// What was done to a record shows, by the byte ranges.
func TestVerifyTellsWhatIsWhole(t *testing.T) {
	text := log(200_000)
	const a, b, c, d = 0, blockBytes, 2 * blockBytes, 200_000
	for name, x := range map[string]struct {
		harm  func(path string, raw, index []byte)
		want  []Stretch
		index string
	}{
		"nothing": {func(string, []byte, []byte) {}, []Stretch{{a, d, Whole}}, ""},
		"a byte": {func(path string, raw, _ []byte) { raw[b+5] ^= 1; os.WriteFile(path, raw, 0o600) },
			[]Stretch{{a, b, Whole}, {b, c, Changed}, {c, d, Whole}}, ""},
		"cut": {func(path string, raw, _ []byte) { os.WriteFile(path, raw[:c+10], 0o600) },
			[]Stretch{{a, c, Whole}, {c, c + 10, Unproven}, {c + 10, d, Missing}}, ""},
		"added to": {func(path string, raw, _ []byte) { os.WriteFile(path, append(raw, "more"...), 0o600) },
			[]Stretch{{a, d, Whole}, {d, d + 4, Unproven}}, ""},
		"index torn": {func(path string, _, index []byte) { os.WriteFile(path+linesEnd, index[:len(index)-3], 0o600) },
			[]Stretch{{a, 3 * blockBytes, Whole}, {3 * blockBytes, d, Unproven}}, "not whole"},
		"index changed": {func(path string, _, index []byte) {
			at := bytes.LastIndexByte(index[:len(index)/2], 'B')
			index[at+50] ^= 1
			os.WriteFile(path+linesEnd, index, 0o600)
		}, []Stretch{{a, b, Whole}, {b, d, Unproven}}, "was changed"},
		"no index":    {func(path string, _, _ []byte) { os.Remove(path + linesEnd) }, []Stretch{{a, d, Unproven}}, "no line index"},
		"other index": {func(path string, _, _ []byte) { os.WriteFile(path+linesEnd, []byte("words"), 0o600) }, []Stretch{{a, d, Unproven}}, "not a line index"},
		"newer index": {func(path string, _, _ []byte) { os.WriteFile(path+linesEnd, []byte("oopscope-lines-7"), 0o600) }, []Stretch{{a, d, Unproven}}, "another version"},
	} {
		path := filepath.Join(t.TempDir(), "board.log")
		write(t, path, text)
		raw, _ := os.ReadFile(path)
		index, _ := os.ReadFile(path + linesEnd)
		x.harm(path, raw, index)
		p := proof(t, path)
		if !slices.Equal(p.Stretches, x.want) || (p.Index == nil) != (x.index == "") || x.index != "" && !strings.Contains(p.Index.Error(), x.index) {
			t.Errorf("%s: %+v, index: %v", name, p.Stretches, p.Index)
		}
		if p.IsWhole() != (name == "nothing") {
			t.Errorf("%s: whole is %v", name, p.IsWhole())
		}
	}
}

// An index that is lost, torn, or another record's is made anew, and says of what
// was there before that it is proven from then on. A newer one is left alone.
func TestIndexIsMadeAnew(t *testing.T) {
	first, then := log(150_000), "and then\n"
	all, old := int64(len(first)), "oopscope-lines-9 and what it holds"
	for name, x := range map[string]struct {
		harm func(path string)
		want []Stretch
	}{
		"goes on": {func(string) {}, []Stretch{{0, all + int64(len(then)), Whole}}},
		"lost":    {func(path string) { os.Remove(path + linesEnd) }, []Stretch{{0, all, Later}, {all, all + int64(len(then)), Whole}}},
		"torn": {func(path string) { tear(t, path+linesEnd, 2) },
			[]Stretch{{0, 2 * blockBytes, Whole}, {2 * blockBytes, all, Later}, {all, all + int64(len(then)), Whole}}},
		"of another": {func(path string) {
			write(t, path+".b", strings.Repeat("b\n", 75_000))
			os.Rename(path+".b"+linesEnd, path+linesEnd)
		}, []Stretch{{0, all, Later}, {all, all + int64(len(then)), Whole}}},
		"newer": {func(path string) { os.WriteFile(path+linesEnd, []byte(old), 0o600) }, []Stretch{{0, all + int64(len(then)), Unproven}}},
	} {
		path := filepath.Join(t.TempDir(), "board.log")
		write(t, path, first)
		x.harm(path)
		write(t, path, then)
		if got := proof(t, path).Stretches; !slices.Equal(got, x.want) {
			t.Errorf("%s: %+v, want %+v", name, got, x.want)
		}
		if index, _ := os.ReadFile(path + linesEnd); name == "newer" && !bytes.Equal(index, []byte(old)) {
			t.Errorf("the newer index became %q", index)
		}
	}
}

// tear cuts an index within the item behind so many blocks.
func tear(t *testing.T, path string, blocks int) {
	t.Helper()
	f, err := os.Open(path)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	c, err := newChain(f)
	for n := 0; err == nil && n < blocks; n++ {
		_, err = c.nextBlock()
	}
	if err != nil {
		t.Fatal(err)
	}
	os.Truncate(path, c.at+7)
}

// Blocks come while the session goes on, and not only at its end.
func TestBlocksComeWhileOneRecords(t *testing.T) {
	path := filepath.Join(t.TempDir(), "board.log")
	r, err := Append(path)
	if err != nil {
		t.Fatal(err)
	}
	defer r.Close()
	r.Write([]byte(log(100_000)), noon)
	for end := time.Now().Add(30 * time.Second); ; time.Sleep(10 * time.Millisecond) {
		if p := proof(t, path); slices.Equal(p.Stretches, []Stretch{{0, blockBytes, Whole}, {blockBytes, 100_000, Unproven}}) {
			return
		} else if time.Now().After(end) {
			t.Fatalf("%+v", p)
		}
	}
}

// A record goes on without a line index where there is no place for one, and says so.
func TestARecordWithoutALineIndex(t *testing.T) {
	path := filepath.Join(t.TempDir(), "board.log")
	os.WriteFile(path, []byte("before\n"), 0o600)
	os.Mkdir(path+linesEnd, 0o700)
	r, err := Append(path)
	if err != nil {
		t.Fatal(err)
	}
	r.Write([]byte("and now\n"), noon)
	if kind, words := r.Trouble(); kind != Unlined || !strings.Contains(words, "without a line index; ") {
		t.Errorf("%s: %q", kind, words)
	}
	if err := r.Close(); err != nil {
		t.Error(err)
	}
	if got, _ := os.ReadFile(path); string(got) != "before\nand now\n" {
		t.Errorf("the record holds %q", got)
	}
}

// The clock of the host is set back: times are told as they were, by the place of the
// bytes and not by their order.
func TestTheClockIsSetBack(t *testing.T) {
	path := filepath.Join(t.TempDir(), "board.log")
	r, err := Append(path)
	if err != nil {
		t.Fatal(err)
	}
	when := []time.Time{noon, noon.Add(time.Hour), noon.Add(-24 * time.Hour), noon.Add(-23 * time.Hour)}
	s := NewScroll(r)
	for _, at := range when {
		r.Write([]byte("line\n"), at)
		s.Grow([]byte("line\n"))
		time.Sleep(stampsEvery) // no two of them share a stamp
	}
	lines, err := s.Read(0)
	if err != nil || len(lines) != len(when) {
		t.Fatalf("%d lines, %v", len(lines), err)
	}
	for i, l := range lines {
		if !l.Came.Equal(when[i]) {
			t.Errorf("line %d came at %v, want %v", l.N, l.Came, when[i])
		}
	}
	if err := r.Close(); err != nil {
		t.Fatal(err)
	}
	if p := proof(t, path); !p.IsWhole() {
		t.Errorf("%+v", p)
	}
}
