package logpane

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"charm.land/lipgloss/v2"

	"oopscope/ui/cell"
	"oopscope/ui/match"
)

func matcher(t *testing.T, text string, regexp bool) *match.Matcher {
	t.Helper()
	m, err := match.New(text, regexp)
	if err != nil {
		t.Fatal(err)
	}
	return m
}

// inkOn returns the ink of a text on the screen.
func inkOn(c *wire, text string) (ink cell.Ink, ok bool) {
	for row := range strings.SplitSeq(c.View(), "\n") {
		var l cell.Line
		l.Play(row)
		s, places := cell.Index(l.Row)
		if at := strings.Index(s, text); at >= 0 {
			return l.Row[places[at]].Ink, true
		}
	}
	return ink, false
}

// A highlight colours what it finds in whatever line, the board's own colours or not, and
// a search shows through it.
func TestHighlights(t *testing.T) {
	c := wired(80, 24)
	c.feed(0, "mmc0: new card\nplain mmc12 here\n\x1b[31mred mmc1\x1b[0m\n日本 mmc2\n")
	c.SetLights([]Light{{matcher(t, "mmc[0-9]+", true), "cyan"}, {matcher(t, "card", false), "mark"}})
	want := cell.InkOf(c.th.Highlight("cyan"))
	for _, text := range []string{"mmc0", "mmc12", "mmc1", "mmc2"} {
		if got, ok := inkOn(c, text); !ok || got != want {
			t.Errorf("%s is drawn in %+v, want %+v", text, got, want)
		}
	}
	if got, _ := inkOn(c, "card"); got.Attr&cell.Reverse == 0 {
		t.Errorf("the mark is drawn in %+v", got)
	}
	if got, _ := inkOn(c, "plain"); got != (cell.Ink{}) {
		t.Errorf("what is not looked for is drawn in %+v", got)
	}
	c.Search(matcher(t, "mmc12", false))
	if got, _ := inkOn(c, "mmc12"); got != cell.InkOf(c.th.Match) {
		t.Errorf("a hit is drawn in %+v", got)
	}
	c.SetLights(nil)
	if got, _ := inkOn(c, "mmc0"); got.FG == want.FG && want != cell.InkOf(lipgloss.NewStyle()) {
		t.Errorf("without highlights it is drawn in %+v", got)
	}
}

// Only lines that are drawn are looked through, however many there are, and a regexp
// that takes long over a long line takes little.
func TestHighlightsCostWhatIsSeen(t *testing.T) {
	c := wired(80, 24)
	var b strings.Builder
	for i := range 5000 {
		fmt.Fprintf(&b, "line %d\n", i)
	}
	c.feed(0, b.String())
	c.ToggleWrap()
	c.SetLights([]Light{{matcher(t, "line", false), "red"}})
	for _, do := range []func(){func() {}, c.Top, func() { c.Scroll(1000) }, c.Follow} {
		do()
		c.lit = 0
		if c.View(); c.lit > 24 || c.lit < 20 {
			t.Errorf("%d lines were looked through for 24 rows", c.lit)
		}
	}
	c.feed(0, strings.Repeat("x", 100_000)+"\n")
	slow := strings.Repeat("(x+x+){9}", 40) + "y"
	var lights []Light
	for range 16 {
		lights = append(lights, Light{matcher(t, slow, true), "red"})
	}
	c.SetLights(lights)
	began := time.Now()
	c.View()
	if took := time.Since(began); took > 5*time.Second {
		t.Errorf("a frame took %v", took)
	}
}

// Several named filters are one condition: none hides the line, and one of those that
// show finds it; a text and a level narrow that further.
func TestNamedFiltersTogether(t *testing.T) {
	c := wired(80, 24)
	c.feed(0, "usb 1-1 new\nmmc0 card\nusb 2-1 noise\nmmc1 noise error\nother\n")
	usb := Condition{"usb", matcher(t, "^usb", true), false}
	mmc := Condition{"mmc", matcher(t, "mmc", false), false}
	quiet := Condition{"noise", matcher(t, "noise", false), true}
	for _, f := range []struct {
		Filter
		want  string
		words string
	}{
		{Filter{Named: []Condition{usb}}, "usb 1-1 new|usb 2-1 noise", "usb"},
		{Filter{Named: []Condition{usb, mmc}}, "usb 1-1 new|mmc0 card|usb 2-1 noise|mmc1 noise error", "usb, mmc"},
		{Filter{Named: []Condition{usb, mmc, quiet}}, "usb 1-1 new|mmc0 card", "usb, mmc, without noise"},
		{Filter{Named: []Condition{quiet}}, "usb 1-1 new|mmc0 card|other", "without noise"},
		{Filter{Named: []Condition{usb, mmc}, Match: matcher(t, "noise", false)}, "usb 2-1 noise|mmc1 noise error", "noise, usb, mmc"},
		{Filter{Named: []Condition{usb, mmc}, Worst: 3}, "mmc1 noise error", "errors, usb, mmc"},
	} {
		c.SetFilter(f.Filter)
		var rows []string
		for row := range strings.SplitSeq(c.text(), "\n") {
			if row = strings.TrimSpace(strings.TrimLeft(row, "! ▸")); row != "" {
				rows = append(rows, row)
			}
		}
		if got := strings.Join(rows, "|"); !strings.HasPrefix(got, f.want) || strings.Count(got, "|") > strings.Count(f.want, "|")+1 || f.Words() != f.words {
			t.Errorf("%s (%s) shows %q, want %q", f.Words(), f.words, got, f.want)
		}
	}
}
