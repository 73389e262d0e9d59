package record

import (
	"bytes"
	"encoding/json"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"oopscope/parse"
	"oopscope/parse/crash"
)

// A skip is the same item in every version, and a rest behind one has a name of its own: a
// version that knows of no skips counts other lines, and goes on in front of it.
func TestSkipsOnTheDisk(t *testing.T) {
	path := filepath.Join(t.TempDir(), "board.log")
	x := unindexed(t, path, "one\n\x01\ntwo\n")
	skip := Skip{From: 4, To: 6, Ends: 1, Line: 2, Reason: "a file"}
	known := &Known{skips: Skips{skip}, hidden: Skips{skip}}
	known.add(&Known{Rest: &parse.Rest{Lines: 1, Bytes: 4, Boot: crash.Boot{N: 1}}})
	known.rests = append(known.rests, parse.Rest{Lines: 2, Bytes: 10, Boot: crash.Boot{N: 1}})
	if err := x.add(nil, known, 10, true); err != nil {
		t.Fatal(err)
	}
	x.close()
	got, _ := os.ReadFile(path + linesEnd)
	want := "oopscope-lines-2" + "1\x00\x00\x00H" + `[{"f":4,"t":6,"e":1,"l":2,"w":"a file"}]`
	if !strings.HasPrefix(string(got), want) || !strings.Contains(string(got), `{"r":[{"l":1,"b":4,"c":0,"n":1}],"q":[{"l":2,"b":10,"c":0,"n":1,"h":2}]}`) {
		t.Errorf("%q, want it to begin with %q", got, want)
	}
	list, k := ReadIndex(path, 10)
	if !slices.Equal(list, Skips{skip}) || k == nil || k.Rest.Bytes != 10 || !slices.Equal(k.pages, []pageStart{{2, 6, 2}}) {
		t.Errorf("read as %+v, %+v", list, k)
	}
}

// indexed writes a record of lines and an index of items, with a block that proves all of it.
func indexed(t *testing.T, path, text string, put func(x *lineIndex)) {
	t.Helper()
	os.Remove(path + linesEnd)
	x := unindexed(t, path, text)
	put(x)
	for x.end() < int64(len(text)) {
		if err := x.add(nil, nil, int64(len(text)), true); err != nil {
			t.Fatal(err)
		}
	}
	x.close()
}

// What an index says of skips that makes no sense is believed by nobody, and what a version wrote
// that knew of none is not what is known behind one.
func TestSkipsThatMakeNoSense(t *testing.T) {
	text := log(300_000)
	rest := func(lines int, bytes, hidden int64) restJSON { return restJSON{lines, bytes, 0, 1, hidden} }
	all := strings.Count(text, "\n")
	at := int64(strings.LastIndexByte(text, '\n') + 1)
	first := int64(strings.IndexByte(text, '\n') + 1)
	for name, c := range map[string]struct {
		skips Skips
		j     knownJSON
		known bool
	}{
		"sound":           {Skips{{0, first, 1, 1, ""}}, knownJSON{Behind: []restJSON{rest(all-1, at, first)}}, true},
		"of no version":   {Skips{{0, first, 1, 1, ""}}, knownJSON{Rests: []restJSON{rest(all, at, 0)}}, false},
		"other sum":       {Skips{{0, first, 1, 1, ""}}, knownJSON{Behind: []restJSON{rest(all-1, at, first+1)}}, false},
		"without a line":  {Skips{{0, first, 1, 0, ""}}, knownJSON{Behind: []restJSON{rest(all-1, at, first)}}, false},
		"lines gone back": {Skips{{100_000, 200_000, 1, 3, ""}}, knownJSON{Behind: []restJSON{rest(all-1, at, 100_000)}}, false},
		"too many ends":   {Skips{{0, first, 1 << 30, 1, ""}}, knownJSON{Behind: []restJSON{rest(all-1, at, first)}}, false},
		"backwards":       {Skips{{first, 0, 0, 1, ""}}, knownJSON{}, false},
		"over each other": {Skips{{0, first, 1, 1, ""}, {3, 9, 0, 1, ""}}, knownJSON{Behind: []restJSON{rest(all-1, at, first)}}, false},
		"beyond the end":  {Skips{{1 << 40, 1 << 41, 0, 9, ""}}, knownJSON{Rests: []restJSON{rest(all, at, 0)}}, true},
	} {
		path := filepath.Join(t.TempDir(), "board.log")
		indexed(t, path, text, func(x *lineIndex) {
			words, _ := json.Marshal(c.j)
			x.out = appendItem(appendItem([]byte(linesMagic), skipsItem, appendSkips(nil, c.skips)), knownItem, words)
			x.chain.sum.Write(x.out[len(linesMagic):])
			if err := x.write(); err != nil {
				t.Fatal(err)
			}
			x.chain.at = x.good
		})
		list, k := ReadIndex(path, int64(len(text)))
		if (k != nil) != c.known {
			t.Errorf("%s: %+v, known %+v", name, list, k)
		}
		s := NewScroll(open(t, path))
		if k != nil {
			s.Know(k)
		}
		for n := 1; n <= s.Lines(); {
			page, _, end := s.Page(n)
			lines, err := s.Read(page)
			if err != nil || end <= n {
				t.Fatalf("%s: page %d, lines %d to %d: %v", name, page, n, end, err)
			}
			for _, l := range lines {
				if !bytes.Contains([]byte(text), l.Raw) {
					t.Errorf("%s: %q is a line", name, l.Raw)
				}
			}
			n = end
		}
	}
}

func open(t *testing.T, path string) *File {
	t.Helper()
	f, err := OpenFile(path)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { f.Close() })
	return f
}

// A damaged index tells of what stands in front of the damage; one of another record of nothing.
func TestSkipsBeforeDamage(t *testing.T) {
	path := filepath.Join(t.TempDir(), "board.log")
	text := log(200_000)
	r, err := Append(path)
	if err != nil {
		t.Fatal(err)
	}
	r.Write([]byte(text), noon)
	r.Skip(Skip{From: 10, To: 20, Line: 2, Reason: "the first"})
	r.Skip(Skip{From: 30, To: 40, Line: 3})
	r.Skip(Skip{From: 30, To: 50, Line: 3, Reason: "the second, which went on"})
	if err := r.Close(); err != nil {
		t.Fatal(err)
	}
	want := Skips{{10, 20, 0, 2, "the first"}, {30, 50, 0, 3, "the second, which went on"}}
	if got := ReadSkips(path); !slices.Equal(got, want) {
		t.Fatalf("%+v", got)
	}
	if p := proof(t, path); !p.IsWhole() {
		t.Errorf("the record is %+v", p)
	}
	index, _ := os.ReadFile(path + linesEnd)
	for at := range index {
		damaged := bytes.Clone(index)
		damaged[at] ^= 0x20
		os.WriteFile(path+linesEnd, damaged, 0o600)
		if got := ReadSkips(path); len(got) > 0 && !slices.Equal(got, want) {
			t.Fatalf("byte %d of %d changed: %+v", at, len(index), got)
		}
	}
	for n := range len(index) {
		os.WriteFile(path+linesEnd, index[:n], 0o600)
		if got := ReadSkips(path); len(got) > 0 && !slices.Equal(got, want) {
			t.Fatalf("%d bytes of %d left: %+v", n, len(index), got)
		}
	}
	os.WriteFile(path+linesEnd, index, 0o600)
	os.WriteFile(path, []byte(strings.ToUpper(text)), 0o600)
	if got := ReadSkips(path); got != nil {
		t.Errorf("of another record: %+v", got)
	}
}
