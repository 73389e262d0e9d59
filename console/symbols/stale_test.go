package symbols

import (
	"io"
	"os"
	"strings"
	"testing"
	"time"

	"oopscope/parse"
)

// In toy-amd64.ko worker and toy_read begin where they do; in the shifted files all
// code is the same and all lines are seven further down.
const (
	workerLine, shiftedWorkerLine = 49, 56
)

// dated gives a file a time.
func dated(t *testing.T, path string, at time.Time) {
	t.Helper()
	if err := os.Chtimes(path, at, at); err != nil {
		t.Fatal(err)
	}
}

// live makes a crash one that came over a line, a minute after its boot.
func live(c *parse.Crash, at time.Time) *parse.Crash {
	c.Seen, c.Time, c.HasTime = at, 60, true
	return c
}

func unbannered(c *parse.Crash) *parse.Crash {
	c.Banner, c.Kernel, c.Build = "", "", ""
	return c
}

// identified gives a crash the build id of vmlinux-amd64.
func identified(c *parse.Crash) *parse.Crash {
	const id = "dd5d219c360fa1caafd139a9ebec5f9010c64ca8"
	c.Body = append(c.Body, parse.BodyLine{Text: "CPU: 0 PID: 1 Comm: init Not tainted 6.1.0-toy #1 " + id})
	return c
}

// logged gives a crash the date of a serial logger.
func logged(c *parse.Crash, at time.Time) *parse.Crash {
	c.Body = []parse.BodyLine{{Raw: at.UTC().Format(time.RFC3339) + " [   60.000000] BUG: kernel NULL pointer dereference"}}
	return c
}

// TestNewerFiles: what was built when the board ran already is doubtful, unless the
// build itself is proved, as a comment moves lines and no code.
func TestNewerFiles(t *testing.T) {
	now := time.Now().Add(-time.Hour)
	boot := now.Add(-time.Minute)
	module := func() *parse.Crash {
		return trace("clock_tick+0x6/0x10", "toy_poll+0xe/0x30 [toy]", "toy_read+0x10/0x30 [toy]")
	}
	kernel := func() *parse.Crash {
		return died(unbannered(trace("worker+0xe/0x40", "start_kernel+0x3f/0x60")), workerCode)
	}
	for what, c := range map[string]struct {
		crash    *parse.Crash
		vmlinux  time.Time
		toy      time.Time
		captured time.Time
		doubt    string
	}{
		"all older":                               {live(module(), now), boot.Add(-time.Hour), boot.Add(-time.Hour), time.Time{}, ""},
		"a module newer than the crash":           {live(module(), now), boot.Add(-time.Hour), now.Add(time.Minute), time.Time{}, "toy.ko may be of another build: it is newer"},
		"a module newer than the boot, unproved":  {live(module(), now), boot.Add(-time.Hour), boot.Add(30 * time.Second), time.Time{}, "than the boot"},
		"a kernel newer than the boot":            {live(kernel(), now), boot.Add(30 * time.Second), boot.Add(-time.Hour), time.Time{}, "vmlinux may be of another build: it is newer"},
		"a kernel newer than the boot, by banner": {live(module(), now), boot.Add(30 * time.Second), boot.Add(-time.Hour), time.Time{}, "the lines may have moved"},
		"a kernel newer than the crash, the same": {live(died(trace("worker+0xe/0x40", "start_kernel+0x3f/0x60"), workerCode), now), now.Add(time.Minute), boot, time.Time{}, "than the crash"},
		"a kernel newer, but by its build id":     {live(identified(kernel()), now), now.Add(time.Minute), boot, time.Time{}, ""},
		"a module newer than the logger's clock":  {logged(module(), boot), boot.Add(-time.Hour), boot.Add(time.Minute), time.Now(), "than the log says"},
		"a kernel newer, by a logger's clock":     {logged(module(), boot), boot.Add(time.Minute), boot.Add(-time.Hour), time.Now(), ""},
		"all older than the logger's clock":       {logged(module(), boot), boot.Add(-time.Minute), boot.Add(-time.Minute), time.Now(), ""},
		"a capture older than the module":         {module(), boot.Add(-2 * time.Hour), now, boot.Add(-time.Hour), "than the capture"},
		"a capture copied with the module":        {module(), boot, boot.Add(time.Second), boot, ""},
		"a capture older than the kernel":         {kernel(), now.Add(time.Hour), boot, boot, ""}, // the code proves it: who copies a file makes it newer
		"a capture with a build id":               {identified(kernel()), now.Add(time.Hour), boot, boot, ""},
		"nobody knows when":                       {module(), now.Add(time.Hour), now.Add(time.Hour), time.Time{}, ""},
	} {
		dir := t.TempDir()
		dated(t, copyTo(t, "vmlinux-amd64", dir+"/vmlinux"), c.vmlinux)
		dated(t, copyTo(t, "toy-amd64-shifted.ko", dir+"/toy.ko"), c.toy)
		s := newTest(t, Sources{Vmlinux: dir + "/vmlinux", Modules: dir, Captured: c.captured})
		got := s.Resolve(c.crash)
		if !strings.Contains(got.Symbols.Doubt, c.doubt) || (got.Symbols.Doubt != "") != (c.doubt != "") {
			t.Errorf("%s: %+v", what, got.Symbols)
		}
		if _, ok := s.State(c.crash); ok != (c.doubt == "") {
			t.Errorf("%s: the screen says %v", what, ok)
		}
	}
}

