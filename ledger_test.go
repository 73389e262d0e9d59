//go:build unix

package main

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

// A home is one in which the program runs again and again.
type home struct {
	t   *testing.T
	dir string
}

func newHome(t *testing.T) home { t.Helper(); return home{t, t.TempDir()} }

func (h home) file(name, text string) string {
	h.t.Helper()
	path := filepath.Join(h.dir, name)
	if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
		h.t.Fatal(err)
	}
	return path
}

func (h home) state(elem ...string) string {
	return filepath.Join(append([]string{h.dir, "state", "oopscope"}, elem...)...)
}

// runs runs the program and holds it to its exit status.
func (h home) runs(want int, args ...string) (out, errs string) {
	h.t.Helper()
	cmd := exec.Command(os.Args[0], args...)
	cmd.Env = asOopscope("HOME="+h.dir, "XDG_STATE_HOME="+filepath.Join(h.dir, "state"), "PATH="+os.Getenv("PATH"), "TZ=UTC")
	var o, e bytes.Buffer
	cmd.Stdout, cmd.Stderr = &o, &e
	if err := cmd.Run(); err != nil && !errors.As(err, new(*exec.ExitError)) {
		h.t.Fatal(err)
	}
	if status := cmd.ProcessState.ExitCode(); status != want {
		h.t.Errorf("oopscope %q: exit status %d, want %d\n%s%s", args, status, want, o.String(), e.String())
	}
	return o.String(), e.String()
}

const troubled = `[    0.000000] Linux version 6.1.0 (b@c) (gcc) #1 SMP Sat Nov 21 10:00:00 UTC 2026
[    1.000000] cma: cma_alloc: alloc failed, req-size: 2 pages, ret: -16
[    9.000000] cma: cma_alloc: alloc failed, req-size: 7 pages, ret: -16
`

// A later is the same crash, so many seconds later.
func later(seconds string) string { return strings.ReplaceAll(oops, "[    2.", "[   "+seconds+".") }

