package port

import (
	"errors"
	"io"
	"os"
	"strings"
	"testing"

	"github.com/creack/pty"
)

// pair is a serial port on a pty, and the board's end of it.
func pair(t *testing.T) (Port, *os.File) {
	t.Helper()
	master, slave, err := pty.Open()
	if err != nil {
		t.Skip("no pty here: ", err)
	}
	p, err := Open(t.Context(), slave.Name(), Defaults())
	slave.Close()
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { p.Close(); master.Close() })
	return p, master
}

func TestSerialBothWays(t *testing.T) {
	p, board := pair(t)
	sent := "\x00\x03\x11\x13\x1a\r\n\xff all bytes are equal"
	for _, way := range []struct {
		from io.Writer
		to   io.Reader
	}{{board, p}, {p, board}} {
		if _, err := io.WriteString(way.from, sent); err != nil {
			t.Fatal(err)
		}
		got := make([]byte, len(sent))
		if _, err := io.ReadFull(way.to, got); err != nil || string(got) != sent {
			t.Errorf("got %q, %v", got, err)
		}
	}
	i := p.Info()
	if i.Kind != KindPty || i.Settings != "115200 8N1" || !i.Writable || !i.Live || i.Breaks {
		t.Errorf("info %+v", i)
	}
	if err := p.Break(); !errors.Is(err, ErrNoBreak) {
		t.Errorf("Break: %v", err)
	}
	if c := p.Counters(); c.Known {
		t.Errorf("a pty counts %+v", c)
	}
}

func TestOurCloseIsNoUnplug(t *testing.T) {
	p, _ := pair(t)
	ended := make(chan error)
	go func() {
		_, err := p.Read(make([]byte, 16))
		ended <- err
	}()
	p.Close()
	if err := <-ended; !errors.Is(err, ErrClosed) || errors.Is(err, ErrGone) {
		t.Errorf("Read ended with %v", err)
	}
	if err := p.Close(); err != nil {
		t.Errorf("a second Close: %v", err)
	}
}

func TestAnUnplugIsNoClose(t *testing.T) {
	p, board := pair(t)
	board.Close()
	for range 3 {
		if _, err := p.Read(make([]byte, 16)); !errors.Is(err, ErrGone) {
			t.Errorf("Read: %v", err)
		}
	}
	if _, err := p.Write([]byte("x")); !errors.Is(err, ErrGone) {
		t.Errorf("Write: %v", err)
	}
}

// With the library alone, these bytes end in whatever file is opened next.
func TestAWriteAfterCloseGoesNowhere(t *testing.T) {
	p, _ := pair(t)
	p.Close()
	files := make([]*os.File, 8)
	for i := range files {
		files[i], _ = os.CreateTemp(t.TempDir(), "victim")
		defer files[i].Close()
	}
	if _, err := p.Write([]byte("console bytes")); !errors.Is(err, ErrClosed) {
		t.Errorf("Write: %v", err)
	}
	for _, f := range files {
		if st, _ := f.Stat(); st.Size() != 0 {
			t.Fatal("console bytes ended in another file")
		}
	}
}

func TestCloseEndsABlockedWrite(t *testing.T) {
	p, _ := pair(t)
	ended := make(chan error)
	go func() {
		_, err := p.Write(make([]byte, 1<<20)) // nobody reads
		ended <- err
	}()
	p.Close()
	if err := <-ended; !errors.Is(err, ErrClosed) {
		t.Errorf("Write ended with %v", err)
	}
}

func TestAPortIsHeldOnce(t *testing.T) {
	p, _ := pair(t)
	_, err := Open(t.Context(), p.Info().Name, Defaults())
	var e *Error
	if !errors.As(err, &e) || !strings.Contains(e.What, "in use") || e.Do == "" {
		t.Fatalf("a second Open: %v", err)
	}
	p.Close()
	again, err := Open(t.Context(), p.Info().Name, Defaults())
	if err == nil {
		again.Close()
	} else if strings.Contains(err.Error(), "in use") {
		t.Errorf("still held after Close: %v", err)
	}
}

func TestOpenAndCloseLeakNothing(t *testing.T) {
	p, _ := pair(t)
	count := func() int { n, _ := os.ReadDir("/proc/self/fd"); return len(n) }
	name := p.Info().Name
	before := count()
	if before == 0 {
		t.Skip("no /proc")
	}
	for range 20 {
		_, err := Open(t.Context(), name, Defaults())
		if err == nil {
			t.Fatal("held twice")
		}
	}
	if after := count(); after > before {
		t.Errorf("%d descriptors became %d", before, after)
	}
}

// The library panics on a descriptor of 1024 and more (select's FD_SET).
func TestManyOpenFilesAreNoTrouble(t *testing.T) {
	master, slave, err := pty.Open()
	if err != nil {
		t.Skip("no pty here: ", err)
	}
	defer master.Close()
	defer slave.Close()
	for range 1100 {
		f, err := os.Open(os.DevNull)
		if err != nil {
			t.Skip("this many files cannot be open: ", err)
		}
		defer f.Close()
	}
	p, err := Open(t.Context(), slave.Name(), Defaults())
	if err != nil {
		t.Fatal(err)
	}
	defer p.Close()
	io.WriteString(master, "ok")
	got := make([]byte, 2)
	if _, err := io.ReadFull(p, got); err != nil || string(got) != "ok" {
		t.Errorf("got %q, %v", got, err)
	}
}

func TestTheDemoIsASerialPort(t *testing.T) {
	s := Defaults()
	s.DemoSpeed = 0
	p, err := Open(t.Context(), "demo", s)
	if err != nil {
		t.Skip(err)
	}
	defer p.Close()
	if i := p.Info(); i.Kind != KindDemo || i.Identity != "demo" || i.Settings != "115200 8N1" || !i.Writable {
		t.Errorf("info %+v", i)
	}
	var seen strings.Builder
	for b := make([]byte, 4096); !strings.Contains(seen.String(), "U-Boot SPL"); {
		n, err := p.Read(b)
		if err != nil {
			t.Fatal(err)
		}
		seen.Write(b[:n])
	}
}

// A person who writes $(tty), or /dev/tty, would talk to their own terminal.
func TestOurOwnTerminalIsNoBoard(t *testing.T) {
	master, slave, err := pty.Open()
	if err != nil {
		t.Skip(err)
	}
	defer master.Close()
	defer slave.Close()
	was := os.Stdin
	os.Stdin = slave
	defer func() { os.Stdin = was }()
	for _, path := range []string{"/dev/tty", slave.Name()} {
		if p, err := Open(t.Context(), path, Defaults()); err == nil || !strings.Contains(err.Error(), "the terminal that oopscope runs in; name the board's port") {
			t.Errorf("%s: %v, %v", path, p, err)
		}
	}
	os.Stdin = was
	p, err := Open(t.Context(), slave.Name(), Defaults())
	if err != nil {
		t.Fatal(err)
	}
	p.Close()
}
