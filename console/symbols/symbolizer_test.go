package symbols

import (
	"os"
	"path/filepath"
	"reflect"
	"strings"
	"testing"

	"oopscope/parse"
)

const testdata = "../../testdata/symbol/"

const banner = "Linux version 6.1.0-toy (someone@somewhere) (gcc 12) #1 SMP Thu Jan 1 00:00:00 UTC 1970"

// trace makes a crash out of "function+0x1/0x2 [module]" places; the first is
// the PC's.
func trace(places ...string) *parse.Crash {
	c := &parse.Crash{ID: 1, Banner: banner, Kernel: "6.1.0-toy", Build: "#1"}
	c.Chain = frames(c.Chain, places)
	return c
}

// frames fills a slice of the type of in, which this package cannot name.
func frames[S ~[]F, F any](in S, places []string) S {
	out := make(S, len(places))
	for i, text := range places {
		v := reflect.ValueOf(&out[i]).Elem()
		var name, module string
		name, module, _ = strings.Cut(text, " ")
		name, numbers, _ := strings.Cut(name, "+")
		v.FieldByName("Function").SetString(name)
		v.FieldByName("Module").SetString(strings.Trim(module, "[]"))
		offset, size, _ := strings.Cut(numbers, "/")
		v.FieldByName("Offset").SetUint(hexOf(offset))
		v.FieldByName("Size").SetUint(hexOf(size))
		v.FieldByName("HasOffset").SetBool(true)
		v.FieldByName("Reliable").SetBool(true)
		v.FieldByName("Exact").SetBool(i == 0)
	}
	return out
}

func hexOf(s string) (v uint64) {
	for _, r := range strings.TrimPrefix(s, "0x") {
		v = v<<4 | uint64(strings.IndexRune("0123456789abcdef", r))
	}
	return v
}

// toySource is what toy-amd64.ko has as the source of toy_read: a directory and
// a name, each in the bytes of its DWARF.
const toySource = "drivers/toy/toy.c"

func copyTo(t *testing.T, from, to string) string {
	t.Helper()
	data, err := os.ReadFile(testdata + from)
	if err == nil {
		err = os.MkdirAll(filepath.Dir(to), 0o755)
	}
	if err == nil {
		err = os.WriteFile(to, data, 0o644)
	}
	if err != nil {
		t.Fatal(err)
	}
	return to
}

func newTest(t *testing.T, src Sources) *Symbolizer {
	s := New(src)
	t.Cleanup(s.Close)
	return s
}

func wantState(t *testing.T, s *Symbolizer, c *parse.Crash, ok bool, words ...string) {
	t.Helper()
	text, got := s.State(c)
	for _, w := range words {
		if !strings.Contains(text, w) {
			t.Errorf("state %q does not say %q", text, w)
		}
	}
	if got != ok || strings.Contains(text, "\n") {
		t.Errorf("state %q, ok %v, want %v and one line", text, got, ok)
	}
}

func TestResolve(t *testing.T) {
	s := newTest(t, Sources{Vmlinux: testdata + "vmlinux-amd64", Modules: testdata})
	c := trace("drain.constprop.0+0x10/0x50", "worker+0x20/0x40", "start_kernel+0x50/0x60")
	c.Stacks = []parse.Stack{{Role: "freed", Frames: frames(c.Chain, []string{"clock_tick+0x4/0x10"})}}
	before := *c
	got := s.Resolve(c)
	if !reflect.DeepEqual(*c, before) || c.Chain[0].File != "" || c.Stacks[0].Frames[0].File != "" {
		t.Error("the crash that came in was changed")
	}
	f := got.Chain[0]
	if f.File != "kernel/worker.c" || f.FileLine != 33 && f.FileLine != 34 {
		t.Errorf("drain is at %s:%d", f.File, f.FileLine)
	}
	inlined := false
	for _, f := range got.Chain {
		inlined = inlined || len(f.Inlined) > 0 && f.Inlined[0].File == "include/linux/ring.h"
	}
	if got.Chain[2].File != "init/main.c" || got.Stacks[0].Frames[0].File != "kernel/worker.c" {
		t.Errorf("%+v", got)
	}
	if !inlined {
		t.Logf("no inlined function at these offsets: %+v", got.Chain)
	}
	wantState(t, s, c, true, "vmlinux-amd64", "same Linux version line")
}

