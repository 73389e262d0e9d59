package config

import (
	"fmt"
	"os"
	"path/filepath"
	"reflect"
	"regexp"
	"slices"
	"strings"
	"testing"

	"oopscope/console/link"
	"oopscope/console/port"
)

func parsed(t *testing.T, line string) Command {
	t.Helper()
	c, err := Parse(strings.Fields(line))
	if err != nil {
		t.Fatalf("%q: %v", line, err)
	}
	return c
}

func TestFlagsMayBeWrittenInEveryWay(t *testing.T) {
	for _, line := range []string{
		"-b 9600 /dev/ttyUSB0", "-b9600 /dev/ttyUSB0", "--baud 9600 /dev/ttyUSB0", "--baud=9600 /dev/ttyUSB0",
		"/dev/ttyUSB0 -b 9600", "/dev/ttyUSB0 --baud=9600", "-b 1200 --baud 9600 /dev/ttyUSB0", "--baud=9600 -- /dev/ttyUSB0",
	} {
		c := parsed(t, line)
		if c.Name != "monitor" || !slices.Equal(c.Args, []string{"/dev/ttyUSB0"}) || c.Last("baud") != "9600" {
			t.Errorf("%q: %+v", line, c)
		}
	}
}

func TestCommands(t *testing.T) {
	for line, want := range map[string]string{
		"": "monitor", "-": "monitor", "x.log": "monitor", "./scan": "monitor", "demo": "demo", "demo --speed 4": "demo",
		"scan --json a b": "scan", "--json scan -": "scan", "watch p --expect=a=b --expect c": "watch", "ports": "ports",
		"help": "help", "-h": "help", "scan --help": "help", "scan -h nonsense --expect x": "help",
	} {
		if c := parsed(t, line); c.Name != want {
			t.Errorf("%q is %q, want %q", line, c.Name, want)
		}
	}
	if c := parsed(t, "watch p --expect=a=b --expect c"); !slices.Equal(c.All("expect"), []string{"a=b", "c"}) {
		t.Errorf("expect %q", c.All("expect"))
	}
	if c := parsed(t, "scan -- --odd.log -"); !slices.Equal(c.Args, []string{"--odd.log", "-"}) {
		t.Errorf("args %q", c.Args)
	}
	if c := parsed(t, "--version"); !c.Has("version") {
		t.Error("no version")
	}
}

func TestWrongUsageSaysWhatToDo(t *testing.T) {
	for line, want := range map[string]string{
		"--bauds 9600 x":         "did you mean --baud?",
		"--buad 9600 x":          "did you mean --baud?",
		"watch p --exepct x":     "did you mean --expect?",
		"--failoncrash scan x":   "did you mean --fail-on-crash?",
		"-z x":                   `unknown flag "-z"`,
		"-D /dev/ttyUSB0":        `unknown flag "-D"; the port needs no flag`,
		"--imap lfcrlf x":        `unknown flag "--imap"; --map takes both directions`,
		"--log-file x y":         `unknown flag "--log-file"; every session is recorded`,
		"-l":                     "oopscope ports",
		"--b 5 x":                `unknown flag "--b"`,
		"x -b":                   "needs a value: -b RATE",
		"--plain=yes x":          "takes no value",
		"scan":                   "- for standard input",
		"watch":                  "oopscope ports",
		"scan --baud 9600 x":     "means nothing",
		"demo --expect x":        "belongs to watch",
		"ports x":                "takes no argument",
		"repro a b --do x":       "one port or file at a time",
		"a b a":                  "a is named twice",
		"a -":                    "no place beside other boards",
		"a b --resume":           "takes up one session",
		"a b --plain":            "shows one console",
		"a b --record x":         "one file, and these are 2 boards",
		"demo b --json":          "means nothing",
		"scan --json --text x":   "choose one",
		"watch p --json --speed": "needs a value",
	} {
		_, err := Parse(strings.Fields(line))
		if err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%q: %v, want %q", line, err, want)
		}
	}
}

