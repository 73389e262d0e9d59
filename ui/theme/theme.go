// Package theme gives every role on the screen its colours.
package theme

import (
	"charm.land/lipgloss/v2"
	"github.com/charmbracelet/colorprofile"

	"oopscope/parse"
)

// Theme gives every role on the screen a style. Its colours are of the cube of 256, which
// look the same at every terminal, and are readable on dark grounds and on light ones (a
// contrast of 4.5 and more, as WCAG 2 has it for text); of a person's sixteen nobody knows
// that. Where there are but sixteen, those are taken that are readable in the palettes of
// xterm and of the PC's console. Without colours (NO_COLOR) the attributes (bold, faint,
// reverse) must carry the meaning alone.
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

	name  string // "dark", "light" or "mono"; "" follows the terminal
	dark  bool   // the ground
	depth Depth
}

// Depth is how many colours a terminal has.
type Depth int

// The depths that themes know.
const (
	Many    Depth = iota // 256 or more
	Sixteen              // those that a person may have changed
	None
)

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

// DepthOf is how many colours a terminal of a profile has.
func DepthOf(p colorprofile.Profile) Depth {
	switch {
	case p >= colorprofile.ANSI256:
		return Many
	case p >= colorprofile.ANSI:
		return Sixteen
	}
	return None
}

// SetDepth has the theme do with as many colours as the terminal has.
func (t *Theme) SetDepth(d Depth) {
	t.depth = d
	t.paint(t.dark)
}

// colourless tells whether the attributes must do.
func (t *Theme) colourless() bool { return t.name == "mono" || t.depth == None }

// A tone is a colour on a dark ground and on a light one, of the cube, and the same of
// the sixteen.
type tone struct{ dark, light, dark16, light16 string }

// The tones of the roles.
var (
	red     = tone{"210", "124", "9", "1"}
	magenta = tone{"213", "127", "13", "5"}
	violet  = tone{"177", "90", "13", "5"}
	yellow  = tone{"221", "94", "11", "5"}
	ochre   = tone{"178", "94", "11", "5"}
	green   = tone{"114", "22", "10", "4"}
	cyan    = tone{"80", "24", "14", "4"}
	steel   = tone{"110", "25", "6", "4"}
	blue    = tone{"117", "26", "14", "4"}
	grey    = tone{"248", "240", "7", "0"}
)

// of is a style in a tone.
func (t *Theme) of(c tone) lipgloss.Style {
	s := lipgloss.NewStyle()
	switch {
	case t.colourless():
		return s
	case t.depth == Sixteen && t.dark:
		return s.Foreground(lipgloss.Color(c.dark16))
	case t.depth == Sixteen:
		return s.Foreground(lipgloss.Color(c.light16))
	case t.dark:
		return s.Foreground(lipgloss.Color(c.dark))
	}
	return s.Foreground(lipgloss.Color(c.light))
}

// paint sets the roles.
func (t *Theme) paint(dark bool) {
	t.dark = dark
	plain := lipgloss.NewStyle()
	t.Text, t.Dim, t.Title = plain, t.of(grey).Faint(t.colourless()), plain.Bold(true)
	t.Panic, t.Oops, t.Bug = t.of(red).Bold(true), t.of(red), t.of(magenta)
	t.Stall, t.Warning, t.Error = t.of(yellow), t.of(yellow), t.of(ochre)
	t.OK = t.of(green)
	t.Function, t.Module = t.of(cyan), t.of(violet)
	t.Address, t.Number = t.of(steel), t.of(blue)
	t.Selected, t.Badge = plain.Reverse(true), plain.Bold(true).Reverse(true)
	t.Border, t.BorderFocused = t.Dim, t.of(cyan)
	t.Loud = t.of(yellow).Bold(true).Reverse(true)
	if !dark {
		t.Loud = t.of(magenta).Bold(true).Reverse(true)
	}
	t.Match, t.MatchHere = t.of(yellow).Underline(true), t.of(yellow).Reverse(true)
	t.Key = t.of(cyan).Bold(true)
}

// Highlight returns the style of one of link.Colours.
func (t *Theme) Highlight(colour string) lipgloss.Style {
	s, ok := map[string]lipgloss.Style{
		"red": t.Oops, "green": t.OK, "yellow": t.Stall, "blue": t.Number, "magenta": t.Bug, "cyan": t.Function, "grey": t.Dim,
	}[colour]
	if !ok || t.colourless() && colour != "grey" {
		return t.Text.Reverse(true)
	}
	return s.Bold(colour != "grey")
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
