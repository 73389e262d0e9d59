package ui

import "charm.land/lipgloss/v2"

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
}

// NewTheme returns the default theme.
func NewTheme() *Theme {
	fg := func(c string) lipgloss.Style { return lipgloss.NewStyle().Foreground(lipgloss.Color(c)) }
	return &Theme{
		Text:          lipgloss.NewStyle(),
		Dim:           lipgloss.NewStyle().Faint(true),
		Title:         lipgloss.NewStyle().Bold(true),
		Panic:         fg("9").Bold(true),
		Oops:          fg("9"),
		Bug:           fg("13"),
		Stall:         fg("11"),
		Warning:       fg("11"),
		Error:         fg("3"),
		OK:            fg("10"),
		Function:      fg("14"),
		Module:        fg("13"),
		Address:       fg("4"),
		Number:        fg("12"),
		Selected:      lipgloss.NewStyle().Reverse(true),
		Border:        lipgloss.NewStyle().Faint(true),
		BorderFocused: fg("14"),
		Badge:         lipgloss.NewStyle().Bold(true).Reverse(true),
	}
}
