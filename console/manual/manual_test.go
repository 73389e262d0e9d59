package manual

import (
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"oopscope/console/config"
	"oopscope/keymap"
)

func TestManNamesEverything(t *testing.T) {
	man := Man()
	for i := range config.Flags {
		if name := escape(config.Flags[i].Spelled()); !strings.Contains(man, `\fB`+name+`\fR`) {
			t.Errorf("no %s", name)
		}
	}
	for _, c := range config.Commands {
		if !strings.Contains(man, `\fBoopscope\fR `+c) {
			t.Errorf("no %s", c)
		}
	}
	keys, _ := keymap.New("")
	for _, m := range keys.Modes() {
		for _, b := range m.Bindings {
			if !strings.Contains(man, escape(b.Help)) {
				t.Errorf("no %q", b.Help)
			}
		}
	}
	for _, l := range strings.Split(man, "\n") {
		if strings.HasPrefix(l, "'") || strings.HasPrefix(l, ".") && !slices.Contains([]string{".TH", ".SH", ".TP", ".PP", ".br"}, strings.Fields(l)[0]) {
			t.Errorf("%q is no text", l)
		}
	}
}

func TestManIsSound(t *testing.T) {
	tool(t, "mandoc")
	c := exec.Command("mandoc", "-T", "lint", "-W", "warning")
	c.Stdin = strings.NewReader(Man())
	if said, err := c.CombinedOutput(); err != nil {
		t.Errorf("%v\n%s", err, said)
	}
}

// tool skips a test when a program is not there.
func tool(t *testing.T, name string) {
	t.Helper()
	if _, err := exec.LookPath(name); err != nil {
		t.Skipf("%s is not installed", name)
	}
}

// desk is a folder with a few files in it, and an oopscope on the path that knows a port.
func desk(t *testing.T, shell string) (dir, script string) {
	t.Helper()
	dir = t.TempDir()
	text, err := Completion(shell)
	if err != nil {
		t.Fatal(err)
	}
	script = filepath.Join(dir, "script")
	for name, text := range map[string]string{
		script:                                  text,
		filepath.Join(dir, "with blank.log"):    "",
		filepath.Join(dir, "$(touch gone).log"): "",
		filepath.Join(dir, "oopscope"):          "#!/bin/sh\ncase $2 in ports) echo ttyUSB7; echo bbb ;; names) echo null-deref ;; esac\n",
	} {
		if err := os.WriteFile(name, []byte(text), 0o755); err != nil {
			t.Fatal(err)
		}
	}
	if err := os.Mkdir(filepath.Join(dir, "folder"), 0o755); err != nil {
		t.Fatal(err)
	}
	return dir, script
}

// what is typed, and some of what is to be offered; "-word" is not to be.
var typed = []struct {
	line string
	want []string
}{
	{"oopscope sc", []string{"scan", "-watch"}},
	{"oopscope ttyU", []string{"ttyUSB7"}},
	{"oopscope watch ", []string{"ttyUSB7", "bbb", "-scan"}},
	{"oopscope scan --js", []string{"--json", "---junit"}},
	{"oopscope scan --ba", []string{"---baud"}},
	{"oopscope --ba", []string{"--baud"}},
	{"oopscope --parity o", []string{"odd", "-none"}},
	{"oopscope scan w", []string{"with blank.log"}},
	{"oopscope explain null", []string{"null-deref"}},
	{"oopscope completion z", []string{"zsh"}},
	{"oopscope scan --modules f", []string{"folder"}},
}

func held(t *testing.T, line string, want, offered []string) {
	t.Helper()
	for i := range offered {
		offered[i] = strings.TrimSuffix(strings.ReplaceAll(offered[i], `\`, ""), "/")
	}
	for _, w := range want {
		name, absent := strings.CutPrefix(w, "-")
		if strings.HasPrefix(w, "--") && !strings.HasPrefix(w, "---") {
			name, absent = w, false
		}
		if slices.Contains(offered, name) == absent {
			t.Errorf("%q is offered %q, want %s", line, offered, w)
		}
	}
}

// TestBash: the script does its work in a real shell, with the names of files as they are.
func TestBash(t *testing.T) {
	tool(t, "bash")
	dir, script := desk(t, "bash")
	for _, c := range typed {
		words := strings.Split(c.line, " ")
		run := exec.Command("bash", "--norc", "-c", `source "$1"; shift; COMP_WORDS=("$@"); COMP_CWORD=$(($# - 1)); _oopscope; printf '%s\n' "${COMPREPLY[@]}"`,
			"-", script)
		run.Args = append(run.Args, words...)
		run.Dir, run.Env = dir, append(os.Environ(), "PATH="+dir+":"+os.Getenv("PATH"))
		said, err := run.Output()
		if err != nil {
			t.Fatalf("%q: %v", c.line, err)
		}
		held(t, c.line, c.want, strings.Split(strings.TrimSuffix(string(said), "\n"), "\n"))
	}
	if _, err := os.Stat(filepath.Join(dir, "gone")); err == nil {
		t.Error("the name of a file was evaluated")
	}
}

func TestFish(t *testing.T) {
	tool(t, "fish")
	dir, script := desk(t, "fish")
	for _, c := range typed {
		run := exec.Command("fish", "--no-config", "-c", "source "+script+"; complete -C "+fishQuote(c.line))
		run.Dir, run.Env = dir, append(os.Environ(), "PATH="+dir+":"+os.Getenv("PATH"), "HOME="+dir)
		said, err := run.Output()
		if err != nil {
			t.Fatalf("%q: %v", c.line, err)
		}
		var offered []string
		for l := range strings.Lines(string(said)) {
			word, _, _ := strings.Cut(strings.TrimSuffix(l, "\n"), "\t")
			offered = append(offered, word)
		}
		held(t, c.line, c.want, offered)
	}
}

// TestZsh reads the script: what it offers is only known on a terminal.
func TestZsh(t *testing.T) {
	tool(t, "zsh")
	_, script := desk(t, "zsh")
	if said, err := exec.Command("zsh", "-f", "-c", "autoload -Uz compinit; compinit -u -D; source "+script+"; whence -w _oopscope").CombinedOutput(); err != nil || !strings.Contains(string(said), "function") {
		t.Errorf("%v\n%s", err, said)
	}
}
