//go:build linux

package main

import (
	"bytes"
	"fmt"
	"io"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"

	"golang.org/x/sys/unix"
)

// A hose is a pipe that a session records to: a disk that stops and goes on
// when the test wants it to.
type hose struct {
	path string
	end  *os.File
}

func newHose(t *testing.T) *hose {
	t.Helper()
	h := &hose{path: filepath.Join(t.TempDir(), "hose")}
	err := syscall.Mkfifo(h.path, 0o600)
	if err != nil {
		t.Skip(err)
	}
	if h.end, err = os.OpenFile(h.path, os.O_RDONLY|unix.O_NONBLOCK, 0); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { h.end.Close() })
	return h
}

// brings reads what a record is to hold.
func (h *hose) brings(t *testing.T, want []byte) {
	t.Helper()
	h.end.SetReadDeadline(time.Now().Add(patience))
	got := make([]byte, len(want))
	if n, err := io.ReadFull(h.end, got); err != nil || !bytes.Equal(got, want) {
		t.Errorf("the record brought %d of %d bytes, or others: %v", n, len(want), err)
	}
}

// overfull is more than a pipe and all that is before it hold.
func overfull(what string) string {
	var b strings.Builder
	for n := 0; b.Len() < 300<<10; n++ {
		fmt.Fprintf(&b, "[%5d.000000] %s %d\r\n", n, what, n)
	}
	return b.String() + what + " is over\r\n"
}

// While the disk does not answer the screen goes on, says so, and can be left;
// when it answers again nothing is missing.
func TestAStuckRecordFreezesNothing(t *testing.T) {
	t.Parallel()
	h, board := newHose(t), newCable(t)
	d := sit(t, 120, 24, `"$OOPSCOPE" --record `+h.path+` `+board.link)
	d.sees("nothing received yet")
	board.prints(overfull("first flood"))
	d.sees("first flood is over", "bytes wait, what reads the record takes nothing since", "at most wait in memory")
	d.keys("C-t", "/") // it is not frozen
	d.text("flood 77")
	d.keys("Enter", "Escape")

	h.brings(t, board.sent)
	d.until("the record going on", func(s string) bool { return strings.Contains(s, "REC ●") && !strings.Contains(s, "NOT RECORDING") })
	written := len(board.sent)
	board.prints(overfull("second flood"))
	d.sees("NOT RECORDING")
	began := time.Now()
	d.keys("C-t", "q")
	s := d.sees("status 1")
	t.Logf("left a stuck record within %v", time.Since(began))
	s = strings.Join(strings.Fields(s), "") // wrapped anywhere, also at a blank
	if !strings.Contains(s, "hoseisnotcomplete:whatreadstherecordtakesnothingsince") || !strings.Contains(s, "byteswerenotwritten") {
		t.Errorf("left with %s", s)
	}
	rest, _ := io.ReadAll(h.end)
	if len(rest) == 0 || !bytes.HasPrefix(board.sent[written:], rest) {
		t.Errorf("what was written of the second flood: %d bytes, or others", len(rest))
	}
}

func TestAPipeThatNobodyReadsIsNoRecord(t *testing.T) {
	t.Parallel()
	h := newHose(t)
	h.end.Close()
	status, _, errs := oopscope(t, "", "watch", newCable(t).link, "--record", h.path)
	if status != 1 || !strings.Contains(errs, "nobody reads from that pipe") {
		t.Errorf("status %d, %s", status, errs)
	}
}

// A capture that is taken away is missed at once, and never told of as if it
// were still there.
func TestADeletedRecordIsSaidAtOnce(t *testing.T) {
	t.Parallel()
	board := newCable(t)
	d := sit(t, 120, 24, `"$OOPSCOPE" `+board.link)
	d.sees("nothing received yet")
	board.prints("words\r\n")
	d.sees("words")
	os.Remove(one(t, d.home+"/state/oopscope/*.log"))
	began := time.Now()
	d.sees("not recording: the record was deleted; what comes is lost with it, nothing is left of " + d.home)
	t.Logf("on the screen after %v", time.Since(began))
	d.keys("Escape")
	d.sees("NOT RECORDING: the record was deleted")
	d.keys("C-t", "q")
	s := strings.ReplaceAll(d.sees("status 0"), "\n", "")
	if !strings.Contains(s, "was deleted while it was written: its 7 bytes are lost") || strings.Contains(s, "recorded to") {
		t.Errorf("left with %s", s)
	}
}

