//go:build unix

package main

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// What a person writes during one session is there in the next: on the same
// capture, on a copy of it, and on the record of a live board.
func TestWordsOutliveTheSession(t *testing.T) {
	t.Parallel()
	log, err := os.ReadFile(filepath.Join("testdata", "arm", "shepherd-panic.log"))
	if err != nil {
		t.Fatal(err)
	}
	d := sit(t, 120, 40, "exec sh")
	dir := filepath.Join(d.home, "day1")
	os.MkdirAll(dir, 0o700)
	path := filepath.Join(dir, "console.log")
	os.WriteFile(path, log, 0o600)

	d.runs(path)
	d.sees("crash 1/1", "read to the end")
	d.keys("m")
	d.text("it begins here")
	d.keys("Enter")
	d.sees("◆ it begins here", "crash 1 saved in")
	d.keys("a")
	d.sees("note on crash 1")
	d.text("the timer is never cancelled")
	d.keys("C-s")
	d.sees("crash 1 saved in")
	d.ends()

	os.Rename(path, filepath.Join(dir, "moved.log"))
	os.WriteFile(path, append([]byte("another board\n"), log...), 0o600)
	d.runs(filepath.Join(dir, "moved.log"))
	d.sees("◆ it begins here", "crash 1/1", "saved")
	d.keys("a")
	d.sees("the timer is never cancelled")
	d.keys("Escape")
	d.sees("NORMAL")
	d.ends()

	d.runs(path) // another file under the old name
	if s := d.sees("crash 1/1", "read to the end"); strings.Contains(s, "it begins here") {
		t.Errorf("it inherited a remark:\n%s", s)
	}
	d.ends()
	if folders, _ := filepath.Glob(d.home + "/state/oopscope/crashes/[0-9]*"); len(folders) != 1 {
		t.Errorf("one crash is in %d folders: %q", len(folders), folders)
	}
}

func TestRemarksOfALiveSessionAreInItsRecord(t *testing.T) {
	t.Parallel()
	d := sit(t, 120, 40, "exec sh")
	record := filepath.Join(d.home, "all.log")
	for _, remark := range []string{"the first session", "the second session"} { // both add to one record
		d.runs("demo --speed 50 --record " + record)
		d.sees("crash 1/1", "boot 2")
		d.keys("C-t", "C", "C-t", "M")
		d.sees("remark on line")
		d.text(remark)
		d.keys("Enter")
		d.sees("◆ "+remark, "crash 1 saved in")
		d.ends()
	}
	d.runs(record)
	d.sees("read to the end")
	d.keys("g", "'")
	d.sees("◆ the first session")
	d.keys("c", "c")
	d.sees("◆ the second session")
	d.ends()
}

// runs starts the program in a desk that is a shell.
func (d *desk) runs(args string) {
	d.t.Helper()
	d.text(`clear; "$OOPSCOPE" ` + args + `; echo "status $?"`)
	d.keys("Enter")
}

func (d *desk) ends() {
	d.t.Helper()
	d.keys("C-t", "q") // from every mode
	d.sees("status 0")
}

// Without a home nothing goes where another user could have waited for it, and
// the person is told where it is.
func TestSavingWithoutAHome(t *testing.T) {
	t.Parallel()
	log, err := filepath.Abs(filepath.Join("testdata", "arm", "shepherd-panic.log"))
	if err != nil {
		t.Fatal(err)
	}
	d := sit(t, 120, 40, "exec sh")
	temp := filepath.Join(d.home, "tmp")
	trap := filepath.Join(d.home, "trap")
	os.Mkdir(temp, 0o700)
	os.Mkdir(trap, 0o700)
	os.Symlink(trap, filepath.Join(temp, fmt.Sprintf("oopscope-%d", os.Getuid())))
	d.text("unset HOME XDG_STATE_HOME XDG_RUNTIME_DIR; export TMPDIR=" + temp)
	d.keys("Enter")
	d.runs(log)
	d.sees("crash 1/1", "read to the end")
	d.keys("s")
	d.sees("crash 1 saved in")
	d.ends()
	if s := d.screen(); !strings.Contains(s, "there is no home: what you save and note is in "+temp+"/oopscope-") {
		t.Errorf("it does not say where it saved:\n%s", s)
	}
	one(t, temp+"/oopscope-*/crashes/[0-9]*")
	if taken, _ := os.ReadDir(trap); len(taken) > 0 {
		t.Errorf("somebody else has it: %v", taken)
	}
}

// What cannot be written stays on the screen with the reason, is tried again,
// and does not keep anybody from leaving.
func TestWordsThatCannotBeWritten(t *testing.T) {
	t.Parallel()
	log, err := filepath.Abs(filepath.Join("testdata", "arm", "shepherd-panic.log"))
	if err != nil {
		t.Fatal(err)
	}
	d := sit(t, 120, 40, "exec sh")
	marks := filepath.Join(d.home, "state", "oopscope", "marks")
	os.MkdirAll(filepath.Dir(marks), 0o700)
	if err := os.WriteFile(marks, nil, 0o600); err != nil { // in the way
		t.Fatal(err)
	}
	d.runs(log)
	d.sees("crash 1/1", "read to the end")
	d.keys("m")
	d.text("here it begins")
	d.keys("Enter")
	d.sees("the remark is not kept yet: cannot write into", "not a directory", "here it begins (not on the disk yet)")
	d.keys("q")
	d.until("how to leave all the same", func(s string) bool {
		return strings.Contains(strings.Join(strings.Fields(s), ""), "againleaveswithoutit")
	})
	os.Remove(marks)
	d.keys("j")
	d.until("the remark being kept by itself", func(s string) bool { return !strings.Contains(s, "not on the disk yet") })
	d.ends()
	d.runs(log)
	d.sees("◆ here it begins")
	d.ends()
}
