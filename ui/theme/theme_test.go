package theme

import (
	"fmt"
	"image/color"
	"strings"
	"testing"

	"charm.land/lipgloss/v2"
	"github.com/charmbracelet/x/ansi"

	"oopscope/keymap"
	"oopscope/parse"
	"oopscope/ui/cell"
)

// painted is what a style puts in front of text.
func painted(s lipgloss.Style) string {
	before, _, _ := strings.Cut(s.Render("x"), "x")
	return before
}

// roles are the colours that stand for something, by their name.
func roles(t *Theme) map[string]lipgloss.Style {
	return map[string]lipgloss.Style{
		"panic": t.Panic, "oops": t.Oops, "bug": t.Bug, "stall": t.Stall, "warning": t.Warning, "error": t.Error, "ok": t.OK,
		"function": t.Function, "module": t.Module, "address": t.Address, "number": t.Number, "border": t.BorderFocused,
		"loud": t.Loud, "match": t.Match, "here": t.MatchHere, "key": t.Key,
	}
}

// TestColours: those of the cube, of the sixteen where there are no more, and none where
// there are none.
func TestColours(t *testing.T) {
	want := map[string][4]int{ // on dark and on light, and of the sixteen
		"panic": {210, 124, 9, 1}, "oops": {210, 124, 9, 1}, "bug": {213, 127, 13, 5}, "stall": {221, 94, 11, 5}, "warning": {221, 94, 11, 5},
		"error": {178, 94, 11, 5}, "ok": {114, 22, 10, 4}, "function": {80, 24, 14, 4}, "module": {177, 90, 13, 5}, "address": {110, 25, 6, 4},
		"number": {117, 26, 14, 4}, "border": {80, 24, 14, 4}, "loud": {221, 127, 11, 5}, "match": {221, 94, 11, 5}, "here": {221, 94, 11, 5}, "key": {80, 24, 14, 4},
	}
	for i, name := range []string{"dark", "light", "dark", "light"} {
		th := Named(name)
		if i > 1 {
			th.SetDepth(Sixteen)
		}
		for role, s := range roles(th) {
			if got := s.GetForeground(); got != color.Color(lipgloss.Color(fmt.Sprint(want[role][i]))) {
				t.Errorf("%s, %s: %v, want %d", name, role, got, want[role][i])
			}
		}
	}
	none := Named("")
	none.SetDepth(None)
	for _, th := range []*Theme{Named("mono"), none} {
		for role, s := range roles(th) {
			if p := painted(s); strings.Contains(p, "3") || strings.Contains(p, "9") {
				t.Errorf("mono: %s has a colour: %q", role, p)
			}
		}
	}
}

// TestAttributes carry the meaning where there is no colour.
func TestAttributes(t *testing.T) {
	for _, name := range Names {
		th := Named(name)
		for what, is := range map[string]bool{
			"a panic is bold": th.Panic.GetBold(), "a title is bold": th.Title.GetBold(), "what is dim is faint without colours": th.Dim.GetFaint() == (name == "mono"),
			"the selection is reverse": th.Selected.GetReverse(), "a badge is bold and reverse": th.Badge.GetBold() && th.Badge.GetReverse(),
			"the loud mode is bold and reverse": th.Loud.GetBold() && th.Loud.GetReverse(),
			"a hit is underlined":               th.Match.GetUnderline() && !th.Match.GetReverse(),
			"the hit at the cursor is reverse":  th.MatchHere.GetReverse(), "a key is bold": th.Key.GetBold(),
		} {
			if !is {
				t.Errorf("theme %q: it is not so that %s", name, what)
			}
		}
	}
}

// TestSetDark: only who did not choose a theme gets that of the terminal, and every
// pane sees it.
func TestSetDark(t *testing.T) {
	for _, name := range Names {
		th := Named(name)
		before := painted(th.Oops)
		th.SetDark(false)
		if changed, follows := painted(th.Oops) != before, name == "" || name == "auto"; changed != follows {
			t.Errorf("theme %q follows the terminal: %v", name, changed)
		}
		th.SetDark(true)
		if painted(th.Oops) != before {
			t.Errorf("theme %q: the dark ground does not come back", name)
		}
	}
}

