package record

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

var noon = time.Date(2006, 11, 20, 15, 4, 5, 0, time.UTC)

func TestARecordThatGoesIsTold(t *testing.T) {
	for name, c := range map[string]struct {
		do      func(path string)
		kind    Kind
		outcome string
	}{
		"deleted":  {func(path string) { os.Remove(path) }, Deleted, "was deleted while it was written: its 5 bytes are lost"},
		"moved":    {func(path string) { os.Rename(path, path+".1") }, Moved, "was moved away"},
		"replaced": {func(path string) { os.Rename(path, path+".1"); os.WriteFile(path, nil, 0o600) }, Moved, "replaced"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			path := filepath.Join(t.TempDir(), "board.log")
			r, err := Append(path)
			if err != nil {
				t.Fatal(err)
			}
			r.Write([]byte("words"), noon)
			if got := words(r); got != "" {
				t.Errorf("Trouble %q", got)
			}
			c.do(path)
			for end := time.Now().Add(30 * time.Second); words(r) == "" && time.Now().Before(end); {
				time.Sleep(time.Millisecond)
			}
			if kind, got := r.Trouble(); kind != c.kind || !strings.Contains(got, path) {
				t.Errorf("%s: %q", kind, got)
			}
			if err := r.Close(); err != nil {
				t.Error(err)
			}
			if got := r.Outcome(); !strings.Contains(got, c.outcome) {
				t.Errorf("outcome %q", got)
			}
		})
	}
}

func TestAnEmptyRecordIsNotKept(t *testing.T) {
	dir := t.TempDir()
	r, err := Create(dir, "x", noon)
	if err != nil {
		t.Fatal(err)
	}
	r.Close()
	if left, _ := os.ReadDir(dir); len(left) > 0 || !strings.Contains(r.Outcome(), "nothing came") {
		t.Errorf("%d files are left; %s", len(left), r.Outcome())
	}
	named := filepath.Join(dir, "named.log")
	if r, err = Append(named); err != nil {
		t.Fatal(err)
	}
	r.Close()
	if _, err := os.Stat(named); err != nil || !strings.Contains(r.Outcome(), named) {
		t.Errorf("a file that the person named: %v; %s", err, r.Outcome())
	}
}
