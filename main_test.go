package main

import (
	"bytes"
	"encoding/json"
	"errors"
	"flag"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"oopscope/console"
	"oopscope/console/clipboard"
	"oopscope/console/command"
	"oopscope/parse"
)

// TestMain lets the test binary be oopscope itself, so that the tests below
// meet a real process: its arguments, its pipes, its exit status.
func TestMain(m *testing.M) {
	clipboard.RunChild()
	itself := len(os.Args) > 1 && !strings.HasPrefix(os.Args[1], "-") // tests get flags; `oopscope torture` starts the program it is
	switch be := os.Getenv("BE_OOPSCOPE"); {
	case be == "" && !itself:
	case be == "filmed":
		filmed(os.Getenv("FILM"))
		os.Exit(run(os.Args[1:]))
	case be == "stumbling":
		command.Decoders = stumble
		fallthrough
	default:
		os.Exit(run(os.Args[1:]))
	}
	flag.Parse()
	if f := flag.Lookup("test.parallel"); f.Value.String() == f.DefValue { // most of them wait for programs and terminals
		f.Value.Set(strconv.Itoa(2 * runtime.GOMAXPROCS(0)))
	}
	os.Exit(racing(m.Run))
}

// size is how much of a file is there, 0 for none.
var size = command.Size

// asOopscope is the environment in which the test's own binary is the program.
func asOopscope(vars ...string) []string {
	return slices.Concat([]string{"BE_OOPSCOPE=1"}, vars, []string{"GORACE=" + os.Getenv("GORACE")})
}

// oopscope runs the program in a home of its own.
func oopscope(t *testing.T, stdin string, args ...string) (status int, out, errs string) {
	t.Helper()
	home := t.TempDir()
	cmd := exec.Command(os.Args[0], args...)
	cmd.Env = asOopscope("HOME="+home, "PATH="+os.Getenv("PATH"))
	cmd.Stdin = strings.NewReader(stdin)
	var o, e bytes.Buffer
	cmd.Stdout, cmd.Stderr = &o, &e
	err := cmd.Run()
	var exit *exec.ExitError
	if err != nil && !errors.As(err, &exit) {
		t.Fatal(err)
	}
	return cmd.ProcessState.ExitCode(), o.String(), e.String()
}

const oops = `[    2.000000] BUG: kernel NULL pointer dereference, address: 00000000000001c1
[    2.000001] #PF: supervisor read access in kernel mode
[    2.000002] Oops: 0000 [#1] PREEMPT SMP NOPTI
[    2.000003] CPU: 1 PID: 82 Comm: sh Not tainted 6.1.0 #1
[    2.000004] RIP: 0010:sensor_parse_header+0x5/0x20 [bench]
[    2.000005] Call Trace:
[    2.000006]  <TASK>
[    2.000007]  vfs_write+0xc7/0x3f0
[    2.000008]  </TASK>
[    2.000009] ---[ end trace 0000000000000000 ]---
`

func TestExitStatus(t *testing.T) {
	dir := t.TempDir()
	bad, empty := filepath.Join(dir, "bad.log"), filepath.Join(dir, "empty.log")
	os.WriteFile(bad, []byte(oops), 0o600)
	os.WriteFile(empty, nil, 0o600)
	for line, want := range map[string]struct {
		status int
		errs   string
	}{
		"-h":                                 {0, ""},
		"--version":                          {0, ""},
		"scan --json " + bad:                 {0, ""},
		"scan --json --fail-on-crash " + bad: {5, ""},
		"scan --json nowhere.log " + bad:     {1, "nowhere.log"},
		"scan --vmlinux nowhere " + bad:      {1, "nowhere"},
		"scan --json " + empty:               {0, "empty"},
		"scan":                               {2, "standard input"},
		"--nonsense":                         {2, "oopscope -h"},
		"--baud fast x":                      {2, "--baud"},
		"--timeout 5 watch x":                {2, "--timeout"},
		"watch x --expect (":                 {2, "--expect"},
		"watch nowhere":                      {1, "nowhere"},
		"watch tcp://127.0.0.1:1":            {1, "127.0.0.1"},
		"":                                   {2, "terminal"}, "--plain": {2, "ports"},
		"demo":                                 {2, "terminal"},
		bad:                                    {2, "oopscope scan"},
		"watch " + empty:                       {1, "empty"},
		"watch --json " + bad:                  {0, ""},
		"watch --json --fail-on-crash " + bad:  {5, "crash at line 1"},
		"watch --json --expect Oops " + bad:    {0, "--expect Oops"},
		"watch --json --fail-on Oops " + bad:   {4, "--fail-on Oops"},
		"watch --json --expect no-such " + bad: {1, "ended before"},
	} {
		status, _, errs := oopscope(t, "", strings.Fields(line)...)
		if status != want.status || !strings.Contains(errs, want.errs) {
			t.Errorf("oopscope %s: status %d, want %d: %s", line, status, want.status, errs)
		}
	}
}

