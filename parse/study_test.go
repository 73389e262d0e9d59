package parse

import (
	"bytes"
	"fmt"
	"os"
	"path/filepath"
	"testing"
	"time"
)

// TestKnownPrefixesAreNotStudied: to learn prefixes costs a log nothing whose prefix
// is known. Fed line by line nothing is at hand behind a line, so that each study
// that begins is one that puts lines aside.
func TestKnownPrefixesAreNotStudied(t *testing.T) {
	names, _ := filepath.Glob("../testdata/kernels/*/*.log")
	if len(names) == 0 {
		t.Fatal("no captures")
	}
	for _, name := range names {
		log, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		d, read := New(Options{}), 0
		for _, l := range bytes.SplitAfter(log, []byte("\n")) {
			d.Feed(l, time.Time{})
			if read++; d.held.busy() {
				t.Fatalf("%s: line %d begins a study, or is held in one: %q", name, read, l)
			}
		}
	}
}

// TestRefutedWordsAreStudiedSeldom: a driver that says every minute what only looks
// like a header is studied four times, whatever number stands in it; other words are
// studied as ever.
func TestRefutedWordsAreStudiedSeldom(t *testing.T) {
	d := New(Options{})
	studies := func(mention string) (n int) {
		for i := range 10 {
			d.Feed(fmt.Appendf(nil, "[  %3d.000100] chip %d: %s\n", 100+i, i, mention), time.Time{})
			if d.held.busy() {
				n++
			}
			d.Feed(bytes.Repeat(fmt.Appendf(nil, "[  %3d.000200] usb 1-1: new device number %d\n", 100+i, i), 30), time.Time{})
		}
		return n
	}
	if n := studies("WARNING: cable length unknown"); n != enoughRefuted {
		t.Errorf("the same words are studied %d times, want %d", n, enoughRefuted)
	}
	if n := studies("WARNING: no cable at all"); n != enoughRefuted {
		t.Errorf("other words are studied %d times, want %d", n, enoughRefuted)
	}
	if n := studies("WARNING: cable length unknown"); n != 0 {
		t.Errorf("the first words are studied %d times more", n)
	}
}