// TestLedgerCommand: captures are imported, none twice; what is in the ledger is
// listed, filtered, opened and spoken of, as text and as JSON.
func TestLedgerCommand(t *testing.T) {
	t.Parallel()
	h := newHome(t)
	if out, _ := h.runs(0, "ledger"); out != "0 signatures, 0 crashes, 0 boots\n" {
		t.Errorf("an empty ledger: %q", out)
	}
	a, b := h.file("a.log", troubled+oops), h.file("b.log", troubled+later("40"))
	_, errs := h.runs(0, "ledger", "import", a, b)
	if !strings.Contains(errs, "2 captures read, 2 crashes, 2 of them not known before") {
		t.Errorf("import says %q", errs)
	}
	copied := h.file("copy.log", "a line before\n"+troubled+oops)
	for _, again := range [][]string{{a, b}, {copied}} {
		if _, errs := h.runs(0, append([]string{"ledger", "import"}, again...)...); strings.Contains(errs, "1 of them not known") || strings.Contains(errs, "2 of them not known") {
			t.Errorf("imported twice: %q", errs)
		}
	}
	var g struct {
		Signature, Class, Since, Status string
		Times, Sessions                 int
		Tags                            []string
		Notes                           []struct{ Text string }
		Sightings                       []struct{ Source string }
	}
	out, _ := h.runs(0, "ledger", "--json")
	if err := json.Unmarshal([]byte(out), &g); err != nil || g.Times != 2 || g.Sessions != 2 || g.Since != "6.1.0" || g.Status != "new" {
		t.Fatalf("%v: %s", err, out)
	}
	short := g.Signature[:6]
	h.runs(0, "ledger", "note", short, "only", "with the camera")
	h.runs(0, "ledger", "status", short, "fixed", "in", "6.2")
	h.runs(0, "ledger", "tags", short, "#usb,prio1")
	out, _ = h.runs(0, "ledger", "show", short)
	for _, want := range []string{"sensor_parse_header", g.Signature, "2 times in 2 sessions", "fixed in 6.2\n", "usb prio1", "only with the camera", "line 4 of " + a, "40.000 s", "A\n"} {
		if !strings.Contains(out, want) {
			t.Errorf("show does not say %q:\n%s", want, out)
		}
	}
	out, _ = h.runs(0, "ledger", "show", short, "--json")
	if err := json.Unmarshal([]byte(out), &g); err != nil || len(g.Sightings) != 2 || len(g.Notes) != 1 || len(g.Tags) != 2 {
		t.Errorf("%v: %s", err, out)
	}
	for words, want := range map[string]string{"camera": "1 signature,", "kernel:5": "0 signatures,", "tag:usb status:fixed": "1 signature,", "!sensor": "0 signatures,"} {
		if out, _ := h.runs(0, append([]string{"ledger"}, strings.Fields(words)...)...); !strings.Contains(out, want) {
			t.Errorf("%s: %s", words, out)
		}
	}
	if out, _ := h.runs(0, "ledger", "trouble"); !strings.Contains(out, "EBUSY") || !strings.Contains(out, "1 kind of trouble, 4 times") {
		t.Errorf("trouble: %s", out)
	}
	if out, _ := h.runs(0, "ledger", "boots"); strings.Count(out, "─A\n") != 2 || !strings.Contains(out, "2 boots\n") {
		t.Errorf("boots: %s", out)
	}
	h.runs(0, "ledger", "status", short, "ignore")
	if out, _ := h.runs(0, "ledger"); !strings.Contains(out, "0 signatures") || !strings.Contains(out, "1 more that are ignored") {
		t.Errorf("ignored: %s", out)
	}
	for _, wrong := range [][]string{{"show"}, {"status", short, "done"}, {"note", short}, {"since:soon"}, {"show", short, "x"}} {
		h.runs(2, append([]string{"ledger"}, wrong...)...)
	}
	h.runs(1, "ledger", "show", "0123456789")
	h.runs(1, "ledger", "import", "nowhere.log")
}

// TestLedgerOnBadDays: an index that is damaged, newer or gone costs no folder and
// no word, and is said or made again.
func TestLedgerOnBadDays(t *testing.T) {
	t.Parallel()
	h := newHome(t)
	a, b := h.file("a.log", troubled+oops), h.file("b.log", troubled+later("40"))
	h.runs(0, "ledger", "import", a, b)
	index := h.state("ledger", "index")
	whole := contents(t, index)
	lists := func(what, want string) {
		t.Helper()
		if out, errs := h.runs(0, "ledger"); !strings.Contains(out, want) {
			t.Errorf("%s: %s%s", what, out, errs)
		}
	}
	os.WriteFile(index, whole[:len(whole)-30], 0o600) // half-written
	lists("a torn end", "2 crashes")
	os.WriteFile(index, bytes.Replace(whole, []byte("gpf"), []byte("xxx"), 1), 0o600)
	lists("another byte", " crash")
	os.Remove(index)
	lists("gone", "0 crashes")
	if _, errs := h.runs(0, "ledger", "import", a, b); !strings.Contains(errs, "2 of them not known before") {
		t.Errorf("it cannot be made again: %s", errs)
	}
	lists("made again", "2 crashes")
	newer := []byte("oopscope ledger 9\n\x00\x01\x02")
	os.WriteFile(index, newer, 0o600)
	if _, errs := h.runs(1, "ledger"); !strings.Contains(errs, "newer oopscope") || !strings.Contains(errs, index) {
		t.Errorf("a newer one: %s", errs)
	}
	h.runs(1, "ledger", "import", h.file("c.log", troubled+later("50")))
	if got := contents(t, index); !bytes.Equal(got, newer) {
		t.Errorf("a newer index was written to: %q", got)
	}
	if _, errs := h.runs(0, "watch", a, "--json"); !strings.Contains(errs, "the ledger does not count what comes") {
		t.Errorf("a watch does not say it: %s", errs)
	}
	os.Remove(index)
	os.MkdirAll(index, 0o700) // in the way
	if _, errs := h.runs(1, "ledger", "import", h.file("d.log", troubled+later("60"))); !strings.Contains(errs, index) {
		t.Errorf("a folder in its place: %s", errs)
	}
}

