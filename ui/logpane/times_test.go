package logpane

import (
	"testing"
	"time"
)

// Every line has the time at which it came, those of a boot loader as well, and
// `t` goes through what can be made of it.
func TestHostTimesOfLines(t *testing.T) {
	c := wired(100, 24)
	c.zone = time.UTC
	c.feed(0, "U-Boot 2021.01 (Jan 01 2021)\n")
	c.feed(1500*time.Millisecond, "Loading: #")
	c.feed(time.Second, "##\rLoading: done\n[    0.000000] Linux version 5.10.0 (a@b) #1 SMP\n")
	c.feed(250*time.Millisecond, "[    0.100000] one\n")
	c.feed(57*time.Second, "U-Boot 2021.01 (Jan 01 2021)\n[    0.000000] Linux version 5.10.0 (a@b) #1 SMP\n[    0.100000] one\n")
	c.nextTimes()
	c.nextTimes()
	sees(t, c, "11:39:00.000 U-Boot 2021.01", "11:39:01.500 Loading: done", "11:39:02.500 [    0.000000] Linux", "11:39:59.750 U-Boot",
		"28 Mar 2026 UTC", "host time, when the line came")
	c.nextTimes()
	sees(t, c, "      +1.500 Loading: done", "      +1.000 [    0.000000] Linux", "      +0.250 [    0.100000] one", "     +57.000 U-Boot", "host Δ")
	c.nextTimes()
	sees(t, c, "       0.000 U-Boot", "       1.500 Loading: done", "       2.750 [    0.100000] one", "       0.000 [    0.000000] Linux", "since the boot began")
	c.nextTimes()
	sees(t, c, "kernel times hidden")
	lacks(t, c, "0.100000")
	c.nextTimes()
	sees(t, c, "[    0.100000] one", "kernel times as printed")
}

// Midnight shows; summer time is no jump, and a clock that was set back is.
func TestHostTimesAcrossDays(t *testing.T) {
	zone, err := time.LoadLocation("Europe/Berlin")
	if err != nil {
		t.Skip(err)
	}
	c := wired(100, 24)
	c.zone = zone
	c.at = time.Date(2026, 3, 28, 23, 59, 59, 900e6, zone)
	c.feed(0, "one\n")
	c.feed(200*time.Millisecond, "two\n")
	c.at = time.Date(2026, 3, 29, 1, 59, 59, 0, zone)
	c.feed(0, "three\n")
	c.feed(2*time.Second, "four\n")
	c.feed(-time.Minute, "five\n")
	c.nextTimes()
	c.nextTimes()
	sees(t, c, "23:59:59.900 one", "── Sunday, 29 March 2026 ──", "00:00:00.100 two", "01:59:59.000 three", "03:00:01.000 four", "29 Mar 2026 CET")
	c.nextTimes()
	sees(t, c, "      +2.000 four", "     -60.000 five")
	lacks(t, c, "Sunday")
}

// A search finds and shows its hits behind the times.
func TestSearchBehindHostTimes(t *testing.T) {
	c := wired(80, 24)
	c.zone = time.UTC
	c.feed(0, "first\n"+tallLine()+"\n")
	c.nextTimes()
	c.nextTimes()
	c.Top()
	c.search(t, "w0190")
	sees(t, c, "w0190")
	c.LineEnd()
	sees(t, c, "w0199")
	c.LineStart()
	sees(t, c, "11:39:00.000 w0000")
}
