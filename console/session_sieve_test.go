//go:build unix

package console

import (
	"bytes"
	"context"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"oopscope/console/link"
	"oopscope/console/record"
	"oopscope/parse"
)

// shown collects what a session shows.
type shown struct {
	lines   []string
	gaps    []parse.Gap
	crashes map[int]string
	partial string
}

// take takes what comes until something is shown.
func (x *shown) take(t *testing.T, s *Session, what string, is func() bool) {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
	defer cancel()
	for !is() {
		b, err := s.Next(ctx)
		if err != nil {
			t.Fatalf("%s: %v; so far %q, %q, %v", what, err, x.lines, x.partial, x.gaps)
		}
		for i := range b.Lines {
			x.lines = append(x.lines, strings.TrimRight(string(b.Lines[i].Raw), "\r\n"))
		}
		for _, c := range b.Crashes {
			x.crashes[c.ID] = c.Title
		}
		x.gaps, x.partial = append(x.gaps, b.Gaps...), string(b.Partial)
	}
}

// A file that a board sends is in the record, and in no line: a line says what was received,
// and what the board says behind it comes next, on the screen and read back.
func TestAFileThatComesIsInNoLine(t *testing.T) {
	for _, c := range []struct{ program, protocol string }{{"sx", "XMODEM"}, {"sb", "YMODEM"}, {"sz", "ZMODEM"}} {
		t.Run(c.program, func(t *testing.T) {
			program, err := exec.LookPath(c.program)
			if err != nil {
				t.Skipf("%s is not installed (package lrzsz)", c.program)
			}
			w := newWire(t)
			s := openSession(t, Options{Spec: w.link, Scroll: true})
			content := append(bytes.Repeat([]byte("[    1.000000] Oops: 0000 [#1] SMP of a log that is received\n"), 90), "\x00\x01\xff\x80\n\n\r\x1b[2J"...)
			theirs := filepath.Join(t.TempDir(), "dmesg.log")
			os.WriteFile(theirs, content, 0o600)
			w.master.WriteString("# " + c.program + " dmesg.log\r\n\x1b[?2004l\r")
			x := &shown{crashes: map[int]string{}}
			x.take(t, s, "the command", func() bool { return x.partial != "" && len(x.lines) == 1 })
			ended := make(chan string, 1)
			dir := t.TempDir()
			go func() {
				words, err := s.Transfer(t.Context(), link.Transfer{Protocol: c.protocol, Receive: true, Dir: dir})
				if err != nil {
					words = "ERROR " + err.Error()
				}
				ended <- words
			}()
			until(t, "the transfer having the line", func() bool { return s.Link().Transfer != nil })
			cmd := exec.Command(program, "--quiet", theirs)
			cmd.Stdin, cmd.Stdout = w.master, w.master
			if err := cmd.Run(); err != nil {
				t.Fatal(err)
			}
			w.master.WriteString("# ")
			words := <-ended
			x.take(t, s, "the prompt", func() bool { return x.partial == "# " })
			w.master.WriteString("uptime\r\n up 3 days\r\n")
			x.take(t, s, "the next lines", func() bool { return len(x.lines) == 3 })
			if got := strings.Join(x.lines, "|"); got != "# "+c.program+" dmesg.log|# uptime| up 3 days" || len(x.crashes) > 0 {
				t.Errorf("the lines are %q, crashes %v", got, x.crashes)
			}
			if len(x.gaps) != 1 || x.gaps[0].Reason != words || x.gaps[0].After != 1 || !strings.HasPrefix(words, "received ") {
				t.Errorf("it ended with %q, and is marked with %+v", words, x.gaps)
			}
			if again := readBack(t, s); !slices.Equal(again, x.lines) {
				t.Errorf("read back: %q", again)
			}
			files, _ := filepath.Glob(filepath.Join(dir, "*"))
			if got, _ := os.ReadFile(files[0]); len(files) != 1 || !bytes.HasPrefix(got, content) { // XMODEM fills it up
				t.Errorf("%q holds %d bytes of %d", files, len(got), len(content))
			}
			record := s.Records()[0]
			s.Close()
			if b, _ := os.ReadFile(record); !bytes.Contains(b, content[:100]) {
				t.Error("the record has not got the file's bytes")
			}
			for name, o := range map[string]Options{"opened": {Spec: record}, "resumed": {Spec: w.link, Record: record, Resume: true}} {
				o.Scroll = true
				s := openSession(t, o)
				y := &shown{crashes: map[int]string{}}
				y.take(t, s, name, func() bool { return len(y.gaps) > 0 && s.Scroll().Lines() == 3 })
				if again := readBack(t, s); !slices.Equal(again, x.lines) || len(y.crashes) > 0 || y.gaps[0].Reason != words || y.gaps[0].After != 1 {
					t.Errorf("%s: %q, crashes %v, %+v", name, again, y.crashes, y.gaps)
				}
				s.Close()
			}
		})
	}
}