// TestFilesOfTheBoot: files that are replaced while the board runs are decoded with
// what was there when it booted: built anew, written over, removed.
func TestFilesOfTheBoot(t *testing.T) {
	replace := map[string]func(path, by string) error{
		"built anew": func(path, by string) error {
			os.Remove(path)
			return copyOver(by, path)
		},
		"written over": func(path, by string) error { return copyOver(by, path) },
		"removed":      func(path, by string) error { return os.Remove(path) },
	}
	for what, change := range replace {
		dir := t.TempDir()
		vmlinux, toy := copyTo(t, "vmlinux-amd64", dir+"/vmlinux"), copyTo(t, "toy-amd64.ko", dir+"/toy.ko")
		before := time.Now().Add(-time.Hour)
		dated(t, vmlinux, before)
		dated(t, toy, before)
		s := newTest(t, Sources{Vmlinux: vmlinux, Modules: dir, Keep: t.TempDir()})
		s.Booted()
		if err := change(vmlinux, testdata+"vmlinux-amd64-shifted"); err != nil {
			t.Fatal(err)
		}
		if err := change(toy, testdata+"toy-amd64-shifted.ko"); err != nil {
			t.Fatal(err)
		}
		c := live(died(unbannered(trace("worker+0xe/0x40", "toy_poll+0xe/0x30 [toy]", "start_kernel+0x3f/0x60")), workerCode), time.Now().Add(-time.Minute))
		got := s.Resolve(c)
		if f := got.Chain[0]; f.FileLine != workerLine || got.Symbols.Doubt != "" {
			t.Errorf("%s: worker is at line %d, not %d; %+v", what, f.FileLine, workerLine, got.Symbols)
		}
		if f := got.Chain[1]; f.FileLine == 0 || f.FileLine != lineIn(t, "toy-amd64.ko", c, 1) {
			t.Errorf("%s: toy_poll is at line %d", what, f.FileLine)
		}
		// Another boot has the new files.
		s.Booted()
		c = live(died(unbannered(trace("worker+0xe/0x40")), workerCode), time.Now().Add(time.Hour))
		want := shiftedWorkerLine
		if what == "removed" {
			want = workerLine
		}
		if f := s.Resolve(c).Chain[0]; f.FileLine != want {
			t.Errorf("%s, booted again: worker is at line %d, not %d", what, f.FileLine, want)
		}
	}
}

