//go:build linux

package main

import (
	"bytes"
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
)

// A bench's memory: what crashed in one session is told of in the next, of crashes
// that nobody saved, too.
func TestCrashesAreRemembered(t *testing.T) {
	t.Parallel()
	d := sit(t, 120, 40, "exec sh")
	d.runs("demo --speed 50")
	d.sees("crash 1/1", "boot 2", "117 passed")
	d.text("modprobe -rf shepherd")
	d.keys("Enter")
	d.sees("crash 2/2", "2nd this session", "boot 3")
	d.ends()
	d.runs("demo --speed 50")
	d.sees("crash 1/1", "boot 2", "2 times before since 4.19.94-ti-r73")
	d.keys("C-t", "H")
	d.sees("crashes of all sessions · 1", "▸   3 today")
	d.keys("s")
	d.sees("status (new, known")
	d.keys("BSpace", "BSpace", "BSpace")
	d.text("fixed in 4.19.90")
	d.keys("Enter")
	d.sees("status kept", "today", " fixed ")
	d.keys("Enter")
	d.sees("fixed in 4.19.90", "boots      ██", "A")
	d.keys("Escape", "q")
	d.ends()
	if status, out, errs := d.headless("watch", "demo", "--speed", "200", "--json", "--fail-on-crash", "--no-raw"); status != 5 || !strings.Contains(out, `"seen":{"session":1,"before":3,`) || !strings.Contains(errs, "called fixed in 4.19.90, and here again") {
		t.Errorf("watch: %d, %s%s", status, out, errs)
	}
	if _, out, errs := d.headless("watch", "demo", "--speed", "200", "--fail-on-crash"); !strings.Contains(strings.Join(strings.Fields(out), " "), "HERE AGAIN, 4 times before since 4.19.94-ti-r73") {
		t.Errorf("watch as text: %s%s", last(out, 3000), errs)
	}
	record, _ := filepath.Glob(d.home + "/state/oopscope/*.log")
	d.runs(record[0]) // the same crashes again are no others
	if s := d.sees("read to the end", "times before since 4.19.94-ti-r73"); strings.Contains(s, "AGAIN") {
		t.Errorf("what was met before it was called fixed is said to be back:\n%s", s)
	}
	d.ends()
	index := string(contents(t, d.home+"/state/oopscope/ledger/index"))
	if strings.Count(index, " crash\t") != 5 {
		t.Errorf("the index has other crashes than the five:\n%s", index)
	}
}

// headless runs the program without a screen in the desk's home.
func (d *desk) headless(args ...string) (status int, out, errs string) {
	d.t.Helper()
	cmd := exec.Command(os.Args[0], args...)
	cmd.Env = d.env
	var o, e bytes.Buffer
	cmd.Stdout, cmd.Stderr = &o, &e
	if err := cmd.Run(); err != nil && !errors.As(err, new(*exec.ExitError)) {
		d.t.Fatal(err)
	}
	return cmd.ProcessState.ExitCode(), o.String(), e.String()
}
