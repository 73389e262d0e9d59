package term

import (
	"fmt"
	"math/rand"
	"runtime"
	"strings"
	"testing"

	"github.com/charmbracelet/x/vt"

	"oopscope/ui/cell"
	"oopscope/ui/uitest"
)

func silentScreen() *screen { return newScreen(func(event) {}) }

// rowsOf is what a screen shows, without blanks at the ends.
func rowsOf(s *screen) string {
	var rows []string
	for y := range s.h {
		rows = append(rows, strings.TrimRight(cell.Text(s.row(s.now(), y)), " "))
	}
	return strings.TrimRight(strings.Join(rows, "\n"), "\n")
}

// TestTermPaneSurvivesAnything plays noise and well-formed nonsense while the
// window changes its size: nothing may panic, block, or be drawn outside.
func TestTermPaneSurvivesAnything(t *testing.T) {
	for seed := range int64(3) {
		rnd := rand.New(rand.NewSource(seed))
		p := NewPane()
		p.screen.answer = func([]byte) {}
		for i := range uitest.Rounds(250) {
			if rnd.Intn(8) == 0 {
				p.SetSize(rnd.Intn(180), rnd.Intn(60))
			}
			switch rnd.Intn(40) {
			case 0:
				p.screen.Resize(rnd.Intn(300)-10, rnd.Intn(120)-10)
			case 1:
				p.Rebooted()
			case 2:
				p.Toggle()
			}
			p.Feed([]byte(uitest.WildStream(rnd, 600)), testTime(i))
			checkTermView(t, p)
		}
		if p.screen.rebuilt > 0 {
			t.Errorf("seed %d: the emulator panicked %d times", seed, p.screen.rebuilt)
		}
		if p.screen.w > mostW || p.screen.h > mostH {
			t.Errorf("the screen grew to %dx%d", p.screen.w, p.screen.h)
		}
	}
}

// TestMarginsBeyondTheScreen is the sequence that x/vt panics on when it gets
// to see it, with a size that somebody told the board before, and wild ones.
func TestMarginsBeyondTheScreen(t *testing.T) {
	for _, margins := range []string{"1;25", "1;999", "20;9999", "999;1", "0;0", "2147483647;2147483647", "24;24"} {
		s := silentScreen()
		s.Feed([]byte("\x1b[" + margins + "r\x1b[24;1H" + strings.Repeat("line\n\r", 60) + "\x1b[5T\x1b[5S\x1b[3L\x1b[3M"))
		if s.rebuilt > 0 {
			t.Errorf("margins %s: the emulator panicked", margins)
		}
	}
}

func TestAnEmulatorThatPanicsIsReplaced(t *testing.T) {
	s := silentScreen()
	s.Feed([]byte("before"))
	s.settle()
	s.tried = func(*vt.Emulator) { panic("index out of range") }
	s.Feed([]byte("lost"))
	s.settle()
	s.tried = nil
	s.Feed([]byte("after"))
	if got := rowsOf(s); s.rebuilt != 1 || got != "after" {
		t.Errorf("rebuilt %d times, shows %q", s.rebuilt, got)
	}
}

// TestOnlyHarmlessQuestionsAreAnswered sends every question there is: without
// leave none is answered, with it the three that programs cannot do without.
func TestOnlyHarmlessQuestionsAreAnswered(t *testing.T) {
	questions := "\x1b[c\x1b[0c\x1b[>c\x1b[=c\x1b[5n\x1b[6n\x1b[?6n\x1b[?15n\x1b[18t\x1b[21t\x1b[?1$p\x1b[4$p\x1b[?2048h\x1b[x" +
		"\x1b]11;?\a\x1b]10;?\x1b\\\x1b]52;c;?\a\x1bP$qm\x1b\\\x1bP+q544e\x1b\\\x1b[?u\x1b[>q\x05\x1b[?2026$p"
	s := silentScreen()
	s.Feed([]byte(questions))
	s.Resize(90, 30)
	var said strings.Builder
	s.answer = func(p []byte) { said.Write(p) }
	s.Feed([]byte("\x1b[7;9H" + questions))
	if want := "\x1b[?62;22c\x1b[?62;22c\x1b[0n\x1b[7;9R"; said.String() != want {
		t.Errorf("answered %q, want %q", said.String(), want)
	}
	if s.rebuilt > 0 {
		t.Error("the emulator panicked")
	}
}

// TestTheSizeIsToldToWhoProbes is resize, busybox vi and U-Boot: the cursor is
// sent far away and asked for. The answer is the room there is to be seen.
func TestTheSizeIsToldToWhoProbes(t *testing.T) {
	for _, probe := range []string{"\x1b7\x1b[r\x1b[999;999H\x1b[6n\x1b8", "\x1b[32766;32766H\x1b[6n", "\x1b[255;255H\x1b[6n"} {
		s := silentScreen()
		s.roomW, s.roomH = 100, 30
		said := ""
		s.answer = func(p []byte) { said += string(p) }
		s.Feed([]byte("\x1b[24;5Hprompt" + probe))
		if said != "\x1b[30;100R" || s.w != 100 || s.h != 30 {
			t.Errorf("%q: answered %q, the screen is %dx%d", probe, said, s.w, s.h)
		}
	}
	s := silentScreen()
	s.roomW, s.roomH = 100, 30
	s.Feed([]byte("\x1b[999;999H\x1b[6n"))
	if s.w != usualW || s.h != usualH {
		t.Error("a question that was not answered changed the size")
	}
}

