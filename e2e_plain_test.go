//go:build unix

package main

import (
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

	"github.com/charmbracelet/x/term"
	"github.com/creack/pty"
)

// heard collects what comes out of the far end of a cable.
type heard struct {
	mu  sync.Mutex
	got []byte
}

func (c *cable) hears() *heard {
	h := &heard{}
	go func() {
		for buf := make([]byte, 4096); ; {
			n, err := c.master.Read(buf)
			h.mu.Lock()
			h.got = append(h.got, buf[:n]...)
			h.mu.Unlock()
			if err != nil {
				return
			}
		}
	}()
	return h
}

func (h *heard) all() string {
	h.mu.Lock()
	defer h.mu.Unlock()
	return string(h.got)
}

// sees waits until the board got something.
func (h *heard) sees(t *testing.T, words string) {
	t.Helper()
	waitFor(t, words+" at the board", func() bool { return strings.Contains(h.all(), words) })
}

// Without a screen the keys go to the board as well, byte for byte; what it
// edits in its line is seen, and what oopscope says stands between its lines.
func TestPlainIsATerminal(t *testing.T) {
	t.Parallel()
	for preset, prefix := range map[string]string{"tio": "C-t", "picocom": "C-a"} {
		t.Run(preset, func(t *testing.T) {
			t.Parallel()
			c := newCable(t)
			d := sit(t, 130, 40, `echo "the shell's own"; "$OOPSCOPE" --plain --keymap `+preset+" "+c.link)
			name := map[string]string{"tio": "ctrl+t", "picocom": "ctrl+a"}[preset]
			d.sees("keys go to the board; "+name+" ? help, "+name+" q quit", "the shell's own")
			board := c.hears() // of a line that is open
			c.prints("login: ")
			d.sees("login:")
			d.keys("r", "o", "o", "t", "Enter", "C-c", "C-z", "C-s", "C-q", "Up", "BSpace", "Tab", "Escape")
			d.keys(prefix, prefix)
			want := "root\r\x03\x1a\x13\x11\x1b[A\x7f\t\x1b" + map[string]string{"tio": "\x14", "picocom": "\x01"}[preset]
			waitFor(t, "the keys at the board", func() bool { return len(board.all()) >= len(want) })
			if got := board.all(); got != want {
				t.Errorf("the board got %q, want %q", got, want)
			}
			c.prints("root\r\n# lx\b \bs -l\x1b[2D\x1b[K")
			d.until("the edited line", func(s string) bool { return strings.Contains(s, "\n# ls\n") })
			d.keys(prefix, "?")
			s := d.sees("send a serial BREAK", "send the prefix key itself")
			if !strings.HasSuffix(strings.TrimRight(s, "\n"), "\n# ls") {
				t.Errorf("the board's line is not the last one:\n%s", s)
			}
			d.keys(prefix, "b")
			d.sees("not sent: this line carries no BREAK")
			d.keys(prefix, "J")
			d.sees(name + " J does nothing without a screen")
			c.prints("\r\n" + strings.ReplaceAll(oops, "\n", "\r\n") + "# ")
			d.sees("OOPS: ", "- oopscope -")
			c.prints(harm + "still here\r\n")
			d.sees("still here")
			if what := d.must("display-message", "-p", "#{pane_title} #{mouse_any_flag} #{alternate_on}"); strings.Contains(what, "owned") || !strings.HasSuffix(what, " 0 0\n") {
				t.Errorf("the board reached the terminal: %s", what)
			}
			if got := board.all(); got != want {
				t.Errorf("chords reached the board: %q", got)
			}
			d.keys(prefix, "q")
			d.sees("recorded to ", "status 0")
		})
	}
}

// What a terminal program has at hand works without a screen, too: the tables are printed, the
// next key chooses, and what is asked for stands below the board's lines.
func TestPlainHasTheLineAtHand(t *testing.T) {
	t.Parallel()
	c := newCable(t)
	d := sit(t, 130, 40, `"$OOPSCOPE" --plain `+c.link)
	d.sees("keys go to the board")
	board := c.hears()
	d.keys("C-t", "c")
	d.sees("speed (enter: any)", "local echo", "which one?")
	d.keys("b")
	d.sees("speed in baud")
	c.prints("meanwhile\r\n# ")
	d.until("the prompt below what comes", func(s string) bool {
		return strings.Index(s, "meanwhile") > 0 && strings.Index(s, "meanwhile") < strings.LastIndex(s, "speed in baud")
	})
	d.text("57600")
	d.keys("Enter")
	d.sees("the line has 57600 8N1")
	d.keys("C-t", "g")
	d.sees("this line has no modem lines")
	d.keys("C-t", "i")
	d.sees("send bytes")
	d.text("41 0d")
	d.keys("Enter")
	board.sees(t, "A\r")
	d.keys("C-t", "t")
	d.sees("oopscope: the clock")
	c.prints("\r\nstamped\r\n")
	d.until("a time", func(s string) bool {
		return regexp.MustCompile(`(?m)^\[\d\d:\d\d:\d\d\.\d{3}\] stamped`).MatchString(s)
	})
	d.keys("C-t", "o")
	d.sees("bytes in hexadecimal on")
	c.prints("\x01\x02\xff")
	d.sees("01 02 ff")
	d.keys("C-t", "o", "C-t", "s")
	d.sees("bytes in hexadecimal off", "bytes: ")
	d.keys("C-t", "M")
	d.sees("remark:")
	d.text("here it was")
	d.keys("Enter")
	d.sees("here it was ---")
	d.keys("C-t", "l")
	d.until("an empty screen", func(s string) bool { return !strings.Contains(s, "meanwhile") })
	if got := board.all(); got != "A\r" {
		t.Errorf("the board got %q", got)
	}
}

