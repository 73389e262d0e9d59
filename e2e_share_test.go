//go:build linux

package main

import (
	"fmt"
	"io"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"
)

// shortDir is a folder whose path leaves room for a socket's name.
func shortDir(t *testing.T) string {
	t.Helper()
	dir, err := os.MkdirTemp("", "oops")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { os.RemoveAll(dir) })
	return dir
}

// holds keeps the line from hanging up when nobody has it, as an adapter does not.
func (c *cable) holds() {
	f, err := os.OpenFile(c.link, os.O_RDWR|syscall.O_NOCTTY, 0)
	if err != nil {
		c.t.Fatal(err)
	}
	c.t.Cleanup(func() { f.Close() })
}

// pidOf is the process that runs the program on a desk.
func (d *desk) pidOf() int {
	d.t.Helper()
	shell := strings.TrimSpace(d.must("display-message", "-p", "#{pane_pid}"))
	out, err := exec.Command("pgrep", "-P", shell).Output()
	pid, err2 := strconv.Atoi(strings.TrimSpace(string(out)))
	if err != nil || err2 != nil {
		d.t.Skipf("pgrep: %q, %v", out, err)
	}
	return pid
}

// A port without a screen: screens come, type, are killed and come again, another program
// has the port for a while, and every byte is in the record.
func TestServedPort(t *testing.T) {
	t.Parallel()
	c, run := newCable(t), "XDG_RUNTIME_DIR="+shortDir(t)
	c.holds()
	owner := sit(t, 240, 24, `"$OOPSCOPE" serve `+c.link, run)
	owner.sees("serving", "attaches, ctrl+c ends it")
	c.prints("before anybody looked\r\n")
	first := sit(t, 150, 24, `"$OOPSCOPE" `+c.link, run)
	first.sees("before anybody looked", "CONSOLE: keys go to the board", "attached to pid")
	heard := c.hears()
	first.text("uname")
	first.keys("Enter")
	heard.sees(t, "uname\r")

	second := sit(t, 150, 24, `"$OOPSCOPE" `+c.link, run)
	second.sees("before anybody looked", "keyboard: another screen (pid")
	second.keys("i")
	second.sees("has the keyboard", "ctrl+t I takes it")
	syscall.Kill(first.pidOf(), syscall.SIGKILL)
	c.prints("after the kill\r\n")
	second.sees("after the kill")
	second.keys("C-t", "I")
	second.sees("CONSOLE: keys go to the board")
	second.text("id")
	heard.sees(t, "id")

	syscall.Kill(owner.pidOf(), syscall.SIGUSR2)
	owner.sees("the port is free for another program; kill -USR1 ")
	second.sees("AWAY")
	second.keys("C-t", "Z")
	second.sees("not lent: the port is lent already, by hand: kill -USR1 ")
	syscall.Kill(owner.pidOf(), syscall.SIGUSR1)
	owner.sees("the port is back")
	for _, refused := range []struct{ port, program, word string }{
		{c.link, "no-such-program", "would not run, so the port is not lent"},
		{c.link + "-of-nobody", "true", "no session has " + c.link + "-of-nobody: true runs without a loan"},
	} {
		lend := exec.Command(os.Args[0], "lend", refused.port, "--", refused.program)
		lend.Env = asOopscope("HOME="+t.TempDir(), "PATH="+os.Getenv("PATH"), run)
		if out, _ := lend.CombinedOutput(); !strings.Contains(string(out), refused.word) {
			t.Errorf("lend says %q, and not %q", out, refused.word)
		}
	}

	lend := exec.Command(os.Args[0], "lend", c.link, "--", "sh", "-c", "printf flash > "+c.link+"; exit 7")
	lend.Env = asOopscope("HOME="+t.TempDir(), "PATH="+os.Getenv("PATH"), run)
	if out, _ := lend.CombinedOutput(); lend.ProcessState.ExitCode() != 7 {
		t.Errorf("lend ends with %d: %s", lend.ProcessState.ExitCode(), out)
	}
	heard.sees(t, "flash")
	c.prints("and on\r\n")
	second.sees("and on", "lent to sh -c printf flash", "exit status 7")
	second.keys("C-t", "q")
	second.sees("detached; the session of "+c.link[:20], "status 0")

	owner.keys("C-c")
	owner.sees("status 0")
	record := one(t, filepath.Join(owner.home, "state/oopscope/oopscope-*.log"))
	c.recorded(record)
	if words := string(contents(t, record+".marks.md")); !strings.Contains(words, "lent to sh -c printf flash") {
		t.Errorf("the loan is not remarked beside the record:\n%s", words)
	}
}

