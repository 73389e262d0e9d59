package main

import (
	"encoding/json"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
)

// vendor writes the lines of an oops as a vendor's kernel does.
func vendor(text string) string {
	var b strings.Builder
	for l := range strings.Lines(text) {
		_, l, _ = strings.Cut(l, "] ")
		b.WriteString("<4>[    2.000000]  [0:      swapper/0:    1] " + l)
	}
	return b.String()
}

// TestPrefixOfALineIsRemembered: what an oops taught of a live line is known the
// next time, when a panic stands alone and could teach nothing.
func TestPrefixOfALineIsRemembered(t *testing.T) {
	dir := t.TempDir()
	at := filepath.Join(dir, "board")
	l, err := net.Listen("unix", at)
	if err != nil {
		t.Skip(err)
	}
	defer l.Close()
	says := make(chan string)
	go func() {
		for text := range says {
			c, err := l.Accept()
			if err != nil {
				return
			}
			c.Write([]byte(text))
			t.Cleanup(func() { c.Close() }) // the watch ends by itself
		}
	}()
	defer close(says)
	const lone = "[    9.000000] Kernel panic - not syncing: VFS: Unable to mount root fs on unknown-block(0,0)\n"
	watch := func(text string) string {
		cmd := exec.Command(os.Args[0], "watch", "unix:"+at, "--json", "--no-raw", "--fail-on-crash", "--timeout", "9s", "--record", "off")
		cmd.Env = asOopscope("HOME="+dir, "PATH="+os.Getenv("PATH"))
		go func() { says <- text }()
		out, _ := cmd.Output()
		var c struct{ Class, Prefix string }
		if json.Unmarshal(out, &c) != nil {
			return string(out)
		}
		return c.Class + " " + c.Prefix
	}
	if got := watch(vendor(oops)); got != "null-deref  [*] " {
		t.Fatalf("the oops: %q", got)
	}
	if got := watch(vendor(lone)); got != "no-rootfs  [*] " {
		t.Errorf("the panic alone: %q", got)
	}
}

// TestPrefixIsGiven: a person may say what stands in front of the lines.
func TestPrefixIsGiven(t *testing.T) {
	log := filepath.Join(t.TempDir(), "x.log")
	os.WriteFile(log, []byte("cell7> Kernel panic - not syncing: VFS: Unable to mount root fs on unknown-block(0,0)\n"), 0o600)
	for form, want := range map[string]int{"cell#> ": 5, "@#> ": 5, "rack#> ": 0, "*": 2, "": 2} {
		if status, _, errs := oopscope(t, "", "scan", "--fail-on-crash", "--prefix="+form, log); status != want {
			t.Errorf("--prefix=%q: status %d, not %d: %s", form, status, want, errs)
		}
	}
}
