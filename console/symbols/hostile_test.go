//go:build unix

package symbols

import (
	"bytes"
	"fmt"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"syscall"
	"testing"
	"time"

	"oopscope/parse/crash"
)

// naming makes a module that names another source file, neither part of it
// longer than the one that it replaces.
func naming(t *testing.T, dir, name string) (modules string) {
	t.Helper()
	data, err := os.ReadFile(testdata + "toy-amd64.ko")
	if err != nil {
		t.Fatal(err)
	}
	for old, new := range map[string]string{"\x00drivers/toy\x00": "\x00" + dir + "\x00", "\x00toy.c\x00": "\x00" + name + "\x00"} {
		new += strings.Repeat("\x00", len(old)-len(new))
		for bytes.Contains(data, []byte(old)) { // their zeros overlap
			data = bytes.Replace(data, []byte(old), []byte(new), 1)
		}
	}
	modules = t.TempDir()
	if err := os.WriteFile(modules+"/toy.ko", data, 0o644); err != nil {
		t.Fatal(err)
	}
	return modules
}

// soon fails when something takes longer than a person's patience.
func soon(t *testing.T, what string, do func()) {
	t.Helper()
	done := make(chan struct{})
	go func() { defer close(done); do() }()
	select {
	case <-done:
	case <-time.After(20 * time.Second):
		buf := make([]byte, 1<<16)
		t.Fatalf("%s hangs\n%s", what, buf[:runtime.Stack(buf, true)])
	}
}

func listing(t *testing.T, src Sources) (l crash.Listing) {
	t.Helper()
	soon(t, "a listing", func() {
		c := trace("toy_read+0x10/0x30 [toy]")
		l = newTest(t, src).Listing(c, &c.Chain[0], 3, 3)
	})
	return l
}

// TestHostileSourceNames: a module does not choose what is read on this machine.
func TestHostileSourceNames(t *testing.T) {
	for _, name := range []string{"/proc/kmsg", "/etc/group", "/dev/zero", "../../etc/group", "/proc/self/stat"} {
		l := listing(t, Sources{Modules: naming(t, filepath.Dir(name), filepath.Base(name))})
		if len(l.Places) == 0 || !strings.HasSuffix(l.Places[len(l.Places)-1].File, strings.TrimLeft(name, "./")) {
			t.Fatalf("%s: the module does not name it: %+v", name, l.Places)
		}
		for _, p := range l.Places {
			if strings.HasSuffix(p.File, filepath.Base(name)) && (p.Path != "" || p.Lines != nil || p.Note == "") {
				t.Errorf("%s is shown: %+v", name, p)
			}
		}
		for _, in := range l.Code {
			if strings.HasSuffix(in.File, filepath.Base(name)) && in.Source != "" {
				t.Errorf("%s is shown: %+v", name, in)
			}
		}
	}
}

// TestHostileTrees: what lies in a tree need not be a source file, and links
// in it may lead anywhere.
func TestHostileTrees(t *testing.T) {
	secret := filepath.Join(t.TempDir(), "secret.c")
	os.WriteFile(secret, []byte("secret\n"), 0o644)
	for what, plant := range map[string]func(path string) error{
		"a pipe":             func(p string) error { return syscall.Mkfifo(p, 0o644) },
		"a link to a pipe":   func(p string) error { syscall.Mkfifo(p+".c", 0o644); return os.Symlink("toy.c.c", p) },
		"a link to a secret": func(p string) error { return os.Symlink(secret, p) },
		"a link upwards":     func(p string) error { return os.Symlink("../../../../../../../../../.."+secret, p) },
		"a link into /proc":  func(p string) error { return os.Symlink("/proc/kmsg", p) },
		"a link to a device": func(p string) error { return os.Symlink("/dev/zero", p) },
		"a link to itself":   func(p string) error { return os.Symlink("toy.c", p) },
		"a directory":        func(p string) error { return os.Mkdir(p, 0o755) },
		"a linked directory": func(p string) error {
			os.Remove(filepath.Dir(p))
			return os.Symlink(filepath.Dir(secret), filepath.Dir(p))
		},
	} {
		tree, modules := t.TempDir(), t.TempDir()
		copyTo(t, "toy-amd64.ko", modules+"/toy.ko")
		os.MkdirAll(tree+"/drivers/toy", 0o755)
		if err := plant(tree + "/" + toySource); err != nil {
			t.Fatal(err)
		}
		l := listing(t, Sources{Modules: modules, Tree: tree})
		for _, p := range l.Places {
			if p.File == toySource && (p.Lines != nil || p.Path != "" || !strings.Contains(p.Note, "--source")) {
				t.Errorf("%s: %+v", what, p)
			}
		}
	}
}

