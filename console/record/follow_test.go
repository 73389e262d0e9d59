package record

import (
	"os"
	"path/filepath"
	"testing"
	"time"
)

// monthOfConsole gives a record an index as long as that of weeks of console, with the times of
// what is in it, and returns when its last bytes came.
func monthOfConsole(t *testing.T, path string) time.Time {
	t.Helper()
	text := log(128 << 10)
	if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	raw, err := os.Open(path)
	if err != nil {
		t.Fatal(err)
	}
	defer raw.Close()
	x := &lineIndex{path: path + linesEnd, raw: raw, base: int64(len(text)), buf: make([]byte, blockBytes)}
	x.begin()
	at := noon
	list := make([]stamp, stampsMost)
	for range 1000 { // 16 MB
		for i := range list {
			at = at.Add(7 * time.Second)
			list[i] = stamp{0, at}
		}
		if err := x.add(list, nil, 0, false); err != nil {
			t.Fatal(err)
		}
	}
	for x.end() < int64(len(text)) {
		at = at.Add(time.Second)
		if err := x.add([]stamp{{x.end(), at}}, nil, int64(len(text)), true); err != nil {
			t.Fatal(err)
		}
	}
	x.close()
	return at
}

// A record is gone on with at once, whatever the length of its index: that is read meanwhile.
func TestALongIndexKeepsNobodyWaiting(t *testing.T) {
	path := filepath.Join(t.TempDir(), "board.log")
	monthOfConsole(t, path)
	raw, err := os.Open(path)
	if err != nil {
		t.Fatal(err)
	}
	defer raw.Close()
	info, err := raw.Stat()
	if err != nil {
		t.Fatal(err)
	}
	reading, opening := time.Hour, time.Hour
	for try := 0; try < 20 && opening > reading/4; try++ { // the least is what it takes when nothing else runs
		began := time.Now()
		if x, err := openLines(path, raw, info.Size()); err != nil || x.end() != info.Size() {
			t.Fatalf("the index is proven to %d: %v", x.end(), err)
		}
		reading, began = min(reading, time.Since(began)), time.Now()
		r, err := Resume(path)
		if err != nil {
			t.Fatal(err)
		}
		opening = min(opening, time.Since(began))
		if err := r.Close(); err != nil {
			t.Fatal(err)
		}
	}
	if opening > reading/4 {
		t.Errorf("a record is open after %v; reading its index takes %v", opening, reading)
	}
}

// What comes while the index is read is in it afterwards, behind what was there.
func TestAnIndexThatIsReadLaterGoesOn(t *testing.T) {
	path := filepath.Join(t.TempDir(), "board.log")
	last := monthOfConsole(t, path)
	r, err := Resume(path)
	if err != nil {
		t.Fatal(err)
	}
	r.Write([]byte("today\n"), last.Add(time.Hour))
	if got := r.Times(r.Held()).At(r.Held()); !got.Equal(last.Add(time.Hour).Truncate(time.Microsecond)) {
		t.Errorf("what comes now came %v, want an hour after %v", got, last)
	}
	if err := r.Close(); err != nil {
		t.Fatal(err)
	}
	if p := proof(t, path); !p.IsWhole() {
		t.Errorf("the record is not whole: %+v", p)
	}
	times, err := OpenTimes(path)
	if err != nil {
		t.Fatal(err)
	}
	defer times.Close()
	if got := times.At(r.Held() - 1); !got.Equal(last) {
		t.Errorf("the last of yesterday came %v, want %v", got, last)
	}
	if got := times.At(r.Held()); !got.Equal(last.Add(time.Hour)) {
		t.Errorf("what came today came %v, want an hour after %v", got, last)
	}
}
