//go:build linux

package main

import (
	"bytes"
	"flag"
	"fmt"
	"io"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/creack/pty"
)

var light = flag.Duration("light", 0, "how long to look at each row of the table of processor time and latencies, beside tio and picocom: 30s")

// A tmux and the program in it, whose processor time is counted.
type load struct {
	name string
	c    *cable
	d    *desk
	pids []int
	was  []time.Duration
}

// launch starts a program in a tmux of its own, on a terminal of 120x40.
func launch(t *testing.T, name, command string) *load {
	l := &load{name: name, c: newCable(t)}
	l.d = sit(t, 120, 40, fmt.Sprintf(command, l.c.link))
	var server, pane int
	fmt.Sscan(l.d.must("display-message", "-p", "#{pid} #{pane_pid}"), &server, &pane)
	l.attach()
	waitFor(t, name, func() bool { l.pids = append(descendants(pane), server); return len(l.pids) > 1 })
	return l
}

// attach has somebody look: a client of tmux, on a terminal that is read.
func (l *load) attach() {
	cmd := exec.Command("tmux", "-L", "bench", "attach")
	cmd.Env = l.d.env
	terminal, err := pty.StartWithSize(cmd, &pty.Winsize{Cols: 120, Rows: 40})
	if err != nil {
		l.d.t.Fatal(err)
	}
	l.d.t.Cleanup(func() { cmd.Process.Kill(); cmd.Wait() })
	go func() {
		defer terminal.Close()
		io.Copy(io.Discard, terminal)
	}()
}

// descendants are the processes below one, which is a shell.
func descendants(pid int) (below []int) {
	children, _ := os.ReadFile(fmt.Sprintf("/proc/%d/task/%d/children", pid, pid))
	for _, word := range strings.Fields(string(children)) {
		var child int
		fmt.Sscan(word, &child)
		below = append(append(below, child), descendants(child)...)
	}
	return below
}

// processor is what a process had of the processors: all its threads, to the nanosecond.
func processor(pid int) (sum time.Duration) {
	threads, _ := filepath.Glob(fmt.Sprintf("/proc/%d/task/*/schedstat", pid))
	for _, path := range threads {
		var ns time.Duration
		b, _ := os.ReadFile(path)
		fmt.Sscan(string(b), &ns)
		sum += ns
	}
	return sum
}

func (l *load) mark() {
	l.was = nil
	for _, pid := range l.pids {
		l.was = append(l.was, processor(pid))
	}
}

// cores are the processors that the program and tmux kept busy since mark.
func (l *load) cores(over time.Duration) (program, tmux float64) {
	last := len(l.pids) - 1
	for i, pid := range l.pids {
		had := float64(processor(pid)-l.was[i]) / float64(over)
		if i == last {
			return program, had
		}
		program += had
	}
	return
}

// lines writes kernel lines at so many bytes a second, a bit every 5 ms, until over
// is closed.
func (c *cable) lines(rate int, over chan struct{}) {
	var text []byte
	for n, sent, began := 0, 0, time.Now(); ; {
		select {
		case <-over:
			return
		case <-time.After(5 * time.Millisecond):
		}
		due := int(time.Since(began).Seconds()*float64(rate)) - sent
		for len(text) < due {
			text = fmt.Appendf(text, "[%5d.%06d] usb 1-1: new high-speed USB device number %d using xhci_hcd\r\n", n/1000, n%1000*1000, n%128)
			n++
		}
		k, _ := c.master.Write(text[:due])
		text, sent = text[k:], sent+k
	}
}

