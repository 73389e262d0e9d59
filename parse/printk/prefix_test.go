package printk

import (
	"bytes"
	"testing"
)

// TestReadPrefix reads what stands in front of a line's text.
func TestReadPrefix(t *testing.T) {
	for _, c := range []struct {
		line   string
		text   string
		micro  int64
		level  int8
		Caller Caller
	}{
		{"[  942.541300] Unable", "Unable", 942541300, -1, 0},
		{"[  942.541300][ T1726]  frame", " frame", 942541300, -1, taskCaller(1726)},
		{"[    0.000000][    C0] a", "a", 0, -1, cpuCaller(0)},
		{"<4>[    3.800000] a", "a", 3800000, 4, 0},
		{"<4> [3.800000] a", "a", 3800000, 4, 0},
		{"<4> [88.829] a", "a", 88829000, 4, 0},
		{"<12>[    3.800000] a", "a", 3800000, 4, 0}, // facility 1, level 4
		{"[    3.078160] [      T0] a", "a", 3078160, -1, taskCaller(0)},
		{"kern  :warn  : [    3.078160] [    C1]  a", " a", 3078160, 4, cpuCaller(1)},
		{"[    3.078160] [T0]", "[T0]", 3078160, -1, 0},
		{"[ 406.829178 ] a", "a", 406829178, -1, 0},
		{"4,1234,942541300,-,caller=T17;a", "a", 942541300, 4, taskCaller(17)},
		{"Nov 20 04:09:41 board kernel: [    3.800000] a", "a", 3800000, -1, 0},
		{"2023-03-20T05:33:33.527937  kern  :alert : [    1.000000] a", "a", 1000000, 1, 0},
		{"Mär 20 04:09:41 board kernel: a", "a", -1, -1, 0},
		{"févr.  3 04:09:41 board kernel: [    3.800000] a", "a", 3800000, -1, 0},
		{"20. März 04:09:41.123456 board kernel: a", "a", -1, -1, 0},
		{"11月 20 04:09:41 board kernel:  a", " a", -1, -1, 0},
		{"1763608181.123456 board kernel: a", "a", -1, -1, 0},
		{"Fri 2026-11-20 04:09:41 CET board kernel: a", "a", -1, -1, 0},
		{"<4>1 2026-11-20T04:09:41.123456+01:00 board kernel - - - a", "a", -1, 4, 0},
		{`<2>1 2026-11-20T04:09:41Z board kernel - - [meta id="1]"][x y="\"]"] a`, "a", -1, 2, 0},
		{"<2>1 2026-11-20T04:09:41Z board sshd 12 - - a", "1 2026-11-20T04:09:41Z board sshd 12 - - a", -1, 2, 0},
		{`<2>1 2026-11-20T04:09:41Z board kernel - - [meta id="1`, `1 2026-11-20T04:09:41Z board kernel - - [meta id="1`, -1, 2, 0},
		{"it died at 04:09:41 in kernel: a", "it died at 04:09:41 in kernel: a", -1, -1, 0},
		{"on 3 occasions 04:09:41 my own kernel: a", "on 3 occasions 04:09:41 my own kernel: a", -1, -1, 0},
		{"~ # [    4.200000] BUG: a", "BUG: a", 4200000, -1, 0},
		{"[  819.871466]  EMERG: a", "a", 819871466, 0, 0},
		{"[  819.871466]   WARN:  a", " a", 819871466, 4, 0},
		{"[  819.871466]  EMERGE: a", " EMERGE: a", 819871466, -1, 0},
		{"[    0.693542] c0 1 (swapper/0) a", "a", 693542, -1, taskCaller(1)},
		{"[    0.693542] c0 1 (swapper/0", "c0 1 (swapper/0", 693542, -1, 0},
		{"[    0.693542] c0 clock", "c0 clock", 693542, -1, 0},
		{"no prefix", "no prefix", -1, -1, 0},
		{"[12.5] not a stamp", "[12.5] not a stamp", -1, -1, 0},
		{"", "", -1, -1, 0},
	} {
		p := Read([]byte(c.line))
		if got := c.line[p.Text:]; got != c.text || p.Micro != c.micro || p.Level != c.level || p.Caller != c.Caller {
			t.Errorf("%q: text %q, %d us, level %d, caller %d", c.line, got, p.Micro, p.Level, p.Caller)
		}
	}
}

