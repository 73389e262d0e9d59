//go:build unix

package main

import (
	"encoding/json"
	"fmt"
	"os"
	"os/exec"
	"strings"
	"testing"

	"oopscope/parse/schema"
)

// rounds are boots of a kernel, some of which crash: no two crashes at the same time,
// which would be a log shown again.
func rounds(n, crashed int, version, words string, late int) string {
	var b strings.Builder
	for i := range n {
		fmt.Fprintf(&b, "[    0.000000] Linux version %s (b@c) (gcc (GCC) 12.2.0) #1 SMP today\n", version)
		fmt.Fprintf(&b, "[    0.000000] Kernel command line: console=ttyS0 %s\n", words)
		fmt.Fprintf(&b, "[    1.000000] mmc0: new card at address %04x\n[    %d.200000] VFS: Mounted root\n", 4096+i, late)
		if i < crashed {
			b.WriteString(strings.ReplaceAll(oops, "[    2.000", fmt.Sprintf("[    9.%d%02d", late, i)))
		}
		fmt.Fprintf(&b, "[   12.%06d] reboot: Restarting system\n", i)
	}
	return b.String()
}

// TestCompare: the whole way, of captures and of a folder, as text and as JSON.
func TestCompare(t *testing.T) {
	t.Parallel()
	h := newHome(t)
	a := h.file("a.log", rounds(60, 1, "6.1.0", "quiet", 2))
	if err := os.Mkdir(h.dir+"/b", 0o700); err != nil {
		t.Fatal(err)
	}
	h.file("b/1.log", rounds(20, 3, "6.1.1", "nokaslr", 6))
	h.file("b/2.log", rounds(20, 4, "6.1.1", "nokaslr", 6)+"[    9.000000] foo: \x1b[2Jno firmware\x7f\n")
	text, _ := h.runs(0, "compare", a, h.dir+"/b")
	for _, want := range []string{
		"A 1 in 60 boots, B 7 in 40: more often in B, p = 0.0064", "share of boots: A 0.042 to 9 %, B 7 to 33 % (95 %)", "first: A line 5, B 1.log:5",
		"A kernel        6.1.0  (line 1)", "B command line  nokaslr  (1.log:2)", "foo: no firmware", "A 2.200 (line 4), B 6.200 (1.log:4): +4.000 here",
	} {
		if !strings.Contains(text, want) {
			t.Errorf("%q is not said:\n%s", want, text)
		}
	}
	for line := range strings.Lines(text) {
		if len([]rune(line)) > 81 || strings.ContainsAny(line, "\x1b\x7f") {
			t.Errorf("%q", line)
		}
	}
	out, _ := h.runs(0, "compare", "--json", a, h.dir+"/b")
	var c schema.Comparison
	strict := json.NewDecoder(strings.NewReader(out))
	strict.DisallowUnknownFields()
	if err := strict.Decode(&c); err != nil || strings.Count(out, "\n") != 1 || c.A.Boots != 60 || c.B.Crashed != 7 || c.B.Captures != 2 ||
		len(c.Crashes) != 1 || c.Crashes[0].Verdict != "more often" || c.OnlyB == nil || len(c.Moved) != 1 {
		t.Errorf("%v: %s", err, out)
	}
	if text, _ := h.runs(0, "compare", a, a); strings.Contains(text, "more often") || strings.Contains(text, "moved") || !strings.Contains(text, "too few to show any") {
		t.Errorf("the same twice:\n%s", text)
	}
}

// TestCompareFails: what could not be read is named, and the status says so.
func TestCompareFails(t *testing.T) {
	t.Parallel()
	h := newHome(t)
	a := h.file("a.log", rounds(2, 1, "6.1.0", "quiet", 2))
	blob, empty := h.file("blob", "\x7fELF\x01\x01\x00\x00\x00"+strings.Repeat("\x00\x01", 999)), h.file("empty", "")
	for _, c := range []struct {
		status int
		errs   string
		args   []string
	}{
		{1, "cannot read /nowhere", []string{a, "/nowhere"}}, {1, blob, []string{a, blob}}, {1, "nothing to compare", []string{empty, a}},
		{2, "two captures", []string{a}}, {2, "--bad", []string{"--good", a, a, a}}, {128, "tested", []string{"--bad", a}}, {128, "--rate", []string{"--bad", a, "--rate", "7", a}},
		{128, "no crash of its own", []string{"--bad", a, "--good", a, a}}, {128, "/nowhere", []string{"--bad", a, "/nowhere"}},
	} {
		if _, errs := h.runs(c.status, append([]string{"compare"}, c.args...)...); !strings.Contains(errs, c.errs) {
			t.Errorf("%q: %s", c.args, errs)
		}
	}
}