// TestLight measures what docs/performance.md tells of live lines.
func TestLight(t *testing.T) {
	if *light == 0 {
		t.Skip("a measurement: -light 30s")
	}
	programs := []*load{launch(t, "oopscope", `"$OOPSCOPE" %s`)}
	for name, command := range map[string]string{"tio": "tio -b 115200 %s", "picocom": "picocom -b 115200 %s"} {
		if _, err := exec.LookPath(name); err == nil {
			programs = append(programs, launch(t, name, command))
		}
	}
	time.Sleep(2 * time.Second)
	for _, row := range []struct {
		name string
		rate int
	}{{"idle", 0}, {"115200 baud, full line", 11520}, {"300 kB/s", 300_000}} {
		over := make(chan struct{})
		for _, l := range programs {
			if row.rate > 0 {
				go l.c.lines(row.rate, over)
			}
		}
		time.Sleep(time.Second)
		began := time.Now()
		for _, l := range programs {
			l.mark()
		}
		time.Sleep(*light)
		for _, l := range programs {
			program, tmux := l.cores(time.Since(began))
			t.Logf("%-24s %-9s %.4f = %.4f + tmux %.4f", row.name, l.name, program+tmux, program, tmux)
		}
		close(over)
		time.Sleep(time.Second)
	}
}

// TestBoardsAreLight measures what boards cost whose tabs are not seen: one at a full line of
// 115200 baud, and four of which one is seen.
func TestBoardsAreLight(t *testing.T) {
	if *light == 0 {
		t.Skip("a measurement: -light 30s")
	}
	for _, n := range []int{1, 4} {
		var cables []*cable
		var links []string
		for range n {
			c := newCable(t)
			cables, links = append(cables, c), append(links, c.link)
		}
		l := &load{name: fmt.Sprint(n), d: sit(t, 120, 40, `"$OOPSCOPE" `+strings.Join(links, " "))}
		var server, pane int
		fmt.Sscan(l.d.must("display-message", "-p", "#{pid} #{pane_pid}"), &server, &pane)
		l.attach()
		waitFor(t, "the program", func() bool { l.pids = append(descendants(pane), server); return len(l.pids) > 1 })
		over := make(chan struct{})
		for _, c := range cables {
			go c.lines(11520, over)
		}
		time.Sleep(3 * time.Second)
		l.mark()
		began := time.Now()
		time.Sleep(*light)
		program, tmux := l.cores(time.Since(began))
		t.Logf("%d boards, one seen: %.4f + tmux %.4f", n, program, tmux)
		close(over)
		l.d.tmux("kill-server")
	}
}

// echoes has a board send back what it gets.
func (c *cable) echoes() {
	for buf := make([]byte, 256); ; {
		n, err := c.master.Read(buf)
		if err != nil {
			return
		}
		c.master.Write(buf[:n])
	}
}

// keyToEcho types and tells how long each key took to come back from the board to
// the program's terminal. The letters are in no sequence that a terminal is sent.
func keyToEcho(t *testing.T, s *seat, keys int) (took []time.Duration) {
	t.Helper()
	for n := range keys {
		time.Sleep(time.Duration(40+rand.IntN(100)) * time.Millisecond)
		letter := "wxyzkv"[n%6 : n%6+1]
		before := len(s.Text())
		began := time.Now()
		if _, err := s.Master.WriteString(letter); err != nil {
			t.Fatal(err)
		}
		for !strings.Contains(s.Text()[before:], letter) {
			if time.Since(began) > patience {
				t.Fatalf("%q never came back", letter)
			}
			time.Sleep(100 * time.Microsecond)
		}
		took = append(took, time.Since(began))
	}
	slices.Sort(took)
	return took
}

// typist is the program at an echoing board, on a terminal of 120x40.
func typist(t *testing.T) (*seat, *cable) {
	t.Helper()
	c := newCable(t)
	s := take(t, nil, c.link)
	if err := pty.Setsize(s.Slave, &pty.Winsize{Cols: 120, Rows: 40}); err != nil {
		t.Fatal(err)
	}
	s.shows(t, "nothing received yet")
	go c.echoes()
	return s, c
}

// switches counts how often a process was woken.
func switches(t *testing.T, pid int) (sum int) {
	t.Helper()
	threads, _ := filepath.Glob(fmt.Sprintf("/proc/%d/task/*/status", pid))
	for _, path := range threads {
		b, _ := os.ReadFile(path) // a thread may end
		for line := range bytes.Lines(b) {
			n := 0
			fmt.Sscanf(string(line), "voluntary_ctxt_switches: %d", &n)
			sum += n
		}
	}
	return sum
}

