//go:build linux

package main

import (
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/creack/pty"
)

// python is an interpreter that has a module, which tests are skipped without.
func python(t *testing.T, module string) string {
	t.Helper()
	for _, name := range []string{"python3", "/usr/bin/python3"} {
		if path, err := exec.LookPath(name); err == nil && exec.Command(path, "-c", "import "+module).Run() == nil {
			return path
		}
	}
	t.Skipf("no python3 that has %s (python3-%s of Debian)", module, strings.Split(module, ".")[0])
	return ""
}

// serves owns a port for the length of a test, in a home of its own.
func serves(t *testing.T, args ...string) (home string, env []string) {
	t.Helper()
	home = t.TempDir()
	env = asOopscope("HOME="+home, "XDG_STATE_HOME="+home, "XDG_RUNTIME_DIR="+shortDir(t), "PATH="+os.Getenv("PATH"), "PYTHONDONTWRITEBYTECODE=1", "OOPSCOPE="+os.Args[0])
	take(t, env, append([]string{"serve"}, args...)...).shows(t, "serving")
	return home, env
}

// asks runs pytest on a folder of examples.
func asks(t *testing.T, interpreter, folder string, env []string, args ...string) (status int, out string) {
	t.Helper()
	cmd := exec.Command(interpreter, append([]string{"-m", "pytest", "-q", "-p", "no:cacheprovider"}, args...)...)
	cmd.Dir, cmd.Env = folder, env
	kill := time.AfterFunc(3*patience, func() { cmd.Process.Kill() })
	defer kill.Stop()
	text, _ := cmd.CombinedOutput()
	return cmd.ProcessState.ExitCode(), string(text)
}

// The fixture fails the test in which the kernel crashed, and no other, with the crash's
// title and report.
func TestThePytestFixture(t *testing.T) {
	t.Parallel()
	interpreter := python(t, "pytest")
	home, env := serves(t, "demo", "--speed", "5")
	const wake = `while IFS= read -r line; do case $line in *login:*) printf '\r'; exit;; esac; done` // it does not crash by itself then
	run := exec.Command(os.Args[0], "run", "demo", "--", "sh", "-c", wake)
	run.Env = env
	if out, err := run.CombinedOutput(); err != nil || len(out) > 0 {
		t.Errorf("the demo is not found by its name: %v, %s", err, out)
	}
	fails(t, interpreter, filepath.Join(home, "results.xml"), env)
}

// The fixture begins a session where there is none, and waits for a board that boots.
func TestThePytestFixtureBegins(t *testing.T) {
	t.Parallel()
	interpreter, home := python(t, "pytest"), t.TempDir()
	fails(t, interpreter, filepath.Join(home, "results.xml"), asOopscope("HOME="+home, "XDG_RUNTIME_DIR="+shortDir(t),
		"PATH="+os.Getenv("PATH"), "PYTHONDONTWRITEBYTECODE=1", "OOPSCOPE="+os.Args[0]+" --speed 2"))
}

// fails runs the example's tests on the demo, of which the second one is to fail.
func fails(t *testing.T, interpreter, results string, env []string) {
	t.Helper()
	status, out := asks(t, interpreter, "examples/pytest", env, "-p", "no:labgrid", "--board", "demo", "--junitxml", results)
	const title = "NULL pointer dereference in pru0_comm_receive_msg [shepherd]"
	for _, want := range []string{"1 failed, 1 passed", "FAILED test_unload.py::test_unload", "the board's kernel crashed: PANIC: " + title, ": " + title + " -", "Call chain"} {
		if status != 1 || !strings.Contains(out, want) {
			t.Fatalf("status %d, no %q in %s", status, want, out)
		}
	}
	if text := string(contents(t, results)); !strings.Contains(text, `<property name="crash" value="`+title) || !strings.Contains(text, `failures="1"`) {
		t.Errorf("the results are %.2000s", text)
	}
}

// The driver is labgrid's console of a login shell at the end of a cable, by labgrid's own
// ShellDriver; every byte is in the record.
func TestTheLabgridDriver(t *testing.T) {
	t.Parallel()
	interpreter := python(t, "labgrid")
	board := newCable(t)
	board.holds()
	shell, err := pty.Start(loginShell())
	if err != nil {
		t.Skipf("no pseudo-terminal: %v", err)
	}
	t.Cleanup(func() { shell.Close() })
	home, env := serves(t, board.link)
	go pour(shell, board.master)
	go pour(board.master, shell)
	status, out := asks(t, interpreter, "examples/labgrid", append(env, "LG_BOARD="+board.link), "--lg-env", "board.yaml")
	if status != 0 || !strings.Contains(out, "2 passed") {
		t.Fatalf("status %d: %s", status, out)
	}
	record := string(contents(t, one(t, home+"/oopscope/*.log")))
	if !strings.Contains(record, "board login: ") || !strings.Contains(record, "uname -s") || !strings.Contains(record, "Linux") {
		t.Errorf("the record is %q", record)
	}
}

// loginShell asks for a name, and is a shell then.
func loginShell() *exec.Cmd {
	cmd := exec.Command("/bin/sh", "-c", `printf 'board login: '; read name; PS1='root@board:~# ' exec sh -i`)
	cmd.Env = []string{"TERM=dumb", "PATH=" + os.Getenv("PATH")}
	return cmd
}

// pour copies until one of the two ends.
func pour(from, to *os.File) {
	for buf := make([]byte, 4096); ; {
		n, err := from.Read(buf)
		if _, e := to.Write(buf[:n]); err != nil || e != nil {
			return
		}
	}
}

// The job is one that LAVA takes: its own schema says so, and refuses a key that is wrong.
func TestTheLavaJob(t *testing.T) {
	t.Parallel()
	interpreter := python(t, "lava_common.schemas")
	const check = `
import yaml
from lava_common.schemas import validate
job = yaml.safe_load(open("examples/lava/job.yaml"))
validate(job)
job["actions"][1]["boot"]["methd"] = "u-boot"
try:
    validate(job)
except Exception:
    print("checked")
`
	if out, err := exec.Command(interpreter, "-c", check).CombinedOutput(); err != nil || string(out) != "checked\n" {
		t.Errorf("%v: %s", err, out)
	}
}
