package record

import (
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"oopscope/console/files"
)

// rotating writes a record of lines that goes on in another file after so many bytes.
func rotating(t *testing.T, r *Record, every int, text string) {
	t.Helper()
	r.Rotate(int64(every), nil)
	for n := 0; n < len(text); n += 1000 {
		r.Write([]byte(text[n:min(n+1000, len(text))]), noon.Add(time.Duration(n)*time.Millisecond))
		inTheFile(t, r) // what waits is written in larger pieces, and a part grows by one
	}
	if err := r.Close(); err != nil {
		t.Fatal(err)
	}
}

// inTheFile waits for all that was written: Write does not wait long for a slow disk.
func inTheFile(t *testing.T, r *Record) {
	t.Helper()
	for end := time.Now().Add(30 * time.Second); r.Waits(); time.Sleep(100 * time.Microsecond) {
		if time.Now().After(end) {
			t.Fatal("the file takes nothing")
		}
	}
}

// A record that is rotated is one record: read back, proven, gone on with and looked at over its parts.
func TestARotatedRecordIsOne(t *testing.T) {
	path := filepath.Join(t.TempDir(), "oopscope-x-1.log")
	text := log(500_000)
	r, err := Append(path)
	if err != nil {
		t.Fatal(err)
	}
	rotating(t, r, 100_000, text[:300_000])
	r, err = Resume(path)
	if err != nil {
		t.Fatal(err)
	}
	if r.Held() != 300_000 {
		t.Errorf("%d bytes are held", r.Held())
	}
	rotating(t, r, 100_000, text[300_000:])
	parts := files.Parts(path)
	if len(parts) != 4 || parts[0].Offset != 100_000 || parts[3].Offset != 400_000 {
		t.Fatalf("the parts are %+v", parts)
	}
	if p := proof(t, path); !p.IsWhole() || p.Size != 500_000 || len(p.Stretches) != 1 {
		t.Errorf("%+v", p)
	}
	f, err := OpenFile(path)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	if got, err := io.ReadAll(f.Whole()); err != nil || string(got) != text {
		t.Errorf("%d bytes are read, %v", len(got), err)
	}
	for _, c := range [][2]int64{{0, 10}, {99_990, 100_010}, {150_000, 420_000}, {499_990, 600_000}} {
		if got, _ := io.ReadAll(f.Section(c[0], c[1])); string(got) != text[c[0]:min(c[1], 500_000)] {
			t.Errorf("bytes %v are others", c)
		}
	}
	if at := f.Times(450_500).At(450_500); !at.Equal(noon.Add(150 * time.Second)) {
		t.Errorf("byte 450500 came at %v", at)
	}
	raw, _ := os.ReadFile(parts[1].Path)
	raw[5] ^= 1
	os.WriteFile(parts[1].Path, raw, 0o600)
	if p := proof(t, path); p.IsWhole() || !slices.ContainsFunc(p.Stretches, func(s Stretch) bool { return s.Finding == Changed && s.From <= 200_005 && s.To > 200_005 }) {
		t.Errorf("a changed part: %+v", p)
	}
	os.Remove(parts[1].Path)
	if p := proof(t, path); p.Size != 500_000 || !slices.ContainsFunc(p.Stretches, func(s Stretch) bool { return s.Finding == Missing && s.To > 250_000 }) {
		t.Errorf("without a part: %+v", p)
	}
	if got, _ := io.ReadAll(f.Section(450_000, 450_010)); string(got) != text[450_000:450_010] {
		t.Error("what is behind a part that was taken away cannot be read")
	}
}

// Where the next part cannot be begun, the record goes on in the same file.
func TestARecordThatCannotBeRotated(t *testing.T) {
	path := filepath.Join(t.TempDir(), "x.log")
	text := log(250_000)
	r, err := Append(path)
	if err != nil {
		t.Fatal(err)
	}
	for n := range 300 { // whatever name it wants is taken
		os.Mkdir(files.PartName(path, int64(n*1000)), 0o700)
	}
	rotating(t, r, 100_000, text)
	if got, _ := os.ReadFile(path); string(got) != text {
		t.Errorf("%d bytes are in the record", len(got))
	}
}

// Of a record that is written the oldest parts go when all take too much, but for the first; of others
// all parts go together.
func TestRetainTakesParts(t *testing.T) {
	dir := t.TempDir()
	make := func(name string, age time.Duration) *Record {
		path := filepath.Join(dir, name)
		r, err := Append(path)
		if err != nil {
			t.Fatal(err)
		}
		r.Rotate(10_000, nil)
		for range 50 {
			r.Write([]byte(strings.Repeat("0123456789", 100)), noon)
			inTheFile(t, r)
		}
		for _, p := range append(files.Parts(path), files.Part{Path: path}) {
			os.Chtimes(p.Path, time.Time{}, time.Now().Add(-age))
		}
		return r
	}
	old, busy := make("oopscope-a.log", time.Hour), make("oopscope-b.log", 0)
	old.Close()
	defer busy.Close()
	if gone, _, err := Retain(dir, 35_000); gone != 1 || err != nil {
		t.Errorf("%d records went, %v", gone, err)
	}
	if left, _ := filepath.Glob(filepath.Join(dir, "oopscope-a*")); len(left) > 0 {
		t.Errorf("%v is left", left)
	}
	parts := files.Parts(busy.Path())
	if _, err := os.Stat(busy.Path()); err != nil || len(parts) == 0 || len(parts) > 3 || parts[len(parts)-1].Offset != 40_000 {
		t.Errorf("of the record that is written %+v is left, %v", parts, err)
	}
}

// A disk that takes long to keep a part that is full keeps nobody from writing the next one.
func TestAPartIsKeptWhileTheNextIsWritten(t *testing.T) {
	path := filepath.Join(t.TempDir(), "x.log")
	r, disk := onIdleDisk(t, path)
	text := log(250_000)
	rotating(t, r, 100_000, text)
	close(disk.until)
	f, err := OpenFile(path)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	if got, _ := io.ReadAll(f.Whole()); string(got) != text || len(files.Parts(path)) != 2 {
		t.Errorf("%d bytes are in %v", len(got), files.Parts(path))
	}
}