func TestWatchSaysThatTheRecordIsGone(t *testing.T) {
	t.Parallel()
	board := newCable(t)
	record := filepath.Join(t.TempDir(), "board.log")
	cmd := exec.Command(os.Args[0], "watch", board.link, "--record", record)
	cmd.Env = asOopscope("HOME=" + t.TempDir())
	log := filepath.Join(t.TempDir(), "errors")
	errs, err := os.Create(log)
	if err != nil {
		t.Fatal(err)
	}
	defer errs.Close()
	cmd.Stderr = errs
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	defer cmd.Process.Kill()
	board.prints("words\r\n")
	waitFor(t, "the words in the record", func() bool { return size(record) == 7 })
	os.Rename(record, record+".old")
	waitFor(t, "a word on it", func() bool { return strings.Contains(string(contents(t, log)), "was moved or replaced") })
	cmd.Process.Signal(os.Interrupt)
	cmd.Wait()
	if said := string(contents(t, log)); !strings.Contains(said, "was moved away from "+record) || strings.Contains(said, "recorded to") {
		t.Errorf("it said %s", said)
	}
}

// kills is how often the program is killed; OOPSCOPE_KILLS=200 is the whole of it.
func kills() int {
	if n, err := strconv.Atoi(os.Getenv("OOPSCOPE_KILLS")); err == nil {
		return n
	}
	return 8
}

// What was shown is in the record, whenever the program is killed.
func TestNoByteIsLostInAKill(t *testing.T) {
	t.Parallel()
	dice := rand.New(rand.NewPCG(1, 2))
	for range kills() {
		board := newTalker(t)
		record := filepath.Join(t.TempDir(), "board.log")
		cmd := exec.Command(os.Args[0], "--plain", board.link, "--record", record)
		cmd.Env = asOopscope("HOME=" + t.TempDir())
		shown, err := cmd.StdoutPipe()
		if err != nil {
			t.Fatal(err)
		}
		if err := cmd.Start(); err != nil {
			t.Fatal(err)
		}
		waitFor(t, "the record", func() bool { _, err := os.Stat(record); return err == nil })
		board.begin()
		var seen bytes.Buffer
		if _, err := io.CopyN(&seen, shown, 100); err != nil {
			t.Fatal(err)
		}
		go func() {
			time.Sleep(time.Duration(dice.IntN(50_000)) * time.Microsecond)
			cmd.Process.Kill()
		}()
		io.Copy(&seen, shown)
		cmd.Wait()
		board.unplug()
		board.end()
		lines := strings.ReplaceAll(seen.String(), "\n", "\r\n")
		if held := contents(t, record); !bytes.HasPrefix(held, []byte(strings.TrimSuffix(lines, "\r\n"))) || !bytes.HasPrefix(board.sent, held) {
			t.Fatalf("%d bytes were shown, the record holds %d, or others", len(lines), len(held))
		}
	}
}

// A session in which nothing came leaves no file behind.
func TestASilentSessionLeavesNoRecord(t *testing.T) {
	t.Parallel()
	s := take(t, nil, newCable(t).link)
	waitFor(t, "the screen", func() bool { return strings.Contains(s.Text(), "nothing received yet") })
	if err := s.Cmd.Process.Signal(syscall.SIGTERM); err != nil {
		t.Error(err)
	}
	s.ends(t)
	s.shows(t, "nothing came, so there is no record")
	if left, _ := filepath.Glob(filepath.Join(s.home, "oopscope", "oopscope-*")); len(left) > 0 {
		t.Errorf("left behind: %q", left)
	}
}

// Nobody reads what a watch writes: it ends at a signal all the same, and the
// record has everything.
func TestAWatchEndsBehindAFullPipe(t *testing.T) {
	t.Parallel()
	board := newCable(t)
	record := filepath.Join(t.TempDir(), "board.log")
	cmd := exec.Command(os.Args[0], "watch", board.link, "--record", record)
	cmd.Env = asOopscope("HOME=" + t.TempDir())
	out, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	defer out.Close()
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	defer cmd.Process.Kill()
	waitFor(t, "the record", func() bool { _, err := os.Stat(record); return err == nil })
	board.prints(overfull("flood"))
	waitFor(t, "the flood in the record", func() bool { return size(record) == int64(len(board.sent)) })
	cmd.Process.Signal(syscall.SIGTERM)
	over := make(chan error, 1)
	go func() { _, err := cmd.Process.Wait(); over <- err }()
	select {
	case <-over:
	case <-time.After(patience):
		t.Fatal("it does not end")
	}
	board.recorded(record)
}
