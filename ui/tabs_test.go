package ui

import (
	"context"
	"errors"
	"fmt"
	"regexp"
	"strings"
	"testing"
	"time"

	tea "charm.land/bubbletea/v2"
	"github.com/charmbracelet/x/ansi"

	"oopscope/keymap"
	"oopscope/parse"
	"oopscope/parse/crash"
	"oopscope/ui/picker"
	"oopscope/ui/term"
	"oopscope/ui/uitest"
)

// boardsNamed is a screen with a live board for each name, and what was sent to them.
func boardsNamed(t testing.TB, w, h int, names ...string) (*tabs, []*bench) {
	t.Helper()
	keys, _ := keymap.New("")
	x := newTabs(t.Context(), Config{Boards: &Boards{
		Open: func(_ context.Context, name string) (Config, error) {
			if name == "broken" {
				return Config{}, errors.New("broken: permission denied")
			}
			b := &bench{link: liveLine}
			b.link.Name = "/dev/" + name
			return benchConfig(b), nil
		},
		Ports: func() []picker.Port {
			return []picker.Port{{Device: "/dev/ttyUSB0"}, {Device: "bbb", Description: "profile: /dev/ttyUSB1", Left: true}, {Device: "telnet://lab:2001", Past: true}}
		},
	}}, keys)
	var all []*bench
	for _, name := range names {
		b := &bench{link: liveLine}
		b.link.Name = "/dev/" + name
		all = append(all, b)
		x.seat(x.add(), benchConfig(b))
	}
	x.tellAll()
	x.show(0)
	x.Update(tea.WindowSizeMsg{Width: w, Height: h})
	return x, all
}

func benchConfig(b *bench) Config {
	return Config{Console: b, Ledger: b, Clipboard: b, Title: "oopscope " + b.link.Name, Now: func() time.Time { return time.Unix(1e9, 0) }}
}

// carry runs commands and gives their messages back, as the runtime does, but for those
// that wait.
func (t *tabs) carry(cmd tea.Cmd) {
	if cmd == nil {
		return
	}
	switch msg := cmd().(type) {
	case nil:
	case tea.BatchMsg:
		for _, c := range msg {
			t.carry(c)
		}
	default:
		if to, ok := msg.(tabMsg); ok {
			switch to.msg.(type) {
			case portsMsg, tickMsg: // each asks for the next
				t.Update(msg)
				return
			case overMsg: // the benches bring nothing
				return
			}
		}
		_, cmd := t.Update(msg)
		t.carry(cmd)
	}
}

func (t *tabs) press(keys ...string) {
	for _, name := range keys {
		_, cmd := t.Update(keyNamed(name))
		t.carry(cmd)
	}
}

func (t *tabs) text() string { return ansi.Strip(t.View().Content) }

// crashed has a crash come from a board.
func (t *tabs) crashed(at int, id, boot, first int, title string, worst parse.Severity, seen time.Time) {
	b := many(20, first)
	c := &parse.Crash{ID: id, First: first, Last: first + 3, Boot: boot, Title: title, Class: "oops", Severity: worst, Seen: seen, Signature: crash.Signature{Exact: title}}
	b.Crashes = []*parse.Crash{c}
	if boot > 0 {
		b.Boots = []parse.Boot{{N: boot, First: first, Seen: seen.Add(-time.Minute), Kernel: fmt.Sprintf("6.1.%d", at), How: "first"}}
	}
	t.Update(tabMsg{t.all[at].id, batchMsg{batch: *b}})
}

// Keys go to the board whose tab is seen, and what comes for another one changes nothing of
// it but the strip.
func TestATabIsAWholeSession(t *testing.T) {
	x, b := boardsNamed(t, 100, 24, "one", "two", "three")
	x.Update(tabMsg{x.all[0].id, batchMsg{batch: *many(3, 1)}})
	x.Update(tabMsg{x.all[1].id, batchMsg{batch: *lines(1, "of the second")}})
	x.press("ctrl+t", "2", "i")
	if !strings.Contains(x.text(), "of the second") || strings.Contains(x.text(), "line 3.") {
		t.Fatalf("the second tab shows\n%s", x.text())
	}
	x.press("l", "s", "ctrl+t", ".", "i", "i", "d", "ctrl+t", ";", "enter")
	if string(b[0].sent) != "" || string(b[1].sent) != "ls\r" || string(b[2].sent) != "id" {
		t.Errorf("sent %q, %q, %q", b[0].sent, b[1].sent, b[2].sent)
	}
	x.press("ctrl+t", "esc")
	if x.press("3", "."); x.at != 2 {
		t.Errorf("3. goes to tab %d", x.at+1)
	}
	if x.press("ctrl+t", "esc", "."); x.at != 0 {
		t.Errorf("behind the last one is tab %d", x.at+1)
	}
	x.press("ctrl+t", "9")
	if !strings.Contains(x.text(), "there is no tab 9") {
		t.Error(x.text())
	}
}

