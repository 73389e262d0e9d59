package symbols

import (
	"strings"
	"testing"
)

func TestSourceLines(t *testing.T) {
	s := newTest(t, Sources{Modules: testdata + "src"})
	lines, first := s.SourceLines("kernel/worker.c", 42, 2)
	if first != 40 || len(lines) != 5 || !strings.Contains(lines[2], "given up") {
		t.Errorf("from %d: %q", first, lines)
	}
	if lines, first := s.SourceLines("kernel/worker.c", 1, 1); first != 1 || len(lines) != 2 {
		t.Errorf("from %d: %q", first, lines)
	}
	for _, bad := range []string{"", "../build.sh", "kernel", "kernel/absent.c", "/etc"} {
		if lines, _ := s.SourceLines(bad, 1, 3); lines != nil {
			t.Errorf("%s: %q", bad, lines)
		}
	}
	if lines, _ := s.SourceLines("kernel/worker.c", 4000, 3); lines != nil {
		t.Errorf("behind the end: %q", lines)
	}
}