// TestLedgerOfManyAtOnce: programs that enter crashes at once, or are killed while
// they do, or while they write a note, lose nothing and count nothing twice.
func TestLedgerOfManyAtOnce(t *testing.T) {
	t.Parallel()
	h := newHome(t)
	const n = 12
	var names []string
	for i := range n {
		names = append(names, h.file(fmt.Sprintf("%d.log", i), troubled+later(fmt.Sprint(10+i))))
	}
	start := func(args ...string) *exec.Cmd {
		cmd := exec.Command(os.Args[0], args...)
		cmd.Env = asOopscope("HOME="+h.dir, "XDG_STATE_HOME="+filepath.Join(h.dir, "state"), "PATH="+os.Getenv("PATH"), "TZ=UTC")
		if err := cmd.Start(); err != nil {
			t.Fatal(err)
		}
		return cmd
	}
	var running []*exec.Cmd
	for i := range n { // each two of them, and half of them killed
		cmd := start("ledger", "import", names[i], names[(i+1)%n])
		running = append(running, cmd)
		if i%2 == 0 {
			time.AfterFunc(time.Duration(rand.IntN(40))*time.Millisecond, func() { cmd.Process.Kill() })
		}
	}
	for _, cmd := range running {
		cmd.Wait()
	}
	h.runs(0, append([]string{"ledger", "import"}, names...)...)
	out, _ := h.runs(0, "ledger", "--json")
	var g struct {
		Signature string
		Times     int
		Notes     []struct{ Text string }
	}
	if err := json.Unmarshal([]byte(out), &g); err != nil || g.Times != n {
		t.Fatalf("%v: %s", err, out)
	}
	began := time.Now()
	h.runs(0, "ledger", "note", g.Signature, "the first note.")
	took := time.Since(began) // the kills come before the end, or after it
	kept := []string{"the first note."}
	for i := range n {
		note := start("ledger", "note", g.Signature, fmt.Sprintf("note %d.", i))
		timer := time.AfterFunc(rand.N(2*took), func() { note.Process.Kill() })
		if note.Wait() == nil {
			kept = append(kept, fmt.Sprintf("note %d.", i))
		}
		timer.Stop()
	}
	out, _ = h.runs(0, "ledger", "show", g.Signature)
	for _, words := range kept {
		if !strings.Contains(out, words) {
			t.Errorf("%q was kept, but is not there:\n%s", words, out)
		}
	}
	t.Logf("%d of %d notes were kept before the kill", len(kept)-1, n)
}

// TestLedgerOnAFullDisk: what cannot be entered is said, and a watch goes on.
func TestLedgerOnAFullDisk(t *testing.T) {
	t.Parallel()
	h := newHome(t)
	a := h.file("a.log", troubled+oops)
	h.runs(0, "ledger", "import", a)
	had := contents(t, h.state("ledger", "index"))
	b := h.file("b.log", troubled+later("40"))
	for name, c := range map[string]struct{ shell, state string }{
		"no room":   {"ulimit -f 1; ", filepath.Join(h.dir, "state")},
		"read-only": {"", "/proc/self/oopscope"},
	} {
		cmd := exec.Command("sh", "-c", c.shell+`exec "$0" watch "$1" --json`, os.Args[0], b)
		cmd.Env = asOopscope("HOME="+h.dir, "XDG_STATE_HOME="+c.state, "PATH="+os.Getenv("PATH"))
		var o, e bytes.Buffer
		cmd.Stdout, cmd.Stderr = &o, &e
		if err := cmd.Run(); err != nil || !strings.Contains(o.String(), `"class":"null-deref"`) {
			t.Errorf("%s: %v, %s", name, err, o.String())
		}
		if said := e.String(); !strings.Contains(said, "the ledger does not have all of it (cannot enter crashes into ") {
			t.Errorf("%s: %s", name, said)
		}
	}
	if got := contents(t, h.state("ledger", "index")); !bytes.Equal(got, had) {
		t.Errorf("half a line is there:\n%s", got[len(had):])
	}
	if _, errs := h.runs(0, "ledger", "import", b); !strings.Contains(errs, "1 of them not known before") {
		t.Errorf("with room again: %s", errs)
	}
}

