package port

import (
	"bytes"
	"errors"
	"io"
	"net"
	"strings"
	"testing"
	"time"
)

// dialed is a port that talks to a server the test plays.
func dialed(t *testing.T, scheme string) (Port, net.Conn) {
	t.Helper()
	address, conns := accept(t, "tcp", "127.0.0.1:0")
	p, err := Open(t.Context(), scheme+address, Defaults())
	if err != nil {
		t.Fatal(err)
	}
	server := <-conns
	server.SetDeadline(time.Now().Add(20 * time.Second))
	t.Cleanup(func() { p.Close(); server.Close() })
	return p, server
}

// hear reads from the port's server until it has all of want, in order.
func hear(t *testing.T, server net.Conn, seen *bytes.Buffer, want []byte) {
	t.Helper()
	b := make([]byte, 256)
	for !bytes.Contains(seen.Bytes(), want) {
		n, err := server.Read(b)
		seen.Write(b[:n])
		if err != nil {
			t.Fatalf("%v: no % x in % x", err, want, seen.Bytes())
		}
	}
}

// reading reads the port all the time, as a session does: the answers to the
// server depend on it.
func reading(p Port) io.Reader {
	r, w := io.Pipe()
	go func() {
		_, err := io.Copy(w, p)
		w.CloseWithError(err)
	}()
	return r
}

func read(t *testing.T, r io.Reader, n int) string {
	t.Helper()
	got := make([]byte, n)
	if m, err := io.ReadFull(r, got); err != nil {
		t.Fatalf("%v after %q", err, got[:m])
	}
	return string(got)
}

func TestTelnetTakesCommandsOut(t *testing.T) {
	p, server := dialed(t, "telnet://")
	server.Write([]byte("a\xff\xffb\xff\xf1c\xff\xfb\x01d\xff\xfa\x18\x01\xff\xff\xff\xf0e\r\x00f\r\n\xffgh"))
	// A doubled IAC is one; NOP, WILL ECHO and a subnegotiation are nothing;
	// NUL behind CR is padding; an IAC before a letter is the board's own.
	const want = "a\xffbcde\rf\r\n\xffgh"
	if got := read(t, reading(p), len(want)); got != want {
		t.Errorf("got %q, want %q", got, want)
	}
}

func TestTelnetNegotiatesOnceAndEscapes(t *testing.T) {
	p, server := dialed(t, "telnet://")
	in := reading(p)
	var seen bytes.Buffer
	hear(t, server, &seen, []byte{telIAC, telWILL, optBinary})
	hear(t, server, &seen, []byte{telIAC, telDO, optSGA})
	// Before the server agrees to binary, a lone CR is padded.
	io.WriteString(p, "x\ry\xff\r\n")
	hear(t, server, &seen, []byte("x\r\x00y\xff\xff\r\n"))

	server.Write([]byte{telIAC, telDO, optBinary, telIAC, telWILL, optBinary, telIAC, telDO, 24, telIAC, telWILL, 99})
	hear(t, server, &seen, []byte{telIAC, telWONT, 24})
	hear(t, server, &seen, []byte{telIAC, telDONT, 99})
	io.WriteString(p, "bin\rary\r\x00")
	hear(t, server, &seen, []byte("bin\rary\r\x00"))
	server.Write([]byte("\r\x00ok"))
	if got := read(t, in, 4); got != "\r\x00ok" {
		t.Errorf("binary came as %q", got)
	}
	// What was agreed on is not said again: no loop.
	server.Write([]byte{telIAC, telDO, optBinary, telIAC, telWILL, optBinary, telIAC, telDO, 50})
	hear(t, server, &seen, []byte{telIAC, telWONT, 50})
	if n := bytes.Count(seen.Bytes(), []byte{telIAC, telWILL, optBinary}); n != 1 {
		t.Errorf("offered binary %d times", n)
	}
}

func TestTelnetBreak(t *testing.T) {
	p, server := dialed(t, "telnet://")
	if !p.Info().Breaks {
		t.Error("no break over telnet")
	}
	if err := p.Break(); err != nil {
		t.Fatal(err)
	}
	var seen bytes.Buffer
	hear(t, server, &seen, []byte{telIAC, telBRK})
}

