package main

import (
	"bufio"
	"bytes"
	"cmp"
	"compress/gzip"
	"encoding/json"
	"maps"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/apache/beam/sdks/v2/go/pkg/beam/testing/ptest"
)

// TestMain has the pipelines run on Prism, Beam's runner for one machine, or on the one that
// --runner names.
func TestMain(m *testing.M) { ptest.Main(m) }

// archive makes a folder of captures, of which some are packed, and one is packed and broken.
func archive(t *testing.T) (dir string) {
	t.Helper()
	dir = t.TempDir()
	captures, _ := filepath.Glob("../../testdata/*/*.log")
	if len(captures) < 20 {
		t.Fatalf("only %d captures", len(captures))
	}
	for i, path := range captures {
		text, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		name := strings.ReplaceAll(strings.TrimPrefix(path, "../../testdata/"), "/", "-")
		if i%3 == 0 {
			name, text = name+".gz", packed(text)
		}
		keep(t, filepath.Join(dir, name), text)
	}
	text, _ := os.ReadFile(captures[0])
	broken := packed(bytes.Repeat(text, 100))
	keep(t, filepath.Join(dir, "broken.log.gz"), broken[:len(broken)-10])
	return dir
}

func packed(text []byte) []byte {
	var b bytes.Buffer
	w := gzip.NewWriter(&b)
	_, _ = w.Write(text)
	_ = w.Close()
	return b.Bytes()
}

func keep(t *testing.T, path string, text []byte) {
	t.Helper()
	if err := os.WriteFile(path, text, 0o600); err != nil {
		t.Fatal(err)
	}
}

// The pipeline finds in an archive what `oopscope scan` finds in it.
func TestThePipelineFindsWhatScanFinds(t *testing.T) {
	dir, to := archive(t), t.TempDir()
	*input, *output, *unread = filepath.Join(dir, "*"), filepath.Join(to, "signatures.json"), filepath.Join(to, "unread.txt")
	if err := run(t.Context()); err != nil {
		t.Fatal(err)
	}
	got, want := map[string]Seen{}, scanned(t, dir)
	for _, l := range linesOf(t, *output) {
		var s Seen
		if err := json.Unmarshal([]byte(l), &s); err != nil {
			t.Fatal(err)
		}
		got[s.Signature] = s
	}
	if len(want) < 50 || len(got) != len(want) {
		t.Errorf("%d signatures, scan finds %d", len(got), len(want))
	}
	for _, key := range slices.Sorted(maps.Keys(want)) {
		if g, w := got[key], want[key]; g.Class != w.Class || g.Title != w.Title || g.Crashes != w.Crashes || g.Captures != w.Captures || !slices.Equal(g.Kernels, w.Kernels) {
			t.Errorf("%s\n is %+v\nscan: %+v", key, g, w)
		}
	}
	if lost := linesOf(t, *unread); len(lost) != 1 || !strings.Contains(lost[0], "broken.log.gz: unexpected EOF") {
		t.Errorf("not read: %q", lost)
	}
}

// scanned is what the program itself finds.
func scanned(t *testing.T, dir string) map[string]Seen {
	t.Helper()
	oopscope := filepath.Join(t.TempDir(), "oopscope")
	build := exec.Command("go", "build", "-o", oopscope, ".")
	build.Dir = "../.."
	if said, err := build.CombinedOutput(); err != nil {
		t.Fatalf("%v: %s", err, said)
	}
	captures, _ := filepath.Glob(filepath.Join(dir, "*"))
	out, err := exec.Command(oopscope, append([]string{"scan", "--json", "--no-raw"}, captures...)...).Output()
	if err == nil { // of the broken one it says 1
		t.Error("scan read the broken capture")
	}
	all := map[string]Seen{}
	in := map[[2]string]bool{}
	for l := range bytes.Lines(out) {
		var c struct {
			File, Class, Severity, Title, Kernel string
			Signature                            struct{ Exact, Bug string }
		}
		if err := json.Unmarshal(l, &c); err != nil {
			t.Fatal(err)
		}
		if c.Severity == "error" {
			continue
		}
		s := Seen{Signature: cmp.Or(c.Signature.Exact, c.Signature.Bug, c.Class), Class: c.Class, Title: c.Title, Crashes: 1}
		if c.Kernel != "" {
			s.Kernels = []string{c.Kernel}
		}
		if at := [2]string{c.File, s.Signature}; !in[at] {
			in[at] = true
			s.Captures = 1
		}
		all[s.Signature] = add(all[s.Signature], s)
	}
	return all
}

func linesOf(t *testing.T, path string) (all []string) {
	t.Helper()
	f, err := os.Open(path)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	for s := bufio.NewScanner(f); s.Scan(); {
		all = append(all, s.Text())
	}
	return all
}

// Runners add in whatever order and groups they like.
func TestAddingHasNoOrder(t *testing.T) {
	a := Seen{Signature: "s", Class: "c", Title: "b", Crashes: 2, Captures: 1, Kernels: []string{"6.1"}}
	b := Seen{Signature: "s", Class: "c", Title: "a", Crashes: 3, Captures: 1, Kernels: []string{"4.19", "6.1"}}
	c := Seen{Signature: "s", Class: "c", Title: "c", Crashes: 1, Captures: 1}
	one, other := add(add(a, b), c), add(c, add(b, a))
	if one.Crashes != 6 || one.Captures != 3 || one.Title != "a" || !slices.Equal(one.Kernels, []string{"4.19", "6.1"}) || one.Title != other.Title || !slices.Equal(one.Kernels, other.Kernels) || add(Seen{}, a).Crashes != 2 {
		t.Errorf("%+v and %+v", one, other)
	}
}
