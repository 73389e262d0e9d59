package ui

import (
	"bytes"
	"math/rand"
	"strings"
	"testing"
	"time"

	tea "charm.land/bubbletea/v2"

	"oopscope/parse"
	"oopscope/ui/term"
	"oopscope/ui/uitest"
)

// rawBench is a bench that can give its bytes, and a board behind it: what it
// says goes the way that the bytes of a line go.
type rawBench struct {
	*bench
	wanted bool
	a      *app
	d      *parse.Decoder
	at     time.Time
}

func (r *rawBench) WantRaw(on bool)         { r.wanted = on }
func (r *rawBench) TakeRaw() ([]byte, bool) { return nil, false }

// says is a batch of the board's bytes.
func (r *rawBench) says(text string) {
	r.at = r.at.Add(50 * time.Millisecond)
	m := batchMsg{batch: r.d.Feed([]byte(text), r.at)}
	if r.wanted {
		m.raw = []byte(text)
	}
	_, cmd := r.a.Update(m)
	_ = cmd // listens
}

func rawApp(t *testing.T, w, h int) (*app, *rawBench) {
	t.Helper()
	a, b := testApp(t, w, h)
	r := &rawBench{bench: b, a: a, d: parse.New(parse.Options{Lines: true}), at: time.Unix(1e9, 0)}
	a.cfg.Console = r
	a.now = func() time.Time { return r.at }
	return a, r
}

const viOn, viOff = "\x1b[?1049h\x1b[H\x1b[J~ line\r\n\x1b[?1h", "\x1b[?1l\x1b[?1049l~ # \x1b[6n"

func TestFullScreenOnTheScreen(t *testing.T) {
	a, r := rawApp(t, 80, 27)
	r.says("Welcome\r\n~ # ")
	if r.wanted {
		t.Error("bytes are asked for though nobody types")
	}
	r.says("\x1b[6n\x1b[c")
	a.press("i")
	r.says(uitest.Recorded(t, "vi")[:900])
	exact(t, a)
	sees(t, a, "FULL SCREEN", "full screen 80x24", "T lines", "mount -t sysfs sysfs /sys")
	uitest.Golden(t, "screen-vi-80x27", a.text())
	if got := string(r.sent); got != "\x1b[24;80R" {
		t.Errorf("the board was told %q", got)
	}
	if c := a.View().Cursor; c == nil || c.Y < 1 {
		t.Errorf("the cursor is at %v", c)
	}
	a.press("ctrl+t", "T")
	lacks(t, a, "FULL SCREEN")
	sees(t, a, "Welcome")
	a.press("ctrl+t", "T")
	sees(t, a, "FULL SCREEN")
	r.says(uitest.Recorded(t, "vi")[900:])
	lacks(t, a, "FULL SCREEN")
	sees(t, a, "CONSOLE")
	exact(t, a)
}

// TestNothingIsAnsweredWhileNobodyTypes is a replayed log, or a wrong baud
// rate, before and after somebody typed.
func TestNothingIsAnsweredWhileNobodyTypes(t *testing.T) {
	a, r := rawApp(t, 80, 27)
	ask := "\x1b[6n\x1b[c\x1b[5n\x1b[999;999H\x1b[6n"
	r.says(ask)
	a.press("i")
	r.says(viOn)
	a.press("ctrl+t", "esc")
	if !r.wanted {
		t.Error("vi goes on without its screen being kept")
	}
	r.says(ask)
	if len(r.sent) > 0 {
		t.Errorf("the board was told %q", r.sent)
	}
	r.says(viOff)
	if r.wanted {
		t.Error("bytes are still asked for")
	}
	a.press("i")
	for range 3 {
		r.says(strings.Repeat("\x1b[5n", 100))
	}
	if n := bytes.Count(r.sent, []byte("\x1b[0n")); n != 3*maxAnswers {
		t.Errorf("%d answers to three floods of questions", n)
	}
	r.link.Writable = false
	a.Update(tickMsg{})
	r.sent = nil
	r.says("\x1b[5n")
	if len(r.sent) > 0 {
		t.Error("a port that is away was written to")
	}
}

