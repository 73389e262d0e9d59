package port

import (
	"errors"
	"fmt"
	"io"
	"net"
	"strings"
	"testing"
	"time"
)

// What /dev holds on other systems, as their manuals say and as ls prints it there.
func TestPortsOfOtherSystems(t *testing.T) {
	for system, c := range map[string]struct{ dev, want string }{
		"darwin": {"autofs_nowait cu.Bluetooth-Incoming-Port cu.debug-console cu.usbserial-FT9S6E2J cu.usbmodem14201 cu.SLAB_USBtoUART cu.wchusbserial1420 tty.usbserial-FT9S6E2J ttyp0",
			"/dev/cu.SLAB_USBtoUART usb Silicon Labs CP210x |/dev/cu.usbmodem14201 usb USB CDC ACM device 14201|/dev/cu.usbserial-FT9S6E2J usb USB serial adapter FT9S6E2J|/dev/cu.wchusbserial1420 usb WCH CH34x 1420"},
		"freebsd": {"cuau0 cuau0.init cuau0.lock cuaU10 cuaU0 cuaU0.init ttyU0 ttyu0 ttyv0", "/dev/cuaU0 usb |/dev/cuaU10 usb |/dev/cuau0"},
		"openbsd": {"cua00 cua01 cuaU0 tty00 ttyU0 cuac0", "/dev/cuaU0 usb |/dev/cua00|/dev/cua01"},
	} {
		m := System{Native: func() ([]Listed, error) { return fromNodes(system, "/dev", strings.Fields(c.dev)), nil }}
		if got := told(t, m); got != c.want {
			t.Errorf("%s: %s\nwant %s", system, got, c.want)
		}
	}
	m := System{Native: func() ([]Listed, error) {
		return fromCOM([]string{"COM1", "COM12", "COM3", "COM5"}, []comPort{{"COM12", "USB Serial Port (COM12)", "0403", "6001", "FT9S6E2JA", true}, {"COM3", "CH340\x1b[31m", "1A86", "7523", "", true}, {"COM1", "Communications Port (COM1)", "", "", "", false}}), nil
	}}
	if got, want := told(t, m), "COM3 usb CH340[31m |COM12 usb USB Serial Port (COM12) FT9S6E2JA|COM1 Communications Port (COM1)|COM5"; got != want {
		t.Errorf("windows: %s\nwant %s", got, want)
	}
	for spec, want := range map[string]string{"1a86:7523": "COM3", "0403:6001:FT9S6E2JA": "COM12", "serial:FT9S6E2JA": "COM12"} {
		if got, err := m.find(spec, nil); err != nil || got != want {
			t.Errorf("%s is %s, %v", spec, got, err)
		}
	}
}

func told(t *testing.T, m System) string {
	t.Helper()
	list, err := m.List()
	if err != nil {
		t.Fatal(err)
	}
	var words []string
	for _, l := range list {
		if l.USB {
			words = append(words, fmt.Sprintf("%s usb %s %s", l.Device, l.Description, l.Serial))
		} else {
			words = append(words, strings.TrimSpace(l.Device+" "+l.Description))
		}
	}
	s := strings.Join(words, "|")
	return strings.ReplaceAll(strings.TrimRight(s, " "), "usb  ", "usb ")
}

func TestCOMPorts(t *testing.T) {
	for spec, want := range map[string]string{"COM3": "COM3", "com12": "COM12", `\\.\COM7`: "COM7", "COM0": "", "COMPUTER": "", "COM3.log": "", "/dev/ttyS0": ""} {
		if got := comDevice("windows", spec); got != want {
			t.Errorf("%s is %q, want %q", spec, got, want)
		}
		if got := comDevice("linux", spec); got != "" {
			t.Errorf("%s is a port of Linux", spec)
		}
	}
}

// A host and its port are an address without more, unless a file, or an adapter's numbers,
// are called so.
func TestAHostAndAPortAreAnAddress(t *testing.T) {
	for spec, want := range map[string]bool{
		"lab:2001": true, "10.0.0.7:23": true, "[fe80::1]:2001": true, "host.example.org:65535": true, "tcp://lab:1": true, "unix:/run/x": true,
		"0403:6001": false, "lab": false, "lab:": false, "/dev/x:1": false, "a.log": false, "lab:123456": false, "x y:1": false,
	} {
		if IsAddress(spec) != want {
			t.Errorf("%s: address %v", spec, !want)
		}
	}
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Skip(err)
	}
	defer l.Close()
	p, err := Open(t.Context(), l.Addr().String(), Defaults())
	if err != nil {
		t.Fatal(err)
	}
	defer p.Close()
	if p.Info().Kind != KindTCP {
		t.Errorf("it is a %s", p.Info().Kind)
	}
}

// Where there are no pseudo-terminals the simulated board is at the end of a pipe.
func TestDemoWithoutAPseudoTerminal(t *testing.T) {
	s := Defaults()
	s.DemoSpeed, s.DemoQuiet = 0, true
	p := openPipedDemo(s)
	if i := p.Info(); i.Kind != KindDemo || !i.Live || !i.Writable {
		t.Errorf("%+v", i)
	}
	says := func(word string) { // to read is all that one can do before it
		t.Helper()
		var b strings.Builder
		buf := make([]byte, 4096)
		for !strings.Contains(b.String(), word) {
			n, err := p.Read(buf)
			if b.Write(buf[:n]); err != nil {
				t.Fatalf("%v: the board says %.300q", err, b.String())
			}
		}
	}
	says("root@sheep0:~# ")
	typed := make(chan error, 1)
	go func() {
		_, err := p.Write([]byte("uname\r"))
		typed <- err
	}()
	says("Linux\r\n")
	if err := <-typed; err != nil {
		t.Fatal(err)
	}
	said := make(chan string, 1)
	go func() {
		defer close(said)
		buf := make([]byte, 4096)
		for {
			if _, err := p.Read(buf); err != nil {
				if !errors.Is(err, ErrClosed) && !errors.Is(err, io.EOF) {
					said <- err.Error()
				}
				return
			}
		}
	}()
	p.Close()
	select {
	case s := <-said:
		if s != "" {
			t.Error(s)
		}
	case <-time.After(20 * time.Second):
		t.Error("a read does not end")
	}
}
