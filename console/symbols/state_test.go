package symbols

import (
	"strings"
	"testing"
	"time"
)

// TestDoubtsComeFirst: what is doubtful is said before what is only missing, and of a file that
// is doubtful for its age alone that it may be another build's.
func TestDoubtsComeFirst(t *testing.T) {
	dir := t.TempDir()
	dated(t, copyTo(t, "toy-amd64-shifted.ko", dir+"/toy.ko"), time.Now())
	c := trace("toy_poll+0xe/0x30 [toy]", "toy_read+0x10/0x30 [toy]", "other_read+0x10/0x30 [other]")
	doubt := newTest(t, Sources{Modules: dir, Captured: time.Now().Add(-time.Hour)}).Resolve(c).Symbols.Doubt
	if !strings.HasPrefix(doubt, "toy.ko may be of another build: it is newer (") || !strings.HasSuffix(doubt, "; no vmlinux (--vmlinux FILE); no file for module other (--modules DIR)") {
		t.Error(doubt)
	}
}
