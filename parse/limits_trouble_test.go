package parse_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"oopscope/parse"
)

// strong and weak lines of driver trouble; strong ones count at once.
const (
	strong      = "pru-rproc 4a334000.pru: probe failed with error -12"
	otherStrong = "remoteproc remoteproc1: Failed to process resources: -22"
	weak        = "omap_i2c 44e0b000.i2c: controller timed out"
)

// troubleOf is what was made of driver trouble: how many reports, the lines of the
// first, and how often it came.
func troubleOf(log string) (reports, lines, times int) {
	for _, c := range decode([]byte(log)) {
		if c.Class != "driver-error" {
			continue
		}
		if reports++; reports == 1 {
			lines, times = len(c.Body), max(c.Count, 1)
		}
	}
	return reports, lines, times
}

// TestLimitsOfTrouble: what one moment says is one burst, what comes again soon
// is folded, and words that say little must come three times.
func TestLimitsOfTrouble(t *testing.T) {
	unstamped := func(n int) string {
		return "<3>" + strong + "\n" + strings.Repeat("<6>eth0: link\n", n-1) + "<3>" + otherStrong + "\n"
	}
	crowded := func(n int) string { // all at one moment
		return at(9_000_000, strong) + strings.Repeat(at(9_000_000, "eth0: link"), n-1) + at(9_000_000, otherStrong)
	}
	again := func(pause int) string { return at(9_000_000, strong) + at(9_000_000+pause, strong) }
	distant := func(n int) string { // a pause ends the burst, then lines count
		return "<3>" + strong + "\n" + strings.Repeat("<6>eth0: link\n", n-1) + "<3>" + strong + "\n"
	}
	others := func(n int) string { // each a burst of its own
		const pause = "<6>eth0: link\n<6>eth0: link\n<6>eth0: link\n<6>eth0: link\n"
		var b strings.Builder
		for i := range n {
			fmt.Fprintf(&b, "<3>%c%c: probe failed with error -12\n%s", 'a'+i/26, 'a'+i%26, pause)
		}
		return b.String() + "<3>aa: probe failed with error -12\n"
	}
	for _, c := range []struct {
		name                  string
		log                   string
		reports, lines, times int
	}{
		{"a second apart: one burst", at(9_000_000, strong) + at(10_000_000, otherStrong), 1, 2, 1},
		{"more than a second apart", at(9_000_000, strong) + at(10_000_001, otherStrong), 2, 1, 1},
		{"three lines apart, without a time", unstamped(3), 1, 2, 1},
		{"four", unstamped(4), 2, 1, 1},
		{"fifty lines apart at one moment", crowded(50), 1, 2, 1},
		{"fifty-one", crowded(51), 2, 1, 1},
		{"again within a minute", again(60_000_000), 1, 1, 2},
		{"again after a minute", again(60_000_001), 2, 1, 1},
		{"again within 400 lines", distant(400), 1, 1, 2},
		{"again after 401", distant(401), 2, 1, 1},
		{"weak words twice", at(9_000_000, weak) + at(9_100_000, weak), 0, 0, 0},
		{"weak words three times", at(9_000_000, weak) + at(9_100_000, weak) + at(9_200_000, weak), 1, 1, 3},
		{"numbers are no difference", at(9_000_000, weak+" 1") + at(9_100_000, weak+" 22") + at(9_200_000, weak+" 333"), 1, 1, 3},
		{"a long weak line", strings.Repeat(at(9_000_000, pad(weak, 299)), 3), 1, 1, 3},
		{"too long a line to be one", strings.Repeat(at(9_000_000, pad(weak, 300)), 3), 0, 0, 0},
		{"64 lines of a burst are kept", strings.Repeat(at(9_000_000, strong), 70), 1, 64, 1},
		{"64 other bursts and it is remembered", others(64), 64, 1, 2},
		{"65 and it is forgotten", others(65), 66, 1, 1},
	} {
		reports, lines, times := troubleOf(c.log)
		if reports != c.reports || lines != c.lines || times != c.times {
			t.Errorf("%s: %d reports, the first of %d lines and %d times, want %d, %d, %d", c.name, reports, lines, times, c.reports, c.lines, c.times)
		}
	}
}

// pad makes a text so long.
func pad(s string, n int) string { return s + " " + strings.Repeat("x", n-len(s)-1) }

