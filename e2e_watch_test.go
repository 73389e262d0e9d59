//go:build linux

package main

import (
	"encoding/json"
	"os"
	"os/exec"
	"strings"
	"testing"
	"time"

	"oopscope/console/protocol"
)

// Two boards are watched at a time, one by its profile: what each brings is in one stream
// of events and in a record of its own, and a crash of one ends it all.
func TestTwoBoardsAreWatchedAtATime(t *testing.T) {
	t.Parallel()
	a, b := newCable(t), newCable(t)
	a.holds()
	b.holds()
	home, _, env := hooked(t, b.link)
	cmd := exec.Command(os.Args[0], "watch", a.link, "bench", "--events", "--fail-on-crash", "--send", "uname", "--after-crash", "save")
	cmd.Env = env
	out, err := cmd.StdoutPipe()
	var errs strings.Builder
	cmd.Stderr = &errs
	if err != nil || cmd.Start() != nil {
		t.Fatal("it does not start")
	}
	kill := time.AfterFunc(patience, func() { cmd.Process.Kill() })
	defer kill.Stop()
	a.hears().sees(t, "uname\r")
	b.hears().sees(t, "uname\r")
	a.prints("from the first\r\n")
	b.prints("from the second\r\n" + crlf(oops+"[    3.000000] end Kernel panic\n"))
	seen := map[string]string{}
	for in := json.NewDecoder(out); ; {
		var m protocol.Message
		if in.Decode(&m) != nil {
			break
		}
		for _, l := range m.Lines {
			seen[m.Port] += l.Text + "\n"
		}
		switch {
		case m.Crash != nil:
			seen[m.Port] += "crash " + m.Crash.File + "\n"
		case m.Verdict != nil:
			seen[m.Port] += "verdict " + m.Verdict.Why + "\n"
		}
	}
	_ = cmd.Wait()
	if got := cmd.ProcessState.ExitCode(); got != 5 {
		t.Errorf("status %d: %s", got, errs.String())
	}
	if len(seen) != 2 || !strings.Contains(seen[a.link], "from the first") || strings.Contains(seen[a.link], "second") || !strings.Contains(seen[b.link], "crash "+b.link+"\n") || !strings.Contains(seen[b.link], "verdict a crash at line") {
		t.Errorf("seen %q", seen)
	}
	for _, want := range []string{"oopscope: " + b.link + ": behind crash 1 all is done", "oopscope: 2 inputs, ", ", 1 crash\n"} {
		if !strings.Contains(errs.String(), want) {
			t.Errorf("no %q in %s", want, errs.String())
		}
	}
	one(t, home+"/oopscope/crashes/*/report.json")
	if n := strings.Count(errs.String(), "recorded to "); n != 2 {
		t.Errorf("%d records: %s", n, errs.String())
	}
	for want, args := range map[string][]string{
		"--record FILE is for one port":  {a.link, b.link, "--record", home + "/x.log"},
		"choose one of --json and --eve": {a.link, "--json", "--events"},
	} {
		if status, _, errs := oopscope(t, "", append([]string{"watch"}, args...)...); status != 2 || !strings.Contains(errs, want) {
			t.Errorf("%q: status %d: %s", args, status, errs)
		}
	}
}