// Only the tab that is seen is drawn: what others get costs no view.
func TestHiddenTabsAreNotDrawn(t *testing.T) {
	x, _ := boardsNamed(t, 100, 24, "one", "two")
	x.View()
	for i := range 50 {
		x.Update(tabMsg{x.all[1].id, batchMsg{batch: *many(5, 5*i+1)}})
		if !x.fresh {
			t.Fatal("lines of a hidden board have the screen drawn")
		}
	}
	before := x.View().Content
	x.crashed(1, 1, 1, 300, "it died", parse.Oops, time.Unix(1e9, 0))
	if after := x.text(); ansi.Strip(before) == after || !strings.Contains(after, "! two 1 crash") || !strings.Contains(after, "ctrl+t 2 shows it") {
		t.Errorf("a crash of a hidden board is not seen:\n%s", after)
	}
	x.press("ctrl+t", "2")
	if row, _, _ := strings.Cut(x.text(), "\n"); strings.Contains(row, "!") {
		t.Errorf("it was looked at: %s", row)
	}
}

// What is typed behind the chord that turns to another tab is the next board's, however it
// comes in.
func TestKeysBehindATurnAreTheNextBoards(t *testing.T) {
	for _, pieces := range []string{"ls\x14|2|id\r", "ls\x142id|\r", "ls\x142|id\r", "ls|\x142id\r"} {
		x, b := boardsNamed(t, 80, 24, "one", "two")
		x.tap = term.NewTap(nil, x.keys, x.send)
		x.press("i", "ctrl+t", "2", "i", "ctrl+t", "1")
		x.show(0)
		for in := range strings.SplitSeq(pieces, "|") {
			for _, k := range pressed(t, x.tap.Take([]byte(in))) {
				_, cmd := x.Update(k)
				x.carry(cmd)
			}
		}
		if string(b[0].sent) != "ls" || string(b[1].sent) != "id\r" {
			t.Errorf("%q: the first board got %q, the second %q", pieces, b[0].sent, b[1].sent)
		}
		if !x.tap.Taking() {
			t.Errorf("%q: the second board has not the keys", pieces)
		}
	}
}

// What a tab's commands bring comes back to it, also when another one is seen by then, and
// to nobody when it is gone.
func TestCommandsComeBackToTheirTab(t *testing.T) {
	x, b := boardsNamed(t, 100, 24, "one", "two")
	x.crashed(0, 1, 1, 1, "it died", parse.Oops, time.Unix(1e9, 0))
	_, cmd := x.Update(keyNamed("s"))
	x.press("ctrl+t", "2")
	x.carry(cmd)
	if len(b[0].saved) != 1 || x.all[0].app.book.All[0].Saved == "" || strings.Contains(x.text(), "saved in") {
		t.Errorf("saved %d; %s", len(b[0].saved), x.text())
	}
	x.press("ctrl+t", "1", "ctrl+t", "-")
	if !strings.Contains(x.text(), "close the tab of one? The others go on (y/n)") {
		t.Fatal(x.text())
	}
	x.press("y")
	if len(x.all) != 1 || x.all[0].app.cfg.Console != b[1] {
		t.Fatalf("%d tabs are left", len(x.all))
	}
	x.Update(tabMsg{1, batchMsg{batch: *many(3, 1)}})
	if strings.Contains(x.text(), "line 3.") || strings.Contains(x.text(), " 1 ●") {
		t.Errorf("of one board:\n%s", x.text())
	}
}

// Leaving asks once for all boards, and waits for what was written in any of them.
func TestLeavingAllBoards(t *testing.T) {
	x, b := boardsNamed(t, 100, 24, "one", "two", "three")
	b[1].full = errors.New("no space left")
	x.press("ctrl+t", "2")
	x.crashed(1, 1, 1, 1, "it died", parse.Oops, time.Unix(1e9, 0))
	x.press("a", "n", "o", "t", "e", "ctrl+s", "ctrl+t", "1", "q")
	if !strings.Contains(x.text(), "leave all 3 boards? (y/n)") {
		t.Fatal(x.text())
	}
	if left(x, "n") {
		t.Error("no is yes")
	}
	x.press("q")
	if left(x, "y") {
		t.Fatal("it left with a note that is not kept")
	}
	if x.at != 1 || !strings.Contains(x.text(), "not kept yet") {
		t.Errorf("tab %d:\n%s", x.at+1, x.text())
	}
	if !left(x, "q") {
		t.Error("the second time it leaves without it")
	}
}

// left presses a key and tells whether the program ends by it.
func left(x *tabs, key string) bool {
	var run func(cmd tea.Cmd) bool
	run = func(cmd tea.Cmd) (over bool) {
		if cmd == nil {
			return false
		}
		switch msg := cmd().(type) {
		case nil:
		case tea.QuitMsg:
			return true
		case tea.BatchMsg:
			for _, c := range msg {
				over = run(c) || over
			}
		default:
			_, cmd := x.Update(msg)
			over = run(cmd)
		}
		return over
	}
	_, cmd := x.Update(keyNamed(key))
	return run(cmd)
}

