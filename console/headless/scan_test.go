package headless

import (
	"bufio"
	"bytes"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"oopscope/console/record"
	"oopscope/parse"
)

func ids(crashes []*parse.Crash) (out []int) {
	for _, c := range crashes {
		out = append(out, c.ID)
	}
	return out
}

func TestQueueKeepsTheOrderOfAppearance(t *testing.T) {
	open := func(id int) *parse.Crash { return &parse.Crash{ID: id, Open: true} }
	done := func(id int) *parse.Crash { return &parse.Crash{ID: id} }
	var q queue
	steps := []struct {
		put  []*parse.Crash
		want []int
	}{
		{[]*parse.Crash{open(1)}, nil},
		{[]*parse.Crash{open(2)}, nil},
		{[]*parse.Crash{done(2)}, nil}, // nested in 1, which is still printed
		{[]*parse.Crash{done(1), done(3)}, []int{1, 2, 3}},
		{[]*parse.Crash{done(2)}, nil}, // a later word on a written one
		{[]*parse.Crash{open(5), done(6)}, nil},
	}
	for i, s := range steps {
		if got := ids(q.put(s.put)); !equal(got, s.want) {
			t.Errorf("step %d wrote %v, want %v", i, got, s.want)
		}
	}
	if got := ids(q.rest()); !equal(got, []int{5, 6}) || q.open() {
		t.Errorf("the end wrote %v", got)
	}
}

func equal(a, b []int) bool {
	if len(a) != len(b) {
		return false
	}
	for i := range a {
		if a[i] != b[i] {
			return false
		}
	}
	return true
}

// scan runs Scan on captures and returns what a shell would see.
func scan(t *testing.T, opt ScanOptions, files ...string) (status int, out, errs string) {
	t.Helper()
	var o, e strings.Builder
	opt.Out, opt.Err = &o, &e
	status = Scan(files, opt)
	return status, o.String(), e.String()
}

func capture(t *testing.T, name, text string) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), name)
	if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}

const oops = `[    1.000000] Linux version 6.1.0 (gcc) #1 SMP
[    2.000000] BUG: kernel NULL pointer dereference, address: 00000000000001c1
[    2.000001] #PF: supervisor read access in kernel mode
[    2.000002] Oops: 0000 [#1] PREEMPT SMP NOPTI
[    2.000003] CPU: 1 PID: 82 Comm: sh Not tainted 6.1.0 #1
[    2.000004] RIP: 0010:sensor_parse_header+0x5/0x20 [bench]
[    2.000005] Call Trace:
[    2.000006]  <TASK>
[    2.000007]  vfs_write+0xc7/0x3f0
[    2.000008]  </TASK>
[    2.000009] ---[ end trace 0000000000000000 ]---
[    3.000000] all well
`

func TestScanWritesCrashesOfAllInputs(t *testing.T) {
	one := capture(t, "one.log", oops)
	status, out, errs := scan(t, ScanOptions{Format: JSON, Stdin: strings.NewReader(oops)}, one, "-")
	lines := strings.Split(strings.TrimSpace(out), "\n")
	if status != Done || errs != "oopscope: 2 inputs, 24 lines, 2 crashes\n" || len(lines) != 2 {
		t.Fatalf("status %d, %d lines, %s", status, len(lines), errs)
	}
	for i, name := range []string{one, "-"} {
		if !strings.Contains(lines[i], `"file":"`+name+`"`) || !strings.Contains(lines[i], `"class":"null-deref"`) {
			t.Errorf("line %d: %s", i, lines[i])
		}
	}
}

