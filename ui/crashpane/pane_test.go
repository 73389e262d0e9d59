package crashpane

import (
	"flag"
	"fmt"
	"os"
	"slices"
	"strings"
	"testing"

	"github.com/charmbracelet/x/ansi"

	"oopscope/parse/arch"
	"oopscope/parse/crash"
	"oopscope/parse/export"
	"oopscope/ui/theme"
	"oopscope/ui/uitest"
)

var updateCrashPane = flag.Bool("update-crashpane", false, "write the crash pane's goldens")

func seedPane(t *testing.T, w, h int) *Pane {
	p := New(theme.New(), unnamed)
	p.SetSize(w, h)
	p.SetFocused(true)
	p.SetCrash(uitest.SeedCrash(t), uitest.SeedFindings(), "no symbols: give the kernel's own with --vmlinux", true, "seen after the third reload\nsame on the second board")
	return p
}

func TestCrashPaneGoldens(t *testing.T) {
	for _, size := range [][2]int{{40, 20}, {60, 30}, {90, 45}, {60, 118}, {80, 10}, {36, 8}} {
		p := seedPane(t, size[0], size[1])
		checkGolden(t, fmt.Sprintf("crashpane-seed-%dx%d", size[0], size[1]), p.View())
	}
	open := uitest.SeedCrash(t)
	open.Open, open.Aftermath, open.Panic, open.Dump.Code, open.Quality.Complete = true, "", "", nil, false
	open.Chain, open.Body = open.Chain[:5], open.Body[:63]
	p := New(theme.New(), unnamed)
	p.SetSize(60, 24)
	p.SetCrash(open, nil, "", true, "")
	checkGolden(t, "crashpane-open-60x24", p.View())

	p = New(theme.New(), unnamed)
	p.SetSize(72, 64)
	p.SetCrash(uitest.KasanCrash(), nil, "vmlinux is 6.1.0-18, the board runs 6.1.0-20", false, "")
	checkGolden(t, "crashpane-kasan-72x64", p.View())

	p = seedPane(t, 60, 30)
	p.NextSection()
	p.NextSection()
	checkGolden(t, "crashpane-seed-chain-60x30", p.View())
}

// TestNamesakes: a frame that may be in several functions shows them all.
func TestNamesakes(t *testing.T) {
	c := uitest.KasanCrash()
	c.Chain[0].File, c.Chain[0].Candidates = "", []arch.Inline{{File: "fs/a.c", Line: 12}, {File: "fs/b.c", Line: 40}}
	p := New(theme.New(), unnamed)
	p.SetSize(90, 80)
	p.SetCrash(c, nil, "", true, "")
	if view := ansi.Strip(p.View()); !strings.Contains(view, "one of fs/a.c:12") || !strings.Contains(view, "one of fs/b.c:40") {
		t.Error(view)
	}
}

// TestSymbolsProve: the badge stands below the chain when the symbols proved
// themselves, and never beside the one that says that they do not fit.
func TestSymbolsProve(t *testing.T) {
	c := uitest.KasanCrash()
	c.Symbols = crash.Symbols{File: "vmlinux", Proof: []crash.Proof{crash.ByCode, crash.ByCalls}}
	p := New(theme.New(), unnamed)
	p.SetSize(90, 80)
	for _, fits := range []bool{true, false} {
		p.SetCrash(c, nil, "vmlinux (same code at the PC)", fits, "")
		if got := strings.Contains(ansi.Strip(p.View()), "✓ vmlinux: proved by code, calls"); got != fits {
			t.Errorf("fits %v: %s", fits, ansi.Strip(p.View()))
		}
	}
}

func checkGolden(t *testing.T, name, view string) {
	t.Helper()
	var b strings.Builder
	for _, l := range strings.Split(ansi.Strip(view), "\n") {
		b.WriteString(strings.TrimRight(l, " ") + "\n")
	}
	path := uitest.Data(t, name+".golden")
	if *updateCrashPane {
		if err := os.WriteFile(path, []byte(b.String()), 0o644); err != nil {
			t.Fatal(err)
		}
		return
	}
	want, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if b.String() != string(want) {
		t.Errorf("%s: the pane changed (-update-crashpane writes the golden anew):\n%s", name, b.String())
	}
}

