//go:build linux

package main

import (
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"
)

// hooked is a home with a profile whose after-crash does everything there is to do; the
// hook writes down what it was told.
func hooked(t *testing.T, port string) (home, told string, env []string) {
	t.Helper()
	home = t.TempDir()
	told = filepath.Join(home, "told")
	hook := filepath.Join(home, "power-cycle")
	script := "#!/bin/sh\nprintf '%s|%s|%s\\n' \"$OOPSCOPE_CRASH_CLASS\" \"$1\" \"$OOPSCOPE_FOLDER\" >> " + told + "\necho relay switched\n"
	config := "[profile.bench]\nport = \"" + port + "\"\nafter-crash = \"quiet=50ms save bundle power-cycle stop=1\"\n" +
		"[profile.bench.hook]\npower-cycle = [\"" + hook + "\", \"a b\"]\nfail = [\"sh\", \"-c\", \"echo no relay; echo at all; exit 3\"]\n"
	os.MkdirAll(filepath.Join(home, "oopscope"), 0o700)
	if os.WriteFile(hook, []byte(script), 0o700) != nil || os.WriteFile(filepath.Join(home, "oopscope/config.toml"), []byte(config), 0o600) != nil {
		t.Fatal("no home")
	}
	return home, told, asOopscope("HOME="+home, "XDG_STATE_HOME="+home, "XDG_CONFIG_HOME="+home, "XDG_RUNTIME_DIR="+shortDir(t), "PATH="+os.Getenv("PATH"))
}

// done tells whether all was done behind one crash: once, with the crash saved and packed.
func done(t *testing.T, home, told string) {
	t.Helper()
	folder := one(t, filepath.Join(home, "oopscope/crashes/*/report.json"))
	folder = filepath.Dir(folder)
	if got := string(contents(t, told)); got != "null-deref|a b|"+folder+"\n" {
		t.Errorf("the hook was told %q", got)
	}
	contents(t, folder+".tar.gz")
}

// What the profile says is done behind a crash, without a screen, too: the folder, its
// archive, the hook; the watch ends behind it. (A pseudo-terminal carries no BREAK.)
func TestWatchDoesWhatTheProfileSaysBehindACrash(t *testing.T) {
	t.Parallel()
	board := newCable(t)
	home, told, env := hooked(t, board.link)
	status, out, errs := board.crashes(env, home, "watch", "bench", "--fail-on-crash", "--json")
	if status != 5 {
		t.Errorf("status %d: %s", status, errs)
	}
	done(t, home, told)
	for _, want := range []string{"behind crash 1: what the profile says is being done", "behind crash 1 all is done; it is saved in "} {
		if !strings.Contains(errs, want) {
			t.Errorf("no %q in %s", want, errs)
		}
	}
	if strings.Count(out, "\n") != 1 {
		t.Errorf("the JSON is %s", out)
	}
}

// crashes runs the program until it ends by itself; the board crashes once it is heard.
func (c *cable) crashes(env []string, home string, args ...string) (status int, out, errs string) {
	c.t.Helper()
	before, _ := filepath.Glob(home + "/oopscope/*.log")
	cmd := exec.Command(os.Args[0], args...)
	cmd.Env = env
	var o, e strings.Builder
	cmd.Stdout, cmd.Stderr = &o, &e
	if err := cmd.Start(); err != nil {
		c.t.Fatal(err)
	}
	kill := time.AfterFunc(patience, func() { cmd.Process.Kill() })
	defer kill.Stop()
	waitFor(c.t, "a record", func() bool {
		now, _ := filepath.Glob(home + "/oopscope/*.log")
		if len(now) == len(before) {
			c.prints("\r\n")
		}
		return len(now) > len(before)
	})
	c.prints(crlf(oops + "[    3.000000] end Kernel panic\n"))
	_ = cmd.Wait() // its status says more
	return cmd.ProcessState.ExitCode(), o.String(), e.String()
}

func crlf(s string) string { return strings.ReplaceAll(s, "\n", "\r\n") }

// The command line says better than the profile what is done, and is told what did not go.
func TestWatchIsToldWhatIsDoneBehindACrash(t *testing.T) {
	t.Parallel()
	board := newCable(t)
	home, told, env := hooked(t, board.link)
	for after, want := range map[string]string{
		"fail": "behind crash 1, hook=fail: fail ended with status 3 after",
		`["sh", "-c", "echo \"$OOPSCOPE_CRASH_TITLE\" >> ` + told + `"]`: "behind crash 1 all is done",
	} {
		status, _, errs := board.crashes(env, home, "watch", "bench", "--fail-on-crash", "--after-crash", after)
		if status != 5 || !strings.Contains(errs, want) {
			t.Errorf("%s: status %d: %s", after, status, errs)
		}
	}
	if got := string(contents(t, told)); !strings.Contains(got, "_NULL") && !strings.Contains(got, "NULL pointer") {
		t.Errorf("the command was told %q", got)
	}
}

