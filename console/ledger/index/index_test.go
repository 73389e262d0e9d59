package index

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"reflect"
	"strings"
	"sync"
	"testing"
	"time"

	"oopscope/console/link"
)

func sightingN(n int) link.Sighting {
	return link.Sighting{
		Kind: link.ACrash, UID: uint64(n) + 1, Content: uint64(n) + 1000, Source: "/x/a.log", Byte: int64(n) * 100, Boot: n/10 + 1,
		At: time.Unix(1e9+int64(n), 0).UTC(), Key: fmt.Sprintf("%04x", n%7), Bug: "b", Class: "gpf", Severity: "oops", Title: "a crash", Kernel: "5.10.1",
	}
}

func add(t *testing.T, x *Index, list ...link.Sighting) {
	t.Helper()
	if err := x.Add(false, list...); err != nil {
		t.Fatal(err)
	}
}

// count is how many crashes an index opened anew has.
func count(t *testing.T, dir string) (n int) {
	t.Helper()
	groups, err := Open(dir).Groups(link.ACrash)
	if err != nil {
		t.Fatal(err)
	}
	for _, g := range groups {
		n += g.Times
	}
	return n
}

// TestLineKeepsAll: whatever is in a sighting comes back, what a board or a file
// name may hold too.
func TestLineKeepsAll(t *testing.T) {
	var s link.Sighting
	v := reflect.ValueOf(&s).Elem()
	for i := range v.NumField() {
		switch f := v.Field(i); f.Interface().(type) {
		case string:
			f.SetString(v.Type().Field(i).Name + " a\tb\nc=d\\x41\x00\xff\x1b é")
		case bool:
			f.SetBool(v.Type().Field(i).Name == "Timed")
		case time.Time:
			f.Set(reflect.ValueOf(time.Unix(1e9, 123456789).UTC()))
		case float64:
			f.SetFloat(942.5413)
		case uint64:
			f.SetUint(1<<63 + uint64(i))
		default:
			f.SetInt(int64(i + 1))
		}
	}
	s.Kind = link.ACrash
	for _, about := range []bool{false, true} {
		s.About = about
		line := render(&s)
		said, ok := body([]byte(strings.TrimSuffix(line, "\n")))
		if got := read(string(said)); !ok || got != s || strings.Count(line, "\n") != 1 {
			t.Errorf("%q\nreads %+v\nwant  %+v", line, got, s)
		}
	}
	for i := range line() {
		torn := []byte(line())
		torn[i] ^= 4
		if _, ok := body(torn); ok {
			t.Errorf("byte %d may change without notice", i)
		}
	}
}

func line() string { s := sightingN(3); return strings.TrimSuffix(render(&s), "\n") }

// TestBadFiles: of a file that is torn, damaged or not ours the good lines count,
// it goes on to be added to, and what was damaged is kept beside it.
func TestBadFiles(t *testing.T) {
	for name, c := range map[string]struct {
		do   func(data []byte) []byte
		lost int
		kept string // in index.damaged
	}{
		"whole":             {func(d []byte) []byte { return d }, 0, ""},
		"a torn end":        {func(d []byte) []byte { return d[:len(d)-20] }, 1, "uid=14"},
		"an end torn early": {func(d []byte) []byte { return d[:len(d)-len(line())] }, 1, ""},
		"a bad sector": {func(d []byte) []byte {
			at := len(d) / 2
			copy(d[at:], strings.Repeat("\x00", 200))
			return d
		}, 2, "\x00"},
		"no header":            {func(d []byte) []byte { return d[strings.Index(string(d), "\n")+1:] }, 0, ""},
		"a line twice":         {func(d []byte) []byte { return append(d, d[len(header)+1:]...) }, 0, ""},
		"other text":           {func(d []byte) []byte { return append([]byte("# notes\n\nhello\n"), d...) }, 0, "hello"},
		"empty":                {func(d []byte) []byte { return nil }, 20, ""},
		"only a header":        {func(d []byte) []byte { return d[:len(header)+1] }, 20, ""},
		"megabytes of nothing": {func(d []byte) []byte { return append(d, make([]byte, 3<<20)...) }, 0, "\x00\x00"},
		"half a header":        {func(d []byte) []byte { return d[:7] }, 20, "oopscop"},
	} {
		t.Run(name, func(t *testing.T) {
			dir := t.TempDir()
			x := Open(dir)
			for i := range 20 {
				add(t, x, sightingN(i))
			}
			data, err := os.ReadFile(x.Path())
			if err != nil {
				t.Fatal(err)
			}
			os.WriteFile(x.Path(), c.do(data), 0o600)
			if got := count(t, dir); got != 20-c.lost {
				t.Errorf("%d crashes, want %d", got, 20-c.lost)
			}
			add(t, Open(dir), sightingN(100))
			add(t, Open(dir), sightingN(101))
			if got := count(t, dir); got != 22-c.lost {
				t.Errorf("%d crashes after two more, want %d", got, 22-c.lost)
			}
			aside, _ := os.ReadFile(x.Path() + ".damaged")
			if !strings.Contains(string(aside), c.kept) {
				t.Errorf("kept aside: %q, want %q", aside, c.kept)
			}
		})
	}
}