func TestSeverity(t *testing.T) {
	th := New()
	for s, want := range map[parse.Severity]lipgloss.Style{
		parse.Panic: th.Panic, parse.Oops: th.Oops, parse.Bug: th.Bug, parse.Stall: th.Stall, parse.Warning: th.Warning, parse.Error: th.Error, 0: th.Text,
	} {
		if painted(th.Severity(s)) != painted(want) {
			t.Errorf("severity %v is painted %q, want %q", s, painted(th.Severity(s)), painted(want))
		}
	}
}

// TestTooSmall: the screen is filled to its last cell whatever its size, and says
// what it needs where there is room.
func TestTooSmall(t *testing.T) {
	if MinWidth != 40 || MinHeight != 10 {
		t.Errorf("the smallest screen is %dx%d", MinWidth, MinHeight)
	}
	for w := 1; w < 60; w += 7 {
		for h := 1; h < 12; h += 3 {
			rows := strings.Split(TooSmall(w, h), "\n")
			if len(rows) != h {
				t.Fatalf("%dx%d: %d rows", w, h, len(rows))
			}
			said := ""
			for _, r := range rows {
				if got := ansi.StringWidth(r); got != w {
					t.Fatalf("%dx%d: a row of %d cells", w, h, got)
				}
				said += ansi.Strip(r)
			}
			if want := fmt.Sprintf("terminal too small (%dx%d, need 40x10)", w, h); w*h >= len(want) && !strings.HasPrefix(said, want) {
				t.Errorf("%dx%d: %q", w, h, said)
			}
		}
	}
}

// TestTitleRow: the name and the mode stand in a rule of the pane's width; the
// focus makes it heavier, and the mode is the first that has no room.
func TestTitleRow(t *testing.T) {
	th := New()
	for _, c := range []struct {
		w             int
		name, right   string
		focused, loud bool
		want          string
	}{
		{30, "crash", "", false, false, "── crash ─────────────────────"},
		{30, "crash", "FOLLOW", false, false, ""},
		{30, "crash", "", true, false, "━━ crash ━━━━━━━━━━━━━━━━━━━━━"},
		{30, "crash", "", false, true, "━━ crash ━━━━━━━━━━━━━━━━━━━━━"},
	} {
		got := ansi.Strip(TitleRow(th, c.w, c.name, c.right, c.focused, c.loud))
		if ansi.StringWidth(got) != c.w || c.want != "" && got != c.want {
			t.Errorf("%q, want %q", got, c.want)
		}
		if c.right != "" && !strings.HasSuffix(got, " "+c.right+" ──") {
			t.Errorf("%q does not end with its mode", got)
		}
	}
	if got := ansi.Strip(TitleRow(th, 16, "crash", "FOLLOWING", false, false)); strings.Contains(got, "FOLLOW") || !strings.Contains(got, " crash ") {
		t.Errorf("%q: the mode has no room", got)
	}
	if got := ansi.Strip(TitleRow(th, 12, "a very long name", "", false, false)); ansi.StringWidth(got) != 12 {
		t.Errorf("%q is %d cells", got, ansi.StringWidth(got))
	}
}

// TestHints: a hint takes the cells that it says it takes.
func TestHints(t *testing.T) {
	th := New()
	for _, h := range []keymap.Binding{{Keys: []string{"ctrl+t"}, Hint: "quit"}, {Keys: []string{"?", "h"}, Hint: "help"}, {Keys: []string{"ü"}, Hint: "ärger"}} {
		var b cell.Bar
		AddHint(&b, th, h)
		if b.Len() != HintWidth(h) || HintWidth(h) < 6 {
			t.Errorf("%v takes %d cells, not %d", h.Keys, b.Len(), HintWidth(h))
		}
	}
	if HintWidth(keymap.Binding{Keys: []string{"x"}}) != 0 {
		t.Error("a binding without a hint takes room")
	}
}
