package parse_test

import (
	"bytes"
	"fmt"
	"strconv"
	"testing"
	"time"
)

// loggersOfTests are the programs that hand the kernel's lines on, each with
// how it writes one: its time, its text. Lines without a stamp are a program's.
var loggersOfTests = []struct {
	name string
	line func(at time.Duration, n int, stamp, text []byte) []byte
}{
	{"dmesg -T", func(at time.Duration, _ int, _, text []byte) []byte {
		return append(bootClock(at, "[Mon Jan _2 15:04:05 2006] "), text...)
	}},
	{"dmesg -x", func(_ time.Duration, _ int, stamp, text []byte) []byte {
		return fmt.Appendf(nil, "kern  :alert : %s%s", stamp, text)
	}},
	{"dmesg -xT", func(at time.Duration, _ int, _, text []byte) []byte {
		return append(bootClock(at, "kern  :warn  : [Mon Jan _2 15:04:05 2006] "), text...)
	}},
	{"dmesg -d", func(at time.Duration, _ int, _, text []byte) []byte {
		return fmt.Appendf(nil, "[%12.6f <    0.000012>] %s", at.Seconds(), text)
	}},
	{"dmesg -H", func(_ time.Duration, n int, _, text []byte) []byte {
		if n%40 == 0 {
			return fmt.Appendf(nil, "[Nov20 04:09] %s", text)
		}
		return fmt.Appendf(nil, "[  +0.%06d] %s", n%1000000, text)
	}},
	{"dmesg --time-format iso", func(at time.Duration, _ int, _, text []byte) []byte {
		return append(bootClock(at, "2006-01-02T15:04:05,000000+01:00 "), text...)
	}},
	{"journalctl -o short", func(at time.Duration, _ int, _, text []byte) []byte {
		return append(bootClock(at, "Jan _2 15:04:05 bench kernel: "), text...)
	}},
	{"journalctl -o short-precise", func(at time.Duration, _ int, _, text []byte) []byte {
		return append(bootClock(at, "Jan _2 15:04:05.000000 bench kernel: "), text...)
	}},
	{"journalctl -o short-iso", func(at time.Duration, _ int, _, text []byte) []byte {
		return append(bootClock(at, "2006-01-02T15:04:05+0100 bench kernel: "), text...)
	}},
	{"journalctl -o short-monotonic", func(at time.Duration, _ int, _, text []byte) []byte {
		return fmt.Appendf(nil, "[%12.6f] bench kernel: %s", at.Seconds(), text)
	}},
	{"rsyslog", func(at time.Duration, _ int, stamp, text []byte) []byte {
		return append(bootClock(at, "2006-01-02T15:04:05.123456+01:00 bench kernel: "), append(stamp, text...)...)
	}},
	{"/dev/kmsg", func(at time.Duration, n int, _, text []byte) []byte {
		return fmt.Appendf(nil, "4,%d,%d,-;%s", n, at.Microseconds(), text)
	}},
	{"netconsole, extended with release", func(at time.Duration, n int, _, text []byte) []byte {
		return fmt.Appendf(nil, "6.1.0,4,%d,%d,-;%s", n, at.Microseconds(), text)
	}},
	{"netconsole, extended in fragments", func(at time.Duration, n int, _, text []byte) []byte {
		return fragments(fmt.Sprintf("6.1.0,4,%d,%d,-", n, at.Microseconds()), text, 90)
	}},
	{"logcat -b kernel", func(at time.Duration, _ int, _, text []byte) []byte {
		return append(bootClock(at, "01-02 15:04:05.000     0     0 W         : "), text...)
	}},
	{"logcat with a tag", func(at time.Duration, _ int, stamp, text []byte) []byte {
		return append(bootClock(at, "01-02 15:04:05.000  root     0     0 E KERNEL  : "), append(stamp, text...)...)
	}},
	{"compose", func(_ time.Duration, _ int, stamp, text []byte) []byte {
		return fmt.Appendf(nil, "board-01 | %s%s", stamp, text)
	}},
	{"colours", func(_ time.Duration, _ int, stamp, text []byte) []byte {
		return fmt.Appendf(nil, "\x1b[32m%s\x1b[0m\x1b[31m%s\x1b[0m", stamp, text)
	}},
}

