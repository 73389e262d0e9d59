package main

import (
	"bytes"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"reflect"
	"strings"
	"testing"
	"time"

	"github.com/santhosh-tekuri/jsonschema/v6"

	"oopscope/console/headless"
	"oopscope/console/manual"
	"oopscope/console/protocol"
	"oopscope/parse"
	"oopscope/parse/export"
	"oopscope/parse/schema"
	"oopscope/parse/triage"
)

const jsonIntro = `# The JSON of oopscope

<!-- written from parse/schema by ` + "`go test . -update`" + `: change the types there -->

` + "`oopscope scan --json` and `watch --json`" + ` write one object a line, one a crash, in order of appearance and as soon as the
crash is complete. A saved crash's ` + "`report.json`" + ` holds the same object. A key without a value is left out, never null or
empty. Addresses and register values are strings, so that no reader rounds them. Keys may be added; a key that changes its
meaning raises ` + "`v`" + `. The same as a JSON Schema: [report.schema.json](report.schema.json); as Go types: ` + "`oopscope/parse/schema`" + `.

A line is final, and says what is known when it is written. What comes through a pipe or over a live line is written as soon as
the crash is complete: ` + "`echo_of`" + ` is known then, and ` + "`story`" + ` stands on every crash, as far as the boot has come; the last one of a
boot tells most. Of a file everything is there already, so ` + "`scan`" + ` waits for the end of the boot: ` + "`story`" + ` is whole and on its first
crash, and every crash knows what came of the machine. Of a boot with more than 64 crashes, or half a MiB of them, it does not
wait for all.

` + "`oopscope compare --json`" + ` writes one object: a [Comparison](#comparison).

`

