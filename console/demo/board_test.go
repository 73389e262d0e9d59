package demo

import (
	"bytes"
	"context"
	"io"
	"os"
	"regexp"
	"strings"
	"sync"
	"testing"
	"time"
)

// console is the other end of a board's line.
type console struct {
	t    *testing.T
	in   *io.PipeWriter
	mu   sync.Mutex
	seen bytes.Buffer
	more chan struct{}
	at   int           // what expect has passed
	hold string        // the board stops when it has printed this
	free chan struct{} // until this is closed
}

func (c *console) Write(p []byte) (int, error) {
	c.mu.Lock()
	c.seen.Write(p)
	held := c.hold != "" && strings.Contains(c.seen.String(), c.hold)
	c.mu.Unlock()
	select {
	case c.more <- struct{}{}:
	default:
	}
	if held {
		<-c.free
	}
	return len(p), nil
}

// plug runs a board until the test ends.
func plug(t *testing.T, o Options) *console { return plugHeld(t, o, "") }

// plugHeld is plug with a board that stops at some text until free is closed.
func plugHeld(t *testing.T, o Options, hold string) *console {
	ctx, stop := context.WithCancel(context.Background())
	r, w := io.Pipe()
	c := &console{t: t, in: w, more: make(chan struct{}, 1), hold: hold, free: make(chan struct{})}
	done := make(chan error, 1)
	go func() {
		done <- Run(ctx, struct {
			io.Reader
			io.Writer
		}{r, c}, o)
	}()
	t.Cleanup(func() {
		stop()
		w.Close()
		select {
		case <-done:
		case <-time.After(10 * time.Second):
			t.Error("the board does not switch off")
		}
	})
	return c
}

// expect waits for text behind what was expected before, and returns all up to
// its end.
func (c *console) expect(want string) string {
	c.t.Helper()
	limit := time.After(20 * time.Second)
	for {
		c.mu.Lock()
		rest := c.seen.String()[c.at:]
		if i := strings.Index(rest, want); i >= 0 {
			c.at += i + len(want)
			c.mu.Unlock()
			return rest[:i+len(want)]
		}
		c.mu.Unlock()
		select {
		case <-c.more:
		case <-limit:
			c.t.Fatalf("no %q; the board said last:\n%s", want, rest[max(0, len(rest)-600):])
		}
	}
}

// typeIn types. The empty write returns when the board has taken the first.
func (c *console) typeIn(s string) {
	io.WriteString(c.in, s)
	c.in.Write(nil)
}

func TestTheStory(t *testing.T) {
	c := plug(t, Options{Seed: 1})
	first := c.expect("---[ end Kernel panic - not syncing: Fatal exception in interrupt ]---\r\n")
	for _, want := range []string{"U-Boot SPL", "Machine model: TI AM335x BeagleBone Black", "\x1b[0;32m  OK  ", "automatic login", "modprobe -rf shepherd"} {
		if !strings.Contains(first, want) {
			t.Errorf("the first life lacks %q", want)
		}
	}
	dump := strings.ReplaceAll(text("panic.txt"), "\n", "\r\n")
	if !strings.HasSuffix(first, dump) {
		t.Errorf("the panic is not the real board's, byte for byte")
	}
	second := c.expect("2 failed")
	if !strings.Contains(second, "watchdog has occurred") {
		t.Errorf("no reset by the watchdog")
	}
	for _, l := range lines("trouble.txt") {
		if strings.Count(second, "\r\n"+l+"\r\n") != 1 {
			t.Errorf("the second life lacks %q", l)
		}
	}
	c.expect(prompt)
}

func TestTheTextsAreTheRealBoards(t *testing.T) {
	for name, log := range map[string]string{"panic.txt": "shepherd-panic.log", "trouble.txt": "shepherd-cma.log"} {
		original, err := os.ReadFile("../../testdata/arm/" + log)
		if err != nil {
			t.Fatal(err)
		}
		if !bytes.Contains(original, []byte(text(name))) {
			t.Errorf("%s differs from the original", name)
		}
	}
}

