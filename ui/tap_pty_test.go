//go:build linux || darwin

package ui

import (
	"context"
	"io"
	"os"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/creack/pty"
)

// wire is a bench whose bytes may be looked at from another goroutine.
type wire struct {
	bench
	mu  sync.Mutex
	got []byte
}

func (w *wire) Send(p []byte) error {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.got = append(w.got, p...)
	return nil
}

func (w *wire) bytes() string {
	w.mu.Lock()
	defer w.mu.Unlock()
	return string(w.got)
}

// eventually waits for something that another process or goroutine does.
func eventually(t *testing.T, what string, ok func() bool) {
	t.Helper()
	for late := time.Now().Add(30 * time.Second); time.Now().Before(late); time.Sleep(5 * time.Millisecond) {
		if ok() {
			return
		}
	}
	t.Fatalf("%s did not happen", what)
}

// TestTypingThroughARealTerminal runs the whole program on a pseudo-terminal
// and types what terminals send for keys: the board must get the same bytes.
func TestTypingThroughARealTerminal(t *testing.T) {
	master, slave, err := pty.Open()
	if err != nil {
		t.Skip(err)
	}
	defer master.Close()
	_ = pty.Setsize(slave, &pty.Winsize{Rows: 24, Cols: 80})
	screen := &tail{}
	go func() { _, _ = io.Copy(screen, master) }()
	b := &wire{bench: bench{link: Link{Name: "pty", State: Up, Writable: true}}}
	done := make(chan error, 1)
	go func() {
		done <- Run(context.Background(), Config{Console: b, Input: slave, Output: slave})
		slave.Close()
	}()
	eventually(t, "the first frame", func() bool { return screen.has("NORMAL") })
	typeIn(t, master, "i")
	eventually(t, "the console mode", func() bool { return screen.has("CONSOLE") })
	want := ""
	for _, keys := range []string{
		"ls -l\r", "\x03\x1a\x1c\x13\x11", "\x7f\b\t\x00", "\x1b[A\x1b[B", "\x1bOA\x1bOH", "\x1b[15;2~", "\x1bx",
		"grün 串口", "\xff\x80", "\x1b[1;5C", "\x1d\x1e\x1f", "\x1b",
	} {
		typeIn(t, master, keys)
		want += keys
		eventually(t, "the arrival of what was typed", func() bool { return len(b.bytes()) >= len(want) })
	}
	typeIn(t, master, "\x14\x14")
	want += "\x14"
	eventually(t, "the literal prefix", func() bool { return len(b.bytes()) >= len(want) })
	typeIn(t, master, "\x1b[<64;5;5M\x1b]11;rgb:1/1/1\x1b\\\x1b[I") // the terminal's own
	typeIn(t, master, "\x14\x1b")
	eventually(t, "the way back", func() bool { return screen.last("NORMAL", "CONSOLE") })
	if got := b.bytes(); got != want {
		t.Errorf("the board got %q, want %q", got, want)
	}
	if screen.has("\x1b[>4;2m") || screen.has("\x1b[>1u") {
		t.Error("the terminal was asked for extended keys")
	}
	typeIn(t, master, "q")
	if err := <-done; err != nil {
		t.Error(err)
	}
}

func typeIn(t *testing.T, master *os.File, keys string) {
	t.Helper()
	if _, err := master.WriteString(keys); err != nil {
		t.Fatal(err)
	}
}

// tail keeps what a program wrote to its terminal.
type tail struct {
	mu  sync.Mutex
	got []byte
}

func (s *tail) Write(p []byte) (int, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.got = append(s.got, p...)
	return len(p), nil
}

func (s *tail) text() string {
	s.mu.Lock()
	defer s.mu.Unlock()
	return string(s.got)
}

func (s *tail) has(text string) bool { return strings.Contains(s.text(), text) }

// last tells whether one word was written after the other.
func (s *tail) last(this, other string) bool {
	text := s.text()
	return strings.LastIndex(text, this) > strings.LastIndex(text, other)
}