const configuration = `# Configuration

<!-- the table is written from the flags by ` + "`go test . -update`" + ` -->

` + "`$XDG_CONFIG_HOME/oopscope/config.toml`" + ` (else ` + "`~/.config/oopscope/config.toml`" + `) has two kinds of tables: ` + "`[default]`, and `[profile.NAME]`" + `
for each board, which ` + "`oopscope NAME`" + ` or ` + "`--profile NAME`" + ` takes. What stands on the command line wins over the environment, the
environment over the profile, the profile over the default. A key that is not known is an error that names its line.

    [default]
    theme = "dark"

    [profile.bbb]
    port = "/dev/serial/by-id/usb-FTDI_TTL232R-3V3_FT9S6E2J-if00-port0"
    baud = 115200
    vmlinux = "~/linux/vmlinux"
    modules = "~/linux"

` + "Every key below is a flag, too: `baud = 9600` is `--baud 9600` and `OOPSCOPE_BAUD=9600`." + ` Times are written 90s, 10m, 8h; sizes 500MB, 20GB.

What a board is wired to stands in tables of its profile. A pulse drives DTR and RTS step by step, or is one of those that makers settled
(` + "`esp-reset`, `esp-boot`, `stm32-reset`, `stm32-boot`, `bbb-reset`, `bbb-boot`" + `). A hook is a program and its arguments; no shell is asked, and
nothing that the board said becomes an argument: it is in the environment (` + "`OOPSCOPE_HOOK`, `OOPSCOPE_PORT`, `OOPSCOPE_CRASH_TITLE`, `_CLASS`,\n`_SEVERITY`, `_SIGNATURE`, `_BOOT`, `OOPSCOPE_KERNEL`, `OOPSCOPE_FOLDER`" + `) and on standard input, cleaned. Both are behind ` + "`ctrl+t g`" + `.

    [profile.bbb.pulse]
    reset = "bbb-reset"
    "cold boot" = "rts=1 2s rts=0"

    [profile.bbb.hook]
    power-on = ["usbrelay", "BBB_1=1"]
    power-cycle = ["pduclient", "--daemon", "pdu", "--hostname", "rack3", "--port", "4", "--command", "reboot"]
    notify = ["notify-send", "a board crashed"]

` + "`after-crash`" + ` says what is done behind a crash (an oops or worse), step by step: ` + "`quiet=5s`" + ` waits until nothing came for so long,
` + "`sysrq=lwtm`" + ` sends those keys, each behind a BREAK, ` + "`save` and `bundle`" + ` keep the crash, ` + "`hook=NAME`" + ` runs a hook, ` + "`stop=10`" + ` ends it all after
so many crashes. The first step that does not go ends it, and is told. A word alone is a hook's name, and a list is a command:
` + "`--after-crash power-cycle`, `--after-crash '[\"uhubctl\", \"-a\", \"cycle\"]'`" + `. It is done by whoever has the port (the screen, ` + "`serve`, `watch`,\n`repro`, `--plain`" + `), for live lines, and behind crashes of this session only.

    [profile.bbb]
    after-crash = "quiet=5s sysrq=lwtm save bundle hook=power-cycle hook=notify stop=20"

What a person reads the console with has names, and stands in tables of a profile or of ` + "`[default]`" + `. A filter is a text, a regexp (Go's RE2
syntax) between slashes, or either behind ` + "`!`" + `, which hides lines; ` + "`&`" + ` turns them on and off. A line is shown that none of those with ` + "`!`" + `
finds and, where there are others on, one of those does; what ` + "`f`" + ` and ` + "`!`" + ` (the level) say narrows that further. Those that show only some lines do not
hide the board's answers while one types to it. A highlight is a colour and a text or regexp: red, green, yellow, blue, magenta, cyan, grey,
or mark for reverse video; ` + "`*`" + ` shows them. In both lists ` + "`n`" + ` adds one for the session and ` + "`y`" + ` copies all as they are written here. Small letters
match both cases.

    [default.filter]
    pru = "/pru[01]|shprd/"
    "usb noise" = "!/usb [0-9-]+: new/"

    [default.highlight]
    cards = "cyan /mmc[0-9]+/"

    [profile.bbb]
    filters = "usb noise"                  # on from the start

At a crash the terminal's ` + "`bell`" + ` rings and the window's ` + "`title`" + ` says so until a key is pressed. ` + "`notify`" + ` asks the terminal for a notification of the
desktop: ` + "`auto`" + ` by the way it is known for, or ` + "`osc9`" + ` (iTerm2, WezTerm, ghostty, Windows Terminal), ` + "`osc777`" + ` (foot, urxvt, VTE, Konsole), ` + "`osc99`" + ` (kitty).
tmux passes it on after ` + "`set -g allow-passthrough on`" + `. None of its words are the board's. Where the locale has no UTF-8 (LANG=C, ISO-8859-1), and
on a Linux console without it, the screen is drawn in ASCII, and letters of the board beyond it are spelt out (` + "`\\u00fc`" + `); ` + "`charset`" + ` settles it otherwise.
Where the terminal is known to bear it, file and line of a frame lead to the source on this machine (OSC 8), to ` + "`file://HOST/PATH`" + `; ` + "`links`" + ` says
off, on (in tmux, which wants ` + "`set -as terminal-features ',*:hyperlinks'`" + `), or what an editor is called by, as ` + "`vscode://file{path}:{line}`" + `, which may
have ` + "`{host}`" + `, too. Only files that are in the trees of the source are linked, whatever a board or a module names. ` + "`strip`" + ` keeps, beside the bytes of a saved crash as they came (` + "`raw.log`" + `), the same as text without escapes (` + "`console.txt`" + `), and a bundle
has that one instead; all else that is written as text has no escapes in any case.

A profile with a ` + "`pattern`" + ` stands for many ports: with the one below ` + "`oopscope usb3`" + ` opens /dev/ttyUSB3.

    [profile.usb]
    pattern = "usb([0-9]+)"
    port = "/dev/ttyUSB%1"

TABLE`

