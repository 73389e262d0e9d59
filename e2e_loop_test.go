//go:build linux

package main

import (
	"bufio"
	"crypto/sha256"
	"flag"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/creack/pty"
)

// A board that crashes or boots over and over, for a night or a month.

var (
	loopBoots = flag.Int("loop-boots", 15_000, "boots of TestABootLoopFillsNoMemory")
	stormMB   = flag.Int("storm", 6, "megabytes of TestAStormIsKept, with a crash in each 50 kB")
)

// bootOf is a boot that goes wrong in a small way, and now and then in a large one.
func bootOf(n int) string {
	text := fmt.Sprintf("[    0.000000] Linux version 6.1.0 (b@c) (gcc) #1 SMP Sat Nov 21 10:00:00 UTC 2026\n[    0.100000] Machine model: A board\n"+
		"[    2.500000] i2c i2c-%d: probe of sensor failed with error -121\n[    3.000000] usb 1-1: device %d\n", n%9, n)
	if n%5000 == 0 {
		text += oops
	}
	return text + "[   90.000000] reboot: Restarting system\n"
}

// A capture of a board in a boot loop takes no more memory than any other, and what is not
// listed is said.
func TestABootLoopFillsNoMemory(t *testing.T) {
	if raceDetector {
		t.Skip("the race detector multiplies the memory")
	}
	path := filepath.Join(t.TempDir(), "loop.log")
	f, err := os.Create(path)
	if err != nil {
		t.Fatal(err)
	}
	w := bufio.NewWriter(f)
	for n := range *loopBoots {
		w.WriteString(bootOf(n + 1))
	}
	w.Flush()
	f.Close()
	d := sit(t, 120, 40, `exec "$OOPSCOPE" `+path)
	var pid int
	fmt.Sscan(d.must("display-message", "-p", "#{pane_pid}"), &pid)
	last := fmt.Sprintf("boot %d ", *loopBoots)
	waitLong(t, last, patience+time.Duration(*loopBoots)*5*time.Millisecond, func() bool { return strings.Contains(d.screen(), last) })
	d.keys("L")
	d.sees("in the log only", fmt.Sprintf("trouble %d", *loopBoots))
	most, now := peak(t, pid)
	t.Logf("%d boots: %d MB of memory at most, %d now", *loopBoots, most>>10, now>>10)
	if most == 0 || most > memoryMost {
		t.Errorf("%d kB of memory", most)
	}
}

// waitLong is waitFor for what takes minutes when a flag asks for much.
func waitLong(t *testing.T, what string, most time.Duration, ok func() bool) {
	t.Helper()
	for end := time.Now().Add(most); !ok(); time.Sleep(20 * time.Millisecond) {
		if time.Now().After(end) {
			t.Fatalf("never came: %s", what)
		}
	}
}

// storm sends a crash in each 50 kB of lines as fast as they are taken, and returns how much
// that was, its checksum, and how many crashes.
func (c *cable) storm(most int) (size int64, sum [32]byte, crashes int, err error) {
	h := sha256.New()
	out := io.MultiWriter(c.master, h)
	crash := strings.ReplaceAll(oops, "\n", "\r\n")
	for size < int64(most) && err == nil {
		crashes++
		var b strings.Builder
		for n := 0; b.Len() < 50_000-len(crash); n++ {
			fmt.Fprintf(&b, "[%5d.%06d] usb 1-1: new high-speed USB device number %d using xhci_hcd\r\n", 10*crashes+n/100, n%100*1000, n%128)
		}
		b.WriteString(strings.ReplaceAll(crash, "sensor_parse_header", fmt.Sprintf("sensor_parse_%d", crashes%50)))
		var n int
		n, err = io.WriteString(out, b.String())
		size += int64(n)
	}
	return size, [32]byte(h.Sum(nil)), crashes, err
}

