package parse_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"oopscope/parse"
	"oopscope/parse/printk"
	"oopscope/parse/trigger"
)

// firstLines are lines that are all read: of a boot's first lines each is remembered, to
// know them again in a replay.
func firstLines(n int) (log []byte) {
	for i := range n {
		if i%200 == 0 {
			log = append(log, "[    0.000000] Linux version 6.6.30 (build@host) (gcc 13.2.0) #1 SMP\r\n"...)
		}
		log = fmt.Appendf(log, "[    0.%06d] pci_bus 0000:%02x: resource %d [mem 0x%08x-0x%08x window], the bridge's own\r\n", i%200*4000+4000, i%32, i%8, i<<12, i<<12|0xfff)
	}
	return log
}

// TestWhatALineCosts holds reading a line to what it cannot do without: its prefix
// is read, and all literals are looked for at once. Whatever else is to be known of
// every line must be told by those two, or cost next to nothing: a handful of
// searches more in each line doubles what a capture with many crashes takes.
func TestWhatALineCosts(t *testing.T) {
	for name, c := range map[string]struct {
		log  []byte
		opt  parse.Options
		most float64
	}{
		"live line":      {ordinary(20000), parse.Options{Lines: true}, 1.6},
		"line of a boot": {firstLines(20000), parse.Options{}, 3.3},
	} {
		whole, bare, ratio := time.Hour, time.Hour, 0.0
		for began := time.Now(); time.Since(began) < 20*time.Second; { // a busy machine slows both; the least of each is what they cost
			bare = min(bare, timeOf(func() { readBare(c.log) }))
			whole = min(whole, timeOf(func() { feed(c.opt, c.log) }))
			if ratio = float64(whole) / float64(bare); ratio <= c.most {
				break
			}
		}
		if ratio > c.most {
			t.Errorf("a %s costs %.2f times what reading its prefix and looking for all literals does, at most %.1f is allowed", name, ratio, c.most)
		}
	}
}

// readBare reads the prefixes of the lines, and looks for the literals in them.
func readBare(log []byte) {
	var r printk.Reader
	var m trigger.Matcher
	var x printk.Line
	var f trigger.Found
	for _, l := range lines(log) {
		r.Read(&x, l)
		m.Match(&f, x.Clean, x.Prefix.Text)
	}
}

func feed(opt parse.Options, log []byte) {
	d := parse.New(opt)
	for ; len(log) > 0; log = log[min(64<<10, len(log)):] {
		d.Feed(log[:min(64<<10, len(log))], time.Unix(1, 0))
	}
	d.Close()
}

func timeOf(f func()) time.Duration {
	start := time.Now()
	f()
	return time.Since(start)
}

// TestAMentionPutsNothingAside: a line that speaks of a crash and is none is refuted by
// those behind it. Where they are at hand that is no reason to hold any of them back:
// what a driver says of its trouble is marked when it comes.
func TestAMentionPutsNothingAside(t *testing.T) {
	const mention = "[   11.000100] chip 4a100000.chip: WARNING: cable length unknown\n"
	const trouble = "[   11.000200] omap_i2c 4819c000.i2c: probe failed with error -110\n"
	log := mention + trouble + strings.Repeat("[   12.000000] usb 1-1: new high-speed USB device\n", 8)
	b := parse.New(parse.Options{Lines: true}).Feed([]byte(log), time.Unix(1, 0))
	if len(b.Lines) != 10 || b.Lines[1].Mark == 0 {
		t.Errorf("trouble behind the mention is not marked in its batch: %+v", b.Lines[1])
	}
}
