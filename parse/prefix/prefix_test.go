package prefix

import (
	"fmt"
	"strings"
	"testing"

	"oopscope/parse/class"
)

const header = "BUG: kernel NULL pointer dereference, address: 0000000000000010"

// found are the headers whose literals stand in a text.
func found(text string) (all []*class.Matcher) {
	for _, m := range class.Matchers() {
		if m.Literal != "" && strings.Contains(text, m.Literal) {
			all = append(all, m)
		}
	}
	return all
}

// TestFind: a header may begin behind a mark, not within a word, and within the
// first 200 bytes.
func TestFind(t *testing.T) {
	for front, want := range map[string]int{
		"> ": 2, "kernel: ": 8, "| 12 | ": 7, "x>": 2, "\"": 1, "a\t": 2,
		"": -1, "x": -1, "x_": -1, "7": -1, "ü": -1,
		strings.Repeat(".", 199): 199, strings.Repeat(".", 200): -1,
	} {
		text := front + header
		at, worth := Find(text, found(text))
		if at != want || worth >= Sure != (want > 0) {
			t.Errorf("behind %q: at %d, worth %d; want %d", front, at, worth, want)
		}
	}
	if at, _ := Find("> no header at all", found("> no header at all")); at != -1 {
		t.Errorf("a header is found at %d", at)
	}
}

// A quoted report: what its lines begin with, and its lines.
var body = []string{
	"#PF: supervisor read access in kernel mode",
	"CPU: 0 PID: 231 Comm: pump Not tainted 6.1.0 #1",
	"RIP: 0010:pump_read+0x10/0x40 [pump]",
	"Call Trace:",
	" vfs_read+0x10/0x40",
}

// study begins one of the header behind a front, and gives it lines until it has
// decided. It returns how many that took.
func study(front string, worth Worth, lines ...string) (*Study, Verdict, int) {
	s := Begin([]byte(front+header), len(front), worth, false)
	for i, l := range lines {
		if v := s.Add([]byte(l), false); v != Undecided {
			return s, v, i + 1
		}
	}
	return s, Undecided, len(lines)
}

func behind(front string, lines []string) (all []string) {
	for _, l := range lines {
		all = append(all, front+l)
	}
	return all
}

// TestLearnt: lines that go on as a report does teach what stands in front of them.
func TestLearnt(t *testing.T) {
	for _, front := range []string{"> ", ">> ", "| ", "board: ", "[lab-7] ", "12:01:02 "} {
		s, v, n := study(front, Sure, behind(front, body)...)
		if v != Learnt {
			t.Errorf("%q: verdict %d", front, v)
			continue
		}
		if n != 2 || s.Width() != len(front) { // what begins with a mark may be anybody's, and nobody else writes a CPU's line
			t.Errorf("%q: %d lines, %d bytes wide", front, n, s.Width())
		}
		if got := s.Shape().Match([]byte(front + "and more")); got != len(front) {
			t.Errorf("%q: the shape %q takes %d bytes", front, s.Shape(), got)
		}
	}
}

// TestRefuted: nothing of a report in the six lines behind a header, and it was none.
func TestRefuted(t *testing.T) {
	var prose []string
	for i := range 40 {
		prose = append(prose, fmt.Sprintf("> and this is what somebody wrote of it, %c", 'a'+i%26))
	}
	for _, worth := range []Worth{Sure, Doubtful} {
		if _, v, n := study("> ", worth, prose...); v != Refuted || n != 6 {
			t.Errorf("prose: verdict %d after %d lines", v, n)
		}
	}
	one := append([]string{"> " + body[4]}, prose...) // one sign of a report is waited for
	if _, v, n := study("> ", Sure, one...); v != Refuted || n != 24 {
		t.Errorf("prose and one frame: verdict %d after %d lines", v, n)
	}
}

// TestCloseBy: behind a header that is sure one line is enough that nobody else prints,
// and near.
func TestCloseBy(t *testing.T) {
	for _, l := range []string{
		"RIP: 0010:pump_read+0x10/0x40 [pump]",
		"1-...0: (19 ticks this GP) idle=1094/1/0x4000000000000000 softirq=1380/1382 fqs=801",
		"lock: 0xf53ef350, .magic: dead4ead, .owner: pumpd/139, .owner_cpu: 0",
		"Read of size 4 at addr ffff8881d4332414 by task pump/22",
		"pump/22 is trying to acquire lock:",
	} {
		if _, v, n := study("    ", Sure, "    "+l); v != Learnt || n != 1 {
			t.Errorf("%q: verdict %d after %d lines", l, v, n)
		}
		if _, v, _ := study("    ", Doubtful, "    "+l); v == Learnt {
			t.Errorf("%q behind a header that is not sure", l)
		}
		if _, v, _ := study("    ", Sure, "    a", "    b", "    c", "    "+l); v == Learnt {
			t.Errorf("%q far behind", l)
		}
	}
}

