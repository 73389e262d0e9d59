//go:build unix

package console

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/creack/pty"

	"oopscope/console/port"
	"oopscope/parse"
)

// burn keeps a processor busy until the test is over.
func burn(t *testing.T) {
	cmd := exec.Command("sh", "-c", "while :; do :; done")
	if err := cmd.Start(); err != nil {
		t.Skip(err)
	}
	t.Cleanup(func() { cmd.Process.Kill(); cmd.Wait() })
}

// A gadget is up for a second and away for a fifth, again and again: each time
// it is opened at once, and what it says first is in the record. With
// OOPSCOPE_REPLUGS=100 in the environment it is replugged so often, at that
// pace; else a few times, faster.
func TestEveryReplugIsSeenAtOnce(t *testing.T) {
	rounds, up, away := 15, 30*time.Millisecond, 30*time.Millisecond
	if n, err := strconv.Atoi(os.Getenv("OOPSCOPE_REPLUGS")); err == nil {
		rounds, up, away = n, time.Second, 200*time.Millisecond
	}
	burn(t)
	w := newWire(t)
	s := openSession(t, Options{Spec: w.link})
	var took []time.Duration
	var sent strings.Builder
	for round := range rounds {
		time.Sleep(up)
		w.unplug()
		until(t, "away", func() bool { return s.Link().State == Away })
		time.Sleep(away)
		w.plug()
		back := time.Now()
		line := fmt.Sprintf("plug %d\r\n", round)
		sent.WriteString(line)
		io.WriteString(w.master, line)
		until(t, "back", func() bool { return s.Link().State == Up })
		took = append(took, time.Since(back))
	}
	until(t, "all received", func() bool { return s.Link().Received == int64(sent.Len()) })
	s.Close()
	if got, _ := os.ReadFile(s.Link().Record); string(got) != sent.String() {
		t.Errorf("the record holds %q", got)
	}
	slices.Sort(took)
	half, most := took[len(took)/2], took[len(took)-1]
	t.Logf("%d replugs: half within %v, nine of ten within %v, all within %v", rounds, half, took[len(took)*9/10], most)
	if half > time.Second || most > 10*time.Second { // it takes 30 ms; a machine may be busy
		t.Errorf("a replug takes %v, at most %v", half, most)
	}
}

func TestWhenALineIsTriedAgain(t *testing.T) {
	begin := time.Now()
	first, second := port.NodeAt(os.DevNull), port.NodeAt(t.TempDir())
	at := func(ms int) time.Time { return begin.Add(time.Duration(ms) * time.Millisecond) }
	node := retry{device: "/dev/board", node: first, next: at(4000)}
	server := retry{next: at(4000)}
	for _, c := range []struct {
		what string
		r    *retry
		node port.Node
		ms   int
		want bool
	}{
		{"a node that hung up is left alone", &node, first, 25, false},
		{"nothing there", &node, port.Node{}, 50, false},
		{"it came back", &node, first, 75, true},
		{"and refuses as yet", &node, first, 100, true},
		{"and refuses", &node, first, 2500, false},
		{"another came at once", &node, second, 2525, true},
		{"and refuses for long", &node, second, 4600, true},
		{"and is tried seldom", &node, second, 4625, false},
		{"but is tried", &node, second, 4900, true},
		{"a server is left alone", &server, port.Node{}, 100, false},
		{"for its pause", &server, port.Node{}, 4000, true},
		{"and then for a moment", &server, port.Node{}, 4100, false},
		{"and again", &server, port.Node{}, 4250, true},
	} {
		if got := c.r.due(c.node, at(c.ms)); got != c.want {
			t.Errorf("%s: at %d ms %v", c.what, c.ms, got)
		}
	}
}

// udev gives a node to its group a moment after it is there.
func TestANodeThatRefusesAtFirst(t *testing.T) {
	var took []time.Duration
	for len(took) < 5 && (len(took) == 0 || slices.Min(took) > 4*time.Second) { // a machine may be busy
		took = append(took, refusedAtFirst(t))
	}
	if least := slices.Min(took); least > 4*time.Second { // 20 tries at the pace of a server take 5 s
		t.Errorf("back after %v", least)
	}
}

