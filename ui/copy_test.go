package ui

import (
	"strings"
	"testing"

	"oopscope/parse/export"
)

// TestReportsAreCopied: the whole one with the notes and the marked lines, or the
// section that the cursor is in, whichever it is.
func TestReportsAreCopied(t *testing.T) {
	a, b := loaded(t, 120, 40)
	a.press("a")
	a.write("only when cold")
	a.press("ctrl+s", "Y")
	sees(t, a, "sent to the terminal")
	r := a.book.Selected
	if want := export.Text(r.Crash, export.Options{File: a.link.Name, Notes: "only when cold"}); b.copied != want {
		t.Errorf("copied is\n%s\nand not\n%s", b.copied, want)
	}
	for _, want := range []string{"Call chain\n", "\nAs printed\n", "\n  only when cold\n"} {
		if !strings.Contains(b.copied, want) {
			t.Errorf("no %q in the report", want)
		}
	}
	a.press("tab", "g")
	seen := map[string]bool{}
	for range 40 {
		a.press("S")
		name := a.crash.Section()
		want := export.Text(r.Crash, export.Options{File: a.link.Name, Notes: "only when cold", Sections: []string{name}})
		if b.copied != want || strings.Count(want, "\n") < 3 {
			t.Errorf("%s: copied is %q, want %q", name, b.copied, want)
		}
		seen[name] = true
		a.press("}")
	}
	for _, name := range []string{"summary", "why", "chain", "code", "registers", "environment", "notes", "raw"} {
		if !seen[name] {
			t.Errorf("the cursor never was in %s: %v", name, seen)
		}
	}
	b.copied = ""
	a.press("x", "S")
	if b.copied != "" {
		t.Errorf("%q is copied of a pane that is closed", b.copied)
	}
	sees(t, a, "no crash is open")
}
