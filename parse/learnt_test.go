package parse

import (
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

// TestNothingToLearn: where printk knows what stands in front of the lines, or
// nothing does, nothing is learnt, whatever is quoted in between.
func TestNothingToLearn(t *testing.T) {
	read := 0
	err := filepath.WalkDir("../testdata", func(path string, e fs.DirEntry, err error) error {
		if err != nil || e.IsDir() || !strings.HasSuffix(path, ".log") && !strings.HasSuffix(path, ".txt") || strings.Contains(path, "wrappings") {
			return err
		}
		log, err := os.ReadFile(path)
		if err != nil {
			return err
		}
		read++
		d := New(Options{Lines: true})
		d.Feed(log, time.Time{})
		d.Close()
		for _, s := range d.learnt.shapes {
			t.Errorf("%s: %q was learnt", path, s)
		}
		return nil
	})
	if err != nil || read < 100 {
		t.Fatalf("%d logs were read: %v", read, err)
	}
}
