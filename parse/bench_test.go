package parse_test

import (
	"bytes"
	"fmt"
	"testing"
	"time"

	"oopscope/parse"
)

// ordinary is a stretch of a log in which nothing happens.
func ordinary(n int) []byte {
	var b bytes.Buffer
	for i := range n {
		t := 10 + i/50
		switch i % 5 {
		case 0:
			fmt.Fprintf(&b, "[%5d.%06d] usb 1-1.%d: new high-speed USB device number %d using xhci_hcd\r\n", t, i%1000000, i%4, i%100)
		case 1:
			fmt.Fprintf(&b, "[%5d.%06d] EXT4-fs (mmcblk0p%d): mounted filesystem with ordered data mode. Quota mode: none.\r\n", t, i%1000000, i%9)
		case 2:
			fmt.Fprintf(&b, "Nov 20 05:%02d:%02d board systemd[1]: Started Session %d of User root.\r\n", i/60%60, i%60, i)
		case 3:
			fmt.Fprintf(&b, "<6>[%5d.%06d] IPv6: ADDRCONF(NETDEV_CHANGE): eth%d: link becomes ready\r\n", t, i%1000000, i%3)
		case 4:
			fmt.Fprintf(&b, "pump %d: pressure %d.%02d bar, valve open, cycle %d\r\n", i%4, i%7, i%100, i)
		}
	}
	return b.Bytes()
}

// longCrash is an oops of n lines whose last one is its end marker.
func longCrash(n int) []byte {
	var b bytes.Buffer
	b.WriteString("[   20.000100] Unable to handle kernel NULL pointer dereference at virtual address 000001c1\r\n" +
		"[   20.000200] Internal error: Oops: 5 [#1] SMP ARM\r\n" +
		"[   20.000210] CPU: 0 PID: 12 Comm: pump Not tainted 6.1.0 #1\r\n" +
		"[   20.000300] PC is at pru_irq+0x8/0x24 [pru]\r\n[   20.000310] LR is at handle_irq+0x10/0x20\r\n" +
		"[   20.000320] pc : [<bf0e1008>]    lr : [<c01a2b3c>]    psr: 60000193\r\n" +
		"[   20.000330] r3 : 00000000  r2 : 00000001  r1 : 000001c1  r0 : c1a2b3c4\r\n")
	for i := range n - 8 {
		fmt.Fprintf(&b, "[   20.%06d]  some_function_%d [mod%d] from its_caller_%d+0x%x/0x240\r\n", 400+i, i, i%7, i, i)
	}
	b.WriteString("[   20.900000] ---[ end trace 0000000000000000 ]---\r\n")
	return b.Bytes()
}

// BenchmarkFeed scans a log with a crash in every four megabytes.
func BenchmarkFeed(b *testing.B) {
	log := append(ordinary(48000), longCrash(90)...)
	b.SetBytes(int64(len(log)))
	for b.Loop() {
		d := parse.New(parse.Options{})
		for at := 0; at < len(log); at += 256 << 10 {
			d.Feed(log[at:min(at+256<<10, len(log))], time.Time{})
		}
		d.Close()
	}
}

// BenchmarkFeedBoots scans a board that restarts all the time: most lines are of a
// kernel's first seconds, whose stamps may mean a restart.
func BenchmarkFeedBoots(b *testing.B) {
	var boot bytes.Buffer
	boot.WriteString("[    0.000000] Linux version 6.1.0 (build@host) (gcc 12.2.0) #1 SMP\r\n")
	for i := range 250 {
		fmt.Fprintf(&boot, "[    %d.%06d] pci 0000:00:%02x.0: reg 0x10: [mem 0xfebc0000-0xfebc0fff]\r\n", i/50, i%50*20000, i%32)
	}
	log := bytes.Repeat(boot.Bytes(), 100)
	b.SetBytes(int64(len(log)))
	for b.Loop() {
		d := parse.New(parse.Options{})
		for at := 0; at < len(log); at += 256 << 10 {
			d.Feed(log[at:min(at+256<<10, len(log))], time.Time{})
		}
		d.Close()
	}
}

// BenchmarkFeedOrdinary is a live line on which nothing happens: lines come one
// by one and nothing may be allocated.
func BenchmarkFeedOrdinary(b *testing.B) {
	d := parse.New(parse.Options{Lines: true})
	ls := lines(ordinary(5000))
	size := 0
	for _, l := range ls {
		size += len(l)
		d.Feed(l, time.Unix(1, 0))
	}
	b.SetBytes(int64(size / len(ls)))
	b.ReportAllocs()
	i := 0
	for b.Loop() {
		d.Feed(ls[i%len(ls)], time.Unix(1, 0))
		i++
	}
}

