//go:build unix

package transfer

import (
	"bytes"
	"context"
	"errors"
	"flag"
	"io"
	"math/rand"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/creack/pty"

	"oopscope/console/link"
)

// The other end is lrzsz on a real pseudo-terminal, and the line between damages bytes.

// line is our end.
type line struct {
	master *os.File
	came   chan []byte
	rest   []byte
	mu     sync.Mutex
	rnd    *rand.Rand
	every  int // one byte in so many is damaged, 0 for none
	broken int
}

// noisy damages some of the bytes.
func (l *line) noisy(p []byte) []byte {
	l.mu.Lock()
	defer l.mu.Unlock()
	p = bytes.Clone(p)
	for i := range p {
		if l.every > 0 && l.rnd.Intn(l.every) == 0 {
			p[i] ^= 1 << l.rnd.Intn(8)
			l.broken++
		}
	}
	return p
}

func (l *line) Write(p []byte) (int, error) { return l.master.Write(l.noisy(p)) }

func (l *line) Read(p []byte, wait time.Duration) (int, error) {
	if len(l.rest) == 0 {
		select {
		case b, ok := <-l.came:
			if !ok {
				return 0, io.EOF
			}
			l.rest = l.noisy(b)
		case <-time.After(max(wait, 0)):
			return 0, ErrTimeout
		}
	}
	n := copy(p, l.rest)
	l.rest = l.rest[n:]
	return n, nil
}

// board starts one of lrzsz's programs on a pseudo-terminal of its own.
func board(t *testing.T, dir string, every int, name string, args ...string) (*line, *exec.Cmd) {
	t.Helper()
	path, err := exec.LookPath(name)
	if err != nil {
		t.Skipf("%s is not installed (package lrzsz): %v", name, err)
	}
	cmd := exec.Command(path, args...)
	cmd.Dir = dir
	master, slave, err := pty.Open()
	if err != nil {
		t.Skip("no pty here: ", err)
	}
	t.Cleanup(func() { slave.Close() }) // a console stays when its program ends
	cmd.Stdin, cmd.Stdout, cmd.Stderr = slave, slave, slave
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	l := &line{master: master, came: make(chan []byte, 4096), rnd: rand.New(rand.NewSource(7)), every: every}
	go func() {
		defer close(l.came)
		for {
			b := make([]byte, 4096)
			n, err := master.Read(b)
			if err != nil {
				return
			}
			l.came <- b[:n]
		}
	}()
	t.Cleanup(func() { cmd.Process.Kill(); cmd.Wait(); master.Close() })
	return l, cmd
}

// sample writes files with all bytes in them, one with a size of no whole block.
func sample(t *testing.T, sizes ...int) (paths []string) {
	t.Helper()
	dir := t.TempDir()
	rnd := rand.New(rand.NewSource(1))
	for i, n := range sizes {
		p := make([]byte, n)
		rnd.Read(p)
		path := filepath.Join(dir, string(rune('a'+i))+".bin")
		if err := os.WriteFile(path, p, 0o600); err != nil {
			t.Fatal(err)
		}
		paths = append(paths, path)
	}
	return paths
}

func same(t *testing.T, what, path string, got []byte, filled bool) {
	t.Helper()
	want, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if filled { // XMODEM knows no size: a last block is filled up
		got = got[:min(len(got), len(want))]
	}
	if !bytes.Equal(got, want) {
		t.Errorf("%s: %d bytes came of %d, or others", what, len(got), len(want))
	}
}

func TestMain(m *testing.M) {
	endWait, ackTurnaround = 2*time.Second, 6*time.Millisecond // on a pseudo-terminal lrzsz throws away more
	blockWait, lastWait = 3*time.Second, 100*time.Millisecond  // lrzsz asks again after one
	flag.Parse()
	flag.Set("test.parallel", "16") // what takes long here is lrzsz, which waits a second behind each EOT and what is damaged
	os.Exit(m.Run())
}