func TestCrashByHand(t *testing.T) {
	c := plug(t, Options{Quiet: true, Seed: 7})
	c.expect(prompt)
	var dumps []string
	for range 2 {
		c.typeIn("modprobe -rf shepherd\r")
		c.expect("modprobe -rf shepherd\r\n")
		dumps = append(dumps, c.expect("---[ end Kernel panic - not syncing: Fatal exception in interrupt ]---"))
		c.expect("U-Boot SPL")
		c.expect(prompt)
	}
	if dumps[0] == dumps[1] {
		t.Error("two crashes alike to the letter")
	}
	for _, d := range dumps {
		consistent(t, d)
	}
}

// consistent holds a dump to what ties its lines together.
func consistent(t *testing.T, dump string) {
	t.Helper()
	one := func(re string) string {
		m := regexp.MustCompile(re).FindStringSubmatch(dump)
		if m == nil {
			t.Fatalf("no %s in the dump", re)
		}
		return m[1]
	}
	if a, b := one(`PID: (\d+) Comm: modprobe`), one(`\(pid: (\d+), `); a != b {
		t.Errorf("pids %s and %s", a, b)
	}
	sp := one(`sp : ([0-9a-f]{8})`)
	if !strings.Contains(dump, "Stack: (0x"+sp+" to ") {
		t.Errorf("the stack does not begin at sp %s", sp)
	}
	last := time.Duration(0)
	for _, l := range strings.Split(strings.TrimRight(dump, "\r\n"), "\r\n") {
		now, _, ok := stamp(l)
		if !ok || now < last {
			t.Fatalf("%q does not follow %v", l, last)
		}
		last = now
	}
}

func TestTheShell(t *testing.T) {
	c := plug(t, Options{Quiet: true, Seed: 1})
	c.expect(prompt)
	for _, s := range []struct{ typed, answer string }{
		{"uname -a\r", "Linux sheep0 4.19.94-ti-r73"},
		{"frobnicate\r", "-bash: frobnicate: command not found\r\n"},
		{"unamex\x7f\r", "unamex\b \b\r\nLinux\r\n"},
		{"garbage\x15uname\r", "\r\nLinux\r\n"},
		{"garbage\x03", "garbage^C\r\n"},
		{"lsmod\r", "shepherd               40960"},
		{"sudo uptime\r", " up 0 min"},
		{"help\r", "modprobe"},
		{"grün\x7f\x7f\x7f\x7f\x1b[A\r", "modprobe"},
		{"modprobe -a shepherd\r", prompt},
		{"uname; uname -r && help\r", "\r\nLinux\r\n4.19.94-ti-r73\r\ndmesg"},
		{"modprobe -rf nosuch\r", "Module nosuch not found"},
		{"dmesg\r", "] Booting Linux on physical CPU 0x0\r\n"},
		{"\x1b[31m\x00\x01\r", prompt},
	} {
		c.typeIn(s.typed)
		c.expect(s.answer)
		if s.answer != prompt {
			c.expect(prompt)
		}
	}
}

func TestReboot(t *testing.T) {
	c := plug(t, Options{Quiet: true, Seed: 1})
	c.expect(prompt)
	c.typeIn("reboot\r")
	c.expect("reboot: Restarting system\r\n")
	c.expect("Global warm SW reset")
	c.expect(prompt)
}

func TestTypingEndsTheStory(t *testing.T) {
	c := plugHeld(t, Options{Seed: 1}, "shprd.k: module exited")
	c.expect("shprd.k: module exited")
	c.typeIn("uname\r")
	close(c.free)
	c.expect("^C")
	if told := c.expect("uname\r\nLinux\r\n"); strings.Contains(told, "Unable to handle") {
		t.Error("the story went on")
	}
}

func TestTheLoadersPrompt(t *testing.T) {
	c := plugHeld(t, Options{Quiet: true, Seed: 1}, "abort autoboot")
	c.expect("abort autoboot")
	c.typeIn(" ")
	close(c.free)
	c.expect("=> ")
	c.typeIn("frob\rboot\r")
	c.expect("Unknown command 'frob'")
	c.expect("Starting kernel")
	c.expect(prompt)
}