// TestDictionaries: what a record says of itself in the lines below its own is
// no part of a report, and does not end one. Devices' messages have one.
func TestDictionaries(t *testing.T) {
	kinds := map[string]bool{"unload_race": true, "uaf": true, "warn": true, "hung_task": true}
	for _, c := range some(kernelCorpus(t)) {
		if !kinds[c.Kind] {
			continue
		}
		var with []byte
		want := bad(decode(c.log))
		for n, l := range lines(c.log) {
			record := func(at time.Duration, n int, _, text []byte) []byte {
				if n%5 > 0 {
					return fmt.Appendf(nil, "4,%d,%d,-;%s", n, at.Microseconds(), text)
				}
				return fmt.Appendf(nil, "4,%d,%d,-;%s\n SUBSYSTEM=pci\n DEVICE=+pci:0000:00:1f.2", n, at.Microseconds(), text)
			}
			with = append(append(with, handOn(record, n, bytes.TrimRight(l, "\r\n"))...), '\n')
		}
		got := bad(decode(with))
		if len(got) != len(want) {
			t.Errorf("%s: %d crashes, not %d", c.name, len(got), len(want))
			continue
		}
		for i := range want {
			got[i].First, got[i].Last = want[i].First, want[i].Last
			if difference := unlike(got[i], want[i]); difference != "" {
				t.Errorf("%s: %s", c.name, difference)
			}
		}
	}
}

// fragments cuts a record as netconsole does, smaller.
func fragments(head string, text []byte, most int) (cut []byte) {
	if len(text) <= most {
		return fmt.Appendf(nil, "%s;%s", head, text)
	}
	for at := 0; at < len(text); at += most {
		cut = fmt.Appendf(cut, "%s,ncfrag=%d/%d;%s", head, at, len(text)+1, text[at:min(at+most, len(text))])
	}
	return cut
}

// bootClock is the wall clock of a board that was switched on at 4:09:41.
func bootClock(at time.Duration, layout string) []byte {
	return time.Date(2026, 11, 20, 4, 9, 41, 0, time.UTC).Add(at).AppendFormat(nil, layout)
}

// TestLoggers: a crash is the same crash whoever wrote the log.
func TestLoggers(t *testing.T) {
	t.Parallel()
	kinds := map[string]bool{"unload_race": true, "uaf": true, "warn": true, "hung_task": true, "slab_overflow": true, "soft_lockup": true, "oom": true}
	for _, c := range kernelCorpus(t) {
		if !kinds[c.Kind] {
			continue
		}
		want := bad(decode(c.log))
		for _, logger := range loggersOfTests {
			var log []byte
			for n, l := range lines(c.log) {
				log = append(append(log, handOn(logger.line, n, bytes.TrimRight(l, "\r\n"))...), '\n')
			}
			got := bad(decode(log))
			if len(got) != len(want) {
				t.Errorf("%s: %s: %d crashes, not %d", logger.name, c.name, len(got), len(want))
				continue
			}
			for i := range want {
				if difference := unlike(got[i], want[i]); difference != "" {
					t.Errorf("%s: %s: %s", logger.name, c.name, difference)
				}
			}
		}
	}
}

func handOn(write func(time.Duration, int, []byte, []byte) []byte, n int, line []byte) []byte {
	m := stampRE.FindSubmatch(line)
	if m == nil {
		return line
	}
	s, _ := strconv.Atoi(string(m[1]))
	us, _ := strconv.Atoi(string(m[2]))
	at := time.Duration(s)*time.Second + time.Duration(us)*time.Microsecond
	return write(at, n, bytes.Clone(m[0]), line[len(m[0]):])
}
