package parse_test

import (
	"math/rand/v2"
	"slices"
	"testing"
	"time"

	"oopscope/parse"
)

// decodeSurveyed feeds pieces of random size, most of them surveyed before.
func decodeSurveyed(input []byte, r *rand.Rand) []*parse.Crash {
	d := parse.New(parse.Options{})
	last := map[int]*parse.Crash{}
	take := func(b parse.Batch) {
		for _, c := range b.Crashes {
			last[c.ID] = c
		}
	}
	var s parse.Survey
	for at := 0; at < len(input); {
		p := input[at:min(at+1+r.IntN(1<<(4+r.IntN(14))), len(input))]
		if s.Look(p, int64(at)); r.IntN(4) == 0 {
			take(d.Feed(p, time.Time{}))
		} else {
			take(d.FeedSurveyed(p, &s, time.Time{}))
		}
		at += len(p)
	}
	take(d.Close())
	return sorted(last)
}

// decodeLive feeds the input as a console would show it.
func decodeLive(input []byte) []*parse.Crash {
	d := parse.New(parse.Options{Lines: true})
	last := map[int]*parse.Crash{}
	for _, b := range []parse.Batch{d.Feed(input, time.Time{}), d.Close()} {
		for _, c := range b.Crashes {
			last[c.ID] = c
		}
	}
	return sorted(last)
}

func sorted(last map[int]*parse.Crash) []*parse.Crash {
	var all []*parse.Crash
	for _, c := range last {
		all = append(all, c)
	}
	slices.SortFunc(all, func(a, b *parse.Crash) int { return a.ID - b.ID })
	return all
}

// same holds a surveyed scan and a live decoder to a plain scan.
func same(t *testing.T, name string, input []byte, r *rand.Rand) {
	t.Helper()
	want := dump(t, decode(input))
	if got := dump(t, decodeSurveyed(input, r)); got != want {
		t.Errorf("%s: surveyed, the crashes differ: %s", name, firstDifference(got, want))
	}
	if got := dump(t, decodeLive(input)); got != want {
		t.Errorf("%s: with all lines, the crashes differ: %s", name, firstDifference(got, want))
	}
}

// TestSurveyChangesNothing decodes captures plain, surveyed in random pieces
// and with all lines, alone and several in a row: boots follow boots.
func TestSurveyChangesNothing(t *testing.T) {
	t.Parallel()
	r := rand.New(rand.NewPCG(9, 9))
	var row []byte
	for i, c := range some(kernelCorpus(t)) {
		if len(c.log) > 300_000 {
			continue
		}
		same(t, c.name, c.log, r)
		if row = append(row, c.log[r.IntN(1+len(c.log)/4):]...); i%7 == 6 {
			same(t, "captures up to "+c.name, row, r)
			row = row[:0]
		}
	}
}

// bootParts are what a made-up stream is made of: quiet lines at all times,
// restarts with and without a word, triggers that open nothing.
var bootParts = []string{
	"[    0.000000] Linux version 6.1.0 (a@b) #1 SMP\n", "[    0.100000] quiet\n", "[    1.900000] quiet too\n",
	"[    2.500000] later\n", "[   77.000000] late\n", "[  500.000000] usb 1-1: new device\n", "no time at all\n", "\n", "\r\n",
	"[    0.5] odd\n", "<6>[    0.700000] level\n", "[   77.000000] two in one [    0.300000] line\n",
	"[   78.000000] usb 1-1: request timed out\n", "[   79.000000] foo: failed to do it: -12\n", "\x1b[32m[    0.200000] green\x1b[0m\n",
	"U-Boot SPL 2020.01\n", "[   80.000000] \x01control\n", "[    9.0] ------------[ cut here ]------------\n[    9.0] WARNING: CPU: 0 PID: 1 at a.c:1 f+0x1/0x2\n",
	"[   90.000000] reboot: Restarting system\n",
}

// TestRestartsSurveyed makes streams of many short lives, where every rule about
// time counts.
func TestRestartsSurveyed(t *testing.T) {
	t.Parallel()
	r := rand.New(rand.NewPCG(11, 12))
	for range rounds(300) {
		var input []byte
		for range r.IntN(60) {
			part := bootParts[r.IntN(len(bootParts))]
			for n := 1 + r.IntN(1+r.IntN(120)); n > 0; n-- {
				input = append(input, part...)
			}
		}
		same(t, "made up", input, r)
		if t.Failed() {
			t.Fatalf("%q", input[:min(len(input), 4000)])
		}
	}
}
