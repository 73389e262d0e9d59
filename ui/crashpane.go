package ui

import (
	"strings"

	"oopscope/parse"
	"oopscope/parse/triage"
)

// crashPane is an expert's note on one crash.
type crashPane struct {
	th   *Theme
	w, h int
}

func newCrashPane(th *Theme) *crashPane { return &crashPane{th: th} }

// SetCrash shows a crash, or a newer snapshot of the same one.
func (p *crashPane) SetCrash(c *parse.Crash, f []triage.Finding, symbols string, symbolsOK bool, notes string) {
}

func (p *crashPane) SetSize(w, h int)  { p.w, p.h = max(w, 0), max(h, 0) }
func (p *crashPane) SetFocused(b bool) {}
func (p *crashPane) Up()               {}
func (p *crashPane) Down()             {}
func (p *crashPane) PageUp()           {}
func (p *crashPane) PageDown()         {}
func (p *crashPane) Top()              {}
func (p *crashPane) Bottom()           {}
func (p *crashPane) NextSection()      {}
func (p *crashPane) PrevSection()      {}

// Toggle folds or unfolds the section the selection is in.
func (p *crashPane) Toggle() {}

// Target returns the console line that the selected row stands on.
func (p *crashPane) Target() (line int, ok bool) { return 0, false }

// Section names the section the selection is in.
func (p *crashPane) Section() string { return "" }

// View returns exactly h rows of exactly w cells.
func (p *crashPane) View() string {
	row := strings.Repeat(" ", p.w)
	return strings.TrimSuffix(strings.Repeat(row+"\n", p.h), "\n")
}
