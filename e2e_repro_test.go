//go:build unix

package main

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"github.com/creack/pty"
)

// A crasher is a board at the end of a cable: it wants a login, has a prompt that changes
// and plays with the terminal, and panics at every third "unload".
type crasher struct {
	*cable
	mu      sync.Mutex
	typed   []string
	unloads int
	prompts int
}

const (
	fakePanic = "[   70.000001] Kernel panic - not syncing: Fatal exception in interrupt\n[   70.000002] ---[ end Kernel panic - not syncing: Fatal exception in interrupt ]---\n"
	fakeBoot  = "\n\nU-Boot SPL 2022.01 (Jan 10 2022)\nU-Boot 2022.01 (Jan 10 2022)\nHit any key to stop autoboot:  0 \nStarting kernel ...\n\n" +
		"[    0.000000] Booting Linux on physical CPU 0x0\n[    0.000000] Linux version 6.1.0 (a@b) (gcc) #1 SMP\n[    1.000000] Run /sbin/init as init process\n"
)

func newCrasher(t *testing.T) *crasher {
	c := &crasher{cable: newCable(t)}
	go c.live()
	return c
}

func (c *crasher) tells(s string) {
	b := []byte(strings.ReplaceAll(s, "\n", "\r\n"))
	c.mu.Lock()
	defer c.mu.Unlock()
	c.sent = append(c.sent, b...)
	_, _ = c.master.Write(b) // it ends with the test
}

// recorded may be asked while the board still says something.
func (c *crasher) recorded(path string) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.cable.recorded(path)
}

func (c *crasher) prompt() {
	c.prompts++
	c.tells(fmt.Sprintf("\x1b]0;owned\x07\x1b[?1000h\x1b[1;32mroot@fake\x1b[0m [%d] # ", c.prompts))
}

// live answers lines, echoed but for the password.
func (c *crasher) live() {
	var line []byte
	asks := "login"
	for buf := make([]byte, 1); ; {
		if n, err := c.master.Read(buf); errors.Is(err, os.ErrClosed) {
			return
		} else if n == 0 { // nobody holds the line open
			time.Sleep(5 * time.Millisecond)
			continue
		}
		switch b := buf[0]; {
		case b == 3:
			line = nil
			c.tells("^C\n")
			c.prompt()
		case b == '\r':
			c.mu.Lock()
			c.typed = append(c.typed, string(line))
			c.mu.Unlock()
			c.tells("\n")
			asks = c.answer(asks, string(line))
			line = nil
		default:
			line = append(line, b)
			if asks != "password" {
				c.tells(string(b))
			}
		}
	}
}

func (c *crasher) answer(asks, line string) (next string) {
	switch {
	case asks == "login" && line == "root":
		c.tells("Password: ")
		return "password"
	case asks == "password" && line == "s3cret":
		c.prompt()
		return ""
	case asks != "":
		c.tells("\nfake login: ")
		return "login"
	case line == "unload":
		if c.unloads++; c.unloads%3 == 0 {
			c.tells(oops + fakePanic + fakeBoot + "\nfake login: ")
			return "login"
		}
	case line == "hang":
		return ""
	}
	c.prompt()
	if line == "load" && c.unloads%3 == 1 {
		c.tells("[   12.345678] shprd.k: loaded\x1b[2J\n") // at the prompt
	}
	return ""
}

// repro runs the program with a terminal for its standard error alone.
type reproRun struct {
	cmd    *exec.Cmd
	out    bytes.Buffer
	screen *heard
}

func (c *crasher) repro(home string, args ...string) *reproRun {
	c.t.Helper()
	tty, slave, err := pty.Open()
	if err != nil {
		c.t.Skipf("no pseudo-terminal: %v", err)
	}
	defer slave.Close()
	c.t.Cleanup(func() { tty.Close() })
	r := &reproRun{cmd: exec.Command(os.Args[0], append([]string{"repro", c.link, "--json"}, args...)...)}
	r.screen = (&cable{t: c.t, master: tty}).hears()
	r.cmd.Env = asOopscope("HOME="+home, "XDG_STATE_HOME="+home, "TERM=xterm-256color")
	r.cmd.Stdout, r.cmd.Stderr = &r.out, slave
	if err := r.cmd.Start(); err != nil {
		c.t.Fatal(err)
	}
	c.t.Cleanup(func() { r.cmd.Process.Kill() })
	return r
}

type reproSum struct {
	Rounds, Crashed, Hung int
	Crashes               []struct {
		Title, Signature    string
		Rounds, First, Last int
	}
	Between struct{ Mean, Low, High float64 } `json:"rounds_between_crashes"`
	State   string
}

func (r *reproRun) ends(t *testing.T, status int) (s reproSum) {
	t.Helper()
	kill := time.AfterFunc(patience, func() { r.cmd.Process.Kill() })
	defer kill.Stop()
	_ = r.cmd.Wait() // its status says more
	if got := r.cmd.ProcessState.ExitCode(); got != status {
		t.Fatalf("status %d, want %d: %s\n%q", got, status, r.out.String(), r.screen.all())
	}
	if err := json.Unmarshal(r.out.Bytes(), &s); err != nil {
		t.Fatalf("%v: %s", err, r.out.String())
	}
	return s
}

