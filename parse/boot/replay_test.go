package boot

import (
	"fmt"
	"strings"
	"testing"

	"oopscope/parse/printk"
)

// firstBoot says 300 early lines and then one of much later.
func firstBoot(m *machine) {
	m.say("[    0.000000] Linux version 6.1.55 (root@b)")
	for i := range 300 {
		m.say(fmt.Sprintf("[    0.%06d] driver %d registered", 1000+7*i, i))
	}
	m.say("[   90.000000] usb 1-1: new device")
}

// TestReplay: whatever was typed or printed that prints the log again, the first
// early line that was there before shows a replay, and one that was not a boot.
func TestReplay(t *testing.T) {
	for _, cue := range []string{"root@board:~# dmesg", "# cat /proc/kmsg", "# journalctl -k", "# cat /sys/fs/pstore/dmesg-ramoops-0", "# cat /var/log/kern.log",
		"[   91.000000] sysrq: Replay kernel logs on consoles", "** replaying previous printk message **"} {
		for _, again := range []bool{true, false} {
			m := newMachine()
			firstBoot(m)
			m.say(cue)
			if got := m.log.State(); got != Asked {
				t.Errorf("behind %q: state %d", cue, got)
			}
			m.say("[    0.000000] Linux version 6.1.55 (root@b)")
			if got := m.log.State(); got != Undecided {
				t.Errorf("%q: state %d behind the banner", cue, got)
			}
			line, state, boots := "[    0.001007] driver 1 registered", Replaying, 1
			if !again {
				line, state, boots = "[    0.001008] driver 1 registered", Running, 2
			}
			m.say(line)
			if got := m.log.State(); got != state || m.log.Current().N != boots {
				t.Errorf("%q, %q: state %d in boot %d, want %d in %d", cue, line, got, m.log.Current().N, state, boots)
			}
			if again { // until the time at which it was asked for
				m.say("[   90.000000] usb 1-1: new device")
				if !m.log.Replaying() {
					t.Errorf("%q: the last line before it is of the replay, too", cue)
				}
				m.say("[   92.000000] usb 1-2: new device")
				if m.log.State() != Running || m.log.Current().N != 1 {
					t.Errorf("%q: state %d in boot %d behind the replay", cue, m.log.State(), m.log.Current().N)
				}
			}
		}
	}
	m := newMachine()
	firstBoot(m)
	m.say("[   91.000000] audit: someone called dmesg")
	if m.log.Asked() {
		t.Error("the kernel's own words on dmesg are taken for a command")
	}
}

// TestUndecidedHasAnEnd: 400 lines, or a time that is no early one, end the doubt:
// it was a boot.
func TestUndecidedHasAnEnd(t *testing.T) {
	begin := func() *machine {
		m := newMachine()
		firstBoot(m)
		m.say("# dmesg")
		m.say("[    0.000000] Linux version 6.1.55 (root@b)")
		return m
	}
	m := begin()
	for i := 1; i <= 401; i++ {
		m.say("some program's words")
		if got, want := m.log.Undecided(), i <= 400; got != want {
			t.Fatalf("%d lines on: undecided %v", i, got)
		}
	}
	for stamp, want := range map[string]bool{"[    2.000000]": false, "[    0.000000]": true} {
		m := begin()
		m.say(stamp + " a line that nobody knows")
		if m.log.Undecided() != want {
			t.Errorf("%s: undecided %v", stamp, !want)
		}
	}
	m = begin()
	m.say("U-Boot 2023.10 (Oct 02 2023 - 14:21:11 +0000)")
	if m.log.Undecided() || m.log.Current().N != 3 {
		t.Errorf("a boot loader comes in no replay: boot %d", m.log.Current().N)
	}
}

// TestEarlyLinesAreBounded: the first 256 stamped lines are known again.
func TestEarlyLinesAreBounded(t *testing.T) {
	for i, want := range map[int]State{0: Replaying, 255: Replaying, 256: Running} {
		m := newMachine()
		firstBoot(m)
		m.say("# dmesg")
		m.say("[    0.000000] Linux version 6.1.55 (root@b)")
		m.say(fmt.Sprintf("[    0.%06d] driver %d registered", 1000+7*i, i))
		if got := m.log.State(); got != want {
			t.Errorf("line %d again: state %d, want %d", i, got, want)
		}
	}
}

// TestRecent: eight lines, of 512 bytes at most, oldest first.
func TestRecent(t *testing.T) {
	var r Recent
	keep := func(n int, raw string) {
		r.Keep(n, int64(n)*10, int64(n)*10+10, []byte(raw), printk.Read([]byte(raw)))
	}
	for n := 1; n <= 12; n++ {
		keep(n, fmt.Sprintf("[   1%d.000000] line", n%10))
	}
	got := r.Before(12)
	if len(got) != 7 || got[0].N != 5 || got[6].N != 11 || got[6].Text != "line" || got[6].Micro != 11e6 || got[0].First != 50 || got[0].Last != 60 {
		t.Errorf("%+v", got)
	}
	if LastStamped(got) != 11 || !OnlyKernel(got) || !r.OfKernel() {
		t.Error("the kernel's lines are not known")
	}
	for i := range 4 {
		if !r.OfKernel() {
			t.Errorf("%d of 8 lines are the kernel's", 8-i)
		}
		keep(13+i, "words of a program")
	}
	if r.OfKernel() {
		t.Error("half of the lines are enough")
	}
	if got := r.Before(99); LastStamped(got) != 12 || OnlyKernel(got) {
		t.Errorf("%d is the last stamped line", LastStamped(got))
	}
	keep(20, strings.Repeat("x", 600))
	if got := r.Before(99); len(got[7].Raw) != 512 {
		t.Errorf("%d bytes of a long line are kept", len(got[7].Raw))
	}
	for _, words := range []string{`avc: denied exe="/bin/sh"`, `audit: comm="sh"`, "systemd[1]: Started", "udevd[77]: starting"} {
		var r Recent
		raw := "[    9.000000] " + words
		r.Keep(1, 0, 1, []byte(raw), printk.Read([]byte(raw)))
		if OnlyKernel(r.Before(2)) {
			t.Errorf("%q: no program runs", words)
		}
	}
	if OnlyKernel(nil) || LastStamped(nil) != 0 {
		t.Error("no lines are taken for the kernel's")
	}
}

// TestRecentSkips: lines that were passed over are there when they are asked for.
func TestRecentSkips(t *testing.T) {
	var r Recent
	r.Keep(1, 0, 7, []byte("before"), printk.Read([]byte("before")))
	var text strings.Builder
	for n := 2; n <= 21; n++ {
		fmt.Fprintf(&text, "[   %d.000000] n%d\n", 10+n, n)
	}
	r.Skip([]byte(text.String()), 20, 21, 7+int64(text.Len()))
	got := r.Before(22)
	if len(got) != 8 || got[0].N != 14 || got[7].N != 21 || got[7].Text != "n21" || got[7].Last != 7+int64(text.Len()) {
		t.Errorf("%+v", got)
	}
	r = Recent{}
	r.Keep(1, 0, 7, []byte("before"), printk.Read([]byte("before")))
	r.Skip([]byte("a line\nanother\n"), 2, 3, 22)
	if got := r.Before(4); len(got) != 3 || got[0].Text != "before" || got[1].Text != "a line" || got[2].First != 14 {
		t.Errorf("%+v", got)
	}
}
