//go:build unix

package hook

import (
	"strings"
	"testing"

	"oopscope/console/link"
	"oopscope/parse"
)

// A hook that leaves something running has run, and its status is its own.
func TestAHookThatLeavesSomethingRunning(t *testing.T) {
	s := Set{Hooks: []link.Hook{{Name: "on", Args: []string{"sh", "-c", "echo switched; sleep 600 & exit 4"}}, {Name: "ok", Args: []string{"sh", "-c", "sleep 600 &"}}}}
	for name, status := range map[string]int{"on": 4, "ok": 0} {
		if r, err := s.Run(t.Context(), name, nil, ""); err != nil || r.Status != status {
			t.Errorf("%s: %+v, %v", name, r, err)
		}
	}
}

// The folder is ours, so that the hook has to get its path as it is; the board's words are
// not.
func TestAFolderIsToldAsItIs(t *testing.T) {
	folder := "/home/o'brien (lab)/$x; ~"
	s := Set{Hooks: []link.Hook{{Name: "notify", Args: []string{"env"}}, {Name: "none"}}, Port: "unix:/tmp/a(b)"}
	r, err := s.Run(t.Context(), "notify", &parse.Crash{Title: "o'brien (lab)"}, folder)
	if err != nil || !strings.Contains(r.Output, "OOPSCOPE_FOLDER="+folder+"\n") || !strings.Contains(r.Output, "OOPSCOPE_PORT=unix:/tmp/a(b)") || strings.Contains(r.Output, "TITLE=o'") {
		t.Errorf("%v, %s", err, r.Output)
	}
	if _, err := s.Run(t.Context(), "none", nil, ""); err == nil {
		t.Error("a hook without a program runs")
	}
}
