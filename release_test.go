//go:build linux

package main

import (
	"bytes"
	"flag"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strings"
	"testing"
)

var release = flag.Bool("release", false, "make a release for this machine, twice, install its package in an empty root, and give the module another path")

// TestRelease: what is committed becomes the same files each time, and the Debian package
// of them works where nothing else is.
func TestRelease(t *testing.T) {
	if !*release {
		t.Skip("takes minutes; go test . -run TestRelease -release")
	}
	made := func() string {
		dir := t.TempDir()
		shell(t, ".", ".ci/release", "v0.9.0", dir, "linux/"+runtime.GOARCH)
		return dir
	}
	first, second := made(), made()
	for _, name := range []string{"SHA256SUMS"} {
		a, err := os.ReadFile(filepath.Join(first, name))
		b, err2 := os.ReadFile(filepath.Join(second, name))
		if err != nil || err2 != nil || !bytes.Equal(a, b) || bytes.Count(a, []byte("\n")) < 4 {
			t.Errorf("not the same twice, or too little: %v %v\n%s\n%s", err, err2, a, b)
		}
	}
	packages, _ := filepath.Glob(filepath.Join(first, "*.deb"))
	if len(packages) != 1 {
		t.Fatalf("packages: %q", packages)
	}
	installed(t, packages[0])
}

// installed puts a package into a root in which there is nothing, and runs it there.
func installed(t *testing.T, deb string) {
	if _, err := exec.LookPath("dpkg"); err != nil || os.Getuid() != 0 {
		t.Skip("only root can install with dpkg")
	}
	root := t.TempDir()
	for _, dir := range []string{"var/lib/dpkg/info", "var/lib/dpkg/updates", "tmp"} {
		if err := os.MkdirAll(filepath.Join(root, dir), 0o755); err != nil {
			t.Fatal(err)
		}
	}
	for _, file := range []string{"status", "available"} {
		if err := os.WriteFile(filepath.Join(root, "var/lib/dpkg", file), nil, 0o644); err != nil {
			t.Fatal(err)
		}
	}
	shell(t, ".", "dpkg", "--root="+root, "--install", deb)
	for _, path := range []string{
		"usr/bin/oopscope", "usr/bin/oopscope-export", "usr/share/man/man1/oopscope.1.gz", "usr/share/man/man1/oopscope-export.1.gz", "usr/share/doc/oopscope/changelog.gz", "usr/share/bash-completion/completions/oopscope", "usr/share/zsh/vendor-completions/_oopscope",
		"usr/share/fish/vendor_completions.d/oopscope.fish", "usr/lib/udev/rules.d/70-oopscope.rules", "usr/share/doc/oopscope/copyright", "usr/share/doc/oopscope/third-party.txt",
	} {
		if info, err := os.Stat(filepath.Join(root, path)); err != nil || info.Size() == 0 || info.Mode().Perm()&0o444 != 0o444 {
			t.Errorf("%s: %v", path, err)
		}
	}
	if said := shell(t, ".", "chroot", root, "/usr/bin/oopscope", "--version"); !strings.HasPrefix(said, "oopscope 0.9.0 ") {
		t.Errorf("it says %q", said)
	}
	log, err := os.ReadFile("testdata/arm/shepherd-panic.log")
	if err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(root, "tmp/crash.log"), log, 0o644); err != nil {
		t.Fatal(err)
	}
	if said := shell(t, ".", "chroot", root, "/usr/bin/oopscope", "scan", "--json", "/tmp/crash.log"); !strings.Contains(said, `"class":"null-deref"`) {
		t.Errorf("it reads %.200q", said)
	}
}

// TestRename: the module's path stands in one place, and one command changes it.
func TestRename(t *testing.T) {
	if !*release {
		t.Skip("builds everything anew; go test . -run TestRename -release")
	}
	dir := t.TempDir()
	shell(t, ".", "git", "clone", "-q", ".", dir)
	shell(t, dir, ".ci/rename-module", "example.org/bench/oopscope")
	shell(t, dir, "go", "vet", "./...")
	shell(t, dir, "go", "test", ".", "-run", "Imports|Docs|House|Pure|Names")
}

// shell runs a command in a folder, and returns what it says.
func shell(t *testing.T, dir, name string, args ...string) string {
	t.Helper()
	c := exec.Command(name, args...)
	c.Dir = dir
	said, err := c.CombinedOutput()
	if err != nil {
		t.Fatalf("%s %q: %v\n%s", name, args, err, said)
	}
	return string(said)
}
