//go:build unix

package serve_test

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/charmbracelet/x/term"
	"github.com/creack/pty"

	"oopscope/console"
	"oopscope/console/attach"
	"oopscope/console/link"
	"oopscope/console/port"
	"oopscope/console/serve"
	"oopscope/parse"
)

// A bench is a session on a real pseudo-terminal that is shared.
type bench struct {
	t      *testing.T
	device string
	board  *os.File // the board's end
	s      *console.Session
	v      *serve.Server
	socket string

	mu   sync.Mutex
	sent []byte
}

func newBench(t *testing.T, opt serve.Options) *bench {
	t.Helper()
	return newBenchOf(t, opt, console.Options{})
}

// newBenchOf is newBench for a session with options of its own.
func newBenchOf(t *testing.T, opt serve.Options, o console.Options) *bench {
	t.Helper()
	dir, err := os.MkdirTemp("", "oops") // short: the path of a socket has a bound
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { os.RemoveAll(dir) })
	t.Setenv("XDG_RUNTIME_DIR", dir)
	board, slave, err := pty.Open()
	if err != nil {
		t.Skip("no pty here: ", err)
	}
	t.Cleanup(func() { board.Close(); slave.Close() }) // it stays open, so that a port that is lent is none that hung up
	if _, err := term.MakeRaw(slave.Fd()); err != nil {
		t.Fatal(err)
	}
	b := &bench{t: t, device: filepath.Join(dir, "tty"), board: board}
	if err := os.Symlink(slave.Name(), b.device); err != nil { // it can be unplugged
		t.Fatal(err)
	}
	o.Spec, o.Settings, o.Dir, o.Scroll = b.device, port.Defaults(), dir, true
	b.s, err = console.Open(t.Context(), o)
	if err != nil {
		t.Fatal(err)
	}
	opt.Port, opt.Program = b.device, "oopscope"
	b.v = serve.New(b.s, opt)
	if b.socket, err = b.v.Listen(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { b.v.Close(); b.s.Close() })
	return b
}

func (b *bench) prints(s string) {
	b.t.Helper()
	if _, err := b.board.WriteString(s); err != nil {
		b.t.Fatal(err)
	}
	b.mu.Lock()
	b.sent = append(b.sent, s...)
	b.mu.Unlock()
}

// attach looks at the bench as a second screen does.
func (b *bench) attach(typing bool) *console.Session {
	b.t.Helper()
	return b.attachAs(typing, true)
}

// attachAs is attach; without scroll as a watch does, which shows nothing of what was.
func (b *bench) attachAs(typing, scroll bool) *console.Session {
	b.t.Helper()
	c, err := attach.Find(b.t.Context(), b.device)
	if err != nil {
		b.t.Fatal(err)
	}
	p, err := attach.Open(c, typing)
	if err != nil {
		b.t.Fatal(err)
	}
	s, err := console.Open(b.t.Context(), console.Options{Spec: b.device, Settings: port.Defaults(), Scroll: scroll,
		Open: func(context.Context, string, port.Settings) (port.Port, error) { return p, nil }})
	if err != nil {
		b.t.Fatal(err)
	}
	b.t.Cleanup(func() { s.Close() })
	return s
}

func (b *bench) client() *attach.Client {
	b.t.Helper()
	c, err := attach.Dial(b.t.Context(), b.socket)
	if err != nil {
		b.t.Fatal(err)
	}
	b.t.Cleanup(func() { c.Close() })
	return c
}

// waitFor waits for a condition that other goroutines bring about.
func waitFor(t *testing.T, what string, ok func() bool) {
	t.Helper()
	for limit := time.Now().Add(40 * time.Second); !ok(); time.Sleep(time.Millisecond) {
		if time.Now().After(limit) {
			t.Fatal("never: ", what)
		}
	}
}

// gather takes batches until one satisfies the test.
func gather(t *testing.T, s *console.Session, enough func(b *parse.Batch) bool) {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), 40*time.Second)
	defer cancel()
	for {
		b, err := s.Next(ctx)
		if err != nil {
			t.Fatalf("Next: %v", err)
		}
		if enough(&b) {
			return
		}
	}
}

func last(b *parse.Batch) string {
	if len(b.Lines) == 0 {
		return ""
	}
	return string(b.Lines[len(b.Lines)-1].Raw)
}

