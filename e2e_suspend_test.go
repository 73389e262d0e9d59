//go:build linux

package main

import (
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
	"testing"
)

// Under a shell with job control ctrl+z stops the program, with the terminal as
// the shell needs it, and fg brings it back as it was; so do the signals of kill.
func TestSuspending(t *testing.T) {
	t.Parallel()
	if _, err := exec.LookPath("bash"); err != nil {
		t.Skip("no shell with job control that is known")
	}
	board := newCable(t)
	d := sit(t, 100, 20, `exec env PS1='shell: ' bash --norc --noprofile -i`)
	d.sees("shell:")
	d.text(`"$OOPSCOPE" ` + board.link)
	d.keys("Enter")
	d.sees("nothing received yet")
	board.prints("before the stop\r\n")
	d.sees("before the stop")
	d.keys("C-z") // while typing it is the board's
	got := make([]byte, 1)
	if _, err := board.master.Read(got); err != nil || got[0] != 0x1a {
		t.Errorf("the board got %q, %v", got, err)
	}
	d.keys("C-t", "Escape")
	d.sees("NORMAL")

	pid := func() int {
		found, _ := filepath.Glob("/proc/[0-9]*/cmdline")
		for _, f := range found {
			if b, _ := os.ReadFile(f); strings.HasSuffix(string(b), "\x00"+board.link+"\x00") && strings.HasPrefix(string(b), os.Args[0]+"\x00") {
				n, _ := strconv.Atoi(filepath.Base(filepath.Dir(f)))
				return n
			}
		}
		t.Fatal("the program is gone")
		return 0
	}()
	for round, how := range []func(){
		func() { d.keys("C-z") },
		func() { syscall.Kill(pid, syscall.SIGTSTP) },
		func() { d.keys("C-z") },
	} {
		how()
		d.sees("oopscope is suspended: until fg continues it NOTHING IS READ OR RECORDED", "Stopped")
		d.text(fmt.Sprintf("stty -a | grep -o -- '-\\?icanon'; echo round $((%d+40))", round))
		d.keys("Enter")
		if s := d.sees(fmt.Sprintf("round %d", round+40)); strings.Contains(s, "\n-icanon") || !strings.Contains(s, "\nicanon") {
			t.Errorf("the shell's terminal is raw:\n%s", s)
		}
		board.prints(fmt.Sprintf("said meanwhile, %d\r\n", round))
		d.text("clear; fg")
		d.keys("Enter")
		d.sees("before the stop", fmt.Sprintf("said meanwhile, %d", round), "back after", "REC")
	}
	syscall.Kill(pid, syscall.SIGSTOP) // nobody is asked
	d.sees("Stopped")
	board.prints("said when nobody was asked\r\n") // what was seen before is seen as yet
	d.text("clear; fg")
	d.keys("Enter")
	d.sees("before the stop", "said when nobody was asked", "NORMAL")
	d.keys("q")
	d.sees("recorded to", "shell:")
}

// Without a shell nobody could continue it, and it does not stop.
func TestNobodySuspendsWhatCannotBeContinued(t *testing.T) {
	t.Parallel()
	d := sit(t, 100, 20, `"$OOPSCOPE" `+filepath.Join("testdata", "arm", "shepherd-panic.log"))
	d.sees("read to the end")
	d.keys("C-z")
	d.sees("not suspended: there is no shell here that could continue it", "null-deref")
	d.quits()
}