func TestScanGoesOnBehindAFileThatCannotBeRead(t *testing.T) {
	one := capture(t, "one.log", oops)
	dir := t.TempDir()
	status, out, errs := scan(t, ScanOptions{Format: JSON, FailOnCrash: true}, "no\x1bsuch.log", dir, one)
	if status != Failed || strings.Count(out, "\n") != 1 {
		t.Errorf("status %d, out %s", status, out)
	}
	for _, want := range []string{`no\x1bsuch.log: no such file`, "cannot read " + dir + ": there is no file in it", "1 input, 12 lines, 1 crash; 2 NOT READ"} {
		if !strings.Contains(errs, want) {
			t.Errorf("%q is missing in %s", want, errs)
		}
	}
	if n := strings.Count(errs, "\n"); n != 3 {
		t.Errorf("%d lines for two failures and the sum: %s", n, errs)
	}
}

func TestScanExitStatus(t *testing.T) {
	bad, good, empty := capture(t, "bad", oops), capture(t, "good", "all well\n"), capture(t, "empty", "")
	for _, c := range []struct {
		file string
		fail bool
		want int
		errs string
	}{{bad, false, Done, ""}, {bad, true, Crashed, ""}, {good, true, Done, ""}, {empty, true, Done, "empty"}} {
		status, _, errs := scan(t, ScanOptions{Format: JSON, FailOnCrash: c.fail}, c.file)
		if status != c.want || !strings.Contains(errs, c.errs) || c.errs == "" && strings.Count(errs, "\n") != 1 {
			t.Errorf("%+v: status %d, %s", c, status, errs)
		}
	}
}

func TestScanTellsWhenItsOutputIsFull(t *testing.T) {
	var errs strings.Builder
	status := Scan([]string{"-"}, ScanOptions{Stdin: strings.NewReader(oops + oops), Out: full{}, Err: &errs})
	if status != Failed || strings.Count(errs.String(), "no space") != 1 {
		t.Errorf("status %d, %s", status, errs.String())
	}
}

type full struct{}

func (full) Write([]byte) (int, error) { return 0, errors.New("no space left on device") }

// TestDenseChunks scans so many crashes that they are taken by the bite.
func TestDenseChunks(t *testing.T) {
	var log bytes.Buffer
	many := 9000
	if racing {
		many = 2000 // two chunks
	}
	for i := range many {
		fmt.Fprintf(&log, "[%5d.000001] ------------[ cut here ]------------\n[%5d.000002] WARNING: CPU: 0 PID: %d at kernel/x.c:%d f%d+0x1/0x2\n"+
			"[%5d.000003] Call Trace:\n[%5d.000004]  g+0x1/0x20\n[%5d.000005] ---[ end trace 0 ]---\n", i, i, i, i, i, i, i, i)
	}
	file := filepath.Join(t.TempDir(), "dense.log")
	if err := os.WriteFile(file, log.Bytes(), 0o600); err != nil {
		t.Fatal(err)
	}
	_, out, _ := scan(t, ScanOptions{Format: JSON, NoRaw: true}, file)
	for i, line := range strings.Split(strings.TrimSpace(out), "\n") {
		if want := fmt.Sprintf("f%d+0x1/0x2", i); !strings.Contains(line, want) {
			t.Fatalf("crash %d is not the one at %s: %s", i, want, line)
		}
	}
	if n := strings.Count(out, "\n"); n != many {
		t.Errorf("%d crashes, want %d", n, many)
	}
}

// A mistake of the decoder's spoils one capture, and is an error like others.
func TestAFaultInOneCaptureLeavesTheOthers(t *testing.T) {
	broken, sound := capture(t, "broken.log", strings.ReplaceAll(oops, "[bench]", "[broken]")), capture(t, "sound.log", oops)
	trap := func(c *parse.Crash) *parse.Crash {
		if c.Culprit.Module == "broken" {
			panic("index out of range")
		}
		return c
	}
	status, out, errs := scan(t, ScanOptions{Format: JSON, Resolve: trap}, broken, sound)
	if status != Failed || strings.Count(out, "\n") != 1 || !strings.Contains(out, sound) {
		t.Errorf("status %d, out %s", status, out)
	}
	if !strings.Contains(errs, "a fault of oopscope itself while decoding "+broken+": index out of range") || !strings.Contains(errs, "goroutine ") {
		t.Errorf("it says %s", errs)
	}
}

