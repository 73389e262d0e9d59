//go:build unix

package main

import (
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"
)

// shortDir is a folder whose path leaves room for a socket's name.
func shortDir(t *testing.T) string {
	t.Helper()
	dir, err := os.MkdirTemp("", "oops")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { os.RemoveAll(dir) })
	return dir
}

// holds keeps the line from hanging up when nobody has it, as an adapter does not.
func (c *cable) holds() {
	f, err := os.OpenFile(c.link, os.O_RDWR|syscall.O_NOCTTY, 0)
	if err != nil {
		c.t.Fatal(err)
	}
	c.t.Cleanup(func() { f.Close() })
}

// pidOf is the process that runs the program on a desk.
func (d *desk) pidOf() int {
	d.t.Helper()
	shell := strings.TrimSpace(d.must("display-message", "-p", "#{pane_pid}"))
	out, err := exec.Command("pgrep", "-P", shell).Output()
	pid, err2 := strconv.Atoi(strings.TrimSpace(string(out)))
	if err != nil || err2 != nil {
		d.t.Skipf("pgrep: %q, %v", out, err)
	}
	return pid
}

// A port without a screen: screens come, type, are killed and come again, another program
// has the port for a while, and every byte is in the record.
func TestServedPort(t *testing.T) {
	t.Parallel()
	c, run := newCable(t), "XDG_RUNTIME_DIR="+shortDir(t)
	c.holds()
	owner := sit(t, 240, 24, `"$OOPSCOPE" serve `+c.link, run)
	owner.sees("serving", "attaches, ctrl+c ends it")
	c.prints("before anybody looked\r\n")
	first := sit(t, 150, 24, `"$OOPSCOPE" `+c.link, run)
	first.sees("before anybody looked", "CONSOLE: keys go to the board", "attached to pid")
	heard := c.hears()
	first.text("uname")
	first.keys("Enter")
	heard.sees(t, "uname\r")

	second := sit(t, 150, 24, `"$OOPSCOPE" `+c.link, run)
	second.sees("before anybody looked", "keyboard: another screen (pid")
	second.keys("i")
	second.sees("has the keyboard", "ctrl+t I takes it")
	syscall.Kill(first.pidOf(), syscall.SIGKILL)
	c.prints("after the kill\r\n")
	second.sees("after the kill")
	second.keys("C-t", "I")
	second.sees("CONSOLE: keys go to the board")
	second.text("id")
	heard.sees(t, "id")

	lend := exec.Command(os.Args[0], "lend", c.link, "--", "sh", "-c", "printf flash > "+c.link+"; exit 7")
	lend.Env = asOopscope("HOME="+t.TempDir(), "PATH="+os.Getenv("PATH"), run)
	if out, _ := lend.CombinedOutput(); lend.ProcessState.ExitCode() != 7 {
		t.Errorf("lend ends with %d: %s", lend.ProcessState.ExitCode(), out)
	}
	heard.sees(t, "flash")
	c.prints("and on\r\n")
	second.sees("and on", "lent to sh -c printf flash", "exit status 7")
	second.keys("C-t", "q")
	second.sees("detached; the session of "+c.link[:20], "status 0")

	owner.keys("C-c")
	owner.sees("status 0")
	record := one(t, filepath.Join(owner.home, "state/oopscope/oopscope-*.log"))
	c.recorded(record)
	if words := string(contents(t, record+".marks.md")); !strings.Contains(words, "lent to sh -c printf flash") {
		t.Errorf("the loan is not remarked beside the record:\n%s", words)
	}
}

// A second screen on a port that the first one has: it looks on, takes the keyboard, and
// the first one takes it back. A signal lends the port, another takes it back.
func TestTwoScreens(t *testing.T) {
	t.Parallel()
	c, run := newCable(t), "XDG_RUNTIME_DIR="+shortDir(t)
	c.holds()
	first := sit(t, 150, 24, `"$OOPSCOPE" `+c.link, run)
	first.sees("CONSOLE: keys go to the board")
	c.prints(strings.ReplaceAll(oops, "\n", "\r\n"))
	first.sees("crash 1/1")
	second := sit(t, 150, 24, `"$OOPSCOPE" `+c.link, run)
	second.sees("crash 1/1", "attached to pid", "keyboard: the screen")
	second.keys("C-t", "I")
	second.sees("CONSOLE: keys go to the board")
	first.sees("has the keyboard now", "ctrl+t I takes it", "NORMAL")
	heard := c.hears()
	second.text("from two")
	heard.sees(t, "from two")
	first.keys("C-t", "I")
	second.sees("has the keyboard now", "NORMAL")
	first.text("from one")
	heard.sees(t, "from one")

	pid := first.pidOf()
	syscall.Kill(pid, syscall.SIGUSR2)
	second.sees("lent to another program, by hand", "AWAY")
	syscall.Kill(pid, syscall.SIGUSR1)
	waitFor(t, "the port back", func() bool { return !strings.Contains(second.screen(), "AWAY") })
	c.prints("it is back\r\n")
	second.sees("it is back", "by hand", "for")
	first.sees("it is back")
	first.keys("C-t", "Z")
	first.sees("the port is free for another program")
	first.keys("C-t", "Z")
	first.sees("the port is back")
	c.prints("the end\r\n")
	second.sees("the end")
	c.recorded(first.quits())
	second.sees("ENDED")
}

// sees waits until the board got something.
func (h *heard) sees(t *testing.T, words string) {
	t.Helper()
	waitFor(t, words+" at the board", func() bool { return strings.Contains(h.all(), words) })
}

// A command has the port as its standard input and output: it gets what the board sends
// from then on, whole, and the board gets what it prints, no faster than it takes it.
func TestRunOnAPort(t *testing.T) {
	t.Parallel()
	c, run := newCable(t), "XDG_RUNTIME_DIR="+shortDir(t)
	home := t.TempDir()
	cmd := exec.Command(os.Args[0], "run", c.link, "--", "sh", "-c", `read a; echo "got $a"; head -c 2000000 /dev/zero; exit 5`)
	cmd.Env = asOopscope("HOME="+home, "PATH="+os.Getenv("PATH"), run)
	var said strings.Builder
	cmd.Stderr = &said
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	waitFor(t, "the record", func() bool {
		found, _ := filepath.Glob(filepath.Join(home, ".local/state/oopscope/*.log"))
		return len(found) == 1
	})
	heard := c.hears()
	for !strings.Contains(heard.all(), "got ") { // the command begins a moment behind the record
		c.prints("hello\n")
		time.Sleep(50 * time.Millisecond)
	}
	waitFor(t, "all of it at the board", func() bool { return len(heard.all()) == len("got hello\n")+2_000_000 })
	if err := cmd.Wait(); cmd.ProcessState.ExitCode() != 5 {
		t.Errorf("%v\n%s", err, said.String())
	}
	c.recorded(one(t, filepath.Join(home, ".local/state/oopscope/*.log")))
}
