package ui

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	tea "charm.land/bubbletea/v2"

	"oopscope/console/link"
	"oopscope/parse"
	"oopscope/ui/uitest"
)

// A thrower crashes a board that is not there.
type thrower struct {
	last    link.Rounds
	known   bool
	state   link.Rounds
	calls   []string
	batches int
	marks   []link.Mark
}

func (r *thrower) Forecast() (link.Rounds, bool) { return r.last, r.known }
func (r *thrower) Start(do []string, until, login string, again bool) error {
	if until == "soon" {
		return errors.New(`"soon" is no end`)
	}
	r.calls = append(r.calls, fmt.Sprintf("%q until %q login %q again %v", do, until, login, again))
	r.state = link.Rounds{Do: do, Until: until, Running: true, Done: -1, Counted: "0 rounds"}
	return nil
}
func (r *thrower) Script(path, until string) error {
	r.calls = append(r.calls, fmt.Sprintf("script %q until %q", path, until))
	if strings.HasSuffix(path, "wrong.toml") {
		return errors.New("wrong.toml: step 1: it does 0 things")
	}
	r.state = link.Rounds{Do: []string{"script " + path}, Until: until, Running: true, Done: -1, Counted: "0 rounds"}
	return nil
}
func (r *thrower) Stop()              { r.calls = append(r.calls, "stop"); r.state.Running = false }
func (r *thrower) Take(*parse.Batch)  { r.batches++ }
func (r *thrower) State() link.Rounds { return r.state }
func (r *thrower) Marks() []link.Mark { m := r.marks; r.marks = nil; return m }

// TestRoundsOnTheScreen: the commands are asked for, what was counted is shown, the rounds
// stop, go on, and are there again in the next session.
func TestRoundsOnTheScreen(t *testing.T) {
	a, b := testApp(t, 80, 24)
	r := &thrower{}
	a.cfg.Repro = r
	a.press("O")
	sees(t, a, "commands of a round ;; between them:")
	a.write("modprobe -rf shepherd;;ls;; ")
	a.press("enter")
	a.write("40 rounds 8h")
	a.press("enter")
	a.write("root")
	a.press("enter")
	r.state.Done, r.state.Counted, r.state.N, r.state.Doing, r.state.Took = 0.3, "12 rounds, 3 crashed: 1 in 4.0 (1.9 to 9.8)", 12, "ls", 90*time.Second
	r.state.Crashes, r.state.Clean = []link.Repeated{{Title: "NULL pointer\x1b[31m dereference in pru0", Rounds: 3, Last: 11}}, 30
	r.marks = []link.Mark{{Line: 1, Text: "round 12"}}
	a.receive(&parse.Batch{Lines: []parse.Line{{N: 1, Raw: []byte("# ls")}}})
	a.carry(a.followRounds())
	if m, ok := a.log.Mark(1); !ok || m.Text != "round 12" || len(b.kept) != 1 || r.batches != 1 {
		t.Errorf("the round's mark: %+v %v, kept %v, %d batches", m, ok, b.kept, r.batches)
	}
	for _, size := range [][2]int{{200, 50}, {120, 40}, {40, 10}, {80, 24}} {
		a.Update(tea.WindowSizeMsg{Width: size[0], Height: size[1]})
		exact(t, a)
		sees(t, a, "ROUNDS", "12 rounds, 3 crashed: 1 in 4.0", "ls · 1m30s", " 30 %")
	}
	uitest.Golden(t, "rounds-80x24", a.text())
	a.press("esc")
	sees(t, a, "round 13", "NORMAL")
	a.press("O", "s")
	a.carry(a.followRounds())
	sees(t, a, "stopped · 1m30s")
	a.press("s")
	sees(t, a, "begins")
	a.press("esc")
	r.state.Running, r.state.Ended, r.state.Against = false, "done", "Against an earlier run: less often now, p = 0.002."
	a.Update(tickMsg{})
	sees(t, a, "the rounds are over")
	r.last, r.known = r.state, true
	a.press("O")
	sees(t, a, "less often now, p = 0.002")
	want := []string{`["modprobe -rf shepherd" "ls"] until "40 8h" login "root" again false`, "stop", `["modprobe -rf shepherd" "ls"] until "40 8h" login "root" again true`}
	if !slices.Equal(r.calls, want) {
		t.Errorf("got  %q\nwant %q", r.calls, want)
	}
	a.press("n", "enter")
	a.press(slices.Repeat([]string{"backspace"}, 9)...)
	a.write("soon")
	a.press("enter", "enter")
	sees(t, a, `"soon" is no end`)
}

// TestNoRounds: where nothing can be typed that is said.
func TestNoRounds(t *testing.T) {
	a, b := testApp(t, 80, 24)
	b.link.State, b.link.Writable = Over, false
	a.Update(tickMsg{})
	a.press("O")
	if s := a.text(); !strings.Contains(s, "nothing to type to") || a.overlay != nil {
		t.Errorf("%s", s)
	}
}

// TestAScriptOnTheScreen: its file is asked for, what is wrong with it is told, and the pane
// of the rounds shows how far it is.
func TestAScriptOnTheScreen(t *testing.T) {
	a, _ := testApp(t, 100, 24)
	r := &thrower{}
	a.cfg.Repro = r
	a.press("ctrl+t", "r")
	sees(t, a, "file of the script:")
	a.write("wrong.toml")
	a.press("enter", "enter")
	sees(t, a, "step 1: it does 0 things")
	a.press("ctrl+t", "r")
	sees(t, a, "wrong.toml")
	a.press("ctrl+u")
	a.write("login.toml")
	a.press("enter")
	sees(t, a, "until (crash, 40 rounds, 8h; 1: once): 1")
	a.press("ctrl+u")
	a.write("crash 9 rounds")
	a.press("enter")
	sees(t, a, "script login.toml")
	if want := []string{`script "wrong.toml" until "1"`, `script "login.toml" until "crash 9"`}; !slices.Equal(r.calls, want) {
		t.Errorf("asked for %q", r.calls)
	}
	a.press("esc", "ctrl+t", "r") // while it runs
	sees(t, a, "0 rounds")
	a.cfg.Repro = nil
	a.press("esc", "ctrl+t", "r")
	if a.line != nil {
		t.Error("a script where nothing can be typed")
	}
}
