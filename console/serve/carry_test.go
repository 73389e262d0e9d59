//go:build unix

package serve_test

import (
	"bytes"
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"oopscope/console"
	"oopscope/console/link"
	"oopscope/console/protocol"
	"oopscope/console/serve"
	"oopscope/parse"
)

// seen is what a screen shows: its lines by their numbers, and marks.
type seen struct {
	s     *console.Session
	lines map[int]string
	marks []string
}

// until takes what comes until a line is there, which none is drawn without.
func (x *seen) until(t *testing.T, n int, text string) {
	t.Helper()
	defer func() {
		if t.Failed() {
			t.Logf("it shows %v, marked with %q", x.lines, x.marks)
		}
	}()
	gather(t, x.s, func(b *parse.Batch) bool {
		for _, l := range b.Lines {
			x.lines[l.N] = strings.TrimRight(string(l.Raw), "\r\n")
		}
		for _, g := range b.Gaps {
			x.marks = append(x.marks, g.Reason)
		}
		return x.lines[n] == text
	})
}

// begins has a transfer begin, and returns what becomes of it.
func begins(t *testing.T, s *console.Session, tr link.Transfer) <-chan string {
	t.Helper()
	ended := make(chan string, 1)
	go func() {
		words, err := s.Transfer(t.Context(), tr)
		if err != nil {
			words = "ERROR " + err.Error()
		}
		ended <- words
	}()
	waitFor(t, "the transfer having the line", func() bool { return s.Link().Transfer != nil })
	return ended
}

// A file that another screen than the line's own sends or receives is in the record, and in
// no line of any screen: of that one, of the owner, of one that looks on, and of one that comes later.
func TestAFileOfAnotherScreenIsInNoLine(t *testing.T) {
	for _, c := range []struct {
		program, protocol string
		receive           bool
	}{{"sx", "XMODEM", true}, {"sb", "YMODEM", true}, {"sz", "ZMODEM", true}, {"rb", "YMODEM", false}, {"rz", "ZMODEM", false}} {
		t.Run(c.program, func(t *testing.T) {
			program, err := exec.LookPath(c.program)
			if err != nil {
				t.Skipf("%s is not installed (package lrzsz)", c.program)
			}
			b := newBench(t, serve.Options{Screen: true})
			if !b.s.GiveKeyboard(console.Nobody, true) {
				t.Fatal("the keyboard is not free")
			}
			content := append(bytes.Repeat([]byte("[    1.000000] Oops: 0000 [#1] SMP of a log that is received\n"), 300), "\x00\x01\xff\x80\n\n\r\x1b[2J"...)
			path, theirs, ours := filepath.Join(t.TempDir(), "dmesg.log"), t.TempDir(), t.TempDir()
			os.WriteFile(path, content, 0o600)
			other := b.attach(true)
			screens := []*seen{{s: b.s, lines: map[int]string{}}, {s: other, lines: map[int]string{}}, {s: b.attach(false), lines: map[int]string{}}}
			b.prints("one\r\n# " + c.program + "\r\n")
			waitFor(t, "the keyboard", func() bool { return other.Link().Writable })
			ended := begins(t, other, link.Transfer{Protocol: c.protocol, Receive: c.receive, Files: path, Dir: ours})
			waitFor(t, "it being known", func() bool { l := b.s.Link(); return l.Transfer != nil && l.Transfer.For != "" })
			waitFor(t, "it being known to others", func() bool { return strings.Contains(screens[2].s.Link().Busy, c.protocol) })
			if err := b.s.Send([]byte("x")); !errors.Is(err, link.ErrBusy) {
				t.Errorf("typing into it: %v", err)
			}
			args := []string{"--quiet", path}
			if !c.receive {
				args = []string{"--quiet"}
			}
			cmd := exec.Command(program, args...)
			cmd.Dir, cmd.Stdin, cmd.Stdout = theirs, b.board, b.board
			if err := cmd.Run(); err != nil {
				t.Fatal(err)
			}
			words := <-ended
			if !strings.HasPrefix(words, map[bool]string{true: "received ", false: "sent "}[c.receive]) {
				t.Errorf("it ended with %q", words)
			}
			b.prints("three\r\nfour\r\n")
			screens = append(screens, &seen{s: b.attach(false), lines: map[int]string{}})
			for i, x := range screens {
				x.until(t, 4, "four")
				for len(x.marks) == 0 {
					gather(t, x.s, func(b *parse.Batch) bool {
						for _, g := range b.Gaps {
							x.marks = append(x.marks, g.Reason)
						}
						return true
					})
				}
				if len(x.lines) != 4 || x.lines[3] != "three" || !slices.Equal(x.marks, []string{words}) {
					t.Errorf("screen %d shows %v, marked with %q", i, x.lines, x.marks)
				}
			}
			files, _ := filepath.Glob(filepath.Join(map[bool]string{true: ours, false: theirs}[c.receive], "*"))
			if got, _ := os.ReadFile(slices.Concat(files, []string{"none"})[0]); !bytes.HasPrefix(got, content) { // XMODEM fills it up
				t.Errorf("%q holds %d bytes of %d", files, len(got), len(content))
			}
			if raw, _ := os.ReadFile(b.s.Records()[0]); c.receive && !bytes.Contains(raw, content[:100]) {
				t.Error("the record has not got the file's bytes")
			}
			if err := other.Send([]byte("x")); err != nil || b.s.Link().Transfer != nil {
				t.Errorf("afterwards: %v, %+v", err, b.s.Link().Transfer)
			}
		})
	}
}

