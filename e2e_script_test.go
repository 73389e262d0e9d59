//go:build linux

package main

import (
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// scripted is a home with a profile of a board, a password and a script.
func scripted(t *testing.T, port, script string) (home, path string, env []string) {
	t.Helper()
	home, _, env = hooked(t, port)
	path = filepath.Join(home, "script.toml")
	if os.WriteFile(filepath.Join(home, "password"), []byte("s3cret\n"), 0o600) != nil || os.WriteFile(path, []byte(script), 0o600) != nil {
		t.Fatal("no home")
	}
	return home, path, env
}

// A script logs in with a secret, takes a word of the board into a variable and types it
// again, runs a hook, and loops until the board crashes; the secret is in nothing of ours.
func TestAScriptAtALoginShell(t *testing.T) {
	t.Parallel()
	c := newCrasher(t)
	c.holds()
	home, path, env := scripted(t, c.link, `
timeout = "20s"
steps = [
  { send = "" },
  { expect = 'login: $' },   { send = "root" },
  { expect = 'Password: $' }, { secret = "file:password" },
  { expect = '\[(\d+)\] # $', into = ["count"] },
  { do = "echo ${count}" },
  { hook = "power-cycle" },
  { until = "crash", loop = 9, steps = [ { do = "unload" }, { expect = 'nothing says this', timeout = "50ms", on-timeout = "go-on" } ] },
  { prompt = true, on-timeout = "fail" },
]
prompt = '# $'
login = "root"
password-file = "password"
`)
	status, out, errs := lives(t, env, "watch", "bench", "--script", path, "--events")
	if status != 0 {
		t.Fatalf("status %d: %s\n%s", status, errs, out)
	}
	for _, want := range []string{"oopscope: count = 1", "script script.toml is done"} {
		if !strings.Contains(errs, want) {
			t.Errorf("no %q in %s", want, errs)
		}
	}
	if c.times("unload") != 3 || c.times("echo 1") != 1 || c.times("s3cret") != 2 {
		t.Errorf("typed %q", c.typed)
	}
	if got := string(contents(t, filepath.Join(home, "told"))); !strings.HasPrefix(got, "|a b|\n") {
		t.Errorf("the hook was told %q", got)
	}
	last := out[strings.LastIndex(strings.TrimSpace(out), "\n")+1:]
	var m struct{ Verdict struct{ Status int } }
	if err := json.Unmarshal([]byte(last), &m); err != nil || !strings.Contains(last, `"verdict"`) || m.Verdict.Status != 0 {
		t.Errorf("the last event is %s", last)
	}
	filepath.Walk(filepath.Join(home, "oopscope"), func(path string, info os.FileInfo, err error) error {
		if err == nil && info.Mode().IsRegular() && strings.Contains(string(contents(t, path)), "s3cret") {
			t.Errorf("the secret is in %s", path)
		}
		return nil
	})
	if strings.Contains(out+errs, "s3cret") {
		t.Error("the secret is told")
	}
}

// The exit status of a script is the contract's; a test of JUnit says what did not come.
func TestHowAScriptEndsAWatch(t *testing.T) {
	t.Parallel()
	for script, want := range map[string]struct {
		status int
		said   string
		flags  []string
	}{
		`{expect="never", timeout="100ms"}`:                                            {3, `expect "never": not within 100ms`, []string{"--junit"}},
		`{prompt=true}, {send="uname -a"}, {expect="zz", fail-on="Linux"}`:             {4, `seen, as fail-on: "Linux"`, []string{"--junit"}},
		`{do="modprobe -rf shepherd", on-timeout="go-on"}, {expect="zz"}`:              {5, "a crash at line", []string{"--fail-on-crash"}},
		`{do="uname -r"}, {expect='(\d+\.\d+)\.\d+', into=["v"]}`:                      {0, "v = 4.19", []string{"--junit"}},
		`{do="uname -r"}, {expect='(\d+\.\d+\S*)\n', into=["v"], fail-on="not found"}`: {0, "v = 4.19.94-ti-r73", nil}, // its boot says UEFI not found
		`{hook="no-such"}`: {2, `the hook "no-such"`, nil},
		`{pulse="none"}`:   {2, "esp-reset", nil},
		`{sleep="1s"}`:     {2, "is no key", nil},
	} {
		t.Run(script, func(t *testing.T) {
			t.Parallel()
			_, path, env := scripted(t, "demo", "steps = ["+script+"]")
			status, out, errs := lives(t, env, append([]string{"watch", "demo", "--speed", "50", "--script", path}, want.flags...)...)
			if status != want.status || !strings.Contains(errs, want.said) {
				t.Errorf("status %d: %s", status, errs)
			}
			failed := strings.Contains(out, `name="script script.toml"`) && strings.Contains(out[strings.Index(out, `name="script script.toml"`):], "<failure")
			if junit := strings.Contains(out, "<testsuites"); junit && failed != (status != 0) {
				t.Errorf("the tests are %s", out)
			}
		})
	}
}

// Rounds may be a script, too, and are gone on with.
func TestReproOfAScript(t *testing.T) {
	t.Parallel()
	c := newCrasher(t)
	home, path, _ := scripted(t, c.link, `
login = "root"
password-file = "password"
steps = [ { do = "unload" }, { send = "load" }, { expect = 'load\n.*# ' } ]
`)
	r := c.repro(home, "--script", path, "--until", "crash")
	if s := r.ends(t, 0); s.Rounds != 3 || s.Crashed != 1 || s.Hung != 0 {
		t.Errorf("counted %s", r.out.String())
	}
	if text := r.out.String(); !strings.Contains(text, `"do":["script script.toml"]`) || strings.Contains(text+r.screen.all(), "s3cret") {
		t.Errorf("counted %s", text)
	}
	r = c.repro(home, "--script", path, "--resume", "--until", "4")
	if s := r.ends(t, 0); s.Rounds != 4 {
		t.Errorf("after going on: %s", r.out.String())
	}
	if status, _, errs := oopscope(t, "", "repro", "demo", "--script", path, "--do", "true"); status != 2 || !strings.Contains(errs, "choose one") {
		t.Errorf("status %d: %s", status, errs)
	}
}