// TestSourceTrees: where a module says that it was built counts only when that
// is a kernel's tree, and what "source" there links to only when that is one.
func TestSourceTrees(t *testing.T) {
	plain, tree, build := t.TempDir(), t.TempDir(), t.TempDir()
	for _, name := range []string{"Kbuild", "Kconfig", "Makefile", "drivers/toy/toy.c"} {
		os.MkdirAll(filepath.Dir(tree+"/"+name), 0o755)
		os.WriteFile(tree+"/"+name, []byte(name+"\n"), 0o644)
	}
	os.WriteFile(plain+"/toy.c", []byte("private\n"), 0o644)
	os.Symlink(tree, build+"/source")
	os.Symlink(plain, plain+"/source")
	for _, c := range []struct {
		what, built, image string
		want               string
	}{
		{"a tree", tree, "/x/toy.ko", "drivers/toy/toy.c"},
		{"no tree", plain, "/x/toy.ko", ""},
		{"a build beside its tree", build, "/x/toy.ko", "drivers/toy/toy.c"},
		{"below the root of all", "/", "/toy.ko", ""},
		{"a module in its tree", "/elsewhere", tree + "/drivers/net/x.ko", "drivers/toy/toy.c"},
		{"a module beside its source", "/elsewhere", plain + "/toy.ko", "private"},
	} {
		e := excerptOf(Sources{}, &module{path: c.image, buildDir: c.built}, "/build/drivers/toy/toy.c", 1, 0)
		if got := strings.Join(e.Lines, ""); got != c.want {
			t.Errorf("%s: %q of %s, want %q (%s)", c.what, got, e.Path, c.want, e.Note)
		}
	}
	e := excerptOf(Sources{}, &module{path: "/x/toy.ko", buildDir: "/"}, plain+"/toy.c", 1, 0)
	if e.Lines != nil {
		t.Errorf("a file outside of every tree is shown: %+v", e)
	}
}

// TestLongLines: a line over 64 kB is a line, and the ones behind it count.
func TestLongLines(t *testing.T) {
	dir := t.TempDir()
	long := "/* " + strings.Repeat("ä", 100_000) + " */"
	var text strings.Builder
	fmt.Fprintf(&text, "one\r\n%s\n", long)
	for n := 3; n <= 2000; n++ {
		fmt.Fprintf(&text, "line %d\n", n)
	}
	text.WriteString("the last")
	os.WriteFile(dir+"/a.c", []byte(text.String()), 0o644)
	for line, want := range map[int]string{1: "one", 2: long[:999], 3: "line 3", 256: "line 256", 257: "line 257", 2000: "line 2000", 2001: "the last"} {
		e := excerptOf(Sources{Tree: dir}, &module{path: dir + "/a.ko"}, "a.c", line, 0)
		if len(e.Lines) != 1 || e.Lines[0] != want || e.First != line {
			t.Errorf("line %d is %.40q from %d (%s)", line, e.Lines, e.First, e.Note)
		}
	}
	if e := excerptOf(Sources{Tree: dir}, &module{path: dir + "/a.ko"}, "a.c", 2002, 1); e.Lines != nil || !strings.Contains(e.Note, "of another version") {
		t.Errorf("%+v", e)
	}
	os.Truncate(dir+"/a.c", 20<<20)
	if e := excerptOf(Sources{Tree: dir}, &module{path: dir + "/a.ko"}, "a.c", 2002, 1); !strings.Contains(e.Note, "first 16 MB") {
		t.Errorf("%+v", e)
	}
}

