//go:build linux

package main

import (
	"bytes"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"oopscope/console/record"

	"golang.org/x/sys/unix"
)

// disk mounts a small file system of its own where the desk keeps its state, and says why it
// cannot. It is thawed and unmounted at the end, whatever happens.
func (d *desk) disk() (at string) {
	d.t.Helper()
	if os.Geteuid() != 0 {
		d.t.Skip("mounting a file system takes root")
	}
	image := filepath.Join(d.t.TempDir(), "disk")
	at = d.home + "/state"
	if err := os.MkdirAll(at, 0o700); err != nil {
		d.t.Fatal(err)
	}
	for _, command := range [][]string{{"truncate", "-s", "24M", image}, {"mkfs.ext4", "-q", image}, {"mount", "-o", "loop", image, at}} {
		if out, err := exec.Command(command[0], command[1:]...).CombinedOutput(); err != nil {
			d.t.Skipf("no file system can be made here: %s: %v %s", command[0], err, out)
		}
	}
	d.t.Cleanup(func() {
		exec.Command("fsfreeze", "-u", at).Run()
		for range 50 { // until the program is gone
			if exec.Command("umount", at).Run() == nil {
				return
			}
			time.Sleep(100 * time.Millisecond)
		}
		exec.Command("umount", "-l", at).Run()
	})
	return at
}

func do(t *testing.T, name string, args ...string) {
	t.Helper()
	if out, err := exec.Command(name, args...).CombinedOutput(); err != nil {
		t.Skipf("%s cannot be done here: %v %s", name, err, out)
	}
}

// A disk that does not answer freezes nothing: it is said, keys work, what comes and what is
// written waits, and all of it is there when the disk answers again.
func TestADiskThatDoesNotAnswer(t *testing.T) {
	t.Parallel()
	board := newCable(t)
	d := sit(t, 120, 30, "exec sh")
	at := d.disk()
	d.runs(board.link)
	d.sees("nothing received yet")
	board.prints(strings.ReplaceAll(oops, "\n", "\r\n"))
	d.sees("crash 1/1", "REC ●")
	do(t, "fsfreeze", "-f", at)
	board.prints("while it is frozen\r\n")
	d.sees("while it is frozen", "not recording: ", "the disk does not answer")
	d.keys("C-t", "Escape", "a") // the ledger and the note wait, too
	d.must("send-keys", "-l", "a word that must not get lost")
	d.keys("C-s")
	d.keys("?")
	d.sees("HELP")
	d.keys("?")
	board.prints("and the screen goes on\r\n")
	d.sees("and the screen goes on")
	do(t, "fsfreeze", "-u", at)
	d.until("the record going on", func(s string) bool { return strings.Contains(s, "REC ●") && !strings.Contains(s, "not recording") })
	log := one(t, at+"/oopscope/*.log")
	waitFor(t, "all of it in the record", func() bool { return bytes.Equal(contents(t, log), board.sent) })
	waitFor(t, "the note", func() bool {
		notes, _ := filepath.Glob(at + "/oopscope/*.log.marks.md")
		return len(notes) == 1 && bytes.Contains(contents(t, notes[0]), []byte("a word that must not get lost"))
	})
	d.keys("q")
	waitFor(t, "the record to be whole", func() bool {
		status, _, _ := d.headless("verify", log)
		return status == 0
	})
}

// A disk that turns read-only, as one does that is broken, takes nothing more: it is said, and at
// the end what is not in the record. One that was so from the beginning is no place for a record.
func TestADiskThatTurnsReadOnly(t *testing.T) {
	t.Parallel()
	board := newCable(t)
	d := sit(t, 120, 30, "exec sh")
	at := d.disk()
	d.runs(board.link)
	d.sees("nothing received yet")
	board.prints("before\r\n")
	d.sees("before", "REC ●")
	log := one(t, at+"/oopscope/*.log")
	waitFor(t, "it in the record", func() bool { return bytes.Equal(contents(t, log), board.sent) })
	do(t, "mount", "-o", "remount,abort", at)
	board.prints("and behind\r\n")
	d.sees("and behind", "not recording: ", "bytes wait")
	d.keys("C-t", "q")
	d.sees("is not complete")
	if got := contents(t, log); !bytes.HasPrefix(got, []byte("before\r\n")) {
		t.Errorf("the record holds %q", got)
	}
	if status, _, errs := d.headless("watch", board.link, "--timeout", "1s"); status != 1 || !strings.Contains(errs, "cannot record to") || !strings.Contains(errs, "--record") {
		t.Errorf("a session on a disk that cannot be written to: %d, %s", status, errs)
	}
}

// The clock was set back since yesterday's session: it is taken up all the same, each line
// keeps the time that it came at, and the record is whole.
func TestTheClockWasSetBackSince(t *testing.T) {
	t.Parallel()
	board := newCable(t)
	d := sit(t, 120, 30, "exec sh")
	log := d.leftBehind(board.link, "")
	os.Remove(log)
	r, err := record.Append(log)
	if err != nil {
		t.Fatal(err)
	}
	tomorrow := time.Now().Add(24 * time.Hour)
	r.Write([]byte("from a day to come\r\n"), tomorrow)
	if err := r.Close(); err != nil {
		t.Fatal(err)
	}
	waitFor(t, "the record being free", func() bool { // Close waits for no slow disk, and this process goes on
		f, err := os.Open(log)
		if err != nil {
			t.Fatal(err)
		}
		defer f.Close()
		return unix.Flock(int(f.Fd()), unix.LOCK_EX|unix.LOCK_NB) == nil
	})
	d.runs("--resume")
	d.sees("from a day to come", "REC ●")
	board.prints("after the clock was set back\r\n")
	d.sees("after the clock was set back")
	d.keys("C-t", "Escape", "t", "t")
	d.until("the times of both", func(s string) bool {
		return strings.Contains(s, tomorrow.Format("15:04:")) && strings.Contains(s, "after the clock")
	})
	d.ends()
	if status, _, errs := d.headless("verify", log); status != 0 {
		t.Errorf("verify: %d, %s", status, errs)
	}
}