// A port that does not open asks for another one in its tab, and stops no other.
func TestATabIsOpenedBesideTheOthers(t *testing.T) {
	x, b := boardsNamed(t, 100, 24, "one")
	x.press("ctrl+t", "+")
	if !strings.Contains(x.text(), "which port?") || !strings.Contains(x.text(), "profile: /dev/ttyUSB1") || strings.Contains(x.text(), "telnet://lab") {
		t.Fatal(x.text())
	}
	x.press("a", "l", "a", "b")
	if s := x.text(); !strings.Contains(s, "telnet://lab:2001") || strings.Contains(s, "ttyUSB1") {
		t.Errorf("what fits is\n%s", s)
	}
	x.press("tab")
	if !strings.Contains(x.text(), "port or address: telnet://lab:2001") {
		t.Errorf("completed to\n%s", x.text())
	}
	x.press("esc", "a", "b", "r", "o", "k", "e", "n", "enter")
	if !strings.Contains(x.text(), "broken: permission denied") {
		t.Fatal(x.text())
	}
	x.press("ctrl+t", "1")
	x.all[0].app.carry(func() tea.Msg { return nil })
	x.press("i", "x")
	if string(b[0].sent) != "x" {
		t.Errorf("the first board got %q", b[0].sent)
	}
	x.press("ctrl+t", "2", "a", "t", "w", "o", "enter")
	if x.all[1].app == nil || !strings.Contains(x.text(), " 2 ● two") {
		t.Fatal(x.text())
	}
	x.press("i", "y")
	if sent := x.all[1].app.cfg.Console.(*bench).sent; string(sent) != "y" {
		t.Errorf("the second board got %q", sent)
	}
}

// The list of crashes, and the timeline, of all boards; both go to the tab and the place.
func TestAllBoardsTogether(t *testing.T) {
	at := time.Unix(1e9-3000, 0).UTC()
	for _, size := range [][2]int{{80, 24}, {120, 40}, {200, 50}} {
		x, _ := boardsNamed(t, size[0], size[1], "ttyUSB0", "ttyUSB1", "a-board-with-a-long-name")
		x.crashed(0, 1, 1, 1, "NULL pointer dereference in probe", parse.Oops, at)
		x.crashed(1, 1, 1, 1, "soft lockup - CPU#0 stuck for 22s", parse.Oops, at.Add(20*time.Minute))
		x.crashed(0, 2, 2, 21, "Fatal exception in interrupt", parse.Panic, at.Add(40*time.Minute))
		x.crashed(2, 1, 1, 1, "soft lockup - CPU#0 stuck for 22s", parse.Warning, at.Add(41*time.Minute))
		name := fmt.Sprintf("%dx%d", size[0], size[1])
		for i, b := range x.all {
			b.app.since = at.Add(time.Duration(i*10-5) * time.Minute)
		}
		uitest.Golden(t, "tabs-"+name, timeless(x.text()))
		x.press("L", "b")
		uitest.Golden(t, "tabs-list-"+name, timeless(x.text()))
		x.press("j", "j", "j", "enter")
		if !strings.Contains(x.text(), "soft lockup") || x.at == 0 {
			t.Errorf("the list went to tab %d:\n%s", x.at+1, x.text())
		}
		x.press("ctrl+t", "1", "=")
		uitest.Golden(t, "tabs-timeline-"+name, timeless(x.text()))
		x.press("g", "j", "j", "j", "j", "k", "enter")
		if x.at != 1 || x.seen().app.book.Selected == nil {
			t.Errorf("the timeline went to tab %d:\n%s", x.at+1, x.text())
		}
		for _, row := range strings.Split(x.View().Content, "\n") {
			if got := ansi.StringWidthWc(row); got != size[0] {
				t.Errorf("%d cells of %d: %q", got, size[0], row)
			}
		}
	}
}

// The strip has place for any number of boards, and the one that is seen is in it.
func TestTheStripAtAllWidths(t *testing.T) {
	names := make([]string, 23)
	for i := range names {
		names[i] = fmt.Sprintf("board-%d-\x1b[31m串口", i)
	}
	x, _ := boardsNamed(t, 80, 24, names...)
	for w := 40; w < 230; w += 7 {
		x.Update(tea.WindowSizeMsg{Width: w, Height: 24})
		for i := range names {
			x.show(i)
			row := x.drawStrip()
			uitest.Harmless(t, row)
			if got := ansi.StringWidthWc(row); got != w {
				t.Fatalf("%d cells of %d", got, w)
			}
			if !strings.Contains(ansi.Strip(row), fmt.Sprintf(" %d ● ", i+1)) {
				t.Fatalf("tab %d is not in %s", i+1, ansi.Strip(row))
			}
		}
	}
}

// timeless masks the times of a screen, which are those of wherever the test runs.
func timeless(screen string) string {
	return regexp.MustCompile(`\d\d:\d\d:\d\d`).ReplaceAllString(screen, "hh:mm:ss")
}
