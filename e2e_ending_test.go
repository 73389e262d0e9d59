//go:build linux

package main

import (
	"bytes"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"github.com/creack/pty"
	"golang.org/x/sys/unix"
)

// The tests below end the program in every way a system knows, on terminals of
// their own: what goes wrong there goes wrong one time in four, so each way is
// tried again and again. OOPSCOPE_ENDINGS=50 tries each fifty times, and holds
// every one to a second.

// A seat is the real program on a pseudo-terminal that the test holds both
// ends of, as a person sits before it.
type seat struct {
	home   string
	cmd    *exec.Cmd
	master *os.File
	slave  *os.File
	before unix.Termios
	over   chan error

	mu    sync.Mutex
	drawn []byte
	blind sync.Mutex // held while nobody reads the terminal
}

// take starts the program on a terminal of its own, with whatever is in env.
// A terminal that is not the program's controlling one tells it nothing when
// it is closed.
func take(t *testing.T, controlling bool, env []string, args ...string) *seat {
	t.Helper()
	s := &seat{home: t.TempDir(), over: make(chan error, 1)}
	var err error
	if s.master, s.slave, err = pty.Open(); err != nil {
		t.Skipf("no pseudo-terminal: %v", err)
	}
	s.master = polled(t, s.master)
	t.Cleanup(func() { s.master.Close(); s.slave.Close() })
	if err := pty.Setsize(s.slave, &pty.Winsize{Cols: 100, Rows: 30}); err != nil {
		t.Fatal(err)
	}
	s.before = *s.termios(t)
	s.cmd = exec.Command(os.Args[0], args...)
	s.cmd.Env = append(asOopscope("HOME="+s.home, "XDG_STATE_HOME="+s.home, "XDG_CONFIG_HOME="+s.home,
		"TERM=xterm-256color", "PATH="+os.Getenv("PATH")), env...)
	s.cmd.Stdin, s.cmd.Stdout, s.cmd.Stderr = s.slave, s.slave, s.slave
	s.cmd.SysProcAttr = &syscall.SysProcAttr{Setsid: true, Setctty: controlling}
	if err := s.cmd.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { s.cmd.Process.Kill() })
	go func() { s.over <- s.cmd.Wait() }()
	go s.look()
	return s
}

// polled returns a file that Close closes although somebody reads it.
func polled(t *testing.T, f *os.File) *os.File {
	t.Helper()
	defer f.Close()
	fd, err := unix.FcntlInt(f.Fd(), unix.F_DUPFD_CLOEXEC, 0)
	if err == nil {
		err = unix.SetNonblock(fd, true)
	}
	if err != nil {
		t.Fatal(err)
	}
	return os.NewFile(uintptr(fd), f.Name())
}

func (s *seat) look() {
	for buf := make([]byte, 1<<16); ; {
		n, err := s.master.Read(buf)
		if err != nil {
			return
		}
		s.mu.Lock()
		s.drawn = append(s.drawn, buf[:n]...)
		s.mu.Unlock()
		s.waitWhileBlind()
	}
}

// waitWhileBlind holds the reader up as long as nobody is to read the terminal.
func (s *seat) waitWhileBlind() {
	s.blind.Lock()
	defer s.blind.Unlock()
}

func (s *seat) text() string {
	s.mu.Lock()
	defer s.mu.Unlock()
	return string(s.drawn)
}

// shows waits until all of the words were drawn.
func (s *seat) shows(t *testing.T, words ...string) {
	t.Helper()
	waitFor(t, fmt.Sprintf("%q on the terminal", words), func() bool {
		text := s.text()
		for _, w := range words {
			if !strings.Contains(text, w) {
				return false
			}
		}
		return true
	})
}

func (s *seat) termios(t *testing.T) *unix.Termios {
	t.Helper()
	have, err := unix.IoctlGetTermios(int(s.slave.Fd()), unix.TCGETS)
	if err != nil {
		t.Fatal(err)
	}
	return have
}