// What takes long is played in pieces, and to its end: a board that is silent behind a
// flood would leave a screen of the flood's beginning.
func TestTheEndOfAFloodIsPlayed(t *testing.T) {
	a, r := rawApp(t, 80, 27)
	a.press("i")
	slow := false
	a.now = func() time.Time {
		if slow {
			r.at = r.at.Add(maxPlay / 2)
		}
		return r.at
	}
	slow = true
	play := func(text string) tea.Cmd {
		return a.play(&batchMsg{batch: r.d.Feed([]byte(text), r.at), raw: []byte(text)})
	}
	flood := play(viOn + strings.Repeat("flood ", 1000))
	if flood == nil {
		t.Fatal("all of a flood was played at once")
	}
	if play("\x1b[2J\x1b[Hthat was all") != nil {
		t.Error("two messages have the terminal go on")
	}
	lacks(t, a, "that was all")
	for n := 0; flood != nil; n++ {
		if n > maxPlayed/512 {
			t.Fatal("it goes on without an end")
		}
		flood = a.playOn()
	}
	sees(t, a, "FULL SCREEN", "that was all")
	lacks(t, a, "flood")
	if play(strings.Repeat("x", maxPlayed) + strings.Repeat("flood ", maxPlayed/6)); len(a.unplayed) > maxPlayed {
		t.Errorf("%d bytes wait", len(a.unplayed))
	}
}

func TestBackToTheProgramAfterALook(t *testing.T) {
	a, r := rawApp(t, 80, 27)
	a.press("i")
	r.says(viOn)
	a.press("ctrl+t", "esc")
	lacks(t, a, "FULL SCREEN")
	a.press("i")
	sees(t, a, "FULL SCREEN", "~ line")
}

func TestFullScreenByHandBeginsWithTheLog(t *testing.T) {
	a, r := rawApp(t, 100, 40)
	r.says("first\r\n\x1b[31msecond\x1b[m\r\n~ # ")
	a.press("ctrl+t", "T")
	sees(t, a, "FULL SCREEN", "full screen 80x24 · ctrl+t W fits it", "second", "~ #")
	r.says("ls\r\nbin\r\n~ # \x1b[6n")
	sees(t, a, "~ # ls", "bin")
	a.press("ctrl+t", "T")
	lacks(t, a, "FULL SCREEN")
}

// The commonest terminal has 80 columns, and three rows less than the board believes.
func TestAScreenTooLargeIsSaidInEightyColumns(t *testing.T) {
	a, r := rawApp(t, 80, 24)
	a.press("i")
	sees(t, a, "keys go to the board, ctrl+t esc leaves")
	r.says(viOn)
	sees(t, a, "keys go to the board", "full screen 80x24 · ctrl+t W fits it")
	a.press("ctrl+t", "W", "y")
	sees(t, a, "full screen 80x21", "ctrl+t esc leaves")
}

func TestTheBoardIsToldItsSize(t *testing.T) {
	a, r := rawApp(t, 100, 40)
	a.press("i")
	r.says("~ # ")
	a.press("ctrl+t", "W")
	sees(t, a, `type "stty rows 37 cols 98" at the board's shell? (y/n)`)
	a.press("n")
	if len(r.sent) > 0 || !strings.Contains(a.screenState(), "80x24") {
		t.Errorf("sent %q, the screen is %s", r.sent, a.screenState())
	}
	a.press("ctrl+t", "W", "y")
	if string(r.sent) != "stty rows 37 cols 98\r" || !strings.Contains(a.screenState(), "98x37") {
		t.Errorf("sent %q, the screen is %s", r.sent, a.screenState())
	}
	r.says(viOn)
	a.press("ctrl+t", "W")
	sees(t, a, "although a program has the screen")
}

func TestPasteIsBracketedWhenAskedFor(t *testing.T) {
	a, r := rawApp(t, 100, 40)
	a.press("i")
	a.Update(tea.PasteMsg{Content: "plain"})
	r.says("\x1b[?2004h")
	a.Update(tea.PasteMsg{Content: "a\x1b[20\x1b[201~1~b"})
	r.says("\x1b[?2004l")
	a.Update(tea.PasteMsg{Content: "plain"})
	if got := string(r.sent); got != "plain\x1b[200~ab\x1b[201~plain" {
		t.Errorf("sent %q", got)
	}
}

// TestArrowsInTheFormTheBoardWants goes through the tap; only unmodified
// cursor keys differ, and all else stays as it was typed.
func TestArrowsInTheFormTheBoardWants(t *testing.T) {
	a, r := rawApp(t, 100, 40)
	a.tap = term.NewTap(nil, a.keys, r.Send)
	a.press("i")
	keys := "\x1b[A\x1b[B\x1b[C\x1b[D\x1b[H\x1b[F\x1b[1;5A\x1b[Z\x1b[5~\x1bOP"
	for _, c := range []struct{ says, want string }{
		{"", keys},
		{viOn, "\x1bOA\x1bOB\x1bOC\x1bOD\x1bOH\x1bOF\x1b[1;5A\x1b[Z\x1b[5~\x1bOP"},
		{"\x1b[?1l", keys},
	} {
		r.says(c.says)
		r.sent = nil
		a.tap.Take([]byte(keys))
		if string(r.sent) != c.want {
			t.Errorf("after %q sent %q, want %q", c.says, r.sent, c.want)
		}
	}
	r.sent = nil
	a.tap.Take([]byte("\x14fx"))
	if string(r.sent) != "x" {
		t.Errorf("behind the key for the full screen the board got %q", r.sent)
	}
}