// Files go both ways without a screen; what the protocol says is not drawn.
func TestPlainCarriesFiles(t *testing.T) {
	t.Parallel()
	for _, program := range []string{"rz", "sx"} {
		if _, err := exec.LookPath(program); err != nil {
			t.Skipf("%s is not installed (package lrzsz)", program)
		}
	}
	c := newCable(t)
	d := sit(t, 130, 40, `"$OOPSCOPE" --plain `+c.link)
	d.sees("keys go to the board")
	dir, content := t.TempDir(), strings.Repeat("\x00\x80\xffa line of the file\n", 200)
	path := filepath.Join(dir, "image.bin")
	if err := os.WriteFile(path, []byte(content), 0o600); err != nil {
		t.Fatal(err)
	}
	at := func(where, program string, args ...string) {
		t.Helper()
		cmd := exec.Command(program, args...)
		cmd.Dir, cmd.Stdin, cmd.Stdout = where, c.master, c.master
		if err := cmd.Run(); err != nil {
			t.Fatalf("%s: %v", program, err)
		}
	}
	d.keys("C-t", "x")
	d.sees("send by ZMODEM", "which one?")
	d.keys("z")
	d.sees("file to send by ZMODEM")
	d.text(path)
	d.keys("Enter")
	d.sees("sending image.bin")
	theirs := t.TempDir()
	at(theirs, "rz", "--quiet")
	d.sees("sent image.bin by ZMODEM")
	if got, _ := os.ReadFile(filepath.Join(theirs, "image.bin")); string(got) != content {
		t.Errorf("%d bytes arrived of %d, or others", len(got), len(content))
	}
	mine := t.TempDir()
	d.keys("C-t", "x", "X")
	d.sees("folder to receive into")
	d.keys("BSpace")
	d.text(mine)
	d.keys("Enter")
	d.sees("receiving")
	at(dir, "sx", "--quiet", path)
	c.prints("# ")
	s := d.sees("received "+mine, "4480 bytes")
	if strings.Contains(s, "a line of the file") {
		t.Errorf("the file is drawn:\n%s", s)
	}
}

// However it ends, the terminal is what it was: also when nobody reads it.
func TestPlainLeavesTheTerminalAsItWas(t *testing.T) {
	t.Parallel()
	flood := strings.Repeat("a line of a flood that nobody looks at while the terminal hangs\r\n", 4000)
	for _, how := range []struct {
		name   string
		signal os.Signal // nil for the chord
		stuck  bool
	}{
		{"quit", nil, false}, {"TERM", syscall.SIGTERM, false}, {"INT", os.Interrupt, false}, {"HUP", syscall.SIGHUP, false},
		{"QUIT", syscall.SIGQUIT, false}, {"TERM, stuck", syscall.SIGTERM, true}, {"HUP, stuck", syscall.SIGHUP, true},
	} {
		t.Run(how.name, func(t *testing.T) {
			t.Parallel()
			c := newCable(t)
			master, slave, err := pty.Open()
			if err != nil {
				t.Skipf("no pseudo-terminal: %v", err)
			}
			defer master.Close()
			defer slave.Close()
			before := modes(t, slave)
			home := t.TempDir()
			cmd := exec.Command(os.Args[0], "--plain", c.link)
			cmd.Env = asOopscope("HOME="+home, "XDG_STATE_HOME="+home, "TERM=xterm-256color", "PATH="+os.Getenv("PATH"))
			cmd.Stdin, cmd.Stdout, cmd.Stderr = slave, slave, slave
			cmd.SysProcAttr = &syscall.SysProcAttr{Setsid: true, Setctty: true}
			if err := cmd.Start(); err != nil {
				t.Fatal(err)
			}
			defer cmd.Process.Kill()
			over := make(chan error, 1)
			go func() { over <- cmd.Wait() }()
			waitFor(t, "the keys going to the board", func() bool { return modes(t, slave) != before })
			if !how.stuck {
				go io.Copy(io.Discard, master)
			}
			if how.stuck {
				go c.master.WriteString(flood)
				time.Sleep(100 * time.Millisecond) // for the terminal to fill
			}
			if how.signal == nil {
				master.WriteString("\x14q")
			} else {
				cmd.Process.Signal(how.signal)
			}
			select {
			case <-over:
			case <-time.After(patience):
				t.Fatal("it does not end")
			}
			if after := modes(t, slave); after != before {
				t.Errorf("the terminal was %s and is %s", before, after)
			}
		})
	}
}

// modes are a terminal's settings, to compare.
func modes(t *testing.T, tty *os.File) string {
	t.Helper()
	s, err := term.GetState(tty.Fd())
	if err != nil {
		t.Fatal(err)
	}
	return fmt.Sprintf("%+v", *s)
}