// Moving over the whole note shows every row and reaches every item, in both
// directions, and every target is a line of the report.
func TestCrashPaneMoves(t *testing.T) {
	for _, size := range [][2]int{{50, 15}, {36, 8}, {36, 4}, {120, 60}} {
		t.Run(fmt.Sprint(size), func(t *testing.T) { moveAbout(t, seedPane(t, size[0], size[1])) })
	}
}

func moveAbout(t *testing.T, p *Pane) {
	shown := map[int]bool{}
	for range 2000 {
		for y := p.firstShown(); y < min(p.top+p.h, len(p.rows)); y++ {
			shown[y] = true
		}
		if line, ok := p.Target(); ok && (line < 1 || line > 97) {
			t.Fatalf("target %d is not a line of the report", line)
		}
		was, top := p.sel, p.top
		p.Down()
		if p.sel == was && p.top == top {
			break
		}
	}
	if len(shown) != len(p.rows) {
		t.Errorf("Down showed %d of %d rows", len(shown), len(p.rows))
	}
	if p.sel != len(p.items)-1 {
		t.Fatalf("Down ended at item %d of %d", p.sel, len(p.items))
	}
	for range 2000 {
		p.Up()
	}
	if p.sel != 0 || p.top != 0 {
		t.Errorf("Up ended at item %d, row %d", p.sel, p.top)
	}
}

// sectionOf is the title of the section the selection is in.
func sectionOf(p *Pane) string { return p.titles[p.items[p.sel].section] }

func TestCrashPaneTargets(t *testing.T) {
	p := seedPane(t, 60, 30)
	want := map[string]int{"Why": 0, "Chain": 8, "Code": 94}
	for range 20 {
		p.NextSection()
		if n, ok := want[sectionOf(p)]; ok {
			if got, _ := p.Target(); got != n {
				t.Errorf("%s: target %d, want %d", sectionOf(p), got, n)
			}
			delete(want, sectionOf(p))
		}
	}
	if len(want) > 0 {
		t.Errorf("never came to %v", want)
	}
}

// A newer snapshot of a crash that is still being printed leaves the selection
// on the thing it stood on, and that thing in its row of the screen.
func TestCrashPaneKeepsSelection(t *testing.T) {
	whole := uitest.SeedCrash(t)
	part := *whole
	part.Open, part.Chain, part.Body, part.Aftermath, part.Panic = true, whole.Chain[:9], whole.Body[:60], "", ""
	part.Dump.Code, part.Dump.Registers = nil, nil
	p := New(theme.New(), unnamed)
	p.SetSize(50, 16)
	p.SetCrash(&part, nil, "", true, "")
	p.NextSection()
	p.NextSection()
	for range 5 {
		p.Down()
	}
	at, y := p.items[p.sel], p.items[p.sel].first-p.top
	line, _ := p.Target()
	p.SetCrash(whole, uitest.SeedFindings(), "", true, "")
	now := p.items[p.sel]
	if got, _ := p.Target(); now.section != at.section || now.key != at.key || got != line {
		t.Errorf("selection went from %v to %v", at, now)
	}
	if got := now.first - p.top; got != y {
		t.Errorf("the selected row moved from screen row %d to %d", y, got)
	}
}

func TestCrashPaneFolds(t *testing.T) {
	p := seedPane(t, 60, 30)
	p.Bottom()
	if sectionOf(p) != "Raw" {
		t.Fatalf("last section is %q", sectionOf(p))
	}
	folded := len(p.rows)
	p.Toggle()
	if len(p.rows) != folded+97 {
		t.Errorf("unfolding Raw added %d rows, want 97", len(p.rows)-folded)
	}
	p.Down()
	p.Toggle()
	if len(p.rows) != folded || sectionOf(p) != "Raw" {
		t.Errorf("folding left %d rows and the selection in %q", len(p.rows), sectionOf(p))
	}
}

