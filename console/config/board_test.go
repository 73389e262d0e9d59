package config

import (
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
		"[profile.x]\nafter-crash = \"dance\"\n":       "no step",
		"[profile.x]\nafter-crash = \"hook=absent\"\n": `no hook "absent"`,
	} {
		if _, err := load(t, "x", text); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%q: %v, want %q", text, err, want)
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
