package all

import (
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// TestNobodyIsLeftOut: what an architecture claims it is asked about, whatever the line
// begins with.
func TestNobodyIsLeftOut(t *testing.T) {
	lines := map[string]bool{}
	for _, a := range List {
		for _, s := range a.Samples {
			lines[s], lines["  "+s], lines["pump: "+s] = true, true, true
		}
	}
	err := filepath.WalkDir("../../../testdata", func(path string, _ fs.DirEntry, err error) error {
		if err != nil || !strings.HasSuffix(path, ".log") {
			return err
		}
		log, err := os.ReadFile(path)
		for line := range strings.Lines(string(log)) {
			line = strings.TrimRight(line, "\r\n")
			_, text, _ := strings.Cut(line, "] ")
			lines[line], lines[text] = true, true
		}
		return err
	})
	if err != nil || len(lines) < 10_000 {
		t.Fatal(len(lines), err)
	}
	for line := range lines {
		asked := claims(line)
		for i, a := range List {
			if w := a.Claims(line); w != int(asked[i]) {
				t.Errorf("%s claims %q with %d, and not when asked: %d", a.Name, line, w, asked[i])
			}
		}
	}
}