// The effective address is compared with the reported one, not believed.
func TestCrashPaneOperands(t *testing.T) {
	view := func(fault uint64) string {
		c := uitest.SeedCrash(t)
		c.Dump.Fault.Address = fault
		p := New(theme.New(), unnamed)
		p.SetSize(120, 200)
		p.SetCrash(c, nil, "", true, "")
		return ansi.Strip(p.View())
	}
	if s := "r3 = 0x0 + r6 = 0x1c1 → 0x1c1 = fault address ✓"; !strings.Contains(view(0x1c1), s) {
		t.Errorf("no %q in the pane", s)
	}
	if s := "→ 0x1c1 ≠ fault address 0x1c5"; !strings.Contains(view(0x1c5), s) {
		t.Errorf("no %q in the pane", s)
	}
}

// TestCrashPaneQuotes: the source line stands below the expression, and what sets the
// pointer below the reasons; nothing of either turns the text around.
func TestCrashPaneQuotes(t *testing.T) {
	c := uitest.SeedCrash(t)
	c.Operand = &crash.Operand{Expression: "p->ops->run", Pointer: "p->ops", Meaning: "NULL",
		Source:   crash.Quote{File: "drivers/pump.c", Line: 7, Text: "return p->ops->run;"},
		Assigned: []crash.Quote{{File: "pump/low.c", Line: 9, Text: "p->ops = NULL; \u202e"}}}
	p := New(theme.New(), unnamed)
	p.SetSize(120, 200)
	p.SetCrash(c, uitest.SeedFindings(), "", true, "")
	view := ansi.Strip(p.View())
	for _, s := range []string{"pump.c:7: return p->ops->run;", "p->ops is assigned in this tree at:", "low.c:9: p->ops = NULL; "} {
		if !strings.Contains(view, s) {
			t.Errorf("no %q in the pane:\n%s", s, view)
		}
	}
	if strings.Contains(p.View(), "\u202e") {
		t.Error("the source turns the text around")
	}
}

func BenchmarkCrashPane(b *testing.B) {
	p := New(theme.New(), unnamed)
	p.SetSize(80, 40)
	c, f := uitest.SeedCrash(b), uitest.SeedFindings()
	b.Run("SetCrash", func(b *testing.B) {
		for b.Loop() {
			p.SetCrash(c, f, "", true, "")
		}
	})
	b.Run("View", func(b *testing.B) {
		for b.Loop() {
			p.View()
		}
	})
}

// unnamed is for panes beside which there is no list.
func unnamed(int) string { return "the report" }

// TestSectionsAreWritten: every section of the pane is one of a written report.
func TestSectionsAreWritten(t *testing.T) {
	p := seedPane(t, 90, 40)
	for range p.items {
		if !slices.Contains(export.Sections(), p.Section()) {
			t.Errorf("no report has a section %q", p.Section())
		}
		p.Down()
	}
	for id, name := range written {
		if !slices.Contains(export.Sections(), name) {
			t.Errorf("%s: no report has a section %q", id, name)
		}
	}
}

// TestUselessSymbolsAreToldAtOnce: a file that cannot serve is told in the head, not behind a long chain.
func TestUselessSymbolsAreToldAtOnce(t *testing.T) {
	const doubt = "cannot use zImage: it is a boot image"
	c := uitest.KasanCrash()
	for i := range c.Chain {
		c.Chain[i].File, c.Chain[i].Inlined = "", nil
	}
	c.Symbols.Doubt = doubt
	p := New(theme.New(), unnamed)
	p.SetSize(80, 24)
	p.SetCrash(c, nil, "none: "+doubt, true, "")
	if got := strings.Join(strings.Split(p.View(), "\n")[:12], "\n"); !strings.Contains(got, doubt) {
		t.Errorf("nothing of it in:\n%s", got)
	}
}