// TestHostileImages: what is named as a kernel or lies where modules are need
// not be a file.
func TestHostileImages(t *testing.T) {
	dir := t.TempDir()
	syscall.Mkfifo(dir+"/fifo", 0o644)
	os.Mkdir(dir+"/empty", 0o755)
	os.Mkdir(dir+"/vmlinux", 0o755)
	for _, path := range []string{dir + "/fifo", dir + "/empty", dir, "/dev/zero", "/dev/tty", "/proc/kmsg", "/proc/self/mem", "/sys/kernel/notes"} {
		c := trace("worker+0x20/0x40")
		s := newTest(t, Sources{Vmlinux: path})
		soon(t, path, func() {
			if got := s.Resolve(c); got.Chain[0].File != "" {
				t.Errorf("%s: %+v", path, got.Chain[0])
			}
			wantState(t, s, c, true, path)
		})
	}
	modules := t.TempDir()
	syscall.Mkfifo(modules+"/toy.ko", 0o644)
	os.Symlink("/proc/kmsg", modules+"/toy.ko.xz")
	os.Symlink("/dev/zero", modules+"/toy.ko.gz")
	c := trace("toy_read+0x10/0x30 [toy]")
	s := newTest(t, Sources{Modules: modules})
	soon(t, "a pipe among the modules", func() {
		wantState(t, s, c, true, "toy.ko", "is not a regular file")
	})
}

// TestLogChoosesNoPath: words of the log do not become parts of file names.
func TestLogChoosesNoPath(t *testing.T) {
	top := t.TempDir()
	copyTo(t, "toy-amd64.ko", top+"/toy.ko")
	os.Mkdir(top+"/modules", 0o755)
	for _, name := range []string{"../toy", "..", ".", "/toy", top + "/toy", "modules/../../toy", "toy\x00", "to?", "*"} {
		s := newTest(t, Sources{Modules: top + "/modules", Root: top})
		c := trace("toy_read+0x10/0x30 [toy]")
		c.Chain[0].Module, c.Kernel = name, name
		if got := s.Resolve(c); got.Chain[0].File != "" {
			t.Errorf("module %q is %+v", name, got.Chain[0])
		}
		if dirs := s.src.moduleDirs(name); len(dirs) > 1 {
			t.Errorf("release %q is looked for in %v", name, dirs)
		}
	}
}

// TestNamesArePrinted: what an image calls its functions and files may hold
// what a terminal obeys.
func TestNamesArePrinted(t *testing.T) {
	l := listing(t, Sources{Modules: naming(t, "\x1b]0;", "\x1b[2Jx")})
	if len(l.Places) == 0 || strings.ContainsRune(fmt.Sprint(l), '\x1b') || !strings.Contains(fmt.Sprint(l), "?[2J") {
		t.Errorf("%q", fmt.Sprint(l))
	}
}

// TestNobodyWaitsForEver: a file that does not answer stops neither another
// caller nor the end of the program.
func TestNobodyWaitsForEver(t *testing.T) {
	s := New(Sources{Vmlinux: testdata + "vmlinux-amd64", Tree: testdata + "src"})
	s.symbols.patience, s.sources.patience = 50*time.Millisecond, 50*time.Millisecond
	c := trace("worker+0x20/0x40")
	stuck := make(chan struct{})
	s.files.opening = func(path string) { s.reading.Store(&path); <-stuck } // a network that went away
	soon(t, "asking", func() {
		for range 20 {
			if got := s.Resolve(c); got == nil || got.Chain[0].File != "" {
				t.Errorf("%+v", got)
			}
		}
		wantState(t, s, c, true, "vmlinux-amd64 does not answer")
		if l := s.Listing(c, &c.Chain[0], 3, 3); len(l.Places) == 0 || !strings.Contains(l.Places[0].Note, "does not answer") {
			t.Errorf("%+v", l)
		}
		s.Close()
	})
	s.symbols.patience, s.sources.patience = time.Minute, 50*time.Millisecond
	close(stuck)
	for deadline := time.Now().Add(20 * time.Second); s.Resolve(c).Chain[0].File == "" && time.Now().Before(deadline); {
		time.Sleep(5 * time.Millisecond)
	}
	if got := s.Resolve(c); got.Chain[0].File == "" {
		t.Errorf("nothing after the file answered: %+v", got)
	}
	// Sources that do not answer keep nobody from the symbols.
	s.sources.taken <- struct{}{}
	soon(t, "asking", func() {
		if l := s.Listing(c, &c.Chain[0], 3, 3); len(l.Code) == 0 || !strings.Contains(l.Places[0].Note, "does not answer") {
			t.Errorf("%+v", l)
		}
		if got := s.Resolve(c); got.Chain[0].File == "" {
			t.Errorf("%+v", got)
		}
	})
}
