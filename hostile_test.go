//go:build unix

package main

import (
	"bytes"
	"context"
	"encoding/json"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	"github.com/creack/pty"

	"oopscope/parse/letter"
)

// evil is what somebody puts into a name to command the terminal of whoever
// reads it: escapes, C1 controls in both forms, a line end with a line of its
// own, bidirectional controls, characters without a width, a stack of accents.
var evil = "\x1b]0;owned\x07\x1b[8m\x1b[2Ja\x9b5mb\u009b6mc\r\nFORGED line\x7f\u202ed\u2066e\u200b\ufeff" + strings.Repeat("\u0301", 200)

// evilName is evil without what a path cannot have, and short enough for one.
var evilName = strings.NewReplacer(strings.Repeat("\u0301", 200), strings.Repeat("\u0301", 20)).Replace(evil)

var colourOnly = regexp.MustCompile(`^\x1b\[(([0147]|2[247]|[349][0-79]|10[0-7]|[34]8;5;\d+|[34]8;2;\d+;\d+;\d+)(;|m))*m?`)

// unharmed fails when something in what was printed acts on a terminal, hides
// or reorders text. With colour, sequences that select one may be there.
func unharmed(t *testing.T, what, s string, colour bool) {
	t.Helper()
	marks := 0
	for i := 0; i < len(s); {
		r, n := utf8.DecodeRuneInString(s[i:])
		if seq := colourOnly.FindString(s[i:]); colour && strings.HasSuffix(seq, "m") {
			i += len(seq)
			continue
		}
		if marks++; !strings.ContainsRune("\u0301", r) {
			marks = 0
		}
		if r != '\n' && r != '\t' && letter.Hidden(r) || r == utf8.RuneError && n == 1 || marks > 8 {
			t.Errorf("%s: %q reaches the terminal: …%.80q", what, r, s[max(i-40, 0):])
			return
		}
		i += n
	}
	if strings.Contains(s, "\nFORGED") {
		t.Errorf("%s: a name brings a line of its own: %.200q", what, s)
	}
}

// A hostileRun is the program with something evil in its arguments, its
// environment, its configuration or its input.
type hostileRun struct {
	name   string
	args   []string
	env    []string
	config string
	stdin  string
}

func TestNothingRawReachesTheTerminal(t *testing.T) {
	t.Parallel()
	runs := hostileRuns(t)
	if len(runs) < 43 {
		t.Fatalf("only %d runs", len(runs))
	}
	for _, r := range runs {
		t.Run(r.name, func(t *testing.T) {
			out, errs := r.piped(t)
			unharmed(t, "stdout", out, false)
			if slices.Contains(r.args, "--json") {
				for line := range strings.Lines(out) {
					if !json.Valid([]byte(line)) {
						t.Errorf("no JSON: %.200q", line)
					}
				}
			}
			unharmed(t, "stderr", errs, false)
			unharmed(t, "a terminal", strings.ReplaceAll(r.onTerminal(t), "\r\n", "\n"), true)
		})
	}
}