func TestFilesAreSentToLrzsz(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		protocol, program string
		args              []string
		every             int
	}{
		"XMODEM with CRC":       {"XMODEM", "rx", []string{"-t", "10", "-c", "got"}, 0},
		"XMODEM with checksum":  {"XMODEM", "rx", []string{"-t", "10", "got"}, 0},
		"XMODEM-1K":             {"XMODEM-1K", "rx", []string{"-t", "10", "-c", "got"}, 0},
		"XMODEM, noise":         {"XMODEM", "rx", []string{"-t", "10", "-c", "got"}, 4000},
		"YMODEM, several files": {"YMODEM", "rb", []string{"-t", "10"}, 0},
		"YMODEM, noise":         {"YMODEM", "rb", []string{"-t", "10"}, 9000},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			dir := t.TempDir()
			l, cmd := board(t, dir, c.every, c.program, c.args...)
			paths := sample(t, 9000, 1)
			if c.protocol != "YMODEM" {
				paths = paths[:1]
			}
			list, err := Outbox("'" + strings.Join(paths, "' '") + "'")
			if err != nil {
				t.Fatal(err)
			}
			defer CloseAll(list)
			var last link.Progress
			if err := Send(l, c.protocol, list, func(p link.Progress) { last = p }); err != nil {
				t.Fatalf("%v after %+v", err, last)
			}
			ended := make(chan error, 1)
			go func() { ended <- cmd.Wait() }()
			select {
			case <-ended:
			case <-time.After(30 * time.Second):
				t.Fatal("the board's program does not end")
			}
			for _, path := range paths {
				at := filepath.Join(dir, "got")
				if c.protocol == "YMODEM" {
					at = filepath.Join(dir, filepath.Base(path))
				}
				got, _ := os.ReadFile(at)
				same(t, name, path, got, c.protocol != "YMODEM")
			}
			if last.Name != filepath.Base(paths[len(paths)-1]) || last.Done != last.Total || c.every > 0 && (last.Errors == 0 || l.broken == 0) {
				t.Errorf("progress %+v, %d bytes damaged", last, l.broken)
			}
		})
	}
}

func TestFilesAreReceivedFromLrzsz(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		protocol, program string
		args              []string
		every             int
	}{
		"XMODEM":                {"XMODEM", "sx", nil, 0},
		"XMODEM, blocks of 1K":  {"XMODEM", "sx", []string{"-k"}, 0},
		"XMODEM, noise":         {"XMODEM", "sx", nil, 4000},
		"YMODEM, several files": {"YMODEM", "sb", nil, 0},
		"YMODEM, noise":         {"YMODEM", "sb", []string{"-k"}, 9000},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			paths := sample(t, 9000, 1)
			if c.protocol != "YMODEM" {
				paths = paths[:1]
			}
			l, _ := board(t, t.TempDir(), c.every, c.program, append(c.args, paths...)...)
			box := &Inbox{Dir: t.TempDir()}
			var last link.Progress
			if err := Receive(l, c.protocol, box.Create, func(p link.Progress) { last = p }); err != nil {
				t.Fatalf("%v after %+v", err, last)
			}
			if len(box.Paths) != len(paths) {
				t.Fatalf("received %q", box.Paths)
			}
			for i, path := range paths {
				got, _ := os.ReadFile(box.Paths[i])
				same(t, name, path, got, c.protocol != "YMODEM")
			}
		})
	}
}

func TestZModemBothWays(t *testing.T) {
	t.Parallel()
	paths := sample(t, 20000, 333)
	dir := t.TempDir()
	l, cmd := board(t, dir, 0, "rz", "-b")
	l.rest = <-l.came // or sz would speak to a terminal that is none of rz's as yet, and wait for ten seconds
	list, err := Outbox("'" + strings.Join(paths, "' '") + "'")
	if err != nil {
		t.Fatal(err)
	}
	defer CloseAll(list)
	var last link.Progress
	ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
	defer cancel()
	if err := SendZ(ctx, l, list, func(p link.Progress) { last = p }); err != nil {
		t.Fatal(err)
	}
	cmd.Wait()
	l, _ = board(t, t.TempDir(), 0, "sz", append([]string{"-b"}, paths...)...)
	l.rest = <-l.came
	box := &Inbox{Dir: t.TempDir()}
	if err := ReceiveZ(ctx, l, box, func(link.Progress) {}); err != nil {
		t.Fatal(err)
	}
	for i, path := range paths {
		got, _ := os.ReadFile(filepath.Join(dir, filepath.Base(path)))
		same(t, "sent", path, got, false)
		got, _ = os.ReadFile(box.Paths[i])
		same(t, "received", path, got, false)
	}
	if last.Done != last.Total {
		t.Errorf("progress %+v", last)
	}
	if left, _ := os.ReadDir(box.Dir); len(left) != 2 {
		t.Errorf("the folder holds %v", left)
	}
}

