//go:build unix

package main

import (
	"bytes"
	"errors"
	"fmt"
	"math/rand"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/creack/pty"
)

// A cable is the far end of a line that the test holds: a pseudo-terminal
// behind a link that stays when it is replaced, as an adapter's by-id name does.
type cable struct {
	t      *testing.T
	link   string
	master *os.File
	sent   []byte
}

func newCable(t *testing.T) *cable {
	c := &cable{t: t, link: filepath.Join(t.TempDir(), "board")}
	c.plug()
	t.Cleanup(c.unplug) // with its link, or another test's terminal could get the number that it leads to
	return c
}

func (c *cable) plug() {
	c.t.Helper()
	master, slave, err := pty.Open()
	if err != nil {
		c.t.Skipf("no pseudo-terminal: %v", err)
	}
	defer slave.Close()
	os.Remove(c.link)
	if err := os.Symlink(slave.Name(), c.link); err != nil {
		c.t.Fatal(err)
	}
	c.master = master
}

func (c *cable) unplug() {
	os.Remove(c.link)
	c.master.Close()
}

func (c *cable) prints(s string) {
	c.t.Helper()
	if _, err := c.master.WriteString(s); err != nil {
		c.t.Fatal(err)
	}
	c.sent = append(c.sent, s...)
}

func (c *cable) recorded(path string) {
	c.t.Helper()
	if got := contents(c.t, path); !bytes.Equal(got, c.sent) {
		c.t.Errorf("%d bytes were sent, the record holds %d, or others", len(c.sent), len(got))
	}
}

func TestLineBreaksAndGoesOn(t *testing.T) {
	t.Parallel()
	c := newCable(t)
	d := sit(t, 80, 24, `"$OOPSCOPE" `+c.link)
	d.sees("nothing received yet")
	c.prints("before the gap\r\n" + strings.ReplaceAll(oops, "\n", "\r\n"))
	d.sees("OOPS", "sensor_parse_header", "crash 1/1")
	c.unplug()
	d.sees("AWAY", "waiting for it")
	c.plug()
	d.until("the line being up again", func(s string) bool { return !strings.Contains(s, "AWAY") })
	c.prints("after the gap\r\n")
	d.sees("after the gap")
	d.until("the mark of the gap with its length", gap.MatchString)

	garbage := make([]byte, 1<<20)
	rand.New(rand.NewSource(1)).Read(garbage)
	c.prints(string(garbage) + "\r\n" + harm + "\r\nstill here\r\n")
	d.keys("C-t", "X")
	s := d.sees("still here", "CONSOLE", "? help")
	if strings.ContainsAny(s, "\x1b\u009b") || strings.Count(s, "\n") > 24 {
		t.Errorf("the screen broke:\n%q", s)
	}
	what := d.must("display-message", "-p", "#{pane_title} #{mouse_any_flag} #{alternate_on} #{pane_width}x#{pane_height}")
	if strings.Contains(what, "owned") || !strings.HasSuffix(what, " 0 1 80x24\n") {
		t.Errorf("the board reached the terminal: %s", what)
	}
	if s, err := d.tmux("show-buffer"); err == nil {
		t.Errorf("the board reached the clipboard: %s", s)
	}
	c.recorded(d.quits())
}

// Nobody reads the terminal: tmux is stopped, ssh hangs, ctrl-s was pressed.
// All that the board sends meanwhile is in the record.
func TestBlockedDrawingLosesNothing(t *testing.T) {
	t.Parallel()
	c := newCable(t)
	home := t.TempDir()
	cmd := exec.Command(os.Args[0], c.link)
	cmd.Env = asOopscope("HOME="+home, "XDG_STATE_HOME="+home, "TERM=xterm-256color", "PATH="+os.Getenv("PATH"))
	terminal, err := pty.StartWithSize(cmd, &pty.Winsize{Cols: 80, Rows: 24})
	if err != nil {
		t.Fatal(err)
	}
	defer terminal.Close()
	defer cmd.Process.Kill()
	glob := filepath.Join(home, "oopscope", "*.log")
	waitFor(t, "the record", func() bool { m, _ := filepath.Glob(glob); return len(m) == 1 })

	line := "[  100.000001] usb 1-1: a line of the ten megabytes that come while nobody looks, number "
	var flood strings.Builder
	for n := 0; flood.Len() < 10<<20; n++ {
		fmt.Fprintf(&flood, "%s%d\r\n", line, n)
	}
	c.prints(flood.String())
	record := one(t, glob)
	waitFor(t, "all of it in the record", func() bool { return size(record) >= int64(len(c.sent)) })
	c.recorded(record)

	go func() { // somebody looks again, and goes
		for buf := make([]byte, 1<<16); ; {
			if _, err := terminal.Read(buf); err != nil {
				return
			}
		}
	}()
	if _, err := terminal.WriteString("\x14q"); err != nil {
		t.Fatal(err)
	}
	over := make(chan error, 1)
	go func() { over <- cmd.Wait() }()
	select {
	case err := <-over:
		if exit := (*exec.ExitError)(nil); errors.As(err, &exit) {
			t.Errorf("it ended with %v", err)
		}
	case <-time.After(patience):
		t.Error("it does not end")
	}
	c.recorded(record)
}