func TestTelnetStandsAnything(t *testing.T) {
	p, server := dialed(t, "telnet://")
	go io.Copy(io.Discard, server)
	go func() {
		for i := range 256 {
			server.Write([]byte{telIAC, byte(i), telIAC, telSB, byte(i), telIAC, byte(i), byte(255 - i)})
		}
		server.Write([]byte{telIAC, telSB})
		server.Write(bytes.Repeat([]byte("long"), 1000))
		server.Write([]byte{telIAC, telSE})
		server.Write([]byte("the end"))
	}()
	var seen strings.Builder
	for b := make([]byte, 64); !strings.HasSuffix(seen.String(), "the end"); {
		n, err := p.Read(b)
		if err != nil {
			t.Fatal(err)
		}
		seen.Write(b[:n])
	}
}

func com(command byte, args ...byte) []byte { return comFrame(command, args...) }

func TestRFC2217SetsThePortUp(t *testing.T) {
	p, server := dialed(t, "rfc2217://")
	in := reading(p)
	var seen bytes.Buffer
	hear(t, server, &seen, []byte{telIAC, telWILL, optComPort})
	server.Write([]byte{telIAC, telDO, optComPort})
	hear(t, server, &seen, com(comSetBaud, 0, 1, 0xc2, 0))
	hear(t, server, &seen, com(comSetDataSize, 8))
	hear(t, server, &seen, com(comSetParity, 1))
	hear(t, server, &seen, com(comSetStopSize, 1))
	hear(t, server, &seen, com(comSetControl, controlNoFlow))

	server.Write(com(serverSays+comSetBaud, 0, 0, 0x25, 0x80))
	server.Write(com(serverSays+comLineState, lineOverrun|lineFrame))
	server.Write([]byte("board"))
	if got := read(t, in, 5); got != "board" {
		t.Errorf("got %q", got)
	}
	if got := p.Info().Settings; got != "115200 8N1 (really 9600)" {
		t.Errorf("settings %q", got)
	}
	if c := p.Counters(); !c.Known || c.Lost() != 2 {
		t.Errorf("counters %+v", c)
	}
	if err := p.Break(); err != nil {
		t.Fatal(err)
	}
	hear(t, server, &seen, com(comSetControl, controlBreakOn))
	hear(t, server, &seen, com(comSetControl, controlBreakOff))
}

func TestRFC2217WithAPlainTelnetServer(t *testing.T) {
	p, server := dialed(t, "rfc2217://")
	server.Write([]byte{telIAC, telDONT, optComPort, 'x'})
	read(t, p, 1)
	if i := p.Info(); i.Settings != "" || i.Warning == "" {
		t.Errorf("info %+v", i)
	}
	if err := p.Break(); err != nil {
		t.Fatal(err)
	}
	var seen bytes.Buffer
	hear(t, server, &seen, []byte{telIAC, telBRK})
	server.Close()
	if _, err := p.Read(make([]byte, 8)); !errors.Is(err, ErrGone) {
		t.Errorf("Read: %v", err)
	}
}

// A server in front of a shell is told the size of the terminal when it asks,
// when it asked too early, and whenever it changes.
func TestTelnetTellsTheSize(t *testing.T) {
	for _, early := range []bool{false, true} {
		p, server := dialed(t, "telnet://")
		reading(p)
		var seen bytes.Buffer
		ask := []byte{telIAC, telDO, optNAWS}
		if early {
			server.Write(ask)
			hear(t, server, &seen, []byte{telIAC, telWONT, optNAWS})
		}
		p.(Sizer).Resize(80, 255)
		if !early {
			server.Write(ask)
		}
		hear(t, server, &seen, []byte{telIAC, telWILL, optNAWS})
		if early {
			server.Write(ask)
		}
		hear(t, server, &seen, []byte{telIAC, telSB, optNAWS, 0, 80, 0, telIAC, telIAC, telIAC, telSE})
		p.(Sizer).Resize(61, 37)
		hear(t, server, &seen, []byte{telIAC, telSB, optNAWS, 0, 61, 0, 37, telIAC, telSE})
		if n := bytes.Count(seen.Bytes(), []byte{telIAC, telWILL, optNAWS}); n != 1 {
			t.Errorf("offered %d times: % x", n, seen.Bytes())
		}
	}
}
