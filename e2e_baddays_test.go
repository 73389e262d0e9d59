//go:build linux

package main

import (
	"bytes"
	"fmt"
	"io"
	"math/rand/v2"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/creack/pty"
	"golang.org/x/sys/unix"
)

// A leftBehind is a record of a session at a board, with what stands beside it.
func (d *desk) leftBehind(target, text string) (record string) {
	d.t.Helper()
	dir := d.home + "/state/oopscope"
	record = filepath.Join(dir, "oopscope-board-20261121T100000Z.log")
	state := fmt.Sprintf(`{"v":1,"target":%q,"saved":%q,"view":{"crash":-1}}`, target, time.Now().Format(time.RFC3339))
	if err := os.MkdirAll(dir, 0o700); err != nil {
		d.t.Fatal(err)
	}
	for path, text := range map[string]string{record: text, record + ".session": state} {
		if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
			d.t.Fatal(err)
		}
	}
	return record
}

// What stands beside a record may be torn, damaged, newer, or not what it was: its session is
// taken up all the same, or the reason is said; no byte of the record changes, and what comes
// is behind the others.
func TestResumeOnBadDays(t *testing.T) {
	t.Parallel()
	board := newCable(t)
	d := sit(t, 120, 30, "exec sh")
	before := strings.ReplaceAll(troubled+oops, "\n", "\r\n")
	for what, bad := range map[string]struct {
		end, text string // of what is put beside it
		folder    bool
		says      string
	}{
		"a line index of a newer version": {end: ".lines", text: "oopscope-lines-9\x00\x01", says: "without a line index"},
		"a torn line index":               {end: ".lines", text: "oopscope-lines-2\x00\x01\x02", says: "crash 1/1"},
		"a folder for a line index":       {end: ".lines", folder: true, says: "without a line index"},
		"a line index of something else":  {end: ".lines", text: strings.Repeat("x", 64), says: "crash 1/1"},
		"an older line index, damaged":    {end: ".lines", text: "oopscope-lines-1\x00\x01\x02", says: "crash 1/1"},
		"a time index of something else":  {end: ".idx", text: strings.Repeat("x", 64), says: "crash 1/1"},
		"a folder for a time index":       {end: ".idx", folder: true, says: "crash 1/1"},
	} {
		record := d.leftBehind(board.link, before)
		for _, end := range []string{".lines", ".idx", ".lines.old"} {
			os.RemoveAll(record + end)
		}
		if bad.folder {
			os.Mkdir(record+bad.end, 0o700)
		} else if err := os.WriteFile(record+bad.end, []byte(bad.text), 0o600); err != nil {
			t.Fatal(err)
		}
		d.runs("--resume")
		if s := d.sees("crash 1/1", "null-deref", bad.says); strings.Contains(s, "NOT RECORDING") {
			t.Errorf("%s keeps it from recording:\n%s", what, s)
		}
		board.prints("and on " + bad.end + "\r\n")
		d.sees("and on " + bad.end)
		d.ends()
		if held := contents(t, record); !bytes.HasPrefix(held, []byte(before)) || !bytes.HasSuffix(held, []byte("and on "+bad.end+"\r\n")) {
			t.Errorf("%s: the record holds %q", what, last(string(held), 200))
		}
		if strings.Contains(bad.text, "-9") && string(contents(t, record+bad.end)) != bad.text {
			t.Errorf("%s was written to", what)
		}
	}
	for text, says := range map[string]string{`{"v":1,"target":"` + board.link: "is no state of a session", `{"v":9,"target":"x"}`: "is of a newer oopscope"} {
		record := d.leftBehind(board.link, before)
		os.WriteFile(record+".session", []byte(text), 0o600)
		for _, args := range [][]string{{"--resume"}, {"--resume", record}} {
			if status, _, errs := d.headless(args...); status != 1 || !strings.Contains(errs, says) {
				t.Errorf("%q of %q: %d, %s", args, text, status, errs)
			}
		}
	}
}

