package main

import (
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

// TestFilesProveThemselves: what the program says of symbol files that cannot serve, or may be
// another build's: on standard error where it is about the file, and with the crash.
func TestFilesProveThemselves(t *testing.T) {
	dir := t.TempDir()
	write := func(name string, data []byte, age time.Duration) string {
		path := filepath.Join(dir, name)
		if err := os.WriteFile(path, data, 0o644); err != nil {
			t.Fatal(err)
		}
		at := time.Now().Add(-age)
		if err := os.Chtimes(path, at, at); err != nil {
			t.Fatal(err)
		}
		return path
	}
	boot := make([]byte, 4096)
	copy(boot[0x24:], "\x18\x28\x6f\x01")
	vmlinux := contents(t, seedFiles+"vmlinux")
	log := write("panic.log", contents(t, seedPanic), 24*time.Hour)
	os.Mkdir(filepath.Join(dir, "new"), 0o755)
	write("new/shepherd.ko", contents(t, seedModule+"shepherd.ko"), time.Hour)
	for _, c := range []struct{ flag, file, errs, doubt string }{
		{"--vmlinux", write("zImage", boot, time.Hour), "it is a boot image (arm zImage): give the ELF vmlinux of the build", "cannot use zImage: it is a boot image"},
		{"--vmlinux", write("cut", vmlinux[:len(vmlinux)/2], time.Hour), "it is cut off", "cannot use cut: it is cut off"},
		{"--vmlinux", seedModule + "shepherd.ko", "it is a module: give its directory as --modules", "as the kernel: it is a module"},
		{"--modules", filepath.Join(dir, "new"), "", "shepherd.ko may be of another build: it is newer ("},
	} {
		_, out, errs := oopscope(t, "", "scan", "--json", "--no-raw", c.flag, c.file, log)
		var crash struct{ Symbols struct{ Doubt string } }
		if err := json.Unmarshal([]byte(strings.SplitN(out, "\n", 2)[0]), &crash); err != nil {
			t.Fatal(err)
		}
		if !strings.Contains(errs, c.errs) || !strings.Contains(crash.Symbols.Doubt, c.doubt) {
			t.Errorf("%s %s: %s\nand with the crash: %s", c.flag, filepath.Base(c.file), errs, crash.Symbols.Doubt)
		}
	}
}