// TestOneOff: a prompt stands in front of the header alone.
func TestOneOff(t *testing.T) {
	for front, want := range map[string]Verdict{"root@board:~# ": OneOff, "$ ": OneOff, "login: ": OneOff, "x=> ": OneOff, "50% ": OneOff, "lab! ": Undecided} {
		if _, v, _ := study(front, Sure, body...); v != want {
			t.Errorf("behind %q: verdict %d, want %d", front, v, want)
		}
	}
	late := append([]string{"one", "two", "three"}, body[1:]...)
	if _, v, _ := study("$ ", Sure, late...); v == OneOff {
		t.Error("a report that begins four lines behind the prompt is no report of its header")
	}
	if _, v, _ := study("$ ", Sure, late[1:]...); v != OneOff {
		t.Errorf("one that begins three lines behind it is: %d", v)
	}
}

// TestUnreadable: a report in a form that cannot be learnt is said, where the header
// is sure and four lines show it.
func TestUnreadable(t *testing.T) {
	odd := func(n int) (all []string) {
		for i := range 30 {
			l := strings.Repeat("x", i%7) + fmt.Sprintf(" %d;", i*i*i)
			if i < n {
				l += body[1+i%3]
			}
			all = append(all, l)
		}
		return all
	}
	for n, want := range map[int]Verdict{3: Refuted, 4: Unreadable} {
		if _, v, _ := study("@@ ", Sure, odd(n)...); v != want {
			t.Errorf("%d lines of a report: verdict %d, want %d", n, v, want)
		}
	}
	if _, v, _ := study("@@ ", Doubtful, odd(10)...); v != Refuted {
		t.Errorf("a header that is not sure: verdict %d", v)
	}
}

// TestSourceCode: a string in a program teaches nothing.
func TestSourceCode(t *testing.T) {
	for front, want := range map[string]bool{
		`pr_err("`: true, `"`: true, `x = '`: true, `="`: true,
		`"message": "`: false, `{"log":"`: false, `{'log': '`: false, `msg="`: false, "> ": false,
	} {
		if got := sourceCode([]byte(front)); got != want {
			t.Errorf("%q begins a string of a program: %v", front, got)
		}
	}
	if s, v, _ := study(`pr_err("`, Sure, behind(`pr_err("`, body)...); v == Learnt {
		t.Errorf("learnt %q", s.Shape())
	}
}

// TestIsField: `journalctl -o verbose`.
func TestIsField(t *testing.T) {
	for text, want := range map[string]bool{
		"    _TRANSPORT=kernel": true, "\tPRIORITY=4": true, "    SYSLOG_IDENTIFIER2=x": true, "    _BOOT_ID=": true,
		"Fri 2026-11-20 04:09:41.123456 CET [s=4f;i=1a;b=9c]": true,
		"    MESSAGE=Call Trace:":                             false, "_TRANSPORT=kernel": false, "    lower=x": false, "    =x": false, "    WORD": false, "": false,
	} {
		if got := IsField([]byte(text)); got != want {
			t.Errorf("%q is a field: %v", text, got)
		}
	}
	fields := make([]string, 700)
	for i := range fields {
		fields[i] = "    _TRANSPORT=kernel"
	}
	s := Begin([]byte("    MESSAGE="+header), len("    MESSAGE="), Sure, false)
	for i, f := range fields {
		if v := s.Add([]byte(f), false); v != Undecided {
			if i < 599 {
				t.Errorf("%d fields are too many", i)
			}
			return
		}
	}
	t.Error("a study of fields has no end")
}

// TestWeights: what only a kernel prints weighs two, what people do not quote by itself
// three, what anybody may say nothing.
func TestWeights(t *testing.T) {
	for text, want := range map[string]int{
		" vfs_read+0x10/0x40": 2, " [<c0101a0c>] show_stack": 2, "<TASK>": 2, "</TASK>": 2, "<IRQ>": 2, "</IRQ>": 2, "? more": 0, "name+0x10": 0,
		"Call Trace:": 2, "---[ end trace 0000000000000000 ]---": 2, "------------[ cut here ]------------": 2,
		"Hardware name: QEMU": 2, "Modules linked in: pump(O)": 2, "Workqueue: events f": 2, "CPU: 0 PID: 231 Comm: pump Not tainted 6.1.0 #1": 3,
		"Process of ours": 1, "Tainted: maybe": 1,
		"RAX: 0000000000000000 RBX: 0000000000000000": 2, "Code: 48 8b <c7>": 2, "Code: Bad RIP value.": 2, "pc : unknown": 0,
		"Allocated by task 77:": 1, ">ffff8881: fa": 0, "abc": 0, "prose that says nothing": 0,
	} {
		if got := weight(text); got != want {
			t.Errorf("%q weighs %d, want %d", text, got, want)
		}
	}
	for text, want := range map[string]bool{
		"0;1;CPU: 0 PID: 231 Comm: pump Not tainted 6.1.0 #1": true, "a,b,Call Trace:": true, "x | vfs_read+0x10/0x40": true, "x | RAX: 0000000000000000 RBX: 0000000000000000": true,
		"he met vfs_read+0x10/0x40 in it": false, "a word": false, "CPU usage 12": false,
		strings.Repeat(".", 150) + " vfs_read+0x10/0x40": true, strings.Repeat(".", 190) + " vfs_read+0x10/0x40": false,
	} {
		if got := looksLikeReport([]byte(text)); got != want {
			t.Errorf("%q has a report's line in it: %v", text, got)
		}
	}
}
