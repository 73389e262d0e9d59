package crashpane

import (
	"math/rand"
	"strings"
	"testing"

	"github.com/charmbracelet/x/ansi"

	"oopscope/ui/theme"
	"oopscope/ui/uitest"
)

// Whatever the board prints and however the pane is used, it draws h rows of w
// cells and nothing but text and colours reaches the terminal.
func TestCrashPaneSurvivesAnything(t *testing.T) {
	rnd := rand.New(rand.NewSource(1))
	p := New(theme.New(), unnamed)
	for i := range uitest.Rounds(150) {
		p.SetSize(rnd.Intn(130), rnd.Intn(64))
		if rnd.Intn(20) == 0 {
			p.SetSize(rnd.Intn(9), rnd.Intn(4))
		}
		p.SetCrash(uitest.RandomCrash(rnd), uitest.RandomFindings(rnd), uitest.Hostile(rnd), rnd.Intn(2) == 0, uitest.Hostile(rnd))
		for range 12 {
			moves := []func(){p.Up, p.Down, p.PageUp, p.PageDown, p.Top, p.Bottom, p.NextSection, p.PrevSection, p.Toggle,
				func() { p.Scroll(rnd.Intn(9) - 4) }, func() { p.Click(rnd.Intn(70) - 2) }, func() { p.SetFocused(rnd.Intn(2) == 0) },
				func() { p.SetSize(max(p.w+rnd.Intn(21)-10, 0), p.h) }}
			moves[rnd.Intn(len(moves))]()
			p.Target()
			checkCells(t, i, p)
		}
	}
	p.SetCrash(nil, nil, "", true, "")
	checkCells(t, -1, p)
}

func checkCells(t *testing.T, round int, p *Pane) {
	t.Helper()
	view := p.View()
	if p.w == 0 || p.h == 0 {
		if view != "" {
			t.Fatalf("round %d: something drawn in no room", round)
		}
		return
	}
	rows := strings.Split(view, "\n")
	if len(rows) != p.h {
		t.Fatalf("round %d: %d rows, want %d", round, len(rows), p.h)
	}
	for y, r := range rows {
		if w := ansi.StringWidthWc(r); w != p.w {
			t.Fatalf("round %d: row %d is %d cells wide, want %d: %q", round, y, w, p.w, r)
		}
		uitest.Harmless(t, r)
	}
}
