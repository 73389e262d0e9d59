package trouble

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"oopscope/parse/class"
	"oopscope/parse/crash"
	"oopscope/parse/report"
)

// A board gives a log lines of its kernel.
type board struct {
	t    *testing.T
	log  Log
	n    int
	boot crash.Boot
	came time.Time
	all  []report.Event
}

// say gives a line that came so many lines behind the one before it, with this
// printk time, -1 for none.
func (b *board) say(behind int, micro int64, text string) bool {
	b.t.Helper()
	b.n += behind
	l := &report.Line{BodyLine: crash.BodyLine{N: b.n, Raw: text, Text: text, Micro: micro}, Kernel: true, Came: b.came, Boot: &b.boot}
	var found []*class.Matcher
	for _, m := range class.Matchers() {
		if m.Literal != "" && strings.Contains(text, m.Literal) {
			found = append(found, m)
		}
	}
	weak := false
	for _, w := range Weak {
		weak = weak || strings.Contains(text, w)
	}
	sure := b.log.Take(l, found, weak)
	b.collect()
	return sure
}

func (b *board) collect() { b.all = append(b.all, b.log.Events()...) }

// opened are the reports so far.
func (b *board) opened() (all []*report.Report) {
	b.collect()
	for _, e := range b.all {
		if e.Kind == report.Opened {
			all = append(all, e.Report)
		}
	}
	return all
}

func (b *board) closed() (n int) {
	b.collect()
	for _, e := range b.all {
		if e.Kind == report.Closed {
			n++
		}
	}
	return n
}

const probe = "pru-rproc 4a334000.pru: probe with driver pru-rproc failed with error -12"

// TestWhatIsTrouble: a line that names an error number is, deferral and the
// ordinary talk of boots are not.
func TestWhatIsTrouble(t *testing.T) {
	for text, want := range map[string]bool{
		probe: true,
		"cma: cma_alloc: alloc failed, req-size: 3811 pages, ret: -16":                                 true,
		"remoteproc remoteproc1: Failed to process resources: -12":                                     true,
		"blk_update_request: I/O error, dev mmcblk0, sector 31116160 op 0x0:(READ)":                    true,
		"EXT4-fs error (device mmcblk0p2): ext4_find_entry:1455: inode #2: comm ls":                    true,
		"omap_hsmmc 481d8000.mmc: failed with error -133":                                              true,
		"foo bar: failed with error -134":                                                              false, // errno-base has no 134
		"foo bar: failed with error -517":                                                              false, // EPROBE_DEFER
		"foo bar: failed with error -512":                                                              true,  // ERESTARTSYS leaked
		"foo bar: failed with error -531":                                                              true,
		"foo bar: failed with error -532":                                                              false,
		"foo bar: failed with error -0":                                                                false,
		"platform 4a100000.ethernet: deferred probe pending: failed with error -12":                    false,
		"cfg80211: failed to load regulatory.db, failed with error -2":                                 false,
		"brcmfmac mmc1:0001:1: Direct firmware load for brcm/fw.bin failed with error -2":              false,
		"cacheinfo: Unable to detect cache hierarchy for CPU 0: failed with error -2":                  false,
		"modprobe: FATAL: Module g_ether not found, failed with error -2":                              false,
		"mmc0: No such device, failed with error -19":                                                  false,
		"usb 1-1: device descriptor read/64":                                                           false,
		"usb 1-1: device not responding to setup address, so it timed out":                             false, // weak, and once
		"wlan0: Limiting TX power to 20 (20 - 0) dBm as advertised by 00:11:22:33:44:55 and no errors": false,
	} {
		b := &board{t: t}
		if got := b.say(1, 1e6, text); got != want {
			t.Errorf("%q: trouble %v", text, got)
		}
	}
}

// TestOneMomentIsOneBurst: lines within a second are one report, and within
// three lines where nobody stamped them.
func TestOneMomentIsOneBurst(t *testing.T) {
	for _, c := range []struct {
		behind  int
		micro   int64 // of the second line; the first has 0
		reports int
	}{
		{1, 1e6, 1}, {1, 1e6 + 1, 2}, {1, 10, 1},
		{50, 10, 1}, {51, 10, 2}, // however quick
		{3, -1, 1}, {4, -1, 2},
	} {
		b := &board{t: t}
		b.say(1, min(c.micro, 0), probe)
		b.say(c.behind, c.micro, "cma: cma_alloc: alloc failed, req-size: 3811 pages, ret: -16")
		b.log.Close()
		if got := len(b.opened()); got != c.reports {
			t.Errorf("%d lines and %d us apart: %d reports, want %d", c.behind, c.micro, got, c.reports)
		}
	}
}

