// Package crashpane is an expert's note on one kernel crash, beside the log: what
// happened, where, why, and how sure that is, with the line of the console that
// proves every row. It knows crashes and findings, and nothing of how they came.
package crashpane

import (
	"time"

	"oopscope/console/link"
	"oopscope/parse"
	"oopscope/parse/triage"
	"oopscope/ui/theme"
)

// Pane is an expert's note on one kernel crash, most important first. It
// keeps every row it could draw, rebuilt only when the crash or its own size
// changes; drawing and moving touch the visible ones.
type Pane struct {
	// Address returns where the terminal finds a line of a source file; "" when it
	// cannot, and nil for no links at all.
	Address func(file string, line int) string

	th      *theme.Theme
	w, h    int
	focused bool

	c         *parse.Crash
	findings  []triage.Finding
	symbols   string
	symbolsOK bool
	notes     string
	history   link.History
	now       time.Time
	nameOf    func(id int) string // what a crash is called in the list

	folds  map[string]bool // what the person folded or unfolded, by section id
	titles map[string]string
	rows   []row
	items  []item
	sel    int // selected item
	top    int // first row of the window
}

// New returns an empty pane. It asks nameOf for what a crash is called in
// the list.
func New(th *theme.Theme, nameOf func(id int) string) *Pane {
	return &Pane{th: th, folds: map[string]bool{}, titles: map[string]string{}, symbolsOK: true, nameOf: nameOf}
}

// SetFocused tells whether keys come here.
func (p *Pane) SetFocused(b bool) { p.focused = b }

// Target returns the console line that proves the selected row.
func (p *Pane) Target() (line int, ok bool) {
	if p.sel >= len(p.items) {
		return 0, false
	}
	t := p.items[p.sel].target
	return t, t > 0
}