// TestNewerIsLeftAlone: a file of another format is not touched, and said.
func TestNewerIsLeftAlone(t *testing.T) {
	dir := t.TempDir()
	const text = "oopscope ledger 2\n\x01\x02\x03\n"
	os.WriteFile(filepath.Join(dir, "index"), []byte(text), 0o600)
	x := Open(dir)
	if err := x.Add(false, sightingN(1)); !errors.Is(err, ErrNewer) || !strings.Contains(err.Error(), "update") {
		t.Errorf("got %v", err)
	}
	if got, _ := os.ReadFile(x.Path()); string(got) != text {
		t.Errorf("it was written to: %q", got)
	}
}

// TestWhatIsToldAgain: a later line on the same crash replaces the earlier one,
// what says nothing new is not written, and too many outdated lines are dropped.
func TestWhatIsToldAgain(t *testing.T) {
	dir := t.TempDir()
	x := Open(dir)
	s := sightingN(1)
	add(t, x, s)
	had, _ := os.Stat(x.Path())
	add(t, x, s)
	if now, _ := os.Stat(x.Path()); now.Size() != had.Size() {
		t.Error("the same was written twice")
	}
	for i := range 2300 {
		s.Folder, s.Key = fmt.Sprintf("folder %d", i), fmt.Sprintf("%04x", i%3)
		add(t, x, s)
	}
	all, err := Open(dir).Of(link.ACrash, s.Key)
	if err != nil || len(all) != 1 || all[0] != s {
		t.Errorf("%+v, %v\nwant %+v", all, err, s)
	}
	if n := count(t, dir); n != 1 {
		t.Errorf("%d crashes", n)
	}
	if now, _ := os.Stat(x.Path()); now.Size() > 2200*had.Size() {
		t.Errorf("outdated lines take %d bytes", now.Size())
	}
	if again, ok, err := x.Find(s.UID, 0, ""); !ok || err != nil || again != s {
		t.Errorf("the one that wrote it has %+v, %v", again, err)
	}
}

// TestManyAtOnce: sessions that add at once lose nothing of each other.
func TestManyAtOnce(t *testing.T) {
	dir := t.TempDir()
	var all sync.WaitGroup
	for w := range 6 {
		all.Go(func() {
			x := Open(dir)
			for i := range 60 {
				if err := x.Add(false, sightingN(w*1000+i)); err != nil {
					t.Error(err)
				}
			}
		})
	}
	all.Wait()
	if n := count(t, dir); n != 360 {
		t.Errorf("%d crashes, want 360", n)
	}
}

// TestReplacedWhileItIsRead: another process adds to the index and writes it anew, which
// makes it shorter, at any moment. What is read is one of what was there.
func TestReplacedWhileItIsRead(t *testing.T) {
	texts := map[int]string{}
	for _, n := range []int{2, 40, 41} {
		dir := t.TempDir()
		var list []link.Sighting
		for i := range n {
			list = append(list, sightingN(i))
		}
		add(t, Open(dir), list...)
		text, err := os.ReadFile(filepath.Join(dir, "index"))
		if err != nil {
			t.Fatal(err)
		}
		texts[n] = string(text)
	}
	dir, stop := t.TempDir(), make(chan struct{})
	path := filepath.Join(dir, "index")
	put := func(n int) {
		os.WriteFile(path+".new", []byte(texts[n]), 0o600)
		os.Rename(path+".new", path)
	}
	put(40)
	var others sync.WaitGroup
	others.Go(func() {
		for {
			select {
			case <-stop:
				return
			default:
			}
			put(40)
			f, _ := os.OpenFile(path, os.O_WRONLY|os.O_APPEND, 0)
			time.Sleep(20 * time.Microsecond) // the other reads meanwhile, or not
			f.WriteString(texts[41][len(texts[40]):])
			f.Close()
			put(2)
		}
	})
	defer others.Wait()
	defer close(stop)
	x := Open(dir)
	for range 60_000 {
		groups, err := x.Groups(link.ACrash)
		if err != nil {
			t.Fatal(err)
		}
		times := 0
		for _, g := range groups {
			times += g.Times
		}
		if texts[times] == "" {
			t.Fatalf("%d crashes, which none of what was there has", times)
		}
	}
}

// TestElsewhere: a session is told what others met, and since when.
func TestElsewhere(t *testing.T) {
	x := Open(t.TempDir())
	for i := range 5 {
		s := sightingN(i)
		s.Key, s.Kernel, s.Source = "k", fmt.Sprintf("5.10.%d", i), fmt.Sprintf("/x/%d.log", i)
		if i == 3 {
			s.At = time.Unix(10, 0).UTC() // a clock that went back
		}
		add(t, x, s)
	}
	h, err := x.Elsewhere("k", "/x/4.log", 0)
	if err != nil || h.Times != 4 || h.Since != "5.10.3" || h.First.Unix() != 10 || h.Last.Unix() != 1e9+2 {
		t.Errorf("%+v, %v", h, err)
	}
	if h, _ := x.Elsewhere("none", "/x/4.log", 0); h.Times != 0 {
		t.Errorf("%+v", h)
	}
	lives, _ := x.Lives()
	if len(lives) != 5 || lives[0].Kernel != "5.10.3" || len(lives[4].Crashes) != 1 {
		t.Errorf("%+v", lives)
	}
}
