//go:build linux

package main

import (
	"bytes"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
)

// What comes by a pipe goes to a temporary file. A disk that does not answer holds up neither the
// pipe nor the screen: it is said, and everything can be looked at when the disk answers again.
func TestAStalledDiskForLinesWithoutAFile(t *testing.T) {
	t.Parallel()
	d := sit(t, 120, 30, "exec sh")
	at := d.disk()
	pipe := filepath.Join(d.home, "pipe")
	if err := syscall.Mkfifo(pipe, 0o600); err != nil {
		t.Skip(err)
	}
	d.text(`TMPDIR=` + at + ` "$OOPSCOPE" --record off - < ` + pipe + `; echo "status $?"`)
	d.keys("Enter")
	w, err := os.OpenFile(pipe, os.O_WRONLY, 0)
	if err != nil {
		t.Fatal(err)
	}
	defer w.Close()
	w.WriteString(strings.Repeat("an ordinary line\n", 5000) + oops)
	d.sees("crash 1/1")
	do(t, "fsfreeze", "-f", at)
	w.WriteString(strings.Repeat("while it is frozen\n", 20_000) + "the last of them\n")
	d.sees("the last of them", "their temporary file fails: ", "the disk does not")
	d.keys("?")
	d.sees("HELP")
	d.keys("?")
	do(t, "fsfreeze", "-u", at)
	d.until("the spool going on", func(s string) bool { return !strings.Contains(s, "temporary file fails") })
	w.Close()
	d.sees("read to the end")
	d.text("20000G")
	d.sees("line 20,000 of ", "while it is frozen")
	d.keys("q")
	d.sees("status 0")
}

// The ledger is on a disk that does not answer, the record on one that does: neither the record
// nor the screen waits for the ledger, and it has the crash when its disk is back.
func TestALedgerOnAStalledDisk(t *testing.T) {
	t.Parallel()
	board := newCable(t)
	d := sit(t, 120, 30, "exec sh")
	at := d.disk()
	log := filepath.Join(d.home, "board.log")
	d.runs(board.link + " --record " + log)
	d.sees("nothing received yet")
	board.prints("begins\r\n")
	d.sees("begins", "REC ●")
	do(t, "fsfreeze", "-f", at)
	board.prints(strings.ReplaceAll(oops, "\n", "\r\n"))
	d.sees("crash 1/1", "null-deref", "REC ●")
	board.prints("and on it goes\r\n")
	s := d.sees("and on it goes")
	if strings.Contains(s, "not recording") {
		t.Errorf("the record waits for the ledger:\n%s", s)
	}
	waitFor(t, "all of it in the record", func() bool { return bytes.Equal(contents(t, log), board.sent) })
	d.keys("C-t", "Escape")
	d.sees("NORMAL")
	d.keys("H") // all sessions: they come when they are read
	d.sees("LEDGER")
	d.keys("q")
	d.sees("NORMAL")
	d.keys("?")
	d.sees("HELP")
	d.keys("?")
	do(t, "fsfreeze", "-u", at)
	waitFor(t, "the crash in the ledger", func() bool {
		_, out, _ := d.headless("ledger")
		return strings.Contains(out, "sensor_parse_header")
	})
	d.keys("q")
	d.sees("status 0")
}

// A ledger that a newer oopscope wrote is left as it is, which is said on the screen.
func TestANewerLedgerIsSaid(t *testing.T) {
	t.Parallel()
	d := sit(t, 120, 30, "exec sh")
	capture, ledger := filepath.Join(d.home, "boot.log"), d.home+"/state/oopscope/ledger/index"
	words := []byte("oopscope ledger 9\n")
	if err := errors.Join(os.MkdirAll(filepath.Dir(ledger), 0o700), os.WriteFile(ledger, words, 0o600), os.WriteFile(capture, []byte(oops), 0o600)); err != nil {
		t.Fatal(err)
	}
	d.runs(capture)
	d.sees("crash 1/1", "the ledger does not count what comes", "it was written by a")
	d.keys("H")
	d.sees("LEDGER", "written by a")
	d.keys("q")
	d.sees("NORMAL")
	d.keys("q")
	d.sees("status 0")
	if got := contents(t, ledger); !bytes.Equal(got, words) {
		t.Errorf("it was changed: %q", got)
	}
}
