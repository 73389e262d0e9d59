package ui

import (
	"errors"
	"fmt"
	"strings"
	"testing"

	tea "charm.land/bubbletea/v2"
	"github.com/charmbracelet/x/ansi"

	"oopscope/parse"
)

// lines is a batch of lines from number n on.
func lines(n int, text ...string) *parse.Batch {
	b := &parse.Batch{}
	for i, s := range text {
		b.Lines = append(b.Lines, parse.Line{N: n + i, Raw: []byte(s), Micro: -1, Level: -1, Boot: 1})
	}
	return b
}

func many(n, from int) *parse.Batch {
	text := make([]string, n)
	for i := range text {
		text[i] = fmt.Sprintf("line %d.", from+i)
	}
	return lines(from, text...)
}

func sees(t *testing.T, a *app, texts ...string) {
	t.Helper()
	for _, s := range texts {
		if !strings.Contains(a.text(), s) {
			t.Errorf("the screen lacks %q:\n%s", s, a.text())
		}
	}
}

func lacks(t *testing.T, a *app, texts ...string) {
	t.Helper()
	for _, s := range texts {
		if strings.Contains(a.text(), s) {
			t.Errorf("the screen has %q:\n%s", s, a.text())
		}
	}
}

func TestFollowingAndScrollingBack(t *testing.T) {
	a, _ := testApp(t, 80, 24)
	a.receive(many(100, 1))
	sees(t, a, "line 100.", "following")
	a.press("k")
	a.receive(many(50, 101))
	sees(t, a, "line 100.", "line 99 of 150")
	lacks(t, a, "line 101.")
	a.press("g")
	sees(t, a, "line 1.", "line 1 of 150")
	a.press("G")
	sees(t, a, "line 150.", "following")
	a.press("ctrl+u", "ctrl+u", "ctrl+d", "ctrl+d", "ctrl+d")
	sees(t, a, "following")
}

// Below a line taller than the window the cursor still comes into view.
func TestALineTallerThanTheWindow(t *testing.T) {
	a, _ := testApp(t, 40, 10)
	a.receive(lines(1, strings.Repeat("long ", 200), "second", "third"))
	a.receive(many(30, 4))
	a.press("w", "g", "j")
	sees(t, a, "▸ second")
	a.press("j")
	sees(t, a, "▸ third")
}

func TestTheNextMarkIsSeenThroughAFilter(t *testing.T) {
	a, _ := testApp(t, 80, 24)
	a.receive(many(30, 1))
	a.press("g", "m")
	a.write("here")
	a.press("enter", "f")
	a.write("line 2")
	a.press("enter", "'")
	sees(t, a, "◆ here", "the filter hid that line")
}

func TestAViewThatFallsOffTheRing(t *testing.T) {
	a, _ := testApp(t, 80, 24)
	a.log.ring.byteLimit = 1
	a.receive(many(90, 1))
	a.press("g")
	a.receive(many(5000, 91))
	sees(t, a, "line 4097.")
	exact(t, a)
}

func TestPauseFreezesTheViewOnly(t *testing.T) {
	a, _ := testApp(t, 80, 24)
	a.receive(many(30, 1))
	a.press("p")
	a.receive(many(12, 31))
	sees(t, a, "line 30.", "PAUSED +12")
	lacks(t, a, "line 31.")
	a.press("j", "j", "j")
	lacks(t, a, "line 31.")
	a.press("p")
	sees(t, a, "line 42.", "following")
}

func TestSearchGoesAround(t *testing.T) {
	a, _ := testApp(t, 80, 24)
	a.receive(lines(1, "Alpha one", "beta", "alpha two", "gamma", "alp.a"))
	a.press("g", "/")
	a.write("alpha")
	a.press("enter")
	if r, _ := a.log.Line(); r.n != 1 {
		t.Errorf("the first hit is line %d", r.n)
	}
	a.press("n")
	if r, _ := a.log.Line(); r.n != 3 {
		t.Errorf("the next hit is line %d", r.n)
	}
	a.press("n")
	sees(t, a, "went around", "line 1 of 5")
	a.press("/")
	a.write("Alpha")
	a.press("enter", "n")
	sees(t, a, "line 1 of 5")
	a.press("/", "ctrl+r")
	a.write("^alp.a$")
	a.press("enter")
	sees(t, a, "line 5 of 5")
	a.press("/", "ctrl+r")
	a.write("(")
	a.press("enter")
	sees(t, a, "missing closing )")
}

