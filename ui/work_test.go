package ui

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"oopscope/parse"
	"oopscope/ui/logpane"
	"oopscope/ui/match"
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
	a.log.Limit = 1
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
	if r, _ := a.log.Line(); r.N != 1 {
		t.Errorf("the first hit is line %d", r.N)
	}
	a.press("n")
	if r, _ := a.log.Line(); r.N != 3 {
		t.Errorf("the next hit is line %d", r.N)
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
	a.press("esc", "!", "!")
	sees(t, a, "eth failed")
	lacks(t, a, "clock", "usb one")
	a.press("!")
	sees(t, a, "clock", "usb one")
	a.press("f")
	a.write("nothing like it")
	sees(t, a, "no line passes")
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
			a.log.SetFilter(logpane.Filter{Match: &match.Matcher{Text: "nothing"}})
			a.log.SetFilter(logpane.Filter{})
		}
	})
	b.Run("level", func(b *testing.B) {
		for b.Loop() {
			a.log.SetFilter(logpane.Filter{Worst: 3})
			a.log.SetFilter(logpane.Filter{})
		}
	})
	b.Run("search", func(b *testing.B) {
		m, _ := match.New("nothing", false)
		a.log.Search(m)
		for b.Loop() {
			a.log.Find(0, 1, func(bool, bool) {})
		}
	})
	b.Run("regexp", func(b *testing.B) {
		m, _ := match.New("no+thing", true)
		a.log.Search(m)
		for b.Loop() {
			a.log.Find(0, 1, func(bool, bool) {})
		}
	})
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

// Going from trouble to trouble skips what is good without missing any.
func TestTroubleIsFoundInPages(t *testing.T) {
	a, _ := testApp(t, 80, 24)
	batch := many(6000, 1)
	for _, i := range []int{40, 511, 512, 1300, 5100, 5999} {
		batch.Lines[i].Mark = parse.Error
	}
	batch.Crashes = []*parse.Crash{{ID: 1, Class: "reset", Severity: parse.Error, First: 2001, Last: 2001}}
	a.receive(batch)
	a.press("g")
	var stops []int
	for _, key := range []string{"e", "E"} {
		for range 8 {
			a.press(key)
			line, _ := a.log.Line()
			stops = append(stops, line.N)
		}
	}
	want := []int{41, 512, 1301, 2001, 5101, 6000, 6000, 6000, 5101, 2001, 1301, 512, 41, 41, 41, 41}
	if !slices.Equal(stops, want) {
		t.Errorf("stopped at %v, want %v", stops, want)
	}
}