func TestModules(t *testing.T) {
	dir := t.TempDir()
	copyTo(t, "toy-amd64.ko", dir+"/kernel/drivers/toy.ko")
	s := newTest(t, Sources{Modules: dir})
	c := trace("toy_read+0x10/0x30 [toy]", "init_module+0x10/0x1000 [toy]", "worker+0x20/0x40")
	got := s.Resolve(c)
	if got.Chain[0].File != "drivers/toy/toy.c" || len(got.Chain[0].Inlined) == 0 {
		t.Errorf("toy_read: %+v", got.Chain[0])
	}
	if got.Chain[1].File != "drivers/toy/toy.c" || got.Chain[1].FileLine < 28 {
		t.Errorf("init_module: %+v", got.Chain[1])
	}
	if got.Chain[2].File != "" {
		t.Errorf("worker without a kernel: %+v", got.Chain[2])
	}
	wantState(t, s, c, true, "--vmlinux")
	wantState(t, s, trace("x+0x1/0x2 [absent]"), true, "no symbols for 6.1.0-toy", "no file for module absent")
}

func TestPackedModules(t *testing.T) {
	for suffix := range packers {
		dir := t.TempDir()
		swollen(t, "toy-arm64.ko", dir+"/toy.ko"+suffix, 0)
		s := newTest(t, Sources{Modules: dir})
		if got := s.Resolve(trace("toy_poll+0x8/0x48 [toy]")).Chain[0]; got.File != "drivers/toy/toy.c" {
			t.Errorf("%s: %+v", suffix, got)
		}
		// Cut off in the middle: an error, not a location.
		os.Truncate(dir+"/toy.ko"+suffix, 900)
		if got := s.Resolve(trace("toy_poll+0x8/0x48 [toy]")).Chain[0]; got.File != "" {
			t.Errorf("%s cut off: %+v", suffix, got)
		}
	}
}

// TestDebugFileWins prefers the file with lines to the stripped module that is
// beside it in /lib/modules.
func TestDebugFileWins(t *testing.T) {
	root := t.TempDir()
	copyTo(t, "System.map", root+"/lib/modules/6.1.0-toy/updates/toy.ko") // no ELF file at all
	copyTo(t, "toy-amd64.ko.debug", root+"/usr/lib/debug/lib/modules/6.1.0-toy/updates/toy.ko.debug")
	s := newTest(t, Sources{Root: root})
	if got := s.Resolve(trace("toy_poll+0x8/0x30 [toy]")).Chain[0]; got.File != "drivers/toy/toy.c" {
		t.Errorf("%+v", got)
	}
}

func TestMismatchIsSaid(t *testing.T) {
	s := newTest(t, Sources{Vmlinux: testdata + "vmlinux-amd64-rebuilt"})
	c := trace("worker+0x20/0x40")
	wantState(t, s, c, false, "another kernel's", "#1", "#2")
	if got := s.Resolve(c); got.Chain[0].File == "" {
		t.Error("a doubtful location is still one")
	}
	c.Banner, c.Build = "", "" // only the size is left to tell
	c = trace("worker+0x20/0x44")
	c.Banner, c.Kernel, c.Build = "", "", ""
	wantState(t, s, c, false, "worker is 0x44 bytes long on the board, 0x40 here")
}

func TestFoundByRelease(t *testing.T) {
	root := t.TempDir()
	c := trace("worker+0x20/0x40")
	s := newTest(t, Sources{Root: root})
	wantState(t, s, c, true, "no symbols for 6.1.0-toy", "--vmlinux", "--modules")
	path := copyTo(t, "vmlinux-amd64-rebuilt", root+"/usr/lib/debug/boot/vmlinux-6.1.0-toy")
	if got := s.Resolve(c); got.Chain[0].File != "" {
		t.Error("a kernel that nobody chose and that does not fit was used")
	}
	wantState(t, s, c, true, "not used", path, "#2")
	copyTo(t, "vmlinux-amd64", path)
	if got := s.Resolve(c); got.Chain[0].File != "kernel/worker.c" {
		t.Errorf("%+v", got.Chain[0])
	}
	c.Kernel = "../../../../" + filepath.Base(root)
	if paths := s.src.kernels(c.Kernel, ""); len(paths) != 0 {
		t.Errorf("the board chose the path: %v", paths)
	}
}

