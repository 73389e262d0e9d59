//go:build linux

package main

import (
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"testing"

	"oopscope/console/torture"
)

// fewRounds are those of the tests; `oopscope torture` goes on for as long as one likes.
// What goes wrong in an end goes wrong one time in four, so each way is tried with a silent
// board, one that talks and three that talk, in each of several runs.
var fewRounds = map[string]int{"ends": 24, "hostile": 3, "kill": 4}

// TestTorture tries the guarantees on this very binary.
func TestTorture(t *testing.T) {
	t.Parallel()
	for _, trial := range torture.Trials {
		for run := range map[bool]int{true: 4, false: 1}[trial.Name == "ends"] {
			t.Run(fmt.Sprint(trial.Name, run), func(t *testing.T) {
				t.Parallel()
				r := trial.Run(t.Context(), torture.Options{Path: os.Args[0], Env: asOopscope(), Rounds: max(1, fewRounds[trial.Name]), For: patience})
				t.Logf("%d rounds, %d bytes, ended within %v, %d MiB", r.Rounds, r.Bytes, r.End, r.Peak>>20)
				if r.Err != nil {
					t.Error(r.Err)
				}
			})
		}
	}
}

// TestTortureByHand: the command says what it does not understand.
func TestTortureByHand(t *testing.T) {
	t.Parallel()
	if status, _, errs := oopscope(t, "", "torture", "nonsense"); status != 2 || !strings.Contains(errs, "there are ends, hostile") {
		t.Errorf("an unknown trial: %d, %s", status, errs)
	}
	if status, _, errs := oopscope(t, "", "torture", "--for", "x"); status != 2 || !strings.Contains(errs, "--for") {
		t.Errorf("no length of time: %d, %s", status, errs)
	}
}

// Whoever ends the torture, and however, ends the tortured: no process and no folder is left.
func TestTortureEnds(t *testing.T) {
	t.Parallel()
	for _, sig := range []os.Signal{os.Interrupt, syscall.SIGTERM, syscall.SIGHUP} {
		t.Run(fmt.Sprint(sig), func(t *testing.T) {
			t.Parallel()
			temp := shortDir(t)
			cmd := exec.Command(os.Args[0], "torture", "screens", "--for", "10m")
			cmd.Env = asOopscope("TMPDIR="+temp, "HOME="+temp)
			if err := cmd.Start(); err != nil {
				t.Fatal(err)
			}
			defer cmd.Process.Kill()
			waitFor(t, "an owner and a screen", func() bool { return len(processesOf(temp)) > 2 })
			cmd.Process.Signal(sig)
			cmd.Wait()
			if status := cmd.ProcessState.ExitCode(); status != 1 {
				t.Errorf("it ended with %v", cmd.ProcessState)
			}
			waitFor(t, "the last process", func() bool { return len(processesOf(temp)) == 0 })
			if left, _ := filepath.Glob(filepath.Join(temp, "*")); len(left) > 0 {
				t.Errorf("left behind: %q", left)
			}
		})
	}
}

// processesOf are those that have a folder in their environment.
func processesOf(dir string) (list []string) {
	all, _ := filepath.Glob("/proc/[0-9]*/environ")
	for _, path := range all {
		if env, err := os.ReadFile(path); err == nil && strings.Contains(string(env), "="+dir) {
			list = append(list, path)
		}
	}
	return list
}