func TestLeavingASearchGoesBack(t *testing.T) {
	a, _ := testApp(t, 80, 24)
	a.receive(many(300, 1))
	a.press("/")
	a.write("line 7.")
	sees(t, a, "line 7 of 300")
	a.press("esc")
	sees(t, a, "following", "line 300.")
}

func TestARegexpSeesTheWholeLine(t *testing.T) {
	m, err := newMatcher("^a|b$", true)
	if err != nil {
		t.Fatal(err)
	}
	if got := fmt.Sprint(m.all("aabb")); got != "[[0 1] [3 4]]" {
		t.Errorf("found at %s", got)
	}
	m, _ = newMatcher("aa", false)
	if got := fmt.Sprint(m.all("aAaaa")); got != "[[0 2] [2 4]]" {
		t.Errorf("found at %s", got)
	}
}

func TestFilters(t *testing.T) {
	a, _ := testApp(t, 80, 24)
	a.receive(lines(1, "usb one", "eth failed", "usb two", "clock"))
	a.press("f")
	a.write("usb")
	a.press("enter")
	sees(t, a, "usb one", "usb two", "only usb")
	lacks(t, a, "clock")
	a.receive(lines(5, "usb three", "other"))
	sees(t, a, "usb three")
	lacks(t, a, "other")
	a.press("f", "ctrl+u")
	a.write("!usb")
	a.press("enter")
	sees(t, a, "clock", "other")
	lacks(t, a, "usb one")
	a.press("esc", "l", "l")
	sees(t, a, "eth failed")
	lacks(t, a, "clock", "usb one")
	a.press("l")
	sees(t, a, "clock", "usb one")
	a.press("f")
	a.write("nothing like it")
	sees(t, a, "no line passes")
}

func TestANewCrashDoesNotTakeThePaneFromAReader(t *testing.T) {
	a, _ := testApp(t, 120, 40)
	crash := func(id, first int) *parse.Crash {
		return &parse.Crash{ID: id, Class: "warning", Severity: parse.Warning, Title: fmt.Sprintf("the crash number %d", id), First: first, Last: first, CPU: -1}
	}
	b := many(10, 1)
	b.Crashes = []*parse.Crash{crash(1, 3), crash(2, 8)}
	a.carry(a.receive(b))
	sees(t, a, "crash 2/2", "number 2")
	a.press("C")
	sees(t, a, "crash 1/2", "number 1")
	b = many(5, 11)
	b.Crashes = []*parse.Crash{crash(3, 12)}
	a.carry(a.receive(b))
	a.place()
	sees(t, a, "crash 1/3", "new crash 3", "c shows it")
	a.press("c")
	sees(t, a, "crash 3/3", "number 3", "line 12 of 15")
	a.press("x")
	lacks(t, a, "number 3")
	b = many(5, 16)
	b.Crashes = []*parse.Crash{crash(4, 17)}
	a.carry(a.receive(b))
	a.place()
	sees(t, a, "crash 4", "x shows it")
}

func TestTroubleIsNoCrash(t *testing.T) {
	a, _ := testApp(t, 120, 40)
	b := many(10, 1)
	b.Crashes = []*parse.Crash{{ID: 1, Class: "driver-error", Severity: parse.Error, Title: "cma_alloc failed", First: 3, Last: 4, CPU: -1}}
	a.carry(a.receive(b))
	sees(t, a, "no crash", "trouble 1")
	lacks(t, a, "cma_alloc")
	a.press("g", "e")
	a.place()
	sees(t, a, "cma_alloc", "line 3 of 10")
}