func TestFoundByBuildID(t *testing.T) {
	id := "0123456789abcdef0123456789abcdef01234567"
	src := Sources{Root: "/r", Debuginfod: "/cache"}
	want := []string{"/r/usr/lib/debug/.build-id/01/23456789abcdef0123456789abcdef01234567.debug", "/cache/" + id + "/debuginfo"}
	if got := src.kernels("", strings.ToUpper(id)); !reflect.DeepEqual(got, want) {
		t.Errorf("%v", got)
	}
	for _, bad := range []string{"", "01", "../../x", "zz23456789"} {
		if got := src.byBuildID(bad); got != nil {
			t.Errorf("%q: %v", bad, got)
		}
	}
	c := trace("worker+0x20/0x40")
	c.Body = []parse.BodyLine{{Text: "CPU: 3 PID: 17 Comm: sh Not tainted 5.14.0 #1 " + id}}
	if got := boardOf(c).BuildID; got != id {
		t.Errorf("build id %q", got)
	}
	c.Body = []parse.BodyLine{{Text: "OSRELEASE=5.14.0"}, {Text: "BUILD-ID=" + id}, {Text: "PAGESIZE=4096"}}
	if got := boardOf(c).BuildID; got != id {
		t.Errorf("build id of vmcoreinfo %q", got)
	}
}

// TestRebuilt replaces the kernel between two crashes.
func TestRebuilt(t *testing.T) {
	path := copyTo(t, "build.sh", t.TempDir()+"/vmlinux")
	s := newTest(t, Sources{Vmlinux: path})
	c := trace("worker+0x20/0x40")
	wantState(t, s, c, true, "cannot use", path, "no ELF file")
	copyTo(t, "vmlinux-amd64-rebuilt", path)
	wantState(t, s, c, false, "#2")
	os.Remove(path)
	copyTo(t, "vmlinux-amd64", path)
	wantState(t, s, c, true, "same Linux version line")
	if got := s.Resolve(c); got.Chain[0].File != "kernel/worker.c" {
		t.Errorf("%+v", got.Chain[0])
	}
	os.Remove(path)
	wantState(t, s, c, true, "cannot read", path)
	if got := s.Resolve(c); got.Chain[0].File != "" {
		t.Errorf("%+v", got.Chain[0])
	}
}

func TestBuildTree(t *testing.T) {
	dir := t.TempDir()
	copyTo(t, "vmlinux-arm", dir+"/vmlinux")
	copyTo(t, "System.map", dir+"/Module.symvers")
	copyTo(t, "toy-arm.ko", dir+"/drivers/toy/toy.ko")
	s := newTest(t, Sources{Vmlinux: dir})
	got := s.Resolve(trace("toy_read+0x8/0x34 [toy]", "clock_tick+0x8/0x0"))
	if got.Chain[0].File != "drivers/toy/toy.c" || got.Chain[1].File != "kernel/worker.c" {
		t.Errorf("%+v", got.Chain)
	}
}

// TestBareAddresses names frames that a kernel without kallsyms printed, with
// KASLR undone.
func TestBareAddresses(t *testing.T) {
	for _, src := range []Sources{{Vmlinux: testdata + "vmlinux-amd64"}, {SystemMap: testdata + "System.map"}} {
		s := newTest(t, src)
		c := trace("+", "+")
		c.KernelOffset, c.HasKernelOffset = 0x1c000000, true
		for i, at := range []uint64{0xffffffff81000120 + 9, 0xffffffff81000150 + 0x20} {
			f := &c.Chain[i]
			f.HasOffset, f.HasAddress, f.Address = false, true, at+0x1c000000
		}
		got := s.Resolve(c).Chain
		if got[0].Function != "helper" || got[0].Offset != 9 || got[0].Size != 0x30 || got[1].Function != "worker" {
			t.Errorf("%+v", got)
		}
		if src.Vmlinux != "" && (got[0].File != "kernel/worker.c" || got[1].File != "kernel/worker.c") {
			t.Errorf("%+v", got)
		}
		if src.SystemMap != "" {
			wantState(t, s, c, true, "System.map", "names only", "--vmlinux")
		}
	}
}

func TestNothing(t *testing.T) {
	s := newTest(t, Sources{Vmlinux: "/nonexistent/vmlinux", Modules: "/nonexistent", SystemMap: "/nonexistent/System.map"})
	if got := s.Resolve(&parse.Crash{}); got == nil || got.Chain != nil {
		t.Errorf("%+v", got)
	}
	wantState(t, s, &parse.Crash{}, true, "/nonexistent/vmlinux")
	if s.Resolve(nil) != nil {
		t.Error("a crash out of nothing")
	}
}