const oops = `[    2.000000] BUG: kernel NULL pointer dereference, address: 00000000000001c1
[    2.000001] #PF: supervisor read access in kernel mode
[    2.000002] Oops: 0000 [#1] PREEMPT SMP NOPTI
[    2.000003] CPU: 1 PID: 82 Comm: sh Not tainted 6.1.0 #1
[    2.000004] RIP: 0010:sensor_parse_header+0x5/0x20 [bench]
[    2.000005] Call Trace:
[    2.000006]  <TASK>
[    2.000007]  vfs_write+0xc7/0x3f0
[    2.000008]  </TASK>
[    2.000009] ---[ end trace 0000000000000000 ]---
`

// TestASecondScreenSeesAllOfIt: what came before it and what comes, with the numbers and
// the crashes that the first one has; it types when it has the keyboard, and only then.
func TestASecondScreenSeesAllOfIt(t *testing.T) {
	b := newBench(t, serve.Options{Screen: true})
	b.prints("boot\r\n" + oops + "half a li")
	waitFor(t, "the bytes in the record", func() bool { return b.s.Link().Recorded == int64(len(b.sent)) })
	second := b.attach(true)
	crashed, lastLine := false, ""
	look := func(end string) {
		t.Helper()
		gather(t, second, func(x *parse.Batch) bool {
			for _, c := range x.Crashes {
				crashed = crashed || c.Class == "null-deref" && c.First == 2
			}
			if l := last(x); l != "" {
				lastLine = fmt.Sprintf("%d %s", x.Lines[len(x.Lines)-1].N, l)
			}
			return lastLine == end && (crashed || strings.HasPrefix(end, "11"))
		})
	}
	look("11 [    2.000009] ---[ end trace 0000000000000000 ]---")
	b.prints("ne\r\nmore\r\n")
	look("13 more")
	waitFor(t, "its count of the record", func() bool { return second.Link().Recorded == int64(len(b.sent)) })
	if l := second.Link(); l.Shared != os.Getpid() || l.Writable || l.Typist != "the screen of the session" || l.State != console.Up || l.Record != b.s.Link().Record {
		t.Errorf("the second screen's link is %+v", l)
	}
	if err := second.Send([]byte("x")); err == nil {
		t.Error("a screen without the keyboard types")
	}
	if err := second.TakeKeyboard(); err != nil {
		t.Fatal(err)
	}
	waitFor(t, "the keyboard", func() bool { return second.Link().Writable && !b.s.Link().Writable })
	if err := b.s.Send([]byte("x")); err == nil {
		t.Error("the first screen types, though the second has the keyboard")
	}
	if err := second.Send([]byte("ls\r")); err != nil {
		t.Fatal(err)
	}
	got := make([]byte, 3)
	if _, err := b.board.Read(got); err != nil || string(got) != "ls\r" {
		t.Errorf("the board got %q, %v", got, err)
	}
	second.Close()
	waitFor(t, "the keyboard back at the first screen", func() bool { return b.s.Link().Writable })
}

// TestTheKeyboardGoesBack: to the one it was taken from, as long as that one is there.
func TestTheKeyboardGoesBack(t *testing.T) {
	for _, screen := range []bool{false, true} {
		b := newBench(t, serve.Options{Screen: screen})
		var all []*console.Session
		for range 3 {
			s := b.attach(true)
			if err := s.TakeKeyboard(); err != nil {
				t.Fatal(err)
			}
			waitFor(t, "the keyboard", func() bool { return s.Link().Writable })
			all = append(all, s)
		}
		all[1].Close()
		all[2].Close()
		waitFor(t, "the keyboard at the first", func() bool { return all[0].Link().Writable })
		if screen {
			if err := b.s.TakeKeyboard(); err != nil {
				t.Fatal(err)
			}
			last := b.attach(true)
			if err := last.TakeKeyboard(); err != nil {
				t.Fatal(err)
			}
			waitFor(t, "the keyboard", func() bool { return last.Link().Writable })
			last.Close()
			waitFor(t, "the keyboard at the session's own screen", func() bool { return b.s.Link().Writable })
		}
		all[0].Close()
		waitFor(t, "the keyboard where it belongs", func() bool {
			return b.s.Typist().ID == map[bool]int{true: console.Here.ID, false: console.Nobody.ID}[screen]
		})
	}
}

