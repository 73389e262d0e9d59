//go:build linux

package main

import (
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
)

// Every crash reaches the ledger by itself, whoever looks, or does not.

// crashed prints so many crashes, each in a function of its own.
func (c *cable) crashed(n int) {
	for i := range n {
		text := strings.ReplaceAll(oops, "sensor_parse_header", fmt.Sprintf("sensor_parse_%d", i))
		if _, err := io.WriteString(c.master, strings.ReplaceAll(text, "\n", "\r\n")); err != nil {
			c.t.Error(err)
			return
		}
	}
}

// entered waits until the ledger below a folder has so many crashes, and no more.
func entered(t *testing.T, state string, n int) {
	t.Helper()
	path, got := filepath.Join(state, "oopscope", "ledger", "index"), 0
	defer func() {
		if got != n {
			t.Errorf("%d crashes are in the ledger, of %d", got, n)
		}
	}()
	waitFor(t, fmt.Sprintf("%d crashes in the ledger", n), func() bool {
		text, _ := os.ReadFile(path)
		got = strings.Count(string(text), " crash\t")
		return got >= n
	})
}

// The terminal is stopped (ctrl+s), and the screen waits for it: far more crashes come than are
// kept for it as a whole.
func TestAStoppedScreenKeepsNoCrashFromTheLedger(t *testing.T) {
	t.Parallel()
	const crashes = 1500
	c := newCable(t)
	s := take(t, nil, c.link)
	s.shows(t, "nothing received yet")
	if err := s.Stop(); err != nil {
		t.Fatal(err)
	}
	s.Cmd.Process.Signal(syscall.SIGCONT) // the screen takes the terminal anew, and waits for it
	c.crashed(crashes)
	c.prints("[ 9000.000000] and goes on\r\n")
	entered(t, s.home, crashes)
}

// A watch whose output nobody reads.
func TestAPipeKeepsNoCrashFromTheLedger(t *testing.T) {
	t.Parallel()
	const crashes = 300
	c, home := newCable(t), t.TempDir()
	cmd := exec.Command(os.Args[0], "watch", c.link)
	cmd.Env = asOopscope("HOME="+home, "XDG_STATE_HOME="+home, "XDG_RUNTIME_DIR="+home)
	if _, err := cmd.StdoutPipe(); err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	defer cmd.Wait()
	defer cmd.Process.Kill()
	waitFor(t, "the record", func() bool { logs, _ := filepath.Glob(home + "/oopscope/*.log"); return len(logs) == 1 })
	c.crashed(crashes)
	c.prints("[ 9000.000000] and goes on\r\n")
	entered(t, home, crashes)
}

// A crash that is being printed when the program is ended is entered, too: by a session that
// nobody looks at as well.
func TestTheLastCrashIsEntered(t *testing.T) {
	t.Parallel()
	c, home := newCable(t), t.TempDir()
	cmd := exec.Command(os.Args[0], "serve", c.link)
	cmd.Env = asOopscope("HOME="+home, "XDG_STATE_HOME="+home, "XDG_RUNTIME_DIR="+home)
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	defer cmd.Process.Kill()
	record := ""
	waitFor(t, "the record", func() bool {
		logs, _ := filepath.Glob(home + "/oopscope/*.log")
		record = strings.Join(logs, "")
		return len(logs) == 1
	})
	text := strings.ReplaceAll(oops, "\n", "\r\n")
	half := text[:len(text)*3/4]
	c.prints(half)
	waitFor(t, "half a crash in the record", func() bool { return size(record) == int64(len(half)) })
	cmd.Process.Signal(syscall.SIGTERM)
	cmd.Wait()
	entered(t, home, 1)
}
