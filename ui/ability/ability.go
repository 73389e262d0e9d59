// Package ability knows what terminals can do that do not tell: by the variables that
// they set for the programs in them.
package ability

import (
	"runtime"
	"strings"
)

// Terminal is what a terminal is known for.
type Terminal struct {
	Dumb   bool   // it moves no cursor: TERM=dumb, as in editors and build logs
	ASCII  bool   // the locale, or the console, has no UTF-8
	Links  bool   // it makes links of OSC 8, or passes over it in silence
	Notify string // how it shows a notification of the desktop: "osc9", "osc777" or "osc99"
	Tmux   bool   // tmux is between, which passes on what is wrapped for it, where allowed
}

// Of reads the variables; utf8Console is whether the consoles of this machine have UTF-8,
// which only TERM=linux asks for.
func Of(getenv func(string) string, utf8Console func() bool) Terminal {
	kind := getenv("TERM")
	t := Terminal{Dumb: kind == "dumb", Notify: "osc9", Tmux: getenv("TMUX") != ""}
	t.ASCII = !localeHasUTF8(getenv, kind) || kind == "linux" && !utf8Console()
	if t.Tmux { // which draws links only where its own terminal has that feature
		return t
	}
	for _, k := range known {
		if k.is(kind, getenv) {
			t.Links, t.Notify = k.links, k.notify
			break
		}
	}
	return t
}

// A terminal's mark in the environment, and what it can do.
type mark struct {
	variable string // that it sets, "" for TERM
	prefix   string // that its value begins with
	links    bool
	notify   string
}

func (m *mark) is(kind string, getenv func(string) string) bool {
	value := kind
	if m.variable != "" {
		value = getenv(m.variable)
	}
	return value != "" && strings.HasPrefix(value, m.prefix)
}

// known are the terminals whose manuals say so: OSC 8 after the list of
// github.com/Alhadis/OSC8-Adoption; OSC 9 is iTerm2's and ConEmu's, OSC 777 rxvt's and
// VTE's as patched by distributions, OSC 99 kitty's.
var known = []mark{
	{"KITTY_WINDOW_ID", "", true, "osc99"},
	{"", "xterm-kitty", true, "osc99"},
	{"", "foot", true, "osc777"},
	{"", "alacritty", true, "osc9"},
	{"", "xterm-ghostty", true, "osc9"},
	{"", "rxvt-unicode", false, "osc777"},
	{"TERM_PROGRAM", "iTerm.app", true, "osc9"},
	{"TERM_PROGRAM", "WezTerm", true, "osc9"},
	{"TERM_PROGRAM", "ghostty", true, "osc9"},
	{"TERM_PROGRAM", "vscode", true, "osc9"},
	{"TERM_PROGRAM", "rio", true, "osc9"},
	{"WT_SESSION", "", true, "osc9"},
	{"KONSOLE_VERSION", "", true, "osc777"},
	{"VTE_VERSION", "", true, "osc777"},
}

// localeHasUTF8 reports whether the locale of letters is one of UTF-8. Nothing said is no
// answer: containers and services have no locale at terminals that all have UTF-8, but
// for those of old.
func localeHasUTF8(getenv func(string) string, kind string) bool {
	for _, name := range []string{"LC_ALL", "LC_CTYPE", "LANG"} {
		if value := getenv(name); value != "" {
			value = strings.ToLower(value)
			return runtime.GOOS == "windows" || strings.Contains(value, "utf-8") || strings.Contains(value, "utf8")
		}
	}
	return kind != "linux" && kind != "dumb" && !strings.HasPrefix(kind, "vt")
}