// TestCompareForBisect: what git bisect run is told.
func TestCompareForBisect(t *testing.T) {
	t.Parallel()
	h := newHome(t)
	bad := h.file("bad.log", rounds(40, 7, "6.1.1", "", 2))
	for _, c := range []struct {
		status, rounds, crashed int
		want                    string
	}{
		{0, 16, 0, "good: 16 boots, none crashed; at 17.5 % of boots 16 clean boots make good safe (95 %)"},
		{125, 15, 0, "skip: 15 boots, none crashed, 1 more are needed; at 17.5 %"},
		{5, 40, 1, "crashed in 1 of 40 boots"},
	} {
		b := h.file("b.log", rounds(c.rounds, c.crashed, "6.1.0", "", 2))
		if text, _ := h.runs(c.status, "compare", "--bad", bad, b); !strings.Contains(text, c.want) {
			t.Errorf("%d of %d: %s", c.crashed, c.rounds, text)
		}
	}
}

// TestGitBisectRun: git itself finds the commit by the exit status, and passes over
// one that ran too few rounds to tell.
func TestGitBisectRun(t *testing.T) {
	t.Parallel()
	if _, err := exec.LookPath("git"); err != nil {
		t.Skip(err)
	}
	h := newHome(t)
	bad := h.file("bad.log", rounds(40, 7, "6.1.1", "", 2))
	git := func(args ...string) string {
		cmd := exec.Command("git", append([]string{"-c", "user.name=t", "-c", "user.email=t@t", "-c", "commit.gpgsign=false"}, args...)...)
		cmd.Dir = h.dir + "/tree"
		cmd.Env = append(os.Environ(), "BE_OOPSCOPE=1", "HOME="+h.dir, "GIT_CONFIG_NOSYSTEM=1")
		out, err := cmd.CombinedOutput()
		if err != nil {
			t.Fatalf("git %q: %v\n%s", args, err, out)
		}
		return string(out)
	}
	if err := os.Mkdir(h.dir+"/tree", 0o700); err != nil {
		t.Fatal(err)
	}
	git("init", "-q")
	for i := range 8 { // 0 to 3 are good, 4 and later are bad, 2 was not run often enough
		log := rounds(map[bool]int{true: 5, false: 16}[i == 2], map[bool]int{true: 3}[i >= 4], fmt.Sprint("6.1.", i), "", 2)
		h.file("tree/run.log", log)
		git("add", "run.log")
		git("commit", "-qm", fmt.Sprint("commit ", i))
	}
	git("bisect", "start", "HEAD", "HEAD~7")
	if out := git("bisect", "run", os.Args[0], "compare", "--bad", bad, "run.log"); !strings.Contains(out, "is the first bad commit") || !strings.Contains(out, "commit 4") {
		t.Errorf("%s", out)
	}
}

// TestCompareWithTheLedger: boots that the ledger remembers, chosen by words, are a side.
func TestCompareWithTheLedger(t *testing.T) {
	t.Parallel()
	h := newHome(t)
	a, b := h.file("a.log", rounds(60, 1, "6.1.0", "", 2)), h.file("b.log", rounds(40, 7, "6.2.0", "", 3))
	h.runs(0, "ledger", "import", a, b)
	const want = "A 1 in 60 boots, B 7 in 40: more often in B, p = 0.0064"
	for _, sides := range [][]string{{"ledger:kernel:6.1", "ledger:kernel:6.2"}, {"ledger:kernel:6.1", b}, {a, "ledger:!kernel:6.1"}} {
		if text, _ := h.runs(0, "compare", sides[0], sides[1]); !strings.Contains(text, want) || !strings.Contains(text, "6.2.0") {
			t.Errorf("%q:\n%s", sides, text)
		}
	}
	if _, errs := h.runs(1, "compare", "ledger:kernel:7", b); !strings.Contains(errs, "knows no boot") {
		t.Error(errs)
	}
}