// BenchmarkCrash400 is the wait for a crash of 400 lines behind its last byte.
func BenchmarkCrash400(b *testing.B) {
	log := longCrash(400)
	last := bytes.LastIndexByte(log[:len(log)-1], '\n') + 1
	for b.Loop() {
		b.StopTimer()
		now := time.Unix(1, 0)
		d := parse.New(parse.Options{Lines: true})
		d.Feed(log[:last], now)
		now = now.Add(time.Second)
		b.StartTimer()
		if c := d.Feed(log[last:], now).Crashes; len(c) != 1 || len(c[0].Body) < 390 {
			b.Fatalf("%d crashes", len(c))
		}
	}
}

// BenchmarkSurvey is what a scan does on every core ahead of the decoder.
func BenchmarkSurvey(b *testing.B) {
	log := ordinary(48000)
	b.SetBytes(int64(len(log)))
	var s parse.Survey
	for b.Loop() {
		for at := 0; at < len(log); at += 256 << 10 {
			s.Look(log[at:min(at+256<<10, len(log))], int64(at))
		}
	}
}

// TestOrdinaryLinesAllocateNothing holds a live line and a scan to it, with
// lines whole and cut.
func TestOrdinaryLinesAllocateNothing(t *testing.T) {
	log := ordinary(2000)
	for _, opt := range []parse.Options{{Lines: true}, {}} {
		for _, size := range []int{60, 100, 4096} {
			d := parse.New(opt)
			at := 0
			feed := func() {
				if at+size > len(log) {
					at = 0
				}
				d.Feed(log[at:at+size], time.Unix(1, 0))
				at += size
			}
			for range 4 * len(log) / size {
				feed()
			}
			if n := testing.AllocsPerRun(2*len(log)/size, feed); n > 0 {
				t.Errorf("%+v, %d bytes a time: %v allocations for each", opt, size, n)
			}
		}
	}
}

// endless are captures that never let go of a report, or that are one line.
var endless = map[string]func(n int) []byte{
	"one line": func(n int) []byte { return bytes.Repeat([]byte("BUG: x [    0.1 "), n*4) },
	"a trace": func(n int) []byte {
		var b bytes.Buffer
		b.Write(longCrash(20)[:600])
		for i := range n {
			fmt.Fprintf(&b, "[   20.500000]  some_function_%d+0x%x/0x140 [m]\n", i%1000, i%256)
		}
		return b.Bytes()
	},
	"headers": func(n int) []byte {
		var b bytes.Buffer
		for i := range n {
			fmt.Fprintf(&b, "[   20.%06d] Internal error: Oops: %d [#%d] SMP ARM\n", i%1000000, i%32, i)
		}
		return b.Bytes()
	},
	"trouble": func(n int) []byte {
		var b bytes.Buffer
		for i := range n {
			fmt.Fprintf(&b, "[%5d.%06d] usb %d-1: reading it failed with error -%d\n", i/10, i%10*100000, i%50, i%120+1)
		}
		return b.Bytes()
	},
	"quiet": func(n int) []byte { return ordinary(n * 8) },
}

// TestCostIsLinear decodes each input whole and in eight parts, each by a
// decoder of its own: that takes about as long. Where the cost grows with the
// square, the whole takes eight times as long. A busy machine slows both.
func TestCostIsLinear(t *testing.T) {
	if raceDetector {
		t.Skip("what the race detector costs is not what the decoder does")
	}
	const parts, most = 8, 3.5
	for name, input := range endless {
		long := input(64000)
		short := long[:len(long)/parts]
		whole, inParts, ratio := time.Hour, time.Hour, 0.0
		for range 10 {
			inParts = min(inParts, timed(short, parts))
			whole = min(whole, timed(long, 1))
			if ratio = float64(whole) / float64(inParts); ratio <= most {
				break
			}
		}
		if ratio > most {
			t.Errorf("%s: the whole took %.1f times as long as its parts", name, ratio)
		}
	}
}

// timed is how long it takes to decode the input so many times.
func timed(input []byte, times int) time.Duration {
	start := time.Now()
	for range times {
		d := parse.New(parse.Options{})
		for at := 0; at < len(input); at += 64 << 10 {
			d.Feed(input[at:min(at+64<<10, len(input))], time.Time{})
		}
		d.Close()
	}
	return time.Since(start)
}
