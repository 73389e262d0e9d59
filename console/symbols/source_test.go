package symbols

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"oopscope/parse/crash"
)

// excerpt reads around a line, as a listing does.
func excerpt(src Sources, file string, line, around int) (path string, first int, lines []string) {
	e := excerptOf(src, &module{}, file, line, around)
	return e.Path, e.First, e.Lines
}

func excerptOf(src Sources, m *module, file string, line, around int) crash.Excerpt {
	r := newReader(src.trees(m))
	defer r.roots.close()
	e := crash.Excerpt{File: file, Line: line}
	r.fill(&e, m, around)
	return e
}

func TestSourceLines(t *testing.T) {
	src := Sources{Modules: testdata + "src"}
	_, first, lines := excerpt(src, "kernel/worker.c", 42, 2)
	if first != 40 || len(lines) != 5 || !strings.Contains(lines[2], "given up") {
		t.Errorf("from %d: %q", first, lines)
	}
	if _, first, lines := excerpt(src, "kernel/worker.c", 1, 1); first != 1 || len(lines) != 2 {
		t.Errorf("from %d: %q", first, lines)
	}
	for _, bad := range []string{"", ".", "..", "../build.sh", "kernel", "kernel/absent.c", "/etc", "a\x00b", "/"} {
		if _, _, lines := excerpt(src, bad, 1, 3); lines != nil {
			t.Errorf("%s: %q", bad, lines)
		}
	}
	if _, _, lines := excerpt(src, "kernel/worker.c", 4000, 3); lines != nil {
		t.Errorf("behind the end: %q", lines)
	}
}

// TestSourceTree: the tree lies elsewhere than where it was built.
func TestSourceTree(t *testing.T) {
	dir := t.TempDir()
	for _, name := range []string{"drivers/toy/toy.c", "toy.c", "mine/src/pru_comm.c"} {
		os.MkdirAll(filepath.Dir(filepath.Join(dir, name)), 0o755)
		os.WriteFile(filepath.Join(dir, name), []byte(name+"\n"), 0o644)
	}
	trees := Sources{Tree: "/nonexistent" + string(os.PathListSeparator) + dir + string(os.PathListSeparator) + dir + "/mine"}
	for file, want := range map[string]string{
		"drivers/toy/toy.c":                      "drivers/toy/toy.c",
		"/build/linux-6.1/drivers/toy/toy.c":     "drivers/toy/toy.c",
		"../../../drivers/toy/toy.c":             "drivers/toy/toy.c",
		"/home/joe/shepherd/src/pru_comm.c":      "mine/src/pru_comm.c",
		"/nonexistent/other/place/toy.c":         "toy.c",
		dir + "/drivers/toy/../../toy.c":         "toy.c",
		"/nonexistent/drivers/toy/absent/nope.c": "",
	} {
		path, _, lines := excerpt(trees, file, 1, 0)
		if want == "" && path != "" || want != "" && (len(lines) != 1 || lines[0] != want || !filepath.IsAbs(path)) {
			t.Errorf("%s is found at %s: %q, want %s", file, path, lines, want)
		}
	}
}