// readBack returns the lines of a session as they are read back.
func readBack(t *testing.T, s *Session) (lines []string) {
	t.Helper()
	for n := 1; n <= s.Scroll().Lines(); {
		page, first, end := s.Scroll().Page(n)
		read, err := s.Scroll().Read(page)
		if first != n || err != nil || len(read) != end-first {
			t.Fatalf("page %d from line %d to %d: %d lines, %v", page, first, end, len(read), err)
		}
		for i := range read {
			lines = append(lines, strings.TrimRight(string(read[i].Raw), "\r\n"))
		}
		n = end
	}
	return lines
}

// The kernel of a board may die while it sends a file, in the middle of a block: the crash is
// seen although the transfer waits for the rest.
func TestAnOopsWithinATransferIsSeen(t *testing.T) {
	w := newWire(t)
	s := openSession(t, Options{Spec: w.link})
	ended := make(chan error, 1)
	dir := t.TempDir()
	go func() {
		_, err := s.Transfer(t.Context(), link.Transfer{Protocol: "XMODEM", Receive: true, Dir: dir})
		ended <- err
	}()
	until(t, "the first C", func() bool { b := make([]byte, 1); n, _ := w.master.Read(b); return n == 1 && b[0] == 'C' })
	go func() {
		for b := make([]byte, 100); ; {
			if _, err := w.master.Read(b); err != nil {
				return
			}
		}
	}()
	block := append([]byte{2, 1, 0xfe}, bytes.Repeat([]byte{0x81, 'a', 0xf0, 0x07}, 256)...)
	oops, err := os.ReadFile("../testdata/x86_64/jump_data-5.10.log")
	if err != nil {
		t.Fatal(err)
	}
	w.master.Write(block[:500])
	w.master.Write(oops)
	x := &shown{crashes: map[int]string{}}
	x.take(t, s, "the crash", func() bool { return len(x.crashes) > 0 })
	if s.Link().Transfer == nil {
		t.Error("the transfer ended before")
	}
	w.master.WriteString("\x18\x18\x18")
	<-ended
	d := parse.New(parse.Options{})
	want := append(d.Feed(oops, time.Time{}).Crashes, d.Close().Crashes...)[0].Title
	x.take(t, s, "the whole of it", func() bool { return x.crashes[1] == want })
	if len(x.crashes) != 1 {
		t.Errorf("crashes %v", x.crashes)
	}
}