// A remark is written down at once, and one on a crash with the crash.
func TestRemarksAreKept(t *testing.T) {
	a, b := loaded(t, 120, 40)
	a.press("G", "k", "m")
	a.write("odd")
	a.press("enter")
	sees(t, a, "remarks are kept in session.log.marks.md")
	a.press("c", "m")
	a.write("here")
	a.press("enter")
	sees(t, a, "crash 1 saved in")
	if len(b.kept) != 2 || b.kept[0].Text != "here" || b.kept[1].Text != "odd" {
		t.Errorf("kept %v", b.kept)
	}
}

// Trouble that is looked at gives way to a crash; what is being read does not.
func TestTroubleGivesWayToACrash(t *testing.T) {
	for _, focus := range []string{"esc", "tab"} {
		a, _ := testApp(t, 120, 40)
		trouble := lines(1, "probe failed")
		trouble.Crashes = []*parse.Crash{{ID: 1, Class: "driver-error", Severity: parse.Error, Title: "probe of pru0 failed", First: 1, Last: 1}}
		a.receive(trouble)
		a.press("e", "L", "enter", focus)
		sees(t, a, "trouble · driver-error")
		lacks(t, a, "c crash")
		b := lines(2, "Oops")
		b.Crashes = []*parse.Crash{{ID: 2, Class: "null-deref", Severity: parse.Oops, Title: "NULL pointer", First: 2, Last: 2}}
		a.receive(b)
		if focus == "esc" {
			sees(t, a, "crash 1/1 · null-deref")
		} else {
			sees(t, a, "trouble · driver-error", "new crash 1")
		}
	}
}

func TestSaveNoteCopy(t *testing.T) {
	a, _ := loaded(t, 120, 40)
	a.press("s")
	sees(t, a, "crash 1 saved in crashes/1")
	a.press("a")
	a.write("why")
	a.press("ctrl+s")
	sees(t, a, `saved in crashes/1 "why" 0`)
	a.press("a")
	a.write("!")
	a.press("esc")
	sees(t, a, "esc again drops it")
	a.press("esc", "a")
	sees(t, a, "why")
	lacks(t, a, "why!")
	a.press("esc", "y")
	sees(t, a, "sent to the terminal", "copy.txt")
	a.press("tab", "c", "m")
	a.write("a remark")
	a.press("enter", "s")
	sees(t, a, `saved in crashes/1 "why" 1`)
}

