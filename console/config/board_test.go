package config

import (
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

const benchWithBoard = `
[default]
after-crash = "quiet=5s save"

[default.hook]
notify = ["notify-send", "a crash"]

[profile.bbb]
port = "/dev/ttyUSB0"
after-crash = "quiet=2s sysrq=lw hook=power-cycle stop=3"

[profile.bbb.pulse]
reset = "bbb-reset"
"cold boot" = "rts=1 2s rts=0"

[profile.bbb.hook]
power-cycle = ["~/bin/relay", "1", "$(id)"]
`

func TestPulsesAndHooksOfAProfile(t *testing.T) {
	s, err := load(t, "bbb", benchWithBoard)
	if err != nil {
		t.Fatal(err)
	}
	b := s.Board
	if b == nil || len(b.Pulses) != 2 || b.Pulses[0].Name != "cold boot" || len(b.Hooks) != 2 || b.AfterCrash.Stop != 3 {
		t.Fatalf("%+v", b)
	}
	if b.Hooks[0].Name != "notify" || strings.HasPrefix(b.Hooks[1].Args[0], "~") || !slices.Equal(b.Hooks[1].Args[1:], []string{"1", "$(id)"}) {
		t.Errorf("hooks %+v", b.Hooks)
	}
	for text, want := range map[string]string{
		"[profile.x.hook]\npower = \"relay 1\"\n":      "a hook is a list",
		"[profile.x.hook]\npower = []\n":               "a hook is a list",
		"[profile.x.hook]\npower = [1]\n":              "are texts",
		"[profile.x.pulse]\nreset = [\"rts=1\"]\n":     "a pulse is a text",
		"[profile.x.pulse]\nreset = \"cts=1\"\n":       "no step of a pulse",
		"[profile.x.power]\nreset = \"rts=1\"\n":       "unknown table",
		"[profile.x]\nafter-crash = \"dance=1\"\n":     "no step",
		"[profile.x]\nafter-crash = \"hook=absent\"\n": `no hook "absent"`,
	} {
		if _, err := load(t, "x", text); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%q: %v, want %q", text, err, want)
		}
	}
}

// What is done behind a crash may be a hook's name, or a command as a list.
func TestAfterCrashOnTheCommandLine(t *testing.T) {
	const text = "[profile.x]\nport = \"p\"\nafter-crash = \"save\"\n[profile.x.hook]\npower-cycle = [\"relay\", \"1\"]\n"
	for flag, want := range map[string]string{
		"power-cycle":                 "[{hook 0s power-cycle}] [power-cycle]",
		`["/bin/echo","a b","$(id)"]`: "[{hook 0s after-crash}] [power-cycle after-crash]",
		"":                            "[{save 0s }] [power-cycle]",
	} {
		args := []string{"watch", "x"}
		if flag != "" {
			args = append(args, "--after-crash", flag)
		}
		c, err := Parse(args)
		if err != nil {
			t.Fatal(err)
		}
		file := filepath.Join(t.TempDir(), "config.toml")
		os.WriteFile(file, []byte(text), 0o600)
		s, err := Load(&c, file, nil)
		if err != nil || s.AfterHere != (flag != "") {
			t.Fatalf("%s: %v, %v", flag, s.AfterHere, err)
		}
		var names []string
		for _, h := range s.Board.Hooks {
			names = append(names, h.Name)
		}
		if got := fmt.Sprint(s.Board.AfterCrash.Steps, " ", names); got != want {
			t.Errorf("%s: %s, want %s", flag, got, want)
		}
	}
	for _, wrong := range []string{"[]", "[1]", `[""]`, `["a"`, "no-such"} {
		c, _ := Parse([]string{"watch", "p", "--after-crash", wrong})
		if _, err := Load(&c, "", nil); err == nil {
			t.Errorf("%s is taken", wrong)
		}
	}
}

// A profile may stand for many ports: what its pattern's groups match goes into the port.
func TestAProfileByPattern(t *testing.T) {
	const text = "[profile.usb]\npattern = \"usb([0-9]+)\"\nport = \"/dev/ttyUSB%1\"\nbaud = 9600\n[profile.usb7]\nport = \"/dev/seven\"\n"
	for arg, want := range map[string]string{"usb3": "/dev/ttyUSB3", "usb12": "/dev/ttyUSB12", "usb7": "/dev/seven", "usb": "/dev/ttyUSB%1", "myusb3": "myusb3", "/dev/ttyUSB0": "/dev/ttyUSB0"} {
		c := parsed(t, arg)
		s, err := load(t, arg, text)
		if err != nil {
			t.Fatal(err)
		}
		if got, err := s.Target(&c); err != nil || got != want {
			t.Errorf("%s is %q, %v", arg, got, err)
		}
		if slow := arg == "usb" || arg == "usb3" || arg == "usb12"; slow != (s.Wire.Baud == 9600) {
			t.Errorf("%s has %d baud", arg, s.Wire.Baud)
		}
	}
	if _, err := load(t, "x", "[profile.p]\npattern = \"(\"\nport = \"x\"\n"); err == nil || !strings.Contains(err.Error(), "pattern") {
		t.Errorf("a wrong pattern: %v", err)
	}
	if names, ports := PortProfiles(""); names != nil || ports != nil {
		t.Errorf("profiles of no file: %q", names)
	}
}

// Filters and highlights stand in tables of their own, and the profile's win by name.
func TestFiltersAndHighlights(t *testing.T) {
	const text = "[default.filter]\nusb = \"/^usb/\"\nnoise = \"!noise\"\n[default.highlight]\ncards = \"cyan /mmc[0-9]/\"\n" +
		"[profile.bbb]\nport = \"/dev/ttyUSB0\"\nfilters = \"usb,noise\"\n[profile.bbb.filter]\nusb = \"usb 1-\"\n"
	s, err := load(t, "bbb", text)
	if err != nil {
		t.Fatal(err)
	}
	if f := s.Look.Filters; len(f) != 2 || f[0].String() != "!noise" || f[1].String() != "usb 1-" || !f[0].On || !f[1].On {
		t.Errorf("filters %+v", f)
	}
	if h := s.Look.Highlights; len(h) != 1 || h[0].String() != "cyan /mmc[0-9]/" || !h[0].On {
		t.Errorf("highlights %+v", h)
	}
	for text, want := range map[string]string{
		"[default.filter]\na = [\"x\"]\n":                        "a filter is a text",
		"[default.filter]\na = \"/(/\"\n":                        "config.toml:2: filter.a: a: error parsing regexp",
		"[profile.x.highlight]\na = \"x\"\n":                     `"x" is no colour`,
		"[profile.x.highlight]\na = \"red\"\n":                   "nothing to look for",
		"[profile.x]\nfilters = \"absent\"\n":                    `no filter "absent"`,
		"[profile.x]\nlinks = \"sometimes\"\n":                   "no address like",
		"[profile.x]\nlinks = \"vscode://file{path}\\u0007\"\n":  "no address like",
		"[profile.x]\ncharset = \"latin1\"\n":                    "is none of auto, utf-8, ascii",
		"[profile.x]\nnotify = \"loudly\"\n":                     "is none of off, auto",
		"[profile.x]\nbell = \"ding\"\n":                         "is none of true, false",
		"[default.filter]\na = \"" + strings.Repeat("x", 3) + "": "config.toml:2",
	} {
		if _, err := load(t, "x", text); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%q: %v, want %q", text, err, want)
		}
	}
}