// A transfer of another screen is stopped there, by the owner, by who takes the keyboard, and by
// its end; the line is everybody's again.
func TestATransferOfAnotherScreenIsStopped(t *testing.T) {
	for name, stop := range map[string]func(b *bench, other *console.Session){
		"there":               func(_ *bench, other *console.Session) { other.StopTransfer() },
		"by the owner":        func(b *bench, _ *console.Session) { b.s.StopTransfer() },
		"with the keyboard":   func(b *bench, _ *console.Session) { b.s.GiveKeyboard(console.Here, true) },
		"by the screen's end": func(_ *bench, other *console.Session) { other.Close() },
	} {
		t.Run(name, func(t *testing.T) {
			b := newBench(t, serve.Options{})
			other := b.attach(true)
			waitFor(t, "the keyboard", func() bool { return other.Link().Writable })
			ended := begins(t, other, link.Transfer{Protocol: "YMODEM", Receive: true, Dir: t.TempDir()})
			waitFor(t, "the first C", func() bool { c := make([]byte, 1); n, _ := b.board.Read(c); return n == 1 && c[0] == 'C' })
			stop(b, other)
			if words := <-ended; !strings.HasPrefix(words, "ERROR ") {
				t.Errorf("it ended with %q", words)
			}
			waitFor(t, "the line being free", func() bool { return b.s.Link().Transfer == nil })
			b.s.GiveKeyboard(console.Here, true)
			if err := b.s.Send([]byte("x")); err != nil {
				t.Error(err)
			}
		})
	}
}

// What a peer says of a file is believed by nobody: protocols that there are not, an end without
// a beginning, one without the keyboard, a peer that takes nothing of what comes.
func TestAPeerThatCarriesNonsense(t *testing.T) {
	b := newBench(t, serve.Options{})
	c := b.client()
	for _, r := range []protocol.Request{
		{Do: "transfer", Protocol: "KERMIT"},
		{Do: "transfer", Protocol: "XMODEM"}, // without the keyboard
	} {
		if _, err := c.Ask(r); err == nil {
			t.Errorf("%+v is carried out", r)
		}
	}
	for _, r := range []protocol.Request{
		{Do: "transfer", Outcome: "never begun"},
		{Do: "keyboard"},
		{Do: "transfer", Protocol: "ZMODEM", Receive: true},
		{Do: "transfer", Protocol: "XMODEM", Receive: true}, // instead
	} {
		if _, err := c.Ask(r); err != nil {
			t.Errorf("%+v: %v", r, err)
		}
	}
	flood := strings.Repeat("C", 1<<10) // which the peer does not read
	for range 256 {
		b.prints(flood)
	}
	waitFor(t, "it", func() bool { return b.s.Link().Recorded == int64(len(b.sent)) })
	c.Close()
	waitFor(t, "the line being free", func() bool { return b.s.Link().Transfer == nil })
}