// A disk that takes no more is said at once and freezes nothing; when there is room again
// all that waited is in the record, and the record is whole.
func TestAFullDiskOnTheScreen(t *testing.T) {
	t.Parallel()
	board := newCable(t)
	d := sit(t, 120, 24, `ulimit -S -f 32; exec "$OOPSCOPE" `+board.link) // blocks of 512 bytes, or of 1024
	d.sees("nothing received yet")
	board.prints("begins\r\n" + strings.Repeat(strings.Repeat("x", 98)+"\r\n", 600) + "the disk is full\r\n")
	d.sees("the disk is full", "not recording: ", "bytes wait", "file too large")
	d.keys("C-t", "Escape")
	d.keys("g") // what is in no file can be looked at all the same, or is said not to be there
	d.sees("NORMAL")
	pid, err := strconv.Atoi(strings.TrimSpace(d.must("display-message", "-p", "#{pane_pid}")))
	if err != nil {
		t.Fatal(err)
	}
	unlimited := unix.Rlimit{Cur: unix.RLIM_INFINITY, Max: unix.RLIM_INFINITY}
	if err := unix.Prlimit(pid, unix.RLIMIT_FSIZE, &unlimited, nil); err != nil {
		t.Skipf("the limit cannot be lifted: %v", err)
	}
	d.until("the record going on", func(s string) bool {
		return strings.Contains(s, "REC ●") && !strings.Contains(s, "NO REC") && !strings.Contains(s, "NOT REC")
	})
	board.prints("room again\r\n")
	d.keys("G")
	d.sees("room again")
	record := one(t, d.home+"/state/oopscope/*.log")
	waitFor(t, "all of it in the record", func() bool { return bytes.Equal(contents(t, record), board.sent) })
	d.keys("q")
	waitFor(t, "the line index to be whole", func() bool {
		status, out, _ := d.headless("verify", record)
		return status == 0 && strings.Contains(out, "whole")
	})
}

// What is in no file goes to a temporary one: when the disk refuses that, it is said, and the
// newest lines are there all the same.
func TestAFullDiskForLinesWithoutAFile(t *testing.T) {
	t.Parallel()
	text := filepath.Join(t.TempDir(), "text")
	if err := os.WriteFile(text, []byte("begins\n"+strings.Repeat(strings.Repeat("x", 98)+"\n", 3000)+"ends\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	d := sit(t, 120, 24, `cat `+text+` | (ulimit -S -f 32; exec "$OOPSCOPE" --record off -)`)
	d.sees("ends", "lines that came before cannot all be looked at, their temporary file fails:", "file too large")
	d.keys("q")
	d.sees("status")
}

// Killed at random while it takes a session up, the program leaves the record as it was and
// a state that can be taken up.
func TestKilledWhileResuming(t *testing.T) {
	t.Parallel()
	d := sit(t, 120, 30, "exec sh")
	board, err := net.Listen("unix", d.home+"/board") // a terminal would stay taken by who was killed
	if err != nil {
		t.Fatal(err)
	}
	defer board.Close()
	line := make(chan net.Conn, 1000)
	go func() {
		for {
			c, err := board.Accept()
			if err != nil {
				return
			}
			line <- c
		}
	}()
	target := "unix:" + d.home + "/board"
	before := strings.Repeat(strings.ReplaceAll(troubled+oops, "\n", "\r\n"), 50)
	record := d.leftBehind(target, before)
	times := 60
	if raceDetector { // starting it takes a second
		times = 5
	}
	for i := range times {
		cmd := exec.Command(os.Args[0], "--resume")
		cmd.Env = d.env
		tty, err := pty.StartWithSize(cmd, &pty.Winsize{Rows: 30, Cols: 120})
		if err != nil {
			t.Fatal(err)
		}
		go io.Copy(io.Discard, tty)
		time.Sleep(rand.N(120 * time.Millisecond))
		cmd.Process.Kill()
		cmd.Wait()
		tty.Close()
		if held := contents(t, record); string(held) != before {
			t.Fatalf("after %d kills the record holds %d bytes, %d came", i+1, len(held), len(before))
		}
	}
	d.runs("--resume")
	d.sees("crash 50/50", "null-deref")
	if status, _, errs := d.headless("--plain", "demo", "--record", record); status == 0 || !strings.Contains(errs, record) {
		t.Errorf("two sessions write one record: %d, %s", status, errs)
	}
	var lines []net.Conn // a connection that nobody holds is closed, and the session opens another one
	waitFor(t, "what the board says now", func() bool {
		for len(line) > 0 { // of those that were killed nobody reads any more
			lines = append(lines, <-line)
			_, _ = io.WriteString(lines[len(lines)-1], "and on\r\n")
		}
		return strings.Contains(d.screen(), "and on")
	})
	d.ends()
	runtime.KeepAlive(lines)
	if held := contents(t, record); string(held) != before+"and on\r\n" {
		t.Errorf("the record holds %q", last(string(held), 100))
	}
	if status, out, errs := d.headless("verify", record); status != 0 {
		t.Errorf("verify: %d, %s%s", status, out, errs)
	}
}