// TestAWatchBeginsNow: a crash that came before is none that it fails on.
func TestAWatchBeginsNow(t *testing.T) {
	b := newBench(t, serve.Options{})
	b.prints(oops)
	gather(t, b.s, func(x *parse.Batch) bool { return strings.Contains(last(x), "end trace") })
	s := b.attachAs(true, false)
	b.prints("from now on\r\n")
	gather(t, s, func(x *parse.Batch) bool {
		for _, l := range x.Lines {
			if string(l.Raw) != "from now on" {
				t.Errorf("it sees %q", l.Raw)
			}
		}
		if len(x.Crashes) > 0 {
			t.Errorf("it sees %q", x.Crashes[0].Title)
		}
		return last(x) == "from now on"
	})
}

// TestHolesAreWhereTheyAre: a screen that comes later numbers the lines as the session
// does, also behind places where the port was away in the middle of one.
func TestHolesAreWhereTheyAre(t *testing.T) {
	b := newBench(t, serve.Options{})
	b.prints("one\r\ntwo, brok")
	waitFor(t, "it", func() bool { return b.s.Link().Recorded == int64(len(b.sent)) })
	early := b.attach(false)
	back, err := b.v.Lend(t.Context(), "esptool", 0)
	if err != nil {
		t.Fatal(err)
	}
	waitFor(t, "the loan on the other screen", func() bool { return early.Link().Detail == "lent to esptool" })
	if _, err := b.v.Lend(t.Context(), "dfu-util", 0); err == nil {
		t.Error("the port is lent twice")
	}
	back("exit status 0")
	b.prints("three\r\nfour\r\n")
	late := b.attach(false)
	for name, s := range map[string]*console.Session{"early": early, "late": late} {
		holes, seen := 0, ""
		gather(t, s, func(x *parse.Batch) bool {
			for _, g := range x.Gaps {
				if g.After == 2 && g.Length > 0 && g.Reason == "lent to esptool: exit status 0" {
					holes++
				} else {
					t.Errorf("%s: gap %+v", name, g)
				}
			}
			for _, l := range x.Lines {
				if l.N == 4 {
					seen = string(l.Raw)
				}
			}
			return holes == 1 && seen == "four"
		})
	}
}

// TestAFileIsInNoLineOfAnyScreen: what another screen shows has the numbers of the first, whether
// it came before the file or behind it.
func TestAFileIsInNoLineOfAnyScreen(t *testing.T) {
	b := newBench(t, serve.Options{Screen: true})
	b.prints("one\r\n# sx x\r\n\x1b[m")
	waitFor(t, "it", func() bool { return b.s.Link().Recorded == int64(len(b.sent)) })
	early, ended := b.attach(false), make(chan string, 1)
	dir := t.TempDir()
	go func() {
		words, err := b.s.Transfer(t.Context(), link.Transfer{Protocol: "XMODEM", Receive: true, Dir: dir})
		if err != nil {
			words = err.Error()
		}
		ended <- words
	}()
	answer := func(want byte) {
		t.Helper()
		for got := make([]byte, 1); got[0] != want; {
			if _, err := b.board.Read(got); err != nil {
				t.Fatal(err)
			}
		}
	}
	answer('C')
	block := "\x01\x01\xfe" + strings.Repeat("\n\x1b\x80\x00", 32)
	b.prints(block + "\x4b\x99") // its CRC
	answer(6)
	b.prints("\x04")
	answer(21)
	b.prints("\x04")
	answer(6)
	words := <-ended
	b.prints("# three\r\nfour\r\n")
	late := b.attach(false)
	for name, s := range map[string]*console.Session{"early": early, "late": late} {
		marks, seen := 0, map[int]string{}
		gather(t, s, func(x *parse.Batch) bool {
			for _, g := range x.Gaps {
				if marks++; g.After != 2 || g.Length != 0 || g.Reason != words {
					t.Errorf("%s: gap %+v, want %q", name, g, words)
				}
			}
			for _, l := range x.Lines {
				seen[l.N] = string(l.Raw)
			}
			return marks == 1 && seen[3] == "# three" && seen[4] == "four"
		})
	}
}