// A plain terminal and a served port do it, too; a screen that attaches to that does not do
// it once more.
func TestPlainAndServeDoWhatTheProfileSays(t *testing.T) {
	t.Parallel()
	for _, how := range []string{"--plain", "serve"} {
		t.Run(how, func(t *testing.T) {
			t.Parallel()
			board := newCable(t)
			board.holds()
			home, told, env := hooked(t, board.link)
			args := []string{"bench", "--plain"}
			if how == "serve" {
				args = []string{"serve", "bench"}
			}
			s := take(t, env, args...)
			if how == "serve" {
				s.shows(t, "serving")
				second := take(t, env, "watch", board.link, "--profile", "bench")
				defer second.Cmd.Process.Signal(os.Interrupt)
			} else {
				s.shows(t, "keys go to the board")
			}
			board.prints(crlf(oops + "[    3.000000] end Kernel panic\n"))
			s.shows(t, "behind crash 1 all is done")
			s.Cmd.Process.Signal(syscall.SIGTERM)
			<-s.Over
			done(t, home, told)
		})
	}
}

// Rounds go on when what is to be done behind a crash is done, and type nothing meanwhile.
func TestReproWaitsForWhatIsDoneBehindACrash(t *testing.T) {
	t.Parallel()
	c := newCrasher(t)
	home := t.TempDir()
	password, told := filepath.Join(home, "password"), filepath.Join(home, "told")
	if err := os.WriteFile(password, []byte("s3cret\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	hook := `["/bin/sh", "-c", "date +%s.%N >> ` + told + `; sleep 1; date +%s.%N >> ` + told + `"]`
	r := c.repro(home, "--login", "root", "--password-file", password, "--do", "unload", "--until", "4", "--after-crash", hook)
	waitFor(t, "the hook begins", func() bool { return size(told) > 0 })
	before := c.count()
	waitFor(t, "the hook is done", func() bool { return strings.Count(string(contents(t, told)), "\n") == 2 })
	if after := c.count(); after > before {
		t.Errorf("%d lines were typed while the hook worked", after-before)
	}
	if s := r.ends(t, 0); s.Rounds != 4 || s.Crashed != 1 {
		t.Errorf("counted %s", r.out.String())
	}
	if !strings.Contains(r.screen.all(), "behind crash 1 all is done") {
		t.Errorf("it is not told: %q", r.screen.all())
	}
}

// count is how many lines were typed.
func (c *crasher) count() int {
	c.mu.Lock()
	defer c.mu.Unlock()
	return len(c.typed)
}

// A hook is run by its name from the command line: by the session that has the port, of
// another profile or none, and alone where there is no session.
func TestAHookByItsName(t *testing.T) {
	t.Parallel()
	board := newCable(t)
	board.holds()
	_, told, env := hooked(t, board.link)
	hook := func(args ...string) (int, string) {
		cmd := exec.Command(os.Args[0], append([]string{"hook"}, args...)...)
		cmd.Env = env
		text, _ := cmd.CombinedOutput()
		return cmd.ProcessState.ExitCode(), string(text)
	}
	for _, session := range []bool{false, true} {
		if session {
			take(t, env, "serve", "bench").shows(t, "serving")
			if status, text := hook(board.link, "fail"); status != 3 || text != "no relay\nat all\n" { // it need not be this one's profile
				t.Errorf("status %d: %s", status, text)
			}
		}
		if status, text := hook("bench", "power-cycle"); status != 0 || text != "relay switched\n" {
			t.Errorf("session %v: status %d: %s", session, status, text)
		}
		if status, text := hook("bench", "no-such"); status != 1 || !strings.Contains(text, "no hook is called no-such") {
			t.Errorf("session %v: status %d: %s", session, status, text)
		}
	}
	if got := string(contents(t, told)); got != "|a b|\n|a b|\n" {
		t.Errorf("the hook was told %q", got)
	}
	for want, args := range map[int][]string{2: nil, 1: {"/dev/no-such-port", "power-cycle"}} {
		if status, text := hook(args...); status != want || !strings.HasPrefix(text, "oopscope: ") {
			t.Errorf("%q: status %d: %s", args, status, text)
		}
	}
}

// lives has the program run to its end in an environment.
func lives(t *testing.T, env []string, args ...string) (status int, out, errs string) {
	t.Helper()
	cmd := exec.Command(os.Args[0], args...)
	cmd.Env = env
	var o, e strings.Builder
	cmd.Stdout, cmd.Stderr = &o, &e
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	kill := time.AfterFunc(patience, func() { cmd.Process.Kill() })
	defer kill.Stop()
	_ = cmd.Wait() // its status says more
	return cmd.ProcessState.ExitCode(), o.String(), e.String()
}
