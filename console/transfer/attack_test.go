package transfer

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"oopscope/console/link"
)

// A liar is a board that sends what it was told to, however it is answered, and then says
// nothing, or the last of it again and again.
type liar struct {
	says    [][]byte
	endless bool
}

func (l *liar) Write(p []byte) (int, error) { return len(p), nil }

func (l *liar) Read(p []byte, wait time.Duration) (int, error) {
	if len(l.says) == 0 {
		time.Sleep(min(wait, time.Millisecond))
		return 0, ErrTimeout
	}
	n := copy(p, l.says[0])
	if !l.endless || len(l.says) > 1 {
		l.says = l.says[1:]
	}
	return n, nil
}

// framed is a block of 128 bytes with its CRC.
func framed(n byte, text string) []byte {
	data := append([]byte(text), make([]byte, 128-len(text))...)
	crc := crc16(data)
	return append(append([]byte{soh, n, ^n}, data...), byte(crc>>8), byte(crc))
}

func received(t *testing.T, l *liar) (box *Inbox, last link.Progress, err error) {
	t.Helper()
	box = &Inbox{Dir: t.TempDir()}
	ended := make(chan error, 1)
	go func() { ended <- Receive(l, "YMODEM", box.Create, func(p link.Progress) { last = p }) }()
	select {
	case err = <-ended:
	case <-time.After(40 * time.Second):
		t.Fatal("it does not end")
	}
	return box, last, err
}

// A file that is not as long as it was said to be is not called received.
func TestASizeThatIsALie(t *testing.T) {
	for said, whole := range map[string]bool{"128": true, "100": true, "129": false, "999999999999999999": false, "0": true, "-5": true, "x": true} {
		box, last, err := received(t, &liar{says: [][]byte{framed(0, "f\x00"+said), framed(1, "some"), {eot}, {eot}, framed(0, "")}})
		if whole != (err == nil) || len(box.Paths) != 1 || !whole && !strings.Contains(err.Error(), "128 bytes") {
			t.Errorf("%s: %v, %q, %+v", said, err, box.Paths, last)
		}
	}
}

// What a file is called stands on the screen.
func TestANameThatCommandsTheTerminal(t *testing.T) {
	_, last, err := received(t, &liar{says: [][]byte{framed(0, "\x1b]0;x\a\x9b2J"+strings.Repeat("n", 90)+"\x00"+"4"), framed(1, "some"), {eot}, {eot}, framed(0, "")}})
	if err != nil || strings.ContainsAny(last.Name, "\x1b\a") || strings.Contains(last.Name, "\x9b") || !strings.Contains(last.Name, "nnn") {
		t.Errorf("%q, %v", last.Name, err)
	}
}

// A batch that has no end fills no folder.
func TestABatchWithoutEnd(t *testing.T) {
	l := &liar{}
	for range 3 * mostFiles {
		l.says = append(l.says, framed(0, "f\x000"), []byte{eot}, []byte{eot})
	}
	if box, _, err := received(t, l); err == nil || len(box.Paths) > mostFiles {
		t.Errorf("%d files, %v", len(box.Paths), err)
	}
}

// Noise without an end is an end of the transfer.
func TestNoiseWithoutEnd(t *testing.T) {
	defer func(d time.Duration) { purgeMost = d }(purgeMost)
	purgeMost = 50 * time.Millisecond
	noise := bytes.Repeat([]byte{soh, 'x', 'y'}, 300)
	if _, _, err := received(t, &liar{says: [][]byte{framed(0, "f\x00400"), noise}, endless: true}); err == nil {
		t.Error("it is a file")
	}
}

// A program that gets no answer any more is ended when the line is gone.
func TestALineThatGoesEndsTheProgram(t *testing.T) {
	sleep, err := exec.LookPath("sleep")
	if err != nil {
		t.Skip(err)
	}
	sh, err := exec.LookPath("sh")
	if err != nil {
		t.Skip(err)
	}
	began := time.Now()
	cmd := func(ctx context.Context) *exec.Cmd {
		return exec.CommandContext(ctx, sh, "-c", "echo to the board; exec "+sleep+" 600")
	}
	err = bridge(t.Context(), gone{}, cmd, link.Progress{}, func(link.Progress) {})
	if !errors.Is(err, errGone) || time.Since(began) > 30*time.Second {
		t.Errorf("%v after %v", err, time.Since(began))
	}
}

var errGone = errors.New("the line is gone")

type gone struct{}

func (gone) Read(_ []byte, wait time.Duration) (int, error) { time.Sleep(wait); return 0, ErrTimeout }
func (gone) Write([]byte) (int, error)                      { return 0, errGone }

// What was received by ZMODEM is the person's alone, whatever mode the other end gives it.
func TestAModeOfTheOtherEnd(t *testing.T) {
	dir := t.TempDir()
	box := &Inbox{Dir: t.TempDir()}
	for i, mode := range []os.FileMode{0o777, 0o4755, 0o000} {
		path := filepath.Join(dir, fmt.Sprint("f", i))
		os.WriteFile(path, []byte("theirs"), 0o600)
		os.Chmod(path, mode)
	}
	if err := box.adopt(dir); err != nil || len(box.Paths) != 3 {
		t.Fatal(box.Paths, err)
	}
	for _, path := range box.Paths {
		if st, err := os.Stat(path); err != nil || st.Mode() != 0o600 {
			t.Errorf("%s has %v, %v", path, st.Mode(), err)
		}
	}
}

var _ io.Writer = (*liar)(nil)
