package headless

import (
	"bytes"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"unicode/utf8"

	"oopscope/console/config"
	"oopscope/parse/boot"
	"oopscope/parse/class"
	"oopscope/parse/report"
)

// traceOf is what `oopscope scan --trace N FILE` prints.
func traceOf(t *testing.T, file string, lines ...int) (out, errs string, status int) {
	t.Helper()
	var o, e bytes.Buffer
	status = Scan([]string{file}, ScanOptions{Trace: lines, Out: &o, Err: &e})
	return o.String(), e.String(), status
}

// TestTraceTellsOfALine asks of lines of real captures what became of them: a
// header, a frame, a line of somebody else inside a report, a line after its
// end, a line of another CPU.
func TestTraceTellsOfALine(t *testing.T) {
	for _, c := range []struct {
		name, log string
		line      int
		want      []string
	}{
		{"a header", "arm64/two_cpus.log", 13, []string{
			`"[    1.617607] Unable to handle kernel NULL pointer dereference at virtual address 00000000000001c1"`,
			"printk time 1.617607 s",
			`null-deref, announces a fault, "Unable to handle kernel NULL pointer dereference": this line is one`,
			`bad-access, announces a fault, "Unable to handle kernel ": this line is none`,
			"report 1 (null-deref from line 13): it opens this one",
			"boot      1, which goes on",
			`part of report 1, lines 13 to 51: "NULL pointer dereference in sensor_parse_header [benchcrash]"`,
		}},
		{"a frame", "x86_64/unload_race.log", 30, []string{"report 1 ", "it is one of its lines", "part of report 1"}},
		{"a line of somebody else", "arm/nested_oops.log", 101, []string{
			"nothing of the kernel's", `"### DONE nested_oops"`, "shape     ordinary text",
			"it lacks the prefix of the kernel, which the lines around it have: somebody else wrote it",
			"part of no report; the one before it is report",
		}},
		{"a line after the end", "riscv/hung_task.log", 28, []string{"part of no report; the one before it is report 1"}},
		{"a line of another CPU", "arm64/two_cpus.log", 38, []string{
			"report 2 (null-deref from line 38): it opens this one beside that of another CPU, which goes on",
			"part of report 2",
		}},
		{"a line that waits", "arm/nested_oops.log", 17, []string{"it is kept until one does (1 in a row, at most 24)", "part of no report; the one before it is report 1"}},
		{"a dump that was asked for", "clean/sysrq.log", 2, []string{"the operator asked with SysRq", "part of no report\n"}},
	} {
		got, errs, status := traceOf(t, filepath.Join("../../testdata", c.log), c.line)
		if errs != "" || status != Done {
			t.Errorf("%s: status %d, %q", c.name, status, errs)
		}
		for _, w := range c.want {
			if !strings.Contains(got, w) {
				t.Errorf("%s: %q is not told:\n%s", c.name, w, got)
			}
		}
	}
}

// TestTraceOfSeveralLines tells of them in the order that was asked for, and of
// no crash.
func TestTraceOfSeveralLines(t *testing.T) {
	got, _, _ := traceOf(t, "../../testdata/arm/unload_race.log", 14, 2)
	first, second := strings.Index(got, " line 14,"), strings.Index(got, " line 2,")
	if first < 0 || second < first || strings.Contains(got, "Call trace") {
		t.Errorf("%s", got)
	}
}

// TestTraceBeyondTheEnd: a line that is not there is a failure, the others are
// told all the same.
func TestTraceBeyondTheEnd(t *testing.T) {
	got, errs, status := traceOf(t, "../../testdata/arm/unload_race.log", 9999, 2)
	if status != Failed || !strings.Contains(errs, "there is no line 9999 to trace") || !strings.Contains(got, " line 2,") {
		t.Errorf("status %d, %q, %q", status, errs, got)
	}
}

// TestTraceIsHarmless: nothing of a capture acts on the terminal.
func TestTraceIsHarmless(t *testing.T) {
	name := filepath.Join(t.TempDir(), "hostile\x1b[2J.log")
	log := "[    5.000000] BUG: \x1b]52;c;ZXZpbA==\x07 \x9b2J \xff evil\n[    5.000001] \x1b[31mCall Trace:\n[    5.000002]  f+0x1/0x2\n"
	if err := os.WriteFile(name, []byte(log), 0o600); err != nil {
		t.Fatal(err)
	}
	got, _, _ := traceOf(t, name, 1, 2, 3)
	if strings.ContainsAny(got, "\x1b\x07\u009b\ufffd") || !utf8.ValidString(got) || strings.Count(got, " line ") < 3 {
		t.Errorf("%q", got)
	}
}

func TestTraceFlag(t *testing.T) {
	for _, c := range []struct{ args, want string }{
		{"scan --trace 0 x.log", `--trace "0": give the number of a line, the first is 1`},
		{"scan --trace two x.log", `--trace "two"`},
		{"scan --trace=-3 x.log", `--trace "-3"`},
		{"scan --trace 3 --json x.log", "--trace tells in plain text only"},
		{"scan --trace 3 --markdown x.log", "--trace tells in plain text only"},
		{"watch --trace 3 ttyS0", "--trace means nothing to \"watch\"; it belongs to scan"},
		{"scan --trace 3 --trace 5 x.log", ""},
	} {
		cmd, err := config.Parse(strings.Fields(c.args))
		if err == nil {
			var opt ScanOptions
			if opt, err = ScanFlags(&cmd); err == nil && (len(opt.Trace) != 2 || opt.Trace[0] != 3 || opt.Trace[1] != 5) {
				t.Errorf("%s: %v", c.args, opt.Trace)
			}
		}
		if (err == nil) != (c.want == "") || err != nil && !strings.Contains(err.Error(), c.want) {
			t.Errorf("%s: %v, want %q", c.args, err, c.want)
		}
	}
	if !strings.Contains(config.Help(), "--trace N") {
		t.Error("the help does not know it")
	}
}

// TestTraceHasWordsForEverything: no reason, role or state is a bare number.
func TestTraceHasWordsForEverything(t *testing.T) {
	for r := report.NoReport; r <= report.IsAskedFor; r++ {
		if reasonWords[r] == "" {
			t.Errorf("reason %d has no words", r)
		}
	}
	for r := class.Opens; r <= class.Anything; r++ {
		if roleWords[r] == "" {
			t.Errorf("role %d has no words", r)
		}
	}
	for s := boot.Running; s <= boot.Replaying; s++ {
		if stateWords[s] == "" {
			t.Errorf("state %d has no words", s)
		}
	}
	for k := boot.Suspected; k <= boot.Learnt; k++ {
		if eventWords[k] == "" {
			t.Errorf("event %d has no words", k)
		}
	}
}
