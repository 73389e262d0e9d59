package parse_test

import (
	"bytes"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"testing"

	"oopscope/parse"
)

// A written report is one of testdata/reports: what the kernel prints for one
// bug, with what it should be called.
//
//	=== name: class culprit [xN]
//
// "-" is nobody; xN is how many of the kind there are. "@cpu", "@regs" and "@tail" stand for lines that every report
// of x86-64 shares.
type writtenReport struct {
	name, class, culprit string
	times                int
	text                 string
}

var reportWords = strings.NewReplacer(
	"@cpu", "CPU: 1 PID: 231 Comm: worker Not tainted 6.6.30 #1\nHardware name: QEMU Standard PC (i440FX + PIIX, 1996), BIOS 1.16.2 04/01/2014",
	"@regs", `Code: 48 89 e5 41 54 53 48 89 fb 48 83 ec 08 e8 0f 1f 44 00 00 48 8b 03 48 85 c0 74 0c 48 8b 40 08 5b 41 5c 5d c3 31 c0 eb f6 0f 1f <0f> 0b 48 89 df e8 00 00 00 00
RSP: 0018:ffffc90000b37d88 EFLAGS: 00010246
RAX: 0000000000000000 RBX: ffff888101234500 RCX: 0000000000000000
RDX: 0000000000000000 RSI: ffffffff82a3b8f1 RDI: 00000000ffffffff
RBP: ffffc90000b37d98 R08: 0000000000000000 R09: 0000000000000000
R10: 0000000000000000 R11: 0000000000000000 R12: ffff888101234500
R13: ffff888104c5e000 R14: 0000000000000000 R15: 0000000000000000
FS:  00007f3c1d0e8740(0000) GS:ffff88813bc80000(0000) knlGS:0000000000000000
CS:  0010 DS: 0000 ES: 0000 CR0: 0000000080050033
CR2: 00007f3c1d2f1a10 CR3: 0000000103a4e000 CR4: 00000000000006e0`,
	"@tail", ` __x64_sys_ioctl+0x94/0xd0
 do_syscall_64+0x3b/0x90
 entry_SYSCALL_64_after_hwframe+0x6e/0xd8
RIP: 0033:0x7f3c1d1f2b6f
Code: 00 48 89 44 24 18 31 c0 48 8d 44 24 60 c7 04 24 10 00 00 00 48 89 44 24 08 48 8d 44 24 20 48 89 44 24 10 b8 10 00 00 00 0f 05 <41> 89 c0 3d 00 f0 ff ff 77 1f
RSP: 002b:00007ffe2d0d4b90 EFLAGS: 00000246 ORIG_RAX: 0000000000000010
RAX: ffffffffffffffda RBX: 0000000000000003 RCX: 00007f3c1d1f2b6f
RDX: 0000000000000000 RSI: 0000000000005401 RDI: 0000000000000003
RBP: 00007ffe2d0d4c00 R08: 0000000000000000 R09: 0000000000000000
R10: 0000000000000000 R11: 0000000000000246 R12: 0000000000000000
R13: 0000000000000000 R14: 0000000000000000 R15: 0000000000000000`,
)

func writtenReports(t *testing.T) (all []writtenReport) {
	t.Helper()
	names, _ := filepath.Glob("../testdata/reports/*.txt")
	for _, name := range names {
		b, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		for _, part := range strings.Split("\n"+string(b), "\n=== ")[1:] {
			head, text, _ := strings.Cut(part, "\n")
			title, want, ok := strings.Cut(head, ": ")
			class, culprit, ok2 := strings.Cut(want, " ")
			culprit, times, _ := strings.Cut(culprit, " x")
			n, _ := strconv.Atoi(times)
			if !ok || !ok2 {
				t.Fatalf("%s: cannot read %q", name, head)
			}
			all = append(all, writtenReport{filepath.Base(name) + ": " + title, class, culprit, max(1, n), reportWords.Replace(text)})
		}
	}
	if len(all) == 0 {
		t.Fatal("no written reports")
	}
	return all
}