// TestKilledAtRandom: whatever the program is at when it is killed, entering crashes,
// writing a note or a report, or comparing, each crash is whole or absent, no word that was
// confirmed is lost, and the next run goes on as if nothing had been.
func TestKilledAtRandom(t *testing.T) {
	t.Parallel()
	h := newHome(t)
	const n = 8
	var names []string
	for i := range n {
		names = append(names, h.file(fmt.Sprintf("%d.log", i), troubled+later(fmt.Sprint(10+i))))
	}
	h.runs(0, "ledger", "import", names[0])
	var g struct {
		Signature string
		Times     int
	}
	known := func() int {
		t.Helper()
		out, errs := h.runs(0, "ledger", "--json")
		if err := json.Unmarshal([]byte(out), &g); err != nil || errs != "" {
			t.Fatalf("%v: %s%s", err, out, errs)
		}
		return g.Times
	}
	began := time.Now()
	known()
	took := time.Since(began)
	var kept []string
	reports := 0
	times := 200
	if raceDetector { // starting it takes a second
		times = 10
	}
	for i := range times {
		note, report := fmt.Sprintf("note %d.", i), filepath.Join(h.dir, fmt.Sprintf("report-%d.json", i))
		args := [][]string{
			{"ledger", "import", names[i%n], names[(i*3+1)%n]}, {"ledger", "note", g.Signature, note},
			{"report", names[i%n], "--as", "json", "-o", report, "--crash", "2"}, {"compare", "ledger:" + g.Signature[:4], names[i%n]}, {"watch", names[i%n], "--json"},
		}[i%5]
		cmd := exec.Command(os.Args[0], args...)
		cmd.Env = []string{"BE_OOPSCOPE=1", "HOME=" + h.dir, "XDG_STATE_HOME=" + filepath.Join(h.dir, "state"), "PATH=" + os.Getenv("PATH"), "TZ=UTC"}
		if err := cmd.Start(); err != nil {
			t.Fatal(err)
		}
		timer := time.AfterFunc(rand.N(4*took), func() { cmd.Process.Kill() })
		done := cmd.Wait() == nil
		timer.Stop()
		if done && args[1] == "note" {
			kept = append(kept, note)
		}
		if text, err := os.ReadFile(report); err == nil {
			if reports++; !json.Valid(text) {
				t.Errorf("half a report is in %s: %q", report, text)
			}
		} else if done && args[0] == "report" {
			t.Errorf("a report was written, and is not there: %v", err)
		}
		if i%25 == 0 && known() > n {
			t.Fatalf("after %d kills %d crashes are known of %d", i, g.Times, n)
		}
	}
	h.runs(0, append([]string{"ledger", "import"}, names...)...)
	if known() != n {
		t.Errorf("%d crashes are known of %d", g.Times, n)
	}
	out, _ := h.runs(0, "ledger", "show", g.Signature)
	for _, words := range kept {
		if !strings.Contains(out, words) {
			t.Errorf("%q was kept, but is not there:\n%s", words, out)
		}
	}
	t.Logf("%d kills: %d notes and %d reports came before theirs", times, len(kept), reports)
}