func TestTypingIsShownLoudlyAndLeft(t *testing.T) {
	a, b := testApp(t, 80, 24)
	a.receive(&parse.Batch{Partial: []byte("# ")})
	a.press("i")
	sees(t, a, "CONSOLE: keys go to the board", "ctrl+t esc")
	if c := a.View().Cursor; c == nil || c.X != 4 {
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
	a.press("ctrl+t", "s", "t")
	if string(b.sent) != "t" || b.broke != 1 {
		t.Errorf("sent %q, %d breaks", b.sent, b.broke)
	}
	a.press("ctrl+t", "s", "c", "x")
	if b.broke != 1 {
		t.Error("crashed the kernel without asking twice")
	}
	a.press("c", "c")
	if b.broke != 2 || string(b.sent) != "tc" {
		t.Errorf("sent %q, %d breaks", b.sent, b.broke)
	}
	b.noBrk, b.sent = true, nil
	a.press("ctrl+t", "s", "w")
	sees(t, a, "no BREAK sent", "echo w > /proc/sysrq-trigger")
	a.press("y")
	if string(b.sent) != "echo w > /proc/sysrq-trigger\r" {
		t.Errorf("sent %q", b.sent)
	}
}

// While typing, the question that a missing BREAK brings takes the keys.
func TestNoBreakWhileTyping(t *testing.T) {
	a, b := testApp(t, 80, 24)
	a.tap = newTap(nil, tapKeys(a.keys), b.Send)
	b.noBrk = true
	a.press("i", "ctrl+t", "s", "w")
	sees(t, a, "echo w > /proc/sysrq-trigger")
	if a.tap.console {
		t.Error("the answer would go to the board")
	}
	a.press("y")
	if string(b.sent) != "echo w > /proc/sysrq-trigger\r" || !a.tap.console {
		t.Errorf("sent %q, typing again: %v", b.sent, a.tap.console)
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

func TestACaptureOpensAtItsFirstCrash(t *testing.T) {
	a, b := loaded(t, 120, 40)
	b.link.State, b.link.Writable = Over, false
	_, cmd := a.Update(overMsg{})
	a.carry(cmd)
	sees(t, a, "line 1 of 100", "read to the end", "crash 1/1")
	a.press("G")
	sees(t, a, "at the end")
	lacks(t, a, "following", "pause")
}

func TestNoCrashIsSaidOfWhatIsThere(t *testing.T) {
	a, b := testApp(t, 80, 24)
	for state, words := range map[State]string{Up: "no crash so far: the console is being watched", Over: "there is no crash in this capture"} {
		b.link.State = state
		a.Update(tickMsg{})
		a.press("c")
		sees(t, a, words)
		a.press("L")
		sees(t, a, words)
		a.press("esc")
	}
}

func TestPickerChooses(t *testing.T) {
	p := newPicker([]PortInfo{
		{Device: "/dev/ttyUSB0", Driver: "ftdi_sio", Description: "FT232R\x1b[31m", ID: "usb-FTDI_FT232R_A1-if00"},
		{Device: "/dev/ttyACM0", Holder: "minicom (412)"},
	})
	p.Update(tea.WindowSizeMsg{Width: 80, Height: 24})
	for _, r := range strings.Split(p.View().Content, "\n") {
		if ansi.StringWidth(r) != 80 {
			t.Errorf("%q", r)
		}
		harmless(t, r)
	}
	golden(t, "picker-80x24", ansi.Strip(p.View().Content))
	p.Update(keyNamed("j"))
	p.Update(portsMsg{{Device: "/dev/ttyAMA0"}, {Device: "/dev/ttyUSB0"}, {Device: "/dev/ttyACM0"}}) // one was plugged in
	p.trouble = "/dev/ttyACM0: permission denied; \x1b[31madd yourself to the group dialout, then log in again: sudo usermod -aG dialout me"
	shown := strings.Join(strings.Fields(ansi.Strip(p.View().Content)), " ")
	if !strings.Contains(shown, "permission denied; ") || !strings.Contains(shown, "-aG dialout me") || !strings.Contains(shown, "▸ /dev/ttyACM0") {
		t.Errorf("shown: %s", shown)
	}
	for h := range 60 {
		p.Update(tea.WindowSizeMsg{Width: 40 + h, Height: h + 1})
		if rows := strings.Count(p.View().Content, "\n") + 1; rows != h+1 {
			t.Errorf("%d rows of %d", rows, h+1)
		}
	}
	p.Update(keyNamed("enter"))
	if p.choice != "/dev/ttyACM0" {
		t.Errorf("chose %q", p.choice)
	}
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

func BenchmarkFullRing(b *testing.B) {
	a, _ := testApp(b, 200, 50)
	for i := range 100 {
		a.receive(many(2000, i*2000+1))
	}
	b.Run("view", func(b *testing.B) {
		for b.Loop() {
			_ = a.View()
		}
	})
	b.Run("filter", func(b *testing.B) {
		for b.Loop() {
			a.log.SetFilter(filter{match: &matcher{text: "nothing", fold: true}})
			a.log.SetFilter(filter{})
		}
	})
	b.Run("level", func(b *testing.B) {
		for b.Loop() {
			a.log.SetFilter(filter{worst: 3})
			a.log.SetFilter(filter{})
		}
	})
	b.Run("search", func(b *testing.B) {
		m, _ := newMatcher("nothing", false)
		for b.Loop() {
			a.log.Find(m, 0, 1)
		}
	})
	b.Run("regexp", func(b *testing.B) {
		m, _ := newMatcher("no+thing", true)
		for b.Loop() {
			a.log.Find(m, 0, 1)
		}
	})
}

func TestACrashLoopIsBounded(t *testing.T) {
	a, _ := testApp(t, 80, 24)
	b := &parse.Batch{}
	for i := range 3 * maxReports {
		b.Crashes = append(b.Crashes, &parse.Crash{ID: i + 1, Severity: parse.Warning + parse.Severity(i%2)*-1, Title: fmt.Sprintf("report %d.", i), First: i + 1, Last: i + 1, CPU: -1})
		if len(b.Crashes) == 10 {
			a.receive(b)
			b = &parse.Batch{}
		}
	}
	if len(a.book.all) > maxReports {
		t.Errorf("%d reports are kept", len(a.book.all))
	}
	sees(t, a, fmt.Sprintf("%d/%d", 3*maxReports/2, 3*maxReports/2))
	if first := a.book.all[0]; first.crash.ID != 1 {
		t.Errorf("the first crash is gone; the oldest kept is %d", first.crash.ID)
	}
}

func TestJumpingToAHiddenLineDropsTheFilter(t *testing.T) {
	a, _ := loaded(t, 120, 40)
	a.press("f")
	a.write("shprd")
	a.press("enter")
	lacks(t, a, "pgd = 1a431801")
	a.press("c")
	sees(t, a, "pgd = 1a431801", "the filter hid that line", "line 1 of 100")
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

// Boots and gaps are forgotten with the lines that they stand between.
func TestABootLoopIsBounded(t *testing.T) {
	a, _ := testApp(t, 80, 24)
	a.log.ring.byteLimit = 1
	for n := 1; n < 20_000; n += 100 {
		b := many(100, n)
		b.Boots, b.Gaps = []parse.Boot{{N: n, First: n}}, []parse.Gap{{After: n - 1}}
		a.receive(b)
	}
	if len(a.log.boots) > 20 || len(a.log.gaps) > 20 {
		t.Errorf("%d boots and %d gaps are kept", len(a.log.boots), len(a.log.gaps))
	}
	sees(t, a, "boot 19901")
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

// Who saves and leaves at once leaves when it is saved.
func TestQuittingWaitsForTheDisk(t *testing.T) {
	a, _ := loaded(t, 80, 24)
	quits := func(cmd tea.Cmd) bool {
		if cmd == nil {
			return false
		}
		_, yes := cmd().(tea.QuitMsg)
		return yes
	}
	_, saving := a.Update(keyNamed("s"))
	_, cmd := a.Update(keyNamed("q"))
	if quits(cmd) {
		t.Fatal("it left before the crash was saved")
	}
	sees(t, a, "leaving once it is saved")
	if _, cmd = a.Update(savedMsg{id: 1, err: errors.New("disk full")}); quits(cmd) {
		t.Fatal("it left though the crash could not be saved")
	}
	sees(t, a, "not saved: disk full")
	a.Update(keyNamed("s"))
	a.Update(keyNamed("q"))
	if _, cmd = a.Update(saving()); !quits(cmd) {
		t.Error("it did not leave when the crash was saved")
	}
	if _, cmd = a.Update(keyNamed("q")); !quits(cmd) {
		t.Error("it did not leave")
	}
}

// What is wrong is called by its name, and a port's trouble is not the record's.
func TestTroubleOfRecordAndPort(t *testing.T) {
	a, b := testApp(t, 120, 24)
	b.link.Trouble = "not recording: no space left on device"
	b.link.Warning = "picocom (412) has this port open as well"
	a.Update(tickMsg{})
	sees(t, a, "NOT RECORDING: no space left", "PORT?", "picocom (412) has")
	b.link.Trouble = "12 bytes are missing from the record"
	a.Update(tickMsg{})
	sees(t, a, "12 bytes are missing")
	lacks(t, a, "NOT RECORDING")
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
