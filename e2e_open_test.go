//go:build unix

package main

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"
)

// What is opened may take its time: a pipe that nobody writes to, a server that
// does not answer. A person or a CI job does not have to wait for it.

// deafServer is an address where a connect waits: the system drops the calls
// that a full queue of a listener has no room for.
func deafServer(t *testing.T) (address string) {
	t.Helper()
	fd, err := syscall.Socket(syscall.AF_INET, syscall.SOCK_STREAM, 0)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { syscall.Close(fd) })
	if err := syscall.Bind(fd, &syscall.SockaddrInet4{Addr: [4]byte{127, 0, 0, 1}}); err != nil {
		t.Fatal(err)
	}
	if err := syscall.Listen(fd, 0); err != nil {
		t.Fatal(err)
	}
	name, err := syscall.Getsockname(fd)
	if err != nil {
		t.Fatal(err)
	}
	address = fmt.Sprintf("127.0.0.1:%d", name.(*syscall.SockaddrInet4).Port)
	for range 8 {
		if !answers(t, address) {
			return address
		}
	}
	t.Skip("this system takes every call")
	return ""
}

// answers reports whether a call to a server of this machine is taken, which then is open until
// the end of the test. One that is not stands among the system's connections; to time it would
// take a busy machine for one that does not answer.
func answers(t *testing.T, address string) bool {
	t.Helper()
	ctx, giveUp := context.WithCancel(t.Context())
	defer giveUp()
	taken := make(chan bool, 1)
	go func() {
		conn, err := (&net.Dialer{}).DialContext(ctx, "tcp", address)
		if err == nil {
			t.Cleanup(func() { conn.Close() })
		}
		taken <- err == nil
	}()
	for {
		select {
		case ok := <-taken:
			return ok
		case <-time.After(20 * time.Millisecond):
		}
		if calling(t, address) {
			giveUp()
			<-taken
			waitFor(t, "the end of a call", func() bool { return !calling(t, address) })
			return false
		}
	}
}

// calling tells whether somebody is connecting to an address: state 02,
// SYN_SENT, of /proc/net/tcp.
func calling(t *testing.T, address string) bool {
	_, port, _ := net.SplitHostPort(address)
	var n int
	fmt.Sscan(port, &n)
	return bytes.Contains(contents(t, "/proc/net/tcp"), fmt.Appendf(nil, ":%04X 02 ", n))
}

func quietPipe(t *testing.T) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), "pipe")
	if err := syscall.Mkfifo(path, 0o600); err != nil {
		t.Skip(err)
	}
	return path
}

// runs starts the program; ended waits for its exit status.
func runs(t *testing.T, args ...string) (cmd *exec.Cmd, ended func() (status int, errs string)) {
	t.Helper()
	cmd = exec.Command(os.Args[0], args...)
	cmd.Env = asOopscope("HOME="+t.TempDir(), "PATH="+os.Getenv("PATH"))
	var errs bytes.Buffer
	cmd.Stderr = &errs
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { cmd.Process.Kill() })
	return cmd, func() (int, string) {
		t.Helper()
		over := make(chan error, 1)
		go func() { over <- cmd.Wait() }()
		select {
		case err := <-over:
			if exit := (*exec.ExitError)(nil); err != nil && !errors.As(err, &exit) {
				t.Fatal(err)
			}
		case <-time.After(patience):
			t.Fatalf("%q does not end", args)
		}
		return cmd.ProcessState.ExitCode(), errs.String()
	}
}

func TestOpeningEndsWithTheTime(t *testing.T) {
	t.Parallel()
	for _, spec := range []string{quietPipe(t), "tcp://" + deafServer(t)} {
		begun := time.Now()
		_, ended := runs(t, "watch", spec, "--timeout", "300ms", "--expect", "login:")
		status, errs := ended()
		if status != 3 || !strings.Contains(errs, "timeout after 300ms") {
			t.Errorf("%s: status %d, %s", spec, status, errs)
		}
		t.Logf("%s: ended after %v", spec, time.Since(begun))
	}
}

// A server's own silence is no --timeout: the port could not be opened.
func TestAServerThatDoesNotAnswerIsNoTimeout(t *testing.T) {
	t.Parallel()
	_, ended := runs(t, "watch", "tcp://"+deafServer(t))
	if status, errs := ended(); status != 1 || !strings.Contains(errs, "cannot connect") {
		t.Errorf("status %d, %s", status, errs)
	}
}

func TestOpeningEndsWithASignal(t *testing.T) {
	t.Parallel()
	for _, how := range []string{"watch", "--plain"} {
		for _, sig := range []syscall.Signal{syscall.SIGINT, syscall.SIGTERM} {
			status, errs := signalled(t, how, sig)
			for range 4 { // a call ends by itself after 3 s, and a busy machine may take as long until the signal
				if strings.Contains(errs, "cannot connect") {
					status, errs = signalled(t, how, sig)
				}
			}
			if status != 0 || errs != "" {
				t.Errorf("%s, %v while connecting: status %d, %s", how, sig, status, errs)
			}
		}
	}
	cmd, ended := runs(t, "watch", "--expect", "login:", quietPipe(t))
	states := filepath.Join(strings.TrimPrefix(cmd.Env[1], "HOME="), ".local/state/oopscope/*.log")
	waitFor(t, "the record", func() bool { m, _ := filepath.Glob(states); return len(m) == 1 })
	cmd.Process.Signal(syscall.SIGTERM)
	if status, errs := ended(); status != 1 || !strings.Contains(errs, "before a line matched") {
		t.Errorf("a pipe: status %d, %s", status, errs)
	}
}

