package past

import (
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

func TestTextsAreKeptOnceTheNewestLast(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "state")
	if got := Open(dir).Load(); got != nil {
		t.Errorf("before anything was kept: %q", got)
	}
	for _, s := range []string{"one", "two", "one", "", "a\nb", strings.Repeat("x", 5000), "drei ü"} {
		if err := Open(dir).Add(s); err != nil {
			t.Fatal(err)
		}
	}
	if got, want := Open(dir).Load(), []string{"two", "one", "drei ü"}; !slices.Equal(got, want) {
		t.Errorf("kept %q, want %q", got, want)
	}
	if st, err := os.Stat(filepath.Join(dir, "searches")); err != nil || st.Mode().Perm() != 0o600 {
		t.Errorf("%v, %v", st, err)
	}
}

// The file does not grow for ever, and nothing strange in its place harms.
func TestTheFileIsBounded(t *testing.T) {
	dir := t.TempDir()
	texts := Open(dir)
	for i := range 1000 {
		if err := texts.Add(fmt.Sprint("text ", i)); err != nil {
			t.Fatal(err)
		}
	}
	if got := texts.Load(); len(got) != keep || got[keep-1] != "text 999" {
		t.Errorf("%d texts, the last %q", len(got), got[len(got)-1])
	}
	if raw, _ := os.ReadFile(texts.path); strings.Count(string(raw), "\n") != keep {
		t.Errorf("%d lines are left in the file", strings.Count(string(raw), "\n"))
	}
	if err := os.Truncate(texts.path, 1<<30); err != nil {
		t.Fatal(err)
	}
	if got := texts.Load(); got != nil {
		t.Errorf("out of a giant: %d texts", len(got))
	}
	os.Remove(texts.path)
	if err := os.Symlink(filepath.Join(dir, "elsewhere"), texts.path); err != nil {
		t.Skip(err)
	}
	if err := texts.Add("x"); err == nil {
		t.Error("a link in the file's place was followed")
	}
}

func TestPrefixesAreKeptByPort(t *testing.T) {
	dir := t.TempDir()
	p := OpenPrefixes(dir)
	for _, s := range [][2]string{{"/dev/ttyUSB0", "# "}, {"unix:/x", " [*] "}, {"/dev/ttyUSB0", "> "}, {"/dev/ttyUSB0", "> "}, {"a\tb", "# "}} {
		if err := p.Add(s[0], s[1]); err != nil {
			t.Fatal(err)
		}
	}
	for port, want := range map[string][]string{"/dev/ttyUSB0": {"# ", "> "}, "unix:/x": {" [*] "}, "a": nil, "none": nil} {
		if got := p.Of(port); !slices.Equal(got, want) {
			t.Errorf("%s: %q, not %q", port, got, want)
		}
	}
	if raw, _ := os.ReadFile(filepath.Join(dir, "prefixes")); strings.Count(string(raw), "\n") != 3 {
		t.Errorf("%q", raw)
	}
}
