//go:build unix

package console

import (
	"bytes"
	"context"
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"oopscope/console/link"
)

// A file goes to a board's receiver while the session records and decodes everything;
// what is typed meanwhile is refused, and the line is the person's again afterwards.
func TestAFileIsSentWithinASession(t *testing.T) {
	rb, err := exec.LookPath("rb")
	if err != nil {
		t.Skip("rb is not installed (package lrzsz)")
	}
	w := newWire(t)
	s := openSession(t, Options{Spec: w.link})
	dir := t.TempDir()
	path := filepath.Join(dir, "image.bin")
	content := bytes.Repeat([]byte("\x00\x01image\xff"), 700)
	os.WriteFile(path, content, 0o600)

	ended := make(chan string, 1)
	go func() {
		words, err := s.Transfer(t.Context(), link.Transfer{Protocol: "YMODEM", Files: path})
		if err != nil {
			words = "ERROR " + err.Error()
		}
		ended <- words
	}()
	until(t, "the transfer having the line", func() bool { return s.Link().Transfer != nil })
	if err := s.Send([]byte("typed")); !errors.Is(err, link.ErrBusy) {
		t.Errorf("typing into it: %v", err)
	}
	if _, err := s.Transfer(t.Context(), link.Transfer{Protocol: "raw", Files: path}); !errors.Is(err, link.ErrBusy) {
		t.Errorf("a second one: %v", err)
	}
	got := t.TempDir()
	cmd := exec.Command(rb, "-t", "20")
	cmd.Dir = got
	cmd.Stdin, cmd.Stdout, cmd.Stderr = w.master, w.master, w.master
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	defer cmd.Process.Kill()
	select {
	case words := <-ended:
		if !strings.Contains(words, "sent image.bin by YMODEM") {
			t.Errorf("it ended with %q", words)
		}
	case <-time.After(time.Minute):
		t.Fatal("it does not end")
	}
	cmd.Wait()
	if b, _ := os.ReadFile(filepath.Join(got, "image.bin")); !bytes.Equal(b, content) {
		t.Errorf("%d bytes arrived of %d, or others", len(b), len(content))
	}
	os.WriteFile(path, []byte("short\n"), 0o600)
	if words, err := s.Transfer(t.Context(), link.Transfer{Protocol: "raw", Files: path}); err != nil || strings.Contains(words, "errors mended") {
		t.Errorf("without a protocol: %q, %v", words, err)
	}
	if err := s.Send([]byte("x")); err != nil || s.Link().Transfer != nil {
		t.Errorf("afterwards: %v, %+v", err, s.Link().Transfer)
	}
	record := s.Records()[0]
	s.Close()
	if b, _ := os.ReadFile(record); !bytes.Contains(b, []byte("rb waiting to receive")) {
		t.Errorf("the record has %q", b)
	}
}

// A transfer that nobody answers is stopped by the person, and by the line.
func TestATransferIsStopped(t *testing.T) {
	for name, stop := range map[string]func(s *Session, w *wire){
		"by the person":  func(s *Session, _ *wire) { s.StopTransfer() },
		"by the line":    func(_ *Session, w *wire) { w.unplug() },
		"by the session": func(s *Session, _ *wire) { s.Close() },
	} {
		t.Run(name, func(t *testing.T) {
			w := newWire(t)
			s := openSession(t, Options{Spec: w.link, Record: "off"})
			ended := make(chan error, 1)
			dir := t.TempDir()
			go func() {
				_, err := s.Transfer(context.Background(), link.Transfer{Protocol: "YMODEM", Receive: true, Dir: dir})
				ended <- err
			}()
			until(t, "the first C", func() bool { b := make([]byte, 1); n, _ := w.master.Read(b); return n == 1 && b[0] == 'C' })
			stop(s, w)
			select {
			case err := <-ended:
				if err == nil {
					t.Error("it ended well")
				}
			case <-time.After(30 * time.Second):
				t.Fatal("it does not end")
			}
			if s.StopTransfer() {
				t.Error("there is one still")
			}
		})
	}
}
