package record

import (
	"bytes"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"testing"
	"time"
)

func TestTimesComeBack(t *testing.T) {
	path := filepath.Join(t.TempDir(), "my.log")
	w, err := Append(path)
	if err != nil {
		t.Fatal(err)
	}
	for i := range 5 {
		w.Write([]byte("0123456789"), noon.Add(time.Duration(i)*time.Second))
	}
	w.Close()
	// A power cut in the middle of an entry must not shift those after it.
	idx, _ := os.OpenFile(path+linesEnd, os.O_WRONLY|os.O_APPEND, 0)
	idx.Write([]byte("torn"))
	idx.Close()
	w, err = Append(path)
	if err != nil {
		t.Fatal(err)
	}
	w.Write([]byte("later"), noon.Add(time.Hour))
	w.Close()

	for _, c := range []struct {
		offset int64
		after  time.Duration
	}{{0, 0}, {9, 0}, {10, time.Second}, {49, 4 * time.Second}, {50, time.Hour}, {54, time.Hour}} {
		if got, want := timeOf(t, path, c.offset), noon.Add(c.after); !got.Equal(want) {
			t.Errorf("byte %d came at %v, want %v", c.offset, got, want)
		}
	}
}

// timeOf looks up in the index when a byte of the capture came.
func timeOf(t *testing.T, path string, offset int64) time.Time {
	t.Helper()
	times, err := OpenTimes(path)
	if err != nil {
		t.Fatal(err)
	}
	defer times.Close()
	return times.At(offset)
}

// An index that is none of ours tells no times; one that is torn or damaged tells those
// in front of that.
func TestTimesOfStrangeIndexes(t *testing.T) {
	path := filepath.Join(t.TempDir(), "my.log")
	os.WriteFile(path, []byte("0123456789"), 0o600)
	if _, err := OpenTimes(path); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("without an index: %v", err)
	}
	for name, text := range map[string]string{
		"another file": "hello, this is a text of somebody",
		"short":        linesMagic[:5],
		"newer":        "oopscope-lines-9",
	} {
		os.WriteFile(path+linesEnd, []byte(text), 0o600)
		if times, err := OpenTimes(path); err == nil {
			times.Close()
			t.Errorf("%s: taken for an index", name)
		}
	}
	first, _ := appendStamps(nil, []stamp{{2, time.Unix(1, 0)}, {5, time.Unix(2, 0)}})
	second, n := appendStamps(nil, []stamp{{6, time.Unix(1, 0)}, {7, time.Unix(9, 0)}, {4, time.Unix(3, 0)}}) // the clock goes back, offsets do not
	if n != 2 {
		t.Errorf("%d stamps whose offsets fall are in one item", n)
	}
	text := appendItem(appendItem(appendItem([]byte(linesMagic), timesItem, first), 'Z', []byte("of a later day")), timesItem, second)
	for what, c := range map[string]struct {
		text []byte
		want map[int64]time.Time
	}{
		"whole":   {text, map[int64]time.Time{1: {}, 2: time.Unix(1, 0), 4: time.Unix(1, 0), 5: time.Unix(2, 0), 6: time.Unix(1, 0), 9: time.Unix(9, 0)}},
		"torn":    {text[:len(text)-3], map[int64]time.Time{2: time.Unix(1, 0), 9: time.Unix(2, 0)}},
		"damaged": {append(bytes.Clone(text[:len(text)-9]), "damaged!!"...), map[int64]time.Time{9: time.Unix(2, 0)}},
		"huge":    {append(bytes.Clone(text), 0xff, 0xff, 0xff, 0x7f, timesItem), map[int64]time.Time{9: time.Unix(9, 0)}},
	} {
		os.WriteFile(path+linesEnd, c.text, 0o600)
		for offset, want := range c.want {
			if at := timeOf(t, path, offset); !at.Equal(want) {
				t.Errorf("%s: byte %d came at %v, want %v", what, offset, at, want)
			}
		}
	}
}