// A board's sz or rz may be started before anybody here takes what it offers: what it says then
// is in no line either, a line tells of it, and the transfer goes on from there.
func TestABoardThatBeginsTheTransfer(t *testing.T) {
	for _, c := range []struct {
		program, offer, says string
		receive              bool
	}{{"sz", "the board offers files", "", true}, {"rz", "the board waits for files", "rz waiting to receive.", false}} {
		t.Run(c.program, func(t *testing.T) {
			program, err := exec.LookPath(c.program)
			if err != nil {
				t.Skipf("%s is not installed (package lrzsz)", c.program)
			}
			w := newWire(t)
			s := openSession(t, Options{Spec: w.link, Scroll: true})
			x := &shown{crashes: map[int]string{}}
			file, theirs := filepath.Join(t.TempDir(), "dmesg.log"), t.TempDir()
			os.WriteFile(file, bytes.Repeat([]byte("a line of a file\n"), 500), 0o600)
			w.master.WriteString("# " + c.program + "\r\n\x1b[?2004l\r")
			cmd := exec.Command(program)
			if c.receive {
				cmd.Args = append(cmd.Args, "--quiet", file)
			}
			cmd.Dir, cmd.Stdin, cmd.Stdout, cmd.Stderr = theirs, w.master, w.master, w.master
			if err := cmd.Start(); err != nil {
				t.Fatal(err)
			}
			defer cmd.Process.Kill()
			x.take(t, s, "the offer", func() bool { return len(x.gaps) > 0 })
			words, err := s.Transfer(t.Context(), link.Transfer{Protocol: "ZMODEM", Receive: c.receive, Files: file, Dir: t.TempDir()})
			if err != nil {
				t.Fatal(err)
			}
			if err := cmd.Wait(); err != nil {
				t.Fatal(err)
			}
			w.master.WriteString("# ")
			x.take(t, s, "the prompt", func() bool { return x.partial == "# " })
			if !strings.HasPrefix(x.gaps[0].Reason, c.offer) || x.gaps[len(x.gaps)-1].Reason != words {
				t.Errorf("the marks are %+v; it ended with %q", x.gaps, words)
			}
			if got := strings.TrimPrefix(strings.Join(x.lines[1:], "|"), "\x1b[?2004l\r"); x.lines[0] != "# "+c.program || strings.Trim(got, "\r") != c.says {
				t.Errorf("the lines are %q", x.lines)
			}
		})
	}
}

// A record of which nearly all is a file that was received is opened as any other.
func TestARecordThatIsMostlyAFileIsOpened(t *testing.T) {
	path := filepath.Join(t.TempDir(), "board.log")
	r, err := record.Append(path)
	if err != nil {
		t.Fatal(err)
	}
	now := time.Unix(1, 0)
	r.Write([]byte("# sz fw.bin\r\n"), now)
	from := r.Taken()
	r.Write(bytes.Repeat([]byte("\x00\xff\x80\x18\n"), 20_000), now)
	r.Skip(record.Skip{From: from, To: r.Taken(), Ends: 20_000, Line: 2, Reason: "received fw.bin"})
	r.Write([]byte("# \r\n"), now)
	if err := r.Close(); err != nil {
		t.Fatal(err)
	}
	s := openSession(t, Options{Spec: path, Scroll: true})
	until(t, "its lines", func() bool { return s.Scroll().Lines() == 2 })
	s.Close()
	os.Remove(path + ".lines")
	if s, err := Open(t.Context(), Options{Spec: path, Scroll: true}); err == nil {
		s.Close()
		t.Error("what is no text is opened without its index")
	}
}

// Who is told how far the record goes, and then of what is in no line, may read so far: bytes of
// a file that he was not told of would be lines on his screen.
func TestWhatIsInNoLineIsToldFirst(t *testing.T) {
	w := newWire(t)
	s := openSession(t, Options{Spec: w.link, Scroll: true})
	const times, each = 20_000, 10
	over := make(chan struct{})
	go func() {
		defer close(over)
		for range times {
			s.decoding.Lock()
			s.sifting.hidden = each
			s.skip(s.streams[0], "a file", time.Now())
			s.decoding.Unlock()
		}
	}()
	for n := int64(0); n < times*each; {
		n = s.Reached()
		if told := int64(len(s.Holes(0))) * each; n > told {
			t.Fatalf("%d bytes may be read, of %d is known that they are in no line", n, told)
		}
	}
	<-over
}
