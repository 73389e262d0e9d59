package term

import (
	"strings"
	"testing"
	"time"

	"oopscope/ui/uitest"

	"github.com/charmbracelet/x/ansi"
)

func testTime(seconds int) time.Time { return time.Unix(1e9+int64(seconds), 0) }

func checkTermView(t *testing.T, p *Pane) {
	t.Helper()
	if p.h == 0 {
		return
	}
	rows := strings.Split(p.View(), "\n")
	if p.h > 0 && len(rows) != p.h {
		t.Fatalf("%d rows, want %d", len(rows), p.h)
	}
	for y, r := range rows {
		if w := ansi.StringWidthWc(r); w != p.w {
			t.Fatalf("row %d is %d cells wide, want %d: %q", y, w, p.w, r)
		}
		uitest.Harmless(t, r)
	}
}

func TestTermPaneGoldens(t *testing.T) {
	for _, c := range []struct {
		name  string
		until string // what the recording is played up to, "" for its end
	}{
		{"vi", "\x1b[24;1H\x1b[K:q!"}, {"top", "\r\x1b[H\x1b[J"}, {"less", "\x1b[0;0H\x1b[Kcrash()"}, {"menuconfig", ""}, {"uboot", ""},
	} {
		t.Run(c.name, func(t *testing.T) {
			p := NewPane()
			p.SetSize(80, 24)
			p.screen.answer = func([]byte) {}
			raw := uitest.Recorded(t, c.name)
			if c.until != "" {
				raw, _, _ = strings.Cut(raw, c.until)
			}
			p.Feed([]byte(raw), testTime(0))
			checkTermView(t, p)
			uitest.Golden(t, "term-"+c.name+"-80x24", ansi.Strip(p.View()))
		})
	}
}

// TestFullScreenComesAndGoes plays sessions in pieces, as a line brings them.
func TestFullScreenComesAndGoes(t *testing.T) {
	top, end, _ := strings.Cut(uitest.Recorded(t, "top"), "\r\n~ #")
	for _, c := range []struct {
		name, in  string
		came, end bool
	}{
		{"vi", uitest.Recorded(t, "vi"), true, false},
		{"top", top, true, true},
		{"top and a prompt", top + end, true, false},
		{"top of procps on a vt102", "# top\r\n\x1b[?1h\x1b=\x1b[H\x1b[J\x1b[m\x0ftop - 06:05:36 up 15:58\x1b[K\r\nTasks: 119", true, true},
		{"a shell with its keypad, and clear", strings.Repeat("% \x1b[K\x1b[?1h\x1b=\x1b[?2004h\x1b[H\x1b[2J% ls\x1b[?1l\x1b>\x1b[?2004l\r\n", 3), false, false},
		{"less and a prompt", uitest.Recorded(t, "less") + "\x1b[6n", true, false},
		{"menuconfig", uitest.Recorded(t, "menuconfig"), true, true},
		{"boot menu", uitest.Recorded(t, "uboot"), true, true},
		{"boot menu and a boot", uitest.Recorded(t, "uboot") + strings.Repeat("[    0.000000] booting\r\n", 40), true, false},
		{"the alternate screen", "\x1b[?1049h", true, true},
		{"an old alternate screen", "\x1b[?47h", true, true},
		{"clear", "~ # clear\r\n\x1b[H\x1b[J~ # \x1b[6nclear\r\n\x1b[H\x1b[J~ # \x1b[6nclear\r\n\x1b[H\x1b[J~ # \x1b[6n", false, false},
		{"resize", "~ # resize\r\n\x1b7\x1b[r\x1b[999;999H\x1b[6n\x1b8COLUMNS=80\r\n~ # \x1b[6n", false, false},
		{"editing a line", strings.Repeat("\x1b[6n~ # ls\b\x1b[J\x1b[3D\x1b[Jx\r\x1b[5C\x1b[A\x1b[J", 30), false, false},
		{"a colourful boot", strings.Repeat("[\x1b[32m  OK  \x1b[0m] Started \x1b[0;1;39mudev\x1b[0m.\r\n", 60), false, false},
		{"a log without questions", strings.Repeat("[    1.000000] usb 1-1: new device\r\n", 300), false, false},
	} {
		p := NewPane()
		p.SetSize(80, 24)
		p.screen.answer = func([]byte) {}
		came := false
		for i := 0; i < len(c.in); i += 61 {
			p.Feed([]byte(c.in[i:min(i+61, len(c.in))]), testTime(0).Add(time.Duration(i)*time.Millisecond))
			came = came || p.shown
		}
		if came != c.came || p.shown != c.end {
			t.Errorf("%s: came %v, want %v; there at the end %v, want %v", c.name, came, c.came, p.shown, c.end)
		}
	}
}

func TestOldSignsAreForgotten(t *testing.T) {
	p := NewPane()
	for i := range 10 {
		p.Feed([]byte("\x1b[H\x1b[J"), testTime(i*10))
	}
	if p.shown {
		t.Error("a screen cleared every ten seconds is no full-screen program")
	}
}

func TestThePersonsKeyWins(t *testing.T) {
	p := NewPane()
	vi := "\x1b[?1049h\x1b[H\x1b[J"
	p.Feed([]byte(vi), testTime(0))
	p.Toggle()
	p.Feed([]byte(strings.Repeat("\x1b[5;5Hx\x1b[24;1H", 9)), testTime(1))
	if p.shown {
		t.Error("it came back though the person left it")
	}
	p.Toggle()
	p.Feed([]byte("\x1b[?1049l"), testTime(2))
	if p.shown {
		t.Error("it stayed behind the program")
	}
	p.Feed([]byte(vi), testTime(3))
	if !p.shown {
		t.Error("the next program does not get its screen")
	}
	p.Feed([]byte("\x1b[?1049l"), testTime(4))
	p.Toggle()
	p.Feed([]byte(vi+"\x1b[?1049l"+strings.Repeat("plain\r\n", 50)+"~ # \x1b[6n"), testTime(5))
	if !p.shown {
		t.Error("what the person asked for went away by itself")
	}
}

// TestTheWindowFollowsTheCursor is a board's screen that is larger than ours.
func TestTheWindowFollowsTheCursor(t *testing.T) {
	p := NewPane()
	p.SetSize(20, 5)
	p.Feed([]byte("\x1b[1;1Htop left\x1b[24;70Hbottom"), testTime(0))
	checkTermView(t, p)
	if got := ansi.Strip(p.View()); !strings.Contains(got, "bottom") || !p.cursor.seen {
		t.Errorf("the cursor's place is not shown: %q", got)
	}
	p.Feed([]byte("\x1b[1;1H"), testTime(0))
	if got := ansi.Strip(p.View()); !strings.HasPrefix(got, "top left") {
		t.Errorf("it did not come back: %q", got)
	}
}
