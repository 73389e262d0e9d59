package symbols

import (
	"os"
	"path/filepath"
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"

	"oopscope/parse/arch"
)

// packedKernels are vmlinux-amd64 in every packing that its debug sections may have.
var packedKernels = []string{"vmlinux-amd64-zlib", "vmlinux-amd64-zstd", "vmlinux-amd64-zlib-gnu"}

func sameFrame(a, b arch.Frame) bool { return reflect.DeepEqual(a, b) }

// scramble overwrites the second half of a file, which looks as it did from outside.
func scramble(t *testing.T, path string) {
	t.Helper()
	data, err := os.ReadFile(path)
	info, err2 := os.Stat(path)
	if err != nil || err2 != nil {
		t.Fatal(err, err2)
	}
	for i := len(data) / 8; i < len(data)/2; i++ {
		data[i] ^= 0x55
	}
	os.WriteFile(path, data, 0o644)
	os.Chtimes(path, info.ModTime(), info.ModTime())
}

func kept(t *testing.T, dir string) (all []string) {
	t.Helper()
	entries, err := os.ReadDir(dir)
	if err != nil {
		t.Fatal(err)
	}
	for _, e := range entries {
		if strings.HasSuffix(e.Name(), ".part") {
			t.Errorf("%s is left", e.Name())
		}
		all = append(all, e.Name())
	}
	return all
}

// TestPackedSectionsAreKept: compressed sections are unpacked on the disk, in files
// that the build id names, and take no memory; the next time they are read there.
func TestPackedSectionsAreKept(t *testing.T) {
	c := trace("worker+0x20/0x40", "start_kernel+0x14/0x40")
	want := newTest(t, Sources{Vmlinux: testdata + "vmlinux-amd64"}).Resolve(c)
	if want.Chain[0].File == "" {
		t.Fatal("the plain kernel tells nothing")
	}
	for _, name := range packedKernels {
		vmlinux, cache := copyTo(t, name, t.TempDir()+"/vmlinux"), t.TempDir()+"/symbols"
		src := Sources{Vmlinux: vmlinux, Cache: cache}
		first := New(src)
		if got := first.Resolve(c); !slices.EqualFunc(got.Chain, want.Chain, sameFrame) {
			t.Errorf("%s: %+v", name, got.Chain)
		}
		if used := first.files.memory.Used(); used > 100_000 {
			t.Errorf("%s: %d bytes of memory are in use", name, used)
		}
		first.Settle(10 * time.Second)
		first.Close()
		files := kept(t, cache)
		if i := slices.IndexFunc(files, func(f string) bool { return strings.HasSuffix(f, "debug_info") }); i < 0 || len(strings.Split(files[i], "-")[0]) != 40 {
			t.Fatalf("%s: %q are kept", name, files)
		}
		now := time.Now().Add(-time.Minute)
		os.Chtimes(vmlinux, now, now)
		second := newTest(t, src)
		second.Resolve(c)
		second.Settle(10 * time.Second)
		if got := kept(t, cache); len(got) != 2*len(files) {
			t.Errorf("%s: of a file written anew the old contents are taken: %q", name, got)
		}
		if got := newTest(t, src).Resolve(c); !slices.EqualFunc(got.Chain, want.Chain, sameFrame) {
			t.Errorf("%s, kept: %+v", name, got.Chain)
		}
	}
}

// TestPackedModulesAreKept: so are modules that are packed as a whole. What was kept
// is read and not the file, of which this test leaves nothing.
func TestPackedModulesAreKept(t *testing.T) {
	c := trace("toy_read+0x10/0x30 [toy]")
	for suffix := range packers {
		dir, cache := t.TempDir(), t.TempDir()+"/symbols"
		module := dir + "/toy.ko" + suffix
		swollen(t, "toy-amd64.ko", module, 0)
		for i := range 3 {
			s := New(Sources{Modules: dir, Cache: cache})
			if got := s.Resolve(c).Chain[0]; got.File != toySource {
				t.Errorf("%s, time %d: %+v", suffix, i+1, got)
			}
			s.Settle(10 * time.Second)
			s.Close()
			if got := kept(t, cache); len(got) != 1 {
				t.Errorf("%s: %q are kept", suffix, got)
			}
			scramble(t, module)
		}
		os.Truncate(filepath.Join(cache, kept(t, cache)[0]), 1000)
		s := newTest(t, Sources{Modules: dir, Cache: cache})
		wantState(t, s, c, true, "cannot read", "toy.ko"+suffix)
	}
}

// TestNothingToKeepIn: where nothing can be kept, memory serves.
func TestNothingToKeepIn(t *testing.T) {
	dir := t.TempDir()
	os.WriteFile(dir+"/file", nil, 0o600)
	swollen(t, "toy-amd64.ko", dir+"/toy.ko.xz", 0)
	c := trace("toy_read+0x10/0x30 [toy]", "worker+0x20/0x40")
	for _, src := range []Sources{{Cache: dir + "/file/symbols"}, {Cache: dir + "/small", Cached: 10}} {
		src.Modules, src.Vmlinux = dir, testdata+"vmlinux-amd64-zstd"
		s := newTest(t, src)
		for _, f := range s.Resolve(c).Chain {
			if f.File == "" {
				text, _ := s.State(c)
				t.Errorf("%+v is not located: %s", f, text)
			}
		}
	}
}

// TestBombsOnDisk: what unpacks to much more than its size explains is refused on the
// disk as it is in memory, and leaves nothing there.
func TestBombsOnDisk(t *testing.T) {
	dir, cache := t.TempDir(), t.TempDir()
	swollen(t, "toy-amd64.ko", dir+"/toy.ko.zst", 65)
	withSection(t, "vmlinux-amd64", ".debug_info", dir+"/vmlinux", 65)
	s := newTest(t, Sources{Modules: dir, Vmlinux: dir + "/vmlinux", Cache: cache})
	c := trace("toy_read+0x10/0x30 [toy]", "worker+0x20/0x40")
	s.Resolve(c)
	wantState(t, s, c, true, "vmlinux is not read whole", "toy.ko.zst: it unpacks to more than 64 times its size")
	s.Settle(10 * time.Second)
	if got := kept(t, cache); len(got) != 0 {
		t.Errorf("%q are kept", got)
	}
}
