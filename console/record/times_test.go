package record

import (
	"encoding/binary"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
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
	idx, _ := os.OpenFile(path+".idx", os.O_WRONLY|os.O_APPEND, 0)
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

// An index that is none of ours, or that claims more bytes than the capture has,
// tells no times; one that is torn tells those it has.
func TestTimesOfStrangeIndexes(t *testing.T) {
	path := filepath.Join(t.TempDir(), "my.log")
	os.WriteFile(path, []byte("0123456789"), 0o600)
	if _, err := OpenTimes(path); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("without an index: %v", err)
	}
	entry := func(offset, at uint64) string {
		return string(binary.LittleEndian.AppendUint64(binary.LittleEndian.AppendUint64(nil, offset), at))
	}
	for name, text := range map[string]string{
		"another file": "hello, this is a text of somebody",
		"short":        indexMagic[:5],
		"too large":    indexMagic + strings.Repeat(entry(0, 1), 12),
	} {
		os.WriteFile(path+indexEnd, []byte(text), 0o600)
		if times, err := OpenTimes(path); err == nil {
			times.Close()
			t.Errorf("%s: taken for an index", name)
		}
	}
	os.WriteFile(path+indexEnd, []byte(indexMagic+entry(2, 1e9)+entry(5, 2e9)+entry(4, 3e9)+"torn"), 0o600)
	times, err := OpenTimes(path)
	if err != nil {
		t.Fatal(err)
	}
	defer times.Close()
	for _, c := range []struct {
		offset int64
		want   time.Time
	}{{1, time.Time{}}, {2, time.Unix(1, 0)}, {4, time.Unix(1, 0)}, {5, time.Unix(3, 0)}, {9, time.Unix(3, 0)}} {
		if at := times.At(c.offset); !at.Equal(c.want) {
			t.Errorf("byte %d came at %v, want %v", c.offset, at, c.want)
		}
	}
}
