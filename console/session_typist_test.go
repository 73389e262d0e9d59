//go:build unix

package console

import (
	"bytes"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"oopscope/console/link"
)

// A person whose keyboard another screen has sends no file either.
func TestWhoHasNoKeyboardSendsNoFile(t *testing.T) {
	w := newWire(t)
	s := openSession(t, Options{Spec: w.link, Record: "off"})
	path := filepath.Join(t.TempDir(), "file")
	os.WriteFile(path, []byte("of the file"), 0o600)
	s.GiveKeyboard(Typist{ID: 7, Name: "pid 7"}, true)
	for _, file := range []link.Transfer{{Protocol: "raw", Files: path}, {Protocol: "YMODEM", Receive: true, Dir: t.TempDir()}} {
		if words, err := s.Transfer(t.Context(), file); !errors.Is(err, ErrTyping) || !strings.Contains(err.Error(), "pid 7") {
			t.Errorf("%+v: %q, %v", file, words, err)
		}
	}
	s.SendAs(Typist{ID: 7}, []byte("typed\n"))
	got := make([]byte, 64)
	if n, _ := w.master.Read(got); string(got[:n]) != "typed\n" {
		t.Errorf("the board got %q", got[:n])
	}
	s.DropKeyboard(Typist{ID: 7}, Here)
	if _, err := s.Transfer(t.Context(), link.Transfer{Protocol: "raw", Files: path}); err != nil {
		t.Errorf("with the keyboard: %v", err)
	}
}

// A port is lent, searched for its speed, or has a file on its way: one at a time.
func TestTheLineIsInOneUse(t *testing.T) {
	w := newWire(t)
	s := openSession(t, Options{Spec: w.link, Record: "off"})
	ended := make(chan error, 1)
	dir := t.TempDir()
	receive := link.Transfer{Protocol: "YMODEM", Receive: true, Dir: dir}
	go func() { _, err := s.Transfer(t.Context(), receive); ended <- err }()
	until(t, "the transfer having the line", func() bool { return s.Link().Transfer != nil })
	if l, err := s.Lend(t.Context(), "esptool", 0); !errors.Is(err, link.ErrBusy) {
		t.Errorf("it is lent in the middle of a file: %v, %v", l, err)
	}
	if n, err := s.FindSpeed(t.Context()); !errors.Is(err, link.ErrBusy) {
		t.Errorf("its speed is changed in the middle of a file, to %d: %v", n, err)
	}
	s.StopTransfer()
	<-ended
	s.setBusy("listening at 9600 baud")
	if _, err := s.Transfer(t.Context(), receive); err == nil || !strings.Contains(err.Error(), "listening at 9600 baud") {
		t.Errorf("while it is listened at other speeds: %v", err)
	}
	s.setBusy("")
	l, err := s.Lend(t.Context(), "esptool", 0)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := s.Transfer(t.Context(), receive); !errors.Is(err, ErrLent) {
		t.Errorf("of a port that is lent: %v", err)
	}
	l.Return("done")
}

// Once another has the keyboard nothing comes of those who had it, however busily they
// type.
func TestTheKeyboardGoesOverWhole(t *testing.T) {
	w := newWire(t)
	s := openSession(t, Options{Spec: w.link, Record: "off"})
	var mu sync.Mutex
	var heard bytes.Buffer
	go func() {
		b := make([]byte, 64<<10)
		for {
			n, err := w.master.Read(b)
			if err != nil {
				return
			}
			mu.Lock()
			heard.Write(b[:n])
			mu.Unlock()
		}
	}()
	over := make(chan struct{})
	var typing sync.WaitGroup
	for range 2 {
		typing.Go(func() {
			for {
				select {
				case <-over:
					return
				default:
					for range 20 {
						_ = s.SendAs(Typist{ID: 1}, []byte("a"))
					}
					time.Sleep(50 * time.Microsecond) // or there would be more of it than the line takes
				}
			}
		})
	}
	send := func(c string) {
		for errors.Is(s.SendAs(Typist{ID: 2}, []byte(c)), ErrFull) { // of the letters before
			time.Sleep(time.Millisecond)
		}
	}
	for end := time.Now().Add(time.Second); time.Now().Before(end); {
		s.GiveKeyboard(Typist{ID: 1}, true)
		time.Sleep(20 * time.Microsecond)
		s.GiveKeyboard(Typist{ID: 2}, true)
		send("<")
		time.Sleep(20 * time.Microsecond)
		send(">")
	}
	close(over)
	typing.Wait()
	until(t, "all of it at the board", s.Sent)
	until(t, "the last of it", func() bool {
		mu.Lock()
		defer mu.Unlock()
		return bytes.HasSuffix(heard.Bytes(), []byte(">"))
	})
	mu.Lock()
	defer mu.Unlock()
	for piece := range bytes.SplitSeq(heard.Bytes(), []byte("<")) {
		if inside, _, whole := bytes.Cut(piece, []byte(">")); whole && len(inside) > 0 {
			t.Fatalf("behind the hand-over comes %q", inside)
		}
	}
}
