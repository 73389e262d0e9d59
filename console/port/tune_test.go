package port

import (
	"bytes"
	"errors"
	"io"
	"runtime"
	"strings"
	"testing"
	"time"

	"oopscope/console/link"
)

// The speed is changed while the line is open, both ends go on, and what is told is
// what the driver holds: a pseudo-terminal takes any rate, and makes 8 bits without
// parity of every frame (pty_set_termios of drivers/tty/pty.c).
func TestALineIsSetUpAnewWhileItIsOpen(t *testing.T) {
	if runtime.GOOS != "linux" {
		t.Skip("read back on Linux only")
	}
	p, board := pair(t)
	l := link.Line{Baud: 57600, DataBits: 7, StopBits: 1, Parity: "even", Flow: "soft"}
	if err := p.(Tuner).Tune(l); err != nil {
		t.Fatal(err)
	}
	held, err := p.(Tuner).Held()
	if want := (link.Line{Baud: 57600, DataBits: 8, StopBits: 1, Parity: "none", Flow: "soft"}); err != nil || held != want {
		t.Errorf("the driver holds %+v, %v", held, err)
	}
	if got := p.Info().Settings; got != "57600 7E1 XON/XOFF (really 8N1)" {
		t.Errorf("it is told as %q", got)
	}
	io.WriteString(board, "on")
	if got := read(t, p, 2); got != "on" {
		t.Errorf("read %q", got)
	}
	for _, wrong := range []link.Line{{}, {Baud: 9600, DataBits: 9, StopBits: 1, Parity: "none", Flow: "none"}} {
		if err := p.(Tuner).Tune(wrong); err == nil {
			t.Errorf("%+v was taken", wrong)
		}
	}
	if err := p.(Tuner).Tune(link.Line{Baud: 9600, DataBits: 8, StopBits: 1, Parity: "none", Flow: "none"}); err != nil || p.Info().Settings != "9600 8N1" {
		t.Errorf("back: %v, %q", err, p.Info().Settings)
	}
}

// What a driver does not have is an error in words, and leaves the line as it was.
func TestWhatADriverHasNotIsSaid(t *testing.T) {
	if runtime.GOOS != "linux" {
		t.Skip("these are Linux's")
	}
	p, _ := pair(t)
	l := Defaults().Line
	l.Baud, l.RS485 = 9600, "on"
	err := p.(Tuner).Tune(l)
	if err == nil || !strings.Contains(err.Error(), "no RS-485") || !strings.Contains(err.Error(), "115200 8N1 as before") {
		t.Errorf("RS-485 on a pty: %v", err)
	}
	if held, _ := p.(Tuner).Held(); held != Defaults().Line || p.Info().Settings != "115200 8N1" {
		t.Errorf("now it holds %+v, told as %q", held, p.Info().Settings)
	}
	if _, err := p.(Wired).Signals(); !errors.Is(err, ErrNoSignals) {
		t.Errorf("modem lines of a pty: %v", err)
	}
	if err := p.(Wired).Assert(link.DTR, true); !errors.Is(err, ErrNoSignals) {
		t.Errorf("DTR of a pty: %v", err)
	}
	p.Close()
	if err := p.(Tuner).Tune(Defaults().Line); !errors.Is(err, ErrClosed) {
		t.Errorf("after Close: %v", err)
	}
}

func TestRS485AsTheDriverTakesIt(t *testing.T) {
	for text, want := range map[string]link.RS485{
		"":   {},
		"on": {On: true, RTSOnSend: true},
		"rts-on-send=0,rts-after-send=1,before=2,after=30,rx-during-tx=1": {On: true, RTSAfterSend: true, RxDuringTx: true, Before: 2, After: 30},
	} {
		if got, err := link.ParseRS485(text); err != nil || got != want {
			t.Errorf("%q: %+v, %v", text, got, err)
		}
	}
	for _, wrong := range []string{"yes", "rts-on-send", "rts-on-send=2", "before=-1", "before=5000", "before=1,,"} {
		if got, err := link.ParseRS485(wrong); err == nil || got.On {
			t.Errorf("%q is taken as %+v", wrong, got)
		}
	}
}

// A server that speaks RFC 2217 sets its port up anew, tells of its modem lines and
// drives them.
func TestRFC2217IsSetUpAnew(t *testing.T) {
	p, server := dialed(t, "rfc2217://")
	in := reading(p)
	l := link.Line{Baud: 9600, DataBits: 7, StopBits: 2, Parity: "even", Flow: "hard"}
	if err := p.(Tuner).Tune(l); !errors.Is(err, ErrNoTune) {
		t.Errorf("before the server agreed: %v", err)
	}
	var seen bytes.Buffer
	hear(t, server, &seen, []byte{telIAC, telWILL, optComPort})
	server.Write([]byte{telIAC, telDO, optComPort})
	hear(t, server, &seen, com(comSetControl, controlAskRTS))
	if err := p.(Tuner).Tune(l); err != nil {
		t.Fatal(err)
	}
	for _, c := range [][]byte{com(comSetBaud, 0, 0, 0x25, 0x80), com(comSetDataSize, 7), com(comSetParity, 3), com(comSetStopSize, 2), com(comSetControl, controlHard)} {
		hear(t, server, &seen, c)
	}
	for _, c := range [][]byte{
		com(serverSays+comSetBaud, 0, 0, 0x25, 0x80), com(serverSays+comSetDataSize, 8), com(serverSays+comSetParity, 1), com(serverSays+comSetStopSize, 2),
		com(serverSays+comSetControl, controlHard), com(serverSays+comSetControl, controlDTROn), com(serverSays+comModemState, modemCTS|modemDCD|0x0f),
	} {
		server.Write(c)
	}
	server.Write([]byte("board"))
	read(t, in, 5)
	if got := p.Info().Settings; got != "9600 7E2 RTS/CTS (really 8N2)" {
		t.Errorf("told as %q", got)
	}
	if s, err := p.(Wired).Signals(); err != nil || s != (link.Signals{DTR: true, CTS: true, DCD: true}) {
		t.Errorf("signals %+v, %v", s, err)
	}
	if err := p.(Wired).Assert(link.RTS, false); err != nil {
		t.Fatal(err)
	}
	hear(t, server, &seen, com(comSetControl, controlRTSOff))
	if err := p.(Wired).Assert(link.DTR, true); err != nil {
		t.Fatal(err)
	}
	hear(t, server, &seen, com(comSetControl, controlDTROn))
}

// A line whose other end takes nothing is set up all the same: its flow control may be
// what is wrong with it.
func TestAStuckLineIsSetUpAnew(t *testing.T) {
	p, _ := pair(t)
	go p.Write(make([]byte, 1<<20)) // nobody reads
	done := make(chan error, 1)
	go func() {
		done <- p.(Tuner).Tune(link.Line{Baud: 9600, DataBits: 8, StopBits: 1, Parity: "none", Flow: "none"})
	}()
	select {
	case err := <-done:
		if err != nil {
			t.Error(err)
		}
	case <-time.After(20 * time.Second):
		t.Fatal("it hangs")
	}
}
