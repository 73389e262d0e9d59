package ability

import (
	"strings"
	"testing"
)

func of(vars ...string) Terminal {
	return Of(func(name string) string {
		for _, v := range vars {
			if value, ok := strings.CutPrefix(v, name+"="); ok {
				return value
			}
		}
		return ""
	}, func() bool { return !strings.Contains(strings.Join(vars, " "), "console=bytes") })
}

func TestWhatTerminalsAreKnownFor(t *testing.T) {
	for vars, want := range map[string]Terminal{
		"TERM=xterm-256color LANG=de_DE.UTF-8":                          {Notify: "osc9"},
		"TERM=xterm-256color LANG=C":                                    {Notify: "osc9", ASCII: true},
		"TERM=xterm-256color LANG=de_DE.UTF-8 LC_ALL=POSIX":             {Notify: "osc9", ASCII: true},
		"TERM=xterm-256color LANG=C LC_CTYPE=en_US.utf8":                {Notify: "osc9"},
		"TERM=xterm LANG=de_DE.ISO-8859-1":                              {Notify: "osc9", ASCII: true},
		"TERM=xterm":                                                    {Notify: "osc9"},
		"TERM=vt220":                                                    {Notify: "osc9", ASCII: true},
		"TERM=linux":                                                    {Notify: "osc9", ASCII: true},
		"TERM=linux LANG=C.UTF-8":                                       {Notify: "osc9"},
		"TERM=linux LANG=C.UTF-8 console=bytes":                         {Notify: "osc9", ASCII: true},
		"TERM=dumb LANG=C.UTF-8":                                        {Notify: "osc9", Dumb: true},
		"TERM=xterm-kitty LANG=C.UTF-8":                                 {Notify: "osc99", Links: true},
		"TERM=xterm-256color LANG=C.UTF-8 VTE_VERSION=7600":             {Notify: "osc777", Links: true},
		"TERM=xterm-256color LANG=C.UTF-8 TERM_PROGRAM=WezTerm":         {Notify: "osc9", Links: true},
		"TERM=tmux-256color LANG=C.UTF-8 TMUX=/tmp/x KITTY_WINDOW_ID=1": {Notify: "osc9", Tmux: true},
	} {
		if got := of(strings.Fields(vars)...); got != want {
			t.Errorf("%s: %+v, want %+v", vars, got, want)
		}
	}
}

// Whatever stands in the text, the sequence is the only one, and whole.
func TestNotificationsHoldNothingElse(t *testing.T) {
	const hostile = "x\x1b]52;c;eA==\a\x9c\x1b\\;p=title;\n\u202eü"
	for _, tmux := range []bool{false, true} {
		for way, want := range map[string]string{
			"osc9":   "\x1b]9;crash: BODY\x1b\\",
			"osc777": "\x1b]777;notify;crash;BODY\x1b\\",
			"osc99":  "\x1b]99;i=oopscope:d=0;crash\x1b\\\x1b]99;i=oopscope:d=1:p=body;BODY\x1b\\",
			"off":    "", "": "",
		} {
			term := Terminal{Tmux: tmux}
			got := term.Notification(way, "crash", hostile)
			if tmux {
				for _, piece := range strings.SplitAfter(got, "\\\x1b\\")[:strings.Count(got, "\x1bPtmux;")] {
					if !strings.HasPrefix(piece, "\x1bPtmux;\x1b\x1b]") {
						t.Errorf("%s for tmux: %q", way, got)
					}
				}
				got = strings.ReplaceAll(strings.ReplaceAll(strings.ReplaceAll(got, "\x1bPtmux;", ""), "\x1b\x1b\\\x1b\\", "\x1b\\"), "\x1b\x1b", "\x1b")
			}
			if want = strings.ReplaceAll(want, "BODY", "x.]52.c.eA==...\\.p=title..."); got != strings.ReplaceAll(want, "title...", "title....") {
				t.Errorf("%s: %q, want %q", way, got, want)
			}
		}
	}
	if got := (Terminal{Notify: "osc777"}).Notification("auto", "a", "b"); got != "\x1b]777;notify;a;b\x1b\\" {
		t.Errorf("auto is %q", got)
	}
}

// An address has nothing in it but what stands in a path, escaped, and the pattern.
func TestAddressesOfFiles(t *testing.T) {
	for word, want := range map[string]string{
		"off": "", "auto": "", "on": "file://my%20host/src/a%20b%1B%5D%0A;%C3%BC.c", "vscode://file{path}:{line}": "vscode://file/src/a%20b%1B%5D%0A;%C3%BC.c:7",
	} {
		got := Terminal{}.LinkPattern(word)
		if got != "" {
			got = Address(got, "my host", "/src/a b\x1b]\n;\u00fc.c", 7)
		}
		if got != want {
			t.Errorf("%s: %q, want %q", word, got, want)
		}
	}
	if (Terminal{Links: true}).LinkPattern("auto") == "" {
		t.Error("a terminal that bears links gets none")
	}
}