func (c *crasher) times(line string) (n int) {
	c.mu.Lock()
	defer c.mu.Unlock()
	for _, l := range c.typed {
		if l == line {
			n++
		}
	}
	return n
}

// A board is crashed twice, logged into again each time, and counted; its escapes stay
// in the record.
func TestReproCountsAcrossReboots(t *testing.T) {
	t.Parallel()
	c, home := newCrasher(t), t.TempDir()
	password := filepath.Join(home, "password")
	if err := os.WriteFile(password, []byte("s3cret\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	login := []string{"--login", "root", "--password-file", password}
	r := c.repro(home, append(login, "--do", "unload", "--do", "load", "--until", "6", "--fail-on-crash")...)
	s := r.ends(t, 5)
	if s.Rounds != 6 || s.Crashed != 2 || s.Hung != 0 || len(s.Crashes) != 1 || s.Crashes[0].First != 3 || s.Crashes[0].Last != 6 || s.Between.Mean != 3 {
		t.Errorf("counted %s", r.out.String())
	}
	if c.times("unload") != 6 || c.times("load") != 4 || c.times("s3cret") > 3 || c.times("root") > 3 {
		t.Errorf("typed %q", c.typed)
	}
	seen := r.screen.all()
	if rest := strings.ReplaceAll(seen, "\x1b[K", ""); strings.ContainsAny(rest, "\x1b\x07") || strings.Contains(rest, "s3cret") || !strings.Contains(rest, "round 3: ") {
		t.Errorf("on the terminal: %q", seen)
	}
	for _, line := range regexp.MustCompile(`\r([^\r\n]*)\x1b\[K`).FindAllStringSubmatch(seen, -1) {
		if len(line[1]) > 79 {
			t.Errorf("wider than a terminal: %q", line[1])
		}
	}
	c.recorded(one(t, home+"/oopscope/*.log"))
	marks := string(contents(t, one(t, home+"/oopscope/*.marks.md")))
	for n := 1; n <= 6; n++ {
		if !strings.Contains(marks, fmt.Sprintf("round %d\n", n)) {
			t.Errorf("round %d is not marked:\n%s", n, marks)
		}
	}
	if text := string(contents(t, s.State)); strings.Contains(text, "s3cret") {
		t.Error("the password is in the state")
	}

	r = c.repro(home, append(login, "--resume", "--until", "crash")...)
	if s := r.ends(t, 0); s.Rounds != 9 || s.Crashed != 3 {
		t.Errorf("after going on: %s", r.out.String())
	}
}

// Ctrl-C ends it at any moment, with the sum and the state; a command that does not come
// back is interrupted and counted.
func TestReproEndsInOrder(t *testing.T) {
	t.Parallel()
	c, home := newCrasher(t), t.TempDir()
	password := filepath.Join(home, "password")
	if err := os.WriteFile(password, []byte("s3cret"), 0o600); err != nil {
		t.Fatal(err)
	}
	login := []string{"--login", "root", "--password-file", password}
	for i := range 3 {
		before := c.times("load")
		r := c.repro(home, append(login, "--do", "load")...)
		waitFor(t, "some rounds", func() bool { return len(r.screen.all()) > 0 && c.times("load") >= before+i })
		r.cmd.Process.Signal(syscall.SIGINT)
		if s := r.ends(t, 0); s.Rounds > c.times("load")-before || s.Rounds < i-1 || i > 1 && len(contents(t, s.State)) == 0 {
			t.Errorf("%d rounds after %d commands", s.Rounds, c.times("load")-before)
		}
	}
	r := c.repro(home, append(login, "--do", "hang", "--timeout", "300ms", "--until", "2")...)
	if s := r.ends(t, 0); s.Rounds != 2 || s.Hung != 2 {
		t.Errorf("hung: %s", r.out.String())
	}
}

// The simulated board, as a person would begin; without a terminal the progress is lines.
func TestReproAtTheDemo(t *testing.T) {
	t.Parallel()
	home := t.TempDir()
	cmd := exec.Command(os.Args[0], "repro", "demo", "--speed", "50", "--do", "modprobe -rf shepherd", "--do", "modprobe -a shepherd", "--until", "2")
	cmd.Env = asOopscope("HOME="+home, "XDG_STATE_HOME="+home)
	var errs bytes.Buffer
	cmd.Stderr = io.Writer(&errs)
	out, err := cmd.Output()
	for _, want := range []string{"2 rounds, 2 crashed: 1 in 1.0 (1.0 to 6.3)", "null-deref", "NULL pointer dereference in pru0_comm_receive_msg", "round 1 to 2"} {
		if err != nil || !strings.Contains(string(out), want) {
			t.Errorf("%v: no %q in %s%s", err, want, out, errs.String())
		}
	}
	if text := errs.String(); strings.ContainsAny(text, "\x1b\r") || !strings.Contains(text, "oopscope: 1 round, 1 crashed") {
		t.Errorf("standard error is %q", text)
	}
}
