package keymap

import (
	"flag"
	"os"
	"strings"
	"testing"
)

var update = flag.Bool("update", false, "write the README's tables of keys anew")

// TestReadme holds the README's tables of keys to the keys that work.
func TestReadme(t *testing.T) {
	const file, begin, end = "../README.md", "<!-- keys:", "<!-- end of keys -->"
	b, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	before, rest, ok := strings.Cut(string(b), begin)
	mark, rest, ok2 := strings.Cut(rest, "\n")
	old, after, ok3 := strings.Cut(rest, end)
	if !ok || !ok2 || !ok3 {
		t.Fatal("the README has no place for the keys")
	}
	keys, err := New("tio")
	if err != nil {
		t.Fatal(err)
	}
	want := "\n" + keys.Markdown()
	if old == want {
		return
	}
	if !*update {
		t.Fatal("the README's keys are not those of the program; run: go test ./keymap -update")
	}
	if err := os.WriteFile(file, []byte(before+begin+mark+"\n"+want+end+after), 0o644); err != nil {
		t.Fatal(err)
	}
}
