//go:build linux && !ppc64 && !ppc64le && !sparc64

package main

import (
	"bytes"
	"os"
	"testing"

	"golang.org/x/sys/unix"
)

// rate is what the driver of the far end's line has for a speed.
func rate(t *testing.T, master *os.File) (n int) {
	t.Helper()
	raw, err := master.SyscallConn()
	if err != nil {
		t.Fatal(err)
	}
	raw.Control(func(fd uintptr) {
		termios, err := unix.IoctlGetTermios(int(fd), unix.TCGETS2)
		if err != nil {
			t.Fatal(err)
		}
		n = int(termios.Ospeed)
	})
	return n
}

// The line is set up while one works on it: by the arrows, by a number, and read back
// from the driver; the bytes are looked at one by one, and sent so.
func TestTheLineIsSetUpAtRunTime(t *testing.T) {
	t.Parallel()
	c := newCable(t)
	d := sit(t, 80, 24, `"$OOPSCOPE" -e `+c.link)
	d.sees("nothing received yet", "115200 8N1")
	board := c.hears()
	d.keys("C-t", "c")
	d.sees("LINE", "▸b  speed", "on the wire: 115200 8N1")
	d.keys("Left")
	d.sees("74880 8N1")
	waitFor(t, "74880 baud at the driver", func() bool { return rate(t, c.master) == 74880 })
	d.keys("b")
	d.text("1234567")
	d.keys("Enter")
	d.sees("1234567 8N1")
	waitFor(t, "1234567 baud at the driver", func() bool { return rate(t, c.master) == 1234567 })
	d.keys("p") // which a pseudo-terminal does not have
	d.sees("odd  (the driver holds none)", "the line has 1234567 8O1 (really 8N1)")
	d.keys("Escape")
	d.sees("CONSOLE")

	c.prints("\x00\x01board\r\n")
	d.sees("board", "1 line")
	d.text("AT")
	d.sees("AT") // by local echo
	d.keys("Enter")
	d.sees("AT ⏎")
	waitFor(t, "what was typed", func() bool { return board.all() == "AT\r" })
	d.keys("C-t", "i")
	d.text("de ad,0x0d")
	d.keys("Enter")
	d.sees("sent de ad 0d")
	waitFor(t, "the bytes", func() bool { return board.all() == "AT\r\xde\xad\r" })
	d.keys("C-t", "o")
	d.sees("HEX", "00 01 62 6f 61 72 64 0d 0a", "..board..")
	d.keys("Escape")
	d.sees("CONSOLE")
	d.keys("C-t", "g")
	d.sees("no modem lines")
	d.keys("Escape")
	d.sees("CONSOLE")
	d.keys("C-t", "e")
	d.sees("local echo off")
	if got := contents(t, d.quits()); !bytes.Equal(got, c.sent) {
		t.Errorf("the record has %q, the board sent %q", got, c.sent)
	}
}
