//go:build race

package main

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
)

// raceDetector tells whether the race detector is on, which multiplies time and
// memory.
const raceDetector = true

// racing runs the tests. By itself a program that the detector is in sleeps for
// a second before it ends, and says what it found on a standard error that a
// test may not look at: those that the tests start do neither. What a library
// does to itself at the end of a program is not ours.
func racing(tests func() int) int {
	dir, err := os.MkdirTemp("", "oopscope-races")
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		return 1
	}
	defer os.RemoveAll(dir)
	os.Setenv("GORACE", "atexit_sleep_ms=20 exitcode=0 log_path="+filepath.Join(dir, "race")+" "+os.Getenv("GORACE"))
	status := tests()
	found, _ := filepath.Glob(filepath.Join(dir, "race.*"))
	for _, path := range found {
		text, _ := os.ReadFile(path)
		for report := range strings.SplitSeq(string(text), "WARNING: DATA RACE") {
			if both, _, _ := strings.Cut(report, "\nGoroutine "); strings.Contains(both, "\n  oopscope") {
				fmt.Fprintf(os.Stderr, "race in a program that a test started: %s\n", report)
				status = 1
			}
		}
	}
	return status
}