// A second screen on a port that the first one has: it looks on, takes the keyboard, and
// the first one takes it back. A signal lends the port, another takes it back.
func TestTwoScreens(t *testing.T) {
	t.Parallel()
	c, run := newCable(t), "XDG_RUNTIME_DIR="+shortDir(t)
	c.holds()
	first := sit(t, 150, 24, `"$OOPSCOPE" `+c.link, run)
	first.sees("CONSOLE: keys go to the board")
	c.prints(strings.ReplaceAll(oops, "\n", "\r\n"))
	first.sees("crash 1/1")
	second := sit(t, 150, 24, `"$OOPSCOPE" `+c.link, run)
	second.sees("crash 1/1", "attached to pid", "keyboard: the screen")
	second.keys("C-t", "I")
	second.sees("CONSOLE: keys go to the board")
	first.sees("has the keyboard now", "ctrl+t I takes it", "NORMAL")
	heard := c.hears()
	second.text("from two")
	heard.sees(t, "from two")
	first.keys("C-t", "I")
	second.sees("has the keyboard now", "NORMAL")
	first.text("from one")
	heard.sees(t, "from one")

	pid := first.pidOf()
	syscall.Kill(pid, syscall.SIGUSR2)
	second.sees("lent to another program, by hand; kill -USR1 "+strconv.Itoa(pid)+" takes it back", "AWAY")
	first.sees("the port is free for another program · ctrl+t Z takes it back")
	syscall.Kill(pid, syscall.SIGUSR1)
	first.sees("the port is back")
	waitFor(t, "the port back", func() bool { return !strings.Contains(second.screen(), "AWAY") })
	c.prints("it is back\r\n")
	second.sees("it is back", "taken back by hand · ")
	first.sees("it is back")
	first.keys("C-t", "Z")
	first.sees("the port is free for another program")
	first.keys("C-t", "Z")
	first.sees("the port is back")
	syscall.Kill(pid, syscall.SIGUSR1)
	first.sees("no port is lent by hand here; SIGUSR2 lends it")
	syscall.Kill(second.pidOf(), syscall.SIGUSR2) // of whom the other process takes no port back
	first.sees("AWAY", "kill -USR1 "+strconv.Itoa(second.pidOf()))
	second.sees("the port is free for another program")
	first.keys("C-t", "Z")
	first.sees("not lent: the port is lent already, by hand: kill -USR1 " + strconv.Itoa(second.pidOf()))
	syscall.Kill(second.pidOf(), syscall.SIGUSR1)
	second.sees("the port is back")
	c.prints("the end\r\n")
	second.sees("the end")
	c.recorded(first.quits())
	second.sees("ENDED")
}

// Programs that share no port lend it at the signal, too, and those that have none do not
// end by it.
func TestTheSignalLendsWithoutAScreen(t *testing.T) {
	t.Parallel()
	c, run := newCable(t), "XDG_RUNTIME_DIR="+shortDir(t)
	c.holds()
	plain := sit(t, 150, 24, `"$OOPSCOPE" --plain `+c.link, run)
	plain.sees("keys go to the board")
	pid := plain.pidOf()
	syscall.Kill(pid, syscall.SIGUSR2)
	plain.sees("lent to another program, by hand; kill -USR1 " + strconv.Itoa(pid) + " takes it back")
	syscall.Kill(pid, syscall.SIGUSR1)
	plain.sees("the port is back")
	c.prints("and on\r\n")
	plain.sees("and on", "taken back by hand")
	plain.keys("C-t", "q")
	plain.sees("status 0")

	capture := sit(t, 150, 24, `"$OOPSCOPE" testdata/arm/shepherd-panic.log`)
	capture.sees("crash 1/1")
	syscall.Kill(capture.pidOf(), syscall.SIGUSR2)
	capture.sees("not lent: there is not one live line here")
	capture.keys("q")
	capture.sees("status 0")

	choosing := sit(t, 150, 24, `"$OOPSCOPE"`)
	choosing.sees("demo")
	pid = choosing.pidOf()
	syscall.Kill(pid, syscall.SIGUSR2)
	choosing.keys("Escape")
	choosing.sees("status 0")
}

