package main

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"oopscope/console/resume"
)

// The list of ports offers to take up what was left last, by the board's name: a record's
// path does not fit into it. A session in which nothing came is nothing to take up.
func TestSessionsInTheListOfPorts(t *testing.T) {
	state := t.TempDir()
	t.Setenv("XDG_STATE_HOME", state)
	dir := filepath.Join(state, "oopscope")
	if err := os.Mkdir(dir, 0o700); err != nil {
		t.Fatal(err)
	}
	for i, board := range []string{"bbb", "rpi4", "waiting", "/dev/ttyUSB0"} {
		record := filepath.Join(dir, fmt.Sprintf("oopscope-%d-20261122T060440Z.log", i))
		if err := os.WriteFile(record, []byte(strings.Repeat("x", 2000*(2-i)*(2-i))), 0o600); err != nil {
			t.Fatal(err)
		}
		if err := resume.Keep(&resume.State{Target: board, Record: record, Saved: time.Date(2026, 11, 22, 6, i, 0, 0, time.Local)}); err != nil {
			t.Fatal(err)
		}
	}
	var got []string
	for _, p := range sessions() {
		got = append(got, fmt.Sprintf("%s, %s, %s", p.Name, p.Description, p.ID))
	}
	want := []string{
		"take up /dev/ttyUSB0, left 22 Nov 06:03, 2.0 kB, oopscope-3-20261122T060440Z.log",
		"take up rpi4, left 22 Nov 06:01, 2.0 kB, oopscope-1-20261122T060440Z.log",
		"take up bbb, left 22 Nov 06:00, 8.0 kB, oopscope-0-20261122T060440Z.log",
	}
	if strings.Join(got, "\n") != strings.Join(want, "\n") {
		t.Errorf("%s\nwant:\n%s", strings.Join(got, "\n"), strings.Join(want, "\n"))
	}
}