// The other end gives up, or never answers.
func TestTheOtherEndGivesUp(t *testing.T) {
	for answer, want := range map[string]error{"\x18\x18": ErrCanceled, "C\x18\x18": ErrCanceled} {
		l := &line{came: make(chan []byte, 8)}
		l.master, _ = os.OpenFile(os.DevNull, os.O_WRONLY, 0)
		for _, c := range []byte(answer) {
			l.came <- []byte{c}
		}
		err := Send(l, "XMODEM", []File{{Path: "x", Reader: strings.NewReader("data")}}, func(link.Progress) {})
		if !errors.Is(err, want) {
			t.Errorf("%q: %v", answer, err)
		}
		l.came <- []byte{can, can}
		box := &Inbox{Dir: t.TempDir()}
		if err := Receive(l, "YMODEM", box.Create, func(link.Progress) {}); !errors.Is(err, ErrCanceled) {
			t.Errorf("receiving: %v", err)
		}
	}
}

// What the board calls its files is a name in the folder, and replaces nothing.
func TestNamesOfTheBoardStayInTheFolder(t *testing.T) {
	dir := t.TempDir()
	outside := filepath.Join(dir, "outside")
	os.WriteFile(outside, []byte("mine"), 0o600)
	box := &Inbox{Dir: filepath.Join(dir, "in")}
	os.Mkdir(box.Dir, 0o700)
	os.Symlink(outside, filepath.Join(box.Dir, "link"))
	for _, name := range []string{"../outside", "/etc/passwd", "..", ".profile", "a\x1b[2Jb", "x\\..\\y", "link", "outside", "log.txt", "log.txt", ""} {
		f, err := box.Create(name)
		if err != nil {
			t.Fatal(err)
		}
		io.WriteString(f, "theirs")
		f.Close()
	}
	for _, path := range box.Paths {
		base := filepath.Base(path)
		if filepath.Dir(path) != box.Dir || strings.HasPrefix(base, ".") || strings.ContainsAny(base, "\x1b/\\") {
			t.Errorf("made %q", path)
		}
	}
	if got, _ := os.ReadFile(outside); string(got) != "mine" || len(box.Paths) != 11 {
		t.Errorf("outside the folder: %q, %d files", got, len(box.Paths))
	}
	if filepath.Base(box.Paths[9]) != "log-2.txt" {
		t.Errorf("the second log.txt is %s", box.Paths[9])
	}
}

// A receiver that did not hear the first block asks for it as at first, and gets it then.
func TestAFirstBlockThatIsLost(t *testing.T) {
	l := &line{came: make(chan []byte, 8)}
	l.master, _ = os.OpenFile(os.DevNull, os.O_WRONLY, 0)
	for _, says := range []string{"C", "C", "\x06", "\x06"} {
		l.came <- []byte(says)
	}
	began := time.Now()
	var last link.Progress
	err := Send(l, "XMODEM", []File{{Path: "x", Reader: strings.NewReader("data")}}, func(p link.Progress) { last = p })
	if err != nil || last.Errors != 1 || time.Since(began) > blockWait-time.Second {
		t.Errorf("%v, %+v after %v", err, last, time.Since(began))
	}
}

// Raw bytes are paced.
func TestRawBytesArePaced(t *testing.T) {
	var got bytes.Buffer
	begin := time.Now()
	w := writer{&got}
	err := SendRaw(w, File{Path: "x", Size: 10, Reader: strings.NewReader("0123456789")}, 4, 20*time.Millisecond, func(link.Progress) {})
	if err != nil || got.String() != "0123456789" || time.Since(begin) < 60*time.Millisecond {
		t.Errorf("%q in %v, %v", got.String(), time.Since(begin), err)
	}
}

type writer struct{ io.Writer }

func (writer) Read([]byte, time.Duration) (int, error) { return 0, ErrTimeout }

// heldWire keeps what is written, and has nothing to read.
type heldWire struct{ got []byte }

func (w *heldWire) Read([]byte, time.Duration) (int, error) { return 0, ErrTimeout }
func (w *heldWire) Write(p []byte) (int, error)             { w.got = append(w.got, p...); return len(p), nil }

// What rz says when all is done is said once: the second time a shell would read it.
func TestTheEndOfZModemIsSaidOnce(t *testing.T) {
	w := &heldWire{}
	f := &farewell{Wire: w}
	const fin = "**\x18B0800000000022d\r\x8a"
	for _, said := range []string{"**\x18B0100000063f694\r\x8a\x11", fin, fin, fin} {
		if n, err := f.Write([]byte(said)); n != len(said) || err != nil {
			t.Fatal(n, err)
		}
	}
	if n := bytes.Count(w.got, zfin); n != 1 || !bytes.HasPrefix(w.got, []byte("**\x18B01")) {
		t.Errorf("said %d times: %q", n, w.got)
	}
	f.last = time.Now().Add(-10 * time.Second)
	f.Write([]byte(fin))
	if n := bytes.Count(w.got, zfin); n != 2 {
		t.Errorf("a sender that asks again is answered: %d", n)
	}
}
