// Package theme gives every role on the screen its colours.
package theme

import (
	"charm.land/lipgloss/v2"

	"oopscope/parse"
)

// Theme gives every role on the screen a style. Only the sixteen colours of the
// terminal are used, so that a person's own palette stays readable; under
// NO_COLOR the attributes (bold, faint, reverse) must carry the meaning alone.
type Theme struct {
	Text, Dim, Title                            lipgloss.Style
	Panic, Oops, Bug, Stall, Warning, Error, OK lipgloss.Style
	Function, Module, Address, Number           lipgloss.Style
	Selected                                    lipgloss.Style // the selection bar
	Border, BorderFocused                       lipgloss.Style
	Badge                                       lipgloss.Style // a word in a box, given its severity's colour by the caller
	Loud                                        lipgloss.Style // the word and the border of the mode that types to the board
	Match, MatchHere                            lipgloss.Style // a search hit, and the one the cursor is on
	Key                                         lipgloss.Style // a key in the hints and in the help

	name string // "dark", "light" or "mono"; "" follows the terminal
}

// Names are the names a person may choose; "" and "auto" follow the terminal.
var Names = []string{"", "auto", "dark", "light", "mono"}

// New returns the default theme.
func New() *Theme {
	t := &Theme{}
	t.paint(true)
	return t
}

// Named returns the theme a person asked for: "dark", "light", "mono", or
// anything else for what the terminal's background suggests.
func Named(name string) *Theme {
	t := &Theme{name: name}
	t.paint(name != "light")
	return t
}

// SetDark follows the terminal's background unless a theme was asked for.
// The theme changes in place: every pane holds a pointer to it.
func (t *Theme) SetDark(dark bool) {
	if t.name != "dark" && t.name != "light" && t.name != "mono" {
		t.paint(dark)
	}
}

// paint sets the roles. On a light background the bright colours are too pale
// to read, so their normal counterparts stand in.
func (t *Theme) paint(dark bool) {
	fg := func(onDark, onLight string) lipgloss.Style {
		if t.name == "mono" {
			return lipgloss.NewStyle()
		}
		if dark {
			return lipgloss.NewStyle().Foreground(lipgloss.Color(onDark))
		}
		return lipgloss.NewStyle().Foreground(lipgloss.Color(onLight))
	}
	plain := lipgloss.NewStyle()
	t.Text, t.Dim, t.Title = plain, plain.Faint(true), plain.Bold(true)
	t.Panic, t.Oops, t.Bug = fg("9", "1").Bold(true), fg("9", "1"), fg("13", "5")
	t.Stall, t.Warning, t.Error = fg("11", "3"), fg("11", "3"), fg("3", "3")
	t.OK = fg("10", "2")
	t.Function, t.Module = fg("14", "6"), fg("13", "5")
	t.Address, t.Number = fg("4", "4"), fg("12", "4")
	t.Selected, t.Badge = plain.Reverse(true), plain.Bold(true).Reverse(true)
	t.Border, t.BorderFocused = plain.Faint(true), fg("14", "6")
	t.Loud = fg("11", "5").Bold(true).Reverse(true)
	t.Match, t.MatchHere = fg("11", "3").Underline(true), fg("11", "3").Reverse(true)
	t.Key = fg("14", "6").Bold(true)
}

// Severity returns the style of a severity.
func (t *Theme) Severity(s parse.Severity) lipgloss.Style {
	switch s {
	case parse.Panic:
		return t.Panic
	case parse.Oops:
		return t.Oops
	case parse.Bug:
		return t.Bug
	case parse.Stall:
		return t.Stall
	case parse.Warning:
		return t.Warning
	case parse.Error:
		return t.Error
	}
	return t.Text
}