// TestWhatIsNoErrno: numbers behind the minus that no kernel has, and the one
// that only says "later".
func TestWhatIsNoErrno(t *testing.T) {
	for n, want := range map[int]int{0: 0, 1: 1, 12: 1, 99: 1, 100: 1, 133: 1, 134: 0, 511: 0, 512: 1, 516: 1, 517: 0, 518: 1, 531: 1, 532: 0, 999: 0} {
		if got, _, _ := troubleOf(at(9_000_000, fmt.Sprintf("pru: probe failed with error -%d", n))); got != want {
			t.Errorf("-%d: %d reports", n, got)
		}
	}
}

// TestWordsOfTrouble: lines of drivers, each of another form.
func TestWordsOfTrouble(t *testing.T) {
	for _, line := range []string{
		"cma: cma_alloc: alloc failed, req-size: 3811 pages, ret: -16", "mmc0: tuning ret=-110", "pru: probe failed with error -12", "pru: error -12",
		"pru: error: -12", "pru: err=-12", "pru: err -12", "remoteproc: Failed to process resources: -12", "pru: failed to boot (-22)", "pru: failed to boot = -22",
		"PM: Cannot get wkup_m3_ipc handle: -19", "pru: cannot start: -5", "sdhci: Unable to get clock: -2", "sdhci: unable to reset: -2",
		"leds: Could not get GPIO: -16", "leds: could not register (-17)", "phy: Couldn't reset: -110", "phy: couldn't power on: -110",
		"pru-rproc 4a334000.pru: failed to allocate dma memory: len 0xee2800", "blk_update_request: I/O error, dev mmcblk0, sector 2048",
		"Buffer I/O error on dev mmcblk0p1, logical block 0", "EXT4-fs error (device mmcblk0p1): ext4_find_entry:1234: inode #2",
	} {
		if got, _, _ := troubleOf(at(9_000_000, line)); got != 1 {
			t.Errorf("%q: %d reports", line, got)
		}
		if got, _, _ := troubleOf(line + "\n"); got != 0 {
			t.Errorf("%q is of nobody known, but %d reports", line, got)
		}
	}
	for _, line := range []string{ // of ordinary boots
		"cfg80211: failed to load regulatory.db: -2", "bluetooth: firmware load for x failed with error -2", "pru: probe deferral: error -19",
		"modprobe: FATAL: error -2", "cacheinfo: Unable to detect cache hierarchy: -2", "pru: failed to open: No such file, error -2",
	} {
		if got, _, _ := troubleOf(at(9_000_000, line)); got != 0 {
			t.Errorf("%q: %d reports", line, got)
		}
	}
	for _, w := range []string{
		"couldn't start", "cannot start", "unable to start", "failed to start", "not able to start", "could not start", "start timed out", "start timeout",
		"does not answer", "no response", "does not respond",
	} {
		if got, _, times := troubleOf(strings.Repeat(at(9_000_000, "phy: "+w), 3)); got != 1 || times != 3 {
			t.Errorf("%q three times: %d reports of %d times", w, got, times)
		}
	}
}

// TestTroubleOnALiveLine: a burst is over after two seconds without a line, and
// folded no longer after a minute.
func TestTroubleOnALiveLine(t *testing.T) {
	start := time.Unix(1000, 0)
	feed := func(d *parse.Decoder, text string, after time.Duration) []*parse.Crash {
		return d.Feed([]byte(text), start.Add(after)).Crashes
	}
	for quiet, shown := range map[time.Duration]bool{2 * time.Second: false, 2*time.Second + 1: true} {
		d := parse.New(parse.Options{Lines: true})
		feed(d, at(9_000_000, strong), 0)
		if got := d.Idle(start.Add(quiet)).Crashes; (len(got) == 1) != shown {
			t.Errorf("after %v: %v", quiet, summaries(got))
		}
	}
	for quiet, reports := range map[time.Duration]int{time.Minute: 1, time.Minute + 1: 2} {
		d := parse.New(parse.Options{Lines: true})
		ids := map[int]bool{}
		see := func(all []*parse.Crash) {
			for _, c := range all {
				ids[c.ID] = true
			}
		}
		see(feed(d, at(9_000_000, strong), 0))
		see(d.Idle(start.Add(3 * time.Second)).Crashes)
		see(d.Idle(start.Add(quiet)).Crashes)
		see(feed(d, at(20_000_000, strong), quiet))
		see(d.Close().Crashes)
		if len(ids) != reports {
			t.Errorf("again after %v: %d reports", quiet, len(ids))
		}
	}
}