// TestAFileTellsTheWholeStory: of a file, whose end is known, the first crash of a
// boot tells what came of it, and every crash what the machine did later; what comes
// through a pipe is written before the rest is there.
func TestAFileTellsTheWholeStory(t *testing.T) {
	again := strings.ReplaceAll(strings.ReplaceAll(oops, "[    2.", "[    4."), "PID: 82", "PID: 85")
	again = again[strings.Index(again, "[    4."):strings.Index(again, "[    3.")]
	text := oops + again + strings.Repeat("[    5.000000] all well\n", 20) + "[    0.000000] Linux version 6.1.0 (gcc) #1 SMP\n[    0.100000] all well\n"
	_, out, _ := scan(t, ScanOptions{Format: JSON, NoRaw: true}, capture(t, "two.log", text))
	first, second, _ := strings.Cut(out, "\n")
	if !strings.Contains(first, `"story":"It began with NULL pointer`) || !strings.Contains(first, "again at line 13. It ended without a word: the board started again at line 43 (boot 2).") ||
		strings.Contains(second, `"story"`) || !strings.Contains(second, `"echo_of":1,"echo_why":"it is the report of line 2 another time."`) {
		t.Errorf("%s", out)
	}
	_, out, _ = scan(t, ScanOptions{NoRaw: true}, capture(t, "two.log", text))
	for _, want := range []string{"Story of the boot\n  - It began with", "damaged: sh[82] was killed", "echo of    line 2: it is the report"} {
		if !strings.Contains(out, want) {
			t.Errorf("%q is not in\n%s", want, out)
		}
	}

	in, board, err := os.Pipe()
	if err != nil {
		t.Fatal(err)
	}
	from, to, err := os.Pipe()
	if err != nil {
		t.Fatal(err)
	}
	defer from.Close()
	go func() {
		Scan([]string{"-"}, ScanOptions{Format: JSON, NoRaw: true, Stdin: in, Out: to, Err: io.Discard})
		to.Close()
	}()
	lines := bufio.NewScanner(from)
	for i, want := range []string{`"story":"One report: NULL`, `"story":"It began with NULL`} { // each is told when the board says nothing more
		io.WriteString(board, []string{oops, again}[i]+strings.Repeat("[    5.000000] all well\n", 100))
		if !lines.Scan() || !strings.Contains(lines.Text(), want) || !strings.Contains(lines.Text(), "not known yet") {
			t.Errorf("line %d: %q", i+1, lines.Text())
		}
	}
	board.Close()
	if lines.Scan() {
		t.Errorf("a third line: %q", lines.Text())
	}
}

// What of a recording is in no line, as a log is that was received over the line, brings no
// crash; what stands behind it has its place.
func TestAScanPassesOverFiles(t *testing.T) {
	path := filepath.Join(t.TempDir(), "board.log")
	r, err := record.Append(path)
	if err != nil {
		t.Fatal(err)
	}
	r.Write([]byte("# sz dmesg.log\n"), time.Now())
	from := r.Taken()
	r.Write([]byte(oops), time.Now())
	r.Skip(record.Skip{From: from, To: r.Taken(), Ends: strings.Count(oops, "\n"), Line: 2})
	r.Write([]byte(oops), time.Now())
	if err := r.Close(); err != nil {
		t.Fatal(err)
	}
	_, text, errs := scan(t, ScanOptions{Format: JSON}, path)
	if strings.Count(text, "\n") != 1 || !strings.Contains(errs, "13 lines, 1 crash") {
		t.Errorf("%s%s", text, errs)
	}
	os.Remove(path + ".lines")
	if _, text, _ := scan(t, ScanOptions{Format: JSON}, path); strings.Count(text, "\n") != 2 {
		t.Errorf("without its index: %s", text)
	}
}
