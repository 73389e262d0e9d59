package ui

import (
	"testing"
	"time"

	"oopscope/parse"
)

// Every line has the time at which it came, those of a boot loader as well, and
// `t` goes through what can be made of it.
func TestHostTimesOfLines(t *testing.T) {
	a, _, c := clocked(t, 100, 24)
	a.log.zone = time.UTC
	d := parse.New(parse.Options{Lines: true})
	c.feed(a, d, 0, "U-Boot 2021.01 (Jan 01 2021)\n")
	c.feed(a, d, 1500*time.Millisecond, "Loading: #")
	c.feed(a, d, time.Second, "##\rLoading: done\n[    0.000000] Linux version 5.10.0 (a@b) #1 SMP\n")
	c.feed(a, d, 250*time.Millisecond, "[    0.100000] one\n")
	c.feed(a, d, 57*time.Second, reboot)
	a.press("t", "t")
	sees(t, a, "11:39:00.000 U-Boot 2021.01", "11:39:01.500 Loading: done", "11:39:02.500 [    0.000000] Linux", "11:39:59.750 U-Boot",
		"28 Mar 2026 UTC", "host time, when the line came")
	a.press("t")
	sees(t, a, "      +1.500 Loading: done", "      +1.000 [    0.000000] Linux", "      +0.250 [    0.100000] one", "     +57.000 U-Boot", "host Δ")
	a.press("t")
	sees(t, a, "       0.000 U-Boot", "       1.500 Loading: done", "       2.750 [    0.100000] one", "       0.000 [    0.000000] Linux", "since the boot began")
	a.press("t")
	sees(t, a, "kernel times hidden")
	lacks(t, a, "0.100000")
	a.press("t")
	sees(t, a, "[    0.100000] one", "kernel times as printed")
	exact(t, a)
}

// Where nothing tells when the lines came, the steps that would show it are left out.
func TestNoHostTimesOfAnOldCapture(t *testing.T) {
	a, _, _ := clocked(t, 100, 24)
	d := parse.New(parse.Options{Lines: true})
	b := d.Feed([]byte("[    1.000000] one\n[    2.500000] two\n"), time.Time{})
	a.receive(&b)
	a.press("t")
	sees(t, a, "+1.500000 two")
	a.press("t")
	sees(t, a, "kernel times hidden", "nothing tells when these lines came")
	a.press("t")
	sees(t, a, "[    2.500000] two")
}

// Midnight shows; summer time is no jump, and a clock that was set back is.
func TestHostTimesAcrossDays(t *testing.T) {
	zone, err := time.LoadLocation("Europe/Berlin")
	if err != nil {
		t.Skip(err)
	}
	a, _, c := clocked(t, 100, 24)
	a.log.zone = zone
	c.at = time.Date(2026, 3, 28, 23, 59, 59, 900e6, zone)
	d := parse.New(parse.Options{Lines: true})
	c.feed(a, d, 0, "one\n")
	c.feed(a, d, 200*time.Millisecond, "two\n")
	c.at = time.Date(2026, 3, 29, 1, 59, 59, 0, zone)
	c.feed(a, d, 0, "three\n")
	c.feed(a, d, 2*time.Second, "four\n")
	c.feed(a, d, -time.Minute, "five\n")
	a.press("t", "t")
	sees(t, a, "23:59:59.900 one", "── Sunday, 29 March 2026 ──", "00:00:00.100 two", "01:59:59.000 three", "03:00:01.000 four", "29 Mar 2026 CET")
	a.press("t")
	sees(t, a, "      +2.000 four", "     -60.000 five")
	lacks(t, a, "Sunday")
	cursorSeen(t, a)
}

// A search finds and shows its hits behind the times.
func TestSearchBehindHostTimes(t *testing.T) {
	a, _, c := clocked(t, 80, 24)
	a.log.zone = time.UTC
	d := parse.New(parse.Options{Lines: true})
	c.feed(a, d, 0, "first\n"+tallLine()+"\n")
	a.press("t", "t", "g", "/")
	a.write("w0190")
	a.press("enter")
	sees(t, a, "w0190")
	a.press("$")
	sees(t, a, "w0199")
	a.press("0")
	sees(t, a, "11:39:00.000 w0000")
}