func TestAWordThatIsNoCommand(t *testing.T) {
	for word, want := range map[string]string{
		"scna": "scan", "wacth": "watch", "serv": "serve", "hlep": "help", "prots": "ports", "compelte": "", "bb": "", "bbbb": "bbb",
		"list": "ports", "lists": "ports", "attach": "PORT", "atach": "PORT", "versoin": "--version", "nosuch": "", "console": "",
	} {
		if got := Meant(word, []string{"bbb", "rpi4"}); got != want {
			t.Errorf("%q: %q, want %q", word, got, want)
		}
	}
}

func TestSeveralBoards(t *testing.T) {
	for line, want := range map[string]string{
		"": "", "a": "", "demo": "", "--profile x": "", "a --profile x": "", "scan a b": "", "a b": "a b", "demo a demo": "demo a demo",
		"--profile x --profile y": "x y", "a --profile x --profile y": "a x y", "a b --profile x": "a b", "a b --record off": "a b", "a demo --speed 3": "a demo",
	} {
		c := parsed(t, line)
		if names, _ := c.Boards(); strings.Join(names, " ") != want {
			t.Errorf("%q: %q, want %q", line, names, want)
		}
	}
	path := filepath.Join(t.TempDir(), "config.toml")
	if err := os.WriteFile(path, []byte("[profile.x]\nport = \"/dev/x\"\nbaud = 9600\n[profile.y]\nport = \"/dev/y\"\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	for line, want := range map[string]string{
		"x y": "/dev/x 9600, /dev/y 115200", "--profile x --profile y -b 300": "/dev/x 300, /dev/y 300", "a y --profile x": "a 9600, /dev/y 115200",
	} {
		c := parsed(t, line)
		names, each := c.Boards()
		var got []string
		for _, name := range names {
			one := each.For(name, Profiles(path))
			s, err := Load(&one, path, nil)
			if err != nil {
				t.Fatal(err)
			}
			target, err := s.Target(&one)
			got = append(got, fmt.Sprintf("%s %d", target, s.Line().Baud))
			if err != nil {
				t.Error(err)
			}
		}
		if got := strings.Join(got, ", "); got != want {
			t.Errorf("%q: %s, want %s", line, got, want)
		}
	}
}

func TestHelpNamesEveryFlag(t *testing.T) {
	help := Help()
	for _, f := range Flags {
		if !strings.Contains(help, "--"+f.Name+" ") {
			t.Errorf("--%s is missing", f.Name)
		}
	}
	for i, l := range strings.Split(help, "\n") {
		if len(l) > 100 {
			t.Errorf("line %d is %d columns wide: %s", i, len(l), l)
		}
	}
}

// load merges a command line, an environment and a file.
func load(t *testing.T, line, toml string, env ...string) (Settings, error) {
	t.Helper()
	path := filepath.Join(t.TempDir(), "config.toml")
	if toml != "" {
		if err := os.WriteFile(path, []byte(toml), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	c := parsed(t, line)
	return Load(&c, path, env)
}

const bench = `
[default]
baud = 9600
parity = "odd"
flow = "hard"

[profile.beagle]
port = "/dev/ttyUSB3"
baud = 57600
parity = "even"
vmlinux = "~/vmlinux"
`

func TestTheNearerSourceWins(t *testing.T) {
	s, err := load(t, "beagle -b 1200", bench, "OOPSCOPE_BAUD=2400", "OOPSCOPE_PARITY=mark", "OOPSCOPE_SYSTEM_MAP=/map", "OTHER=1")
	if err != nil {
		t.Fatal(err)
	}
	home, _ := os.UserHomeDir()
	want := Settings{Profile: "beagle", Port: "/dev/ttyUSB3", Wire: link.Line{Baud: 1200, DataBits: 8, StopBits: 1, Parity: "mark", Flow: "hard"},
		Wait: true, Start: "typing", Speed: 1, SymbolCacheMB: 2048, Look: standardLook, Vmlinux: filepath.Join(home, "vmlinux"), SystemMap: "/map"}
	if !reflect.DeepEqual(s, want) {
		t.Errorf("got  %+v\nwant %+v", s, want)
	}
}

func TestDefaultsWithoutAnything(t *testing.T) {
	s, err := load(t, "x", "")
	if want := (Settings{Wire: port.Defaults().Line, Wait: true, Start: "typing", Speed: 1, SymbolCacheMB: 2048, Look: standardLook}); err != nil || !reflect.DeepEqual(s, want) {
		t.Errorf("%+v %v", s, err)
	}
}

func TestTarget(t *testing.T) {
	for line, want := range map[string]string{
		"": "", "x.log": "x.log", "beagle": "/dev/ttyUSB3", "--profile beagle": "/dev/ttyUSB3", "--profile beagle tcp://h:1": "tcp://h:1",
	} {
		s, err := load(t, line, bench)
		if err != nil {
			t.Fatal(err)
		}
		c := parsed(t, line)
		if got, err := s.Target(&c); got != want || err != nil {
			t.Errorf("%q: %q %v", line, got, err)
		}
	}
	c := parsed(t, "bare")
	if _, err := (Settings{Profile: "bare"}).Target(&c); err == nil || !strings.Contains(err.Error(), "names no port") {
		t.Errorf("%v", err)
	}
}

func TestAWrongConfigurationIsNamedWithItsLine(t *testing.T) {
	for toml, want := range map[string]string{
		"[default]\nbaud = 9600\nbuad = 1\n":                    "config.toml:3: buad: unknown key; known are port, baud",
		"# baud = 1\n[profile.a]\n[profile.\"b\"]\n bits = 1\n": "config.toml:4: bits: unknown key",
		"[defaults]\nbaud = 9600\n":                             `config.toml:1: unknown key "defaults"`,
		"baud = 9600\n":                                         `config.toml:1: unknown key "baud"`,
		"[default]\nbaud = \n":                                  "config.toml:2",
		"[default]\nbaud = 1.5\n":                               "config.toml:2: baud: must be a text, a number, true or false",
		"[default]\nbaud = \"fast\"\n":                          `config.toml:2: baud: "fast" is no speed`,
		"[default]\nparity = \"strange\"\n":                     `config.toml:2: parity: "strange" is none of none, odd`,
		"default = 3\n":                                         "config.toml",
	} {
		_, err := load(t, "x", toml)
		if err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%q:\n got %v\nwant %s", toml, err, want)
		}
	}
}

func TestWrongValuesNameTheirSource(t *testing.T) {
	if _, err := load(t, "x -d 9", ""); err == nil || !strings.HasPrefix(err.Error(), `--databits: "9"`) {
		t.Errorf("%v", err)
	}
	if _, err := load(t, "x", "", "OOPSCOPE_STOPBITS=3"); err == nil || !strings.HasPrefix(err.Error(), "OOPSCOPE_STOPBITS: ") {
		t.Errorf("%v", err)
	}
	if _, err := load(t, "demo --speed fast", ""); err == nil || !strings.HasPrefix(err.Error(), "--speed: ") {
		t.Errorf("%v", err)
	}
	if _, err := load(t, "--profile nobody x", bench); err == nil || !strings.Contains(err.Error(), "it has beagle") {
		t.Errorf("%v", err)
	}
}

// What other terminals' flags are answered with exists, and none of them is a flag of ours.
func TestOtherFlagsLeadSomewhere(t *testing.T) {
	said := regexp.MustCompile("--[a-z0-9-]+|`oopscope ([a-z]+)")
	for list, how := range otherFlags {
		for _, one := range strings.Fields(list) {
			if flagNamed(one) != nil {
				t.Errorf("%s is a flag here", one)
			}
		}
		for _, m := range said.FindAllStringSubmatch(how, -1) {
			if name, ok := strings.CutPrefix(m[0], "--"); ok && flagNamed(name) == nil {
				t.Errorf("%q names %s", how, m[0])
			}
			if m[1] != "" && !slices.Contains(append([]string{"new", "latest"}, Commands...), m[1]) {
				t.Errorf("%q names %s", how, m[0])
			}
		}
	}
}
