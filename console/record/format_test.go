package record

import (
	"os"
	"path/filepath"
	"testing"
	"time"
)

// TestIndexOnTheDisk: a time index is the same bytes on every machine and in every
// version, or yesterday's records lose their times.
func TestIndexOnTheDisk(t *testing.T) {
	const begun = "oopscope-idx-1\r\n"
	const entry = "\x34\x12\x00\x00\x00\x00\x00\x00" + "\x02\xca\x9a\x3b\x00\x00\x00\x00" // byte 0x1234, a second and two nanoseconds
	path := filepath.Join(t.TempDir(), "board.log.idx")
	read := func() string {
		b, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		return string(b)
	}
	x, err := openIndex(path, true)
	if err != nil {
		t.Fatal(err)
	}
	x.add(0x1234, time.Unix(1, 2))
	x.file.Close()
	if got := read(); got != begun+entry {
		t.Errorf("%q, want %q", got, begun+entry)
	}
	for torn := range 16 { // a power cut within the next entry
		if err := os.WriteFile(path, []byte((begun + entry + entry)[:len(begun+entry)+torn]), 0o600); err != nil {
			t.Fatal(err)
		}
		x, err := openIndex(path, false)
		if err != nil {
			t.Fatal(err)
		}
		x.add(0x1234, time.Unix(1, 2))
		x.file.Close()
		if got := read(); got != begun+entry+entry {
			t.Errorf("behind %d bytes of a torn entry: %q", torn, got)
		}
	}
	if err := os.WriteFile(path, []byte("somebody's notes, no index"), 0o600); err != nil {
		t.Fatal(err)
	}
	if x, err := openIndex(path, false); err == nil {
		x.file.Close()
		t.Error("a file of somebody else is written to")
	}
	if _, err := openIndex(path, true); err == nil {
		t.Error("a file that was there is a fresh index")
	}
	var none *index
	none.add(1, time.Now()) // a capture without an index is still a capture
}
