package ui

import (
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/charmbracelet/x/ansi"

	"oopscope/console/link"
	"oopscope/parse"
	"oopscope/ui/term"
)

func TestTypingIsShownLoudlyAndLeft(t *testing.T) {
	a, b := testApp(t, 80, 24)
	a.receive(&parse.Batch{Partial: []byte("# ")})
	a.press("i")
	sees(t, a, "CONSOLE: keys go to the board", "ctrl+t esc")
	if c := a.View().Cursor; c == nil || c.X != 2 {
		t.Errorf("the cursor is at %v", c)
	}
	a.press("l", "s", "enter", "ctrl+c", "ctrl+t", "ctrl+t")
	a.press("ctrl+t", "b")
	if string(b.sent) != "ls\r\x03" && string(b.sent) != "ls\r\x03\x14" || b.broke != 1 {
		t.Errorf("the board got %q and %d breaks", b.sent, b.broke)
	}
	a.press("ctrl+t", "esc")
	lacks(t, a, "CONSOLE")
	b.link.Writable = false
	for state, words := range map[State]string{Over: "this is a capture", Away: "the port is away", Up: "bytes only come"} {
		b.link.State = state
		a.Update(tickMsg{})
		a.press("i")
		sees(t, a, "nothing to type to", words)
	}
}

func TestSysRqWithAndWithoutBreak(t *testing.T) {
	a, b := testApp(t, 80, 24)
	a.press("ctrl+t", "K", "t")
	if string(b.sent) != "t" || b.broke != 1 {
		t.Errorf("sent %q, %d breaks", b.sent, b.broke)
	}
	a.press("ctrl+t", "K", "c", "x")
	if b.broke != 1 {
		t.Error("crashed the kernel without asking twice")
	}
	a.press("c", "c")
	if b.broke != 2 || string(b.sent) != "tc" {
		t.Errorf("sent %q, %d breaks", b.sent, b.broke)
	}
	b.noBrk, b.sent = true, nil
	a.press("ctrl+t", "K", "w")
	sees(t, a, "no BREAK sent", "echo w > /proc/sysrq-trigger")
	a.press("y")
	if string(b.sent) != "echo w > /proc/sysrq-trigger\r" {
		t.Errorf("sent %q", b.sent)
	}
}

// While typing, the question that a missing BREAK brings takes the keys.
func TestNoBreakWhileTyping(t *testing.T) {
	a, b := testApp(t, 80, 24)
	a.tap = term.NewTap(nil, a.keys, b.Send)
	b.noBrk = true
	a.press("i", "ctrl+t", "K", "w")
	sees(t, a, "echo w > /proc/sysrq-trigger")
	if a.tap.Taking() {
		t.Error("the answer would go to the board")
	}
	a.press("y")
	if string(b.sent) != "echo w > /proc/sysrq-trigger\r" || !a.tap.Taking() {
		t.Errorf("sent %q, typing again: %v", b.sent, a.tap.Taking())
	}
}

func TestPastesOfSeveralLinesAreAskedAbout(t *testing.T) {
	a, b := testApp(t, 80, 24)
	a.press("i")
	a.carry(a.pasteToBoard([]byte("one word")))
	if string(b.sent) != "one word" {
		t.Errorf("sent %q", b.sent)
	}
	b.sent = nil
	a.carry(a.pasteToBoard([]byte("one\r\ntwo\nthree")))
	sees(t, a, "paste 3 lines")
	if b.sent != nil {
		t.Errorf("sent %q unasked", b.sent)
	}
	a.press("y")
	if string(b.sent) != "one\rtwo\rthree" {
		t.Errorf("sent %q", b.sent)
	}
}

func TestAnUnpluggedPortIsSaid(t *testing.T) {
	a, b := testApp(t, 80, 24)
	a.receive(many(3, 1))
	b.link.State, b.link.Detail, b.link.Since = Away, "unplugged", a.now().Add(-3e9)
	a.Update(tickMsg{})
	sees(t, a, "AWAY", "unplugged · 3.0 s · waiting for it")
	b.link.State, b.link.Record = Up, ""
	next := many(2, 4)
	next.Gaps = []parse.Gap{{After: 3, Length: 3.2e9, Reason: "unplugged"}}
	a.receive(next)
	a.Update(tickMsg{})
	sees(t, a, "── unplugged · 3.2 s ──", "NOT RECORDING")
}

