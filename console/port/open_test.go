package port

import (
	"errors"
	"io"
	"net"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"oopscope/console/link"
)

func TestErrorsSayWhatToDo(t *testing.T) {
	dir, holds := t.TempDir(), t.TempDir()
	empty := filepath.Join(holds, "empty.log")
	os.WriteFile(empty, nil, 0o600)
	free, _ := net.Listen("tcp", "127.0.0.1:0")
	refused := "tcp://" + free.Addr().String()
	free.Close()
	baud := Defaults()
	baud.Baud = 3
	parity := Defaults()
	parity.Parity = "maybe"
	for _, c := range []struct {
		spec     string
		settings Settings
		want     []string
	}{
		{"ttyNOSUCH9", Defaults(), []string{"ttyNOSUCH9", "no such port or file"}},
		{dir, Defaults(), []string{dir, "there is no file in it"}},
		{empty, Defaults(), []string{empty, "empty"}},
		{os.DevNull, Defaults(), []string{"not a serial port", "oopscope ports"}},
		{refused, Defaults(), []string{refused, "refused", "check that the server runs"}},
		{"tcp://nowhere", Defaults(), []string{"host and port", "tcp://bench:2001"}},
		{"gopher://x", Defaults(), []string{"no such kind of address", "rfc2217://"}},
		{"unix:" + filepath.Join(dir, "none"), Defaults(), []string{"cannot connect"}},
		{"udp://300.1.1.1:6666", Defaults(), []string{"cannot listen", "udp://:6666"}},
		{"demo", baud, []string{"baud 3", "115200"}},
		{"demo", parity, []string{`"maybe"`, "none, odd"}},
		{"\x1b]0;title\x07", Defaults(), []string{"no such port or file"}},
	} {
		p, err := Open(t.Context(), c.spec, c.settings)
		if err == nil {
			p.Close()
			t.Errorf("%q opened", c.spec)
			continue
		}
		var e *Error
		if !errors.As(err, &e) {
			t.Errorf("%q: %T", c.spec, err)
		}
		for _, w := range c.want {
			if !strings.Contains(err.Error(), w) {
				t.Errorf("%q: %q lacks %q", c.spec, err, w)
			}
		}
		if strings.ContainsAny(err.Error(), "\x1b\x07\n") {
			t.Errorf("%q: unprintable %q", c.spec, err)
		}
	}
}

func TestSettingsText(t *testing.T) {
	s := Settings{Line: link.Line{Baud: 9600, DataBits: 7, StopBits: 2, Parity: "even", Flow: "hard"}}
	if got := s.String(); got != "9600 7E2 RTS/CTS" {
		t.Errorf("%q", got)
	}
}

// accept serves one connection.
func accept(t *testing.T, network, address string) (where string, conn <-chan net.Conn) {
	t.Helper()
	l, err := net.Listen(network, address)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { l.Close() })
	c := make(chan net.Conn, 1)
	go func() {
		for {
			conn, err := l.Accept()
			if err != nil {
				return
			}
			c <- conn
		}
	}()
	return l.Addr().String(), c
}

func TestSocketsCarryPlainBytes(t *testing.T) {
	tcp, fromTCP := accept(t, "tcp", "127.0.0.1:0")
	path, fromUnix := accept(t, "unix", filepath.Join(t.TempDir(), "board"))
	for _, c := range []struct {
		spec string
		kind Kind
		conn <-chan net.Conn
	}{{"tcp://" + tcp, KindTCP, fromTCP}, {"unix:" + path, KindUnix, fromUnix}, {path, KindUnix, fromUnix}} {
		p, err := Open(t.Context(), c.spec, Defaults())
		if err != nil {
			t.Fatal(err)
		}
		board := <-c.conn
		const sent = "\xff\xfb\x00 raw\r\x00\n"
		io.WriteString(board, sent)
		got := make([]byte, len(sent))
		if io.ReadFull(p, got); string(got) != sent {
			t.Errorf("%s: from the board %q", c.spec, got)
		}
		io.WriteString(p, sent)
		if io.ReadFull(board, got); string(got) != sent {
			t.Errorf("%s: to the board %q", c.spec, got)
		}
		if i := p.Info(); i.Kind != c.kind || !i.Writable || i.Breaks {
			t.Errorf("info %+v", i)
		}
		board.Close()
		if _, err := p.Read(got); !errors.Is(err, ErrGone) {
			t.Errorf("%s: after the server closed: %v", c.spec, err)
		}
		p.Close()
		if _, err := p.Read(got); !errors.Is(err, ErrClosed) {
			t.Errorf("%s: after our Close: %v", c.spec, err)
		}
	}
}

func TestNetconsole(t *testing.T) {
	p, err := Open(t.Context(), "udp://127.0.0.1:0", Defaults())
	if err != nil {
		t.Fatal(err)
	}
	board, err := net.Dial("udp", p.(*netconsolePort).conn.LocalAddr().String())
	if err != nil {
		t.Fatal(err)
	}
	defer board.Close()
	sent := "[    1.000000] one line\n[    1.000001] and one more\n"
	io.WriteString(board, sent)
	// A reader with little room loses nothing of a datagram.
	got := make([]byte, len(sent))
	for n := 0; n < len(sent); {
		m, err := p.Read(got[n:min(n+7, len(sent))])
		if err != nil {
			t.Fatal(err)
		}
		n += m
	}
	if string(got) != sent {
		t.Errorf("got %q", got)
	}
	if _, err := p.Write([]byte("x")); !errors.Is(err, ErrReadOnly) {
		t.Errorf("Write: %v", err)
	}
	p.Close()
	if _, err := p.Read(got); !errors.Is(err, ErrClosed) {
		t.Errorf("Read after Close: %v", err)
	}
}

func TestAFileEnds(t *testing.T) {
	path := filepath.Join(t.TempDir(), "capture.log")
	os.WriteFile(path, []byte("a capture\n"), 0o600)
	p, err := Open(t.Context(), path, Defaults())
	if err != nil {
		t.Fatal(err)
	}
	defer p.Close()
	if got, err := io.ReadAll(p); err != nil || string(got) != "a capture\n" {
		t.Errorf("%q, %v", got, err)
	}
	if i := p.Info(); i.Live || i.Writable || i.Kind != KindFile {
		t.Errorf("info %+v", i)
	}
}

func TestStdin(t *testing.T) {
	r, w, err := os.Pipe()
	if err != nil {
		t.Fatal(err)
	}
	p := openStdin(r, Defaults())
	if i := p.Info(); !i.Live || i.Writable {
		t.Errorf("a pipe: %+v", i)
	}
	io.WriteString(w, "piped")
	w.Close()
	if got, err := io.ReadAll(p); err != nil || string(got) != "piped" {
		t.Errorf("%q, %v", got, err)
	}
}

func TestCloseEndsAReadOfStdin(t *testing.T) {
	r, w, err := os.Pipe()
	if err != nil {
		t.Fatal(err)
	}
	defer w.Close()
	p := openStdin(r, Defaults())
	ended := make(chan error)
	go func() {
		_, err := p.Read(make([]byte, 8))
		ended <- err
	}()
	p.Close()
	if err := <-ended; !errors.Is(err, ErrClosed) {
		t.Errorf("Read ended with %v", err)
	}
}