func oops(t *testing.T) string {
	t.Helper()
	return "[  942.541300] Unable to handle kernel NULL pointer dereference at virtual address 000001c1\r\n" +
		"[  942.541400] pgd = 5dee9d5d\r\n[  942.541500] Internal error: Oops: 5 [#1] SMP ARM\r\n" +
		"[  942.541600] CPU: 0 PID: 1726 Comm: vi Tainted: G O 4.19.94 #1\r\n[  942.541700] PC is at pru0_comm_receive_msg+0x28/0x94 [shepherd]\r\n" +
		"[  942.541800] ---[ end trace 0123456789abcdef ]---\r\n"
}

// TestACrashOverAProgram shows the lines and the crash, loudly, and then the
// program again when it draws; a panic leaves nothing to go back to.
func TestACrashOverAProgram(t *testing.T) {
	a, r := rawApp(t, 130, 40)
	a.press("i")
	r.says(viOn)
	sees(t, a, "FULL SCREEN")
	r.says(oops(t))
	sees(t, a, "new crash 1", "goes back to the program", "Internal error: Oops", "crash 1/1", "CONSOLE")
	lacks(t, a, "FULL SCREEN")
	exact(t, a)
	r.says("\x1b[1;1Ha\x1b[2;1Hb\x1b[3;1Hc\x1b[4;1Hd")
	sees(t, a, "FULL SCREEN", "crash 1/1")
	r.says(viOff)
	lacks(t, a, "FULL SCREEN")

	r.says(viOn + oops(t) + "[  943.000000] Kernel panic - not syncing: Fatal exception in interrupt\r\n")
	lacks(t, a, "FULL SCREEN")
	if a.term.Busy() {
		t.Error("the dead program still has the alternate screen")
	}
	if !a.typing {
		t.Error("the keys no longer go to the board")
	}
}

// TestABootEndsTheProgram tells a board that restarts under vi from one on
// which somebody pages through its boot log.
func TestABootEndsTheProgram(t *testing.T) {
	banner := "[    0.000000] Linux version 6.1.0 (a@b) #1 SMP\r\n"
	page := banner + strings.Repeat("[    0.100000] one of many lines\r\n", 20) + "\x1b[24;1H\x1b[K:"
	for _, c := range []struct {
		name, says string
		stays      bool
	}{
		{"less", strings.Repeat("\x1b[H"+page, 5), true},
		{"a reboot", banner + strings.Repeat("[    1.000000] one of many lines\r\n", 60), false},
	} {
		a, r := rawApp(t, 80, 27)
		r.says("[  100.000000] up for a while\r\n")
		a.press("i")
		r.says(viOn)
		for line := range strings.SplitAfterSeq(c.says, "\n") {
			r.says(line)
		}
		if a.lastBoot < 2 {
			t.Errorf("%s: the decoder saw no boot", c.name)
		}
		if a.full() != c.stays || a.term.Busy() != c.stays {
			t.Errorf("%s: the full screen is there: %v", c.name, a.full())
		}
	}
}

// TestALineViewIsUnchanged holds that the log is the same with the full screen
// as without.
func TestALineViewIsUnchanged(t *testing.T) {
	var logs [2]string
	for i := range logs {
		a, r := rawApp(t, 80, 27)
		a.press("i")
		if i == 1 {
			a.press("ctrl+t", "T")
		}
		r.says("before\r\n" + uitest.Recorded(t, "vi") + "ls\r\nafter\r\n~ # ")
		a.press("ctrl+t", "esc")
		logs[i] = a.text()
	}
	if logs[0] != logs[1] {
		t.Errorf("without:\n%s\nwith:\n%s", logs[0], logs[1])
	}
}

func TestAnyBytesAndKeysInFullScreen(t *testing.T) {
	rnd := rand.New(rand.NewSource(5))
	a, r := rawApp(t, 100, 40)
	for range uitest.Rounds(300) {
		switch rnd.Intn(12) {
		case 0:
			a.Update(tea.WindowSizeMsg{Width: rnd.Intn(200), Height: rnd.Intn(70)})
		case 1:
			a.press("ctrl+t", []string{"T", "W", "esc", "b", "?"}[rnd.Intn(5)])
		case 2:
			a.press([]string{"i", "y", "esc", "x", "c"}[rnd.Intn(5)])
		case 3:
			a.Update(tea.PasteMsg{Content: uitest.Hostile(rnd)})
		default:
			r.says(uitest.WildStream(rnd, 300))
		}
		if a.w > 0 && a.h > 0 {
			exact(t, a)
		}
	}
}
