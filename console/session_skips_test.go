//go:build unix

package console

import (
	"bytes"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"oopscope/console/link"
	"oopscope/console/record"
)

// transferred is the record of a session of some megabytes, in the middle of which files came
// and went, with a line of the board that was cut off in front of one; and its lines.
func transferred(t *testing.T) (w *wire, path string, lines []string) {
	t.Helper()
	sz, err := exec.LookPath("sz")
	if err != nil {
		t.Skip("sz is not installed (package lrzsz)")
	}
	path = filepath.Join(t.TempDir(), "board.log")
	w = newWire(t)
	s := openSession(t, Options{Spec: w.link, Record: path, Scroll: true})
	x := &shown{crashes: map[int]string{}}
	says := func(text string) {
		t.Helper()
		go w.master.WriteString(text)
		end := text[strings.LastIndexByte(text[:len(text)-1], '\n')+1:]
		x.take(t, s, "what it says", func() bool {
			return x.partial == end || strings.HasSuffix(end, "\n") && slices.Contains(x.lines, strings.TrimSpace(end))
		})
	}
	theirs, text := filepath.Join(t.TempDir(), "log"), bigSession()
	os.WriteFile(theirs, []byte(text[:300<<10]), 0o600)
	for n := range 3 {
		says(fmt.Sprintf("%s\r\n# sz log %d", text[:600<<10], n))
		dir, ended := t.TempDir(), make(chan error, 1)
		go func() {
			_, err := s.Transfer(t.Context(), link.Transfer{Protocol: "ZMODEM", Receive: true, Dir: dir})
			ended <- err
		}()
		until(t, "the transfer", func() bool { return s.Link().Transfer != nil })
		cmd := exec.Command(sz, "--quiet", theirs)
		cmd.Stdin, cmd.Stdout = w.master, w.master
		if err := cmd.Run(); err != nil {
			t.Fatal(err)
		}
		if err := <-ended; err != nil {
			t.Fatal(n, err)
		}
	}
	says(text + "the end\r\n")
	lines = readBack(t, s)
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	return w, path, lines
}

// looked opens a record, and returns its lines when it was read.
func looked(t *testing.T, o Options, want int) (lines []string, x *shown) {
	t.Helper()
	o.Scroll = true
	s := openSession(t, o)
	defer s.Close()
	x = &shown{crashes: map[int]string{}}
	x.take(t, s, o.Spec, func() bool {
		return s.Scroll().Lines() >= want && len(x.lines) > 0 && x.lines[len(x.lines)-1] == "the end"
	})
	return readBack(t, s), x
}

// What a record holds that is in no line is in none when it is opened again, be it read as a
// whole or known from its index; nor are there crashes of a file.
func TestARecordWithFilesIsOpenedAgain(t *testing.T) {
	w, path, lines := transferred(t)
	if slices.ContainsFunc(lines, func(l string) bool { return strings.Contains(l, "\x18") }) {
		t.Fatal("there is noise in the session itself")
	}
	bare := filepath.Join(t.TempDir(), "bare.log")
	raw, _ := os.ReadFile(path)
	os.WriteFile(bare, raw, 0o600)
	for name, o := range map[string]Options{"opened": {Spec: path}, "resumed": {Spec: w.link, Record: path, Resume: true}} {
		again, x := looked(t, o, len(lines))
		if !slices.Equal(again, lines) {
			t.Errorf("%s: %d lines, want %d", name, len(again), len(lines))
		}
		if len(x.gaps) < 3 || !strings.HasPrefix(x.gaps[0].Reason, "received ") {
			t.Errorf("%s: gaps %+v", name, x.gaps)
		}
		for _, g := range x.gaps[:3] {
			if !strings.HasPrefix(lines[g.After-1], "# sz log ") {
				t.Errorf("%s: the mark %+v stands behind %q", name, g, lines[g.After-1])
			}
		}
	}
	s, _, _ := crashesIn(t, path) // whose end is read, and whose beginning is known
	if _, known := record.ReadIndex(path, s.back.file.Size()-knownAgain); known == nil || len(known.Skips()) == 0 {
		t.Errorf("what is known is %+v", known)
	}
	index, _ := os.ReadFile(path + ".lines")
	os.WriteFile(bare+".lines", index[:len(index)*2/3], 0o600) // torn
	again, _ := looked(t, Options{Spec: bare}, len(lines))
	if !slices.Equal(again[:len(lines)/2], lines[:len(lines)/2]) {
		t.Error("with a torn index the lines before that are others")
	}
}

// A transfer that a kill ends is in no line either, but for its last moment.
func TestATransferThatAKillEnds(t *testing.T) {
	path := filepath.Join(t.TempDir(), "board.log")
	w := newWire(t)
	s := openSession(t, Options{Spec: w.link, Record: path, Scroll: true})
	go s.Transfer(t.Context(), link.Transfer{Protocol: "XMODEM", Receive: true, Dir: t.TempDir()})
	until(t, "the transfer", func() bool { return s.Link().Transfer != nil })
	block := append([]byte("\x01\x01\xfe"), bytes.Repeat([]byte("\n\x1b\x80\x00"), 32)...)
	w.master.Write(append(block, 0x4b, 0x99)) // its CRC
	until(t, "the index", func() bool { return len(record.ReadSkips(path)) > 0 })
	if list := record.ReadSkips(path); len(list) != 1 || list[0].From != 0 || list[0].To != int64(len(block))+2 || list[0].Ends != 32 || list[0].Line != 1 {
		t.Errorf("it holds %+v", list)
	}
	s.Close()
}