func TestDictionaryOfARecord(t *testing.T) {
	for line, want := range map[string]bool{
		" SUBSYSTEM=pci": true, " DEVICE=+pci:0000:00:1f.2": true, " taskname=sh": true, " my.key-1=a b=c": true,
		"SUBSYSTEM=pci": false, " =x": false, " a b=c": false, "  R0=1": false, " (show_stack) from [<c010=": false, "": false,
	} {
		if IsDictionary([]byte(line)) != want {
			t.Errorf("%q: %v", line, !want)
		}
	}
	if !Read([]byte("6.1.0,4,1,2,-;a")).Record || Read([]byte("<4>[    1.000000] a")).Record {
		t.Error("what is a record?")
	}
}

// TestScrub takes terminal control out and leaves the text.
func TestScrub(t *testing.T) {
	for in, want := range map[string]string{
		"\x1b[0;32m  OK  \x1b[0m a":           "  OK   a",
		"a\x1b]52;c;aGk=\x07b":                "ab",
		"a\x1b]0;never ended [    1.0] b":     "a0;never ended [    1.0] b",
		"a\x1bP1$r\x1b\\b\x1b(Bc":             "abc",
		"tab\tis kept\x00\x08":                "tab\tis kept",
		"\u009b31mred":                        "31mred",
		"ax\b \bb\bcé\bd":                     "acd",
		"\b\b\bover\b\b\b\b\b\b\x1b[Kwritten": "written",
	} {
		if got := string(Scrub(nil, []byte(in))); got != want {
			t.Errorf("%q became %q, want %q", in, got, want)
		}
	}
}

// FuzzPrefix holds for any bytes: the text is a tail of the line, and scrubbed
// text has nothing left to scrub.
func FuzzPrefix(f *testing.F) {
	for _, s := range []string{
		"[  942.541300][ T1726] a", "<4>[    3.8] a", "4,1,2,-;a", "Nov 20 04:09:41 h kernel: a", "[Fri Nov 20 04:09:41 2026] a",
		"2026-11-20T04:09:41,123456+00:00 a", "11-20 04:09:41.123  root     0     0 E KERNEL  : a", "kern  :emerg : a", "20. März 04:09:41 h kernel: a", `<4>1 2026-11-20T04:09:41Z h kernel - - [a b="\]"] c`, "\x1b[31m[    1.000000] a",
	} {
		f.Add([]byte(s))
	}
	f.Fuzz(func(t *testing.T, line []byte) {
		clean := Scrub(nil, line)
		if again := Scrub(nil, clean); !bytes.Equal(again, clean) {
			t.Fatalf("%q scrubbed twice is %q", clean, again)
		}
		p := Read(clean)
		if p.Text < 0 || p.Text > len(clean) || p.Level < -1 || p.Level > 7 {
			t.Fatalf("%q: %+v", clean, p)
		}
		if at := RawOffset(line, p.Text); at > len(line) || len(Trim(line)) > MaxLine {
			t.Fatalf("%q: the text at %d", line, at)
		}
	})
}

// A line's text begins behind the prefix in the bytes as they came, colours or
// not, and never within a sequence.
func TestWhereTheTextBegins(t *testing.T) {
	for raw, want := range map[string]string{
		"[    1.000000] usb": "usb",
		"\x1b[32m[    1.000000] \x1b[0m\x1b[33musb\x1b[0m":         "\x1b[0m\x1b[33musb\x1b[0m",
		"[    1.000000] \x1b[1musb\x1b[0m":                         "\x1b[1musb\x1b[0m",
		"50%\r\x1b[K[    1.000000] usb\x1b[m":                      "usb\x1b[m",
		"[\x1b[32m  OK  \x1b[0m] Started \x1b[0;1;39mudev\x1b[0m.": "[\x1b[32m  OK  \x1b[0m] Started \x1b[0;1;39mudev\x1b[0m.",
		"\x1b[36mdiscard\x1b[m\x1b[9C\x1b[31m9\x1b[m/udp\x1b[35mx": "\x1b[36mdiscard\x1b[m\x1b[9C\x1b[31m9\x1b[m/udp\x1b[35mx",
		"\a[    1.000000] us\x1b]0;title\ab":                       "us\x1b]0;title\ab",
	} {
		clean := Clean(nil, []byte(raw))
		at := Read(clean).Text
		if len(clean) != len(raw) {
			at = RawOffset([]byte(raw), at)
		}
		if text := raw[at:]; text != want {
			t.Errorf("%q: the text is %q", raw, text)
		}
	}
}
