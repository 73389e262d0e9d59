package ui

import (
	"context"
	"errors"
	"testing"
	"time"

	tea "charm.land/bubbletea/v2"

	"oopscope/console/link"
	"oopscope/console/link/menus"
)

// lined is a bench whose line can be set up: its driver makes 8 bits of every frame.
type lined struct {
	*bench
	lines  link.Lines
	found  int
	raw    []byte
	driven string
}

func (l *lined) Lines() link.Lines { return l.lines }
func (l *lined) Tune(line link.Line) error {
	if line.Baud > 4000000 {
		return errors.New("the driver refuses it")
	}
	l.lines.Held = line
	l.lines.Held.DataBits = 8
	return nil
}
func (l *lined) SetTerminal(t link.Terminal) error { l.lines.Terminal = t; return nil }
func (l *lined) Assert(name string, on bool) error {
	l.driven += name + menus.OnOff(on) + " "
	if name == link.DTR {
		l.lines.Signals.DTR = on
	}
	return nil
}
func (l *lined) Pulse(_ context.Context, p link.Pulse) error { l.driven += p.Name + " "; return nil }
func (l *lined) FindSpeed(context.Context) (int, error)      { return l.found, nil }
func (l *lined) Transfer(_ context.Context, t link.Transfer) (string, error) {
	l.driven += t.Protocol + " " + t.Files + " "
	return "sent it", nil
}
func (l *lined) StopTransfer() bool         { l.link.Transfer = nil; return true }
func (l *lined) SendRaw(p []byte) error     { l.raw = append(l.raw, p...); return nil }
func (l *lined) Recent(int) ([]byte, int64) { return []byte("\x00abc"), 4 }

// linedApp is a typing screen on such a line.
func linedApp(t *testing.T, w, h int) (*app, *lined) {
	t.Helper()
	a, b := typingApp(t, "", liveLine)
	l := &lined{bench: b, found: 57600}
	l.lines.Held = link.Line{Baud: 115200, DataBits: 8, StopBits: 1, Parity: "none", Flow: "none"}
	a.cfg.Console = l
	a.cfg.Pulses = []link.Pulse{{Name: "cold boot", Text: "rts=1 1s rts=0"}}
	a.Update(tea.WindowSizeMsg{Width: w, Height: h})
	return a, l
}

func TestTheLineIsReadBackAndChanged(t *testing.T) {
	a, l := linedApp(t, 80, 24)
	a.press("ctrl+t", "c")
	sees(t, a, "LINE", "on the wire: 115200 8N1", "▸b  speed")
	a.press("right", "right", "left")
	if l.lines.Held.Baud != 230400 {
		t.Errorf("the driver holds %+v", l.lines.Held)
	}
	a.press("d", "d", "d")
	sees(t, a, "7  (the driver holds 8)", "(really 8N1)")
	a.press("b")
	a.write("5000000")
	a.press("enter")
	sees(t, a, "the driver refuses it")
	a.press("b")
	a.write("fast")
	a.press("enter")
	sees(t, a, `"fast" is no speed`)
	a.press("e", "m")
	a.write("ICRNL")
	a.press("enter")
	if got := l.lines.Terminal; !got.Echo || got.Maps != "ICRNL" {
		t.Errorf("the terminal is %+v", got)
	}
	a.press("esc", "ctrl+t", "e")
	sees(t, a, "local echo off")
}

func TestModemLinesAndPulses(t *testing.T) {
	a, l := linedApp(t, 80, 24)
	l.lines.Signals.CTS = true
	a.press("ctrl+t", "g")
	sees(t, a, "CTS on · DSR off", "cold boot", "ESP: into the boot loader", "rts=1 1s rts=0")
	a.press("d")
	sees(t, a, "DTR on")
	a.press("d", "r", "1")
	a.press("ctrl+t", "p", "E")
	if l.driven != "DTRon DTRoff RTSon cold boot esp-boot " {
		t.Errorf("driven: %s", l.driven)
	}
	l.lines.NoSignals = errors.New("this line has no modem lines")
	a.press("ctrl+t", "g")
	sees(t, a, "no modem lines", "[profile.NAME.hook]") // which are a way without them
}

func TestBytesAreSeenAndSentInHex(t *testing.T) {
	a, l := linedApp(t, 80, 24)
	a.press("ctrl+t", "o")
	sees(t, a, "00 61 62 63", ".abc")
	a.press("esc", "ctrl+t", "i")
	a.write("1b 0x5B,7 dead")
	a.press("enter")
	if string(l.raw) != "\x1b[\x07\xde\xad" {
		t.Errorf("sent % x", l.raw)
	}
	sees(t, a, "sent 1b 5b 07 de ad")
	for _, wrong := range []string{"", "xyz", "123"} {
		a.press("ctrl+t", "i")
		a.write(wrong)
		a.press("enter")
		sees(t, a, "nothing sent")
	}
}

// A line that is noise is said to be, with the key that finds its speed.
func TestNoiseIsNotDrawnWithoutAWord(t *testing.T) {
	a, l := linedApp(t, 120, 40)
	l.link.Noise = "this is noise, 50 % of it reads as text"
	a.Update(tickMsg{})
	sees(t, a, "NOISE", "this is noise, 50 %", "ctrl+t f finds its speed by listening")
	a.press("ctrl+t", "f")
	sees(t, a, "at 57600 it reads as text")
	l.link.Noise, l.link.Busy = "", "listening at 9600 baud"
	a.notice = notice{}
	a.Update(tickMsg{})
	lacks(t, a, "NOISE")
	sees(t, a, "listening at 9600 baud")
}

func TestFilesAreSentAndTheirProgressIsSeen(t *testing.T) {
	a, l := linedApp(t, 80, 24)
	a.press("ctrl+t", "x")
	sees(t, a, "send by YMODEM", "loady", "receive by ZMODEM")
	a.press("y")
	a.write("u-boot.img")
	a.press("enter")
	sees(t, a, "sent it")
	if l.driven != "YMODEM u-boot.img " {
		t.Errorf("it was to do %q", l.driven)
	}
	l.link.Transfer = &link.Progress{Sending: true, Protocol: "YMODEM", Name: "u-boot.img", Done: 3000, Total: 12000, Errors: 2, Began: a.now().Add(-2 * time.Second)}
	a.notice = notice{}
	a.Update(tickMsg{})
	sees(t, a, "sending u-boot.img", "[##·", "25 %", "1.5 kB/s", "2 errors")
	a.press("ctrl+t", "x")
	sees(t, a, "stop the transfer?")
	a.press("y")
	if l.link.Transfer != nil {
		t.Error("it was not stopped")
	}
}

// In the menus j and k go down and up, so that no entry may have one of them.
func TestTheMenuOfFilesIsWalked(t *testing.T) {
	for _, e := range (&app{}).fileRows(nil) {
		if e.Key == 'j' || e.Key == 'k' {
			t.Errorf("%c is taken: %s", e.Key, e.Text)
		}
	}
}

// A notice of two rows tears no word that fits into the second: it is copied.
func TestANoticeTearsNoPath(t *testing.T) {
	a, _ := linedApp(t, 60, 24)
	a.warn("kdb waits; in a shell, once it is kgdb: oopscope kgdb telnet://127.0.0.1:7100")
	sees(t, a, "once it is kgdb: oopscope kgdb ", " telnet://127.0.0.1:7100")
}
