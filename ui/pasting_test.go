package ui

import (
	"errors"
	"strings"
	"sync"
	"testing"

	"oopscope/ui/term"
)

// pasteBench is a board that somebody types to while a paste is on its way.
type pasteBench struct {
	bench
	mu   sync.Mutex
	then func(sent string) error // after each piece
}

func (b *pasteBench) Send(p []byte) error {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.sent = append(b.sent, p...)
	if b.then == nil {
		return nil
	}
	return b.then(string(b.sent))
}

// pasting begins a paste of n lines and returns the command that sends them.
func pasting(t *testing.T, n int, marked bool) (*app, *pasteBench, func()) {
	t.Helper()
	a, b := testApp(t, 80, 24)
	p := &pasteBench{bench: *b}
	a.cfg.Console = p
	a.tap = term.NewTap(nil, a.keys, a.toBoard)
	a.press("i")
	if marked {
		a.watching = true
		a.term.Feed([]byte("\x1b[?2004h"), a.now())
	}
	a.carry(a.pasteToBoard([]byte(strings.Repeat("echo line\n", n))))
	_, cmd := a.Update(keyNamed("y"))
	return a, p, func() { a.carry(cmd) }
}

// A paste tells how far it is; before Ctrl-C goes to the board its last line went.
func TestAPasteIsShownAndStopped(t *testing.T) {
	for _, marked := range []bool{false, true} {
		a, b, run := pasting(t, 10000, marked)
		b.then = func(sent string) error {
			if strings.Count(sent, "\r") != 3 || strings.HasSuffix(sent, "\x03") {
				return nil
			}
			b.then = nil
			go a.tap.Take([]byte{ctrlC}) // who reads the keys
			return nil
		}
		sees(t, a, "pasting 0 of 10,000 lines", "to go", "ctrl+c stops it")
		run()
		lines, rest, _ := strings.Cut(string(b.sent), "\x03")
		if n := strings.Count(lines, "\r"); n < 3 || n > 4 || strings.Contains(rest, "echo") {
			t.Errorf("marked %v: %d lines before Ctrl-C, %q behind it", marked, n, rest)
		}
		if marked != strings.HasSuffix(string(b.sent), "\x1b[201~") {
			t.Errorf("marked %v: the end is %q", marked, b.sent[max(len(b.sent)-12, 0):])
		}
		sees(t, a, "the paste was stopped behind line")
		lacks(t, a, "pasting")
	}
}

// The key for files stops it, too, and a second paste waits for the first.
func TestAPasteIsStoppedByItsKey(t *testing.T) {
	a, b, run := pasting(t, 500, false)
	a.carry(a.pasteToBoard([]byte("a\nb\n")))
	sees(t, a, "not pasted: a paste is on its way")
	b.then = func(sent string) error {
		if strings.Count(sent, "\r") == 2 {
			go a.pasting.Load().Stop() // what yes does
		}
		return nil
	}
	a.press("ctrl+t", "x")
	sees(t, a, "stop the paste?")
	a.press("esc")
	run()
	if n := strings.Count(string(b.sent), "\r"); n < 2 || n > 3 {
		t.Errorf("%d lines", n)
	}
}

func TestAPasteThatFailsSaysWhere(t *testing.T) {
	a, b, run := pasting(t, 30, false)
	b.then = func(sent string) error {
		if strings.Count(sent, "\r") == 3 {
			return errors.New("the port is away")
		}
		return nil
	}
	run()
	sees(t, a, "not sent: behind line 2 of 30 of the paste: the port is away")
	b.then = nil
	a.carry(a.pasteToBoard([]byte("one\ntwo\n")))
	a.press("y")
	sees(t, a, "pasted 2 lines")
}
