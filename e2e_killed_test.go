//go:build linux

package main

import (
	"encoding/json"
	"flag"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"
)

var screenKills = flag.Int("screen-kills", 15, "how often TestKilledOnTheScreen kills the program while it saves and annotates: 200")

// Killed at random while a person saves a crash, writes a note on it or a remark on a line, the
// program leaves folders that are whole, and all words that it said were kept.
func TestKilledOnTheScreen(t *testing.T) {
	t.Parallel()
	home := t.TempDir()
	log := filepath.Join(home, "a.log")
	if err := os.WriteFile(log, []byte(troubled+oops), 0o600); err != nil {
		t.Fatal(err)
	}
	env := []string{"HOME=" + home, "XDG_STATE_HOME=" + home + "/state"}
	times := *screenKills
	if raceDetector { // starting it takes a second
		times = min(times, 3)
	}
	var kept []string
	done, longest := 0, 50*time.Millisecond
	for i := range times {
		s := take(t, env, log)
		s.shows(t, "null-deref", "NORMAL")
		words := fmt.Sprintf("word%d.", i)
		keys := "s"
		switch i % 3 {
		case 1:
			s.Types("a")
			s.shows(t, "note on crash 1")
			keys = words + "\x13"
		case 2:
			keys = "m" + words + "\r" // which is on a line of the crash
		}
		s.Forget()
		began := time.Now()
		s.Types(keys)
		if i < 3 { // how long it takes, and there is something to lose
			s.shows(t, "saved in")
			longest = max(longest, time.Since(began))
		} else {
			time.Sleep(rand.N(longest))
		}
		s.Kill(syscall.SIGKILL)
		<-s.Over
		if strings.Contains(s.Text(), "saved in") {
			done++
			if i%3 > 0 {
				kept = append(kept, words)
			}
		}
		wholeFolders(t, home+"/state/oopscope/crashes")
		s.Leave()
	}
	var all strings.Builder
	for _, pattern := range []string{"/state/oopscope/marks/*", "/state/oopscope/*.md"} {
		list, _ := filepath.Glob(home + pattern)
		for _, path := range list {
			all.Write(contents(t, path))
		}
	}
	for _, words := range kept {
		if !strings.Contains(all.String(), words) {
			t.Errorf("%q was kept, as the screen said, and is not there:\n%s", words, all.String())
		}
	}
	t.Logf("%d kills, %d of them behind the word that it was done", times, done)
	s := take(t, env, log)
	s.shows(t, "null-deref", "NORMAL")
	s.Types("s")
	s.shows(t, "saved in")
	if dirs, _ := filepath.Glob(home + "/state/oopscope/crashes/2*"); len(dirs) != 1 {
		t.Errorf("one crash is in %d folders: %v", len(dirs), dirs)
	}
}

// wholeFolders fails unless each saved crash is whole.
func wholeFolders(t *testing.T, crashes string) {
	t.Helper()
	dirs, _ := filepath.Glob(crashes + "/2*")
	for _, dir := range dirs {
		if text := contents(t, dir+"/report.json"); !json.Valid(text) {
			t.Errorf("half a report is in %s: %q", dir, text)
		}
		if raw := contents(t, dir+"/raw.log"); !strings.HasPrefix(oops, string(raw)) || len(raw) < 100 {
			t.Errorf("the lines in %s are %q", dir, raw)
		}
		for _, name := range []string{"/report.md", "/notes.md"} {
			if text := contents(t, dir+name); len(text) == 0 || text[len(text)-1] != '\n' {
				t.Errorf("half of %s%s is there: %q", dir, name, text)
			}
		}
	}
}