// TestKernelBuiltAnewBeforeTheCrash: no kernel is loaded again without a boot.
func TestKernelBuiltAnewBeforeTheCrash(t *testing.T) {
	path := copyTo(t, "vmlinux-amd64", t.TempDir()+"/vmlinux")
	s := newTest(t, Sources{Vmlinux: path, Keep: t.TempDir()})
	s.Booted()
	os.Remove(path)
	copyTo(t, "vmlinux-amd64-shifted", path)
	c := live(died(unbannered(trace("worker+0xe/0x40", "start_kernel+0x3f/0x60")), workerCode), time.Now().Add(time.Second))
	c.Time = 0.5 // it booted within the second that the linker took
	if got := s.Resolve(c); got.Chain[0].FileLine != workerLine || got.Symbols.Doubt != "" {
		t.Errorf("line %d, %+v", got.Chain[0].FileLine, got.Symbols)
	}
}

// TestReloadedModule: a module that was built and loaded again since the boot is
// told by its code from what was there at the boot; where the code is the same,
// nobody knows.
func TestReloadedModule(t *testing.T) {
	dir := t.TempDir()
	toy := copyTo(t, "toy-amd64.ko", dir+"/toy.ko")
	dated(t, toy, time.Now().Add(-time.Hour))
	s := newTest(t, Sources{Modules: dir, Keep: t.TempDir()})
	s.Booted()
	os.Remove(toy)
	copyTo(t, "toy-amd64-shifted.ko", toy)
	dated(t, toy, time.Now().Add(-30*time.Second))
	c := live(trace("clock_tick+0x6/0x10", "toy_read+0x29/0x30 [toy]", "toy_poll+0xe/0x30 [toy]"), time.Now())
	if got := s.Resolve(c); !strings.Contains(got.Symbols.Doubt, "built anew") || got.Chain[1].FileLine != lineIn(t, "toy-amd64.ko", c, 1) {
		t.Errorf("%d, %+v", got.Chain[1].FileLine, got.Symbols)
	}
}

// TestWrittenOver: a file that was too large to be kept, and that something writes over
// with another of the same code and an old date, is doubtful; one that is touched is not.
func TestWrittenOver(t *testing.T) {
	before := time.Now().Add(-time.Hour)
	for by, doubt := range map[string]string{"vmlinux-amd64-shifted": "written over since the boot", "vmlinux-amd64": ""} {
		path := copyTo(t, "vmlinux-amd64", t.TempDir()+"/vmlinux")
		dated(t, path, before)
		s := newTest(t, Sources{Vmlinux: path, Keep: t.TempDir() + "/none"})
		s.Booted()
		if err := copyOver(testdata+by, path); err != nil {
			t.Fatal(err)
		}
		dated(t, path, before.Add(time.Minute))
		got := s.Resolve(live(died(trace("worker+0xe/0x40", "start_kernel+0x3f/0x60"), workerCode), time.Now().Add(time.Second)))
		if !strings.Contains(got.Symbols.Doubt, doubt) || (got.Symbols.Doubt != "") != (doubt != "") {
			t.Errorf("written over by %s: %+v", by, got.Symbols)
		}
	}
}

func copyOver(from, to string) error {
	in, err := os.Open(from)
	if err != nil {
		return err
	}
	defer in.Close()
	out, err := os.Create(to)
	if err != nil {
		return err
	}
	defer out.Close()
	_, err = io.Copy(out, in)
	return err
}

// lineIn is a frame's line in one of the modules.
func lineIn(t *testing.T, module string, c *parse.Crash, frame int) int {
	t.Helper()
	dir := t.TempDir()
	copyTo(t, module, dir+"/toy.ko")
	without := *c
	without.Seen = time.Time{}
	return newTest(t, Sources{Modules: dir}).Resolve(&without).Chain[frame].FileLine
}
