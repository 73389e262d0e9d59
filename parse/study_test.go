package parse

import (
	"bytes"
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