func TestScanStandardInputToJSON(t *testing.T) {
	status, out, errs := oopscope(t, oops, "scan", "--json", "-")
	var c struct {
		File, Class, Severity string
		PC                    struct{ Function, Module string }
		Fault                 struct{ Address string }
	}
	if err := json.Unmarshal([]byte(out), &c); err != nil || status != 0 || errs != "oopscope: 1 input, 10 lines, 1 crash\n" {
		t.Fatalf("status %d, %v, %s", status, err, errs)
	}
	if c.File != "-" || c.Class != "null-deref" || c.Severity != "oops" || c.PC.Function != "sensor_parse_header" || c.PC.Module != "bench" || c.Fault.Address != "0x1c1" {
		t.Errorf("%+v", c)
	}
}

// The whole way on a real pseudo-terminal: the simulated board boots, crashes,
// and a CI job hears of it and finds every byte in the record.
func TestWatchHearsTheDemoCrash(t *testing.T) {
	status, out, errs := oopscope(t, "", "watch", "demo", "--speed", "0", "--json", "--fail-on-crash", "--timeout", "60s")
	if status != 5 || !strings.Contains(out, `"class":"null-deref","severity":"panic"`) || !strings.Contains(out, `"function":"pru0_comm_receive_msg"`) {
		t.Errorf("status %d\n%s\n%s", status, out, errs)
	}
	_, path, found := strings.Cut(strings.TrimSpace(errs), "recorded to ")
	if !found || strings.Contains(filepath.Base(path), ":") {
		t.Errorf("the record is not named: %s", errs)
	}
}

// Without a screen the board's own lines come through, and the decoded crash
// stands below them.
func TestPlainShowsStreamAndCrash(t *testing.T) {
	status, out, _ := oopscope(t, oops+"\x1b]0;owned\a\x1b[31mafter\n", "--plain", "-")
	raw, decoded := strings.Index(out, "RIP: 0010:sensor"), strings.Index(out, "OOPS: NULL pointer dereference")
	if status != 0 || raw < 0 || decoded < raw || !strings.Contains(out, "\nafter\n") || strings.Contains(out, "\x1b") {
		t.Errorf("status %d\n%q", status, out)
	}
}

// Ctrl-C ends a watch as a person expects: no noise, and the record is named.
func TestWatchIsInterrupted(t *testing.T) {
	cmd := exec.Command(os.Args[0], "watch", "demo", "--speed", "0")
	cmd.Env = asOopscope("HOME=" + t.TempDir())
	var errs bytes.Buffer
	cmd.Stderr = &errs
	out, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	out.Read(make([]byte, 1)) // it runs
	cmd.Process.Signal(os.Interrupt)
	io.Copy(io.Discard, out)
	if err := cmd.Wait(); err != nil || !strings.HasPrefix(errs.String(), "oopscope: 1 input, ") || !strings.Contains(errs.String(), "\noopscope: recorded to ") || strings.Count(errs.String(), "\n") != 2 {
		t.Errorf("%v: %s", err, errs.String())
	}
}

// stumbling is a decoder with a mistake that certain bytes bring out.
type stumbling struct{ console.Decoder }

const stone = "the stone to stumble over"

func (d stumbling) Feed(p []byte, now time.Time) parse.Batch {
	if bytes.Contains(p, []byte(stone)) {
		panic("index out of range [5] with length 3")
	}
	return d.Decoder.Feed(p, now)
}

func stumble(o parse.Options) console.Decoder { return stumbling{parse.New(o)} }

func contents(t *testing.T, path string) []byte {
	t.Helper()
	b, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	return b
}