// A command has the port as its standard input and output: it gets what the board sends
// from then on, whole, and the board gets what it prints, no faster than it takes it.
func TestRunOnAPort(t *testing.T) {
	t.Parallel()
	c, run := newCable(t), "XDG_RUNTIME_DIR="+shortDir(t)
	home := t.TempDir()
	cmd := exec.Command(os.Args[0], "run", c.link, "--", "sh", "-c", `read a; echo "got $a"; head -c 2000000 /dev/zero; exit 5`)
	cmd.Env = asOopscope("HOME="+home, "PATH="+os.Getenv("PATH"), run)
	var said strings.Builder
	cmd.Stderr = &said
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	waitFor(t, "the record", func() bool {
		found, _ := filepath.Glob(filepath.Join(home, ".local/state/oopscope/*.log"))
		return len(found) == 1
	})
	heard := c.hears()
	for !strings.Contains(heard.all(), "got ") { // the command begins a moment behind the record
		c.prints("hello\n")
		time.Sleep(50 * time.Millisecond)
	}
	waitFor(t, "all of it at the board", func() bool { return len(heard.all()) == len("got hello\n")+2_000_000 })
	if err := cmd.Wait(); cmd.ProcessState.ExitCode() != 5 {
		t.Errorf("%v\n%s", err, said.String())
	}
	c.recorded(one(t, filepath.Join(home, ".local/state/oopscope/*.log")))
}

// gdb has the keyboard while the kernel is stopped; while that runs a person types at its
// console, to get to where gdb waits.
func TestTheKeyboardWhileGDBWaits(t *testing.T) {
	t.Parallel()
	c, run := newCable(t), "XDG_RUNTIME_DIR="+shortDir(t)
	c.holds()
	screen := sit(t, 150, 24, `"$OOPSCOPE" `+c.link, run)
	screen.sees("CONSOLE: keys go to the board")
	heard := c.hears()
	proxy := take(t, asOopscope("HOME="+t.TempDir(), "PATH="+os.Getenv("PATH"), run), "kgdb", c.link)
	proxy.shows(t, "target remote 127.0.0.1:", "at a prompt of kdb")
	address := regexp.MustCompile(`target remote (127\.0\.0\.1:\d+)`).FindStringSubmatch(proxy.Text())
	screen.text("first")
	heard.sees(t, "first")
	gdb, err := net.Dial("tcp", address[1])
	if err != nil {
		t.Fatal(err)
	}
	defer gdb.Close()
	answer := make([]byte, len("+$00#60"))
	for _, turn := range []string{"one", "two"} {
		gdb.Write([]byte("$g#67"))
		heard.sees(t, "$g#67")
		screen.sees("keyboard: gdb (pid")
		c.prints("said in " + turn + "\r\n+$00#60")
		if _, err := io.ReadFull(gdb, answer); err != nil || string(answer) != "+$00#60" {
			t.Fatalf("gdb got %q, %v", answer, err)
		}
		screen.sees("said in "+turn, "bytes of gdb's packets are in the record only")
		gdb.Write([]byte("+$c#63"))
		screen.sees("the keyboard is back", "CONSOLE: keys go to the board")
		screen.text(turn)
		heard.sees(t, "+$c#63"+turn)
	}
	if shown := screen.sees("two"); strings.Contains(shown, "$00#60") {
		t.Errorf("the screen shows packets:\n%s", shown)
	}
}

// A program on the line gets all of what comes, at once, what is in no line as well: the answers
// of the board's rz to a sender here.
func TestRunReadsWhatIsInNoLine(t *testing.T) {
	t.Parallel()
	c, run := newCable(t), "XDG_RUNTIME_DIR="+shortDir(t)
	c.holds()
	screen := sit(t, 150, 24, `"$OOPSCOPE" `+c.link, run)
	screen.sees("CONSOLE: keys go to the board")
	const ready = "**\x18B0100000023be50\r\x8a\x11"
	got := filepath.Join(t.TempDir(), "got")
	cmd := exec.Command(os.Args[0], "run", c.link, "--", "sh", "-c", fmt.Sprintf(`echo ready; head -c %d > %s`, 3*len(ready), got))
	cmd.Env = asOopscope("HOME="+t.TempDir(), "PATH="+os.Getenv("PATH"), run)
	heard := c.hears()
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	heard.sees(t, "ready")
	for range 3 {
		c.prints(ready)
	}
	if err := cmd.Wait(); err != nil {
		t.Fatal(err)
	}
	if b, _ := os.ReadFile(got); string(b) != strings.Repeat(ready, 3) {
		t.Errorf("the program got %q", b)
	}
	c.prints("and on\r\n")
	if shown := screen.sees("the board waits for files by ZMODEM", "and on"); strings.Contains(shown, "B0100000") {
		t.Errorf("the screen shows the protocol:\n%s", shown)
	}
}