// What was said of a line while it was away goes when it is back; what else was
// said meanwhile stays.
func TestNothingIsSaidOfALineThatIsBack(t *testing.T) {
	a, b := testApp(t, 80, 24)
	a.receive(many(3, 1))
	state := func(s State) {
		b.link.State, b.link.Writable, b.link.Since = s, s == Up, a.now()
		a.Update(tickMsg{})
	}
	for name, say := range map[string]func(){
		"typing":  func() { a.press("i") },
		"sysrq":   func() { a.press("ctrl+t", "K") },
		"pasting": func() { a.send([]byte("x")) },
		"queued":  func() { a.Update(sentMsg{err: fmt.Errorf("the paste: %w", link.ErrAway)}) },
	} {
		state(Away)
		say()
		sees(t, a, "the port is away")
		state(Up)
		if strings.Contains(a.text(), "away") {
			t.Errorf("%s: said of a line that is up:\n%s", name, a.text())
		}
	}
	b.link.Warning = "minicom has this port open as well"
	a.Update(tickMsg{})
	sees(t, a, "minicom has this port", "PORT?")
	b.link.Warning = ""
	a.Update(tickMsg{})
	lacks(t, a, "minicom", "PORT?")
	state(Away)
	a.saved(savedMsg{err: errors.New("disk full")})
	state(Up)
	sees(t, a, "disk full")
}

func TestWrongThemeAndKeymapAreNamed(t *testing.T) {
	for _, c := range [][2]string{{"pink", ""}, {"dark", "emacs"}} {
		if err := Check(c[0], c[1]); err == nil || !strings.Contains(err.Error(), "there are: ") {
			t.Errorf("%q: %v", c, err)
		}
	}
	if err := Check("light", "picocom"); err != nil {
		t.Error(err)
	}
}

func TestThePrefixLeadsOutOfOverlays(t *testing.T) {
	a, b := testApp(t, 80, 24)
	a.press("i", "ctrl+t", "?")
	sees(t, a, "SysRq: a table of keys")
	a.press("ctrl+t", "esc")
	lacks(t, a, "SysRq: a table of keys", "CONSOLE")
	a.carry(a.pasteToBoard([]byte("a\rb\r")))
	sees(t, a, "paste 2 lines")
	a.press("ctrl+t", "b")
	if len(b.sent) > 0 || b.broke != 1 {
		t.Errorf("sent %q, %d breaks", b.sent, b.broke)
	}
}

// The prompt shows the part of a long text that the cursor is in.
func TestALongTextInThePrompt(t *testing.T) {
	a, _ := testApp(t, 40, 10)
	a.press("/")
	a.write("a" + strings.Repeat("x", 60) + "z")
	sees(t, a, "xz")
	if c := a.View().Cursor; c.X != 39 {
		t.Errorf("the cursor is in column %d", c.X)
	}
	a.press("home")
	sees(t, a, "/axx")
	if c := a.View().Cursor; c.X != 1 {
		t.Errorf("the cursor is in column %d", c.X)
	}
}

// What is wrong is called by its name, and a port's trouble is not the record's.
func TestTroubleOfRecordAndPort(t *testing.T) {
	a, b := testApp(t, 120, 24)
	b.link.Warning = "picocom (412) has this port open as well"
	a.Update(tickMsg{})
	sees(t, a, "PORT?", "picocom (412) has")
	b.link.Trouble, b.link.Ailment = "not recording: no space left on device", link.Refused
	a.Update(tickMsg{})
	sees(t, a, "NOT RECORDING: no space left", "PORT?")
	b.link.Trouble, b.link.Ailment = "12 bytes are missing from the record", "holed"
	a.Update(tickMsg{})
	sees(t, a, "12 bytes are missing")
	lacks(t, a, "NOT RECORDING")
}

// A complaint that something else is told behind at once is shown again, until a key takes
// it away or it is not true any more; one that was there to be read does not come back.
func TestAComplaintIsNotLostBehindWhatComesNext(t *testing.T) {
	a, b := testApp(t, 120, 24)
	later := time.Duration(0)
	now := a.now()
	a.now = func() time.Time { return now.Add(later) }
	b.link.Trouble, b.link.Ailment = "the record goes on without a line index; no space left", "unlined"
	a.Update(tickMsg{})
	a.complain("not saved: no space left")
	a.warn("new crash 1: it died")
	for _, words := range []string{"new crash 1", "not saved", "line index; no space left"} {
		if !strings.Contains(a.notice.text, words) {
			t.Errorf("%q, not %q", a.notice.text, words)
		}
		a.press("z") // no key of any use
	}
	if a.notice.text != "" {
		t.Errorf("%q is told again", a.notice.text)
	}
	a.complain("not saved: once more")
	later += noticeRead
	a.warn("new crash 2")
	a.press("z")
	lacks(t, a, "once more")
	a.complainWhile(func(l Link) bool { return l.State == Away }, "not sent")
	a.warn("new crash 3")
	a.press("z")
	lacks(t, a, "not sent")
}

// A path that is too long for the last line is readable in full, whatever the
// width of its letters.
func TestALongNoticeIsShownInFull(t *testing.T) {
	a, _ := testApp(t, 40, 10)
	a.say("saved in ~/" + strings.Repeat("串", 20) + "/crashes")
	exact(t, a)
	rows := a.screen()
	got := strings.TrimSpace(ansi.Strip(rows[8])) + strings.TrimSpace(ansi.Strip(rows[9]))
	if got != a.notice.text {
		t.Errorf("shown: %q", got)
	}
}