// Of a board that crashes over and over as fast as a line can be read no byte is lost, all
// crashes are listed, keys are answered meanwhile, and the memory stays as it is.
func TestAStormIsKept(t *testing.T) {
	if raceDetector {
		*stormMB = min(*stormMB, 2)
	}
	c := newCable(t)
	record := filepath.Join(t.TempDir(), "storm.log")
	s := take(t, nil, c.link, "--record", record)
	if err := pty.Setsize(s.Slave, &pty.Winsize{Cols: 120, Rows: 40}); err != nil {
		t.Fatal(err)
	}
	s.shows(t, "nothing received yet")
	s.Types("\x14\x1b")
	s.shows(t, "NORMAL")
	over := make(chan struct{})
	var size int64
	var sum [32]byte
	var crashes int
	began := time.Now()
	go func() {
		defer close(over)
		var err error
		if size, sum, crashes, err = c.storm(*stormMB << 20); err != nil {
			t.Error(err)
		}
	}()
	var took []time.Duration
	for sending := true; sending; {
		took = append(took, keyToHelp(t, s))
		select {
		case <-over:
			sending = false
		case <-time.After(50 * time.Millisecond):
		}
	}
	long := patience + time.Duration(*stormMB)*time.Second
	waitLong(t, "the record", long, func() bool { info, err := os.Stat(record); return err == nil && info.Size() == size })
	came := time.Since(began)
	if kept := sha256.Sum256(contents(t, record)); kept != sum {
		t.Errorf("other bytes are in the record than the %d that came", size)
	}
	list := s.listsAll(t, crashes, long)
	slices.Sort(took)
	most, now := peak(t, s.Cmd.Process.Pid)
	t.Logf("%d MB in %v, %d crashes; %d MB of memory at most, %d now; key to paint p50 %v, p99 %v, most %v of %d; the list after %v",
		size>>20, came.Round(time.Millisecond), crashes, most>>10, now>>10, took[len(took)/2], took[len(took)*99/100], took[len(took)-1], len(took), list.Round(time.Millisecond))
	if (most == 0 || most > memoryMost) && !raceDetector {
		t.Errorf("%d kB of memory", most)
	}
	s.Leave()
	began = time.Now()
	s = take(t, nil, record) // and opened again
	s.shows(t, "null-deref") // there is no list without a crash
	s.listsAll(t, crashes, long)
	came = time.Since(began)
	most, now = peak(t, s.Cmd.Process.Pid)
	t.Logf("opened again: all listed after %v; %d MB of memory at most, %d now", came.Round(time.Millisecond), most>>10, now>>10)
	if (most == 0 || most > memoryMost) && !raceDetector {
		t.Errorf("%d kB of memory", most)
	}
}

// listsAll waits until the list of crashes has so many, and returns how long it took to come
// from its key then.
func (s *seat) listsAll(t *testing.T, crashes int, long time.Duration) (took time.Duration) {
	t.Helper()
	waitLong(t, "all crashes in the list", long, func() bool {
		s.Forget()
		pressed := time.Now()
		s.Types("L")
		s.draws(t, "crashes ")
		took = time.Since(pressed)
		time.Sleep(50 * time.Millisecond)
		all := strings.Contains(s.Text(), fmt.Sprintf("crashes %d ", crashes))
		s.Forget()
		s.Types("q")
		s.draws(t, "NORMAL")
		return all
	})
	return took
}

// draws waits until a text is drawn, and looks often.
func (s *seat) draws(t *testing.T, text string) {
	t.Helper()
	for end := time.Now().Add(patience); !strings.Contains(s.Text(), text); time.Sleep(100 * time.Microsecond) {
		if time.Now().After(end) {
			t.Fatalf("never drawn: %s; but %q", text, s.End())
		}
	}
}

// keyToHelp returns how long the help takes from its key to the terminal.
func keyToHelp(t *testing.T, s *seat) time.Duration {
	t.Helper()
	s.Forget()
	began := time.Now()
	s.Types("?")
	s.draws(t, "HELP")
	took := time.Since(began)
	s.Forget()
	s.Types("?")
	s.draws(t, "NORMAL") // else nothing may change between the two
	return took
}