// takesNothing reports whether the terminal's buffers are full.
func (s *seat) takesNothing() bool {
	p := []unix.PollFd{{Fd: int32(s.slave.Fd()), Events: unix.POLLOUT}}
	n, err := unix.Poll(p, 200)
	return err == nil && n == 0
}

// ends waits for the program's end.
func (s *seat) ends(t *testing.T) {
	t.Helper()
	select {
	case <-s.over:
	case <-time.After(patience):
		t.Fatalf("it does not end; the terminal says %q", last(s.text(), 300))
	}
}

func last(s string, n int) string { return s[max(0, len(s)-n):] }

// A talker is a board behind a cable that keeps on printing numbered lines.
type talker struct {
	*cable
	stop chan struct{} // nil while it is silent
	over chan struct{}
}

func (b *talker) talk() {
	defer close(b.over)
	for n := 0; ; n++ {
		line := fmt.Sprintf("[%5d.%06d] usb 1-1: line %d of a board that does not stop\r\n", n/1000, n%1000*1000, n)
		k, err := b.master.WriteString(line)
		b.sent = append(b.sent, line[:max(k, 0)]...)
		if err != nil {
			return
		}
		select {
		case <-b.stop:
			return
		case <-time.After(200 * time.Microsecond):
		}
	}
}

func (b *talker) begin() {
	b.stop, b.over = make(chan struct{}), make(chan struct{})
	go b.talk()
}

func (b *talker) end() {
	if b.stop != nil {
		close(b.stop)
		<-b.over
		b.stop = nil
	}
}

// A way is one in which the program may be ended.
type way struct {
	name     string
	do       func(t *testing.T, s *seat)
	told     bool // by a controlling terminal that goes
	blind    bool // nobody reads the terminal
	stopped  bool // its output is stopped, as ctrl+s does
	terminal bool // is still there afterwards
	says     string
}

func kill(sig syscall.Signal) func(*testing.T, *seat) {
	return func(t *testing.T, s *seat) {
		if err := s.cmd.Process.Signal(sig); err != nil {
			t.Error(err)
		}
	}
}

func hangUp(t *testing.T, s *seat) { s.master.Close() }

var ways = []way{
	{name: "TERM", do: kill(syscall.SIGTERM), told: true, terminal: true},
	{name: "HUP", do: kill(syscall.SIGHUP), told: true, terminal: true},
	{name: "INT", do: kill(syscall.SIGINT), told: true, terminal: true},
	{name: "QUIT", do: kill(syscall.SIGQUIT), told: true, terminal: true, says: "ended by SIGQUIT"},
	{name: "terminal closed", do: hangUp, told: true},
	{name: "terminal closed without a word", do: hangUp},
	{name: "nobody reads the terminal, TERM", do: kill(syscall.SIGTERM), told: true, blind: true, terminal: true},
	{name: "the terminal stopped, TERM", do: kill(syscall.SIGTERM), told: true, stopped: true, terminal: true},
}

// endings is how often each way is tried, and how long each may take.
func (w way) endings() (times int, within time.Duration) {
	if n, err := strconv.Atoi(os.Getenv("OOPSCOPE_ENDINGS")); err == nil {
		return n, time.Second
	}
	if w.blind || w.stopped { // to fill a terminal takes a while
		return 2, patience
	}
	return 8, patience
}

// TestItAlwaysEnds: however it is ended, with a board that is silent and with
// one that talks, it ends soon, the terminal is as before, the port is free,
// and the record holds exactly what came.
func TestItAlwaysEnds(t *testing.T) {
	t.Parallel()
	for _, w := range ways {
		times, within := w.endings()
		for _, streaming := range []bool{false, true} {
			name := w.name + ", idle"
			if streaming {
				name = w.name + ", streaming"
			}
			t.Run(name, func(t *testing.T) {
				t.Parallel()
				var worst, sum time.Duration
				for range times {
					took := end(t, w, streaming)
					worst, sum = max(worst, took), sum+took
					if took > within {
						t.Errorf("it took %v to end", took)
					}
					if t.Failed() {
						return
					}
				}
				t.Logf("%d times, %v on average, %v at most", times, sum/time.Duration(times), worst)
			})
		}
	}
}