// signalled ends the program by a signal while it calls a server that does not answer.
func signalled(t *testing.T, how string, sig syscall.Signal) (status int, errs string) {
	t.Helper()
	address := deafServer(t)
	cmd, ended := runs(t, how, "tcp://"+address)
	waitFor(t, "the call", func() bool { return calling(t, address) })
	cmd.Process.Signal(sig)
	return ended()
}

// The screen is there before somebody writes to the pipe, and it can be left.
func TestPipeOnTheScreen(t *testing.T) {
	t.Parallel()
	path := quietPipe(t)
	d := sit(t, 80, 24, `"$OOPSCOPE" `+path)
	d.sees("nothing received yet", "NORMAL")
	w, err := os.OpenFile(path, os.O_WRONLY, 0)
	if err != nil {
		t.Fatal(err)
	}
	w.WriteString("here somebody writes\n")
	d.sees("here somebody writes")
	w.Close()
	d.sees("read to the end")
	if got := contents(t, d.quits()); string(got) != "here somebody writes\n" {
		t.Errorf("the record holds %q", got)
	}
}

// board is a configuration with a profile of that name for a port that is not
// there yet.
func board(t *testing.T, home, port string) {
	t.Helper()
	dir := filepath.Join(home, ".config", "oopscope")
	if err := os.MkdirAll(dir, 0o700); err != nil {
		t.Fatal(err)
	}
	text := fmt.Sprintf("[profile.board]\nport = %q\n", port)
	if err := os.WriteFile(filepath.Join(dir, "config.toml"), []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
}

// What a person names as a port and is not there yet is waited for, and what
// was to be typed is typed then.
func TestWatchWaitsForAPort(t *testing.T) {
	t.Parallel()
	c := newCable(t)
	c.unplug()
	cmd := exec.Command(os.Args[0], "watch", "board", "--send", "root", "--expect", "welcome")
	home := t.TempDir()
	board(t, home, c.link)
	cmd.Env = asOopscope("HOME=" + home)
	errs, err := cmd.StderrPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	defer cmd.Process.Kill()
	said := make([]byte, 4096)
	n, _ := errs.Read(said)
	if words := string(said[:n]); !strings.Contains(words, "waiting for "+c.link+": not there yet; plug it in") {
		t.Errorf("it says %q", words)
	}
	c.plug()
	typed, buf := "", make([]byte, 16)
	waitFor(t, "what was to be typed", func() bool {
		n, _ := c.master.Read(buf) // an error until the other end is open
		typed += string(buf[:n])
		return typed == "root\r"
	})
	c.prints("welcome\r\n")
	io.Copy(io.Discard, errs)
	if err := cmd.Wait(); err != nil {
		t.Error(err)
	}
	c.recorded(one(t, home+"/.local/state/oopscope/*.log"))
}

func TestWhatIsWaitedFor(t *testing.T) {
	t.Parallel()
	home := t.TempDir()
	board(t, home, filepath.Join(home, "no-such"))
	for _, c := range []struct {
		line   string
		status int // 3 when it is waited for
		errs   string
	}{
		{"watch /dev/ttyNOSUCH9", 3, "waiting for /dev/ttyNOSUCH9: not there yet; plug it in"},
		{"watch ttyUSB987", 3, "waiting for /dev/ttyUSB987: not there yet"},
		{"watch /dev/serial/by-id/usb-nobody", 3, "not there yet"},
		{"watch board", 3, "no-such: not there yet"},
		{"watch /dev/ttyNOSUCH9 --wait false", 1, "no such port"},
		{"watch ttyNOSUCH9.log", 1, "no such port or file"},
		{"watch " + home + "/yesterday.log", 1, "no such port or file"},
		{"watch unix:" + home + "/none", 1, "cannot connect"},
	} {
		long := patience // for an error to come; a busy machine needs it
		if c.status == 3 {
			long = 2 * time.Second // for the words, and all of that has to go by
		}
		t.Run(c.line, func(t *testing.T) {
			t.Parallel()
			cmd := exec.Command(os.Args[0], append(strings.Fields(c.line), "--timeout", long.String())...)
			cmd.Env = asOopscope("HOME=" + home)
			var errs bytes.Buffer
			cmd.Stderr = &errs
			cmd.Run()
			if status := cmd.ProcessState.ExitCode(); status != c.status || !strings.Contains(errs.String(), c.errs) {
				t.Errorf("status %d: %s", status, errs.String())
			}
		})
	}
}

// The screen is open before the board is plugged in.
func TestScreenWaitsForAPort(t *testing.T) {
	t.Parallel()
	c := newCable(t)
	c.unplug()
	config := t.TempDir()
	board(t, config, c.link)
	d := sit(t, 80, 24, `XDG_CONFIG_HOME=`+config+`/.config "$OOPSCOPE" board`)
	d.sees("waiting for ", "not there yet", "plug it in", "AWAY")
	c.plug()
	d.until("nothing being waited for", func(s string) bool { return !strings.Contains(s, "AWAY") && !strings.Contains(s, "waiting for") })
	c.prints("here I am\r\n")
	s := d.sees("here I am")
	if gap.MatchString(s) || strings.Contains(s, "not there yet") {
		t.Errorf("something was missed, it says:\n%s", s)
	}
	c.recorded(d.quits())
}