// TestIdleIsIdle: where nothing comes nothing is drawn, and the program sleeps: of
// itself it wakes some 60 times a second in all its threads. A renderer that looks
// sixty times a second whether something is to be drawn makes that 340.
func TestIdleIsIdle(t *testing.T) {
	t.Parallel()
	const seconds, wakes, least = 4, 200, 0.3
	s, c := typist(t)
	c.prints("login: ")
	s.shows(t, "login:")
	time.Sleep(2 * time.Second) // what is begun is done
	var is []string
	for began := time.Now(); time.Since(began) < patience; { // the machine may be busy, and slow at that
		drawn, woken, busy := len(s.Text()), switches(t, s.Cmd.Process.Pid), processor(s.Cmd.Process.Pid)
		time.Sleep(seconds * time.Second)
		is = nil
		if more := s.Text()[drawn:]; more != "" {
			is = append(is, fmt.Sprintf("%q was drawn", more))
		}
		if n := (switches(t, s.Cmd.Process.Pid) - woken) / seconds; n > wakes {
			is = append(is, fmt.Sprintf("it woke %d times a second", n))
		}
		if cores := (processor(s.Cmd.Process.Pid) - busy).Seconds() / seconds; cores > least && !raceDetector {
			is = append(is, fmt.Sprintf("it took %.3f of a processor", cores))
		}
		if len(is) == 0 {
			return
		}
	}
	t.Error("it is never idle: ", is)
}

// TestAStreamIsDrawnForTheEye: 25 frames a second at most of whatever comes, and
// still some of them.
func TestAStreamIsDrawnForTheEye(t *testing.T) {
	t.Parallel()
	s, c := typist(t)
	over := make(chan struct{})
	defer close(over)
	go c.lines(11520, over)
	s.shows(t, "usb 1-1")
	before, began := len(s.Text()), time.Now()
	time.Sleep(3 * time.Second)
	frames, took := strings.Count(s.Text()[before:], "\x1b[?25h"), time.Since(began).Seconds()
	if rate := float64(frames) / took; rate > 30 || rate < 2 {
		t.Errorf("%.1f frames a second", rate)
	}
}

// TestAKeyIsEchoedAtOnce holds what half of the keys take to the half of a frame at
// 60 a second. Of three series the best counts: the machine may have much to do.
func TestAKeyIsEchoedAtOnce(t *testing.T) {
	if raceDetector {
		t.Skip("the race detector makes everything slow")
	}
	s, _ := typist(t)
	best := patience
	for series := 0; series < 3 && best > 8*time.Millisecond; series++ {
		took := keyToEcho(t, s, 15)
		best = min(best, took[len(took)/2])
	}
	if best > 8*time.Millisecond {
		t.Errorf("half of the keys take %v or more", best)
	}
}

// TestLatencies measures from a key to what it does, in quiet and in a flood.
func TestLatencies(t *testing.T) {
	if *light == 0 {
		t.Skip("a measurement: -light 30s")
	}
	n := max(int(*light/(100*time.Millisecond)), 100)
	tell := func(name string, took []time.Duration) {
		t.Logf("%-40s p50 %v, p99 %v, most %v", name, took[len(took)/2], took[len(took)*99/100], took[len(took)-1])
	}
	s, c := typist(t)
	tell("key to its echo, in quiet", keyToEcho(t, s, n))
	over := make(chan struct{})
	defer close(over)
	go c.lines(1_200_000, over)
	time.Sleep(time.Second)
	s.Master.WriteString("\x14\x1b")
	s.shows(t, "NORMAL")
	var took []time.Duration
	for range n {
		time.Sleep(time.Duration(40+rand.IntN(100)) * time.Millisecond)
		before := len(s.Text())
		began := time.Now()
		s.Master.WriteString("?")
		for !strings.Contains(s.Text()[before:], "HELP") {
			time.Sleep(100 * time.Microsecond)
			if time.Since(began) > patience {
				t.Fatal("no help")
			}
		}
		took = append(took, time.Since(began))
		time.Sleep(60 * time.Millisecond)
		s.Master.WriteString("?")
		time.Sleep(100 * time.Millisecond)
	}
	slices.Sort(took)
	tell("key to paint, at 1.2 MB/s", took)
}