// end ends the program in one way and tells how long that took.
func end(t *testing.T, w way, streaming bool) time.Duration {
	t.Helper()
	board := &talker{cable: newCable(t)}
	board.master = polled(t, board.master)
	device, err := os.Readlink(board.link)
	if err != nil {
		t.Fatal(err)
	}
	s := take(t, w.told, nil, board.link)
	glob := filepath.Join(s.home, "oopscope", "*.log")
	waitFor(t, "the record", func() bool { m, _ := filepath.Glob(glob); return len(m) == 1 })
	record := one(t, glob)
	board.prints("first words\r\n")
	waitFor(t, "the first screen", func() bool {
		return size(record) > 0 && strings.Contains(s.text(), "\x1b[?1049h") && strings.Contains(s.text(), "first words")
	})
	if w.blind {
		s.blind.Lock()
	}
	if w.stopped {
		if err := unix.IoctlSetInt(int(s.slave.Fd()), unix.TCXONC, unix.TCOOFF); err != nil {
			t.Fatal(err)
		}
	}
	if streaming || w.blind || w.stopped {
		board.begin()
		had := size(record)
		waitFor(t, "some more lines in the record", func() bool { return size(record) > had+4096 })
	}
	if w.blind || w.stopped {
		waitFor(t, "the terminal being full", s.takesNothing)
	}
	if !streaming && board.stop != nil {
		board.end()
		waitFor(t, "the last of it in the record", func() bool { return size(record) >= int64(len(board.sent)) })
	}
	had := size(record)
	began := time.Now()
	w.do(t, s)
	s.ends(t)
	took := time.Since(began)
	if status := s.cmd.ProcessState.ExitCode(); w.terminal && status != 0 || status < 0 || status > 1 {
		t.Errorf("it ended with %v", s.cmd.ProcessState)
	}
	if w.terminal {
		if now := s.termios(t); *now != s.before {
			t.Errorf("the terminal is not as before: %+v", now)
		}
	}
	free(t, device)
	board.master.Close() // it may sit in a write
	board.end()
	whole(t, record, board.sent, had)
	if w.blind {
		s.blind.Unlock()
	}
	if w.terminal {
		waitFor(t, "the name of the record, on the usual screen", func() bool {
			_, after, left := strings.Cut(s.text(), "\x1b[?1049l")
			if w.blind || w.stopped { // what is told last may find no room any more
				return left
			}
			return left && strings.Contains(after, w.says) && strings.Contains(strings.ReplaceAll(after, "\r\n", ""), "recorded to "+record)
		})
	}
	s.slave.Close()
	return took
}

// free holds a port to be nobody's.
func free(t *testing.T, device string) {
	t.Helper()
	f, err := os.OpenFile(device, os.O_RDWR|unix.O_NOCTTY|unix.O_NONBLOCK, 0)
	if err != nil {
		if !errors.Is(err, os.ErrNotExist) && !errors.Is(err, syscall.EIO) {
			t.Errorf("the port is not free: %v", err)
		}
		return
	}
	defer f.Close()
	if held, err := unix.IoctlGetInt(int(f.Fd()), unix.TIOCGEXCL); err == nil && held != 0 {
		t.Error("the port is still held for itself")
	}
	if err := unix.Flock(int(f.Fd()), unix.LOCK_EX|unix.LOCK_NB); err != nil {
		t.Errorf("the port is still locked: %v", err)
	}
}

// whole holds a record to be what was sent, byte for byte, as far as it was
// read; that is never less than before the end.
func whole(t *testing.T, record string, sent []byte, had int64) {
	t.Helper()
	got := contents(t, record)
	if int64(len(got)) < had || !bytes.HasPrefix(sent, got) {
		t.Errorf("%d bytes were sent, %d recorded before the end; the record holds %d, or others", len(sent), had, len(got))
	}
}
