//go:build linux

package main

import (
	"fmt"
	"os"
	"os/exec"
	"strings"
	"testing"
	"time"

	seats "oopscope/console/torture/seat"
)

// The tests below hold the program's terminal themselves, where tmux would be in the way.
// How it ends in every way a system knows is tried by the trial `ends` (TestTorture).

// A seat is the real program on a terminal of its own, in a home of its own.
type seat struct {
	*seats.Seat
	home string
}

// take starts the program on a terminal of its own, with whatever is in env.
func take(t *testing.T, env []string, args ...string) *seat {
	t.Helper()
	home := t.TempDir()
	cmd := exec.Command(os.Args[0], args...)
	cmd.Env = append(asOopscope("HOME="+home, "XDG_STATE_HOME="+home, "XDG_CONFIG_HOME="+home,
		"TERM=xterm-256color", "PATH="+os.Getenv("PATH")), env...)
	s, err := seats.Take(cmd, true)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(s.Leave)
	return &seat{s, home}
}

// shows waits until all of the words were drawn.
func (s *seat) shows(t *testing.T, words ...string) {
	t.Helper()
	waitFor(t, fmt.Sprintf("%q on the terminal", words), func() bool {
		text := s.Text()
		for _, w := range words {
			if !strings.Contains(text, w) {
				return false
			}
		}
		return true
	})
}

// ends waits for the program's end.
func (s *seat) ends(t *testing.T) {
	t.Helper()
	select {
	case <-s.Over:
	case <-time.After(patience):
		t.Fatalf("it does not end; the terminal says %q", s.End())
	}
}

// A talker is a board behind a cable that keeps on printing numbered lines.
type talker struct {
	*cable
	stop chan struct{} // nil while it is silent
	over chan struct{}
}

func newTalker(t *testing.T) *talker {
	t.Helper()
	b := &talker{cable: newCable(t)}
	var err error
	if b.master, err = seats.Polled(b.master); err != nil {
		t.Fatal(err)
	}
	return b
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

func last(s string, n int) string { return s[max(0, len(s)-n):] }