// TestDocsAreGenerated holds the pages of docs/ that are made from the code to
// it; -update writes them.
func TestDocsAreGenerated(t *testing.T) {
	for path, want := range map[string]string{
		"docs/configuration.md":     strings.Replace(configuration, "TABLE", manual.Configuration(), 1),
		"docs/oopscope.1":           manual.Man(),
		"docs/report.schema.json":   string(schema.JSONSchema()),
		"docs/json.md":              strings.TrimRight(jsonIntro+schema.Markdown(), "\n") + "\n",
		"docs/protocol.md":          protocolPage(),
		"docs/guarantees.md":        guaranteesPage(),
		"docs/protocol.schema.json": string(schema.Of(reflect.TypeFor[protocol.Message](), "What a shared session of oopscope says, a line each", reportsElsewhere)),
		"docs/classes.md":           classesPage(),
		"docs/rules.md":             rulesPage(),
	} {
		if *updateGoldens {
			if err := os.WriteFile(path, []byte(want), 0o644); err != nil {
				t.Fatal(err)
			}
		}
		if got, err := os.ReadFile(path); err != nil || string(got) != want {
			t.Errorf("%s is not what the code says; `go test . -update` writes it (%v)", path, err)
		}
	}
}

// TestOutputFitsTheSchema validates the JSON of every carried capture by its
// schema, and reads it back into the types that the schema was made from.
func TestOutputFitsTheSchema(t *testing.T) {
	doc, err := jsonschema.UnmarshalJSON(bytes.NewReader(schema.JSONSchema()))
	if err != nil {
		t.Fatal(err)
	}
	c := jsonschema.NewCompiler()
	if err := c.AddResource("report.json", doc); err != nil {
		t.Fatal(err)
	}
	compiled, err := c.Compile("report.json")
	if err != nil {
		t.Fatal(err)
	}
	captures, _ := filepath.Glob("testdata/*/*.log")
	more, _ := filepath.Glob("testdata/kernels/*/full-1.log")
	checked := 0
	for _, path := range append(captures, more...) {
		capture, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		d := parse.New(parse.Options{})
		for _, b := range []parse.Batch{d.Feed(capture, time.Time{}), d.Close()} {
			for _, k := range b.Crashes {
				line := export.AppendJSON(nil, k, export.Options{File: path})
				fits(t, path, compiled, line)
				checked++
			}
		}
	}
	if checked < 200 {
		t.Errorf("only %d reports were checked", checked)
	}
}

func fits(t *testing.T, path string, s *jsonschema.Schema, line []byte) {
	t.Helper()
	value, err := jsonschema.UnmarshalJSON(bytes.NewReader(line))
	if err == nil {
		err = s.Validate(value)
	}
	if err != nil {
		t.Errorf("%s: %v", path, err)
	}
	var back schema.Report
	strict := json.NewDecoder(bytes.NewReader(line))
	strict.DisallowUnknownFields()
	if err := strict.Decode(&back); err != nil {
		t.Errorf("%s: %v", path, err)
	}
}

const made = "<!-- written from the table by `go test . -update` -->\n\n"

// classesPage is docs/classes.md.
func classesPage() string {
	var b strings.Builder
	b.WriteString("# Classes of crashes\n\n" + made + "What kind of report it is: `class` in the JSON. The severity is the least; a panic that follows raises it.\n")
	severity := ""
	for _, c := range headless.BySeverity() {
		if s := c.Severity.String(); s != severity {
			severity = s
			fmt.Fprintf(&b, "\n## %s\n\n| class | meaning | printed by |\n|---|---|---|\n", s)
		}
		fmt.Fprintf(&b, "| `%s` | %s: %s | %s |\n", c.Name, c.Words, c.Meaning, strings.ReplaceAll(c.Source, "*", "\\*"))
	}
	return b.String()
}

// rulesPage is docs/rules.md.
func rulesPage() string {
	var b strings.Builder
	b.WriteString("# Rules\n\n" + made + "What oopscope finds out about a crash: `rule` of a finding in the JSON. The confidence is the most that the rule\nclaims; what the report does not prove it says with less, or not at all.\n\n| rule | at most | what it finds |\n|---|---|---|\n")
	for _, r := range triage.Rules() {
		fmt.Fprintf(&b, "| `%s` | %s | %s |\n", r.Name, r.Confidence, r.Says)
	}
	b.WriteString("\n# Claims\n\nWhat is checked against everything that was decoded before a sentence is said: `claims` of a finding in the JSON. What the\nlog contradicts is not said; certain is what named lines prove.\n\n| claim | what it claims |\n|---|---|\n")
	for _, c := range triage.Claims() {
		fmt.Fprintf(&b, "| `%s` | %s |\n", c.Name, c.Says)
	}
	return b.String()
}