func TestASmallerScreenKeepsTheCursorsLine(t *testing.T) {
	s := silentScreen()
	s.Feed([]byte("first\r\n" + strings.Repeat("\r\n", 22) + "~ # "))
	s.Resize(80, 10)
	s.Feed([]byte("\x1b7ls\x1b8"))
	rows := strings.Split(rowsOf(s), "\n")
	if len(rows) != 10 || rows[9] != "~ # ls" {
		t.Errorf("shows %q", rows)
	}
	s.Feed([]byte("\x1b7"))
	s.Resize(80, 4)
	s.Feed([]byte("\x1b8x"))
	if at := s.main.CursorPosition(); at.Y >= 4 {
		t.Errorf("the cursor came back at %v", at)
	}
}

// TestTheBoardsOwnSizeIsBelieved is a board that was told 50 rows yesterday.
func TestTheBoardsOwnSizeIsBelieved(t *testing.T) {
	s := silentScreen()
	s.Feed([]byte("\x1b[1;50r\x1b[50;1Hstatus line\x1b[1;1H"))
	if s.h != 50 || !strings.HasSuffix(rowsOf(s), "\nstatus line") {
		t.Errorf("%dx%d shows %q", s.w, s.h, rowsOf(s))
	}
}

func TestScreens(t *testing.T) {
	for _, c := range []struct{ in, want string }{
		{"main\x1b[?1049h\x1b[2;3Halt\x1b[?1049l!", "main!"},
		{"main\x1b[?47halt", "\x00alt"},
		{"main\x1b7\x1b[?47halt\x1b[?47l\x1b8!", "main!"},
		{"abc\x1b[1;2H\x1b[4hX\x1b[4lY", "aXYc"},               // IRM, readline on a vt102
		{"ab\x1b[scd\x1b[uX", "abXd"},                          // SCO save and restore
		{"\x1b(0lqk\x1b(B\r\n\x1b)0\x0exqx\x0fx", "┌─┐\n│─│x"}, // menuconfig's frames
		{"\x1b[0;0Hx\x1b[0Ay\x1b[0Cz", "xy z"},                 // a zero counts as one
		{"one\x1bEtwo", "one\ntwo"},
		{"x\x1b[9999999b", strings.Repeat("x", 80)}, // bounded
		{"\x1b[1;31mred\x1bc", ""},
		{"\x1b]8;;http://evil\x1b\\link\x1b]8;;\x1b\\", "link"},
	} {
		s := silentScreen()
		s.Feed([]byte(c.in))
		got := rowsOf(s)
		if c.want == "\x00alt" {
			c.want = "alt"
		}
		if got, _, _ = strings.Cut(got+"\n\n", "\n\n"); got != c.want && !strings.HasPrefix(got, c.want+"\n") {
			t.Errorf("%q shows %q, want %q", c.in, got, c.want)
		}
	}
}

// TestTheAlternateScreenKeepsNoHistory scrolls for hours: x/vt would keep ten
// thousand lines of it.
func TestTheAlternateScreenKeepsNoHistory(t *testing.T) {
	s := silentScreen()
	s.Resize(200, 50)
	lines := []byte(strings.Repeat(strings.Repeat("x", 190)+"\r\n", 100))
	heap := func() uint64 {
		runtime.GC()
		var m runtime.MemStats
		runtime.ReadMemStats(&m)
		return m.HeapAlloc
	}
	for _, screen := range []string{"\x1b[?1049h", "\x1b[?1049l"} {
		s.Feed([]byte(screen))
		s.Feed(lines)
		before := heap()
		for range uitest.Rounds(20) {
			s.Feed(lines)
		}
		if grown := int64(heap()) - int64(before); grown > int64(uitest.Rounds(20))*400<<10 {
			t.Errorf("%q: %d lines cost %d kB", screen, 100*uitest.Rounds(20), grown>>10)
		}
	}
	runtime.KeepAlive(s)
}

func BenchmarkTermPane(b *testing.B) {
	p := NewPane()
	p.SetSize(120, 40)
	var log []byte
	for i := range 200 {
		log = fmt.Appendf(log, "[%5d.%06d] usb 1-1: new high-speed USB device number %d using xhci_hcd\r\n", i, i, i)
	}
	b.SetBytes(int64(len(log)))
	for b.Loop() {
		p.Feed(log, testTime(0))
	}
}

func TestLettersOnTheFullScreen(t *testing.T) {
	for _, line := range uitest.Scripts {
		s := silentScreen()
		s.Feed([]byte("\x1b[H" + line + "\r\nx"))
		want := strings.NewReplacer("\u200d", "", cell.EmojiSelector, "").Replace(line)
		if got := rowsOf(s); got != want+"\nx" {
			t.Errorf("%q is shown as %q", line, got)
		}
		for cut := range len(line) {
			pieces := silentScreen()
			pieces.Feed([]byte("\x1b[H" + line[:cut]))
			pieces.Feed([]byte(line[cut:] + "\r\nx"))
			if got := rowsOf(pieces); got != want+"\nx" {
				t.Fatalf("%q cut at %d is shown as %q", line, cut, got)
			}
		}
	}
}