// refusedAtFirst returns how long a line is away whose node refuses twenty times.
func refusedAtFirst(t *testing.T) time.Duration {
	t.Helper()
	w := newWire(t)
	refusals := 0 // of the reader's goroutine alone, after the first opening
	denied := &port.Error{Port: w.link, What: "permission denied", Err: fs.ErrPermission}
	s := openSession(t, Options{Spec: w.link, Record: "off", Open: func(ctx context.Context, spec string, set port.Settings) (port.Port, error) {
		if refusals > 0 {
			refusals--
			return nil, denied
		}
		p, err := port.Open(ctx, spec, set)
		refusals = 20
		return p, err
	}})
	w.unplug()
	until(t, "away", func() bool { return s.Link().State == Away })
	w.plug()
	back := time.Now()
	until(t, "back", func() bool {
		l := s.Link()
		if strings.Contains(l.Detail, "denied") {
			t.Fatalf("said too early: %s", l.Detail)
		}
		return l.State == Up
	})
	return time.Since(back)
}

// sameNumber returns a terminal that has a number again which another had.
func sameNumber(t *testing.T, name string) (master, slave *os.File) {
	t.Helper()
	for range 300 { // other programs take numbers, too
		master, slave, err := pty.Open()
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() { slave.Close(); master.Close() })
		if slave.Name() == name {
			return master, slave
		}
	}
	t.Skip("another program has the number")
	return nil, nil
}

// A console that was a pseudo-terminal, called by its number or by a link that stayed behind,
// is not taken for back when another program's terminal gets that number: what is typed there
// is none of ours. Once nobody has it, it is an emulator that began anew.
func TestANumberThatIsAnothersNow(t *testing.T) {
	for _, linked := range []bool{false, true} {
		master, slave, err := pty.Open()
		if err != nil {
			t.Skip("no pty here: ", err)
		}
		name, spec := slave.Name(), slave.Name()
		if linked {
			spec = filepath.Join(t.TempDir(), "board")
			os.Symlink(name, spec)
		}
		s := openSession(t, Options{Spec: spec, Record: "off"})
		slave.Close()
		master.Close()
		until(t, "away", func() bool { return s.Link().State == Away })
		time.Sleep(30 * time.Millisecond) // the kernel tells the time of a node by its ticks
		master, slave = sameNumber(t, name)
		shell := exec.Command("sleep", "60")
		shell.Stdin = slave
		if err := shell.Start(); err != nil {
			t.Fatal(err)
		}
		defer shell.Process.Kill()
		slave.Close()
		want := fmt.Sprintf("its number is now that of a terminal of sleep (pid %d)", shell.Process.Pid)
		until(t, "a word on it", func() bool {
			if s.Link().State == Up {
				t.Fatal("the terminal of another program was opened")
			}
			return s.Link().Detail == want
		})
		shell.Process.Kill()
		shell.Wait()
		until(t, "up again", func() bool { return s.Link().State == Up })
		master.WriteString("here\r\n")
		gather(t, s, func(b parse.Batch) bool { return len(b.Lines) > 0 && string(b.Lines[0].Raw) == "here" })
		s.Close()
	}
}

func TestReplug(t *testing.T) {
	w := newWire(t)
	s := openSession(t, Options{Spec: w.link})
	for round, word := range []string{"first", "second", "third"} {
		io.WriteString(w.master, word+" life\r\n")
		b := gather(t, s, func(b parse.Batch) bool { return strings.Contains(text(b), word) })
		if round > 0 && (len(b.Gaps) != 1 || b.Gaps[0].Length <= 0 || b.Gaps[0].Reason == "") {
			t.Errorf("gaps %+v", b.Gaps)
		}
		w.unplug()
		until(t, "away", func() bool { return s.Link().State == Away })
		l := s.Link()
		if !strings.Contains(l.Detail, "unplugged") || l.Writable {
			t.Errorf("while away: %+v", l)
		}
		if err := s.Send([]byte("x")); !errors.Is(err, ErrAway) {
			t.Errorf("Send while away: %v", err)
		}
		w.plug()
		until(t, "back", func() bool { return s.Link().State == Up })
	}
	if got, _ := os.ReadFile(s.Link().Record); string(got) != "first life\r\nsecond life\r\nthird life\r\n" {
		t.Errorf("record %q", got)
	}
}

func TestALineThatHangsUpAtOnceIsLeftAloneForLonger(t *testing.T) {
	pause := time.Duration(0)
	for _, want := range []time.Duration{pollEvery, 2 * pollEvery, 4 * pollEvery} {
		if pause = nextPause(pause, time.Millisecond); pause != want {
			t.Errorf("waits %v, want %v", pause, want)
		}
	}
	for range 20 {
		pause = nextPause(pause, 0)
	}
	if pause != mostPause {
		t.Errorf("waits %v at most", pause)
	}
	if pause = nextPause(pause, time.Hour); pause != pollEvery {
		t.Errorf("waits %v for a line that was up for long", pause)
	}
}