// TestTheSameAgainIsFolded: within a minute and 400 lines, whatever its numbers.
func TestTheSameAgainIsFolded(t *testing.T) {
	for _, c := range []struct {
		behind  int
		micro   int64
		reports int
	}{
		{100, 60e6, 1}, {100, 60e6 + 1, 2},
		{400, 30e6, 1}, {401, 30e6, 2},
	} {
		b := &board{t: t}
		b.say(1, 0, probe)
		b.say(c.behind, c.micro, strings.ReplaceAll(probe, "4a334000", "4a338000"))
		b.log.Close()
		all := b.opened()
		if len(all) != c.reports || all[0].Count != 3-c.reports {
			t.Errorf("%d lines and %d us later: %d reports, the first counts %d", c.behind, c.micro, len(all), all[0].Count)
		}
		if c.reports == 1 && all[0].Latest.N != 1+c.behind {
			t.Errorf("the latest is line %d", all[0].Latest.N)
		}
		if got := b.closed(); got != c.reports {
			t.Errorf("%d of %d reports are closed", got, c.reports)
		}
	}
}

// TestWeakWordsCountTheThirdTime.
func TestWeakWordsCountTheThirdTime(t *testing.T) {
	for _, word := range Weak {
		b := &board{t: t}
		for i := range 5 {
			b.say(1, int64(i)*2e6, fmt.Sprintf("spi0: transfer %d c%s at all", i, word))
			if got, want := len(b.opened()), (i+1)/3; i < 3 && got != want {
				t.Errorf("%q, time %d: %d reports, want %d", word, i+1, got, want)
			}
		}
		if all := b.opened(); len(all) != 1 || all[0].Count != 5 {
			t.Errorf("%q five times: %d reports", word, len(all))
		}
	}
	long := strings.Repeat("x", 288) + " timed out" // 298 bytes
	for more, want := range map[int]int{1: 1, 2: 0} {
		b := &board{t: t}
		for i := range 3 {
			b.say(1, int64(i)*2e6, long+strings.Repeat("!", more))
		}
		if got := len(b.opened()); got != want {
			t.Errorf("a line of %d bytes: %d reports, want %d", len(long)+more, got, want)
		}
	}
}

// TestBurstIsBounded: of a burst that does not end 64 lines are kept, and 64
// bursts wait to come again.
func TestBurstIsBounded(t *testing.T) {
	b := &board{t: t}
	for range 100 {
		b.say(1, 0, probe)
	}
	b.log.Close()
	if all := b.opened(); len(all) != 1 || all[0].Size() != 64 || len(all[0].Hits) != 64 {
		t.Errorf("%d reports, %d lines and %d headers of the first", len(all), all[0].Size(), len(all[0].Hits))
	}
	b = &board{t: t}
	for i := range 66 { // each is over when the next comes
		b.say(4, -1, strings.Replace(probe, "pru-rproc ", strings.Repeat("a", i+1)+" ", 1))
	}
	if got := b.closed(); got != 1 {
		t.Errorf("%d bursts are given up behind the 65th", got)
	}
}

// TestSilenceEnds: two seconds end a burst, a minute ends its folding.
func TestSilenceEnds(t *testing.T) {
	start := time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC)
	b := &board{t: t, came: start}
	b.say(1, 0, probe)
	for _, c := range []struct {
		after          time.Duration
		opened, closed int
	}{{2 * time.Second, 0, 0}, {2*time.Second + 1, 1, 0}, {time.Minute, 1, 0}, {time.Minute + 1, 1, 1}} {
		b.log.Silence(start.Add(c.after))
		if o, c2 := len(b.opened()), b.closed(); o != c.opened || c2 != c.closed {
			t.Errorf("after %v: %d opened and %d closed, want %d and %d", c.after, o, c2, c.opened, c.closed)
		}
		if busy := c.opened == 0; b.log.Busy() != busy {
			t.Errorf("after %v: busy is %v", c.after, !busy)
		}
	}
}
