package torture

import (
	"context"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"golang.org/x/sys/unix"
)

// atARound has a test hold a round of its own.
func atARound(t *testing.T) *round {
	t.Helper()
	r := &round{Context: t.Context(), dir: t.TempDir(), result: &Result{}}
	t.Cleanup(func() { r.endFrom(0) })
	return r
}

func atABoard(t *testing.T) *board {
	t.Helper()
	b, err := atARound(t).newBoard("board")
	if err != nil {
		t.Skipf("no board: %v", err)
	}
	return b
}

// What compares records with what was sent has to see a difference of one byte.
func TestARecordIsCompared(t *testing.T) {
	b := atABoard(t)
	sent := strings.Repeat("0123456789abcdef", 100_000) // more than it reads at once
	if _, err := b.sent.WriteString(sent); err != nil {
		t.Fatal(err)
	}
	b.n = int64(len(sent))
	for what, c := range map[string]struct {
		record string
		least  int64
		says   string
	}{
		"all of it":                 {sent, b.n, ""},
		"a beginning, as had to be": {sent[:1_100_000], 1_100_000, ""},
		"a byte too few":            {sent[:1_100_000], 1_100_001, "1100000 are"},
		"one byte missing":          {sent[:len(sent)-1], b.n, "1599999 are"},
		"a byte too many":           {sent + "x", b.n, "behind byte 1048576"},
		"another first byte":        {"x" + sent[1:], 0, "behind byte 0 of"},
		"another last byte":         {sent[:len(sent)-1] + "x", 0, "behind byte 1048576"},
		"nothing":                   {"", 1, "0 are"},
	} {
		record := filepath.Join(b.r.dir, "record")
		if err := os.WriteFile(record, []byte(c.record), 0o600); err != nil {
			t.Fatal(err)
		}
		err := b.compare(record, c.least)
		if (err == nil) != (c.says == "") || err != nil && !strings.Contains(err.Error(), c.says) {
			t.Errorf("%s: %v", what, err)
		}
	}
	if err := b.compare(filepath.Join(b.r.dir, "none"), 0); err == nil {
		t.Error("a record that is not there is whole")
	}
}

// A port is free when nobody holds it for himself, nobody has locked it, or it is gone.
func TestAPortIsSeenToBeHeld(t *testing.T) {
	b := atABoard(t)
	if err := isFree(b.link); err != nil {
		t.Errorf("nobody has it: %v", err)
	}
	f, err := os.OpenFile(b.link, os.O_RDWR|unix.O_NOCTTY, 0)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	if err := unix.Flock(int(f.Fd()), unix.LOCK_EX); err != nil {
		t.Fatal(err)
	}
	if err := isFree(b.link); err == nil || !strings.Contains(err.Error(), "locked") {
		t.Errorf("somebody has locked it: %v", err)
	}
	unix.Flock(int(f.Fd()), unix.LOCK_UN)
	if err := unix.IoctlSetInt(int(f.Fd()), unix.TIOCEXCL, 0); err != nil {
		t.Fatal(err)
	}
	if err := isFree(b.link); err == nil { // root may open it, others not even that
		t.Error("somebody holds it for himself, and it is free")
	}
	if err := isFree(filepath.Join(b.r.dir, "none")); err != nil {
		t.Errorf("it is gone: %v", err)
	}
}

// All that a board prints is written down, and counted; and it stops when it is told to.
func TestABoardTalks(t *testing.T) {
	b := atABoard(t)
	heard := make(chan []byte, 1)
	go func() {
		var all []byte
		for buf := make([]byte, 4096); ; {
			n, err := b.held.Read(buf)
			if all = append(all, buf[:n]...); err != nil || strings.Contains(string(all), "line 99 of board") {
				heard <- all
				return
			}
		}
	}()
	b.talk(1 << 20)
	var all []byte
	select {
	case all = <-heard:
	case <-time.After(patience):
		t.Fatal("it does not talk")
	}
	go io.Copy(io.Discard, b.held) // or it may sit in a write
	b.hush()
	sent, err := os.ReadFile(b.sent.Name())
	if err != nil || int64(len(sent)) != b.n || b.r.result.Bytes != b.n || !strings.HasPrefix(string(sent), string(all)) {
		t.Errorf("%d bytes are written down, %d and %d were counted: %v", len(sent), b.n, b.r.result.Bytes, err)
	}
	if !strings.HasPrefix(string(sent), "[    0.000000] usb 1-1: line 0 of board, which does not stop\r\n") {
		t.Errorf("it says %.100q", sent)
	}
	for range 3 {
		b.unplug()
		if err := b.plug(); err != nil {
			t.Fatal(err)
		}
	}
	if err := b.prints([]byte("there again")); err != nil {
		t.Error(err)
	}
}

// A board that nobody hears does not hold up who waits for the end.
func TestABoardThatNobodyHears(t *testing.T) {
	r := atARound(t)
	ctx, cancel := context.WithCancel(t.Context())
	r.Context = ctx
	b, err := r.newBoard("board")
	if err != nil {
		t.Skipf("no board: %v", err)
	}
	cancel()
	b.n = 5
	if err := b.isWhole(filepath.Join(r.dir, "none")); err == nil {
		t.Error("a record that does not come is whole")
	}
}

// A board has one record: none, or another board's, is none.
func TestARecordIsFound(t *testing.T) {
	r := atARound(t)
	ctx, cancel := context.WithCancel(t.Context())
	r.Context = ctx
	b, err := r.newBoard("board")
	if err != nil {
		t.Skipf("no board: %v", err)
	}
	dir := filepath.Join(r.dir, "oopscope")
	os.Mkdir(dir, 0o700)
	put := func(name string) string {
		path := filepath.Join(dir, name)
		if err := os.WriteFile(path, nil, 0o600); err != nil {
			t.Fatal(err)
		}
		return path
	}
	put("oopscope-board2-20261122T100000Z.log")
	want := put("oopscope-tmp-board-20261122T100000Z.log")
	if got, err := b.record(); got != want || err != nil {
		t.Errorf("%s, %v", got, err)
	}
	cancel()
	put("oopscope-tmp-board-20261122T100001Z.log")
	if got, err := b.record(); err == nil {
		t.Errorf("of two it is %s", got)
	}
	for _, path := range []string{want, filepath.Join(dir, "oopscope-tmp-board-20261122T100001Z.log")} {
		os.Remove(path)
	}
	if got, err := b.record(); err == nil {
		t.Errorf("of none it is %s", got)
	}
}

// What a line that is gone does not take counts as not sent.
func TestPrintingToNobody(t *testing.T) {
	b := atABoard(t)
	b.unplug()
	if err := b.prints([]byte("nobody hears it")); err == nil || b.n != 0 || size(b.sent.Name()) != 0 || b.r.result.Bytes != 0 {
		t.Errorf("%v, %d bytes were sent, %d are written down, %d counted", err, b.n, size(b.sent.Name()), b.r.result.Bytes)
	}
	os.Remove(b.sent.Name())
	record := filepath.Join(b.r.dir, "record")
	if err := os.WriteFile(record, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	if err := b.compare(record, 0); err == nil {
		t.Error("it is compared with nothing")
	}
}
