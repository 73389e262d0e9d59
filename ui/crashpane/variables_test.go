package crashpane

import (
	"strings"
	"testing"

	"github.com/charmbracelet/x/ansi"

	"oopscope/parse/arch"
	"oopscope/ui/theme"
	"oopscope/ui/uitest"
)

// TestVariables: one line in the chain below the place of death, the rest when their
// section is opened.
func TestVariables(t *testing.T) {
	c := uitest.KasanCrash()
	c.Chain[2].Variables = []arch.Variable{{Name: "dev", Type: "struct device *", Parameter: true, Known: true, Meaning: "NULL", From: "RDI"}, {Name: "flags", Type: "int", Parameter: true}}
	c.Chain[3].Variables = []arch.Variable{{Name: "count", Type: "int", Known: true, Value: 7, From: "caller"}}
	c.Chain[4].Variables = []arch.Variable{{Name: "lost", Type: "int", Parameter: true}}
	p := New(theme.New(), unnamed)
	p.SetSize(90, 90)
	p.SetCrash(c, nil, "", true, "")
	view := ansi.Strip(p.View())
	if !strings.Contains(view, "dev = NULL; not known: flags") || strings.Contains(view, "count = ") || !strings.Contains(view, "▸ Variables  2 values in 2 calls") {
		t.Fatal(view)
	}
	for range 40 {
		if p.NextSection(); strings.Contains(ansi.Strip(p.View()), "▾ Variables") {
			break
		}
		p.Toggle()
		if strings.Contains(ansi.Strip(p.View()), "▾ Variables") {
			break
		}
		p.Toggle()
	}
	view = ansi.Strip(p.View())
	for _, want := range []string{"struct device *dev = NULL (RDI)", "int count = 0x7 (caller)", "int flags = not known"} {
		if !strings.Contains(view, want) {
			t.Errorf("opened, it lacks %q:\n%s", want, view)
		}
	}
}