// consoles are the ways in which one report may stand on a console: what the
// kernel writes in front of every line, and what comes before and after.
var consoles = []struct {
	name  string
	stamp func(i int) string
}{
	{"bare", func(int) string { return "" }},
	{"stamped", func(i int) string { return fmt.Sprintf("[%5d.%06d] ", 40+i/9000, i*37%1000000) }},
	{"caller", func(i int) string { return fmt.Sprintf("[%5d.%06d][  T231] ", 40, 1000+i*31) }},
}

func onConsole(text string, stamp func(int) string) []byte {
	var b strings.Builder
	n := 0
	say := func(lines string) {
		for _, l := range strings.Split(strings.TrimSuffix(lines, "\n"), "\n") {
			b.WriteString(stamp(n) + l + "\r\n")
			n++
		}
	}
	say("usb 1-1: new high-speed USB device number 2 using xhci_hcd\neth0: link becomes ready")
	say(text)
	for i := range 40 {
		say(fmt.Sprintf("audit: backlog limit exceeded, record %d", i))
	}
	return []byte(b.String())
}

// TestWrittenReports: every report is found once, under its class, with the
// function that a person would look at, however the console stamps its lines.
func TestWrittenReports(t *testing.T) {
	for _, r := range writtenReports(t) {
		for _, c := range consoles {
			got := bad(decode(onConsole(r.text, c.stamp)))
			if len(got) != r.times {
				t.Errorf("%s, %s: %d crashes: %v", r.name, c.name, len(got), summaries(got))
				continue
			}
			k := got[0]
			culprit := k.Culprit.Function
			if culprit == "" {
				culprit = "-"
			}
			if k.Class != r.class || culprit != r.culprit || k.Open {
				t.Errorf("%s, %s: %s blames %s %q of %v, want %s and %s", r.name, c.name, k.Class, culprit, k.Title, clip(chainNames(k)), r.class, r.culprit)
			}
			if want := strings.Count(r.text, "\n"); r.times == 1 && k.Last-k.First+1 < want-1 {
				t.Errorf("%s, %s: lines %d-%d, want %d lines", r.name, c.name, k.First, k.Last, want)
			}
		}
	}
}

func summaries(all []*parse.Crash) (s []string) {
	for _, k := range all {
		s = append(s, fmt.Sprintf("%s %d-%d %q", k.Class, k.First, k.Last, k.Title))
	}
	return s
}

// TestNothingToReport: what sounds like a crash and is none. Every log of
// testdata/clean is read as it is, with every stamp taken off, with stamps of
// printk's callers, and from each of its lines on.
func TestNothingToReport(t *testing.T) {
	names, _ := filepath.Glob("../testdata/clean/*.log")
	if len(names) < 8 {
		t.Fatalf("only %d logs", len(names))
	}
	stamp := regexp.MustCompile(`(?m)^\[ *\d+\.\d{6}\] `)
	for _, name := range names {
		b, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		for how, log := range map[string][]byte{
			"as it is":      b,
			"with callers":  stamp.ReplaceAllFunc(b, func(s []byte) []byte { return append(s[:len(s)-1:len(s)-1], "[  T231] "...) }),
			"as of a group": append([]byte("### CASE clean\r\n"), b...),
		} {
			if got := bad(decode(log)); len(got) > 0 {
				t.Errorf("%s, %s: %v", name, how, summaries(got))
			}
		}
		if strings.HasSuffix(name, "sysrq-oom.log") {
			continue // nothing but its first lines tells who asked
		}
		ls := lines(b)
		for from := 1; from < len(ls); from += 1 + len(ls)/60 {
			if got := bad(decode(bytes.Join(ls[from:], nil))); len(got) > 0 {
				t.Errorf("%s from line %d: %v", name, from+1, summaries(got))
			}
		}
	}
}