func hostileRuns(t *testing.T) []hostileRun {
	dir := t.TempDir()
	put := func(name, content string) string {
		path := filepath.Join(dir, name)
		if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, []byte(content), 0o600); err != nil {
			t.Fatal(err)
		}
		return path
	}
	board := strings.ReplaceAll(evil, "FORGED", "honest") + "\x1b[1;31mred\x1b[5;8mhidden\x1b[38;5;300mx\x1b[11m\n" +
		strings.NewReplacer("sensor_parse_header", "sensor"+strings.Repeat("\u0301", 200)+"\u202eheader", "[bench]", "[be\x9b31mnch]", "Comm: sh", "Comm: s\u009bh").Replace(oops)
	log := put("board.log", board)
	named := put(evilName+"/"+evilName+".log", board)
	empty := put(evilName+"/empty", "")
	vmlinux := put(evilName+"/vmlinux", "no ELF file\n")
	folder := filepath.Dir(named)
	var runs []hostileRun
	arg := func(name string, args ...string) { runs = append(runs, hostileRun{name: name, args: args}) }
	arg("unknown command line", evil)
	arg("unknown flag", "--"+evil)
	arg("unknown letter", "-"+evil)
	arg("unknown flag with a value", "--"+evil+"="+evil)
	arg("flag that is not for scan", "scan", "--expect", evil, log)
	for _, flag := range []string{"baud", "databits", "stopbits", "parity", "flow", "profile", "theme", "keymap", "record", "vmlinux", "modules", "system-map", "source"} {
		arg("watch --"+flag, "watch", log, "--"+flag, evil)
		arg("scan --"+flag, "scan", log, "--"+flag, evil)
	}
	for _, flag := range []string{"timeout", "expect", "fail-on", "send"} {
		arg("watch --"+flag, "watch", log, "--"+flag, evil)
	}
	arg("bad regexp", "watch", log, "--expect", "("+evil)
	arg("expected text", "watch", log, "--expect", "red", "--fail-on", "honest")
	for _, target := range []string{evil, "tcp://" + evil + ":1", "telnet://" + evil, "rfc2217://127.0.0.1:" + evil, "unix:" + evil, "udp://" + evil, evil + "://x"} {
		arg("watch "+target[:4], "watch", "--timeout", "2s", target)
		arg("screen "+target[:4], target)
		arg("plain "+target[:4], "--plain", target)
	}
	arg("no such file", "scan", evil, log)
	arg("evil name", "scan", named)
	arg("evil name as JSON", "scan", "--json", named)
	arg("evil name as Markdown", "scan", "--markdown", named)
	arg("evil folder", "scan", folder)
	arg("evil empty file", "scan", empty)
	arg("evil capture watched", "watch", named)
	arg("evil capture watched as JSON", "watch", "--json", named)
	arg("evil capture plain", "--plain", named)
	arg("evil record", "watch", log, "--record", filepath.Join(folder, "record"))
	arg("evil record of plain", "--plain", log, "--record", filepath.Join(folder, "record2"))
	arg("evil symbols", "scan", "--vmlinux", vmlinux, "--modules", folder, named)
	arg("evil symbols watched", "watch", "--vmlinux", vmlinux, "--modules", folder, named)
	for _, v := range []string{"HOME", "XDG_STATE_HOME", "XDG_CONFIG_HOME", "XDG_RUNTIME_DIR", "TERM", "EDITOR", "VISUAL", "NO_COLOR", "LANG", "OOPSCOPE_BAUD", "OOPSCOPE_VMLINUX", "OOPSCOPE_THEME"} {
		set := v + "=" + strings.ReplaceAll(evil, "\x00", "")
		runs = append(runs, hostileRun{name: "watch with $" + v, args: []string{"watch", log}, env: []string{set}},
			hostileRun{name: "scan with $" + v, args: []string{"scan", log}, env: []string{set}})
	}
	for name, text := range map[string]string{
		"broken": "[default\n" + evil, "key": "[default]\n\"" + quotable + "\" = 1\n", "bare key": "[default]\n" + evil + " = 1\n",
		"value": "[default]\nbaud = \"" + quotable + "\"\n", "theme": "[default]\ntheme = \"" + quotable + "\"\n",
		"section": "[\"" + quotable + "\"]\nbaud = 1\n", "profile": "[profile.\"" + quotable + "\"]\nbuad = 1\n",
		"vmlinux": "[default]\nvmlinux = \"" + quotable + "\"\n", "record": "[default]\nrecord = \"/nowhere/" + quotable + "\"\n",
	} {
		runs = append(runs, hostileRun{name: "configuration: " + name, args: []string{"watch", log}, config: text},
			hostileRun{name: "configuration and profile: " + name, args: []string{"watch", "--profile", "none", log}, config: text})
	}
	runs = append(runs,
		hostileRun{name: "standard input", args: []string{"scan", "-"}, stdin: board},
		hostileRun{name: "standard input plain", args: []string{"--plain", "-"}, stdin: board},
		hostileRun{name: "colours unwanted", args: []string{"watch", log}, env: []string{"NO_COLOR=1"}},
		hostileRun{name: "not to be read as text", args: []string{"scan", "--json", "-"}, stdin: board + evil},
	)
	return runs
}

// quotable is evil as TOML writes it.
const quotable = `\u001b]0;owned\u0007\u001b[8m\u009b2J\r\nFORGED\u007f\u202e\u2066\u200b`

func (r *hostileRun) command(t *testing.T) *exec.Cmd {
	home := t.TempDir()
	if r.config != "" {
		dir := filepath.Join(home, "config", "oopscope")
		if err := os.MkdirAll(dir, 0o700); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(filepath.Join(dir, "config.toml"), []byte(r.config), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	ctx, cancel := context.WithTimeout(context.Background(), patience)
	t.Cleanup(cancel)
	cmd := exec.CommandContext(ctx, os.Args[0], r.args...)
	cmd.Dir = home
	cmd.Env = append(asOopscope(
		"HOME="+home, "XDG_STATE_HOME="+home+"/state", "XDG_CONFIG_HOME="+home+"/config",
		"TERM=xterm-256color", "PATH="+os.Getenv("PATH"),
	), r.env...)
	cmd.Stdin = strings.NewReader(r.stdin)
	cmd.WaitDelay = time.Second
	return cmd
}

func (r *hostileRun) piped(t *testing.T) (out, errs string) {
	var o, e bytes.Buffer
	cmd := r.command(t)
	cmd.Stdout, cmd.Stderr = &o, &e
	_ = cmd.Run()
	return o.String(), e.String()
}

// onTerminal has standard output and standard error on a terminal, where
// colours are wanted. Standard input is none, so no full screen opens.
func (r *hostileRun) onTerminal(t *testing.T) string {
	master, slave, err := pty.Open()
	if err != nil {
		t.Skip(err)
	}
	defer master.Close()
	cmd := r.command(t)
	cmd.Stdout, cmd.Stderr = slave, slave
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	slave.Close()
	all := make(chan string)
	go func() {
		b, _ := io.ReadAll(master) // ends with EIO when nobody holds the other end
		all <- string(b)
	}()
	_ = cmd.Wait()
	return <-all
}

// TestTheFullScreenIsNoBetterWay opens an evil file with an evil name on the
// full screen: the window's title stays ours, and cells are all there is.
func TestTheFullScreenIsNoBetterWay(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	if err := os.WriteFile(filepath.Join(dir, evilName), []byte(evil+"\n"+oops+evil), 0o600); err != nil {
		t.Fatal(err)
	}
	d := sit(t, 100, 24, `cd `+dir+` && "$OOPSCOPE" ./*`)
	screen := d.sees("NORMAL", "sensor_parse_header", "crash 1/1")
	unharmed(t, "the screen", screen, false)
	if title := d.must("display-message", "-p", "#{pane_title}"); !strings.HasPrefix(title, "oopscope") || strings.Contains(title, "\x1b") {
		t.Errorf("the window is called %q", title)
	}
	d.keys("q")
	unharmed(t, "what is said on leaving", d.sees("status 0"), false)
}
